/* print.c: tables, colours and wrapped text on a terminal, plain in a pipe. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const escapes[] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[31m"};

static char *format_text(const char *format, va_list list)
{
    char *text = NULL;
    if (vasprintf(&text, format, list) < 0) mog_out_of_memory();
    return text;
}

static void put_styled(const cli_context *cli, cli_style style, mog_text text)
{
    bool coloured = cli->colour && style != CLI_PLAIN;
    if (coloured) fputs(escapes[style], stdout);
    fwrite(text.at, 1, text.size, stdout);
    if (coloured) fputs("\033[0m", stdout);
}

void cli_print(const cli_context *cli, cli_style style, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = format_text(format, list);
    va_end(list);
    put_styled(cli, style, mog_text_of(text));
    free(text);
}

/* ---- wrapping */

/* The bytes of `text` that fit on a line of `width` columns, and in *next where the following line begins. Lines break at spaces; a word
 * that is longer than a line breaks after a sign within it, else anywhere. */
static size_t take_line(mog_text text, size_t width, size_t *next)
{
    size_t column = 0, space = 0, sign = 0, i = 0;
    bool begun = false; /* spaces in front are an indentation */
    while (i < text.size) {
        size_t end = i + 1;
        while (end < text.size && ((unsigned char)text.at[end] & 0xC0) == 0x80) end++;
        size_t columns = mog_text_columns((mog_text){text.at + i, end - i});
        if (text.at[i] != ' ' && column + columns > width && i > 0) break;
        if (text.at[i] != ' ') begun = true;
        else if (begun) space = i;
        if (text.at[i] != ' ' && strchr("/_-.:,=", text.at[i])) sign = end;
        column += columns;
        i = end;
    }
    if (i >= text.size) {
        *next = text.size;
        return text.size;
    }
    size_t at = space ? space : sign ? sign : i;
    for (*next = at; *next < text.size && text.at[*next] == ' ';) ++*next;
    while (at > 0 && text.at[at - 1] == ' ') at--;
    return at;
}

static void print_paragraph(const cli_context *cli, cli_style style, int indent, mog_text text)
{
    mog_buffer safe = {0};
    mog_buffer_clear(&safe);
    mog_buffer_add_visible(&safe, text);
    size_t column = strspn(safe.at, " "), left = (size_t)cli->columns, next;
    mog_text rest = {safe.at + column, safe.size - column};
    for (bool first = true; first || rest.size; first = false) {
        size_t room = left > column + 20 ? left - column : 20;
        size_t taken = take_line(rest, room, &next);
        printf("%*s", (int)column, "");
        put_styled(cli, style, (mog_text){rest.at, taken});
        putchar('\n');
        rest = (mog_text){rest.at + next, rest.size - next};
        column = (size_t)indent;
    }
    mog_buffer_free(&safe);
}

void cli_print_wrapped(const cli_context *cli, int indent, mog_text text)
{
    print_paragraph(cli, CLI_PLAIN, indent, text);
}

void cli_print_dim(const cli_context *cli, mog_text text)
{
    print_paragraph(cli, CLI_DIM, 0, text);
}

/* ---- tables */

typedef struct cell {
    cli_style style;
    char *text;
    size_t width;
} cell;

struct cli_table {
    const cli_context *cli;
    size_t columns;
    char *marks;
    cell *cells;
    size_t count, capacity;
};

static void add_cell(cli_table *table, cli_style style, mog_text text)
{
    mog_buffer safe = {0};
    mog_buffer_clear(&safe);
    mog_buffer_add_visible(&safe, text);
    size_t width = mog_text_columns((mog_text){safe.at, safe.size});
    MOG_PUSH(table->cells, table->count, table->capacity) = (cell){style, safe.at, width};
}

cli_table *cli_table_new(cli_context *cli, const char *const *heads, size_t columns, const char *marks)
{
    cli_table *table = mog_allocate(sizeof *table);
    *table = (cli_table){.cli = cli, .columns = columns, .marks = mog_strdup(marks ? marks : "")};
    for (size_t i = 0; heads && i < columns; i++) add_cell(table, CLI_DIM, mog_text_of(heads[i]));
    return table;
}

void cli_table_cell(cli_table *table, cli_style style, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = format_text(format, list);
    va_end(list);
    add_cell(table, style, mog_text_of(text));
    free(text);
}

#define LEAST 12      /* columns that a wrapped cell keeps */
#define LEAST_LAST 30 /* and that a last one which is wider keeps before a column is left out for it */

static bool may_be_left_out(const cli_table *table, size_t c)
{
    char mark = c < strlen(table->marks) ? table->marks[c] : ' ';
    return mark == 'R' || mark == 'L';
}

static bool is_right(const cli_table *table, size_t c)
{
    char mark = c < strlen(table->marks) ? table->marks[c] : ' ';
    return mark == 'r' || mark == 'R';
}

static size_t total_width(const cli_table *table, const size_t *widths, unsigned left_out, size_t last)
{
    size_t total = 0;
    for (size_t c = 0; c + 1 < table->columns; c++)
        if (!(left_out >> c & 1)) total += widths[c] + 2;
    return total + last;
}

/* Columns that may be left out are, from the right, until the others fit; only on a terminal: a pipe has no edge. */
static unsigned leave_out(const cli_table *table, const size_t *widths)
{
    unsigned left_out = 0;
    size_t n = table->columns, last = widths[n - 1] < LEAST_LAST ? widths[n - 1] : LEAST_LAST;
    for (size_t c = n; isatty(STDOUT_FILENO) && c-- > 0;) {
        if (total_width(table, widths, left_out, last) <= (size_t)table->cli->columns) break;
        if (may_be_left_out(table, c)) left_out |= 1u << c;
        if (may_be_left_out(table, c) && c + 1 == n) last = 0;
    }
    return left_out;
}

/* What still is too wide is wrapped, the widest column first. */
static void narrow(const cli_table *table, size_t *widths, unsigned left_out)
{
    size_t n = table->columns, limit = (size_t)table->cli->columns;
    for (;;) {
        size_t widest = n;
        if (total_width(table, widths, left_out, left_out >> (n - 1) & 1 ? 0 : widths[n - 1]) <= limit) return;
        for (size_t c = 0; c < n; c++) {
            if (left_out >> c & 1 || is_right(table, c) || widths[c] <= LEAST) continue;
            if (widest == n || widths[c] >= widths[widest]) widest = c;
        }
        if (widest == n) return;
        widths[widest]--;
    }
}

/* One row: as many lines as its tallest cell. The lines after the first of a cell stand under its text. */
static void print_row(const cli_table *table, const cell *row, const size_t *widths, unsigned left_out)
{
    size_t n = table->columns, gap = 0;
    mog_text *rest = mog_allocate(n * sizeof *rest);
    for (size_t c = 0; c < n; c++) rest[c] = mog_text_of(row[c].text);
    bool more = true;
    for (bool first = true; first || more; first = false) {
        more = false;
        gap = 0;
        for (size_t c = 0; c < n; c++) {
            if (left_out >> c & 1) continue;
            size_t lead = strspn(row[c].text, " "), indent = first || lead >= widths[c] ? 0 : lead, next;
            size_t taken = take_line(rest[c], widths[c] - indent, &next);
            mog_text line = {rest[c].at, taken};
            size_t pad = widths[c] - indent - mog_text_columns(line);
            if (line.size) {
                printf("%*s", (int)(gap + indent + (is_right(table, c) ? pad : 0)), "");
                put_styled(table->cli, row[c].style, line);
                gap = (is_right(table, c) ? 0 : pad) + 2;
            } else {
                gap += widths[c] + 2;
            }
            rest[c] = (mog_text){rest[c].at + next, rest[c].size - next};
            more |= rest[c].size > 0;
        }
        putchar('\n');
    }
    free(rest);
}

unsigned cli_table_print(cli_table *table)
{
    size_t n = table->columns;
    size_t *widths = mog_allocate(n * sizeof *widths);
    for (size_t c = 0; c < n; c++) {
        widths[c] = 0;
        for (size_t i = c; i < table->count; i += n)
            if (table->cells[i].width > widths[c]) widths[c] = table->cells[i].width;
    }
    unsigned left_out = leave_out(table, widths);
    narrow(table, widths, left_out);
    for (size_t i = 0; i + n <= table->count; i += n) print_row(table, table->cells + i, widths, left_out);
    for (size_t i = 0; i < table->count; i++) free(table->cells[i].text);
    free(table->cells);
    free(table->marks);
    free(widths);
    free(table);
    return left_out;
}

/* ---- JSON */

mog_status cli_print_json(const json_t *value, mog_error *err)
{
    mog_status status = mog_json_write(stdout, value, isatty(STDOUT_FILENO) ? 2 : 0, err);
    putchar('\n');
    return status;
}

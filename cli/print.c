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

/* Puts words of `text` on lines of `width` columns; the first line begins at column `at`. */
static void put_wrapped(const cli_context *cli, cli_style style, mog_text text, size_t at, size_t indent, size_t width)
{
    mog_buffer line = {0};
    mog_buffer_clear(&line);
    size_t column = at, i = 0;
    bool fresh = true;
    while (i < text.size) {
        size_t end = i;
        while (end < text.size && text.at[end] != ' ') end++;
        mog_text word = {text.at + i, end - i};
        size_t columns = mog_text_columns(word);
        if (!fresh && column + 1 + columns > width) {
            put_styled(cli, style, (mog_text){line.at, line.size});
            printf("\n%*s", (int)indent, "");
            mog_buffer_clear(&line);
            column = indent;
            fresh = true;
        }
        if (!fresh) {
            mog_buffer_add(&line, " ", 1);
            column++;
        }
        mog_buffer_add_text(&line, word);
        column += columns;
        fresh = false;
        for (i = end; i < text.size && text.at[i] == ' ';) i++;
    }
    put_styled(cli, style, (mog_text){line.at, line.size});
    mog_buffer_free(&line);
}

void cli_print_wrapped(const cli_context *cli, int indent, mog_text text)
{
    mog_buffer safe = {0};
    mog_buffer_clear(&safe);
    mog_buffer_add_visible(&safe, text);
    size_t lead = strspn(safe.at, " ");
    printf("%*s", (int)lead, "");
    put_wrapped(cli, CLI_PLAIN, (mog_text){safe.at + lead, safe.size - lead}, lead, (size_t)indent, (size_t)cli->columns);
    putchar('\n');
    mog_buffer_free(&safe);
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
    char *right;
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

cli_table *cli_table_new(cli_context *cli, const char *const *heads, size_t columns, const char *right)
{
    cli_table *table = mog_allocate(sizeof *table);
    *table = (cli_table){.cli = cli, .columns = columns, .right = mog_strdup(right ? right : "")};
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

void cli_table_print(cli_table *table)
{
    size_t n = table->columns, before_last = 0;
    size_t *widths = mog_allocate(n * sizeof *widths);
    for (size_t c = 0; c < n; c++) {
        widths[c] = 0;
        for (size_t i = c; i < table->count; i += n) {
            if (table->cells[i].width > widths[c]) widths[c] = table->cells[i].width;
        }
        if (c + 1 < n) before_last += widths[c] + 2;
    }
    for (size_t i = 0; i < table->count; i++) {
        const cell *one = &table->cells[i];
        size_t c = i % n;
        bool right = c < strlen(table->right) && table->right[c] == 'r';
        int pad = (int)(widths[c] - one->width);
        if (right) printf("%*s", pad, "");
        if (c + 1 < n) {
            put_styled(table->cli, one->style, mog_text_of(one->text));
            printf("%*s", right ? 2 : pad + 2, "");
        } else {
            size_t width = (size_t)table->cli->columns;
            if (width < before_last + 20) width = before_last + 20;
            if (right) put_styled(table->cli, one->style, mog_text_of(one->text));
            else put_wrapped(table->cli, one->style, mog_text_of(one->text), before_last, before_last, width);
            putchar('\n');
        }
    }
    for (size_t i = 0; i < table->count; i++) free(table->cells[i].text);
    free(table->cells);
    free(table->right);
    free(widths);
    free(table);
}

/* ---- JSON */

mog_status cli_print_json(const json_t *value, mog_error *err)
{
    mog_status status = mog_json_write(stdout, value, isatty(STDOUT_FILENO) ? 2 : 0, err);
    putchar('\n');
    return status;
}

#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void table_begin(table *t, read_bytes *read, void *context, encoding given, char separator)
{
    memset(t, 0, sizeof *t);
    t->decoder.read = read;
    t->decoder.context = context;
    t->decoder.encoding = given;
    t->separator = separator;
    t->line = 1;
    bytes_clear(&t->text);
    bytes_clear(&t->cells);
}

void table_end(table *t)
{
    bytes_free(&t->text);
    bytes_free(&t->cells);
}

static table_state set_fault(table *t, uint64_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

static table_state set_fault(table *t, uint64_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(t->fault, sizeof t->fault, format, arguments);
    va_end(arguments);
    t->fault_line = line;
    t->faulty = true;
    return TABLE_FAULT;
}

/* Brings more text after what is left; false: there is none. */
static bool refill(table *t)
{
    size_t left = t->text.size - t->at;
    memmove(t->text.at, t->text.at + t->at, left + 1);
    t->text.size = left;
    t->at = 0;
    while (t->text.size == left) {
        if (!decode_next(&t->decoder, &t->text)) break;
    }
    return t->text.size > left;
}

/* The next byte without taking it; -1: there is none. */
static int peek(table *t)
{
    if (t->at == t->text.size && !refill(t)) return -1;
    return (unsigned char)t->text.at[t->at];
}

/* ---- which separator */

static const char candidates[] = {';', ',', '\t', '|'};
#define CANDIDATES (sizeof candidates)

typedef struct shape {
    size_t columns; /* of the first row */
    size_t rows, alike;
} shape;

static void end_row(shape *s, size_t columns, bool empty)
{
    if (empty) return;
    if (s->rows++ == 0) s->columns = columns;
    if (columns == s->columns) s->alike++;
}

/* What the text would be with this separator. The last row is left out where the text goes on after it. */
static shape shape_with(const char *at, size_t size, char separator, bool whole)
{
    enum { BEGINS, PLAIN, QUOTED, CLOSED } state = BEGINS;
    shape s = {0};
    size_t columns = 1;
    bool empty = true;
    for (size_t i = 0; i < size; i++) {
        char c = at[i];
        if (state == QUOTED) {
            if (c == '"') state = CLOSED;
            continue;
        }
        bool ends = c == '\n' || c == '\r';
        if (c == '"' && state != PLAIN) state = QUOTED;
        else state = c == separator || ends ? BEGINS : PLAIN;
        if (ends) {
            end_row(&s, columns, empty);
            columns = 1;
        } else if (c == separator) {
            columns++;
        }
        empty = ends || (empty && c == separator);
    }
    if (whole || s.rows == 0) end_row(&s, columns, empty);
    return s;
}

static char find_separator(const char *at, size_t size, bool whole)
{
    char best = NO_SEPARATOR;
    shape most = {0};
    for (size_t i = 0; i < CANDIDATES; i++) {
        shape s = shape_with(at, size, candidates[i], whole);
        if (s.columns < 2) continue;
        /* alike/rows, as whole numbers */
        size_t mine = s.alike * (most.rows ? most.rows : 1), its = most.alike * s.rows;
        if (mine < its || (mine == its && s.columns <= most.columns)) continue;
        best = candidates[i];
        most = s;
    }
    return best;
}

/* A first line `sep=;`, as Excel reads it. True: it is there and taken, unless the caller has stated another separator. */
static void take_sep_line(table *t)
{
    const char *at = t->text.at + t->at;
    size_t left = t->text.size - t->at, size = 5;
    if (left < size || strncasecmp(at, "sep=", 4) != 0) return;
    if (left > size && at[size] != '\r' && at[size] != '\n') return;
    if (at[4] == '"' || at[4] == '\r' || at[4] == '\n') return;
    if (left > size) size += at[size] == '\r' && left > size + 1 && at[size + 1] == '\n' ? 2 : 1;
    if (t->separator == 0) t->separator = at[4];
    t->at += size;
    t->line++;
}

static void begin(table *t)
{
    t->began = true;
    if (t->text.size == 0 && !refill(t)) return;
    take_sep_line(t);
    if (t->separator == 0) t->separator = find_separator(t->text.at + t->at, t->text.size - t->at, t->decoder.over);
}

/* ---- rows */

typedef struct reading {
    table *t;
    uint64_t begin; /* line */
    size_t count;   /* of cells, the one at hand too */
    size_t start;   /* of the cell at hand */
    bool holds;     /* some cell holds something */
} reading;

/* Adds text to the cell at hand. */
static bool add(reading *r, const char *at, size_t size)
{
    table *t = r->t;
    if (t->cells.size + size - r->start > LONGEST_CELL) {
        set_fault(t, r->begin, "a cell is longer than %zu bytes; a quote that is not closed makes one", LONGEST_CELL);
    } else if (t->cells.size + size > LONGEST_ROW) {
        set_fault(t, r->begin, "the row is longer than %zu bytes", LONGEST_ROW);
    } else {
        bytes_add(&t->cells, at, size);
        return true;
    }
    return false;
}

static bool begin_cell(reading *r)
{
    table *t = r->t;
    if (r->count == MOST_COLUMNS) {
        set_fault(t, r->begin, "the row has more than %u columns; is `%c` the separator?", MOST_COLUMNS, t->separator);
        return false;
    }
    r->start = t->starts[r->count++] = t->cells.size;
    return true;
}

static void end_cell(reading *r)
{
    if (r->t->cells.size > r->start) r->holds = true;
    bytes_add(&r->t->cells, "", 1);
}

/* Takes a line end: CRLF, LF or CR. */
static void take_line_end(table *t)
{
    bool two = t->text.at[t->at++] == '\r';
    if (two && peek(t) == '\n') t->at++;
    t->line++;
}

/* Bytes from here that are none of these and stand in the text at hand. */
static size_t plain(const table *t, char a, char b, char c)
{
    const char *at = t->text.at + t->at, *end = t->text.at + t->text.size, *from = at;
    while (at < end && *at != a && *at != b && *at != c) at++;
    return (size_t)(at - from);
}

/* The rest of a quoted cell, after its first quote, with the last. */
static bool read_quoted(reading *r)
{
    table *t = r->t;
    uint64_t opened = t->line;
    for (;;) {
        int c = peek(t);
        if (c < 0) {
            if (!t->decoder.fault) set_fault(t, opened, "the quote that is opened in this line is not closed");
            return false;
        }
        if (c == '"') {
            t->at++;
            if (peek(t) != '"') return true;
            t->at++;
            if (!add(r, "\"", 1)) return false;
        } else if (c == '\r' || c == '\n') {
            take_line_end(t);
            if (!add(r, "\n", 1)) return false;
        } else {
            size_t size = plain(t, '"', '\r', '\n');
            if (!add(r, t->text.at + t->at, size)) return false;
            t->at += size;
        }
    }
}

static bool read_plain(reading *r)
{
    table *t = r->t;
    for (int c; (c = peek(t)) >= 0 && c != t->separator && c != '\r' && c != '\n';) {
        size_t size = plain(t, t->separator, '\r', '\n');
        if (!add(r, t->text.at + t->at, size)) return false;
        t->at += size;
    }
    return true;
}

/* One row; false: a fault. The text is not at its end. */
static bool read_row(reading *r)
{
    table *t = r->t;
    for (;;) {
        if (!begin_cell(r)) return false;
        if (peek(t) == '"') {
            t->at++;
            if (!read_quoted(r)) return false;
        } else if (!read_plain(r)) {
            return false;
        }
        end_cell(r);
        int c = peek(t);
        if (c < 0) return !t->decoder.fault;
        if (c == '\r' || c == '\n') {
            take_line_end(t);
            return true;
        }
        if (c != t->separator) {
            set_fault(t, t->line, "text follows a closing quote in cell %zu; a quote within quotes is written twice",
                      r->count);
            return false;
        }
        t->at++;
    }
}

table_state table_next(table *t, row *out)
{
    if (t->faulty) return TABLE_FAULT;
    if (!t->began) begin(t);
    for (;;) {
        reading r = {.t = t, .begin = t->line};
        bytes_clear(&t->cells);
        if (peek(t) < 0) break;
        if (!read_row(&r)) break;
        if (!r.holds) continue;
        for (size_t i = 0; i < r.count; i++) t->pointers[i] = t->cells.at + t->starts[i];
        *out = (row){.line = r.begin, .count = r.count, .cells = t->pointers};
        return TABLE_ROW;
    }
    if (t->faulty) return TABLE_FAULT;
    if (t->decoder.fault) return set_fault(t, t->line, "%s", t->decoder.fault);
    return TABLE_OVER;
}

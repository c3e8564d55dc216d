/* render.c: a diagnostic as people read it: place, message, and the line with a caret under what is meant. */
#include "dsl/diagnostic.h"
#include "dsl/parse.h"

#include <string.h>

#define WINDOW 110 /* columns of a source line that are shown */
#define BEFORE 40  /* of them before the range, where the line is cut */
#define TAB 4

static const char ELLIPSIS[] = "…";

/* One character of a source line as it is shown. */
typedef struct glyph {
    const char *shown;
    size_t size;  /* bytes shown */
    size_t taken; /* bytes of the source */
    size_t width; /* columns */
} glyph;

static size_t sequence(unsigned char first)
{
    return first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

/* What is at `at` of a line, at a column from 0. Control characters and bytes that are not UTF-8 are shown as U+FFFD. */
static glyph glyph_at(mog_text line, size_t at, size_t column)
{
    static const char blanks[TAB + 1] = "    ";
    unsigned char first = (unsigned char)line.at[at];
    if (first == '\t') {
        size_t width = TAB - column % TAB;
        return (glyph){blanks, width, 1, width};
    }
    mog_text one = {line.at + at, sequence(first)};
    bool control = first < ' ' || first == 0x7f ||
                   (first == 0xc2 && one.size <= line.size - at && (unsigned char)one.at[1] < 0xa0);
    if (one.size > line.size - at || mog_utf8_valid(one) < one.size) one.size = 1, control = true;
    if (control) return (glyph){"\xef\xbf\xbd", 3, one.size, 1};
    return (glyph){one.at, one.size, one.size, first < 0x80 ? 1 : mog_text_columns(one)};
}

/* The columns from 0 at which [start, end) of a line lies, and the width of the line up to a little after it. */
static void measure(mog_text line, size_t start, size_t end, size_t *from, size_t *to, size_t *width)
{
    size_t column = 0, at = 0;
    *from = *to = SIZE_MAX;
    while (at < line.size) {
        if (at >= start && *from == SIZE_MAX) *from = column;
        if (at >= end && *to == SIZE_MAX) *to = column;
        if (*from != SIZE_MAX && column > *from + WINDOW) break;
        glyph g = glyph_at(line, at, column);
        at += g.taken;
        column += g.width;
    }
    if (*from == SIZE_MAX) *from = column;
    if (*to == SIZE_MAX) *to = column;
    *width = column;
}

static void add_repeated(mog_buffer *out, const char *what, size_t count)
{
    while (count-- > 0) mog_buffer_add(out, what, strlen(what));
}

/* The line, cut to the window that begins at column `left`. */
static void add_line(mog_buffer *out, mog_text line, size_t left, size_t right)
{
    size_t column = 0;
    if (left) mog_buffer_add(out, ELLIPSIS, sizeof ELLIPSIS - 1);
    for (size_t at = 0; at < line.size && column < right;) {
        glyph g = glyph_at(line, at, column);
        if (column + g.width <= left) {
            /* before the window, or a byte order mark; a wide character across the edge is shown as blanks below */
        } else if (column < left || column + g.width > right) {
            add_repeated(out, " ", column < left ? column + g.width - left : right - column);
        } else {
            mog_buffer_add(out, g.shown, g.size);
        }
        at += g.taken;
        column += g.width;
    }
}

static void add_context(mog_buffer *out, const mog_source *file, mog_span span)
{
    const char *text = file->text.at;
    size_t begin = span.start, end = span.start;
    while (begin > 0 && text[begin - 1] != '\n') begin--;
    while (end < file->text.size && text[end] != '\n') end++;
    if (end > begin && text[end - 1] == '\r') end--;
    mog_text line = {text + begin, end - begin};

    size_t from, to, width;
    measure(line, span.start - begin, (span.end > end ? end : span.end) - begin, &from, &to, &width);
    size_t left = width > WINDOW && from > BEFORE ? from - BEFORE : 0;
    size_t right = left + WINDOW;
    if (to > right) to = right;
    if (to <= from) to = from + 1; /* an empty range still has its place */

    mog_buffer_format(out, "    ");
    add_line(out, line, left, right);
    if (width > right) mog_buffer_add(out, ELLIPSIS, sizeof ELLIPSIS - 1);
    mog_buffer_format(out, "\n    ");
    add_repeated(out, " ", from - left + (left ? 1 : 0));
    add_repeated(out, "^", to - from);
    mog_buffer_format(out, "\n");
}

/* "file:1:63-74", or "file:1:63-3:2" where the range goes over lines */
static void add_place(mog_buffer *out, const mog_source *file, mog_span span)
{
    uint32_t line, column, last_line, last_column;
    mog_source_position(file, span.start, &line, &column);
    mog_buffer_add_text(out, file->path);
    mog_buffer_format(out, ":%u:%u-", line, column);
    if (span.end <= span.start) {
        mog_buffer_format(out, "%u: ", column);
        return;
    }
    mog_source_position(file, span.end - 1, &last_line, &last_column);
    if (last_line == line) mog_buffer_format(out, "%u: ", last_column);
    else mog_buffer_format(out, "%u:%u: ", last_line, last_column);
}

void mog_diagnostic_render(mog_buffer *out, const mog_diagnostics *all, const mog_diagnostic *one, bool context)
{
    const mog_source *file = one->span.file < all->file_count ? &all->files[one->span.file] : NULL;
    mog_span span = one->span;
    if (file) {
        if (span.start > file->text.size) span.start = (uint32_t)file->text.size;
        if (span.end > file->text.size) span.end = (uint32_t)file->text.size;
        add_place(out, file, span);
    }
    mog_buffer_format(out, "%s %s: ", mog_diagnostic_is_error(one->code) ? "error" : "warning",
                      mog_diagnostic_name(one->code));
    mog_buffer_add_text(out, one->message);
    mog_buffer_add(out, "\n", 1);
    if (file && context) add_context(out, file, span);
}

/* lsp_position.c: lines and columns in the client's encoding, from and to offsets of bytes. */
#include "cli/lsp.h"

#include <stdlib.h>

void lsp_lines_find(lsp_lines *lines, mog_text text)
{
    lines->count = 0;
    MOG_PUSH(lines->starts, lines->count, lines->capacity) = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '\r' && i + 1 < text.size && text.at[i + 1] == '\n') continue;
        if (c == '\n' || c == '\r') MOG_PUSH(lines->starts, lines->count, lines->capacity) = i + 1;
    }
}

void lsp_lines_free(lsp_lines *lines)
{
    free(lines->starts);
    *lines = (lsp_lines){0};
}

/* Bytes of the character that begins `text`, and its units; a byte that begins none is one of its own. */
static size_t step(mog_text text, lsp_encoding encoding, size_t *units)
{
    unsigned char first = (unsigned char)*text.at;
    size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first >= 0x80 && (first < 0xc2 || first > 0xf4 || size > text.size)) size = 1;
    for (size_t i = 1; i < size; i++) {
        if (((unsigned char)text.at[i] & 0xc0) != 0x80) size = 1;
    }
    *units = encoding == LSP_UTF8 ? size : encoding == LSP_UTF16 && size == 4 ? 2 : 1;
    return size;
}

/* The line without what ends it. */
static mog_text line_text(mog_text text, const lsp_lines *lines, size_t line)
{
    size_t start = lines->starts[line], end = line + 1 < lines->count ? lines->starts[line + 1] : text.size;
    if (line + 1 < lines->count) {
        if (end > start && text.at[end - 1] == '\n') end--;
        if (end > start && text.at[end - 1] == '\r') end--;
    }
    return (mog_text){text.at + start, end - start};
}

size_t lsp_offset_of(mog_text text, const lsp_lines *lines, lsp_encoding encoding, lsp_position position)
{
    if (text.size == 0) return 0;
    if (position.line >= lines->count) return text.size;
    mog_text line = line_text(text, lines, position.line);
    size_t left = position.character, units;
    while (line.size && left) {
        size_t size = step(line, encoding, &units);
        if (units > left) break;
        left -= units;
        line.at += size;
        line.size -= size;
    }
    return (size_t)(line.at - text.at);
}

lsp_position lsp_position_of(mog_text text, const lsp_lines *lines, lsp_encoding encoding, size_t offset)
{
    if (offset > text.size) offset = text.size;
    size_t low = 0, high = lines->count - 1;
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (lines->starts[middle] <= offset) low = middle;
        else high = middle - 1;
    }
    lsp_position position = {.line = low};
    for (size_t at = lines->starts[low]; at < offset;) {
        size_t units, size = step((mog_text){text.at + at, text.size - at}, encoding, &units);
        if (at + size > offset) break;
        at += size;
        position.character += units;
    }
    return position;
}

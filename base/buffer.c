#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `more` bytes and the NUL after them. */
static void reserve(mog_buffer *buffer, size_t more)
{
    size_t wanted;
    if (__builtin_add_overflow(buffer->size, more, &wanted) || __builtin_add_overflow(wanted, 1, &wanted)) {
        mog_out_of_memory();
    }
    if (wanted <= buffer->capacity) return;
    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    while (capacity < wanted) {
        if (__builtin_mul_overflow(capacity, 2, &capacity)) capacity = wanted;
    }
    buffer->at = mog_reallocate(buffer->at, capacity);
    buffer->capacity = capacity;
}

void mog_buffer_add(mog_buffer *buffer, const void *bytes, size_t size)
{
    reserve(buffer, size);
    if (size) memcpy(buffer->at + buffer->size, bytes, size);
    buffer->size += size;
    buffer->at[buffer->size] = '\0';
}

void mog_buffer_add_text(mog_buffer *buffer, mog_text text)
{
    mog_buffer_add(buffer, text.at, text.size);
}

void mog_buffer_format(mog_buffer *buffer, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int size = vsnprintf(NULL, 0, format, list);
    reserve(buffer, size < 0 ? 0 : (size_t)size);
    if (size > 0) {
        vsnprintf(buffer->at + buffer->size, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    buffer->at[buffer->size] = '\0';
    va_end(again);
    va_end(list);
}

/* True for what could drive a terminal or turn the text round: control characters and the bidirectional ones. */
static int is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

void mog_buffer_add_visible(mog_buffer *buffer, mog_text text)
{
    static const unsigned char lead_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t valid = mog_utf8_valid(text);
    for (size_t i = 0; i < text.size;) {
        unsigned char lead = (unsigned char)text.at[i];
        if (i >= valid) { /* a byte that is not UTF-8; what follows it may be again */
            mog_buffer_format(buffer, "\\x%02x", lead);
            i++;
            valid = i + mog_utf8_valid((mog_text){text.at + i, text.size - i});
            continue;
        }
        size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        uint32_t point = lead & lead_mask[size];
        for (size_t k = 1; k < size; k++) point = point << 6 | ((unsigned char)text.at[i + k] & 0x3F);
        if (point == '\n') mog_buffer_add(buffer, "\\n", 2);
        else if (point == '\t') mog_buffer_add(buffer, "\\t", 2);
        else if (is_control(point)) mog_buffer_format(buffer, point < 0x100 ? "\\x%02x" : "\\u%04x", point);
        else mog_buffer_add(buffer, text.at + i, size);
        i += size;
    }
}

void mog_buffer_clear(mog_buffer *buffer)
{
    reserve(buffer, 0);
    buffer->size = 0;
    buffer->at[0] = '\0';
}

void mog_buffer_free(mog_buffer *buffer)
{
    free(buffer->at);
    *buffer = (mog_buffer){0};
}

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

#include "bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *allocate(void *old, size_t size)
{
    void *at = realloc(old, size ? size : 1);
    if (at) return at;
    static const char said[] = "there is no memory left\n";
    (void)!write(STDERR_FILENO, said, sizeof said - 1);
    _exit(1);
}

static void make_room(bytes *b, size_t more)
{
    if (b->capacity - b->size > more) return;
    size_t capacity = b->capacity ? 2 * b->capacity : 256;
    while (capacity - b->size <= more) capacity *= 2;
    b->at = allocate(b->at, capacity);
    b->capacity = capacity;
}

void bytes_add(bytes *b, const void *more, size_t size)
{
    make_room(b, size);
    if (size) memcpy(b->at + b->size, more, size);
    b->size += size;
    b->at[b->size] = '\0';
}

void bytes_add_text(bytes *b, const char *text)
{
    bytes_add(b, text, strlen(text));
}

void bytes_format(bytes *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) return;
    make_room(b, (size_t)size);
    va_start(arguments, format);
    vsnprintf(b->at + b->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    b->size += (size_t)size;
}

void bytes_clear(bytes *b)
{
    make_room(b, 0);
    b->size = 0;
    b->at[0] = '\0';
}

void bytes_free(bytes *b)
{
    free(b->at);
    *b = (bytes){0};
}

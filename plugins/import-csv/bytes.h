/* bytes.h: bytes that grow. Where there is no memory the process ends: the engine tells that the importer did. */
#ifndef IMPORT_CSV_BYTES_H
#define IMPORT_CSV_BYTES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bytes {
    char *at; /* a NUL follows them, once there are any */
    size_t size, capacity;
} bytes;

void *allocate(void *old, size_t size); /* realloc that does not fail */
void bytes_add(bytes *b, const void *more, size_t size);
void bytes_add_text(bytes *b, const char *text);
void bytes_format(bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_clear(bytes *b);
void bytes_free(bytes *b);

#endif

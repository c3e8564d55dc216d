/* decode.h: the bytes of a file as UTF-8, piece by piece.
 *
 * A byte order mark tells UTF-8, UTF-16LE or UTF-16BE and is left out. Without one the first piece that is not plain ASCII decides: it is UTF-8 when all of
 * it is valid, else Windows-1252 (WHATWG Encoding standard, without its five bytes that stand for nothing). A stated encoding is taken at its
 * word. What then does not fit is a fault, as is U+0000, which no text holds. Nothing is replaced.
 */
#ifndef IMPORT_CSV_DECODE_H
#define IMPORT_CSV_DECODE_H

#include "bytes.h"

#include <stdint.h>
#include <sys/types.h>

#define PIECE ((size_t)64 << 10) /* bytes of the file that are looked at together */

typedef enum encoding {
    ENCODING_UNKNOWN,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS
} encoding;

const char *encoding_name(encoding e); /* "UTF-8" */
/* By its name in a mapping; ENCODING_UNKNOWN: there is none such. */
encoding encoding_find(const char *name);

/* As read(2) does; -1 and errno. */
typedef ssize_t read_bytes(void *context, void *into, size_t size);

typedef struct decoder {
    read_bytes *read;
    void *context;
    encoding encoding; /* ENCODING_UNKNOWN until it is known */
    bool stated;       /* in the mapping */
    bool began, over;
    unsigned char piece[PIECE + 8];
    size_t kept; /* bytes at the front of the piece: a character that was cut off */
    const char *fault;
    int error; /* errno, where reading failed */
    char faulty[64];
} decoder;

/* Adds the next piece to `out`; false: there is no more, or `fault` says what is wrong (what came before it has been added). */
bool decode_next(decoder *d, bytes *out);

#endif

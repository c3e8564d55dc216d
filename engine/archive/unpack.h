/* unpack.h: a stream that may be compressed with zstd, read as if it were not. */
#ifndef MOG_ENGINE_ARCHIVE_UNPACK_H
#define MOG_ENGINE_ARCHIVE_UNPACK_H

#include <stdio.h>

typedef struct mog_unpacking mog_unpacking;

/* `from` stays the caller's. What it expands to is never held at once: a window of at most 128 MiB is. */
mog_unpacking *mog_unpacking_new(FILE *from);
void mog_unpacking_free(mog_unpacking *unpacking);
FILE *mog_unpacking_stream(mog_unpacking *unpacking); /* for reading, borrowed */

/* Why reading the stream failed; NULL: it has not, or `from` cannot be read (errno). */
const char *mog_unpacking_fault(const mog_unpacking *unpacking);

#endif

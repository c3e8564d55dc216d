/* file.h: reading files and folders that may be wrong. */
#ifndef MOG_BASE_FILE_H
#define MOG_BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

/* Reads a whole regular file into `arena`; a NUL follows the bytes. No such file, no permission, more than `limit`
 * bytes, a folder, a device: MOG_INPUT; I/O faults: MOG_SYSTEM. The place of the error is the path. */
mog_status mog_file_read(mog_text *out, mog_arena *arena, const char *path, size_t limit, mog_error *err);

/* The paths of all regular files under `path` that end in `suffix`, sorted by bytes; `path` itself if it is a file
 * (then any suffix). Names that begin with "." are passed over; links to folders are not followed; a link that
 * leads nowhere is listed; folders more than 32 deep, or that cannot be read, are an error. */
mog_status mog_file_find(char ***out, size_t *count, mog_arena *arena, const char *path, const char *suffix,
                         mog_error *err);

/* True when only root or the present user can write the file and its folder (every link on the way is resolved first).
 * False: `why` (may be NULL) names what is open. Used before code is loaded from a file. */
bool mog_file_is_trusted(const char *path, char *why, size_t why_size);

/* Lines of a stream, bounded. */
typedef struct mog_lines {
    FILE *stream;
    size_t limit;    /* longest line, in bytes without the newline */
    uint64_t number; /* of the line last read, from 1 */
    mog_buffer buffer;
} mog_lines;

typedef enum mog_line { MOG_LINE_END, MOG_LINE_READ, MOG_LINE_TOO_LONG, MOG_LINE_ENDLESS, MOG_LINE_FAULT } mog_line;

/* The next line without its newline (and without a CR before it), borrowed until the next call; it may hold NUL. A line
 * over the limit is skipped to its end in bounded memory, unless more than MOG_LINE_SKIPPED bytes of it come: then it is no
 * line, and the stream is not read on. */
#define MOG_LINE_SKIPPED ((size_t)256 << 20)
mog_line mog_lines_next(mog_lines *lines, mog_text *out);
void mog_lines_free(mog_lines *lines); /* leaves the stream open */

#endif

/* output.h: a file that is there as a whole or not at all.
 *
 * It is written under another name in the same folder, FILE.part-XXXXXX, with mode 0600, synced, given its name, and the
 * folder is synced. A crash leaves the old file, or none, under the name, and at worst a FILE.part-… beside it.
 * An output may also be a pipe, which is written as it comes: what reads it must see for itself whether the end is there.
 */
#ifndef MOG_ENGINE_ARCHIVE_OUTPUT_H
#define MOG_ENGINE_ARCHIVE_OUTPUT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct mog_output {
    int fd;
    bool borrowed;          /* a pipe */
    bool force;             /* a file of that name may go */
    char *path, *temporary; /* NULL: a pipe */
} mog_output;

/* MOG_INPUT: there is such a file and `force` is not set, or it cannot be made there. */
mog_status mog_output_begin(mog_output *out, const char *path, bool force, mog_error *err);
/* To a descriptor, which stays the caller's; `name` is for errors. */
void mog_output_begin_pipe(mog_output *out, int fd, const char *name);
mog_status mog_output_write(mog_output *out, const void *bytes, size_t size, mog_error *err);
/* MOG_OK: it is on disk under its name. Ends the output in any case. */
mog_status mog_output_commit(mog_output *out, mog_error *err);
void mog_output_abandon(mog_output *out); /* does nothing after a commit, and to one that is zero-initialised */

#endif

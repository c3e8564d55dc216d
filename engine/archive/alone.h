/* alone.h: a store that nobody else has open, whose data.mdb is to be exchanged for another file. For compact.c and migrate.c. */
#ifndef MOG_ENGINE_ARCHIVE_ALONE_H
#define MOG_ENGINE_ARCHIVE_ALONE_H

#include "base/error.h"

typedef struct mog_alone {
    const char *dir; /* borrowed */
    int folder_fd;
    int use; /* engine/store/usage.h; -1: not had */
} mog_alone;

/* MOG_SYSTEM: there is no store, or somebody uses it, in mognad or any other program. Ended with mog_alone_end in any case. */
mog_status mog_alone_begin(mog_alone *out, const char *dir, mog_error *err);
void mog_alone_end(mog_alone *alone);

/* Gives a file in the folder, by its path from there, owner and mode of data.mdb, syncs it and renames it over data.mdb; then the folder is synced.
 * After a crash data.mdb is the old file or the new one, whole. This process has no store open in the folder. */
mog_status mog_alone_exchange(const mog_alone *alone, const char *name, mog_error *err);

/* MOG_SYSTEM, by errno; `doing` continues "cannot …". */
mog_status mog_alone_fail(const mog_alone *alone, const char *doing, mog_error *err);

#endif

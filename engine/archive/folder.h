/* folder.h: the folder of a store that comes from elsewhere: it is there as a whole or not at all.
 *
 * It is filled under another name beside its own, DIR.new-XXXXXX, with mode 0700. In the end its files and the folder are synced,
 * and it takes its name, which no folder has, or an empty one: rename(2) is atomic, so at any moment there is no store
 * or a whole one under the name. Then the folder it lies in is synced. A crash leaves at worst a DIR.new-… beside it.
 */
#ifndef MOG_ENGINE_ARCHIVE_FOLDER_H
#define MOG_ENGINE_ARCHIVE_FOLDER_H

#include "base/error.h"

#include <sys/types.h>

typedef struct mog_new_folder {
    char *path, *temporary; /* NULL: there is none any more */
    int fd;                 /* of the temporary one */
} mog_new_folder;

/* MOG_INPUT: there is something by that name that is no empty folder. */
mog_status mog_new_folder_begin(mog_new_folder *out, const char *path, mog_error *err);
/* A new file in it, mode 0600. */
mog_status mog_new_folder_file(int *fd, const mog_new_folder *folder, const char *name, mog_error *err);
/* MOG_OK: it is on disk under its name. No store in it is open. Ends it in any case. */
mog_status mog_new_folder_commit(mog_new_folder *folder, mog_error *err);
/* Removes it with the files of a store in it. Does nothing after a commit, and to one that is zero-initialised. */
void mog_new_folder_abandon(mog_new_folder *folder);

/* The files of a store, as far as they are there. Nothing else is removed, and no error is told. */
void mog_remove_store_files(int folder_fd);

#endif

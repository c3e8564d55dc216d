/* usage.h: who has a store open, so that its file is exchanged for another only while nobody has. For the files of
 * engine/store, and those above that put another file in its place.
 *
 * Whoever has the store open in some process holds a shared flock on STORE/use.lock, on a descriptor of its own, from before
 * data.mdb is opened until after it is closed. Compacting and migrating hold it alone: they end at once when somebody
 * else has the store open, and whoever opens it meanwhile waits for them, and then finds the new file. Were a file
 * exchanged under a writer, what that writer commits would go to a file without a name.
 *
 * flock belongs to an open file description: a child that was forked shares its parent's, and the lock lasts until both
 * have closed it. It is never unlocked but by closing. LMDB's own lock.mdb is no help here: LMDB holds POSIX locks on it,
 * which a process loses when it closes any descriptor of the file.
 *
 * The file is made with the store, with the mode of data.mdb, and holds nothing.
 */
#ifndef MOG_ENGINE_STORE_USAGE_H
#define MOG_ENGINE_STORE_USAGE_H

#include "base/error.h"

#include <stdbool.h>

#define MOG_USE_FILE "use.lock"

/* Shares the store in `folder_fd` (whose name is for errors), waiting for whoever has it alone. *fd is closed to end it. For a
 * reader that cannot make a file that is missing, *fd is -1 and nothing is held: it would only go on reading what was
 * the store when it opened it. */
mog_status mog_usage_share(int *fd, int folder_fd, const char *folder, bool writable, mog_error *err);

/* Has the store alone, or MOG_SYSTEM at once, naming the processes that use it. */
mog_status mog_usage_alone(int *fd, int folder_fd, const char *folder, mog_error *err);

/* That no other program has the LMDB environment open, such as mdb_stat, which knows nothing of use.lock; MOG_SYSTEM if one has. Until
 * *fd is closed none can open it; LMDB then makes its table of readers anew. *fd is -1 where there is no lock.mdb. Only while this process
 * has not the environment open. */
mog_status mog_usage_shut(int *fd, int folder_fd, const char *folder, mog_error *err);

#endif

/* compact.h: the store's file written anew without its free pages.
 *
 * LMDB never gives a page back to the file system: what erasures, long readers and large batches left free stays in data.mdb until it is used again.
 * Compacting copies what is in use to data.mdb.new, syncs it, compares every key and value with the original, and renames it over
 * data.mdb; then the folder is synced. The store keeps its id, its changes and their root.
 *
 * Nobody else has the store open meanwhile (engine/store/usage.h), in mognad or any other program; that is looked at before the copy is
 * made and held until it is in place. LMDB makes its table of readers in lock.mdb anew when the first process opens the environment:
 * it holds the number of the last transaction, which the copy counts from 1 again.
 *
 * A crash leaves the old data.mdb or the new one, whichever the folder named last on disk: the copy is synced before it gets the name.
 * A data.mdb.new that was left is removed by the next compaction. While it runs, the disk holds both.
 */
#ifndef MOG_ENGINE_ARCHIVE_COMPACT_H
#define MOG_ENGINE_ARCHIVE_COMPACT_H

#include "base/error.h"

#include <stdint.h>

typedef struct mog_compaction {
    uint64_t before, after; /* bytes of data.mdb */
} mog_compaction;

/* MOG_SYSTEM: somebody uses the store, damage, no room. Then it is as it was. */
mog_status mog_store_compact(mog_compaction *out, const char *dir, mog_error *err);

#endif

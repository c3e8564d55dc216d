/* writing.h: a write transaction that makes room for itself; for the files of engine/store only.
 *
 * All that is written to a store goes through here. When the map is full (environment.h) the transaction is lost; so
 * where the map is not ample, a log of what was written is kept, the map is grown, and the log is written again into a
 * new transaction. Nobody else can have written meanwhile, since the writers' lock is held. Callers notice nothing but
 * that what they borrowed from the transaction before a put is not theirs after it. The log costs the size of the batch
 * in memory.
 *
 * How much memory. Where the map is ample, a transaction takes at most about 512 MiB for pages and MOG_WRITING_LARGE for values that
 * are larger than half a page, whatever is written. LMDB holds the pages of a transaction in memory and writes some of them out when
 * there are 131,071; but it takes a large value for one page, so for these it is seen to here.
 *
 * Every commit leaves the sum of the keys of each database in `meta` (pages.h). Databases but `meta` are written with
 * MDB_NOOVERWRITE only, so that a put is always of a new key.
 */
#ifndef MOG_ENGINE_STORE_WRITING_H
#define MOG_ENGINE_STORE_WRITING_H

#include "engine/store/environment.h"

#define MOG_WRITING_LARGE ((size_t)64 << 20)

typedef struct mog_writing {
    mog_store *store;
    MDB_txn *txn;                      /* for reading; NULL: there is none, or it has failed */
    uint64_t sums[MOG_DATABASE_COUNT]; /* checksums of keys, added up; that of `meta` stays 0 */
    mog_buffer log;
    bool logs;
    size_t large; /* bytes of large values that LMDB may hold in memory */
} mog_writing;

/* Takes the writers' lock, waiting for another, and begins. On failure nothing is held. */
mog_status mog_writing_begin(mog_writing *writing, mog_store *store, mog_error *err);

/* `flags` of mdb_put, without MDB_RESERVE. `what` continues "cannot …". Key and value are not in the map. After a failure the writing can
 * only be aborted. */
mog_status mog_writing_put(mog_writing *writing, mog_database which, MDB_val key, MDB_val value, unsigned flags,
                           const char *what, mog_error *err);
/* A key that is not there is no fault. */
mog_status mog_writing_delete(mog_writing *writing, mog_database which, MDB_val key, const char *what, mog_error *err);

/* On disk when it returns MOG_OK. The lock is given back in any case. */
mog_status mog_writing_commit(mog_writing *writing, mog_error *err);
void mog_writing_abort(mog_writing *writing); /* does nothing after a commit */

static inline MDB_dbi mog_writing_database(const mog_writing *writing, mog_database which)
{
    return writing->store->databases[which];
}

#endif

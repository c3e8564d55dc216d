#include "engine/store/writing.h"

#include "base/digest.h"
#include "engine/store/extent.h"
#include "engine/store/meta.h"

#include <string.h>

/* In the log: a head, the key, the value. */
typedef struct head {
    uint32_t database, flags, key_size, value_size;
} head;

#define DELETES UINT32_MAX /* as flags */

static mog_status fail(mog_writing *writing, int code, const char *what, mog_error *err)
{
    mog_status status = mog_lmdb_fail(code, writing->store->folder, what, err);
    if (status == MOG_NO) { /* no room can be made */
        status = mog_fail(err, MOG_SYSTEM, "the store has outgrown its map of %zu GiB",
                          mog_environment_map_size(writing->store) >> 30);
        mog_error_hint(err, "add less at a time");
        mog_error_place(err, "%s", writing->store->folder);
    }
    return status;
}

static void drop(mog_writing *writing)
{
    if (writing->txn) mdb_txn_abort(writing->txn);
    writing->txn = NULL;
}

static int apply(mog_writing *writing, const head *h, const char *key_at, const char *value_at)
{
    MDB_val key = {h->key_size, (void *)key_at}, value = {h->value_size, (void *)value_at};
    MDB_dbi database = writing->store->databases[h->database];
    if (h->flags != DELETES) return mdb_put(writing->txn, database, &key, &value, h->flags);
    int code = mdb_del(writing->txn, database, &key, NULL);
    return code == MDB_NOTFOUND ? 0 : code;
}

static int play(mog_writing *writing)
{
    int code = 0;
    for (size_t at = 0; at < writing->log.size && !code;) {
        head h;
        memcpy(&h, writing->log.at + at, sizeof h);
        const char *key = writing->log.at + at + sizeof h;
        code = apply(writing, &h, key, key + h.key_size);
        at += sizeof h + h.key_size + h.value_size;
    }
    return code;
}

/* All that was logged is then in a new transaction with more room. */
static mog_status make_room(mog_writing *writing, const char *what, mog_error *err)
{
    int code = MDB_MAP_FULL;
    if (!writing->logs) return fail(writing, code, what, err);
    while (code == MDB_MAP_FULL) {
        drop(writing);
        mog_status status = mog_environment_grow(writing->store, err);
        if (!status) status = mog_environment_begin(&writing->txn, writing->store, true, err);
        if (status) {
            writing->txn = NULL;
            return status;
        }
        code = play(writing);
    }
    return code ? fail(writing, code, what, err) : MOG_OK;
}

static void count_key(mog_writing *writing, uint32_t database, MDB_val key, bool gone)
{
    if (database == MOG_DATABASE_META) return;
    uint64_t sum = mog_checksum(key.mv_data, key.mv_size);
    writing->sums[database] += gone ? -sum : sum;
}

static mog_status write_one(mog_writing *writing, const head *h, MDB_val key, MDB_val value, const char *what,
                            mog_error *err)
{
    if (!writing->txn) return mog_fail(err, MOG_INTERNAL, "the batch has failed already");
    int code;
    while ((code = apply(writing, h, key.mv_data, value.mv_data)) == MDB_MAP_FULL) {
        mog_status status = make_room(writing, what, err);
        if (status) {
            drop(writing);
            return status;
        }
    }
    if (code) {
        mog_status status = fail(writing, code, what, err);
        drop(writing);
        return status;
    }
    if (writing->logs) {
        mog_buffer_add(&writing->log, h, sizeof *h);
        mog_buffer_add(&writing->log, key.mv_data, key.mv_size);
        if (value.mv_size) mog_buffer_add(&writing->log, value.mv_data, value.mv_size);
    }
    return MOG_OK;
}

/* Has LMDB write the transaction's pages to the file, as it does by itself when it holds too many. There is no call for it. But when it
 * is to put a value, it makes room for one of that size in its list of pages first; and under the name of a database it
 * refuses any value after that, so that none need be there. Should another LMDB refuse sooner, then all that is lost is memory. */
static int write_out(mog_writing *writing)
{
    static char name[] = "records";
    MDB_dbi all;
    MDB_val key = {sizeof name - 1, name}, value = {UINT32_MAX, NULL};
    int code = mdb_dbi_open(writing->txn, NULL, 0, &all);
    if (!code) code = mdb_put(writing->txn, all, &key, &value, 0);
    return code == MDB_INCOMPATIBLE ? 0 : code;
}

#define LARGE 2000 /* bytes of a value that LMDB keeps in pages of its own */

static mog_status bound_memory(mog_writing *writing, size_t size, const char *what, mog_error *err)
{
    if (size < LARGE || writing->logs) return MOG_OK;
    writing->large += size + 4096;
    if (writing->large < MOG_WRITING_LARGE) return MOG_OK;
    writing->large = 0;
    int code = write_out(writing);
    if (!code) return MOG_OK;
    mog_status status = fail(writing, code, what, err);
    drop(writing);
    return status;
}

mog_status mog_writing_begin(mog_writing *writing, mog_store *store, mog_error *err)
{
    *writing = (mog_writing){.store = store};
    mog_status status = mog_environment_lock(store, err);
    if (status) return status;
    status = mog_environment_begin(&writing->txn, store, true, err);
    writing->logs = mog_environment_map_size(store) < MOG_MAP_AMPLE;
    bool is_new = !store->databases[MOG_DATABASE_META]; /* being made */
    if (!status && !is_new) {
        status = mog_meta_read_sums(writing->sums, writing->txn, store, err);
        if (status) {
            mog_error_place(err, "%s", store->folder);
            mdb_txn_abort(writing->txn);
        }
    }
    if (!status) return MOG_OK;
    writing->txn = NULL;
    mog_environment_unlock(store);
    writing->store = NULL;
    return status;
}

mog_status mog_writing_put(mog_writing *writing, mog_database which, MDB_val key, MDB_val value, unsigned flags,
                           const char *what, mog_error *err)
{
    head h = {(uint32_t)which, flags, (uint32_t)key.mv_size, (uint32_t)value.mv_size};
    mog_status status = write_one(writing, &h, key, value, what, err);
    if (!status) count_key(writing, h.database, key, false);
    return status ? status : bound_memory(writing, value.mv_size, what, err);
}

mog_status mog_writing_delete(mog_writing *writing, mog_database which, MDB_val key, const char *what, mog_error *err)
{
    head h = {(uint32_t)which, DELETES, (uint32_t)key.mv_size, 0};
    MDB_val held;
    if (!writing->txn) return mog_fail(err, MOG_INTERNAL, "the batch has failed already");
    if (mdb_get(writing->txn, mog_writing_database(writing, which), &key, &held) == MDB_NOTFOUND) return MOG_OK;
    mog_status status = write_one(writing, &h, key, (MDB_val){0, NULL}, what, err);
    if (!status) count_key(writing, h.database, key, true);
    return status;
}

mog_status mog_writing_commit(mog_writing *writing, mog_error *err)
{
    static const char what[] = "write to the store";
    mog_status status = writing->txn ? MOG_OK : mog_fail(err, MOG_INTERNAL, "the batch has failed already");
    if (!status) status = mog_meta_write_sums(writing, err);
    while (!status) {
        int code = mdb_txn_commit(writing->txn);
        writing->txn = NULL; /* LMDB has freed it, also on failure */
        if (!code) break;
        status = code == MDB_MAP_FULL ? make_room(writing, what, err) : fail(writing, code, what, err);
    }
    if (!status) mog_extent_mend(writing->store);
    mog_writing_abort(writing);
    return status;
}

void mog_writing_abort(mog_writing *writing)
{
    if (!writing->store) return;
    drop(writing);
    mog_environment_unlock(writing->store);
    mog_buffer_free(&writing->log);
    writing->store = NULL;
}

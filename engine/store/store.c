#include "engine/store/environment.h"
#include "engine/store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* In `meta`, under the key "store". Later formats keep the first four bytes and end with the checksum. */
#define HEAD_SIZE 20 /* format 4 · made 8 · checksum 8, big endian */

static MDB_val head_key(void)
{
    static char name[] = "store";
    return (MDB_val){5, name};
}

/* ---- opening */

static mog_status not_ours(const mog_store *store, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "data.mdb is an LMDB file, but not an evidence store");
    mog_error_place(err, "%s", store->folder);
    mog_error_hint(err, "make a store with `mognad init` in a folder of its own, or name another folder with --store");
    return MOG_SYSTEM;
}

static mog_status check_head(mog_store *store, MDB_txn *txn, mog_error *err)
{
    MDB_val key = head_key(), value;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_META], &key, &value);
    if (code == MDB_NOTFOUND) return not_ours(store, err);
    if (code) return mog_lmdb_fail(code, store->folder, "open the store", err);
    const uint8_t *at = value.mv_data;
    mog_status status = MOG_OK;
    if (value.mv_size < HEAD_SIZE || mog_get_be64(at + value.mv_size - 8) != mog_checksum(at, value.mv_size - 8)) {
        status = mog_store_damaged(err, "what it says of itself has changed");
    } else if (mog_get_be32(at) != MOG_STORE_FORMAT) {
        status = mog_fail(err, MOG_SYSTEM, "the store has format %u, and this program knows format %u",
                          mog_get_be32(at), MOG_STORE_FORMAT);
        mog_error_hint(err, "use the version of mognad that made the store, or a later one");
    }
    mog_error_place(err, "%s", store->folder);
    return status;
}

static mog_status open_databases(mog_store *store, mog_error *err)
{
    MDB_txn *txn;
    mog_status status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    int code = mdb_dbi_open(txn, mog_database_names[MOG_DATABASE_META], 0, &store->databases[MOG_DATABASE_META]);
    if (code == MDB_NOTFOUND || code == MDB_INCOMPATIBLE) status = not_ours(store, err);
    else if (code) status = mog_lmdb_fail(code, store->folder, "open the store", err);
    else status = check_head(store, txn, err);
    for (int i = 0; i < MOG_DATABASE_COUNT && !status; i++) {
        code = mdb_dbi_open(txn, mog_database_names[i], 0, &store->databases[i]);
        if (code == MDB_NOTFOUND)
            status = mog_store_damaged(err, "its database `%s` is missing", mog_database_names[i]);
        else if (code) status = mog_lmdb_fail(code, store->folder, "open the store", err);
    }
    mog_error_place(err, "%s", store->folder);
    if (status) mdb_txn_abort(txn);
    else mdb_txn_commit(txn); /* keeps the handles */
    return status;
}

mog_status mog_store_open_sized(mog_store **out, const char *dir, bool writable, size_t map_size, mog_error *err)
{
    mog_store *store = mog_allocate(sizeof *store);
    *store = (mog_store){0};
    mog_status status = mog_environment_open(store, dir, writable, false, map_size, err);
    if (!status) status = open_databases(store, err);
    if (status) {
        mog_store_close(store);
        store = NULL;
    }
    *out = store;
    return status;
}

mog_status mog_store_open(mog_store **out, const char *dir, bool writable, mog_error *err)
{
    return mog_store_open_sized(out, dir, writable, 0, err);
}

void mog_store_close(mog_store *store)
{
    if (!store) return;
    mog_environment_close(store);
    free(store);
}

const char *mog_store_folder(const mog_store *store)
{
    return store->folder;
}

/* ---- making */

static mog_status make_folder(const char *dir, mog_error *err)
{
    if (!mkdir(dir, 0700) || errno == EEXIST) return MOG_OK;
    if (errno == ENOENT || errno == ENOTDIR) {
        mog_fail(err, MOG_SYSTEM, "cannot make the folder: the folder it would lie in does not exist");
        mog_error_place(err, "%s", dir);
        return MOG_SYSTEM;
    }
    return mog_lmdb_fail(errno, dir, "make the folder", err);
}

/* Within one transaction, so that a store is either whole or not there. */
static mog_status make_databases(mog_store *store, mog_time now, MDB_txn *txn, mog_error *err)
{
    MDB_dbi main;
    MDB_stat about;
    int code = mdb_dbi_open(txn, NULL, 0, &main);
    if (!code) code = mdb_stat(txn, main, &about);
    if (!code && about.ms_entries) {
        static char meta[] = "meta";
        MDB_val key = {sizeof meta - 1, meta}, value;
        bool ours = mdb_get(txn, main, &key, &value) == 0;
        mog_fail(err, MOG_INPUT,
                 ours ? "the folder holds an evidence store already" : "the folder holds another program's data.mdb");
        mog_error_place(err, "%s", store->folder);
        mog_error_hint(err, ours ? "use it as it is, or name another folder with --store"
                                 : "name another folder with --store");
        return MOG_INPUT;
    }
    for (int i = 0; i < MOG_DATABASE_COUNT && !code; i++) {
        code = mdb_dbi_open(txn, mog_database_names[i], MDB_CREATE, &store->databases[i]);
    }
    uint8_t head[HEAD_SIZE];
    mog_put_be32(head, MOG_STORE_FORMAT);
    mog_put_be64(head + 4, (uint64_t)now);
    mog_put_be64(head + 12, mog_checksum(head, 12));
    MDB_val key = head_key(), value = {sizeof head, head};
    if (!code) code = mdb_put(txn, store->databases[MOG_DATABASE_META], &key, &value, MDB_NOOVERWRITE);
    return code ? mog_lmdb_fail(code, store->folder, "make the store", err) : MOG_OK;
}

/* LMDB syncs its file, but not the folders that name it. */
static void sync_folders(const mog_store *store)
{
    fsync(store->folder_fd);
    int parent = openat(store->folder_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) return;
    fsync(parent);
    close(parent);
}

mog_status mog_store_create(const char *dir, mog_time now, mog_error *err)
{
    mog_store store = {.folder_fd = -1};
    MDB_txn *txn = NULL;
    mog_status status = make_folder(dir, err);
    if (status) return status;
    status = mog_environment_open(&store, dir, true, true, 0, err);
    if (!status) status = mog_environment_begin(&txn, &store, true, err);
    if (!status) status = make_databases(&store, now, txn, err);
    if (!status) {
        int code = mdb_txn_commit(txn);
        txn = NULL;
        if (code) status = mog_lmdb_fail(code, dir, "make the store", err);
    }
    if (!status) sync_folders(&store);
    if (status == MOG_NO) status = mog_fail(err, MOG_INTERNAL, "a new store does not fit its map"); /* 16 MiB or more */
    if (txn) mdb_txn_abort(txn);
    mog_environment_close(&store);
    return status;
}

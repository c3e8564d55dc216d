#include "engine/store/journal.h"
#include "engine/store/meta.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- opening */

static mog_status not_ours(const mog_store *store, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "data.mdb is an LMDB file, but not an evidence store");
    mog_error_place(err, "%s", store->folder);
    mog_error_hint(err, "make a store with `mognad init` in a folder of its own, or name another folder with --store");
    return MOG_SYSTEM;
}

/* Who writes, by the name of the account: what another says of himself would prove nothing. */
static void find_author(mog_store *store)
{
    struct passwd entry, *found = NULL;
    char room[4096];
    uid_t user = geteuid();
    if (getpwuid_r(user, &entry, room, sizeof room, &found) == 0 && found && *found->pw_name &&
        strlen(found->pw_name) <= MOG_AUTHOR_LIMIT) {
        snprintf(store->by, sizeof store->by, "%s", found->pw_name);
    } else {
        snprintf(store->by, sizeof store->by, "uid %lu", (unsigned long)user);
    }
}

static mog_status read_meta(mog_store *store, MDB_txn *txn, mog_error *err)
{
    mog_meta meta;
    mog_status status = mog_meta_read(&meta, txn, store, err);
    if (status == MOG_NO) return not_ours(store, err);
    if (status) return status;
    store->flags = meta.flags;
    memcpy(store->id, meta.id, sizeof store->id);
    return MOG_OK;
}

static mog_status open_databases(mog_store *store, mog_error *err)
{
    MDB_txn *txn;
    mog_status status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    int code = mdb_dbi_open(txn, mog_database_names[MOG_DATABASE_META], 0, &store->databases[MOG_DATABASE_META]);
    if (code == MDB_NOTFOUND || code == MDB_INCOMPATIBLE) status = not_ours(store, err);
    else if (code) status = mog_lmdb_fail(code, store->folder, "open the store", err);
    else status = read_meta(store, txn, err);
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

/* `use_fd` -1: with others. */
static mog_status open_store(mog_store **out, const char *dir, bool writable, size_t map_size, int use_fd,
                             mog_error *err)
{
    mog_store *store = mog_allocate(sizeof *store);
    *store = (mog_store){.use_fd = use_fd, .alone = use_fd >= 0};
    mog_status status = mog_environment_open(store, dir, writable, false, map_size, err);
    if (!status && sodium_init() < 0) status = mog_fail(err, MOG_SYSTEM, "the machine gives no random numbers");
    if (!status) status = open_databases(store, err);
    if (!status && writable) find_author(store);
    if (status) {
        mog_store_close(store);
        store = NULL;
    }
    *out = store;
    return status;
}

mog_status mog_store_open_sized(mog_store **out, const char *dir, bool writable, size_t map_size, mog_error *err)
{
    return open_store(out, dir, writable, map_size, -1, err);
}

mog_status mog_store_open(mog_store **out, const char *dir, bool writable, mog_error *err)
{
    return open_store(out, dir, writable, 0, -1, err);
}

mog_status mog_store_open_alone(mog_store **out, const char *dir, bool writable, int use_fd, mog_error *err)
{
    return open_store(out, dir, writable, 0, use_fd, err);
}

void mog_store_close(mog_store *store)
{
    if (!store) return;
    mog_environment_close(store);
    free(store);
}

bool mog_store_may_be_written(const char *dir)
{
    int folder = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool may = folder >= 0 && faccessat(folder, "data.mdb", W_OK, AT_EACCESS) == 0;
    if (folder >= 0) close(folder);
    return may;
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

/* Another program's file, or a store, in the place where one is to be made. */
static mog_status refuse_taken(mog_store *store, MDB_txn *txn, MDB_dbi main, mog_error *err)
{
    static char meta[] = "meta";
    MDB_val key = {sizeof meta - 1, meta}, value;
    bool ours = mdb_get(txn, main, &key, &value) == 0;
    mog_fail(err, MOG_INPUT,
             ours ? "the folder holds an evidence store already" : "the folder holds another program's data.mdb");
    mog_error_place(err, "%s", store->folder);
    mog_error_hint(err,
                   ours ? "use it as it is, or name another folder with --store" : "name another folder with --store");
    return MOG_INPUT;
}

static mog_status make_databases(mog_store *store, MDB_txn *txn, mog_error *err)
{
    MDB_dbi main;
    MDB_stat about;
    int code = mdb_dbi_open(txn, NULL, 0, &main);
    if (!code) code = mdb_stat(txn, main, &about);
    if (!code && about.ms_entries) return refuse_taken(store, txn, main, err);
    for (int i = 0; i < MOG_DATABASE_COUNT && !code; i++) {
        code = mdb_dbi_open(txn, mog_database_names[i], MDB_CREATE, &store->databases[i]);
    }
    return code ? mog_lmdb_fail(code, store->folder, "make the store", err) : MOG_OK;
}

/* Within one transaction, so that a store is either whole or not there. */
static mog_status make(mog_store *store, const mog_meta *meta, mog_error *err)
{
    mog_writing writing;
    mog_merkle_edge none = {0};
    mog_meta_end end = {0, mog_merkle_root(&none)};
    mog_status status = mog_writing_begin(&writing, store, err);
    if (status) return status;
    status = make_databases(store, writing.txn, err);
    if (status == MOG_NO) status = mog_fail(err, MOG_INTERNAL, "a new store does not fit its map"); /* 16 MiB or more */
    if (!status) status = mog_meta_write(&writing, meta, err);
    if (!status) status = mog_meta_write_end(&writing, &end, err);
    if (!status) status = mog_writing_commit(&writing, err);
    mog_writing_abort(&writing);
    return status;
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

mog_status mog_store_create_as(const char *dir, const mog_meta *meta, mog_error *err)
{
    mog_store store = {.folder_fd = -1, .use_fd = -1};
    mog_status status = make_folder(dir, err);
    if (status) return status;
    status = mog_environment_open(&store, dir, true, true, 0, err);
    if (!status) status = make(&store, meta, err);
    if (!status) sync_folders(&store);
    mog_environment_close(&store);
    return status;
}

mog_status mog_store_create(const char *dir, mog_time now, mog_error *err)
{
    mog_meta meta = {.format = MOG_STORE_FORMAT, .made = now};
    if (sodium_init() < 0) return mog_fail(err, MOG_SYSTEM, "the machine gives no random numbers");
    mog_meta_new_id(meta.id);
    return mog_store_create_as(dir, &meta, err);
}

mog_status mog_store_known_at(uint64_t *until, mog_store *store, mog_time at, mog_error *err)
{
    MDB_txn *txn;
    mog_change last;
    mog_status status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    mog_journal journal = mog_journal_of(store, txn);
    status = mog_journal_last(&last, &journal, err);
    if (!status) status = mog_journal_known_at(until, &journal, last.number, at, err);
    if (!status && !*until) *until = MOG_UNTIL_START;
    if (status) mog_error_place(err, "%s", store->folder);
    mdb_txn_abort(txn);
    return status;
}

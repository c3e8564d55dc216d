#include "engine/archive/compact.h"

#include "engine/archive/alone.h"
#include "engine/store/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_FILE "data.mdb.new"

static mog_status no_room(int code, const char *dir, const char *doing, mog_error *err)
{
    mog_fail_errno(err, code, "cannot %s", doing);
    mog_error_place(err, "%s", dir);
    mog_error_hint(err, "the disk must have room for both files, and the limit on file size (ulimit -f) must allow it; "
                        "the store is as it was");
    return MOG_SYSTEM;
}

static mog_status fail(int code, const char *dir, const char *doing, mog_error *err)
{
    if (code == ENOSPC || code == EDQUOT || code == EFBIG) return no_room(code, dir, doing, err);
    mog_status status = mog_lmdb_fail(code, dir, doing, err);
    return status == MOG_NO ? mog_fail(err, MOG_INTERNAL, "cannot %s: the map is full", doing) : status;
}

/* ---- the copy */

static mog_status lost_pages(const char *dir, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "the store's file has pages that are neither used nor free");
    mog_error_place(err, "%s", dir);
    mog_error_hint(err, "`mognad store export` and `mognad store import` make the store anew, with the same journal");
    return MOG_SYSTEM;
}

static mog_status copy(int fd, const mog_store *store, mog_error *err)
{
    int code = mdb_env_copyfd2(store->env, fd, MDB_CP_COMPACT);
    if (code == MDB_INCOMPATIBLE) return lost_pages(store->folder, err);
    if (!code && fsync(fd)) code = errno;
    return code ? fail(code, store->folder, "write the store anew", err) : MOG_OK;
}

static bool equal(const MDB_val *a, const MDB_val *b)
{
    return a->mv_size == b->mv_size && memcmp(a->mv_data, b->mv_data, a->mv_size) == 0;
}

/* Both cursors at once through one database. */
static mog_status compare_database(MDB_cursor *old, MDB_cursor *new, const char *dir, mog_error *err)
{
    for (;;) {
        MDB_val old_key, old_value, new_key, new_value;
        int old_code = mdb_cursor_get(old, &old_key, &old_value, MDB_NEXT);
        int new_code = mdb_cursor_get(new, &new_key, &new_value, MDB_NEXT);
        if (old_code == MDB_NOTFOUND && new_code == MDB_NOTFOUND) return MOG_OK;
        if (old_code && old_code != MDB_NOTFOUND) return fail(old_code, dir, "read the store", err);
        if (old_code || new_code || !equal(&old_key, &new_key) || !equal(&old_value, &new_value)) break;
    }
    mog_fail(err, MOG_SYSTEM, "the copy is not what the store holds");
    mog_error_place(err, "%s", dir);
    mog_error_hint(err, "the store is as it was; the disk may be failing: look into the system's log");
    return MOG_SYSTEM;
}

static mog_status compare(const mog_store *store, MDB_txn *old, MDB_env *copy_env, mog_error *err)
{
    MDB_txn *new = NULL;
    mog_status status = MOG_OK;
    int code = mdb_txn_begin(copy_env, NULL, MDB_RDONLY, &new);
    for (int i = 0; i < MOG_DATABASE_COUNT && !code && !status; i++) {
        MDB_cursor *a = NULL, *b = NULL;
        MDB_dbi database;
        code = mdb_dbi_open(new, mog_database_names[i], 0, &database);
        if (!code) code = mdb_cursor_open(old, store->databases[i], &a);
        if (!code) code = mdb_cursor_open(new, database, &b);
        if (!code) status = compare_database(a, b, store->folder, err);
        if (a) mdb_cursor_close(a);
        if (b) mdb_cursor_close(b);
    }
    if (new) mdb_txn_abort(new);
    return code ? fail(code, store->folder, "read what was written anew", err) : status;
}

/* Every key and value of the copy is that of the store. */
static mog_status check(mog_store *store, uint64_t size, mog_error *err)
{
    char path[4096];
    MDB_env *env = NULL;
    MDB_txn *old = NULL;
    mog_status status = MOG_OK;
    int made = snprintf(path, sizeof path, "%s/" NEW_FILE, store->folder);
    if (made < 0 || (size_t)made >= sizeof path) return fail(ENAMETOOLONG, store->folder, "read what was written", err);
    int code = mdb_env_create(&env);
    if (!code) code = mdb_env_set_maxdbs(env, MOG_DATABASE_COUNT);
    if (!code) code = mdb_env_set_mapsize(env, (size_t)size);
    if (!code) code = mdb_env_open(env, path, MDB_RDONLY | MDB_NOLOCK | MDB_NOSUBDIR, 0600);
    if (code) status = fail(code, store->folder, "read what was written anew", err);
    if (!status) status = mog_environment_begin(&old, store, false, err);
    if (!status) status = compare(store, old, env, err);
    if (old) mdb_txn_abort(old);
    if (env) mdb_env_close(env);
    return status;
}

static mog_status make_copy(mog_compaction *out, mog_store *store, mog_error *err)
{
    struct stat old, new;
    unlinkat(store->folder_fd, NEW_FILE, 0); /* of a compaction that was cut short */
    int fd = openat(store->folder_fd, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return fail(errno, store->folder, "write the store anew", err);
    mog_status status = copy(fd, store, err);
    if (!status && (fstat(fd, &new) || fstatat(store->folder_fd, "data.mdb", &old, 0)))
        status = fail(errno, store->folder, "write the store anew", err);
    if (!status) *out = (mog_compaction){(uint64_t)old.st_size, (uint64_t) new.st_size};
    if (close(fd) && !status) status = fail(errno, store->folder, "write the store anew", err);
    return status ? status : check(store, (uint64_t) new.st_size, err);
}

/* ---- all */

mog_status mog_store_compact(mog_compaction *out, const char *dir, mog_error *err)
{
    mog_alone alone;
    mog_store *store = NULL;
    *out = (mog_compaction){0};
    mog_status status = mog_alone_begin(&alone, dir, err);
    if (!status) status = mog_store_open_alone(&store, dir, false, alone.use, err);
    if (!status) status = make_copy(out, store, err);
    mog_store_close(store);
    if (!status) status = mog_alone_exchange(&alone, NEW_FILE, err);
    if (status && alone.use >= 0) unlinkat(alone.folder_fd, NEW_FILE, 0);
    mog_alone_end(&alone);
    return status;
}

#include "engine/store/environment.h"

#include "engine/store/extent.h"
#include "engine/store/usage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASES_LIMIT 32 /* room for those of later versions */
#define READERS_LIMIT 1022

const char *const mog_database_names[] = {
#define D(tag, name) name,
    MOG_DATABASES(D)
#undef D
};

/* ---- errors */

#define RESTORE "the store's file has been altered outside mognad, or the disk is failing: restore it from a backup"
#define MODE "check who owns the folder and the files in it, and their modes"

static const struct {
    int code;
    const char *cause, *hint;
} FAULTS[] = {
    {MDB_CORRUPTED, "the store is damaged: a page is not what it should be", RESTORE},
    {MDB_PAGE_NOTFOUND, "the store is damaged: a page is missing", RESTORE},
    {MDB_INVALID, "data.mdb is not a store's file, or its first pages are damaged", RESTORE},
    {MDB_PANIC, "an earlier write failed half way",
     "end the program and start it again; what was committed before is kept"},
    {MDB_VERSION_MISMATCH, "the store was written by another version of LMDB",
     "use the version of mognad that made it"},
    {MDB_READERS_FULL, "too many processes are reading the store", "wait for some of them to end"},
    {MDB_MAP_RESIZED, "another process has made the store larger than this one can map",
     "raise the limit on address space (ulimit -v)"},
    {ENOMEM, "not enough address space for the store's map", "raise the limit on address space (ulimit -v)"},
    {ENOSPC, "the disk is full", "free some space; nothing of what was being added has been kept"},
    {EDQUOT, "the disk quota is used up", "free some space; nothing of what was being added has been kept"},
    {EFBIG, "the file would be larger than allowed",
     "raise the limit on file size (ulimit -f); nothing of what was being added has been kept"},
    {EACCES, "permission denied", MODE " (whoever reads a store must be able to write its lock.mdb)"},
    {EPERM, "permission denied", MODE},
    {EROFS, "the file system is read-only", "copy the store to where it can be written"},
    /* LMDB's answer to a write that came out short, too, which is how a disk that is just full shows */
    {EIO, "the disk is full or reports a fault",
     "free some space, or look for disk faults in the system's log; nothing of what was being added has been kept"},
    {ENOLCK, "the file system gives no locks",
     "move the store to a local disk: network file systems are not fit for it"},
};

mog_status mog_lmdb_fail(int code, const char *folder, const char *doing, mog_error *err)
{
    if (code == MDB_MAP_FULL) return MOG_NO;
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        if (FAULTS[i].code != code) continue;
        mog_fail(err, MOG_SYSTEM, "cannot %s: %s", doing, FAULTS[i].cause);
        mog_error_hint(err, "%s", FAULTS[i].hint);
    }
    mog_fail(err, MOG_SYSTEM, "cannot %s: %s", doing, mdb_strerror(code));
    if (folder) mog_error_place(err, "%s", folder);
    return MOG_SYSTEM;
}

mog_status mog_store_damaged(mog_error *err, const char *format, ...)
{
    char what[400];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    mog_fail(err, MOG_SYSTEM, "the store is damaged: %s", what);
    mog_error_hint(err, RESTORE);
    return MOG_SYSTEM;
}

/* ---- one store, one process, once */

/* Closing one of two descriptors of a file drops the POSIX locks of both, and LMDB relies on them. A list inherited
 * through fork names stores of the parent, which do not count here. */
static mog_store *open_stores;

static mog_status enter(mog_store *store, mog_error *err)
{
    for (const mog_store *other = open_stores; other; other = other->next) {
        if (other->owner == store->owner && other->device == store->device && other->inode == store->inode) {
            mog_fail(err, MOG_INTERNAL, "the store is already open in this process");
            mog_error_place(err, "%s", store->folder);
            return MOG_INTERNAL;
        }
    }
    store->next = open_stores;
    open_stores = store;
    return MOG_OK;
}

static void leave(mog_store *store)
{
    for (mog_store **at = &open_stores; *at; at = &(*at)->next) {
        if (*at != store) continue;
        *at = store->next;
        return;
    }
}

/* ---- the size of the map */

static size_t whole_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

/* Asked beforehand, since LMDB is left without a map when it cannot get the one it is told to. */
static bool can_map(size_t size)
{
    void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) return false;
    munmap(at, size);
    return true;
}

/* For a file of `size` bytes. 0: not even that much can be mapped. */
static size_t choose_map(size_t size)
{
    size_t ample = size > MOG_MAP_AMPLE / 2 ? whole_pages(2 * size) : MOG_MAP_AMPLE;
    if (can_map(ample)) return ample;
    for (size_t candidate = (size_t)64 << 30; candidate >= (size_t)16 << 20 && candidate >= size; candidate /= 4) {
        if (can_map(2 * candidate)) return candidate; /* leaves room to double it */
    }
    size_t tight = whole_pages(size + size / 4 + ((size_t)1 << 20)), least = whole_pages(size);
    return can_map(tight) ? tight : can_map(least) ? least : 0;
}

size_t mog_environment_map_size(const mog_store *store)
{
    MDB_envinfo about;
    return mdb_env_info(store->env, &about) ? 0 : about.me_mapsize;
}

static mog_status set_map(mog_store *store, size_t size, mog_error *err)
{
    int code = mdb_env_set_mapsize(store->env, size);
    return code ? mog_lmdb_fail(code, store->folder, "map the store's file", err) : MOG_OK;
}

mog_status mog_environment_grow(mog_store *store, mog_error *err)
{
    if (store->snapshots) return mog_fail(err, MOG_INTERNAL, "the store's map is full while a snapshot is open");
    size_t size = mog_environment_map_size(store);
    for (size_t more = size; more && more >= size / 8; more /= 2) {
        size_t wanted = whole_pages(size + more);
        if (can_map(wanted)) return set_map(store, wanted, err);
    }
    return mog_lmdb_fail(ENOMEM, store->folder, "make the store larger", err);
}

/* Another process has made the file larger than our map. */
static mog_status adopt(mog_store *store, mog_error *err)
{
    MDB_envinfo about;
    MDB_stat pages;
    mdb_env_info(store->env, &about);
    mdb_env_stat(store->env, &pages);
    size_t size = store->snapshots ? 0 : choose_map((about.me_last_pgno + 1) * pages.ms_psize);
    if (!size) return mog_lmdb_fail(MDB_MAP_RESIZED, store->folder, "read the store", err);
    return set_map(store, size, err);
}

/* ---- opening */

static mog_status no_store(const char *dir, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "there is no evidence store here");
    mog_error_place(err, "%s", dir);
    mog_error_hint(err, "make one with `mognad init`, or name another folder with --store");
    return MOG_SYSTEM;
}

static mog_status open_folder(mog_store *store, const char *dir, mog_error *err)
{
    struct stat about;
    store->folder_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->folder_fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return no_store(dir, err);
    if (store->folder_fd < 0 || fstat(store->folder_fd, &about))
        return mog_lmdb_fail(errno, dir, "open the store", err);
    store->device = about.st_dev;
    store->inode = about.st_ino;
    return MOG_OK;
}

/* The size of data.mdb; 0 where it is to be made. */
static mog_status measure(size_t *size, mog_store *store, bool create, mog_error *err)
{
    struct stat about;
    *size = 0;
    if (fstatat(store->folder_fd, "data.mdb", &about, 0)) {
        if (errno != ENOENT) return mog_lmdb_fail(errno, store->folder, "open the store", err);
        return create ? MOG_OK : no_store(store->folder, err);
    }
    if (!about.st_size && !create) { /* LMDB would take it for a new one */
        mog_store_damaged(err, "data.mdb is empty");
        mog_error_place(err, "%s", store->folder);
        return MOG_SYSTEM;
    }
    *size = (size_t)about.st_size;
    return MOG_OK;
}

static mog_status open_lmdb(mog_store *store, size_t map_size, mog_error *err)
{
    unsigned flags = MDB_NOTLS | (store->writable ? 0 : MDB_RDONLY); /* NOTLS: a thread may hold several snapshots */
    int code = mdb_env_create(&store->env);
    if (!code) code = mdb_env_set_mapsize(store->env, map_size);
    if (!code) code = mdb_env_set_maxdbs(store->env, DATABASES_LIMIT);
    if (!code) code = mdb_env_set_maxreaders(store->env, READERS_LIMIT);
    if (!code) code = mdb_env_open(store->env, store->folder, flags, 0600);
    int dead; /* readers that were killed keep pages from being used again */
    if (!code) code = mdb_reader_check(store->env, &dead);
    return code ? mog_lmdb_fail(code, store->folder, "open the store", err) : MOG_OK;
}

mog_status mog_environment_open(mog_store *store, const char *dir, bool writable, bool create, size_t map_size,
                                mog_error *err)
{
    size_t size;
    store->folder = mog_strdup(dir);
    store->folder_fd = -1;
    if (!store->alone) store->use_fd = -1;
    store->owner = getpid();
    store->writable = writable;
    mog_status status = open_folder(store, dir, err);
    if (!status) status = enter(store, err);
    if (!status) status = measure(&size, store, create, err);
    if (!status && !store->alone) {
        status = mog_usage_share(&store->use_fd, store->folder_fd, dir, writable, err);
        if (!status)
            status = measure(&size, store, create, err); /* of the file that may have been put there meanwhile */
    }
    if (status) return status;
    if (!map_size) map_size = choose_map(size);
    if (!map_size) return mog_lmdb_fail(ENOMEM, dir, "open the store", err);
    if ((status = open_lmdb(store, map_size, err))) return status;
    return mog_extent_check(store, err);
}

void mog_environment_close(mog_store *store)
{
    leave(store);
    if (store->env && store->owner == getpid()) mdb_env_close(store->env); /* in a child it would harm the parent's */
    mog_keyring_free(store->keys);
    if (store->use_fd >= 0 && !store->alone) close(store->use_fd);
    if (store->folder_fd >= 0) close(store->folder_fd);
    free(store->folder);
}

/* ---- transactions */

mog_status mog_environment_begin(MDB_txn **out, mog_store *store, bool writable, mog_error *err)
{
    if (store->owner != getpid()) return mog_fail(err, MOG_INTERNAL, "the store was opened before a fork");
    int code = MDB_MAP_RESIZED;
    for (int attempt = 0; attempt < 8 && code; attempt++) {
        code = mdb_txn_begin(store->env, NULL, writable ? 0 : MDB_RDONLY, out);
        int dead = 0;
        if (code == MDB_MAP_RESIZED) {
            mog_status status = adopt(store, err);
            if (status) return status;
        } else if (code == MDB_READERS_FULL) {
            if (mdb_reader_check(store->env, &dead) || !dead) break;
        } else {
            break;
        }
    }
    return code ? mog_lmdb_fail(code, store->folder, writable ? "write to the store" : "read the store", err) : MOG_OK;
}

mog_status mog_environment_lock(mog_store *store, mog_error *err)
{
    while (flock(store->folder_fd, LOCK_EX)) {
        if (errno != EINTR) return mog_lmdb_fail(errno, store->folder, "lock the store", err);
    }
    return MOG_OK;
}

void mog_environment_unlock(mog_store *store)
{
    flock(store->folder_fd, LOCK_UN);
}

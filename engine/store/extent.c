#include "engine/store/extent.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHORTEST 64 /* pages that one transaction may plausibly have left unwritten at the end */

typedef struct extent {
    size_t page;      /* bytes */
    size_t is, needs; /* bytes: of the file, and by LMDB's count */
} extent;

static int look(extent *out, mog_store *store)
{
    MDB_envinfo about;
    MDB_stat pages;
    struct stat file;
    int code = mdb_env_info(store->env, &about);
    if (!code) code = mdb_env_stat(store->env, &pages);
    if (!code && fstatat(store->folder_fd, "data.mdb", &file, 0)) code = errno;
    if (code) return code;
    out->page = pages.ms_psize;
    out->is = (size_t)file.st_size;
    out->needs = (about.me_last_pgno + 1) * out->page;
    return 0;
}

static int set_length(mog_store *store, size_t size)
{
    int fd = openat(store->folder_fd, "data.mdb", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    int code = ftruncate(fd, (off_t)size) ? errno : 0;
    close(fd);
    return code;
}

/* True when every page from `from` up to `to` is in the list of free pages (LMDB's database 0; each value is a count
 * and that many page numbers). */
static bool are_free(mog_store *store, size_t from, size_t to)
{
    MDB_txn *txn = NULL;
    MDB_cursor *cursor = NULL;
    MDB_val key, value;
    size_t found = 0;
    if (mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn)) return false;
    int code = mdb_cursor_open(txn, 0, &cursor);
    if (!code) code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    for (; !code; code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
        size_t count, number;
        if (value.mv_size < sizeof count) break;
        memcpy(&count, value.mv_data, sizeof count);
        if (count > value.mv_size / sizeof number - 1) break;
        for (size_t i = 1; i <= count; i++) {
            memcpy(&number, (const char *)value.mv_data + i * sizeof number, sizeof number);
            if (number >= from && number < to) found++;
        }
    }
    if (cursor) mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return code == MDB_NOTFOUND && found == to - from;
}

static mog_status truncated(const mog_store *store, const extent *e, mog_error *err)
{
    mog_store_damaged(err, "data.mdb has been truncated: %zu bytes of %zu", e->is, e->needs);
    mog_error_place(err, "%s", store->folder);
    return MOG_SYSTEM;
}

/* The missing pages read as zeros while we look whether they matter. */
static mog_status judge(mog_store *store, const extent *e, mog_error *err)
{
    if (e->needs - e->is > SHORTEST * e->page || e->is < 2 * e->page) return truncated(store, e, err);
    if (set_length(store, e->needs)) return truncated(store, e, err);
    if (are_free(store, e->is / e->page, e->needs / e->page)) return MOG_OK;
    set_length(store, e->is);
    return truncated(store, e, err);
}

mog_status mog_extent_check(mog_store *store, mog_error *err)
{
    extent e;
    int code = look(&e, store);
    if (!code && e.is >= e.needs) return MOG_OK;
    /* Short: it may be that a writer is just about to lengthen it. */
    mog_status status = code ? MOG_OK : mog_environment_lock(store, err);
    if (status) return status;
    if (!code) code = look(&e, store);
    if (code) status = mog_lmdb_fail(code, store->folder, "open the store", err);
    else if (e.is < e.needs) status = judge(store, &e, err);
    mog_environment_unlock(store);
    return status;
}

void mog_extent_mend(mog_store *store)
{
    extent e;
    if (!look(&e, store) && e.is < e.needs) set_length(store, e.needs);
}

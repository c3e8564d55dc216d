#include "engine/archive/inventory.h"

#include "engine/store/contents.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/personal.h"
#include "engine/store/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct taking {
    mog_inventory *out;
    mog_store *store;
    MDB_txn *txn;
} taking;

static mog_status fail(const taking *t, int code, mog_error *err)
{
    return mog_lmdb_fail(code, t->store->folder, "read the store", err);
}

static mog_status count_entries(uint64_t *out, const taking *t, mog_database which, mog_error *err)
{
    MDB_stat about;
    int code = mdb_stat(t->txn, t->store->databases[which], &about);
    *out = code ? 0 : about.ms_entries;
    return code ? fail(t, code, err) : MOG_OK;
}

/* Calls `visit` with each entry of a database (0: LMDB's list of free pages). */
static mog_status each(const taking *t, MDB_dbi database, void (*visit)(mog_inventory *, MDB_val *, MDB_val *),
                       mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int code = mdb_cursor_open(t->txn, database, &cursor);
    if (code) return fail(t, code, err);
    while (!(code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT))) visit(t->out, &key, &value);
    mdb_cursor_close(cursor);
    return code == MDB_NOTFOUND ? MOG_OK : fail(t, code, err);
}

/* A value of the list of free pages is their number and their numbers. */
static void add_free(mog_inventory *out, MDB_val *key, MDB_val *value)
{
    size_t count;
    (void)key;
    if (value->mv_size < sizeof count) return;
    memcpy(&count, value->mv_data, sizeof count);
    out->free_size += count;
}

static void add_kind(mog_inventory *out, MDB_val *key, MDB_val *value)
{
    (void)value;
    if (key->mv_size == MOG_LAYOUT_KEY_SIZE && mog_get_be32((const uint8_t *)key->mv_data + 4) == 1) out->kinds++;
}

static void add_content(mog_inventory *out, MDB_val *key, MDB_val *value)
{
    out->content_size += value->mv_size;
    if (key->mv_size == MOG_DIGEST_SIZE + 4 && !mog_get_be32((const uint8_t *)key->mv_data + MOG_DIGEST_SIZE))
        out->contents++;
}

static mog_status take_sizes(const taking *t, mog_error *err)
{
    struct stat file;
    MDB_envinfo about;
    MDB_stat pages;
    if (fstatat(t->store->folder_fd, "data.mdb", &file, 0))
        return mog_fail_errno(err, errno, "cannot look at the store's file");
    mdb_env_info(t->store->env, &about);
    mdb_env_stat(t->store->env, &pages);
    mog_status status = each(t, 0, add_free, err);
    t->out->file_size = (uint64_t)file.st_size;
    t->out->free_size *= pages.ms_psize;
    t->out->used_size = (about.me_last_pgno + 1) * (uint64_t)pages.ms_psize;
    t->out->used_size -= t->out->free_size < t->out->used_size ? t->out->free_size : t->out->used_size;
    return status;
}

static mog_status take_journal(const taking *t, mog_error *err)
{
    mog_change last;
    mog_meta_end end;
    mog_journal journal = mog_journal_of(t->store, t->txn);
    mog_status status = mog_meta_read_end(&end, t->txn, t->store, err);
    if (!status) status = mog_journal_last(&last, &journal, err);
    if (status) return status;
    t->out->changes = last.number;
    t->out->root = end.root;
    t->out->has_last = last.number != 0;
    t->out->last_recorded = last.recorded;
    memcpy(t->out->last_by, last.by, sizeof last.by);
    return MOG_OK;
}

static mog_status take_counts(const taking *t, mog_error *err)
{
    mog_inventory *out = t->out;
    mog_status status = count_entries(&out->records, t, MOG_DATABASE_RECORDS, err);
    if (!status) status = count_entries(&out->retracted, t, MOG_DATABASE_RETRACTED, err);
    if (!status) status = count_entries(&out->attachments, t, MOG_DATABASE_ATTACHED, err);
    if (!status) status = count_entries(&out->personal, t, MOG_DATABASE_PERSONAL, err);
    if (!status) status = each(t, t->store->databases[MOG_DATABASE_KINDS], add_kind, err);
    if (!status) status = each(t, t->store->databases[MOG_DATABASE_CONTENTS], add_content, err);
    return status;
}

static mog_status take_subjects(const taking *t, mog_snapshot *snapshot, mog_error *err)
{
    mog_subject *subjects;
    size_t count = 0;
    mog_arena *arena = mog_arena_new();
    mog_status status = mog_snapshot_subjects(&subjects, &count, arena, snapshot, err);
    mog_arena_free(arena);
    t->out->subjects = count;
    return status;
}

/* A line of LMDB's table of readers: "pid thread txnid", under heads; txnid "-": none is open. */
static int count_reader(const char *line, void *context)
{
    char *end;
    long pid = strtol(line, &end, 10);
    if (end != line && pid > 0 && pid != (long)getpid() && !strchr(line, '-')) ++*(uint64_t *)context;
    return 0;
}

mog_status mog_inventory_take(mog_inventory *out, mog_store *store, mog_error *err)
{
    mog_snapshot *snapshot;
    mog_keyring *keys;
    *out = (mog_inventory){0};
    mog_status status = mog_snapshot_begin(&snapshot, store, 0, err);
    if (status) return status;
    taking t = {out, store, snapshot->txn};
    status = mog_meta_read(&out->meta, t.txn, store, err);
    if (!status) status = take_sizes(&t, err);
    if (!status) status = take_journal(&t, err);
    if (!status) status = take_counts(&t, err);
    if (!status) status = take_subjects(&t, snapshot, err);
    mog_snapshot_end(snapshot);
    if (status) {
        mog_error_place(err, "%s", store->folder);
        return status;
    }
    mdb_reader_list(store->env, count_reader, &out->readers);
    /* Whoever may read the store may not be allowed to read the keys. */
    out->knows_persons = mog_personal_keys(&keys, store, NULL) == MOG_OK;
    if (out->knows_persons) out->persons = mog_keyring_count(keys);
    return MOG_OK;
}

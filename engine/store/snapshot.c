#include "engine/store/snapshot.h"

#include "engine/store/journal.h"
#include "engine/store/layouts.h"
#include "engine/store/meta.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"
#include "engine/store/pages.h"
#include "engine/store/personal.h"

#include <stdlib.h>

void mog_snapshot_place(const mog_snapshot *snapshot, mog_error *err)
{
    if (!snapshot->memory) mog_error_place(err, "%s", snapshot->store->folder);
}

static mog_status at_store(const mog_snapshot *snapshot, mog_status status, mog_error *err)
{
    if (status) mog_snapshot_place(snapshot, err);
    return status;
}

/* That the journal ends where the last commit left it. */
static mog_status find_last(uint64_t *last, MDB_txn *txn, const mog_store *store, mog_error *err)
{
    mog_change change;
    mog_journal journal = mog_journal_of(store, txn);
    mog_status status = mog_journal_last(&change, &journal, err);
    if (!status) status = mog_meta_check_end(change.number, NULL, txn, store, err);
    *last = change.number;
    return status;
}

mog_status mog_snapshot_begin(mog_snapshot **out, mog_store *store, uint64_t until, mog_error *err)
{
    MDB_txn *txn;
    MDB_stat retracted = {0};
    uint64_t last = 0;
    *out = NULL;
    mog_status status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    int code = mdb_stat(txn, store->databases[MOG_DATABASE_RETRACTED], &retracted);
    if (code) status = mog_lmdb_fail(code, store->folder, "read the store", err);
    if (!status) status = find_last(&last, txn, store, err);
    if (status) {
        mog_error_place(err, "%s", store->folder);
        mdb_txn_abort(txn);
        return status;
    }
    mog_snapshot *snapshot = mog_allocate(sizeof *snapshot);
    *snapshot = (mog_snapshot){
        .store = store, .txn = txn, .arena = mog_arena_new(), .has_retracted = retracted.ms_entries != 0};
    snapshot->last = until == MOG_UNTIL_START ? 0 : until && until < last ? until : last;
    store->snapshots++;
    *out = snapshot;
    return MOG_OK;
}

mog_status mog_snapshot_check_pages(mog_snapshot *snapshot, mog_error *err)
{
    static const mog_database figures_rest_on[] = {MOG_DATABASE_NAMES, MOG_DATABASE_KINDS, MOG_DATABASE_RECORDS,
                                                   MOG_DATABASE_RETRACTED, MOG_DATABASE_PERSONAL};
    if (snapshot->memory) return MOG_OK;
    return mog_pages_check(snapshot->txn, snapshot->store, figures_rest_on,
                           sizeof figures_rest_on / sizeof *figures_rest_on, err);
}

void mog_snapshot_end(mog_snapshot *snapshot)
{
    if (!snapshot) return;
    if (!snapshot->memory) {
        mdb_txn_abort(snapshot->txn);
        snapshot->store->snapshots--;
    }
    mog_arena_free(snapshot->arena);
    free(snapshot->layouts);
    free(snapshot);
}

uint64_t mog_snapshot_last(const mog_snapshot *snapshot)
{
    return snapshot->last;
}

uint64_t mog_snapshot_until(const mog_snapshot *snapshot)
{
    return snapshot->last ? snapshot->last : MOG_UNTIL_START;
}

mog_status mog_snapshot_head(mog_digest *out, mog_snapshot *snapshot, mog_error *err)
{
    if (snapshot->memory) {
        *out = mog_memory_digest(snapshot->memory);
        return MOG_OK;
    }
    mog_journal journal = mog_journal_of(snapshot->store, snapshot->txn);
    return at_store(snapshot, mog_journal_root(out, &journal, snapshot->last, err), err);
}

mog_status mog_snapshot_retracted(uint64_t *number, const mog_snapshot *snapshot, uint64_t id, mog_error *err)
{
    *number = 0;
    if (!snapshot->has_retracted) return MOG_OK;
    mog_status status = mog_notes_retracted(number, snapshot->txn, snapshot->store, id, err);
    if (*number > snapshot->last) *number = 0;
    return at_store(snapshot, status, err);
}

mog_status mog_snapshot_open_record(const mog_record **out, mog_snapshot *snapshot, mog_arena *arena,
                                    const mog_record *record, const mog_kind *layout, bool values, mog_error *err)
{
    *out = record;
    if (snapshot->memory) return MOG_OK;
    mog_status status = mog_personal_open(out, arena, snapshot->txn, snapshot->store, record, layout, values, err);
    return at_store(snapshot, status, err);
}

mog_status mog_snapshot_change(mog_change *out, bool *found, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    *found = false;
    if (snapshot->memory || !number || number > snapshot->last) return MOG_OK;
    mog_journal journal = mog_journal_of(snapshot->store, snapshot->txn);
    return at_store(snapshot, mog_journal_read(out, found, &journal, number, err), err);
}

mog_status mog_snapshot_note(mog_text *out_view, bool *found, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    *found = false;
    if (snapshot->memory || number > snapshot->last) return MOG_OK;
    return at_store(snapshot, mog_notes_text(out_view, found, snapshot->txn, snapshot->store, number, err), err);
}

mog_status mog_snapshot_find(uint32_t *out, mog_snapshot *snapshot, mog_text name, mog_error *err)
{
    if (snapshot->memory) {
        *out = (uint32_t)(mog_pool_find(&snapshot->memory->names, name.at, name.size) + 1);
        return MOG_OK;
    }
    mog_status status = mog_names_find(out, snapshot->txn, snapshot->store->databases[MOG_DATABASE_NAMES], name, err);
    return at_store(snapshot, status, err);
}

mog_status mog_snapshot_name(mog_text *out_view, mog_snapshot *snapshot, uint32_t id, mog_error *err)
{
    if (snapshot->memory) {
        if (!id || id > snapshot->memory->names.count) return mog_fail(err, MOG_INTERNAL, "there is no name %u", id);
        *out_view = snapshot->memory->names.entries[id - 1].key;
        return MOG_OK;
    }
    mog_status status =
        mog_names_text(out_view, snapshot->txn, snapshot->store->databases[MOG_DATABASE_NAMES], id, err);
    return at_store(snapshot, status, err);
}

mog_status mog_snapshot_layout(const mog_kind **out, mog_snapshot *snapshot, uint32_t kind, uint32_t version,
                               mog_error *err)
{
    if (snapshot->memory) {
        *out = mog_memory_kind(snapshot->memory, kind);
        return *out ? MOG_OK : mog_fail(err, MOG_INTERNAL, "there is no kind %u", kind);
    }
    for (size_t i = 0; i < snapshot->layout_count; i++) {
        const mog_cached_layout *cached = &snapshot->layouts[i];
        if (cached->kind != kind || cached->version != version) continue;
        *out = cached->layout;
        return MOG_OK;
    }
    const mog_kind *layout = NULL;
    bool found;
    mog_status status = mog_layouts_read(&layout, &found, snapshot->arena, snapshot->txn,
                                         snapshot->store->databases[MOG_DATABASE_KINDS], kind, version, err);
    if (!status && !found) status = mog_store_damaged(err, "version %u of kind %u is missing", version, kind);
    if (status) return at_store(snapshot, status, err);
    MOG_PUSH(snapshot->layouts, snapshot->layout_count, snapshot->layout_capacity) =
        (mog_cached_layout){kind, version, layout};
    *out = layout;
    return MOG_OK;
}

/* ---- records */

static mog_status located(mog_record_key *out, bool *found, const mog_snapshot *snapshot, int code, const MDB_val *key,
                          mog_error *err)
{
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    mog_status status = MOG_OK;
    if (code) status = mog_lmdb_fail(code, snapshot->store->folder, "read the records", err);
    else if (!mog_record_key_decode(out, key)) status = mog_store_damaged(err, "a record's key is not one");
    return at_store(snapshot, status, err);
}

/* The record of a memory that the cursor is at. */
static mog_status held(mog_record_key *out, MDB_val *value, bool *found, const mog_snapshot *snapshot,
                       const mog_record_cursor *cursor)
{
    *found = cursor->at < snapshot->memory->count;
    if (!*found) return MOG_OK;
    const mog_held_record *one = &snapshot->memory->records[cursor->at];
    *out = one->key;
    *value = (MDB_val){one->record->size, (void *)one->record};
    return MOG_OK;
}

mog_status mog_snapshot_seek(mog_record_key *out, MDB_val *value, bool *found, const mog_snapshot *snapshot,
                             mog_record_cursor *cursor, const mog_record_key *wanted, mog_error *err)
{
    if (snapshot->memory) {
        cursor->at = mog_memory_seek(snapshot->memory, wanted);
        return held(out, value, found, snapshot, cursor);
    }
    uint8_t room[MOG_RECORD_KEY_SIZE];
    mog_record_key_encode(room, wanted);
    MDB_val key = {sizeof room, room};
    int code = mdb_cursor_get(cursor->stored, &key, value, MDB_SET_RANGE);
    return located(out, found, snapshot, code, &key, err);
}

mog_status mog_snapshot_next(mog_record_key *out, MDB_val *value, bool *found, const mog_snapshot *snapshot,
                             mog_record_cursor *cursor, mog_error *err)
{
    if (snapshot->memory) {
        if (cursor->at < snapshot->memory->count) cursor->at++;
        return held(out, value, found, snapshot, cursor);
    }
    MDB_val key;
    int code = mdb_cursor_get(cursor->stored, &key, value, MDB_NEXT);
    return located(out, found, snapshot, code, &key, err);
}

mog_status mog_snapshot_check(const mog_record **out_view, const mog_snapshot *snapshot, const mog_record_key *key,
                              const MDB_val *value, mog_error *err)
{
    mog_error cause = MOG_ERROR_NONE;
    const mog_record *record = value->mv_data;
    mog_status status = mog_record_check(record, value->mv_size, &cause);
    if (status) {
        mog_fail(err, status, "record %llu: %s", (unsigned long long)key->id, cause.message);
        mog_error_hint(err, "%s", cause.hint);
    } else if (record->id != key->id || record->kind != key->kind || record->observed != key->observed) {
        status = mog_store_damaged(err, "record %llu lies where another should", (unsigned long long)key->id);
    } else {
        *out_view = record;
    }
    return at_store(snapshot, status, err);
}

mog_status mog_snapshot_record(const mog_record **out_view, mog_snapshot *snapshot, uint64_t id, mog_error *err)
{
    mog_change change;
    bool found = false;
    *out_view = NULL;
    if (!id || id > snapshot->last) return MOG_OK;
    if (snapshot->memory) {
        for (size_t i = 0; i < snapshot->memory->count; i++)
            if (snapshot->memory->records[i].key.id == id) *out_view = snapshot->memory->records[i].record;
        return MOG_OK;
    }
    mog_journal journal = mog_journal_of(snapshot->store, snapshot->txn);
    mog_status status = mog_journal_read(&change, &found, &journal, id, err);
    if (status || !found || change.type != MOG_CHANGE_RECORD_ADDED) return at_store(snapshot, status, err);

    MDB_val at = {change.key_size, change.key}, value;
    mog_record_key key;
    int code = mdb_get(snapshot->txn, snapshot->store->databases[MOG_DATABASE_RECORDS], &at, &value);
    status = located(&key, &found, snapshot, code, &at, err);
    if (!status && !found) {
        status = at_store(snapshot, mog_store_damaged(err, "record %llu is missing", (unsigned long long)id), err);
    }
    return status ? status : mog_snapshot_check(out_view, snapshot, &key, &value, err);
}

mog_status mog_record_cursor_open(mog_record_cursor *out, const mog_snapshot *snapshot, mog_error *err)
{
    *out = (mog_record_cursor){0};
    if (snapshot->memory) return MOG_OK;
    int code = mdb_cursor_open(snapshot->txn, snapshot->store->databases[MOG_DATABASE_RECORDS], &out->stored);
    return code ? mog_lmdb_fail(code, snapshot->store->folder, "read the records", err) : MOG_OK;
}

void mog_record_cursor_close(mog_record_cursor *cursor)
{
    if (cursor->stored) mdb_cursor_close(cursor->stored);
    cursor->stored = NULL;
}

/* The first key that could follow a key that is not wanted. False: none could. */
static bool skip(mog_record_key *wanted, const mog_record_key *key, uint32_t subject, uint32_t kind)
{
    uint32_t next = key->subject;
    if (key->kind > kind) {
        if (subject || next == UINT32_MAX) return false;
        next++;
    }
    *wanted = mog_first_key(next, kind, 0);
    return true;
}

static mog_status visit_one(const mog_snapshot *snapshot, const mog_record_key *key, const MDB_val *value,
                            bool standing, mog_record_visit *visit, void *context, mog_error *err)
{
    const mog_record *record;
    uint64_t retracted = 0;
    if (key->id > snapshot->last) return MOG_OK;
    mog_status status = standing ? mog_snapshot_retracted(&retracted, snapshot, key->id, err) : MOG_OK;
    if (status || retracted) return status;
    status = mog_snapshot_check(&record, snapshot, key, value, err);
    return status ? status : visit(context, record, err);
}

static mog_status walk(mog_snapshot *snapshot, uint32_t subject, uint32_t kind, bool standing, mog_record_visit *visit,
                       void *context, mog_error *err)
{
    mog_record_cursor cursor;
    MDB_val value;
    mog_record_key key, wanted = mog_first_key(subject, kind, 0);
    bool found;
    mog_status status = mog_record_cursor_open(&cursor, snapshot, err);
    if (status) return status;
    status = mog_snapshot_seek(&key, &value, &found, snapshot, &cursor, &wanted, err);
    while (!status && found && (!subject || key.subject == subject)) {
        if (kind && key.kind != kind) {
            if (!skip(&wanted, &key, subject, kind)) break;
            status = mog_snapshot_seek(&key, &value, &found, snapshot, &cursor, &wanted, err);
            continue;
        }
        status = visit_one(snapshot, &key, &value, standing, visit, context, err);
        if (!status) status = mog_snapshot_next(&key, &value, &found, snapshot, &cursor, err);
    }
    mog_record_cursor_close(&cursor);
    return status == MOG_NO ? MOG_OK : status;
}

mog_status mog_snapshot_walk(mog_snapshot *snapshot, uint32_t subject, uint32_t kind, mog_record_visit *visit,
                             void *context, mog_error *err)
{
    return walk(snapshot, subject, kind, false, visit, context, err);
}

mog_status mog_snapshot_walk_standing(mog_snapshot *snapshot, uint32_t subject, uint32_t kind, mog_record_visit *visit,
                                      void *context, mog_error *err)
{
    return walk(snapshot, subject, kind, true, visit, context, err);
}

static int by_name(const void *a, const void *b)
{
    return mog_text_compare(((const mog_subject *)a)->name, ((const mog_subject *)b)->name);
}

mog_status mog_snapshot_subjects(mog_subject **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                                 mog_error *err)
{
    mog_record_cursor cursor;
    MDB_val value;
    mog_record_key key, wanted = mog_first_key(1, 0, 0);
    mog_subject *subjects = NULL;
    size_t found_count = 0, capacity = 0;
    bool found;
    mog_status status = mog_record_cursor_open(&cursor, snapshot, err);
    if (status) return status;
    status = mog_snapshot_seek(&key, &value, &found, snapshot, &cursor, &wanted, err);
    while (!status && found) {
        uint64_t retracted = 0;
        if (key.id <= snapshot->last && (status = mog_snapshot_retracted(&retracted, snapshot, key.id, err))) break;
        if (key.id > snapshot->last || retracted) { /* not seen; another of the same subject may be */
            status = mog_snapshot_next(&key, &value, &found, snapshot, &cursor, err);
            continue;
        }
        mog_text name;
        if ((status = mog_snapshot_name(&name, snapshot, key.subject, err))) break;
        MOG_PUSH(subjects, found_count, capacity) = (mog_subject){.id = key.subject, .name = name};
        if (key.subject == UINT32_MAX) break;
        wanted.subject = key.subject + 1;
        status = mog_snapshot_seek(&key, &value, &found, snapshot, &cursor, &wanted, err);
    }
    mog_record_cursor_close(&cursor);
    if (!status) {
        if (found_count) qsort(subjects, found_count, sizeof *subjects, by_name);
        *out = mog_take_array(arena, mog_subject, found_count);
        if (found_count) memcpy(*out, subjects, found_count * sizeof *subjects);
        *count = found_count;
    }
    free(subjects);
    return status;
}

#include "engine/store/circle.h"
#include "engine/store/environment.h"
#include "engine/store/evolution.h"
#include "engine/store/extent.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/names.h"
#include "engine/store/replay.h"

#include <stdlib.h>

/* What a kind of the policy is called in the store. */
typedef struct binding {
    const mog_kind *kind;
    uint32_t id, version;
    int part_of; /* its slot; -1: none */
} binding;

struct mog_batch {
    mog_store *store;
    MDB_txn *txn; /* NULL: the batch is beyond help */
    mog_time now;
    uint64_t before, last; /* numbers of the last change before the batch, and now */
    binding *bindings;
    size_t binding_count, binding_capacity;
    mog_replay replay;
    mog_pool parts; /* subjects whose registers say what they are part of */
};

static MDB_dbi database(const mog_batch *batch, mog_database which)
{
    return batch->store->databases[which];
}

/* ---- writing. These return MOG_NO when the map is full. */

static mog_status append(mog_batch *batch, mog_change *change, mog_error *err)
{
    mog_status status = mog_journal_append(change, batch->txn, database(batch, MOG_DATABASE_JOURNAL), err);
    if (!status) batch->last = change->number;
    return status;
}

static mog_status put_layout(mog_batch *batch, mog_text name, uint32_t *id, uint32_t version, mog_text text,
                             mog_error *err)
{
    mog_status status = mog_names_intern(id, batch->txn, database(batch, MOG_DATABASE_NAMES), name, err);
    if (!status) status = mog_layouts_put(batch->txn, database(batch, MOG_DATABASE_KINDS), *id, version, text, err);
    if (status) return status;
    mog_change change = {.type = MOG_CHANGE_KIND_REGISTERED, .recorded = batch->now, .key_size = MOG_LAYOUT_KEY_SIZE};
    mog_layout_key(change.key, *id, version);
    change.payload = mog_blake2b(text.at, text.size);
    return append(batch, &change, err);
}

/* The record is complete but for its id and checksum. An id that it has must come out again. */
static mog_status put_record(mog_batch *batch, mog_record *record, mog_error *err)
{
    mog_record_key key = {.kind = record->kind, .observed = record->observed};
    MDB_dbi names = database(batch, MOG_DATABASE_NAMES);
    mog_status status = mog_names_intern(&key.subject, batch->txn, names, mog_record_subject(record), err);
    if (!status && record->item_size)
        status = mog_names_intern(&key.item, batch->txn, names, mog_record_item(record), err);
    if (status) return status;

    record->id = key.id = batch->last + 1;
    record->checksum = mog_record_checksum(record);
    mog_change change = {.type = MOG_CHANGE_RECORD_ADDED, .recorded = batch->now, .key_size = MOG_RECORD_KEY_SIZE};
    mog_record_key_encode(change.key, &key);
    change.payload = mog_blake2b(record, record->size);
    if ((status = append(batch, &change, err))) return status;
    MDB_val at = {MOG_RECORD_KEY_SIZE, change.key}, value = {record->size, record};
    int code = mdb_put(batch->txn, database(batch, MOG_DATABASE_RECORDS), &at, &value, MDB_NOOVERWRITE);
    return code ? mog_lmdb_fail(code, NULL, "store a record", err) : MOG_OK;
}

/* ---- when the map is full */

static mog_status play(mog_batch *batch, mog_error *err)
{
    mog_replay_entry entry;
    mog_status status = MOG_OK;
    mog_buffer copy = {0}; /* records are stored from a place that may be written to */
    for (size_t at = 0; !status && mog_replay_next(&entry, &batch->replay, &at);) {
        if (entry.record) {
            mog_buffer_clear(&copy);
            mog_buffer_add(&copy, entry.record, entry.record->size);
            mog_record *record = (mog_record *)copy.at;
            status = put_record(batch, record, err);
            if (!status && record->id != entry.record->id)
                status = mog_fail(err, MOG_INTERNAL, "a record got another number");
        } else {
            uint32_t id;
            status = put_layout(batch, entry.name, &id, entry.version, entry.text, err);
            if (!status && id != entry.kind) status = mog_fail(err, MOG_INTERNAL, "a kind got another number");
        }
    }
    mog_buffer_free(&copy);
    return status;
}

static mog_status begin(mog_batch *batch, mog_error *err)
{
    mog_digest chain;
    mog_status status = mog_environment_begin(&batch->txn, batch->store, true, err);
    if (status) {
        batch->txn = NULL;
        return status;
    }
    status = mog_journal_last(&batch->before, &chain, batch->txn, database(batch, MOG_DATABASE_JOURNAL), err);
    batch->last = batch->before;
    return status;
}

static void drop(mog_batch *batch)
{
    if (batch->txn) mdb_txn_abort(batch->txn);
    batch->txn = NULL;
}

/* Everything so far is then in a new transaction with more room. */
static mog_status make_room(mog_batch *batch, mog_error *err)
{
    mog_status status = MOG_NO;
    uint64_t before = batch->before;
    if (!batch->replay.wanted) {
        mog_fail(err, MOG_SYSTEM, "the store has outgrown its map of %zu GiB",
                 mog_environment_map_size(batch->store) >> 30);
        mog_error_hint(err, "add less at a time");
        return MOG_SYSTEM;
    }
    while (status == MOG_NO) {
        drop(batch);
        status = mog_environment_grow(batch->store, err);
        if (!status) status = begin(batch, err);
        if (!status && batch->before != before)
            status = mog_fail(err, MOG_INTERNAL, "another program wrote to a locked store");
        if (!status) status = play(batch, err);
    }
    return status;
}

/* ---- what may be added */

static mog_status refuse(mog_error *err, const char *cause, const char *hint)
{
    mog_fail(err, MOG_INPUT, "%s", cause);
    mog_error_hint(err, "%s", hint);
    return MOG_INPUT;
}

static mog_status check_names(const mog_kind *kind, const mog_record *record, mog_error *err)
{
    bool census = record->flags & MOG_RECORD_CENSUS;
    if (!record->subject_size) return refuse(err, "the record has no subject", "name one, such as system:hr");
    if (record->subject_size > MOG_NAME_LIMIT || record->item_size > MOG_NAME_LIMIT ||
        kind->name.size > MOG_NAME_LIMIT) {
        return refuse(err, "a name is longer than 400 bytes", "shorten the subject, the item or the kind's name");
    }
    if (census && !kind->many)
        return refuse(err, "a census of a kind without `many`", "leave the census out, or declare the kind `many`");
    if (!census && kind->many && !record->item_size)
        return refuse(err, "a record of a `many` kind needs an item", "say which item it is about");
    if ((census || !kind->many) && record->item_size)
        return refuse(err, "an item where there can be none", "leave the item out");
    return MOG_OK;
}

/* Finds the kind's layout in the store. *version 0: it is a new one, to be *latest + 1. */
static mog_status find_layout(mog_batch *batch, const mog_kind *kind, mog_text text, binding *out, uint32_t *latest,
                              mog_error *err)
{
    MDB_dbi kinds = database(batch, MOG_DATABASE_KINDS);
    *out = (binding){.kind = kind};
    *latest = 0;
    mog_status status = mog_names_find(&out->id, batch->txn, database(batch, MOG_DATABASE_NAMES), kind->name, err);
    if (status || !out->id) return status;
    status = mog_layouts_find(&out->version, latest, batch->txn, kinds, out->id, text, err);
    if (status || out->version || !*latest) return status;

    const mog_kind *held;
    bool found;
    mog_arena *arena = mog_arena_new();
    status = mog_layouts_read(&held, &found, arena, batch->txn, kinds, out->id, *latest, err);
    if (!status) status = mog_kind_extends(kind, held, err);
    mog_arena_free(arena);
    return status;
}

static mog_status bind(mog_batch *batch, const mog_kind *kind, binding *out, mog_error *err)
{
    for (size_t i = 0; i < batch->binding_count; i++) {
        if (batch->bindings[i].kind != kind) continue;
        *out = batch->bindings[i];
        return MOG_OK;
    }
    uint32_t latest;
    mog_buffer text = {0};
    mog_kind_describe(&text, kind);
    mog_text view = {text.at, text.size};
    mog_status status = find_layout(batch, kind, view, out, &latest, err);
    if (!status && !out->version) {
        out->version = latest + 1;
        status = put_layout(batch, kind->name, &out->id, out->version, view, err);
        if (!status) mog_replay_add_layout(&batch->replay, out->id, out->version, kind->name, view);
    }
    mog_buffer_free(&text);
    out->part_of = mog_part_of_slot(kind);
    if (!status) MOG_PUSH(batch->bindings, batch->binding_count, batch->binding_capacity) = *out;
    return status;
}

static mog_status add(mog_batch *batch, const mog_kind *kind, mog_record *record, mog_error *err)
{
    binding bound;
    mog_status status = bind(batch, kind, &bound, err);
    if (status) return status;
    record->kind = bound.id;
    record->version = bound.version;
    record->recorded = batch->now;
    status = put_record(batch, record, err);
    if (status) return status;
    mog_replay_add_record(&batch->replay, record);
    if (bound.part_of >= 0 && mog_row_has(mog_record_row(record), (uint32_t)bound.part_of)) {
        mog_text subject = mog_record_subject(record);
        mog_pool_add(&batch->parts, subject.at, subject.size, NULL);
    }
    return MOG_OK;
}

/* ---- the batch */

mog_status mog_batch_begin(mog_batch **out, mog_store *store, mog_time now, mog_error *err)
{
    *out = NULL;
    if (!store->writable) return mog_fail(err, MOG_INTERNAL, "the store was opened for reading only");
    if (store->in_batch) return mog_fail(err, MOG_INTERNAL, "the store has a batch already");
    mog_status status = mog_environment_lock(store, err);
    if (status) return status;
    mog_batch *batch = mog_allocate(sizeof *batch);
    *batch = (mog_batch){.store = store, .now = now};
    store->in_batch = true;
    status = begin(batch, err);
    if (status) {
        mog_error_place(err, "%s", store->folder);
        mog_batch_abort(batch);
        return status;
    }
    batch->replay.wanted = mog_environment_map_size(store) < MOG_MAP_AMPLE;
    *out = batch;
    return MOG_OK;
}

mog_status mog_batch_add(uint64_t *id_out, mog_batch *batch, const mog_kind *kind, mog_record_builder *builder,
                         mog_error *err)
{
    mog_record *record = (mog_record *)builder->bytes.at;
    if (!batch->txn) return mog_fail(err, MOG_INTERNAL, "the batch has failed already");
    if (builder->over || builder->bytes.size < sizeof *record || record->size != builder->bytes.size) {
        return mog_fail(err, MOG_INTERNAL, "the record is not finished");
    }
    mog_status status = check_names(kind, record, err);
    if (status) return status;
    while ((status = add(batch, kind, record, err)) == MOG_NO) {
        if ((status = make_room(batch, err))) break;
    }
    if (status == MOG_OK && id_out) *id_out = record->id;
    if (status != MOG_OK && status != MOG_INPUT) {
        mog_error_place(err, "%s", batch->store->folder);
        drop(batch);
    }
    return status;
}

mog_status mog_batch_commit(mog_batch *batch, mog_error *err)
{
    mog_status status = batch->txn ? MOG_OK : mog_fail(err, MOG_INTERNAL, "the batch has failed already");
    if (!status && batch->parts.count) status = mog_circle_check(batch->txn, batch->store, &batch->parts, err);
    while (!status) {
        int code = mdb_txn_commit(batch->txn);
        batch->txn = NULL;
        if (!code) break;
        status = mog_lmdb_fail(code, batch->store->folder, "write to the store", err);
        if (status == MOG_NO) status = make_room(batch, err);
    }
    if (!status) mog_extent_mend(batch->store);
    else if (status != MOG_INPUT) mog_error_place(err, "%s", batch->store->folder);
    mog_batch_abort(batch);
    return status;
}

void mog_batch_abort(mog_batch *batch)
{
    if (!batch) return;
    drop(batch);
    batch->store->in_batch = false;
    mog_environment_unlock(batch->store);
    mog_buffer_free(&batch->replay.bytes);
    mog_pool_free(&batch->parts);
    free(batch->bindings);
    free(batch);
}

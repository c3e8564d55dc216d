#include "engine/store/batch.h"

#include "engine/store/attachment.h"
#include "engine/store/circle.h"
#include "engine/store/erase.h"
#include "engine/store/evolution.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/meta.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"

#include <stdlib.h>

static MDB_dbi database(const mog_batch *batch, mog_database which)
{
    return batch->store->databases[which];
}

/* ---- what is written */

mog_status mog_batch_append(uint64_t *number, mog_batch *batch, mog_change_type type, const void *key,
                            uint32_t key_size, const void *bytes, size_t size, mog_error *err)
{
    mog_change change = {
        .type = type, .recorded = batch->now, .key_size = key_size, .payload = mog_blake2b(bytes, size)};
    if (key_size) memcpy(change.key, key, key_size);
    memcpy(change.by, batch->store->by, sizeof change.by);
    mog_status status = mog_journal_append(&change, &batch->end, &batch->writing, err);
    if (number) *number = change.number;
    return status;
}

static mog_status put_layout(mog_batch *batch, mog_text name, uint32_t *id, uint32_t version, mog_text text,
                             mog_error *err)
{
    uint8_t key[MOG_LAYOUT_KEY_SIZE];
    mog_status status = mog_names_intern(id, &batch->writing, name, err);
    if (!status) status = mog_layouts_put(&batch->writing, *id, version, text, err);
    if (status) return status;
    mog_layout_key(key, *id, version);
    return mog_batch_append(NULL, batch, MOG_CHANGE_KIND_REGISTERED, key, sizeof key, text.at, text.size, err);
}

/* Where evidence comes in the order of subjects, as it does from most tools, pages are filled and not halved. */
static unsigned put_flag(mog_batch *batch, const uint8_t key[MOG_RECORD_KEY_SIZE])
{
    if (memcmp(key, batch->greatest, MOG_RECORD_KEY_SIZE) <= 0) return 0;
    memcpy(batch->greatest, key, MOG_RECORD_KEY_SIZE);
    return MDB_APPEND;
}

mog_status mog_batch_put_record(mog_batch *batch, mog_record *record, const mog_box *boxes, uint32_t box_count,
                                mog_error *err)
{
    mog_record_key key = {.kind = record->kind, .observed = record->observed};
    mog_status status = mog_names_intern(&key.subject, &batch->writing, mog_record_subject(record), err);
    if (!status && record->item_size)
        status = mog_names_intern(&key.item, &batch->writing, mog_record_item(record), err);
    if (status) return status;

    uint8_t room[MOG_RECORD_KEY_SIZE];
    record->id = key.id = batch->end.edge.size + 1;
    record->checksum = mog_record_checksum(record);
    mog_record_key_encode(room, &key);
    status = mog_batch_append(NULL, batch, MOG_CHANGE_RECORD_ADDED, room, sizeof room, record, record->size, err);
    if (!status) {
        status = mog_writing_put(&batch->writing, MOG_DATABASE_RECORDS, (MDB_val){sizeof room, room},
                                 (MDB_val){record->size, record}, MDB_NOOVERWRITE | put_flag(batch, room),
                                 "store a record", err);
    }
    return status ? status : mog_personal_put(&batch->writing, record->id, boxes, box_count, err);
}

/* ---- what may be added */

static mog_status refuse(mog_error *err, const char *cause, const char *hint)
{
    mog_fail(err, MOG_INPUT, "%s", cause);
    mog_error_hint(err, "%s", hint);
    return MOG_INPUT;
}

mog_status mog_batch_check_names(const mog_kind *kind, const mog_record *record, mog_error *err)
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
static mog_status find_layout(mog_batch *batch, const mog_kind *kind, mog_text text, mog_binding *out, uint32_t *latest,
                              mog_error *err)
{
    MDB_txn *txn = batch->writing.txn;
    MDB_dbi kinds = database(batch, MOG_DATABASE_KINDS);
    *latest = 0;
    mog_status status = mog_names_find(&out->id, txn, database(batch, MOG_DATABASE_NAMES), kind->name, err);
    if (status || !out->id) return status;
    status = mog_layouts_find(&out->version, latest, txn, kinds, out->id, text, err);
    if (status || out->version || !*latest) return status;

    const mog_kind *held;
    bool found;
    mog_arena *arena = mog_arena_new();
    status = mog_layouts_read(&held, &found, arena, txn, kinds, out->id, *latest, err);
    if (!status) status = mog_kind_extends(kind, held, err);
    mog_arena_free(arena);
    return status;
}

/* What is there of a kind, and the text of its layout; nothing is registered. *latest: of its versions, where this one is none. */
static mog_status look_up(mog_binding *out, uint32_t *latest, mog_buffer *text, mog_batch *batch, const mog_kind *kind,
                          mog_error *err)
{
    for (size_t i = 0; i < batch->binding_count; i++) {
        if (batch->bindings[i].kind != kind) continue;
        *out = batch->bindings[i];
        return MOG_OK;
    }
    mog_kind_describe(text, kind);
    *out = (mog_binding){.kind = kind, .part_of = mog_part_of_slot(kind), .personal = mog_kind_has_personal(kind)};
    mog_status status = find_layout(batch, kind, (mog_text){text->at, text->size}, out, latest, err);
    if (!status && out->version) MOG_PUSH(batch->bindings, batch->binding_count, batch->binding_capacity) = *out;
    return status;
}

mog_status mog_batch_bind(mog_binding *out, mog_batch *batch, const mog_kind *kind, mog_error *err)
{
    uint32_t latest;
    mog_buffer text = {0};
    mog_status status = look_up(out, &latest, &text, batch, kind, err);
    if (!status && !out->version) {
        out->version = latest + 1;
        status = put_layout(batch, kind->name, &out->id, out->version, (mog_text){text.at, text.size}, err);
        if (!status) MOG_PUSH(batch->bindings, batch->binding_count, batch->binding_capacity) = *out;
    }
    mog_buffer_free(&text);
    return status;
}

static mog_status find_binding(mog_binding *out, mog_batch *batch, const mog_kind *kind, mog_error *err)
{
    uint32_t latest;
    mog_buffer text = {0};
    mog_status status = look_up(out, &latest, &text, batch, kind, err);
    mog_buffer_free(&text);
    return status;
}

static void note_part(mog_batch *batch, mog_text subject)
{
    mog_pool_add(&batch->parts, subject.at, subject.size, NULL);
}

static mog_status seal(mog_box **boxes, uint32_t *count, mog_batch *batch, const mog_binding *binding,
                       mog_record_builder *builder, mog_error *err)
{
    *count = 0;
    if (!binding->personal || ((const mog_record *)builder->bytes.at)->flags & MOG_RECORD_CENSUS) return MOG_OK;
    if (batch->erases) return mog_fail(err, MOG_INTERNAL, "a batch that has erased cannot add personal values");
    mog_status status = batch->keys ? MOG_OK : mog_personal_keys(&batch->keys, batch->store, err);
    if (status) return status;
    return mog_record_seal(boxes, count, batch->scratch, builder, binding->kind, builder->person, batch->keys, err);
}

static mog_status add(mog_added *out, mog_batch *batch, const mog_kind *kind, mog_record_builder *builder,
                      mog_error *err)
{
    mog_binding binding;
    mog_box *boxes = NULL;
    uint32_t box_count;
    mog_status status = find_binding(&binding, batch, kind, err);
    if (status) return status;
    const mog_record *given = (const mog_record *)builder->bytes.at;
    status = mog_batch_find_same(&out->id, batch, &binding, given, builder->person, err);
    if (status || (out->identical = out->id != 0)) return status;
    bool part = binding.part_of >= 0 && mog_row_has(mog_record_row(given), (uint32_t)binding.part_of);
    if ((status = seal(&boxes, &box_count, batch, &binding, builder, err))) return status;
    /* Only now: what is refused, or there already, registers no layout. */
    if (!binding.version && (status = mog_batch_bind(&binding, batch, kind, err))) return status;

    mog_record *record = (mog_record *)builder->bytes.at;
    record->kind = binding.id;
    record->version = binding.version;
    record->recorded = batch->now;
    if ((status = mog_batch_put_record(batch, record, boxes, box_count, err))) return status;
    if (part) note_part(batch, mog_record_subject(record));
    out->id = record->id;
    return MOG_OK;
}

/* ---- the batch */

/* An end that the last commit did not leave would be covered up by the next one. */
static mog_status find_end(mog_batch *batch, mog_error *err)
{
    mog_journal journal = mog_journal_of(batch->store, batch->writing.txn);
    mog_status status = mog_journal_find_end(&batch->end, &journal, err);
    if (status) return status;
    mog_digest root = mog_merkle_root(&batch->end.edge);
    return mog_meta_check_end(batch->end.edge.size, &root, batch->writing.txn, batch->store, err);
}

static mog_status find_greatest(mog_batch *batch, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int code = mdb_cursor_open(batch->writing.txn, database(batch, MOG_DATABASE_RECORDS), &cursor);
    if (code) return mog_lmdb_fail(code, batch->store->folder, "read the records", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, batch->store->folder, "read the records", err);
    if (key.mv_size != MOG_RECORD_KEY_SIZE) return mog_store_damaged(err, "a record's key is not one");
    memcpy(batch->greatest, key.mv_data, MOG_RECORD_KEY_SIZE);
    return MOG_OK;
}

mog_status mog_batch_begin(mog_batch **out, mog_store *store, mog_time now, mog_error *err)
{
    *out = NULL;
    if (!store->writable) return mog_fail(err, MOG_INTERNAL, "the store was opened for reading only");
    if (store->in_batch) return mog_fail(err, MOG_INTERNAL, "the store has a batch already");
    mog_batch *batch = mog_allocate(sizeof *batch);
    *batch = (mog_batch){.store = store, .now = now};
    mog_status status = mog_writing_begin(&batch->writing, store, err);
    if (status) {
        free(batch);
        return status;
    }
    store->in_batch = true;
    batch->scratch = mog_arena_new();
    status = find_end(batch, err);
    if (!status) status = mog_erasure_finish(&batch->writing, err);
    if (!status) status = find_greatest(batch, err);
    if (status) {
        mog_error_place(err, "%s", store->folder);
        mog_batch_abort(batch);
        return status;
    }
    if (batch->now < batch->end.recorded) batch->now = batch->end.recorded;
    *out = batch;
    return MOG_OK;
}

mog_status mog_batch_settle(mog_batch *batch, mog_status status, mog_error *err)
{
    if (status == MOG_OK || status == MOG_INPUT) return status;
    mog_error_place(err, "%s", batch->store->folder);
    if (batch->writing.txn) mdb_txn_abort(batch->writing.txn);
    batch->writing.txn = NULL;
    return status;
}

static mog_status check_alive(const mog_batch *batch, mog_error *err)
{
    return batch->writing.txn ? MOG_OK : mog_fail(err, MOG_INTERNAL, "the batch has failed already");
}

mog_status mog_batch_add(mog_added *out, mog_batch *batch, const mog_kind *kind, mog_record_builder *builder,
                         mog_error *err)
{
    mog_added added = {0};
    const mog_record *record = (const mog_record *)builder->bytes.at;
    mog_status status = check_alive(batch, err);
    if (status) return status;
    if (builder->over || builder->bytes.size < sizeof *record || record->size != builder->bytes.size) {
        return mog_fail(err, MOG_INTERNAL, "the record is not finished");
    }
    mog_arena_reset(batch->scratch);
    status = mog_batch_check_names(kind, record, err);
    if (!status) status = add(&added, batch, kind, builder, err);
    if (out) *out = added;
    return mog_batch_settle(batch, status, err);
}

static mog_status put_note(uint64_t *number, mog_batch *batch, mog_change_type type, uint64_t record,
                           const json_t *note, mog_error *err)
{
    uint8_t key[8];
    mog_put_be64(key, record);
    char *line = json_dumps(note, JSON_COMPACT | JSON_ENSURE_ASCII);
    if (!line) mog_out_of_memory();
    size_t size = strlen(line);
    mog_status status = MOG_OK;
    if (size > MOG_NOTE_LIMIT) status = refuse(err, "what is to be noted is too long", "shorten the reason");
    if (!status) status = mog_batch_append(number, batch, type, key, record ? 8 : 0, line, size, err);
    if (!status) status = mog_notes_put(&batch->writing, *number, (mog_text){line, size}, err);
    free(line);
    return status;
}

mog_status mog_batch_note(uint64_t *number, mog_batch *batch, int change_type, uint64_t record, const json_t *note,
                          mog_error *err)
{
    uint64_t unasked;
    mog_status status = check_alive(batch, err);
    if (!status) status = put_note(number ? number : &unasked, batch, (mog_change_type)change_type, record, note, err);
    return mog_batch_settle(batch, status, err);
}

mog_status mog_batch_record(const mog_record **out_view, mog_batch *batch, uint64_t id, mog_error *err)
{
    mog_change change;
    bool found;
    mog_journal journal = mog_journal_of(batch->store, batch->writing.txn);
    *out_view = NULL;
    mog_status status = mog_journal_read(&change, &found, &journal, id, err);
    if (status || !found || change.type != MOG_CHANGE_RECORD_ADDED) return status;
    MDB_val key = {change.key_size, change.key}, value;
    int code = mdb_get(batch->writing.txn, database(batch, MOG_DATABASE_RECORDS), &key, &value);
    if (code == MDB_NOTFOUND) return mog_store_damaged(err, "record %llu is missing", (unsigned long long)id);
    if (code) return mog_lmdb_fail(code, batch->store->folder, "read a record", err);
    status = mog_record_check(value.mv_data, value.mv_size, err);
    if (!status) *out_view = value.mv_data;
    return status;
}

static mog_status no_record(uint64_t id, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "there is no record %llu", (unsigned long long)id);
    mog_error_hint(err, "`mognad evidence list` shows the records there are");
    return MOG_INPUT;
}

mog_status mog_batch_check_reason(mog_text reason, const char *hint, mog_error *err)
{
    if (!reason.size) return refuse(err, "the reason is empty", hint);
    if (reason.size > MOG_REASON_LIMIT) return refuse(err, "the reason is longer than 2000 bytes", "shorten it");
    if (memchr(reason.at, 0, reason.size) || mog_utf8_valid(reason) != reason.size)
        return refuse(err, "the reason is not UTF-8, or has a NUL in it", "give it as text in UTF-8");
    return MOG_OK;
}

static mog_status retract(uint64_t *number, mog_batch *batch, uint64_t id, mog_text reason, mog_error *err)
{
    const mog_record *record;
    uint64_t before;
    mog_status status = mog_batch_check_reason(reason, "say why, for those who read it in some years", err);
    if (!status) status = mog_batch_record(&record, batch, id, err);
    if (!status && !record) status = no_record(id, err);
    if (!status) status = mog_notes_retracted(&before, batch->writing.txn, batch->store, id, err);
    if (status) return status;
    if (before) {
        mog_fail(err, MOG_INPUT, "record %llu is retracted already, by change %llu", (unsigned long long)id,
                 (unsigned long long)before);
        return MOG_INPUT;
    }
    note_part(batch, mog_record_subject(record)); /* an older register may come to light */
    json_t *note = mog_json_object();
    mog_json_set(note, "record", mog_json_made(json_integer((json_int_t)id)));
    mog_json_set(note, "reason", mog_json_text(reason));
    status = put_note(number, batch, MOG_CHANGE_RETRACTED, id, note, err);
    json_decref(note);
    return status ? status : mog_notes_put_retracted(&batch->writing, id, *number, err);
}

mog_status mog_batch_retract(uint64_t *number, mog_batch *batch, uint64_t id, mog_text reason, mog_error *err)
{
    uint64_t unasked;
    mog_status status = check_alive(batch, err);
    if (!status) status = retract(number ? number : &unasked, batch, id, reason, err);
    return mog_batch_settle(batch, status, err);
}

mog_status mog_batch_attach(uint64_t *number, mog_batch *batch, uint64_t id, mog_text name, const void *bytes,
                            size_t size, mog_error *err)
{
    uint64_t unasked;
    const mog_record *record;
    mog_status status = check_alive(batch, err);
    if (!status) status = mog_batch_record(&record, batch, id, err);
    if (!status && !record) status = no_record(id, err);
    if (!status) status = mog_attachment_put(number ? number : &unasked, batch, id, name, bytes, size, err);
    return mog_batch_settle(batch, status, err);
}

static mog_status finish(mog_batch *batch, mog_error *err)
{
    mog_status status = MOG_OK;
    if (batch->parts.count) status = mog_circle_check(batch->writing.txn, batch->store, &batch->parts, err);
    /* A key is on disk before what needs it. */
    if (!status && batch->keys) status = mog_keyring_sync(batch->keys, err);
    mog_meta_end end = {batch->end.edge.size, mog_merkle_root(&batch->end.edge)};
    if (!status) status = mog_meta_write_end(&batch->writing, &end, err);
    return status;
}

mog_status mog_batch_commit(mog_batch *batch, mog_error *err)
{
    mog_status status = check_alive(batch, err);
    if (!status) status = finish(batch, err);
    if (!status) status = mog_writing_commit(&batch->writing, err);
    batch->store->holds_keys = false; /* others may write now */
    if (!status) batch->keys = NULL;
    if (!status && batch->erases) status = mog_erasure_complete(batch->store, err);
    if (status && status != MOG_INPUT) mog_error_place(err, "%s", batch->store->folder);
    mog_batch_abort(batch);
    return status;
}

void mog_batch_abort(mog_batch *batch)
{
    if (!batch) return;
    mog_writing_abort(&batch->writing);
    if (batch->keys) mog_personal_forget(batch->store); /* those that were made are needed by nothing */
    batch->store->holds_keys = batch->store->in_batch = false;
    mog_arena_free(batch->scratch);
    mog_pool_free(&batch->parts);
    free(batch->bindings);
    free(batch);
}

/* same.c: whether the store says already what a record says, so that the same file can be added twice without harm. */
#include "engine/store/batch.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"

#include <string.h>

static mog_status find_names(mog_record_key *key, mog_batch *batch, const mog_record *record, mog_error *err)
{
    MDB_txn *txn = batch->writing.txn;
    MDB_dbi names = mog_writing_database(&batch->writing, MOG_DATABASE_NAMES);
    mog_status status = mog_names_find(&key->subject, txn, names, mog_record_subject(record), err);
    if (!status && record->item_size) status = mog_names_find(&key->item, txn, names, mog_record_item(record), err);
    return status;
}

/* The newest record with this key but for its id, among those that are not retracted; *out NULL: there is none. */
static mog_status newest(const mog_record **out, mog_batch *batch, mog_record_key wanted, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_txn *txn = batch->writing.txn;
    uint8_t room[MOG_RECORD_KEY_SIZE];
    *out = NULL;
    wanted.id = UINT64_MAX;
    mog_record_key_encode(room, &wanted);
    MDB_val key = {sizeof room, room}, value;
    mog_status status = MOG_OK;
    int code = mdb_cursor_open(txn, mog_writing_database(&batch->writing, MOG_DATABASE_RECORDS), &cursor);
    if (code) return mog_lmdb_fail(code, batch->store->folder, "read the records", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    for (; !code; code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
        mog_record_key found;
        uint64_t retracted;
        if (key.mv_size != sizeof room || memcmp(key.mv_data, room, sizeof room - 8) != 0) break;
        mog_record_key_decode(&found, &key);
        if ((status = mog_notes_retracted(&retracted, txn, batch->store, found.id, err))) break;
        if (retracted) continue;
        status = mog_record_check(value.mv_data, value.mv_size, err);
        if (!status) *out = value.mv_data;
        break;
    }
    mdb_cursor_close(cursor);
    if (!status && code && code != MDB_NOTFOUND)
        status = mog_lmdb_fail(code, batch->store->folder, "read the records", err);
    return status;
}

/* All that follows the header, in records that have been brought to one layout. */
static bool lies_alike(const mog_record *a, const mog_record *b)
{
    return a->size == b->size && !memcmp(a + 1, b + 1, a->size - sizeof *a);
}

static bool says_alike(const mog_record *a, const mog_record *b)
{
    return a->assurance == b->assurance && (a->flags & MOG_RECORD_CENSUS) == (b->flags & MOG_RECORD_CENSUS) &&
           mog_text_equal(mog_record_source(a), mog_record_source(b));
}

/* Texts may lie in another order, and the older one be sealed or of another version: a conversion brings both to the canonical order of the
 * newer layout, which has a place for all that either says. */
static mog_status compare(bool *same, mog_batch *batch, const mog_binding *binding, const mog_record *held,
                          const mog_record *given, mog_error *err)
{
    mog_arena *arena = batch->scratch;
    const mog_kind *layout = NULL;
    bool found;
    *same = says_alike(held, given);
    if (!*same || given->flags & MOG_RECORD_CENSUS) {
        *same = *same && lies_alike(held, given);
        return MOG_OK;
    }
    if (held->version == binding->version && lies_alike(held, given)) return MOG_OK;
    *same = false;
    mog_status status =
        mog_layouts_read(&layout, &found, arena, batch->writing.txn,
                         mog_writing_database(&batch->writing, MOG_DATABASE_KINDS), held->kind, held->version, err);
    if (status) return status;
    if (!found) return mog_store_damaged(err, "version %u of kind %u is missing", held->version, held->kind);
    if ((status = mog_record_check_layout(held, layout, err))) return status;
    status = mog_personal_open(&held, arena, batch->writing.txn, batch->store, held, layout, true, err);
    if (status) return status;
    const mog_kind *newer = held->version > binding->version && binding->version ? layout : binding->kind;
    const mog_record *a = mog_record_convert(arena, held, layout, newer);
    const mog_record *b = mog_record_convert(arena, given, binding->kind, newer);
    *same = a && b && !(a->flags & MOG_RECORD_PARTED) && lies_alike(a, b);
    return MOG_OK;
}

/* Whose values are is not in them, where it was said beside them: all boxes are this person's. */
static mog_status is_whose(bool *out, mog_batch *batch, mog_text subject, uint64_t record, mog_text person,
                           mog_error *err)
{
    mog_keyring *keys;
    mog_text box;
    bool found;
    *out = true;
    mog_status status = mog_personal_keys(&keys, batch->store, err);
    if (status) return status;
    mog_person wanted = mog_keyring_person(keys, subject, person);
    for (uint32_t ordinal = 0; *out && !status; ordinal++) {
        status = mog_personal_box(&box, &found, batch->writing.txn, batch->store, record, ordinal, err);
        if (status || !found) break;
        *out = box.size >= sizeof wanted && !memcmp(box.at, &wanted, sizeof wanted);
    }
    return status;
}

mog_status mog_batch_find_same(uint64_t *id, mog_batch *batch, const mog_binding *binding, const mog_record *record,
                               mog_text person, mog_error *err)
{
    mog_record_key key = {.kind = binding->id, .observed = record->observed};
    const mog_record *held;
    bool same;
    *id = 0;
    mog_status status = find_names(&key, batch, record, err);
    if (status || !key.subject || !key.kind || (record->item_size && !key.item)) return status;
    if ((status = newest(&held, batch, key, err)) || !held) return status;
    uint64_t held_id = held->id;
    status = compare(&same, batch, binding, held, record, err);
    if (!status && same && mog_person_is_named(person))
        status = is_whose(&same, batch, mog_record_subject(record), held_id, person, err);
    if (!status && same) *id = held_id;
    return status;
}

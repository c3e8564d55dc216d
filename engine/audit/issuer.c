#include "engine/audit/issuer.h"

#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/meta.h"
#include "engine/store/notes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void mog_store_origin(char out[MOG_ORIGIN_SIZE], const mog_store *store)
{
    memcpy(out, MOG_ORIGIN_START, sizeof MOG_ORIGIN_START);
    sodium_bin2hex(out + sizeof MOG_ORIGIN_START - 1, 2 * MOG_STORE_ID_SIZE + 1, store->id, MOG_STORE_ID_SIZE);
}

bool mog_known_key_read(mog_verifier *out, mog_text note)
{
    json_t *json;
    if (mog_json_parse(&json, note, MOG_NOTE_LIMIT, NULL)) return false;
    const json_t *text = json_object_get(json, "verifier");
    bool good = json_is_string(text) &&
                mog_verifier_read(out, (mog_text){json_string_value(text), json_string_length(text)}, NULL) == MOG_OK;
    json_decref(json);
    return good;
}

/* One note; it may be of a change of any type. */
static mog_status take_key(mog_verifier *out, bool *is_key, const mog_store *store, MDB_txn *txn, uint64_t number,
                           mog_error *err)
{
    mog_change change;
    mog_text note;
    bool found;
    mog_journal journal = mog_journal_of(store, txn);
    *is_key = false;
    mog_status status = mog_journal_read(&change, &found, &journal, number, err);
    if (status || !found || change.type != MOG_CHANGE_KEY_CHANGED) return status;
    if ((status = mog_notes_text(&note, &found, txn, store, number, err))) return status;
    *is_key = found && mog_known_key_read(out, note);
    return MOG_OK;
}

mog_status mog_known_keys(mog_verifier **out, uint32_t *count, const mog_store *store, MDB_txn *txn, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    size_t found = 0, capacity = 0;
    uint64_t before = 0;
    mog_verifier *keys = NULL;
    mog_status status = MOG_OK;
    *out = NULL;
    *count = 0;
    int code = mdb_cursor_open(txn, store->databases[MOG_DATABASE_NOTES], &cursor);
    if (code) return mog_lmdb_fail(code, store->folder, "read the notes", err);
    while (!status && (code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        mog_verifier one;
        bool is_key;
        uint64_t number = key.mv_size == 8 ? mog_get_be64(key.mv_data) : 0;
        if (number <= before) status = mog_store_damaged(err, "its notes are out of order");
        before = number;
        if (!status) status = take_key(&one, &is_key, store, txn, number, err);
        if (!status && is_key) MOG_PUSH(keys, found, capacity) = one;
    }
    if (!status && code != MDB_NOTFOUND) status = mog_lmdb_fail(code, store->folder, "read the notes", err);
    mdb_cursor_close(cursor);
    if (status) {
        mog_error_place(err, "%s", store->folder);
        free(keys);
        return status;
    }
    *out = keys;
    *count = (uint32_t)found;
    return MOG_OK;
}

static mog_status is_known(bool *out, mog_store *store, const mog_verifier *key, mog_error *err)
{
    MDB_txn *txn;
    mog_verifier *keys;
    uint32_t count;
    *out = false;
    mog_status status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    status = mog_known_keys(&keys, &count, store, txn, err);
    mdb_txn_abort(txn);
    for (uint32_t i = 0; i < count; i++) *out |= mog_verifier_equal(&keys[i], key);
    free(keys);
    return status;
}

mog_status mog_known_key_add(bool *changed, mog_store *store, const mog_verifier *key, mog_text reason, mog_time now,
                             mog_error *err)
{
    mog_batch *batch;
    bool known;
    char text[MOG_VERIFIER_TEXT_SIZE];
    *changed = false;
    mog_status status = is_known(&known, store, key, err);
    if (status || known) return status;
    if ((status = mog_batch_begin(&batch, store, now, err))) return status;
    json_t *note = mog_json_object();
    mog_verifier_write(text, key);
    mog_json_set(note, "name", mog_json_text(mog_text_of(key->name)));
    mog_json_set(note, "verifier", mog_json_text(mog_text_of(text)));
    mog_json_set(note, "reason", mog_json_text(reason));
    status = mog_batch_note(NULL, batch, MOG_CHANGE_KEY_CHANGED, 0, note, err);
    json_decref(note);
    if (status) {
        mog_batch_abort(batch);
        return status;
    }
    *changed = true;
    return mog_batch_commit(batch, err);
}

mog_status mog_checkpoint_now(mog_buffer *out, mog_store *store, const mog_signer *signer, mog_error *err)
{
    mog_snapshot *snapshot;
    char origin[MOG_ORIGIN_SIZE];
    mog_checkpoint made = {.size = 0};
    mog_status status = mog_snapshot_begin(&snapshot, store, MOG_UNTIL_NOW, err);
    if (status) return status;
    made.size = mog_snapshot_last(snapshot);
    status = mog_snapshot_head(&made.root, snapshot, err);
    mog_snapshot_end(snapshot);
    if (status) return status;
    mog_store_origin(origin, store);
    made.origin = mog_text_of(origin);
    mog_checkpoint_write(out, &made, signer);
    return MOG_OK;
}

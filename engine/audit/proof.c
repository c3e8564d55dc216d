#include "engine/audit/proof.h"

#include "base/base64.h"
#include "engine/audit/issuer.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/notes.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FORMAT "mognad proof 1"

/* ---- making */

static json_t *base64(const void *bytes, size_t size)
{
    mog_buffer text = {0};
    mog_base64_add(&text, bytes, size);
    json_t *out = mog_json_text((mog_text){text.at ? text.at : "", text.size});
    mog_buffer_free(&text);
    return out;
}

static json_t *hex(const void *bytes, size_t size)
{
    char text[2 * MOG_CHANGE_KEY_LIMIT + 2 * MOG_DIGEST_SIZE + 1];
    sodium_bin2hex(text, sizeof text, bytes, size);
    return mog_json_text(mog_text_of(text));
}

static mog_status describe_change(json_t **out, const mog_change *change, const mog_journal *journal, uint64_t size,
                                  mog_error *err)
{
    mog_merkle_path path;
    *out = NULL;
    mog_status status = mog_merkle_inclusion(&path, change->number - 1, size, mog_journal_fetch, (void *)journal, err);
    if (status) return status;
    json_t *steps = mog_json_array();
    for (uint32_t i = 0; i < path.count; i++) mog_json_append(steps, base64(path.hashes[i].bytes, MOG_DIGEST_SIZE));
    *out = mog_json_object();
    mog_json_set(*out, "number", mog_json_made(json_integer((json_int_t)change->number)));
    mog_json_set(*out, "recorded", mog_json_time(change->recorded));
    mog_json_set(*out, "type", mog_json_text(mog_text_of(mog_change_word(change->type))));
    mog_json_set(*out, "by", mog_json_text(mog_text_of(change->by)));
    mog_json_set(*out, "key", hex(change->key, change->key_size));
    mog_json_set(*out, "payload", hex(change->payload.bytes, MOG_DIGEST_SIZE));
    mog_json_set(*out, "path", steps);
    return MOG_OK;
}

typedef struct making {
    mog_store *store;
    MDB_txn *txn;
    mog_journal journal;
    uint64_t size; /* of the checkpoint */
} making;

static mog_status read_change(mog_change *out, const making *m, uint64_t number, mog_error *err)
{
    bool found;
    mog_status status = mog_journal_read(out, &found, &m->journal, number, err);
    if (status || found) return status;
    mog_fail(err, MOG_INPUT, "there is no change %llu in the store", (unsigned long long)number);
    mog_error_hint(err, "`mognad evidence list` shows the records there are");
    return MOG_INPUT;
}

/* The change that registered a layout, which came before the record. */
static mog_status find_layout_change(mog_change *out, const making *m, const mog_record *record, mog_error *err)
{
    uint8_t key[MOG_LAYOUT_KEY_SIZE];
    mog_layout_key(key, record->kind, record->version);
    for (uint64_t number = record->id; --number > 0;) {
        mog_status status = read_change(out, m, number, err);
        if (status) return status;
        if (out->type == MOG_CHANGE_KIND_REGISTERED && out->key_size == sizeof key &&
            memcmp(out->key, key, sizeof key) == 0)
            return MOG_OK;
    }
    return mog_store_damaged(err, "the layout of record %llu is not in the journal", (unsigned long long)record->id);
}

static mog_status add_record(json_t *proof, const making *m, const mog_change *change, mog_error *err)
{
    mog_change registered;
    mog_text text;
    bool found;
    json_t *described;
    MDB_val key = {change->key_size, (void *)change->key}, value;
    int code = mdb_get(m->txn, m->store->databases[MOG_DATABASE_RECORDS], &key, &value);
    if (code == MDB_NOTFOUND)
        return mog_store_damaged(err, "record %llu is missing", (unsigned long long)change->number);
    if (code) return mog_lmdb_fail(code, m->store->folder, "read a record", err);
    mog_status status = mog_record_check(value.mv_data, value.mv_size, err);
    if (status) return status;
    const mog_record *record = value.mv_data;
    if (record->id != change->number)
        return mog_store_damaged(err, "record %llu lies where another should", (unsigned long long)change->number);
    mog_json_set(proof, "record", base64(record, record->size));
    status = mog_layouts_text(&text, &found, m->txn, m->store->databases[MOG_DATABASE_KINDS], record->kind,
                              record->version, err);
    if (!status && !found)
        status = mog_store_damaged(err, "the layout of record %llu is missing", (unsigned long long)change->number);
    if (!status) status = find_layout_change(&registered, m, record, err);
    if (!status) status = describe_change(&described, &registered, &m->journal, m->size, err);
    if (status) return status;
    json_t *layout = mog_json_object();
    mog_json_set(layout, "text", mog_json_text(text));
    mog_json_set(layout, "change", described);
    mog_json_set(proof, "layout", layout);
    return MOG_OK;
}

static mog_status add_content(json_t *proof, const making *m, const mog_change *change, mog_error *err)
{
    mog_text text;
    bool found;
    if (change->type == MOG_CHANGE_RECORD_ADDED) return add_record(proof, m, change, err);
    if (!mog_change_is_note(change->type)) return MOG_OK;
    mog_status status = mog_notes_text(&text, &found, m->txn, m->store, change->number, err);
    if (!status && !found)
        status = mog_store_damaged(err, "the note of change %llu is missing", (unsigned long long)change->number);
    if (!status) mog_json_set(proof, "note", mog_json_text(text));
    return status;
}

/* That the store is the one that the checkpoint is of. */
static mog_status hold_checkpoint(const making *m, const mog_checkpoint *checkpoint, uint64_t number, mog_error *err)
{
    mog_change last;
    mog_digest root;
    char origin[MOG_ORIGIN_SIZE];
    const char *why = NULL;
    mog_store_origin(origin, m->store);
    mog_status status = mog_journal_last(&last, &m->journal, err);
    if (status) return status;
    if (!mog_text_equal(checkpoint->origin, mog_text_of(origin))) why = "the checkpoint is of another store";
    else if (checkpoint->size > last.number) why = "the checkpoint is of more changes than the store has";
    if (!why) {
        if ((status = mog_journal_root(&root, &m->journal, checkpoint->size, err))) return status;
        if (memcmp(&root, &checkpoint->root, sizeof root) != 0)
            why = "the store is not what it was when the checkpoint was made";
    }
    if (why) {
        mog_fail(err, MOG_NO, "%s", why);
        mog_error_hint(err, "`mognad store verify --checkpoint FILE` says what differs");
        return MOG_NO;
    }
    if (number && number <= checkpoint->size) return MOG_OK;
    mog_fail(err, MOG_INPUT,
             number ? "change %llu is not among the %llu that the checkpoint is of" : "there is no change %llu",
             (unsigned long long)number, (unsigned long long)checkpoint->size);
    mog_error_hint(err, "make a checkpoint of the store as it is now, or name an earlier record");
    return MOG_INPUT;
}

static mog_status make(json_t *proof, const making *m, uint64_t number, bool content, mog_error *err)
{
    mog_change change;
    json_t *described;
    mog_status status = read_change(&change, m, number, err);
    if (!status) status = describe_change(&described, &change, &m->journal, m->size, err);
    if (status) return status;
    mog_json_set(proof, "format", mog_json_text(MOG_TEXT(FORMAT)));
    mog_json_set(proof, "change", described);
    return content ? add_content(proof, m, &change, err) : MOG_OK;
}

mog_status mog_proof_make(json_t **out, mog_store *store, uint64_t number, bool content, mog_text text, mog_error *err)
{
    making m = {.store = store};
    mog_checkpoint checkpoint;
    mog_signed_note note;
    mog_arena *arena = mog_arena_new();
    *out = NULL;
    mog_status status = mog_checkpoint_read(&checkpoint, &note, arena, text, err);
    if (!status) status = mog_environment_begin(&m.txn, store, false, err);
    if (status) goto done;
    m.journal = mog_journal_of(store, m.txn);
    m.size = checkpoint.size;
    status = hold_checkpoint(&m, &checkpoint, number, err);
    if (!status) {
        *out = mog_json_object();
        status = make(*out, &m, number, content, err);
    }
    if (!status) mog_json_set(*out, "checkpoint", mog_json_text(text));
    if (status == MOG_SYSTEM) mog_error_place(err, "%s", store->folder);
    mdb_txn_abort(m.txn);
done:
    if (status) {
        json_decref(*out);
        *out = NULL;
    }
    mog_arena_free(arena);
    return status;
}

/* ---- checking */

static mog_status no_proof(mog_error *err, const char *why)
{
    mog_fail(err, MOG_INPUT, "this is no proof: %s", why);
    mog_error_hint(err, "give a file that `mognad store prove` wrote");
    return MOG_INPUT;
}

static mog_status fails(mog_proof *proof, const char *format, ...) __attribute__((format(printf, 2, 3)));
static mog_status fails(mog_proof *proof, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(proof->why, sizeof proof->why, format, list);
    va_end(list);
    return MOG_NO;
}

static bool read_text(mog_text *out, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) return false;
    *out = (mog_text){json_string_value(value), json_string_length(value)};
    return true;
}

/* Hexadecimal in small letters, of at most `room` bytes. */
static bool read_hex(uint8_t *out, size_t room, size_t *size, const json_t *object, const char *key)
{
    mog_text text;
    if (!read_text(&text, object, key) || text.size % 2 || text.size > 2 * room) return false;
    for (size_t i = 0; i < text.size; i++)
        if (!memchr("0123456789abcdef", text.at[i], 16)) return false;
    return sodium_hex2bin(out, room, text.at, text.size, NULL, size, NULL) == 0;
}

static bool read_path(mog_merkle_path *out, const json_t *object)
{
    const json_t *steps = json_object_get(object, "path");
    out->count = 0;
    if (!json_is_array(steps) || json_array_size(steps) > MOG_MERKLE_PATH_LIMIT) return false;
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        if (!json_is_string(step)) return false;
        mog_text text = {json_string_value(step), json_string_length(step)};
        if (!mog_base64_read_exactly(out->hashes[out->count++].bytes, MOG_DIGEST_SIZE, text)) return false;
    }
    return true;
}

/* A change with its leaf, which is made of what stands here. */
static bool read_described(mog_change *out, mog_merkle_path *path, const json_t *object)
{
    mog_text type, by, recorded;
    size_t key_size, payload_size;
    uint8_t bytes[MOG_CHANGE_LIMIT];
    const json_t *number = json_object_get(object, "number");
    memset(out, 0, sizeof *out);
    if (!json_is_integer(number) || json_integer_value(number) <= 0) return false;
    out->number = (uint64_t)json_integer_value(number);
    if (!read_text(&type, object, "type") || !read_text(&by, object, "by") || !read_text(&recorded, object, "recorded"))
        return false;
    int found = mog_change_find(type);
    if (found < 0 || by.size > MOG_AUTHOR_LIMIT || !mog_time_parse(&out->recorded, recorded)) return false;
    out->type = (mog_change_type)found;
    memcpy(out->by, by.at, by.size);
    if (!read_hex(out->key, MOG_CHANGE_KEY_LIMIT, &key_size, object, "key")) return false;
    out->key_size = (uint32_t)key_size;
    if (!read_hex(out->payload.bytes, MOG_DIGEST_SIZE, &payload_size, object, "payload") ||
        payload_size != MOG_DIGEST_SIZE)
        return false;
    out->leaf = mog_merkle_leaf(bytes, mog_change_encode(bytes, out));
    return read_path(path, object);
}

static mog_status check_described(mog_change *out, mog_proof *proof, const json_t *object, const char *what,
                                  mog_error *err)
{
    mog_merkle_path path;
    if (!read_described(out, &path, object)) return no_proof(err, what);
    if (mog_merkle_includes(&proof->checkpoint.root, proof->checkpoint.size, out->number - 1, &out->leaf, &path))
        return MOG_OK;
    return fails(proof, "change %llu does not lead to the root that the checkpoint has",
                 (unsigned long long)out->number);
}

static bool is_payload(const mog_change *change, const void *bytes, size_t size)
{
    mog_digest digest = mog_blake2b(bytes, size);
    return memcmp(&digest, &change->payload, sizeof digest) == 0;
}

static mog_status check_layout(mog_proof *proof, mog_arena *arena, const json_t *root, mog_error *err)
{
    mog_change registered;
    mog_text text;
    mog_kind *kind;
    uint8_t key[MOG_LAYOUT_KEY_SIZE];
    const json_t *layout = json_object_get(root, "layout");
    if (!read_text(&text, layout, "text")) return no_proof(err, "a record without its layout");
    mog_status status = check_described(&registered, proof, json_object_get(layout, "change"),
                                        "the layout's change cannot be read", err);
    if (status) return status;
    mog_layout_key(key, proof->record->kind, proof->record->version);
    if (registered.type != MOG_CHANGE_KIND_REGISTERED || registered.key_size != sizeof key ||
        memcmp(registered.key, key, sizeof key) != 0 || registered.number >= proof->change.number)
        return fails(proof, "the layout is not the one that the record was written under");
    if (!is_payload(&registered, text.at, text.size))
        return fails(proof, "the layout's text is not the one that was registered");
    proof->layout = (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
    if (mog_kind_parse(&kind, arena, proof->layout, NULL)) return fails(proof, "the layout's text cannot be read");
    proof->kind = kind;
    if (mog_record_check_layout(proof->record, kind, NULL))
        return fails(proof, "the record does not keep to its layout");
    return MOG_OK;
}

static mog_status check_record(mog_proof *proof, mog_arena *arena, const json_t *root, mog_error *err)
{
    mog_text coded, bytes;
    if (!read_text(&coded, root, "record") || !mog_base64_read(&bytes, arena, coded))
        return no_proof(err, "the record is not base64");
    if (!is_payload(&proof->change, bytes.at, bytes.size))
        return fails(proof, "the record is not the one that was added");
    if (mog_record_check(bytes.at, bytes.size, NULL)) return fails(proof, "the record cannot be read");
    proof->record = (const mog_record *)bytes.at;
    if (proof->record->id != proof->change.number || proof->record->recorded != proof->change.recorded)
        return fails(proof, "the record says that it is another one");
    return check_layout(proof, arena, root, err);
}

static mog_status check_content(mog_proof *proof, mog_arena *arena, const json_t *root, mog_error *err)
{
    mog_text note;
    if (json_object_get(root, "record")) {
        if (proof->change.type != MOG_CHANGE_RECORD_ADDED) return fails(proof, "the change added no record");
        mog_status status = check_record(proof, arena, root, err);
        if (status) proof->record = NULL;
        return status;
    }
    if (!json_object_get(root, "note")) return MOG_OK;
    if (!read_text(&note, root, "note")) return no_proof(err, "the note is no text");
    if (!mog_change_is_note(proof->change.type) || !is_payload(&proof->change, note.at, note.size))
        return fails(proof, "the note is not the one that was written");
    proof->note = (mog_text){mog_arena_copy(arena, note.at, note.size), note.size};
    return MOG_OK;
}

mog_status mog_proof_check(mog_proof *out, mog_arena *arena, mog_text text, mog_error *err)
{
    json_t *root;
    mog_text format, signed_text;
    memset(out, 0, sizeof *out);
    mog_status status = mog_json_parse(&root, text, MOG_PROOF_LIMIT, err);
    if (status) return status;
    if (!read_text(&format, root, "format")) status = no_proof(err, "it does not say so");
    else if (!mog_text_equal(format, MOG_TEXT(FORMAT)))
        status = no_proof(err, "it is of a format that this program does not know");
    else if (!read_text(&signed_text, root, "checkpoint")) status = no_proof(err, "it has no checkpoint");
    if (status) goto done;
    signed_text.at = mog_arena_copy(arena, signed_text.at, signed_text.size);
    status = mog_checkpoint_read(&out->checkpoint, &out->signed_note, arena, signed_text, err);
    if (!status)
        status = check_described(&out->change, out, json_object_get(root, "change"), "its change cannot be read", err);
    if (!status) status = check_content(out, arena, root, err);
done:
    json_decref(root);
    return status;
}

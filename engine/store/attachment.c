#include "engine/store/attachment.h"

#include "engine/store/contents.h"
#include "engine/store/notes.h"
#include "engine/store/snapshot.h"

#include <sodium.h>
#include <stdlib.h>

bool mog_attachment_name_fits(mog_text name, const char **why)
{
    *why = NULL;
    if (!name.size) *why = "it is empty";
    else if (name.size > MOG_ATTACHMENT_NAME_LIMIT) *why = "it is longer than 200 bytes";
    else if (mog_utf8_valid(name) != name.size) *why = "it is not UTF-8";
    else if (name.at[0] == '.' || name.at[0] == '-') *why = "it begins with a dot or a dash";
    for (size_t i = 0; i < name.size && !*why; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c == '/' || c == '\\') *why = "it leads to another folder";
        else if (c < 0x20 || c == 0x7f) *why = "it holds a control character";
    }
    mog_buffer visible = {0};
    mog_buffer_add_visible(&visible, name);
    if (!*why && !mog_text_equal((mog_text){visible.at, visible.size}, name)) *why = "it holds a control character";
    mog_buffer_free(&visible);
    return !*why;
}

static json_t *note_of(uint64_t record, mog_text name, size_t size, const mog_digest *content)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    json_t *note = mog_json_object();
    mog_digest_hex(hex, content);
    mog_json_set(note, "record", mog_json_made(json_integer((json_int_t)record)));
    mog_json_set(note, "name", mog_json_text(name));
    mog_json_set(note, "size", mog_json_made(json_integer((json_int_t)size)));
    mog_json_set(note, "content", mog_json_made(json_string(hex)));
    return note;
}

bool mog_attachment_parse(mog_attachment *out, mog_arena *arena, mog_text note)
{
    json_t *json;
    if (mog_json_parse(&json, note, MOG_NOTE_LIMIT, NULL)) return false;
    const json_t *name = json_object_get(json, "name"), *size = json_object_get(json, "size");
    const char *hex = json_string_value(json_object_get(json, "content"));
    size_t made = 0;
    *out = (mog_attachment){0};
    bool good = json_is_string(name) && json_is_integer(size) && json_integer_value(size) >= 0 && hex &&
                strlen(hex) == 2 * (size_t)MOG_DIGEST_SIZE &&
                sodium_hex2bin(out->content.bytes, MOG_DIGEST_SIZE, hex, strlen(hex), NULL, &made, NULL) == 0 &&
                made == MOG_DIGEST_SIZE;
    if (good) {
        out->size = (uint64_t)json_integer_value(size);
        out->name = (mog_text){mog_arena_copy(arena, json_string_value(name), json_string_length(name)),
                               json_string_length(name)};
    }
    json_decref(json);
    return good;
}

/* ---- reading */

static mog_status read_one(mog_attachment *out, mog_arena *arena, MDB_txn *txn, const mog_store *store, uint64_t number,
                           mog_error *err)
{
    mog_text note;
    bool found;
    mog_status status = mog_notes_text(&note, &found, txn, store, number, err);
    if (status) return status;
    if (!found || !mog_attachment_parse(out, arena, note))
        return mog_store_damaged(err, "the note of change %llu is not that of an attachment",
                                 (unsigned long long)number);
    out->number = number;
    return MOG_OK;
}

typedef struct list {
    mog_attachment *at;
    size_t count, capacity;
} list;

static mog_status read_all(list *out, mog_arena *arena, MDB_txn *txn, const mog_store *store, uint64_t record,
                           uint64_t last, mog_error *err)
{
    for (uint64_t number = 0;;) {
        mog_status status = mog_notes_next_attached(&number, txn, store, record, number, err);
        if (status || !number || number > last) return status;
        mog_attachment one;
        if ((status = read_one(&one, arena, txn, store, number, err))) return status;
        MOG_PUSH(out->at, out->count, out->capacity) = one;
    }
}

mog_status mog_snapshot_attachments(mog_attachment **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                                    uint64_t record, mog_error *err)
{
    list found = {0};
    mog_status status = MOG_OK;
    if (!snapshot->memory)
        status = read_all(&found, arena, snapshot->txn, snapshot->store, record, snapshot->last, err);
    if (status) mog_snapshot_place(snapshot, err);
    *out = mog_take_array(arena, mog_attachment, found.count);
    if (found.count) memcpy(*out, found.at, found.count * sizeof *found.at);
    *count = found.count;
    free(found.at);
    return status;
}

mog_status mog_snapshot_content(mog_text *out, mog_arena *arena, mog_snapshot *snapshot,
                                const mog_attachment *attachment, mog_error *err)
{
    if (snapshot->memory) return mog_fail(err, MOG_INTERNAL, "records in memory have no attachments");
    mog_status status =
        mog_contents_read(out, arena, snapshot->txn, snapshot->store, &attachment->content, attachment->size, err);
    if (status) mog_snapshot_place(snapshot, err);
    return status;
}

/* ---- writing */

static mog_status check_name(mog_text name, mog_error *err)
{
    const char *why;
    if (mog_attachment_name_fits(name, &why)) return MOG_OK;
    mog_fail(err, MOG_INPUT, "an attachment cannot be called that: %s", why);
    mog_error_hint(err, "rename the file");
    return MOG_INPUT;
}

static mog_status check_size(size_t size, mog_error *err)
{
    if (size <= MOG_CONTENT_LIMIT) return MOG_OK;
    mog_fail(err, MOG_INPUT, "the attachment has %zu bytes, more than the %llu MiB allowed", size,
             (unsigned long long)(MOG_CONTENT_LIMIT >> 20));
    mog_error_hint(err, "keep it where documents are kept, and name that place as the source");
    return MOG_INPUT;
}

static mog_status is_there(bool *out, mog_batch *batch, uint64_t record, mog_text name, const mog_digest *content,
                           mog_error *err)
{
    list all = {0};
    *out = false;
    mog_status status = read_all(&all, batch->scratch, batch->writing.txn, batch->store, record, UINT64_MAX, err);
    for (size_t i = 0; i < all.count && !status; i++) {
        if (mog_text_equal(all.at[i].name, name) && !memcmp(&all.at[i].content, content, sizeof *content)) *out = true;
    }
    free(all.at);
    return status;
}

mog_status mog_attachment_put(uint64_t *number, mog_batch *batch, uint64_t record, mog_text name, const void *bytes,
                              size_t size, mog_error *err)
{
    mog_digest content;
    bool there;
    *number = 0;
    mog_status status = check_name(name, err);
    if (!status) status = check_size(size, err);
    if (!status) status = mog_contents_put(&content, &batch->writing, bytes, size, err);
    if (!status) status = is_there(&there, batch, record, name, &content, err);
    if (status || there) return status;
    json_t *note = note_of(record, name, size, &content);
    status = mog_batch_note(number, batch, MOG_CHANGE_ATTACHED, record, note, err);
    json_decref(note);
    return status ? status : mog_notes_put_attached(&batch->writing, record, *number, err);
}

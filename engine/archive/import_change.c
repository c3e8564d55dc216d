#include "engine/archive/importing.h"

#include "engine/store/attachment.h"
#include "engine/store/circle.h"
#include "engine/store/contents.h"
#include "engine/store/kept.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/notes.h"

#include <stdlib.h>
#include <string.h>

#define LAYOUT_LIMIT ((size_t)1 << 20)  /* bytes of a layout's text */
#define LAYOUTS_KEPT ((size_t)64 << 20) /* bytes of layouts in memory */
#define ENTRY_COST 512                  /* bytes of a change in a batch, besides what it stores */

/* ---- layouts */

static void forget_layouts(mog_importing *m)
{
    m->layout_count = 0;
    mog_arena_reset(m->arena);
}

/* Valid until the next record's. NULL: there is none. */
static mog_status find_layout(const mog_kind **out, mog_importing *m, uint32_t kind, uint32_t version, mog_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < m->layout_count; i++) {
        const mog_imported_layout *one = &m->layouts[i];
        if (one->kind != kind || one->version != version) continue;
        *out = one->layout;
        return MOG_OK;
    }
    bool found;
    if (mog_arena_size(m->arena) > LAYOUTS_KEPT) forget_layouts(m);
    mog_status status = mog_layouts_read(out, &found, m->arena, m->batch->writing.txn,
                                         m->store->databases[MOG_DATABASE_KINDS], kind, version, err);
    if (!status && found)
        MOG_PUSH(m->layouts, m->layout_count, m->layout_capacity) = (mog_imported_layout){kind, version, *out};
    return status;
}

static mog_status take_layout(mog_importing *m, mog_error *err)
{
    mog_text text;
    mog_kind *kind;
    mog_binding binding;
    mog_error cause = MOG_ERROR_NONE;
    mog_buffer again = {0};
    uint64_t before = m->batch->end.edge.size;
    mog_status status = mog_import_text(&text, m, "layout", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (status) return status;
    if (text.size > LAYOUT_LIMIT)
        return mog_import_refuse(m, err, "the layout of a kind is longer than %zu MiB", LAYOUT_LIMIT >> 20);
    if (mog_kind_parse(&kind, m->scratch, text, &cause))
        return mog_import_refuse(m, err, "the layout of a kind cannot be read: %s", cause.message);
    mog_kind_describe(&again, kind);
    bool same = mog_text_equal((mog_text){again.at, again.size}, text);
    mog_buffer_free(&again);
    if (!same || !kind->name.size || kind->name.size > MOG_NAME_LIMIT)
        return mog_import_refuse(m, err, "the layout of a kind is not as mognad writes it");
    status = mog_batch_bind(&binding, m->batch, kind, &cause);
    m->batch->binding_count = 0; /* the kind does not outlive the line */
    if (status == MOG_INPUT) return mog_import_refuse_for(m, status, &cause, err);
    if (status) {
        if (err) *err = cause;
        return status;
    }
    if (m->batch->end.edge.size == before) return mog_import_refuse(m, err, "the layout was registered before");
    m->pending += text.size;
    return MOG_OK;
}

/* ---- records */

static mog_status note_commitment(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment,
                                  mog_error *err)
{
    mog_importing *m = context;
    (void)ordinal, (void)path, (void)err;
    MOG_PUSH(m->commitments, m->commitment_count, m->commitment_capacity) = commitment;
    return MOG_OK;
}

/* Sealed if and only if its kind asks for it: nothing personal lies in the open. */
static bool is_sealed_rightly(const mog_record *record, const mog_kind *kind)
{
    bool sealed = record->flags & MOG_RECORD_SEALED, census = record->flags & MOG_RECORD_CENSUS;
    return census || sealed == mog_kind_has_personal(kind);
}

static mog_status check_record(mog_importing *m, const mog_record *record, uint64_t number, mog_error *err)
{
    mog_error cause = MOG_ERROR_NONE;
    if (record->id != number || record->recorded != m->batch->now)
        return mog_import_refuse(m, err, "the record is not that of its change");
    mog_status status = find_layout(&m->kind, m, record->kind, record->version, err);
    if (status) return status;
    if (!m->kind) return mog_import_refuse(m, err, "the kind of the record has not been registered");
    status = mog_record_check_layout(record, m->kind, &cause);
    if (!status) status = mog_batch_check_names(m->kind, record, &cause);
    if (status) return mog_import_refuse_for(m, status, &cause, err);
    if (record->flags & MOG_RECORD_PARTED || !is_sealed_rightly(record, m->kind))
        return mog_import_refuse(m, err, "the record is not one that is stored");
    return MOG_OK;
}

static mog_status take_record(mog_importing *m, uint64_t number, mog_error *err)
{
    mog_text bytes;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_import_base64(&bytes, m, "record", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (status) return status;
    if (bytes.size > MOG_RECORD_LIMIT)
        return mog_import_refuse(m, err, "the record is larger than %u MiB", MOG_RECORD_LIMIT >> 20);
    status = mog_record_check(bytes.at, bytes.size, &cause);
    if (status) return mog_import_refuse_for(m, status, &cause, err);
    mog_buffer_clear(&m->record);
    mog_buffer_add_text(&m->record, bytes);
    mog_record *record = (mog_record *)m->record.at;
    if ((status = check_record(m, record, number, err))) return status;
    if (mog_part_of_slot(m->kind) >= 0) m->has_parts = true;
    m->commitment_count = m->next_value = 0;
    m->has_values = false;
    mog_record_sealed_each(record, m->kind, note_commitment, m, NULL);
    m->out->records++;
    m->pending += bytes.size;
    return mog_batch_put_record(m->batch, record, NULL, 0, err);
}

/* ---- personal values */

mog_status mog_import_value(mog_importing *m, mog_error *err)
{
    uint64_t ordinal;
    mog_person person;
    mog_text salt, bytes;
    mog_status status = mog_import_number(&ordinal, m, "value", err);
    if (!status) status = mog_import_hex(person.bytes, sizeof person, m, "person", err);
    if (!status) status = mog_import_base64(&salt, m, "salt", err);
    if (!status) status = mog_import_base64(&bytes, m, "bytes", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (status) return status;
    if (!m->keys) return mog_import_refuse(m, err, "a personal value in an archive that says it has none");
    if (ordinal >= m->commitment_count || ordinal < m->next_value)
        return mog_import_refuse(m, err, "the record before it has no such value");
    if (salt.size != MOG_SALT_SIZE) return mog_import_refuse(m, err, "the salt has not %d bytes", MOG_SALT_SIZE);
    const uint8_t *commitment = m->commitments[ordinal];
    char *opened = mog_arena_take(m->scratch, salt.size + bytes.size);
    memcpy(opened, salt.at, salt.size);
    if (bytes.size) memcpy(opened + salt.size, bytes.at, bytes.size);
    mog_digest digest = mog_blake2b(opened, salt.size + bytes.size);
    if (memcmp(&digest, commitment, MOG_COMMITMENT_SIZE) != 0)
        return mog_import_refuse(m, err, "the personal value is not the one that its record commits to");
    m->missing += ordinal - m->next_value;
    m->next_value = ordinal + 1;
    m->has_values = true;
    m->out->values++;
    m->batch->keys = m->keys;
    m->pending += bytes.size + ENTRY_COST;
    mog_box box = {.ordinal = (uint32_t)ordinal,
                   .bytes = mog_box_make(m->scratch, &person, mog_keyring_make(m->keys, &person), commitment,
                                         (const uint8_t *)salt.at, bytes)};
    return mog_personal_put(&m->batch->writing, ((const mog_record *)m->record.at)->id, &box, 1, err);
}

/* What its values are, and not only that they are those it commits to, is seen when they are put in their places. */
mog_status mog_import_settle_record(mog_importing *m, mog_error *err)
{
    const mog_record *opened;
    mog_error cause = MOG_ERROR_NONE;
    m->missing += m->commitment_count - m->next_value;
    m->commitment_count = m->next_value = 0;
    if (!m->has_values) return MOG_OK;
    m->has_values = false;
    mog_status status = mog_personal_open(&opened, m->scratch, m->batch->writing.txn, m->store,
                                          (const mog_record *)m->record.at, m->kind, true, &cause);
    return mog_import_refuse_for(m, status, &cause, err);
}

/* ---- contents: attachments, and what notes keep */

static mog_status end_content(mog_importing *m, mog_error *err)
{
    mog_digest made = mog_blake2b(m->bytes.at ? m->bytes.at : "", m->bytes.size);
    if (memcmp(&made, &m->content, sizeof made) != 0)
        return mog_import_refuse(m, err, "the bytes of the content are not those that it says");
    m->has_content = false;
    m->pending += m->bytes.size;
    mog_pool_add(&m->contents, made.bytes, MOG_DIGEST_SIZE, NULL);
    mog_status status = mog_contents_put(&made, &m->batch->writing, m->bytes.at ? m->bytes.at : "", m->bytes.size, err);
    mog_buffer_free(&m->bytes); /* may be large, and not be needed again */
    return status;
}

mog_status mog_import_content(mog_importing *m, mog_error *err)
{
    mog_digest digest;
    uint64_t size, part;
    mog_text bytes;
    mog_status status = mog_import_hex(digest.bytes, sizeof digest, m, "content", err);
    if (!status) status = mog_import_number(&size, m, "size", err);
    if (!status) status = mog_import_number(&part, m, "part", err);
    if (!status) status = mog_import_base64(&bytes, m, "bytes", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (status) return status;
    if (!m->has_content) {
        if (size > MOG_KEPT_LIMIT || m->contents.count >= MOG_KEPT_MOST)
            return mog_import_refuse(m, err, "the content is larger, or there are more, than a change may have");
        m->has_content = true;
        m->content = digest;
        m->content_size = size;
        m->next_part = 0;
        mog_buffer_clear(&m->bytes);
    }
    if (part != m->next_part || size != m->content_size || memcmp(&digest, &m->content, sizeof digest) != 0 ||
        bytes.size > size - m->bytes.size || (!bytes.size && size))
        return mog_import_refuse(m, err, "it is not the part of a content that comes next");
    mog_buffer_add_text(&m->bytes, bytes);
    m->next_part++;
    return m->bytes.size == size ? end_content(m, err) : MOG_OK;
}

/* The content came before the change, or an earlier one named it. */
static mog_status take_content(mog_importing *m, const mog_digest *content, uint64_t size, mog_error *err)
{
    mog_text bytes;
    mog_error cause = MOG_ERROR_NONE;
    int64_t which = mog_pool_find(&m->contents, content->bytes, MOG_DIGEST_SIZE);
    if (which >= 0) m->named |= UINT32_C(1) << which;
    mog_arena *scratch = mog_arena_new();
    mog_status status = mog_contents_read(&bytes, scratch, m->batch->writing.txn, m->store, content, size, &cause);
    mog_arena_free(scratch);
    return status ? mog_import_refuse(m, err, "the bytes of what it names are missing, or are not as many") : MOG_OK;
}

static mog_status take_attachment(mog_importing *m, mog_text note, mog_error *err)
{
    mog_attachment attachment;
    const char *why;
    if (!mog_attachment_parse(&attachment, m->scratch, note))
        return mog_import_refuse(m, err, "the note is not that of an attachment");
    if (!mog_attachment_name_fits(attachment.name, &why))
        return mog_import_refuse(m, err, "an attachment cannot be called that: %s", why);
    m->out->attachments++;
    if (attachment.size > MOG_CONTENT_LIMIT)
        return mog_import_refuse(m, err, "the attachment is larger than %llu MiB",
                                 (unsigned long long)(MOG_CONTENT_LIMIT >> 20));
    return take_content(m, &attachment.content, attachment.size, err);
}

/* ---- notes */

/* What a retraction or an attachment is about: a record that is there, and the one that its note names. */
static mog_status check_about(mog_importing *m, uint64_t about, const json_t *note, mog_error *err)
{
    const mog_record *record = NULL;
    const json_t *named = json_object_get(note, "record");
    if (!json_is_integer(named) || json_integer_value(named) < 0 || (uint64_t)json_integer_value(named) != about)
        return mog_import_refuse(m, err, "its note is about another record");
    mog_status status = about ? mog_batch_record(&record, m->batch, about, err) : MOG_OK;
    return status || record ? status : mog_import_refuse(m, err, "there is no record %llu", (unsigned long long)about);
}

static mog_status look_up(mog_importing *m, mog_change_type type, uint64_t about, uint64_t number, mog_error *err)
{
    uint64_t before;
    if (type == MOG_CHANGE_ATTACHED) return mog_notes_put_attached(&m->batch->writing, about, number, err);
    mog_status status = mog_notes_retracted(&before, m->batch->writing.txn, m->store, about, err);
    if (status) return status;
    if (before) return mog_import_refuse(m, err, "record %llu was retracted before", (unsigned long long)about);
    return mog_notes_put_retracted(&m->batch->writing, about, number, err);
}

static mog_status take_kept(mog_importing *m, const json_t *note, mog_error *err)
{
    mog_kept kept[MOG_KEPT_MOST];
    int count = mog_kept_parse(kept, note);
    mog_status status = count < 0 ? mog_import_refuse(m, err, "what its note keeps cannot be read") : MOG_OK;
    for (int i = 0; i < count && !status; i++) status = take_content(m, &kept[i].content, kept[i].size, err);
    return status;
}

static mog_status check_note(mog_importing *m, mog_change_type type, mog_text text, uint64_t about, mog_error *err)
{
    json_t *note;
    bool about_record = type == MOG_CHANGE_RETRACTED || type == MOG_CHANGE_ATTACHED;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_json_parse(&note, text, MOG_NOTE_LIMIT, &cause);
    if (status) return mog_import_refuse(m, err, "its note cannot be read: %s", cause.message);
    if (!json_is_object(note)) status = mog_import_refuse(m, err, "its note is not an object");
    if (!status && about_record) status = check_about(m, about, note, err);
    if (!status && type == MOG_CHANGE_RUN_RECORDED) status = take_kept(m, note, err);
    json_decref(note);
    return status || type != MOG_CHANGE_ATTACHED ? status : take_attachment(m, text, err);
}

static mog_status take_note(mog_importing *m, mog_change_type type, mog_error *err)
{
    mog_text text;
    uint8_t key[8];
    uint64_t about = 0, number = 0;
    bool is_about = mog_import_has(m, "about");
    mog_status status = is_about ? mog_import_number(&about, m, "about", err) : MOG_OK;
    if (!status) status = mog_import_text(&text, m, "note", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (!status) status = check_note(m, type, text, about, err);
    if (status) return status;
    mog_put_be64(key, about);
    m->pending += text.size;
    status = mog_batch_append(&number, m->batch, type, key, is_about ? sizeof key : 0, text.at, text.size, err);
    if (!status) status = mog_notes_put(&m->batch->writing, number, text, err);
    if (!status && (type == MOG_CHANGE_RETRACTED || type == MOG_CHANGE_ATTACHED))
        status = look_up(m, type, about, number, err);
    return status;
}

/* ---- changes */

static mog_status take_author(mog_importing *m, mog_error *err)
{
    mog_text by;
    mog_buffer visible = {0};
    mog_status status = mog_import_text(&by, m, "by", err);
    if (status) return status;
    mog_buffer_add_visible(&visible, by);
    bool fits = by.size <= MOG_AUTHOR_LIMIT && mog_text_equal((mog_text){visible.at, visible.size}, by);
    mog_buffer_free(&visible);
    if (!fits) return mog_import_refuse(m, err, "nobody can be called what stands in `by`");
    memcpy(m->store->by, by.at, by.size);
    m->store->by[by.size] = '\0';
    return MOG_OK;
}

mog_status mog_import_change(mog_importing *m, mog_error *err)
{
    uint64_t number;
    mog_text word;
    mog_time recorded;
    mog_status status = mog_import_number(&number, m, "change", err);
    if (!status) status = mog_import_time(&recorded, m, "recorded", err);
    if (!status) status = take_author(m, err);
    if (!status) status = mog_import_text(&word, m, "type", err);
    if (status) return status;
    int type = mog_change_find(word);
    if (type < 0) return mog_import_refuse(m, err, "there is no such type of change");
    if (number != m->batch->end.edge.size + 1)
        return mog_import_refuse(m, err, "change %llu should come here",
                                 (unsigned long long)(m->batch->end.edge.size + 1));
    if (recorded < m->batch->end.recorded)
        return mog_import_refuse(m, err, "it was recorded before the one in front of it");
    m->named = 0;
    m->batch->now = recorded;
    m->pending += ENTRY_COST;
    if (type == MOG_CHANGE_RECORD_ADDED) status = take_record(m, number, err);
    else if (type == MOG_CHANGE_KIND_REGISTERED) status = take_layout(m, err);
    else status = take_note(m, (mog_change_type)type, err);
    if (!status && (m->has_content || m->named != (UINT32_C(1) << m->contents.count) - 1))
        status = mog_import_refuse(m, err, "it does not name the content before it");
    mog_pool_clear(&m->contents);
    return status;
}

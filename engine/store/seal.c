#include "engine/store/seal.h"

#include "base/digest.h"
#include "engine/store/copy.h"
#include "engine/store/sealed.h"

#include <stdlib.h>

_Static_assert(MOG_COMMITMENT_SIZE == MOG_DIGEST_SIZE, "a commitment is a BLAKE2b-256");

static bool row_has_personal(const mog_row *row)
{
    for (uint32_t i = 0; i < row->count; i++) {
        const mog_field *field = &row->fields[i];
        if (field->personal || (field->type.tag == MOG_TYPE_LIST && row_has_personal(field->type.row))) return true;
    }
    return false;
}

bool mog_kind_has_personal(const mog_kind *kind)
{
    return row_has_personal(&kind->row);
}

/* ---- boxes */

/* `opened`: salt and value. */
static mog_text close_box(mog_arena *arena, const mog_person *person, const uint8_t *key, const uint8_t *commitment,
                          mog_text opened)
{
    size_t size = MOG_BOX_SHELL - MOG_SALT_SIZE + opened.size;
    uint8_t *box = mog_arena_take(arena, size), *nonce = box + MOG_PERSON_SIZE;
    memcpy(box, person->bytes, MOG_PERSON_SIZE);
    randombytes_buf(nonce, MOG_NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + MOG_BOX_HEAD, NULL, (const uint8_t *)opened.at, opened.size,
                                               commitment, MOG_COMMITMENT_SIZE, NULL, nonce, key);
    return (mog_text){(const char *)box, size};
}

mog_text mog_box_make(mog_arena *arena, const mog_person *person, const uint8_t *key, const uint8_t *commitment,
                      const uint8_t *salt, mog_text value)
{
    mog_buffer opened = {0};
    mog_buffer_add(&opened, salt, MOG_SALT_SIZE);
    mog_buffer_add_text(&opened, value);
    mog_text box = close_box(arena, person, key, commitment, (mog_text){opened.at, opened.size});
    mog_buffer_free(&opened);
    return box;
}

/* ---- whose a value is */

bool mog_person_is_named(mog_text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!strchr(" \t\r\n", text.at[i])) return true;
    }
    return false;
}

static mog_text text_of(const mog_copied_field *field, uint32_t slot)
{
    return mog_slot_text(mog_row_slot(field->from_row, field->from->words, slot));
}

static bool is_personal_text(const mog_copied_field *field, uint32_t slot)
{
    const mog_field *declared = &field->from->fields[slot];
    return declared->personal && declared->type.tag == MOG_TYPE_TEXT && mog_row_has(field->from_row, slot) &&
           mog_person_is_named(text_of(field, slot));
}

static mog_text whose(const mog_record *record, mog_text person, const mog_copied_field *field)
{
    if (mog_person_is_named(person)) return person;
    if (is_personal_text(field, field->from_slot)) return text_of(field, field->from_slot);
    for (uint32_t i = 0; i < field->from->count; i++) {
        if (is_personal_text(field, i)) return text_of(field, i);
    }
    mog_text item = mog_record_item(record);
    return mog_person_is_named(item) ? item : mog_record_subject(record);
}

/* ---- sealing */

typedef struct sealing {
    const mog_record *record;
    mog_text person;
    mog_keyring *ring;
    mog_arena *arena;
    mog_box *boxes;
    size_t count, capacity;
    mog_buffer opened; /* salt and value, of one after the other */
} sealing;

/* Adds the bytes of the value that was just copied; `heap`: where what it points at begins, which is all that follows. */
static void add_value(mog_buffer *to, const mog_record_builder *out, const mog_copied_field *field, size_t heap)
{
    const char *start = out->bytes.at;
    const uint8_t *slot = (const uint8_t *)start + field->row + 8 * ((size_t)field->to->words + field->slot);
    uint64_t count = mog_slot_count(slot);
    switch (mog_value_shape_of(field->to->fields[field->slot].type.tag)) {
    case MOG_VALUE_WORD: mog_buffer_add(to, slot, 8); return;
    case MOG_VALUE_TEXT: mog_buffer_add(to, start + heap, (size_t)count); return;
    case MOG_VALUE_DURATION: mog_buffer_add(to, start + heap, 16); return;
    case MOG_VALUE_MANY:
        mog_buffer_add(to, &count, sizeof count);
        mog_buffer_add(to, start + heap, out->bytes.size - heap);
    }
}

static void cut(mog_record_builder *out, size_t size)
{
    out->bytes.size = size;
    out->bytes.at[size] = '\0';
}

static mog_status seal_field(mog_copying *copying, const mog_copied_field *field)
{
    sealing *s = copying->context;
    mog_record_builder *out = copying->out;
    size_t heap = out->bytes.size;
    copying->personal = NULL; /* a value is one as a whole */
    mog_copy_field(copying, field);
    copying->personal = seal_field;
    if (out->over) return MOG_OK; /* mog_copy_finish says so */

    mog_buffer_clear(&s->opened);
    uint8_t salt[MOG_SALT_SIZE];
    randombytes_buf(salt, sizeof salt);
    mog_buffer_add(&s->opened, salt, sizeof salt);
    add_value(&s->opened, out, field, heap);
    mog_digest commitment = mog_blake2b(s->opened.at, s->opened.size);
    cut(out, heap);
    mog_record_put_bytes(out, field->to, field->row, field->slot, commitment.bytes, MOG_COMMITMENT_SIZE,
                         MOG_COMMITMENT_SIZE);

    mog_person person = mog_keyring_person(s->ring, mog_record_subject(s->record), whose(s->record, s->person, field));
    const uint8_t *key = mog_keyring_make(s->ring, &person);
    mog_box box = {.ordinal = (uint32_t)s->count,
                   .bytes =
                       close_box(s->arena, &person, key, commitment.bytes, (mog_text){s->opened.at, s->opened.size})};
    MOG_PUSH(s->boxes, s->count, s->capacity) = box;
    return MOG_OK;
}

static mog_status finish(mog_record_builder *sealed, mog_record_builder *builder, mog_error *err)
{
    const mog_record *record = (const mog_record *)builder->bytes.at;
    mog_status status = mog_copy_finish(sealed, record, err);
    if (status) return status;
    mog_record *copy = (mog_record *)sealed->bytes.at;
    copy->flags = record->flags | MOG_RECORD_SEALED;
    copy->checksum = mog_record_checksum(copy);
    mog_buffer plain = builder->bytes;
    builder->bytes = sealed->bytes;
    sealed->bytes = plain;
    return MOG_OK;
}

mog_status mog_record_seal(mog_box **boxes, uint32_t *count, mog_arena *arena, mog_record_builder *builder,
                           const mog_kind *kind, mog_text person, mog_keyring *ring, mog_error *err)
{
    mog_record *record = (mog_record *)builder->bytes.at;
    *boxes = NULL;
    *count = 0;
    if (record->flags & MOG_RECORD_CENSUS) { /* names of items are not personal */
        record->flags |= MOG_RECORD_SEALED;
        record->checksum = mog_record_checksum(record);
        return MOG_OK;
    }
    mog_record_builder sealed = {.limit = builder->limit};
    mog_record_begin(&sealed, kind, false);
    sealing s = {.record = record, .person = person, .ring = ring, .arena = arena};
    mog_copying copying = {.out = &sealed, .personal = seal_field, .context = &s};
    mog_copy_record(&copying, record, &kind->row, &kind->row);
    mog_status status = finish(&sealed, builder, err);
    if (!status && s.count) {
        *boxes = mog_take_array(arena, mog_box, s.count);
        memcpy(*boxes, s.boxes, s.count * sizeof *s.boxes);
        *count = (uint32_t)s.count;
    }
    free(s.boxes);
    if (s.opened.at) sodium_memzero(s.opened.at, s.opened.capacity);
    mog_buffer_free(&s.opened);
    mog_record_builder_free(&sealed);
    return status;
}

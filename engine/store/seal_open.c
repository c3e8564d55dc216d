#include "base/digest.h"
#include "engine/store/copy.h"
#include "engine/store/sealed.h"

#include <stdlib.h>

static mog_status damaged(mog_error *err, const char *what)
{
    mog_fail(err, MOG_SYSTEM, "a personal value is damaged: %s", what);
    mog_error_hint(
        err, "the store's files have been altered outside mognad, or the disk is failing: restore them from a backup");
    return MOG_SYSTEM;
}

/* ---- commitments, in the order of the walk */

typedef struct walk {
    mog_sealed_visit *visit;
    void *context;
    mog_buffer path;
    uint32_t ordinal;
    mog_error *err;
} walk;

static mog_status walk_row(walk *w, const uint8_t *row, const mog_row *layout);

static mog_status walk_list(walk *w, const uint8_t *slot, const mog_row *child)
{
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < mog_slot_count(slot) && !status; i++)
        status = walk_row(w, mog_slot_target(slot) + (size_t)i * child->size, child);
    return status;
}

static mog_status walk_row(walk *w, const uint8_t *row, const mog_row *layout)
{
    mog_status status = MOG_OK;
    size_t prefix = w->path.size;
    for (uint32_t i = 0; i < layout->count && !status; i++) {
        const mog_field *field = &layout->fields[i];
        if (!mog_row_has(row, i) || (!field->personal && field->type.tag != MOG_TYPE_LIST)) continue;
        const uint8_t *slot = mog_row_slot(row, layout->words, i);
        mog_buffer_format(&w->path, prefix ? ".%.*s" : "%.*s", (int)field->path.size, field->path.at);
        if (field->personal) {
            status =
                w->visit(w->context, w->ordinal++, (mog_text){w->path.at, w->path.size}, mog_slot_target(slot), w->err);
        } else {
            status = walk_list(w, slot, field->type.row);
        }
        w->path.size = prefix;
        w->path.at[prefix] = '\0';
    }
    return status;
}

mog_status mog_record_sealed_each(const mog_record *record, const mog_kind *kind, mog_sealed_visit *visit,
                                  void *context, mog_error *err)
{
    if (!(record->flags & MOG_RECORD_SEALED) || record->flags & MOG_RECORD_CENSUS) return MOG_OK;
    walk w = {.visit = visit, .context = context, .err = err};
    mog_status status = walk_row(&w, mog_record_row(record), &kind->row);
    mog_buffer_free(&w.path);
    return status == MOG_NO ? MOG_OK : status;
}

static mog_status count_value(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment, mog_error *err)
{
    (void)path, (void)commitment, (void)err;
    *(uint32_t *)context = ordinal + 1;
    return MOG_OK;
}

uint32_t mog_record_sealed_count(const mog_record *record, const mog_kind *kind)
{
    uint32_t count = 0;
    mog_record_sealed_each(record, kind, count_value, &count, NULL);
    return count;
}

typedef struct wanted {
    uint32_t ordinal;
    const uint8_t *commitment;
} wanted;

static mog_status find_value(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment, mog_error *err)
{
    (void)path, (void)err;
    wanted *w = context;
    if (ordinal < w->ordinal) return MOG_OK;
    w->commitment = commitment;
    return MOG_NO;
}

const uint8_t *mog_record_commitment(const mog_record *record, const mog_kind *kind, uint32_t ordinal)
{
    wanted w = {.ordinal = ordinal};
    mog_record_sealed_each(record, kind, find_value, &w, NULL);
    return w.commitment;
}

/* ---- opening */

mog_status mog_box_open(mog_opened_value *out, bool *opened, mog_arena *scratch, mog_text box,
                        const uint8_t *commitment, const mog_keyring *ring, mog_error *err)
{
    *opened = false;
    if (box.size < MOG_BOX_SHELL) return damaged(err, "its box is too short");
    const uint8_t *bytes = (const uint8_t *)box.at;
    *out = (mog_opened_value){.commitment = commitment};
    memcpy(out->person.bytes, bytes, MOG_PERSON_SIZE);
    const uint8_t *key = mog_keyring_key(ring, &out->person);
    if (!key) return MOG_OK;

    uint8_t *plain = mog_arena_take(scratch, box.size);
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &size, NULL, bytes + MOG_BOX_HEAD, box.size - MOG_BOX_HEAD,
                                                   commitment, MOG_COMMITMENT_SIZE, bytes + MOG_PERSON_SIZE, key)) {
        return damaged(err, "its key does not open its box");
    }
    mog_digest digest = mog_blake2b(plain, (size_t)size);
    if (memcmp(digest.bytes, commitment, MOG_COMMITMENT_SIZE) != 0)
        return damaged(err, "it is not what its record commits to");
    out->salt = plain;
    out->value = (mog_text){(const char *)plain + MOG_SALT_SIZE, (size_t)size - MOG_SALT_SIZE};
    *opened = true;
    return MOG_OK;
}

typedef struct opening {
    mog_box_fetch *fetch;
    void *context;
    const mog_keyring *ring;
    mog_arena *scratch;
    uint32_t ordinal;
    mog_error *err;
} opening;

/* The bytes of a value back in their shape. False: they do not have it. Whether what they point at lies within is checked when the
 * record is complete. */
static bool put_value(mog_record_builder *out, const mog_copied_field *field, mog_text value)
{
    uint64_t word;
    switch (mog_value_shape_of(field->to->fields[field->slot].type.tag)) {
    case MOG_VALUE_WORD:
        if (value.size != sizeof word) return false;
        mog_record_put_word(out, field->to, field->row, field->slot, mog_load_word((const uint8_t *)value.at));
        return true;
    case MOG_VALUE_TEXT: mog_record_put_text(out, field->to, field->row, field->slot, value); return true;
    case MOG_VALUE_DURATION:
        if (value.size != 16) return false;
        mog_record_put_bytes(out, field->to, field->row, field->slot, value.at, value.size, 0);
        return true;
    default:
        if (value.size < sizeof word) return false;
        word = mog_load_word((const uint8_t *)value.at);
        if (word > UINT32_MAX) return false;
        mog_record_put_bytes(out, field->to, field->row, field->slot, value.at + sizeof word, value.size - sizeof word,
                             (uint32_t)word);
        return true;
    }
}

static mog_status open_field(mog_copying *copying, const mog_copied_field *field)
{
    opening *o = copying->context;
    uint32_t ordinal = o->ordinal++;
    mog_opened_value value;
    mog_text box = {0};
    bool found = false, opened = false;
    mog_status status = o->fetch ? o->fetch(&box, &found, o->context, ordinal, o->err) : MOG_NO;
    if (status == MOG_NO) {
        mog_record_put_mark(copying->out, field->to, field->row, field->slot, MOG_SLOT_WITHHELD);
        return MOG_OK;
    }
    if (!status && found) {
        const uint8_t *commitment = mog_slot_target(mog_copied_slot(field));
        status = mog_box_open(&value, &opened, o->scratch, box, commitment, o->ring, o->err);
    }
    if (status) return status;
    if (!opened) {
        /* A key that went alone was erased a moment ago; where there are no keys at all, they are kept elsewhere. */
        bool kept_elsewhere = found && !mog_keyring_exists(o->ring);
        mog_record_put_mark(copying->out, field->to, field->row, field->slot,
                            kept_elsewhere ? MOG_SLOT_WITHHELD : MOG_SLOT_ERASED);
        return MOG_OK;
    }
    return put_value(copying->out, field, value.value) ? MOG_OK : damaged(o->err, "it is not of its field's type");
}

static mog_status finish(const mog_record **out, mog_arena *arena, mog_record_builder *plain, const mog_record *record,
                         const mog_kind *kind, mog_error *err)
{
    if (mog_copy_finish(plain, record, NULL)) return damaged(err, "it makes its record too large");
    mog_record *copy = (mog_record *)mog_arena_copy(arena, plain->bytes.at, plain->bytes.size);
    copy->flags = record->flags & (uint8_t)~MOG_RECORD_SEALED;
    copy->checksum = mog_record_checksum(copy);
    *out = copy;
    /* What was sealed elsewhere, and imported, may be anything. */
    return mog_record_check_layout(copy, kind, err);
}

static const mog_record *without_flag(mog_arena *arena, const mog_record *record)
{
    mog_record *copy = (mog_record *)mog_arena_copy(arena, record, record->size);
    copy->flags &= (uint8_t)~MOG_RECORD_SEALED;
    copy->checksum = mog_record_checksum(copy);
    return copy;
}

mog_status mog_record_open(const mog_record **out, mog_arena *arena, const mog_record *record, const mog_kind *kind,
                           mog_box_fetch *fetch, void *context, const mog_keyring *ring, mog_error *err)
{
    *out = record;
    if (!(record->flags & MOG_RECORD_SEALED)) return MOG_OK;
    if (record->flags & MOG_RECORD_CENSUS) {
        *out = without_flag(arena, record);
        return MOG_OK;
    }
    mog_record_builder plain = {0};
    opening o = {.fetch = fetch, .context = context, .ring = ring, .scratch = mog_arena_new(), .err = err};
    mog_copying copying = {.out = &plain, .personal = open_field, .context = &o};
    mog_record_begin(&plain, kind, false);
    mog_copy_record(&copying, record, &kind->row, &kind->row);
    mog_status status = copying.status ? copying.status : finish(out, arena, &plain, record, kind, err);
    if (status) *out = NULL;
    mog_record_builder_free(&plain);
    mog_arena_free(o.scratch);
    return status;
}

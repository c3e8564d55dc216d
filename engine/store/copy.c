#include "engine/store/copy.h"

/* What a scalar of type `from` means under type `to`. False: it has no place there. Only the words of enums change. */
static bool convert_word(uint64_t *word, const mog_type *from, const mog_type *to, mog_type_tag tag)
{
    if (from == to) return true;
    if (tag == MOG_TYPE_REFERENCE) return mog_text_equal(from->subject_type, to->subject_type);
    if (tag != MOG_TYPE_ENUM) return true;
    int index = mog_enum_find(to->values, from->values->names[*word]);
    *word = (uint64_t)index;
    return index >= 0;
}

static void copy_set(mog_record_builder *out, const mog_copied_field *field, const mog_type *from, const mog_type *to)
{
    const uint8_t *from_slot = mog_copied_slot(field);
    uint32_t count = mog_slot_count(from_slot);
    const uint8_t *elements = mog_slot_target(from_slot);
    mog_type_tag tag = to->element;
    /* Without one of its members it would be another set, of which `every` may hold. */
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word = mog_load_word(elements + 8 * (size_t)i);
        if (!convert_word(&word, from, to, tag)) return;
    }
    size_t at = mog_record_put_set(out, field->to, field->row, field->slot, count);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *element = elements + 8 * (size_t)i;
        uint64_t word = mog_load_word(element);
        convert_word(&word, from, to, tag);
        if (tag == MOG_TYPE_TEXT || tag == MOG_TYPE_REFERENCE) mog_record_fill_text(out, at, mog_slot_text(element));
        else if (tag == MOG_TYPE_DURATION) mog_record_fill_duration(out, at, mog_slot_duration(element));
        else mog_record_fill_word(out, at, word);
        at += 8;
    }
}

static void copy_row(mog_copying *copying, size_t row, const mog_row *to, const uint8_t *from_row, const mog_row *from);

static void copy_list(mog_copying *copying, const mog_copied_field *field, const mog_row *from, const mog_row *to)
{
    const uint8_t *from_slot = mog_copied_slot(field);
    uint32_t count = mog_slot_count(from_slot);
    size_t rows = mog_record_put_list(copying->out, field->to, field->row, field->slot, to, count);
    for (uint32_t i = 0; i < count && !copying->out->over && !copying->status; i++)
        copy_row(copying, rows + (size_t)i * to->size, to, mog_slot_target(from_slot) + (size_t)i * from->size, from);
}

void mog_copy_field(mog_copying *copying, const mog_copied_field *field)
{
    const mog_type *from = &field->from->fields[field->from_slot].type, *to = &field->to->fields[field->slot].type;
    const uint8_t *from_slot = mog_copied_slot(field);
    uint64_t word = mog_load_word(from_slot);
    mog_record_builder *out = copying->out;
    if (from->tag != to->tag) return;
    switch (to->tag) {
    case MOG_TYPE_LIST: copy_list(copying, field, from->row, to->row); return;
    case MOG_TYPE_SET:
        if (from->element == to->element) copy_set(out, field, from, to);
        return;
    case MOG_TYPE_TEXT: mog_record_put_text(out, field->to, field->row, field->slot, mog_slot_text(from_slot)); return;
    case MOG_TYPE_REFERENCE:
        if (convert_word(&word, from, to, to->tag))
            mog_record_put_text(out, field->to, field->row, field->slot, mog_slot_text(from_slot));
        return;
    case MOG_TYPE_DURATION:
        mog_record_put_duration(out, field->to, field->row, field->slot, mog_slot_duration(from_slot));
        return;
    default:
        if (convert_word(&word, from, to, to->tag)) mog_record_put_word(out, field->to, field->row, field->slot, word);
    }
}

static void copy_row(mog_copying *copying, size_t row, const mog_row *to, const uint8_t *from_row, const mog_row *from)
{
    mog_record_builder *out = copying->out;
    for (uint32_t i = 0; i < to->count && !out->over && !copying->status; i++) {
        int slot = to == from ? (int)i : mog_row_find(from, to->fields[i].path);
        if (slot < 0) continue;
        mog_copied_field field = {row, to, i, from_row, from, (uint32_t)slot};
        if (!mog_row_has(from_row, (uint32_t)slot)) {
            uint64_t mark = mog_row_mark(from_row, from->words, (uint32_t)slot);
            if (mark) mog_record_put_mark(out, to, row, i, mark);
        } else if (copying->personal && from->fields[slot].personal) {
            copying->status = copying->personal(copying, &field);
        } else {
            mog_copy_field(copying, &field);
            if (out->over || mog_row_has((const uint8_t *)out->bytes.at + row, i)) continue;
            ((mog_record *)out->bytes.at)->flags |= MOG_RECORD_PARTED;
        }
    }
}

void mog_copy_record(mog_copying *copying, const mog_record *record, const mog_row *to, const mog_row *from)
{
    copy_row(copying, mog_record_first_row(), to, mog_record_row(record), from);
}

mog_status mog_copy_finish(mog_record_builder *out, const mog_record *record, mog_error *err)
{
    mog_status status = mog_record_finish(out, mog_record_subject(record), mog_record_item(record),
                                          mog_record_source(record), record->assurance, record->observed, err);
    if (status) return status;
    mog_record *copy = (mog_record *)out->bytes.at;
    copy->kind = record->kind;
    copy->version = record->version;
    copy->id = record->id;
    copy->recorded = record->recorded;
    return MOG_OK;
}

const mog_record *mog_record_convert(mog_arena *arena, const mog_record *record, const mog_kind *from,
                                     const mog_kind *to)
{
    if (record->flags & MOG_RECORD_CENSUS) return record;
    mog_record_builder out = {.limit = 16 * (size_t)MOG_RECORD_LIMIT}; /* rows may be wider now */
    mog_record_begin(&out, to, false);
    mog_copying copying = {.out = &out};
    mog_copy_record(&copying, record, &to->row, &from->row);
    mog_record *converted = NULL;
    if (!mog_copy_finish(&out, record, NULL)) {
        converted = (mog_record *)mog_arena_copy(arena, out.bytes.at, out.bytes.size);
        converted->checksum = mog_record_checksum(converted);
    }
    mog_record_builder_free(&out);
    return converted;
}

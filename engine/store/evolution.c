#include "engine/store/evolution.h"

#include "engine/store/record.h"

/* Every value of the older enum is in the newer, at whatever index. */
static bool enum_extends(const mog_enum *newer, const mog_enum *older)
{
    for (uint32_t i = 0; i < older->count; i++) {
        if (mog_enum_find(newer, older->names[i]) < 0) return false;
    }
    return true;
}

static bool scalar_extends(const mog_type *newer, const mog_type *older, mog_type_tag tag)
{
    if (tag == MOG_TYPE_ENUM) return enum_extends(newer->values, older->values);
    return tag != MOG_TYPE_REFERENCE || mog_text_equal(newer->subject_type, older->subject_type);
}

/* `prefix` is the path of the list that the rows are of; NULL for the record's own. */
static mog_status row_extends(const mog_row *newer, const mog_row *older, mog_text kind, const char *prefix,
                              mog_error *err)
{
    for (uint32_t i = 0; i < older->count; i++) {
        const mog_field *field = &older->fields[i];
        mog_buffer path = {0};
        mog_buffer_format(&path, "%s%s%.*s", prefix ? prefix : "", prefix ? "." : "", (int)field->path.size,
                          field->path.at);
        int slot = mog_row_find(newer, field->path);
        const char *fault = NULL;
        mog_status status = MOG_OK;
        if (slot < 0) {
            fault = "is no longer there";
        } else {
            const mog_type *was = &field->type, *is = &newer->fields[slot].type;
            if (is->tag != was->tag || (is->tag == MOG_TYPE_SET && is->element != was->element)) {
                fault = "has another type";
            } else if (is->tag == MOG_TYPE_LIST) {
                status = row_extends(is->row, was->row, kind, path.at, err);
            } else {
                mog_type_tag tag = is->tag == MOG_TYPE_SET ? is->element : is->tag;
                if (!scalar_extends(is, was, tag)) {
                    fault = tag == MOG_TYPE_ENUM ? "has lost a value" : "refers to another type of subject";
                }
            }
        }
        if (fault) {
            status = mog_fail(err, MOG_INPUT, "the kind `%.*s` does not fit what the store holds: its field `%s` %s",
                              (int)kind.size, kind.at, path.at, fault);
            mog_error_hint(err, "keep the field as it was and add one of another name, or give the kind a new name");
        }
        mog_buffer_free(&path);
        if (status) return status;
    }
    return MOG_OK;
}

mog_status mog_kind_extends(const mog_kind *newer, const mog_kind *older, mog_error *err)
{
    if (newer->many != older->many) {
        mog_fail(err, MOG_INPUT, "the kind `%.*s` does not fit what the store holds: there it is %s",
                 (int)newer->name.size, newer->name.at,
                 older->many ? "a kind of `many` items" : "a plain kind, without `many`");
        mog_error_hint(err, "give the kind a new name");
        return MOG_INPUT;
    }
    return row_extends(&newer->row, &older->row, newer->name, NULL, err);
}

static bool enum_alike(const mog_enum *a, const mog_enum *b)
{
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        if (!mog_text_equal(a->names[i], b->names[i])) return false;
    }
    return a->count == b->count;
}

static bool row_alike(const mog_row *a, const mog_row *b)
{
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const mog_type *x = &a->fields[i].type, *y = &b->fields[i].type;
        if (!mog_text_equal(a->fields[i].path, b->fields[i].path) || x->tag != y->tag) return false;
        if (x->tag == MOG_TYPE_SET && x->element != y->element) return false;
        mog_type_tag tag = x->tag == MOG_TYPE_SET ? x->element : x->tag;
        if (tag == MOG_TYPE_ENUM && !enum_alike(x->values, y->values)) return false;
        if (tag == MOG_TYPE_REFERENCE && !mog_text_equal(x->subject_type, y->subject_type)) return false;
        if (tag == MOG_TYPE_LIST && !row_alike(x->row, y->row)) return false;
    }
    return true;
}

bool mog_kind_lies_alike(const mog_kind *a, const mog_kind *b)
{
    return a->many == b->many && row_alike(&a->row, &b->row);
}

/* ---- conversion */

/* What a scalar of type `from` means under type `to`. False: it has no place there. Only the words of enums change. */
static bool convert_word(uint64_t *word, const mog_type *from, const mog_type *to, mog_type_tag tag)
{
    if (tag == MOG_TYPE_REFERENCE) return mog_text_equal(from->subject_type, to->subject_type);
    if (tag != MOG_TYPE_ENUM) return true;
    int index = mog_enum_find(to->values, from->values->names[*word]);
    *word = (uint64_t)index;
    return index >= 0;
}

static void convert_set(mog_record_builder *out, const mog_row *layout, size_t row, uint32_t slot,
                        const uint8_t *from_slot, const mog_type *from, const mog_type *to)
{
    uint32_t count = mog_slot_count(from_slot);
    const uint8_t *elements = mog_slot_target(from_slot);
    mog_type_tag tag = to->element;
    /* Without one of its members it would be another set, of which `every` may hold. */
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word = mog_load_word(elements + 8 * (size_t)i);
        if (!convert_word(&word, from, to, tag)) return;
    }
    size_t at = mog_record_put_set(out, layout, row, slot, count);
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

static void convert_row(mog_record_builder *out, size_t row, const mog_row *to, const uint8_t *from_row,
                        const mog_row *from);

static void convert_field(mog_record_builder *out, size_t row, const mog_row *layout, uint32_t slot,
                          const uint8_t *from_slot, const mog_type *from, const mog_type *to)
{
    uint64_t word = mog_load_word(from_slot);
    if (from->tag != to->tag) return;
    switch (to->tag) {
    case MOG_TYPE_LIST: {
        uint32_t count = mog_slot_count(from_slot);
        size_t rows = mog_record_put_list(out, layout, row, slot, to->row, count);
        for (uint32_t i = 0; i < count && !out->over; i++) {
            convert_row(out, rows + (size_t)i * to->row->size, to->row,
                        mog_slot_target(from_slot) + (size_t)i * from->row->size, from->row);
        }
        return;
    }
    case MOG_TYPE_SET:
        if (from->element == to->element) convert_set(out, layout, row, slot, from_slot, from, to);
        return;
    case MOG_TYPE_TEXT: mog_record_put_text(out, layout, row, slot, mog_slot_text(from_slot)); return;
    case MOG_TYPE_REFERENCE:
        if (convert_word(&word, from, to, to->tag))
            mog_record_put_text(out, layout, row, slot, mog_slot_text(from_slot));
        return;
    case MOG_TYPE_DURATION: mog_record_put_duration(out, layout, row, slot, mog_slot_duration(from_slot)); return;
    default:
        if (convert_word(&word, from, to, to->tag)) mog_record_put_word(out, layout, row, slot, word);
    }
}

static void convert_row(mog_record_builder *out, size_t row, const mog_row *to, const uint8_t *from_row,
                        const mog_row *from)
{
    for (uint32_t i = 0; i < to->count; i++) {
        int slot = mog_row_find(from, to->fields[i].path);
        if (slot < 0 || !mog_row_has(from_row, (uint32_t)slot)) continue;
        convert_field(out, row, to, i, mog_row_slot(from_row, from->words, (uint32_t)slot), &from->fields[slot].type,
                      &to->fields[i].type);
        if (out->over || mog_row_has((const uint8_t *)out->bytes.at + row, i)) continue;
        ((mog_record *)out->bytes.at)->flags |= MOG_RECORD_PARTED;
    }
}

const mog_record *mog_record_convert(mog_arena *arena, const mog_record *record, const mog_kind *from,
                                     const mog_kind *to)
{
    if (record->flags & MOG_RECORD_CENSUS) return record;
    mog_record_builder out = {.limit = 16 * (size_t)MOG_RECORD_LIMIT}; /* rows may be wider now */
    mog_record_begin(&out, to, false);
    convert_row(&out, mog_record_first_row(), &to->row, mog_record_row(record), &from->row);
    mog_status status = mog_record_finish(&out, mog_record_subject(record), mog_record_item(record),
                                          mog_record_source(record), record->assurance, record->observed, NULL);
    mog_record *converted = NULL;
    if (!status) {
        converted = (mog_record *)mog_arena_copy(arena, out.bytes.at, out.bytes.size);
        converted->kind = record->kind;
        converted->version = record->version;
        converted->id = record->id;
        converted->recorded = record->recorded;
        converted->checksum = mog_record_checksum(converted);
    }
    mog_record_builder_free(&out);
    return converted;
}

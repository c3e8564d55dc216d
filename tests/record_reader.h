/* record_reader.h: reads every byte that a reader of a record can come to, as readers do: no checks of its own. Under
 * AddressSanitizer it shows whether a record that was accepted stays inside its bytes. */
#ifndef MOG_TESTS_RECORD_READER_H
#define MOG_TESTS_RECORD_READER_H

#include "engine/store/record.h"

static inline uint64_t read_text(mog_text text)
{
    uint64_t sum = (uint8_t)text.at[text.size]; /* the NUL */
    for (size_t i = 0; i < text.size; i++) sum = sum * 31 + (uint8_t)text.at[i];
    return sum;
}

static inline uint64_t read_scalar(const uint8_t *slot, mog_type_tag tag, const mog_enum *values)
{
    uint64_t word = mog_load_word(slot);
    switch (tag) {
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: return read_text(mog_slot_text(slot));
    case MOG_TYPE_ENUM: return read_text((mog_text){values->names[word].at, values->names[word].size - 1});
    case MOG_TYPE_DURATION: return (uint64_t)mog_slot_duration(slot).ns + (uint64_t)mog_slot_duration(slot).months;
    default: return word;
    }
}

static inline uint64_t read_row(const uint8_t *row, const mog_row *layout)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < layout->count; i++) {
        if (!mog_row_has(row, i)) continue;
        const mog_type *type = &layout->fields[i].type;
        const uint8_t *slot = mog_row_slot(row, layout->words, i);
        if (type->tag != MOG_TYPE_LIST && type->tag != MOG_TYPE_SET) {
            sum += read_scalar(slot, type->tag, type->values);
            continue;
        }
        uint32_t count = mog_slot_count(slot);
        const uint8_t *at = mog_slot_target(slot);
        for (uint32_t n = 0; n < count; n++) {
            if (type->tag == MOG_TYPE_SET) sum += read_scalar(at + 8 * (size_t)n, type->element, type->values);
            else if (type->row->size) sum += read_row(at + (size_t)n * type->row->size, type->row);
        }
    }
    return sum;
}

static inline uint64_t read_record(const mog_record *record, const mog_kind *kind)
{
    uint64_t sum = read_text(mog_record_subject(record)) + read_text(mog_record_item(record)) +
                   read_text(mog_record_source(record));
    if (!(record->flags & MOG_RECORD_CENSUS)) return sum + read_row(mog_record_row(record), &kind->row);
    for (uint32_t i = 0; i < mog_record_census_count(record); i++) sum += read_text(mog_record_census_at(record, i));
    return sum + mog_record_census_names(record, MOG_TEXT("m"));
}

#endif

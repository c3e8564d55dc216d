#include "engine/store/record.h"

#include <stdlib.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are read in place: little endian machines only");

static size_t limit(const mog_record_builder *builder)
{
    return builder->limit ? builder->limit : MOG_RECORD_LIMIT;
}

/* Appends `size` zero bytes and returns their offset; 0 (where the header lies) when the record would become too
 * large. */
static size_t take(mog_record_builder *builder, size_t size)
{
    if (builder->over || size > limit(builder) || builder->bytes.size + size > limit(builder)) {
        builder->over = true;
        return 0;
    }
    static const char zeros[1024];
    size_t at = builder->bytes.size;
    for (size_t left = size; left;) {
        size_t part = left < sizeof zeros ? left : sizeof zeros;
        mog_buffer_add(&builder->bytes, zeros, part);
        left -= part;
    }
    return at;
}

/* The bytes and a NUL. */
static size_t take_text(mog_record_builder *builder, mog_text text)
{
    size_t at = take(builder, text.size < limit(builder) ? text.size + 1 : text.size);
    if (!builder->over && text.size) memcpy(builder->bytes.at + at, text.at, text.size);
    return at;
}

static void store_word(mog_record_builder *builder, size_t at, uint64_t word)
{
    memcpy(builder->bytes.at + at, &word, sizeof word);
}

/* A slot that points: `target` is an offset from the record's start. */
static void store_target(mog_record_builder *builder, size_t slot_at, size_t target, size_t count)
{
    if (!builder->over) store_word(builder, slot_at, (uint64_t)(target - slot_at) << 32 | (uint32_t)count);
}

/* Marks the field as present and returns where its slot is. */
static size_t mark(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot)
{
    size_t word_at = row + 8 * (size_t)(slot / 64);
    uint64_t word = mog_load_word((const uint8_t *)builder->bytes.at + word_at) | UINT64_C(1) << (slot % 64);
    store_word(builder, word_at, word);
    return row + 8 * ((size_t)layout->words + slot);
}

void mog_record_begin(mog_record_builder *builder, const mog_kind *kind, bool census)
{
    mog_buffer_clear(&builder->bytes);
    builder->over = false;
    builder->person = (mog_text){0};
    take(builder, sizeof(mog_record));
    take(builder, census ? 8 : kind->row.size);
    mog_record header = {.format = MOG_RECORD_FORMAT, .flags = census ? MOG_RECORD_CENSUS : 0};
    memcpy(builder->bytes.at, &header, sizeof header);
}

size_t mog_record_first_row(void)
{
    return sizeof(mog_record);
}

void mog_record_put_word(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, uint64_t word)
{
    if (!builder->over) store_word(builder, mark(builder, layout, row, slot), word);
}

void mog_record_put_text(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, mog_text text)
{
    if (!builder->over) mog_record_fill_text(builder, mark(builder, layout, row, slot), text);
}

void mog_record_put_duration(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                             mog_duration duration)
{
    if (!builder->over) mog_record_fill_duration(builder, mark(builder, layout, row, slot), duration);
}

size_t mog_record_put_list(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                           const mog_row *child, uint32_t count)
{
    if (builder->over) return 0;
    size_t slot_at = mark(builder, layout, row, slot);
    size_t rows = take(builder, (size_t)child->size * count);
    store_target(builder, slot_at, rows, count);
    return rows;
}

size_t mog_record_put_set(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, uint32_t count)
{
    if (builder->over) return 0;
    size_t slot_at = mark(builder, layout, row, slot);
    size_t slots = take(builder, 8 * (size_t)count);
    store_target(builder, slot_at, slots, count);
    return slots;
}

void mog_record_fill_word(mog_record_builder *builder, size_t slot_at, uint64_t word)
{
    if (!builder->over) store_word(builder, slot_at, word);
}

void mog_record_fill_text(mog_record_builder *builder, size_t slot_at, mog_text text)
{
    size_t at = take_text(builder, text);
    store_target(builder, slot_at, at, text.size);
}

void mog_record_fill_duration(mog_record_builder *builder, size_t slot_at, mog_duration duration)
{
    size_t at = take(builder, 16);
    if (builder->over) return;
    store_word(builder, at, (uint64_t)duration.ns);
    store_word(builder, at + 8, (uint64_t)(int64_t)duration.months);
    store_target(builder, slot_at, at, 0);
}

void mog_record_put_bytes(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                          const void *bytes, size_t size, uint32_t count)
{
    if (builder->over) return;
    size_t slot_at = mark(builder, layout, row, slot);
    size_t at = take(builder, size);
    if (builder->over) return;
    if (size) memcpy(builder->bytes.at + at, bytes, size);
    store_target(builder, slot_at, at, count);
}

void mog_record_put_mark(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, uint64_t mark)
{
    if (!builder->over) store_word(builder, row + 8 * ((size_t)layout->words + slot), mark);
}

static int by_bytes(const void *a, const void *b)
{
    return mog_text_compare(*(const mog_text *)a, *(const mog_text *)b);
}

void mog_record_put_census(mog_record_builder *builder, const mog_text *items, uint32_t count)
{
    mog_text *sorted = mog_allocate(((size_t)count + 1) * sizeof *sorted);
    if (count) memcpy(sorted, items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_bytes);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!kept || !mog_text_equal(sorted[kept - 1], sorted[i])) sorted[kept++] = sorted[i];
    }
    size_t slots = take(builder, 8 * (size_t)kept);
    store_target(builder, mog_record_first_row(), slots, kept);
    for (uint32_t i = 0; i < kept && !builder->over; i++)
        mog_record_fill_text(builder, slots + 8 * (size_t)i, sorted[i]);
    free(sorted);
}

mog_status mog_record_finish(mog_record_builder *builder, mog_text subject, mog_text item, mog_text source,
                             mog_assurance assurance, int64_t observed, mog_error *err)
{
    size_t subject_at = take_text(builder, subject);
    size_t item_at = take_text(builder, item);
    size_t source_at = take_text(builder, source);
    if (builder->over) {
        mog_fail(err, MOG_INPUT, "the record would take more than %zu MiB", limit(builder) >> 20);
        mog_error_hint(err, "divide it: a list of many elements is often better told as a kind of many items");
        return MOG_INPUT;
    }
    mog_record *header = (mog_record *)builder->bytes.at;
    header->size = (uint32_t)builder->bytes.size;
    header->assurance = (uint8_t)assurance;
    header->observed = observed;
    header->subject_size = (uint32_t)subject.size;
    header->subject_at = (uint32_t)subject_at;
    header->item_size = (uint32_t)item.size;
    header->item_at = (uint32_t)item_at;
    header->source_size = (uint32_t)source.size;
    header->source_at = (uint32_t)source_at;
    return MOG_OK;
}

void mog_record_builder_free(mog_record_builder *builder)
{
    mog_buffer_free(&builder->bytes);
}

uint32_t mog_record_census_count(const mog_record *census)
{
    return mog_slot_count(mog_record_row(census));
}

mog_text mog_record_census_at(const mog_record *census, uint32_t index)
{
    return mog_slot_text(mog_slot_target(mog_record_row(census)) + 8 * (size_t)index);
}

bool mog_record_census_names(const mog_record *census, mog_text item)
{
    uint32_t low = 0, high = mog_record_census_count(census);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = mog_text_compare(mog_record_census_at(census, middle), item);
        if (order == 0) return true;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return false;
}

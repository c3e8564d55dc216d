/* record_check.c: whether bytes are a record, and whether a record keeps to its layout.
 *
 * Everything a reader will follow is followed here first. Offsets point forward, so the walk ends; and no two values
 * share bytes, so what has been visited can never exceed the record's size. That budget keeps a crafted record, whose
 * rows all point at the same children, from taking time without end.
 */
#include "engine/store/record.h"

#include "base/digest.h"

#include <math.h>
#include <stddef.h>

uint64_t mog_record_checksum(const mog_record *record)
{
    mog_record header;
    memcpy(&header, record, sizeof header);
    header.checksum = mog_checksum(record + 1, header.size - sizeof header);
    return mog_checksum(&header, sizeof header);
}

static mog_status damaged(mog_error *err, const char *what)
{
    mog_fail(err, MOG_SYSTEM, "a record is damaged: %s", what);
    mog_error_hint(
        err, "the store's file has been altered outside mognad, or the disk is failing: restore it from a backup");
    return MOG_SYSTEM;
}

/* A text that the header names lies within, NUL and all. */
static bool has_text(const mog_record *record, uint32_t at, uint32_t size)
{
    return at >= sizeof *record && at < record->size && size < record->size - at &&
           ((const char *)record)[at + size] == '\0';
}

mog_status mog_record_check(const void *bytes, size_t size, mog_error *err)
{
    const mog_record *record = bytes;
    if (size < sizeof *record || record->size != size) return damaged(err, "its size is not what it says");
    if (record->checksum != mog_record_checksum(record)) return damaged(err, "its checksum differs");
    if (record->format != MOG_RECORD_FORMAT) {
        mog_fail(err, MOG_SYSTEM, "a record has format %u, and this program knows format %u", record->format,
                 MOG_RECORD_FORMAT);
        mog_error_hint(err, "use the version of mognad that wrote it, or a later one");
        return MOG_SYSTEM;
    }
    if (!has_text(record, record->subject_at, record->subject_size) ||
        !has_text(record, record->item_at, record->item_size) ||
        !has_text(record, record->source_at, record->source_size))
        return damaged(err, "its subject, item or source lies outside it");
    return MOG_OK;
}

typedef struct walk {
    const uint8_t *start;
    size_t size, visited;
    bool sealed;
    mog_error *err;
} walk;

/* Notes a region as visited; false: it is not inside the record, or more was visited than there is. */
static bool visit(walk *w, size_t at, size_t size)
{
    if (at > w->size || size > w->size - at || size > w->size - w->visited) return false;
    w->visited += size;
    return true;
}

/* Where the slot at offset `slot_at` points; false: not forward. */
static bool follow(const walk *w, size_t slot_at, size_t *target)
{
    uint32_t offset = (uint32_t)(mog_load_word(w->start + slot_at) >> 32);
    *target = slot_at + offset;
    return offset > 0;
}

static mog_status check_text(walk *w, size_t at, size_t size, const char *what)
{
    if (at < sizeof(mog_record) || !visit(w, at, size) || !visit(w, at + size, 1)) return damaged(w->err, what);
    mog_text text = {(const char *)w->start + at, size};
    if (text.at[size] != '\0') return damaged(w->err, "a text does not end where it says");
    if (memchr(text.at, 0, size) || mog_utf8_valid(text) != size) return damaged(w->err, "a text is not UTF-8");
    return MOG_OK;
}

static mog_status check_slot_text(walk *w, size_t slot_at)
{
    size_t target;
    if (!follow(w, slot_at, &target)) return damaged(w->err, "a text lies before its slot");
    return check_text(w, target, mog_slot_count(w->start + slot_at), "a text lies outside it");
}

static mog_status check_duration(walk *w, size_t slot_at)
{
    size_t target;
    if (!follow(w, slot_at, &target) || !visit(w, target, 16)) return damaged(w->err, "a duration lies outside it");
    int64_t months = (int64_t)mog_load_word(w->start + target + 8);
    if (months < INT32_MIN || months > INT32_MAX) return damaged(w->err, "a duration is too long");
    return MOG_OK;
}

static mog_status check_scalar(walk *w, size_t slot_at, mog_type_tag tag, const mog_enum *values)
{
    uint64_t word = mog_load_word(w->start + slot_at);
    double number;
    switch (tag) {
    case MOG_TYPE_BOOL: return word <= 1 ? MOG_OK : damaged(w->err, "a bool is neither true nor false");
    case MOG_TYPE_NUMBER:
        memcpy(&number, &word, sizeof number);
        return isfinite(number) ? MOG_OK : damaged(w->err, "a number is not finite");
    case MOG_TYPE_ENUM: return word < values->count ? MOG_OK : damaged(w->err, "an enum has no such value");
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: return check_slot_text(w, slot_at);
    case MOG_TYPE_DURATION: return check_duration(w, slot_at);
    case MOG_TYPE_CONTROL: return word ? MOG_OK : damaged(w->err, "a control has no number");
    default: return MOG_OK; /* integer, time: every word is one */
    }
}

static mog_status check_set(walk *w, size_t slot_at, mog_type_tag element, const mog_enum *values)
{
    size_t count = mog_slot_count(w->start + slot_at), slots;
    if (!follow(w, slot_at, &slots) || !visit(w, slots, 8 * count)) return damaged(w->err, "a set lies outside it");
    for (size_t i = 0; i < count; i++) {
        mog_status status = check_scalar(w, slots + 8 * i, element, values);
        if (status) return status;
    }
    return MOG_OK;
}

static mog_status check_row(walk *w, size_t row, const mog_row *layout);

static mog_status check_list(walk *w, size_t slot_at, const mog_row *child)
{
    size_t count = mog_slot_count(w->start + slot_at), rows;
    if (!follow(w, slot_at, &rows) || !visit(w, rows, count * child->size))
        return damaged(w->err, "a list lies outside it");
    for (size_t i = 0; child->size && i < count; i++) {
        mog_status status = check_row(w, rows + i * child->size, child);
        if (status) return status;
    }
    return MOG_OK;
}

/* Any bytes are a commitment. */
static mog_status check_commitment(walk *w, size_t slot_at)
{
    size_t target;
    if (mog_slot_count(w->start + slot_at) != MOG_DIGEST_SIZE) return damaged(w->err, "a commitment is cut short");
    if (!follow(w, slot_at, &target) || !visit(w, target, MOG_DIGEST_SIZE))
        return damaged(w->err, "a commitment lies outside it");
    return MOG_OK;
}

/* The row's own bytes have been visited. */
static mog_status check_row(walk *w, size_t row, const mog_row *layout)
{
    mog_status status = MOG_OK;
    const uint8_t *at = w->start + row;
    for (uint32_t i = layout->count; i < 64 * layout->words; i++) {
        if (mog_row_has(at, i)) return damaged(w->err, "it says it has fields that its kind has not");
    }
    for (uint32_t i = 0; i < layout->count && !status; i++) {
        if (!mog_row_has(at, i)) continue;
        const mog_type *type = &layout->fields[i].type;
        size_t slot_at = row + 8 * ((size_t)layout->words + i);
        if (w->sealed && layout->fields[i].personal) status = check_commitment(w, slot_at);
        else if (type->tag == MOG_TYPE_LIST) status = check_list(w, slot_at, type->row);
        else if (type->tag == MOG_TYPE_SET) status = check_set(w, slot_at, type->element, type->values);
        else status = check_scalar(w, slot_at, type->tag, type->values);
    }
    return status;
}

static mog_status check_census(walk *w, const mog_record *record)
{
    size_t slot_at = mog_record_first_row();
    if (!visit(w, slot_at, 8)) return damaged(w->err, "it is too short");
    mog_status status = check_set(w, slot_at, MOG_TYPE_TEXT, NULL);
    if (status) return status;
    uint32_t count = mog_record_census_count(record);
    for (uint32_t i = 1; i < count; i++) {
        if (mog_text_compare(mog_record_census_at(record, i - 1), mog_record_census_at(record, i)) >= 0) {
            return damaged(w->err, "its census is not sorted");
        }
    }
    return MOG_OK;
}

mog_status mog_record_check_layout(const mog_record *record, const mog_kind *kind, mog_error *err)
{
    walk w = {.start = (const uint8_t *)record,
              .size = record->size,
              .sealed = record->flags & MOG_RECORD_SEALED,
              .err = err};
    if (!visit(&w, 0, sizeof *record)) return damaged(err, "it is too short");
    if (record->assurance >= MOG_ASSURANCE_COUNT) return damaged(err, "it has no such assurance");
    if (record->flags & ~(MOG_RECORD_CENSUS | MOG_RECORD_PARTED | MOG_RECORD_SEALED))
        return damaged(err, "it has flags that are not known");

    mog_status status;
    if (record->flags & MOG_RECORD_CENSUS) {
        status = kind->many ? check_census(&w, record) : damaged(err, "it is a census of a plain kind");
    } else if (!visit(&w, mog_record_first_row(), kind->row.size)) {
        status = damaged(err, "it is shorter than its kind's fields");
    } else {
        status = check_row(&w, mog_record_first_row(), &kind->row);
    }
    if (!status) status = check_text(&w, record->subject_at, record->subject_size, "its subject lies outside it");
    if (!status) status = check_text(&w, record->item_at, record->item_size, "its item lies outside it");
    if (!status) status = check_text(&w, record->source_at, record->source_size, "its source lies outside it");
    return status;
}

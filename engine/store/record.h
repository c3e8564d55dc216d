/* record.h: evidence records as bytes: flat, self-contained, read in place.
 *
 *     header     struct mog_record, 72 bytes
 *     row        presence words and slots of the kind (dsl/kind.h)
 *     heap       texts, lists, sets, durations, in any order
 *
 * A slot of 8 bytes holds, little endian:
 *     bool 0/1 · integer, time: int64 · number: IEEE double · enum: index · control: mog_control_id
 *     text, reference: low 32 bits the bytes, high 32 bits where they are, as an offset from the slot itself; a NUL
 *         follows the bytes
 *     list: low 32 bits the number of rows, high 32 bits the offset of the first; rows lie one after the other
 *     set: low 32 bits the number of elements, high 32 bits the offset of the first; each is a slot
 *     duration: high 32 bits the offset of 16 bytes: int64 nanoseconds, int64 months
 * Offsets are positive. Values lie at any address (LMDB aligns to 2 bytes), so all loads go through memcpy.
 *
 * The census of a `many` kind is a record whose flag says so, without a row, and with a set of texts, sorted by bytes,
 * in its place.
 *
 * In a sealed record (seal.h) the slot of a field that is personal, of whatever type, has 32 in its low half and the
 * offset of 32 bytes in its high half.
 *
 * No two values share bytes, so a record can be checked in time proportional to its size.
 *
 * The checksum covers the whole record: it is that of the header whose checksum field holds, meanwhile, the checksum
 * of all that follows the header. It guards against damage, not against an attacker: the journal does that.
 */
#ifndef MOG_ENGINE_STORE_RECORD_H
#define MOG_ENGINE_STORE_RECORD_H

#include "base/error.h"
#include "base/text.h"
#include "dsl/kind.h"

#include <string.h>

#define MOG_RECORD_FORMAT 1
#define MOG_RECORD_LIMIT (16u << 20) /* bytes of a record */

enum {
    MOG_RECORD_CENSUS = 1,
    MOG_RECORD_PARTED =
        2, /* of a converted record, never of a stored one: what some fields held has no place in their types now */
    MOG_RECORD_SEALED = 4 /* of a stored record, never of one that is read by rules: commitments stand for its
                             personal values */
};

/* In the slot of an absent personal field of a record that was opened (seal.h): what became of its value. */
#define MOG_SLOT_ERASED UINT64_MAX         /* it was erased: the box or its key is gone */
#define MOG_SLOT_WITHHELD (UINT64_MAX - 1) /* not looked for */

typedef struct __attribute__((packed)) mog_record {
    uint32_t size; /* of the whole record */
    uint16_t format;
    uint8_t assurance; /* mog_assurance */
    uint8_t flags;
    uint32_t kind;                     /* interned name, in the store's numbers */
    uint32_t version;                  /* of the kind, in this store, from 1 */
    int64_t observed;                  /* when it was true in the world */
    int64_t recorded;                  /* when it was stored */
    uint64_t id;                       /* the journal's number of this change */
    uint32_t subject_size, subject_at; /* texts: bytes, and offset from the start of the record */
    uint32_t item_size, item_at;
    uint32_t source_size, source_at;
    uint64_t checksum;
} mog_record;

_Static_assert(sizeof(mog_record) == 72, "the header is 72 bytes");

static inline const uint8_t *mog_record_row(const mog_record *record)
{
    return (const uint8_t *)(record + 1);
}

static inline mog_text mog_record_subject(const mog_record *r)
{
    return (mog_text){(const char *)r + r->subject_at, r->subject_size};
}
static inline mog_text mog_record_item(const mog_record *r)
{
    return (mog_text){(const char *)r + r->item_at, r->item_size};
}
static inline mog_text mog_record_source(const mog_record *r)
{
    return (mog_text){(const char *)r + r->source_at, r->source_size};
}

/* Reading a row. `words`: presence words of the row. */
static inline uint64_t mog_load_word(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline bool mog_row_has(const uint8_t *row, uint32_t slot)
{
    return mog_load_word(row + 8 * (size_t)(slot / 64)) >> (slot % 64) & 1;
}

static inline const uint8_t *mog_row_slot(const uint8_t *row, uint32_t words, uint32_t slot)
{
    return row + 8 * ((size_t)words + slot);
}

/* MOG_SLOT_ERASED or MOG_SLOT_WITHHELD: the field had a value when it was recorded; 0: it has one, or never had. */
static inline uint64_t mog_row_mark(const uint8_t *row, uint32_t words, uint32_t slot)
{
    uint64_t word = mog_load_word(mog_row_slot(row, words, slot));
    return !mog_row_has(row, slot) && word >= MOG_SLOT_WITHHELD ? word : 0;
}

static inline uint32_t mog_slot_count(const uint8_t *slot)
{
    return (uint32_t)mog_load_word(slot);
}
static inline const uint8_t *mog_slot_target(const uint8_t *slot)
{
    return slot + (mog_load_word(slot) >> 32);
}

static inline mog_text mog_slot_text(const uint8_t *slot)
{
    return (mog_text){(const char *)mog_slot_target(slot), mog_slot_count(slot)};
}

static inline mog_duration mog_slot_duration(const uint8_t *slot)
{
    const uint8_t *at = mog_slot_target(slot);
    return (mog_duration){.ns = (int64_t)mog_load_word(at), .months = (int32_t)(int64_t)mog_load_word(at + 8)};
}

/* Building. A builder is reused from record to record; zero-initialise it. Offsets count from the record's start,
 * since the buffer moves as it grows. What would make the record larger than the limit is not built: from then on
 * every call does nothing, and mog_record_finish refuses. */
typedef struct mog_record_builder {
    mog_buffer bytes;
    size_t limit;    /* bytes; 0: MOG_RECORD_LIMIT */
    bool over;       /* the limit was met */
    mog_text person; /* whose the personal values are, if it was said; borrowed, and emptied by mog_record_begin */
} mog_record_builder;

/* Starts a record with an empty row of `kind` (no row for a census). The header's sizes, ids and checksum are filled
 * in later. */
void mog_record_begin(mog_record_builder *builder, const mog_kind *kind, bool census);
size_t mog_record_first_row(void); /* the offset of the record's own row */

/* Marks field `slot` of the row at offset `row` (of layout `layout`) as present. One for each shape of slot. */
void mog_record_put_word(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, uint64_t word);
void mog_record_put_text(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, mog_text text);
void mog_record_put_duration(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                             mog_duration duration);
/* Makes room for `count` rows of `child` and returns the offset of the first; the n-th is at + n * child->size. */
size_t mog_record_put_list(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                           const mog_row *child, uint32_t count);
/* Makes room for a set and returns the offset of its first slot; fill each with the calls below. */
size_t mog_record_put_set(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                          uint32_t count);
void mog_record_fill_word(mog_record_builder *builder, size_t slot_at, uint64_t word);
void mog_record_fill_text(mog_record_builder *builder, size_t slot_at, mog_text text);
void mog_record_fill_duration(mog_record_builder *builder, size_t slot_at, mog_duration duration);
/* As they are, with `count` in the low half of the slot: a commitment, or a value that lay in a record before. */
void mog_record_put_bytes(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot,
                          const void *bytes, size_t size, uint32_t count);
/* Writes into the slot of an absent field, which stays absent. */
void mog_record_put_mark(mog_record_builder *builder, const mog_row *layout, size_t row, uint32_t slot, uint64_t mark);
/* A census: the texts need not be sorted; duplicates are dropped. */
void mog_record_put_census(mog_record_builder *builder, const mog_text *items, uint32_t count);

/* Appends subject, item and source to the heap and sets assurance and observed. Then the record is complete but for
 * what the store fills in when it takes it (kind, version, id, recorded, checksum). MOG_INPUT when it is over
 * MOG_RECORD_LIMIT. */
mog_status mog_record_finish(mog_record_builder *builder, mog_text subject, mog_text item, mog_text source,
                             mog_assurance assurance, int64_t observed, mog_error *err);

void mog_record_builder_free(mog_record_builder *builder);

/* The census' texts. */
uint32_t mog_record_census_count(const mog_record *census);
mog_text mog_record_census_at(const mog_record *census, uint32_t index);
bool mog_record_census_names(const mog_record *census, mog_text item);

/* What stands in `size` bytes read from a store is a whole, undamaged record: size, format, checksum, the texts of its
 * header. MOG_SYSTEM otherwise. */
mog_status mog_record_check(const void *bytes, size_t size, mog_error *err);
uint64_t mog_record_checksum(const mog_record *record); /* as it should be */
/* And every offset and count in it lies inside it, by the layout `kind`. mog_record_check does not look; records
 * written by the store hold it. For verify, import and fuzzing. */
mog_status mog_record_check_layout(const mog_record *record, const mog_kind *kind, mog_error *err);

/* The record as if written under the layout `to` (same kind, another version): fields are found by path and type; a
 * field of another type, a value of an enum that `to` does not have, and a set with such a value in it, is absent. A copy in `arena`, with the same
 * header but for size, offsets and checksum. The marks of values that are erased or withheld come along. The record is not sealed. A census comes back as it is. NULL: it would be larger than sixteen times
 * MOG_RECORD_LIMIT. */
const mog_record *mog_record_convert(mog_arena *arena, const mog_record *record, const mog_kind *from,
                                     const mog_kind *to);

#endif

/* copy.h: records copied field by field, in the order of a layout; for the files of engine/store only.
 *
 * A copy is canonical: its fields, and what they point at, lie in layout order, whatever order they were built in. So two
 * records that say the same have the same bytes.
 */
#ifndef MOG_ENGINE_STORE_COPY_H
#define MOG_ENGINE_STORE_COPY_H

#include "engine/store/record.h"

typedef struct mog_copying mog_copying;

/* A present field, and where its value goes. */
typedef struct mog_copied_field {
    size_t row; /* offset of the row in the copy */
    const mog_row *to;
    uint32_t slot; /* in `to` */
    const uint8_t *from_row;
    const mog_row *from;
    uint32_t from_slot;
} mog_copied_field;

static inline const uint8_t *mog_copied_slot(const mog_copied_field *field)
{
    return mog_row_slot(field->from_row, field->from->words, field->from_slot);
}

/* Puts a present field that is personal into the copy, or something else in its place. Anything but MOG_OK ends the copying. */
typedef mog_status mog_copy_personal(mog_copying *copying, const mog_copied_field *field);

struct mog_copying {
    mog_record_builder *out;     /* begun */
    mog_copy_personal *personal; /* NULL: personal fields are copied as others are */
    void *context;               /* of `personal` */
    mog_status status;           /* of `personal`, MOG_OK at the start */
};

/* Copies the record's own row. Fields are found by path and type (mog_record_convert in record.h says how); what has no place
 * in `to` is left out, and the copy's flag MOG_RECORD_PARTED says so. */
void mog_copy_record(mog_copying *copying, const mog_record *record, const mog_row *to, const mog_row *from);
/* One field, as if it were not personal. */
void mog_copy_field(mog_copying *copying, const mog_copied_field *field);

/* Completes the copy: subject, item, source and all of the header of `record` but size, offsets, flags and checksum.
 * MOG_INPUT: it has become too large. */
mog_status mog_copy_finish(mog_record_builder *out, const mog_record *record, mog_error *err);

#endif

/* reader.h: what the parts of the reader of evidence share: the record at hand, and where in it we are. For engine/ingest only. */
#ifndef MOG_ENGINE_INGEST_READER_H
#define MOG_ENGINE_INGEST_READER_H

#include "engine/ingest/ingest.h"

/* A file that is to be attached to the record at hand; in scratch. */
typedef struct mog_enclosed {
    mog_text name, bytes;
} mog_enclosed;

struct mog_ingest {
    const mog_policy *policy;
    mog_time now;
    mog_ingest_defaults defaults;
    mog_arena *scratch; /* of the record at hand */
    mog_record_builder builder;
    mog_buffer path; /* "fields.volumes[2].name" */
    mog_error *err;  /* of the call at hand */
    mog_ingest_taken *taken; /* NULL: nobody is told */
    void *taken_context;
    const char *folder; /* of attachments; NULL: there is none */
    mog_enclosed *enclosed;
    size_t enclosed_count;
};

/* Refuses the record: the cause, and the path as the place. Returns MOG_INPUT. */
mog_status mog_ingest_refuse(mog_ingest *ingest, const char *format, ...) __attribute__((format(printf, 2, 3)));
mog_status mog_ingest_hint(mog_ingest *ingest, const char *format, ...) __attribute__((format(printf, 2, 3))); /* MOG_INPUT too */

/* Goes one step down; returns what mog_ingest_leave needs to come back. */
size_t mog_ingest_enter(mog_ingest *ingest, const char *key);
size_t mog_ingest_enter_at(mog_ingest *ingest, size_t index);
void mog_ingest_leave(mog_ingest *ingest, size_t before);

/* "a text", "a number": what a JSON value is, for people. */
const char *mog_json_word(const json_t *value);

/* The value as a text in NFC, in scratch. Refused when it is no text. */
mog_status mog_ingest_text(mog_text *out, mog_ingest *ingest, const json_t *value, const char *what);
/* Likewise for a name: not empty, no control characters, no space at its ends, at most MOG_NAME_LIMIT bytes. */
mog_status mog_ingest_name(mog_text *out, mog_ingest *ingest, const json_t *value, const char *what);
/* Likewise for a subject, "system:hr"; *type is the part before the colon. */
mog_status mog_ingest_subject(mog_text *out, mog_text *type, mog_ingest *ingest, const json_t *value, const char *what);
mog_status mog_ingest_time(mog_time *out, mog_ingest *ingest, const json_t *value);

/* What stands under "attachments", with its bytes, into ingest->enclosed. */
mog_status mog_ingest_enclosed(mog_ingest *ingest, const json_t *attachments);

/* Writes the fields of a JSON object into the row of the record that was begun in the builder. */
mog_status mog_ingest_fields(mog_ingest *ingest, const mog_kind *kind, const json_t *fields);

#endif

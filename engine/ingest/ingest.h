/* ingest.h: evidence from outside, as JSON Lines, into a batch of the store.
 *
 * Each line is one JSON object (docs/evidence.md). It is parsed, checked against its kind and encoded as a record. What is wrong is refused
 * with file, line, JSON path and cause; whether the good lines are kept is the caller's decision.
 */
#ifndef MOG_ENGINE_INGEST_INGEST_H
#define MOG_ENGINE_INGEST_INGEST_H

#include "base/error.h"
#include "base/json.h"
#include "dsl/program.h"
#include "engine/store/memory.h"
#include "engine/store/store.h"

#include <stdio.h>

#define MOG_LINE_LIMIT (8u << 20) /* bytes of a line */

/* What a record may leave out. Empty texts: it may not. */
typedef struct mog_ingest_defaults {
    mog_text subject, source;
    mog_time observed;
    bool has_observed;
} mog_ingest_defaults;

typedef struct mog_ingest mog_ingest;

/* `policy` gives the kinds. Records observed more than a day after `now` are refused. */
mog_ingest *mog_ingest_new(const mog_policy *policy, mog_time now, const mog_ingest_defaults *defaults);
void mog_ingest_free(mog_ingest *ingest);

/* Told of each record of a batch, of those that were there already too, before the next one is read. What it returns other than MOG_OK, and
 * that is not MOG_INPUT, ends it all. */
typedef mog_status mog_ingest_taken(void *context, mog_batch *batch, const mog_added *added, mog_error *err);
void mog_ingest_tell(mog_ingest *ingest, mog_ingest_taken *taken, void *context);

/* The folder in which the files are that records name under "attachments", each called by its "content"; borrowed. Without it such
 * records are refused. */
void mog_ingest_attachments(mog_ingest *ingest, const char *folder);

/* One record. MOG_INPUT: it is refused (the batch is untouched) and the error's place is the JSON path; any other failure is the store's.
 * `batch` NULL: only checks. `out` may be NULL. */
mog_status mog_ingest_line(mog_added *out, mog_ingest *ingest, mog_batch *batch, mog_text line, mog_error *err);

/* One record, parsed already, into a memory, recorded at `now`; one observed later than that is taken too. */
mog_status mog_ingest_hold(uint64_t *id_out, mog_ingest *ingest, mog_memory *memory, json_t *record, mog_error *err);

/* All lines of a stream (blank lines are passed over). `refused` is told of each refused line; it returns MOG_OK to go on or a status to stop
 * with. `added` counts. The error's place is "name:line: path". */
typedef struct mog_ingest_counts {
    uint64_t added, identical, refused; /* identical: they were there already */
} mog_ingest_counts;
typedef mog_status mog_ingest_refused(void *context, const mog_error *cause);
mog_status mog_ingest_stream(mog_ingest_counts *counts, mog_ingest *ingest, mog_batch *batch, FILE *stream, const char *name,
                             mog_ingest_refused *refused, void *context, mog_error *err);

/* A record as the JSON object that `evidence add` would read, with "id" and "recorded" in front; a new reference. `kind` is the layout it
 * was written under. Personal fields are left out (and named in "withheld") unless `personal`; those whose values were erased are named in
 * "erased". The record is not sealed (mog_snapshot_open_record). */
json_t *mog_record_to_json(const mog_record *record, const mog_kind *kind, bool personal);

#endif

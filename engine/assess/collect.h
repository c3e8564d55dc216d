/* collect.h: what workers send, put where the plan says it goes. */
#ifndef MOG_ENGINE_ASSESS_COLLECT_H
#define MOG_ENGINE_ASSESS_COLLECT_H

#include "engine/assess/intern.h"
#include "engine/assess/plan.h"
#include "engine/assess/wire.h"

/* A list of evidence of the subject that a worker is at. */
typedef struct mog_evidence_list {
    const uint64_t *at;
    uint32_t count;
    uint32_t subject; /* + 1; of another subject: not there */
} mog_evidence_list;

/* What is known of one worker's stream. */
typedef struct mog_stream {
    mog_receiver receiver;
    uint32_t subject;         /* + 1; 0: between subjects */
    mog_evidence_list *lists; /* by the worker's index of lists, at most one a rule */
    bool said_bye;
    bool failed; /* it sent an error */
} mog_stream;

typedef struct mog_collection {
    const mog_plan *plan;
    mog_arena *arena; /* of the assessment */
    mog_result *results;
    mog_assessed_subject *subjects;
    uint8_t *done;   /* by subject */
    uint8_t *absent; /* by subject: nothing was observed of it up to the clock */
    uint64_t done_count;
    uint64_t reused; /* results of an earlier run */
    mog_intern texts;
} mog_collection;

void mog_collection_begin(mog_collection *collection, const mog_plan *plan, mog_arena *arena);
void mog_collection_end(mog_collection *collection); /* what it made stays in the arena */

void mog_stream_begin(mog_stream *stream, const mog_plan *plan, int fd);
void mog_stream_end(mog_stream *stream);

/* Takes every whole frame that has been received. False: a frame makes no sense. *status and err: the worker's error, if it sent one. */
bool mog_collect_frames(mog_collection *collection, mog_stream *stream, mog_status *status, mog_error *err);

/* Leaves out subjects that are absent, and puts what is left into the assessment. Every subject must be done. */
void mog_collection_finish(mog_assessment *assessment, mog_collection *collection);

#endif

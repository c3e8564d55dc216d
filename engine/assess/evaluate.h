/* evaluate.h: an expression that stands in no rule, tried out over a subject of a store, or over none. */
#ifndef MOG_ENGINE_ASSESS_EVALUATE_H
#define MOG_ENGINE_ASSESS_EVALUATE_H

#include "engine/assess/assess.h"

typedef struct mog_evaluation {
    mog_arena *arena;
    mog_text type;            /* for people: "integer", "set of text", "kind backup" */
    mog_text value, value_sv; /* for people; of lists and records several lines */
    bool unknown, failed;
    const char *reason, *reason_sv; /* of unknown and failed: why, one sentence without a full stop */
    const mog_explained_step *steps;
    const mog_explained_record *records; /* of the kinds that it reads */
    uint32_t step_count, record_count;
} mog_evaluation;

/* Evaluates policy->expression in a child. `store` is the folder, and `subject` one of those in it; NULL and empty: over none. */
mog_status mog_evaluate(mog_evaluation **out, const char *store, const mog_policy *policy, const mog_host *host,
                        mog_text subject, mog_time clock, mog_error *err);
/* The type, for people. */
void mog_expression_describe(mog_buffer *out, const mog_expression *expression);
void mog_evaluation_free(mog_evaluation *evaluation); /* NULL is allowed */

#endif

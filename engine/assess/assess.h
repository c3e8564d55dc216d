/* assess.h: runs every rule over every subject of its type.
 *
 * Work is done in forked worker processes; each opens the store for itself (after the fork), reads the same snapshot, loads the plugins that the
 * policy uses, and takes subjects in turn. A plugin function that crashes, loops or eats memory costs the rule and subject at hand, which get
 * the verdict `error` with the cause; the supervisor starts a new worker past it. The result is the same for any number of workers.
 */
#ifndef MOG_ENGINE_ASSESS_ASSESS_H
#define MOG_ENGINE_ASSESS_ASSESS_H

#include "engine/assess/previous.h"
#include "engine/assess/result.h"
#include "engine/host/host.h"
#include "engine/store/memory.h"
#include "engine/vm/machine.h"

/* The two times of an assessment: the clock, and what had been recorded. */
typedef struct mog_moment {
    mog_time clock;    /* in the world */
    mog_time known_at; /* of the store: only what had been recorded then */
    bool has_known_at; /* false: all that is recorded */
} mog_moment;

typedef struct mog_assess_options {
    uint32_t jobs; /* workers; 0: one a core */
    mog_time clock;
    mog_time known_at; /* as in mog_moment */
    bool has_known_at;
    uint64_t until;     /* only changes numbered up to it, in place of known_at; 0: not given */
    mog_text subject;   /* only this one ("system:hr"), or all of a type ("system:"); empty: all */
    mog_text rule;      /* only rules whose id or control this is; empty: all that count in the policy's profile */
    mog_text gate;      /* the steps of this gate instead, on one subject */
    int64_t call_limit; /* nanoseconds that one rule on one subject may take in a worker before it is ended; 0: 10 s */
    uint64_t memory_limit; /* bytes of address space that a worker may add; 0: 1 GiB */
    void (*progress)(void *context, uint64_t done, uint64_t total); /* in the calling process; may be NULL */
    void *progress_context;
    const mog_previous
        *previous; /* results of an earlier run, to be taken over where nothing can have changed; NULL: none */
    mog_memory *
        memory; /* evidence that lies in no store, in place of one; then `subject` is one, and has a result even where nothing was
                           observed of it */
} mog_assess_options;

/* `store` is the folder: it must not be open in the calling process; NULL: the evidence is in options->memory. The policy is borrowed by the assessment. MOG_INPUT: an unknown rule or
 * subject; MOG_SYSTEM: the store. */
mog_status mog_assess(mog_assessment **out, const char *store, const mog_policy *policy, const mog_host *host,
                      const mog_assess_options *options, mog_error *err);

/* One rule on one subject, re-evaluated with tracing: what was read and what decided. Steps are in the order of evaluation. */
typedef struct mog_explained_step {
    mog_span span;            /* the expression, in the policy's files; many steps share one inside a loop */
    mog_text value, value_sv; /* for people */
    mog_text help, help_sv;   /* what the field that it is read from means; may be empty */
    mog_text item;            /* "account anna": the element that loops are at; empty outside loops */
    uint64_t record;          /* id of the record that the value was read from or that made it unknown; 0: none */
    bool unknown;
} mog_explained_step;

typedef struct mog_explained_record {
    uint64_t id;
    mog_text kind, subject, item, source;
    mog_time observed, recorded;
    mog_assurance assurance;
    bool stale;
    const char *json; /* the record as `evidence show` prints it, one line, personal fields withheld */
} mog_explained_record;

typedef struct mog_explanation {
    mog_arena *arena;
    const mog_rule *rule;
    mog_assessed_subject subject;
    mog_result result;
    const mog_explained_step *where, *condition, *target;
    uint32_t where_count, condition_count, target_count;
    const mog_explained_record *records; /* every record that the result rests on */
    uint32_t record_count;
} mog_explanation;

mog_status mog_explain(mog_explanation **out, const char *store, const mog_policy *policy, const mog_host *host,
                       mog_text rule, mog_text subject, mog_moment at, mog_error *err);
/* The same over evidence in memory. */
mog_status mog_explain_memory(mog_explanation **out, mog_memory *memory, const mog_policy *policy, const mog_host *host,
                              mog_text rule, mog_text subject, mog_time clock, mog_error *err);
void mog_explanation_free(mog_explanation *explanation);

#endif

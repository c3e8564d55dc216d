/* plan.h: what an assessment will do, known before the work begins: the subjects, the rules for each type of them, and where
 * each result goes. The place of a result follows from its rule and subject, so neither workers nor their order can move it.
 */
#ifndef MOG_ENGINE_ASSESS_PLAN_H
#define MOG_ENGINE_ASSESS_PLAN_H

#include "engine/assess/assess.h"
#include "engine/assess/exceptions.h"
#include "engine/assess/relations.h"
#include "engine/assess/reuse.h"
#include "engine/assess/risks.h"

/* The subjects of one type, which are neighbours in the list of subjects, and the rules for them. */
typedef struct mog_plan_group {
    mog_text type;
    uint32_t first, count; /* subjects */
    const uint32_t *rules; /* ascending */
    uint32_t rule_count;
} mog_plan_group;

typedef struct mog_plan_subject {
    mog_text name;
    uint32_t id; /* in the store */
    uint32_t group;
} mog_plan_subject;

typedef struct mog_plan {
    mog_arena *arena;
    const char *store;
    const mog_policy *policy;
    const mog_host *host;
    mog_assess_options options; /* defaults filled in */
    uint64_t journal_number;
    uint64_t until; /* for mog_snapshot_begin: what workers see; MOG_UNTIL_NOW where it has not been asked for */
    mog_digest journal_head;
    mog_plan_subject *subjects; /* sorted by name; only those with rules */
    uint32_t subject_count;
    mog_plan_group *groups;
    uint32_t group_count;
    mog_risks risks;
    mog_exceptions exceptions;
    mog_touched touched;
    mog_reuse reuse;
    mog_relations relations; /* `at` NULL: they were not asked for */
    size_t *rule_at;         /* where the results of a rule begin; SIZE_MAX: none */
    size_t result_count;
} mog_plan;

/* Asks a child what is in the store and lays out the work. Everything is in `arena`, but for the risks; mog_plan_end, also after a failure. */
mog_status mog_plan_make(mog_plan *out, mog_arena *arena, const char *store, const mog_policy *policy,
                         const mog_host *host, const mog_assess_options *options, mog_error *err);

void mog_plan_end(mog_plan *plan);

/* Where the result of a rule on a subject goes. False: the rule is not for that subject. */
bool mog_plan_place(size_t *out, const mog_plan *plan, uint32_t rule, uint32_t subject);

/* Identifies the inputs. Where files lie is none of them. */
mog_digest mog_plan_run(const mog_plan *plan);

/* The error for a store whose reader died. */
mog_status mog_store_broke(mog_error *err, const char *store, int wait_status);

#endif

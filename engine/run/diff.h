/* diff.h: what came out otherwise in one run than in another, and why.
 *
 * Both runs must have kept their results and policies. Nothing is evaluated: what there was is compared.
 */
#ifndef MOG_ENGINE_RUN_DIFF_H
#define MOG_ENGINE_RUN_DIFF_H

#include "engine/run/rule_changes.h"
#include "engine/run/run.h"

/* Why a result is another one, the first that holds of these. Tag, word in JSON. */
#define MOG_CAUSES(C)                                                                                                  \
    C(SUBJECT_ADDED, "subject_added")                                                                                  \
    C(SUBJECT_GONE, "subject_gone")                                                                                    \
    C(RULE_ADDED, "rule_added") /* or it counts now: the profile, or an exclusion that ended */                        \
    C(RULE_GONE, "rule_gone")                                                                                          \
    C(EXCEPTION_BEGAN, "exception_began")                                                                              \
    C(EXCEPTION_ENDED, "exception_ended")                                                                              \
    C(RULE_CHANGED, "rule_changed") /* or a definition that it uses */                                                 \
    C(PARAMETER_CHANGED, "parameter_changed")                                                                          \
    C(FRESHNESS_CHANGED, "freshness_changed") /* of a kind that it reads */                                            \
    C(EVIDENCE_CHANGED, "evidence_changed")   /* other records than before */                                          \
    C(EVIDENCE_STALE, "evidence_stale")       /* the same records, now too old */                                      \
    C(TIME_PASSED, "time_passed")             /* the same records, and a date or a period in the rule has come */      \
    C(PROGRAM_CHANGED, "program_changed")     /* or a plugin */

typedef enum mog_cause {
#define C(tag, word) MOG_CAUSE_##tag,
    MOG_CAUSES(C)
#undef C
        MOG_CAUSE_COUNT
} mog_cause;

const char *mog_cause_word(mog_cause cause);

/* A record that is behind a change: it came, it went, or it became stale. */
typedef struct mog_cause_record {
    uint64_t id;
    mog_text kind, subject, item; /* item may be empty */
    mog_time observed;
    bool came; /* else it went: another took its place, or it was retracted */
} mog_cause_record;

typedef struct mog_result_change {
    mog_text rule, subject, control;
    const mog_run_result *before, *after; /* NULL: there was none, there is none */
    mog_cause cause;
    mog_text what; /* of a changed rule or parameter; may be empty */
    const mog_cause_record *records;
    uint32_t record_count;
    double loss_before, loss_after; /* what the result costs compliance (mog_score_loss), 0 where there is none */
} mog_result_change;

typedef struct mog_control_change {
    mog_text control;
    int maturity_before, maturity_after; /* MOG_NO_MATURITY: none */
    double strict_before, strict_after;  /* NaN: none */
} mog_control_change;

typedef struct mog_run_diff {
    mog_arena *arena;
    mog_run before, after;
    bool same_policies;
    const mog_rule_change *rules; /* by rule */
    size_t rule_count;
    const mog_result_change
        *results; /* the most important first: what it costs now against then; then by rule and subject */
    size_t result_count;
    const mog_control_change
        *controls; /* those with another maturity, or strict compliance of a point or more; as in the report */
    size_t control_count;
    uint64_t unchanged; /* results */
} mog_run_diff;

mog_status mog_run_compare(mog_run_diff **out, mog_snapshot *snapshot, const mog_run *before, const mog_run *after,
                           const mog_plugins *plugins, mog_error *err);
void mog_run_diff_free(mog_run_diff *diff); /* NULL is allowed */

#endif

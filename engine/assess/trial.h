/* trial.h: runs the `test` blocks of a policy: each rule over the evidence that stands in its test, in memory, as an assessment would.
 *
 * A test is passed when the verdict is the one that it expects, and the achievement and the cause too where it names them. Results are in
 * the order of the tests, whatever the number of processes.
 */
#ifndef MOG_ENGINE_ASSESS_TRIAL_H
#define MOG_ENGINE_ASSESS_TRIAL_H

#include "engine/assess/assess.h"

typedef enum mog_trial_outcome {
    MOG_TRIAL_PASSED,
    MOG_TRIAL_VERDICT,     /* another verdict than expected */
    MOG_TRIAL_ACHIEVEMENT, /* the verdict, but not the achievement */
    MOG_TRIAL_BECAUSE,     /* the verdict, but for another cause */
    MOG_TRIAL_REFUSED      /* the evidence that it gives cannot be evidence */
} mog_trial_outcome;

#define MOG_TRIAL_TOLERANCE                                                                                            \
    INT64_C(500000) /* of an expected achievement, in units of 1e-9: half of the third decimal */

typedef struct mog_trial {
    const mog_policy_test *test;
    mog_trial_outcome outcome;
    mog_verdict verdict;                  /* that came out; without meaning where REFUSED */
    int64_t achievement;                  /* that came out */
    const char *reason, *reason_sv;       /* as in mog_result; of REFUSED: the cause, and what to do (may be empty) */
    const char **findings, **findings_sv; /* as in mog_result */
    uint32_t finding_count;
    uint32_t refused; /* REFUSED: which of the given records */
    int64_t took;     /* nanoseconds */
} mog_trial;

/* What a rule can come to. `partly` counts as not met. */
enum { MOG_REACHED_MET = 1, MOG_REACHED_NOT_MET = 2, MOG_REACHED_UNKNOWN = 4, MOG_REACHED_NOT_APPLICABLE = 8 };
#define MOG_REACHED_KINDS 4

typedef struct mog_coverage {
    uint32_t tests;
    uint8_t reached, possible; /* by passed tests; by the rule */
} mog_coverage;

typedef struct mog_trials {
    mog_arena *arena;
    const mog_policy *policy; /* borrowed */
    const mog_trial *trials;
    uint32_t count, passed;
    const mog_coverage *coverage; /* by rule of the policy */
    uint32_t tested;              /* rules with a test */
    uint32_t reached, possible;   /* outcomes of all rules */
} mog_trials;

typedef struct mog_trial_options {
    mog_text filter; /* only tests with this in their name, rule or file; empty: all */
    uint32_t jobs;   /* processes; 0: one a core */
} mog_trial_options;

mog_status mog_try_tests(mog_trials **out, const mog_policy *policy, const mog_host *host,
                         const mog_trial_options *options, mog_error *err);
void mog_trials_free(mog_trials *trials); /* NULL is allowed */

/* The values that decided. MOG_INPUT: the evidence was refused. */
mog_status mog_trial_explain(mog_explanation **out, const mog_policy *policy, const mog_host *host,
                             const mog_policy_test *test, mog_error *err);

#endif

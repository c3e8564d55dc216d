/* trial_one.h: one test. For the files of engine/assess only. */
#ifndef MOG_ENGINE_ASSESS_TRIAL_ONE_H
#define MOG_ENGINE_ASSESS_TRIAL_ONE_H

#include "engine/assess/trial.h"

/* Runs it; texts are taken from `arena`. */
mog_status mog_trial_run(mog_trial *out, mog_arena *arena, const mog_policy *policy, const mog_host *host,
                         const mog_policy_test *test, mog_error *err);

void mog_coverage_count(mog_trials *trials, mog_coverage *coverage);

#endif

/* resume.h: an earlier run whose results an assessment can take over where nothing can have changed (engine/assess/previous.h). */
#ifndef MOG_ENGINE_RUN_RESUME_H
#define MOG_ENGINE_RUN_RESUME_H

#include "engine/assess/previous.h"
#include "engine/run/run.h"

/* What an assessment measures with: program, policies, profile and plugins; all of a run's inputs but the evidence, the clock and what was chosen. */
mog_digest mog_run_yardstick(const mog_policy *policy, const mog_host *host);

/* The last whole run on record with this yardstick, with a clock that is not after this one, that kept what is needed. *found: there is one. Everything is
 * from `arena`. */
mog_status mog_run_resume(mog_previous *out, mog_run *run, bool *found, mog_arena *arena, mog_snapshot *snapshot,
                          const mog_policy *policy, const mog_host *host, mog_time clock, mog_error *err);

#endif

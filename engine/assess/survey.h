/* survey.h: the child that runs rules with tracing over all subjects and counts what comes of their conditions. */
#ifndef MOG_ENGINE_ASSESS_SURVEY_H
#define MOG_ENGINE_ASSESS_SURVEY_H

#include "engine/assess/plan.h"

#define MOG_TRACED_EVALUATIONS UINT64_C(1000000) /* rules on subjects that are traced, about */

typedef struct mog_survey {
    const mog_plan *plan;
    const bool *skips;  /* by rule: not to be run */
    const bool *absent; /* by subject: nothing was observed of it up to the clock */
} mog_survey;

/* A mog_process_body; `context` is a mog_survey. Sends MOG_FRAME_SUPPLY for each kind in the store, MOG_FRAME_KIND for each kind and type,
 * MOG_FRAME_DONE for each subject with its number, MOG_FRAME_CONDITION for each condition, then _BYE; or MOG_FRAME_ERROR. */
void mog_survey_run(void *context, int pipe);

#endif

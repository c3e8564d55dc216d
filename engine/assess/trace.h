/* trace.h: the child that explains one rule on one subject: evaluates it again with tracing and sends what it saw. Likewise of an
 * expression. */
#ifndef MOG_ENGINE_ASSESS_TRACE_H
#define MOG_ENGINE_ASSESS_TRACE_H

#include "engine/assess/plan.h"

typedef enum mog_traced_block {
    MOG_TRACED_WHERE,
    MOG_TRACED_CONDITION,
    MOG_TRACED_TARGET,
    MOG_TRACED_BLOCKS
} mog_traced_block;

typedef struct mog_tracing {
    const mog_plan *plan; /* store, policy, host, options, journal_number */
    const mog_rule *rule;
    mog_text subject;                 /* of an expression: empty where it is over none */
    const mog_expression *expression; /* that the rule stands for; NULL: a rule of the policy */
} mog_tracing;

#define MOG_STEP_LIMIT 100000u /* steps that are sent */

/* A mog_process_body; `context` is a mog_tracing. Sends MOG_FRAME_RECORD and _STEP, of an expression _RESULT, then _BYE;
 * or MOG_FRAME_ERROR. */
void mog_trace_run(void *context, int pipe);

#endif

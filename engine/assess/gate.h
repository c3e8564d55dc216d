/* gate.h: whether a subject may pass a gate: whether each of its steps is met. What is unknown, or ended in an error, is not. */
#ifndef MOG_ENGINE_ASSESS_GATE_H
#define MOG_ENGINE_ASSESS_GATE_H

#include "engine/assess/assess.h"

typedef struct mog_passage {
    const mog_gate *gate;
    mog_assessment *assessment; /* its results are those of the steps, in their order */
    bool open;
    uint32_t remaining; /* steps that are not met */
} mog_passage;

/* MOG_INPUT: no such gate or subject, or nothing was observed of it up to the clock. */
mog_status mog_pass_gate(mog_passage *out, const char *store, const mog_policy *policy, const mog_host *host,
                         mog_text gate, mog_text subject, mog_moment at, mog_error *err);
void mog_passage_free(mog_passage *passage);

#endif

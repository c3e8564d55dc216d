/* risks.h: what open risks say of the controls that they name (docs/scoring.md, "Weight by risk"). For the files of engine/assess only. */
#ifndef MOG_ENGINE_ASSESS_RISKS_H
#define MOG_ENGINE_ASSESS_RISKS_H

#include "engine/assess/result.h"
#include "engine/assess/wire.h"
#include "engine/store/current.h"

typedef struct mog_risks {
    mog_control_risk *at; /* malloc'd; by control, each once */
    size_t count, capacity;
} mog_risks;

/* Reads the current risks of all subjects; nothing unless the policy's profile weighs by risk. */
mog_status mog_risks_read(mog_risks *risks, const mog_policy *policy, mog_snapshot *snapshot, mog_time clock,
                          mog_error *err);
void mog_risks_free(mog_risks *risks);

void mog_risks_send(const mog_risks *risks, mog_sender *sender);
bool mog_risks_take(mog_risks *risks, mog_frame *frame); /* of MOG_FRAME_RISKS. False: it makes no sense */

#endif

#include "engine/assess/risks.h"

#include <stdlib.h>

#define RISKS_A_FRAME 4096u

typedef struct reading {
    mog_risks *risks;
    mog_risk_kind kind;
} reading;

/* ---- one record */

static const uint8_t *field(const reading *r, const uint8_t *row, uint32_t slot)
{
    return mog_row_has(row, slot) ? mog_row_slot(row, r->kind.kind->row.words, slot) : NULL;
}

static bool is_open(const reading *r, const uint8_t *row)
{
    if (r->kind.status < 0 || r->kind.closed < 0) return true;
    const uint8_t *status = field(r, row, (uint32_t)r->kind.status);
    return !status || mog_load_word(status) != (uint64_t)r->kind.closed;
}

static void add(void *context, mog_text subject, const mog_element *risk)
{
    (void)subject;
    reading *r = context;
    const uint8_t *row = risk->row;
    if (!row || !is_open(r, row)) return;
    const uint8_t *residual = field(r, row, r->kind.residual), *controls = field(r, row, r->kind.controls);
    int64_t remains = residual ? (int64_t)mog_load_word(residual) : 0;
    if (remains <= 0 || !controls) return;
    uint32_t most = remains > MOG_RISK_MOST ? MOG_RISK_MOST : (uint32_t)remains;
    const uint8_t *control = mog_slot_target(controls);
    for (uint32_t i = mog_slot_count(controls); i > 0; i--, control += 8)
        MOG_PUSH(r->risks->at, r->risks->count, r->risks->capacity) =
            (mog_control_risk){.control = mog_load_word(control), .residual = most, .record = risk->record->id};
}

/* ---- all of them */

static int by_control(const void *a, const void *b)
{
    const mog_control_risk *x = a, *y = b;
    if (x->control != y->control) return x->control < y->control ? -1 : 1;
    if (x->residual != y->residual) return x->residual > y->residual ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* The first of each control is the one that counts. */
static void settle(mog_risks *risks)
{
    size_t kept = 0;
    if (risks->count) qsort(risks->at, risks->count, sizeof *risks->at, by_control);
    for (size_t i = 0; i < risks->count; i++)
        if (kept == 0 || risks->at[i].control != risks->at[kept - 1].control) risks->at[kept++] = risks->at[i];
    risks->count = kept;
}

mog_status mog_risks_read(mog_risks *risks, const mog_policy *policy, mog_snapshot *snapshot, mog_time clock,
                          mog_error *err)
{
    reading r = {.risks = risks};
    if (!policy->profile || !policy->profile->by_risk) return MOG_OK;
    if (!mog_risk_kind_of(&r.kind, policy->kinds, policy->kind_count)) return MOG_OK; /* the checker has refused it */
    mog_status status = mog_current_each(policy, r.kind.kind, snapshot, clock, add, &r, err);
    settle(risks);
    return status;
}

void mog_risks_free(mog_risks *risks)
{
    free(risks->at);
    *risks = (mog_risks){0};
}

/* ---- sending */

void mog_risks_send(const mog_risks *risks, mog_sender *sender)
{
    for (size_t first = 0; first < risks->count; first += RISKS_A_FRAME) {
        size_t part = risks->count - first < RISKS_A_FRAME ? risks->count - first : RISKS_A_FRAME;
        mog_send_begin(sender, MOG_FRAME_RISKS);
        mog_send_u32(sender, (uint32_t)part);
        for (size_t i = first; i < first + part; i++) {
            mog_send_u64(sender, risks->at[i].control);
            mog_send_u32(sender, risks->at[i].residual);
            mog_send_u64(sender, risks->at[i].record);
        }
        mog_send_end(sender);
    }
}

bool mog_risks_take(mog_risks *risks, mog_frame *frame)
{
    uint32_t part = mog_take_u32(frame);
    for (uint32_t i = 0; i < part && !frame->bad; i++) {
        mog_control_risk risk = {.control = mog_take_u64(frame)};
        risk.residual = mog_take_u32(frame);
        risk.record = mog_take_u64(frame);
        if (frame->bad || risk.residual < 1 || risk.residual > MOG_RISK_MOST) return false;
        if (risks->count && risks->at[risks->count - 1].control >= risk.control) return false;
        MOG_PUSH(risks->at, risks->count, risks->capacity) = risk;
    }
    return mog_frame_ended(frame);
}

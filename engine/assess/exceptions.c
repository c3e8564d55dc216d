#include "engine/assess/exceptions.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS_A_FRAME 4096u

/* ---- in the worker */

static const uint8_t *field(const mog_exception_kind *kind, const uint8_t *row, uint32_t slot)
{
    return mog_row_has(row, slot) ? mog_row_slot(row, kind->kind->row.words, slot) : NULL;
}

static bool is_stale(const mog_kind *kind, const mog_record *record, mog_time clock)
{
    mog_time oldest;
    return kind->has_fresh && mog_time_subtract(&oldest, clock, kind->fresh) && record->observed < oldest;
}

/* Its controls, where it is in force; else NULL. */
static const uint8_t *controls_of(mog_time *until, const mog_exception_kind *kind, const mog_element *one,
                                  mog_time clock)
{
    if (!one->row || is_stale(kind->kind, one->record, clock)) return NULL;
    const uint8_t *approved = field(kind, one->row, kind->approved), *last = field(kind, one->row, kind->until);
    const uint8_t *ended = kind->ended >= 0 ? field(kind, one->row, (uint32_t)kind->ended) : NULL;
    if (!approved || (mog_time)mog_load_word(approved) > clock) return NULL;
    if (!last || (mog_time)mog_load_word(last) < clock) return NULL;
    if (ended && (mog_time)mog_load_word(ended) <= clock) return NULL;
    *until = (mog_time)mog_load_word(last);
    return field(kind, one->row, kind->controls);
}

void mog_exceptions_send(mog_sender *sender, const mog_exception_kind *kind, const mog_subject_table *table,
                         mog_time clock)
{
    if (!kind->kind) return;
    const mog_current *current = &table->kinds[kind->kind->index];
    uint32_t sent = 0; /* in the open frame */
    for (uint32_t e = 0; e < current->count; e++) {
        mog_time until;
        const uint8_t *controls = controls_of(&until, kind, &current->elements[e], clock);
        if (!controls) continue;
        const uint8_t *control = mog_slot_target(controls);
        for (uint32_t i = mog_slot_count(controls); i > 0; i--, control += 8) {
            if (sent == 0) mog_send_begin(sender, MOG_FRAME_EXCEPTIONS);
            mog_send_u64(sender, mog_load_word(control));
            mog_send_u64(sender, current->elements[e].record->id);
            mog_send_u64(sender, (uint64_t)until);
            if (++sent == PAIRS_A_FRAME) mog_send_end(sender);
            sent %= PAIRS_A_FRAME;
        }
    }
    if (sent) mog_send_end(sender);
}

/* ---- in the supervisor */

bool mog_exceptions_take(mog_exceptions *all, uint32_t subject, mog_frame *frame)
{
    while (!mog_frame_ended(frame) && !frame->bad) {
        mog_exception one = {.subject = subject, .control = mog_take_u64(frame)};
        one.record = mog_take_u64(frame);
        one.until = (mog_time)mog_take_u64(frame);
        if (!frame->bad) MOG_PUSH(all->at, all->count, all->capacity) = one;
    }
    return !frame->bad;
}

static int by_pair(const void *a, const void *b)
{
    const mog_exception *x = a, *y = b;
    if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
    return (x->control > y->control) - (x->control < y->control);
}

static int by_standing(const void *a, const void *b)
{
    const mog_exception *x = a, *y = b;
    int order = by_pair(a, b);
    if (order) return order;
    if (x->until != y->until) return x->until > y->until ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static bool can_be_excepted(const mog_result *result)
{
    return result->verdict == MOG_VERDICT_NOT_MET || result->verdict == MOG_VERDICT_PARTLY ||
           result->verdict == MOG_VERDICT_UNKNOWN;
}

void mog_exceptions_mark(mog_assessment *assessment, mog_arena *arena, mog_exceptions *all, mog_result *results)
{
    size_t kept = 0;
    if (all->count == 0) return;
    qsort(all->at, all->count, sizeof *all->at, by_standing);
    for (size_t i = 0; i < all->count; i++)
        if (kept == 0 || by_pair(&all->at[kept - 1], &all->at[i]) != 0) all->at[kept++] = all->at[i];
    mog_exception *exceptions = mog_take_array(arena, mog_exception, kept);
    memcpy(exceptions, all->at, kept * sizeof *exceptions);
    assessment->exceptions = exceptions;
    assessment->exception_count = kept;
    for (size_t i = 0; i < assessment->result_count; i++) {
        mog_result *result = &results[i];
        mog_exception key = {.subject = result->subject, .control = assessment->policy->rules[result->rule].control};
        if (can_be_excepted(result)) result->excepted = bsearch(&key, exceptions, kept, sizeof key, by_pair);
    }
}

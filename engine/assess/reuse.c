#include "engine/assess/reuse.h"

#include "engine/assess/plan.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"

#include <stdlib.h>
#include <string.h>

#define TOUCHED_A_FRAME 65536u

/* ---- previous.h */

const mog_previous_subject *mog_previous_find(const mog_previous *previous, mog_text subject)
{
    size_t low = 0, high = previous->subject_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mog_text_compare(previous->subjects[middle].told.name, subject) < 0) low = middle + 1;
        else high = middle;
    }
    bool found = low < previous->subject_count && mog_text_equal(previous->subjects[low].told.name, subject);
    return found ? &previous->subjects[low] : NULL;
}

const mog_result *mog_previous_result(const mog_previous_subject *subject, uint32_t rule)
{
    size_t low = 0, high = subject->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (subject->results[middle].rule < rule) low = middle + 1;
        else high = middle;
    }
    return low < subject->count && subject->results[low].rule == rule ? &subject->results[low] : NULL;
}

/* ---- what was touched */

static void touch(mog_touched *touched, uint32_t subject)
{
    if (touched->count && touched->at[touched->count - 1] == subject) return;
    MOG_PUSH(touched->at, touched->count, touched->capacity) = subject;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void settle(mog_touched *touched)
{
    size_t kept = 0;
    if (touched->count) qsort(touched->at, touched->count, sizeof *touched->at, by_number);
    for (size_t i = 0; i < touched->count; i++)
        if (!kept || touched->at[kept - 1] != touched->at[i]) touched->at[kept++] = touched->at[i];
    touched->count = kept;
}

/* A change is about the subject of a record, or of the record that its note is about; or nobody's, as a key or a run. */
static mog_status touch_by_change(mog_touched *touched, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    mog_change change;
    bool found;
    mog_status status = mog_snapshot_change(&change, &found, snapshot, number, err);
    if (status) return status;
    if (!found || change.type == MOG_CHANGE_ERASED) touched->all = true;
    if (!found || touched->all) return MOG_OK;
    bool about = change.type == MOG_CHANGE_RETRACTED || change.type == MOG_CHANGE_ATTACHED;
    if (about) {
        status = mog_snapshot_change(&change, &found, snapshot, mog_change_record(&change), err);
        if (status) return status;
        if (!found) touched->all = true;
    }
    if (found && change.type == MOG_CHANGE_RECORD_ADDED) touch(touched, mog_get_be32(change.key));
    return MOG_OK;
}

typedef struct window {
    mog_touched *touched;
    mog_snapshot *snapshot;
    mog_time after, until;
    mog_text last; /* subject that was touched last */
    mog_arena *arena;
} window;

/* What was observed between the clocks was not seen by the earlier one, whenever it was recorded. */
static mog_status touch_in_window(void *context, const mog_record *record, mog_error *err)
{
    window *w = context;
    uint32_t id;
    mog_text subject = mog_record_subject(record);
    if (record->observed <= w->after || record->observed > w->until) return MOG_OK;
    if (mog_text_equal(subject, w->last)) return MOG_OK;
    mog_status status = mog_snapshot_find(&id, w->snapshot, subject, err);
    if (!status && id) touch(w->touched, id);
    w->last = (mog_text){mog_arena_copy(w->arena, subject.at, subject.size), subject.size};
    return status;
}

mog_status mog_touched_read(mog_touched *touched, const mog_previous *previous, mog_snapshot *snapshot, mog_time clock,
                            mog_error *err)
{
    uint64_t last = mog_snapshot_last(snapshot);
    mog_status status = MOG_OK;
    *touched = (mog_touched){.all = previous->changes > last || previous->clock > clock};
    for (uint64_t number = previous->changes + 1; number <= last && !touched->all && !status; number++)
        status = touch_by_change(touched, snapshot, number, err);
    if (!status && !touched->all && previous->clock < clock) {
        window w = {.touched = touched,
                    .snapshot = snapshot,
                    .after = previous->clock,
                    .until = clock,
                    .arena = mog_arena_new()};
        status = mog_snapshot_walk_standing(snapshot, 0, 0, touch_in_window, &w, err);
        mog_arena_free(w.arena);
    }
    settle(touched);
    return status;
}

void mog_touched_send(const mog_touched *touched, mog_sender *sender)
{
    for (size_t first = 0; first == 0 || first < touched->count; first += TOUCHED_A_FRAME) {
        size_t left = touched->count - first, part = left < TOUCHED_A_FRAME ? left : TOUCHED_A_FRAME;
        mog_send_begin(sender, MOG_FRAME_TOUCHED);
        mog_send_byte(sender, touched->all);
        mog_send_u32(sender, (uint32_t)part);
        for (size_t i = first; i < first + part; i++) mog_send_u32(sender, touched->at[i]);
        mog_send_end(sender);
    }
}

bool mog_touched_take(mog_touched *touched, mog_frame *frame)
{
    touched->all |= mog_take_byte(frame) != 0;
    uint32_t part = mog_take_u32(frame);
    for (uint32_t i = 0; i < part && !frame->bad; i++) {
        uint32_t subject = mog_take_u32(frame);
        if (!frame->bad) MOG_PUSH(touched->at, touched->count, touched->capacity) = subject;
    }
    return mog_frame_ended(frame);
}

void mog_touched_free(mog_touched *touched)
{
    free(touched->at);
    *touched = (mog_touched){0};
}

/* ---- what rules ask for */

static bool has_op(const mog_code *code, const mog_opcode *ops, size_t count)
{
    for (uint32_t i = 0; code->at && i < code->count; i++)
        for (size_t k = 0; k < count; k++)
            if (code->at[i].op == ops[k]) return true;
    return false;
}

static bool any_block_has(const mog_rule *rule, const mog_opcode *ops, size_t count)
{
    const mog_code *const blocks[] = {&rule->where, &rule->condition, &rule->target, &rule->findings,
                                      &rule->findings_sv};
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
        if (has_op(blocks[b], ops, count)) return true;
    return false;
}

static void look_at_rules(mog_plan *plan)
{
    static const mog_opcode clock[] = {MOG_OP_NOW};
    static const mog_opcode others[] = {MOG_OP_SUBJECT, MOG_OP_RELATED, MOG_OP_RECORD_OF, MOG_OP_LIST_OF,
                                        MOG_OP_NEXT_SUBJECT};
    mog_reuse *reuse = &plan->reuse;
    reuse->asks_clock = mog_take_array(plan->arena, bool, plan->policy->rule_count);
    reuse->asks_others = mog_take_array(plan->arena, bool, plan->policy->rule_count);
    for (uint32_t r = 0; r < plan->policy->rule_count; r++) {
        const mog_rule *rule = &plan->policy->rules[r];
        reuse->asks_clock[r] = any_block_has(rule, clock, sizeof clock / sizeof *clock);
        reuse->asks_others[r] =
            rule->reach_count || rule->where_reach_count || any_block_has(rule, others, sizeof others / sizeof *others);
    }
}

void mog_reuse_plan(mog_plan *plan)
{
    const mog_previous *previous = plan->options.previous;
    mog_reuse *reuse = &plan->reuse;
    if (!previous || plan->touched.all) return;
    reuse->moved = previous->clock != plan->options.clock;
    reuse->any_touched = plan->touched.count > 0;
    look_at_rules(plan);
    reuse->how = mog_take_array(plan->arena, uint8_t, plan->subject_count);
    reuse->before = mog_take_array(plan->arena, const mog_previous_subject *, plan->subject_count);
    bool still = !reuse->moved && !(plan->policy->reaches_others && reuse->any_touched);
    for (uint32_t s = 0; s < plan->subject_count; s++) {
        uint32_t id = plan->subjects[s].id;
        bool touched = plan->touched.count && bsearch(&id, plan->touched.at, plan->touched.count, sizeof id, by_number);
        reuse->before[s] = touched ? NULL : mog_previous_find(previous, plan->subjects[s].name);
        if (!reuse->before[s]) continue;
        reuse->how[s] = still ? MOG_REUSE_ALL : MOG_REUSE_PART;
        for (uint32_t r = 0; still && r < plan->groups[plan->subjects[s].group].rule_count; r++) {
            const mog_result *before =
                mog_previous_result(reuse->before[s], plan->groups[plan->subjects[s].group].rules[r]);
            if (!before || before->verdict == MOG_VERDICT_ERROR) reuse->how[s] = MOG_REUSE_PART;
        }
    }
}

/* ---- what has become too old */

static bool limit_of(mog_time *out, const mog_policy *policy, uint32_t threshold, mog_time clock)
{
    return threshold != 0 && mog_time_subtract(out, clock, policy->thresholds[threshold]);
}

static bool crosses(const mog_plan *plan, const mog_current *current, uint32_t threshold)
{
    mog_time before, now;
    if (threshold == 0) return false;
    bool had = limit_of(&before, plan->policy, threshold, plan->options.previous->clock);
    bool has = limit_of(&now, plan->policy, threshold, plan->options.clock);
    if (!had || !has) return had != has; /* out of the calendar */
    for (uint32_t e = 0; e < current->count; e++) {
        const mog_record *record = current->elements[e].record;
        if (record && record->observed >= before && record->observed < now) return true;
    }
    return current->census && current->census->observed >= before && current->census->observed < now;
}

static bool has_aged(const mog_plan *plan, const mog_rule *rule, const mog_subject_table *table)
{
    for (uint32_t r = 0; r < rule->read_count; r++)
        if (crosses(plan, &table->kinds[rule->reads[r].kind], rule->reads[r].threshold)) return true;
    for (uint32_t r = 0; r < rule->where_read_count; r++)
        if (crosses(plan, &table->kinds[rule->where_reads[r].kind], rule->where_reads[r].threshold)) return true;
    return false;
}

const mog_result *mog_reuse_find(const mog_plan *plan, uint32_t rule, uint32_t subject, const mog_subject_table *table)
{
    const mog_reuse *reuse = &plan->reuse;
    if (!reuse->how || reuse->how[subject] == MOG_REUSE_NOTHING) return NULL;
    const mog_result *before = mog_previous_result(reuse->before[subject], rule);
    if (!before || before->verdict == MOG_VERDICT_ERROR) return NULL;
    if (reuse->asks_clock[rule] && reuse->moved) return NULL;
    if (reuse->asks_others[rule] && (reuse->moved || reuse->any_touched)) return NULL;
    if (reuse->moved && has_aged(plan, &plan->policy->rules[rule], table)) return NULL;
    return before;
}

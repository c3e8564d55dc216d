/* An assessment, then a survey of the same store in a child of its own. The store is never opened here. Where a plugin's function ends the
 * survey, or a rule takes too long, the assessment stands and nothing is said of single conditions. */
#include "engine/assess/against.h"

#include "engine/assess/plan.h"
#include "engine/assess/process.h"
#include "engine/assess/survey.h"
#include "engine/assess/wire.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct gathered {
    const mog_plan *plan;
    mog_arena *arena;
    mog_condition_use *conditions;
    size_t condition_count, condition_capacity;
    mog_kind_use *kinds;
    size_t kind_count, kind_capacity;
    mog_kind_supply *supplies;
    size_t supply_count, supply_capacity;
    uint32_t traced;
    bool ended;
    mog_status status;
} gathered;

static mog_text keep(gathered *all, mog_text text)
{
    return (mog_text){mog_arena_copy(all->arena, text.at, text.size), text.size};
}

static bool take_condition(gathered *all, mog_frame *frame)
{
    const mog_policy *policy = all->plan->policy;
    mog_condition_use use = {.rule = mog_take_u32(frame)};
    use.where = mog_take_byte(frame) != 0;
    use.span.file = mog_take_u32(frame);
    use.span.start = mog_take_u32(frame);
    use.span.end = mog_take_u32(frame);
    use.is_true = mog_take_u64(frame);
    use.is_false = mog_take_u64(frame);
    use.is_unknown = mog_take_u64(frame);
    use.subjects = mog_take_u32(frame);
    if (!mog_frame_ended(frame) || use.rule >= policy->rule_count || use.span.file >= policy->file_count) return false;
    if (use.span.start > use.span.end || use.span.end > policy->files[use.span.file].text.size) return false;
    MOG_PUSH(all->conditions, all->condition_count, all->condition_capacity) = use;
    return true;
}

static bool take_kind(gathered *all, mog_frame *frame)
{
    uint32_t kind = mog_take_u32(frame), group = mog_take_u32(frame), subjects = mog_take_u32(frame);
    if (!mog_frame_ended(frame) || kind >= all->plan->policy->kind_count || group >= all->plan->group_count)
        return false;
    MOG_PUSH(all->kinds, all->kind_count, all->kind_capacity) =
        (mog_kind_use){kind, keep(all, all->plan->groups[group].type), subjects};
    return true;
}

static bool take_supply(gathered *all, mog_frame *frame)
{
    mog_kind_supply supply = {.name = keep(all, mog_take_text(frame))};
    supply.records = mog_take_u64(frame);
    if (!mog_frame_ended(frame)) return false;
    MOG_PUSH(all->supplies, all->supply_count, all->supply_capacity) = supply;
    return true;
}

static bool take_frame(gathered *all, mog_frame *frame, mog_error *err)
{
    switch (frame->type) {
    case MOG_FRAME_CONDITION: return take_condition(all, frame);
    case MOG_FRAME_KIND: return take_kind(all, frame);
    case MOG_FRAME_SUPPLY: return take_supply(all, frame);
    case MOG_FRAME_DONE:
        mog_take_u32(frame);
        all->traced++;
        return mog_frame_ended(frame);
    default:
        if (!mog_take_last(frame, &all->status, err)) return false;
        all->ended = true;
        return true;
    }
}

/* Reads until the child ends, or nothing has come from it for a while. */
static void read_all(gathered *all, mog_receiver *receiver, mog_error *err)
{
    const mog_assess_options *options = &all->plan->options;
    mog_frame frame;
    bool broken = false;
    /* What a child sends is gathered into large pieces; between two of them lies the work on many subjects. */
    int64_t patience = 60 * MOG_SECOND + options->call_limit;
    while (!all->ended && !broken) {
        struct pollfd file = {receiver->fd, POLLIN, 0};
        if (poll(&file, 1, (int)(patience / 1000000)) <= 0) return;
        if (mog_receive(receiver) == MOG_RECEIVED_END) return;
        while (!broken && mog_receiver_next(receiver, &frame, &broken)) broken = !take_frame(all, &frame, err);
        if (options->progress) options->progress(options->progress_context, all->traced, all->plan->subject_count);
    }
}

static mog_status survey(gathered *all, mog_survey *what, mog_error *err)
{
    pid_t pid;
    mog_receiver receiver = {0};
    mog_status status = mog_process_start(&pid, &receiver.fd, mog_survey_run, what, err);
    if (status) return status;
    read_all(all, &receiver, err);
    close(receiver.fd);
    mog_process_kill(pid);
    mog_buffer_free(&receiver.buffer);
    return all->status;
}

static int by_name(const void *a, const void *b)
{
    const mog_kind_supply *x = a, *y = b;
    return mog_text_compare(x->name, y->name);
}

static int by_place(const void *a, const void *b)
{
    const mog_condition_use *x = a, *y = b;
    if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
    if (x->where != y->where) return x->where ? -1 : 1;
    if (x->span.file != y->span.file) return x->span.file < y->span.file ? -1 : 1;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    /* the wider one first, so that what lies within it follows it */
    return x->span.end > y->span.end ? -1 : x->span.end < y->span.end;
}

/* What was gathered, in the arena. NULL where there is nothing. */
static void *settle(gathered *all, const void *list, size_t count, size_t size,
                    int (*order)(const void *, const void *))
{
    if (count == 0) return NULL;
    void *kept = mog_arena_copy(all->arena, list, count * size);
    if (order) qsort(kept, count, size, order);
    return kept;
}

/* Rules with an error anywhere: what they call may end the process that runs them. */
static bool *list_skips(mog_arena *arena, const mog_assessment *assessment)
{
    bool *skips = mog_take_array(arena, bool, assessment->policy->rule_count);
    for (size_t i = 0; i < assessment->result_count; i++)
        if (assessment->results[i].verdict == MOG_VERDICT_ERROR) skips[assessment->results[i].rule] = true;
    return skips;
}

/* Both lists are sorted by name, and the assessment has left out those that are absent. */
static bool *list_absent(mog_arena *arena, const mog_plan *plan, const mog_assessment *assessment)
{
    bool *absent = mog_take_array(arena, bool, plan->subject_count);
    uint32_t at = 0;
    for (uint32_t i = 0; i < plan->subject_count; i++) {
        while (at < assessment->subject_count &&
               mog_text_compare(assessment->subjects[at].name, plan->subjects[i].name) < 0)
            at++;
        absent[i] =
            at == assessment->subject_count || !mog_text_equal(assessment->subjects[at].name, plan->subjects[i].name);
    }
    return absent;
}

mog_status mog_against_store(mog_against **out, const char *store, const mog_policy *policy, const mog_host *host,
                             const mog_assess_options *options, mog_error *err)
{
    mog_plan plan = {0};
    mog_arena *arena = mog_arena_new(), *scratch = mog_arena_new();
    mog_against *against = mog_take(arena, mog_against);
    gathered all = {.plan = &plan, .arena = arena};
    against->arena = arena;
    *out = NULL;
    mog_status status = mog_assess(&against->assessment, store, policy, host, options, err);
    if (!status) status = mog_plan_make(&plan, scratch, store, policy, host, options, err);
    if (status) goto done;
    /* what was added since is no part of it */
    plan.until = against->assessment->journal_number ? against->assessment->journal_number : MOG_UNTIL_START;
    mog_survey what = {&plan, list_skips(scratch, against->assessment),
                       list_absent(scratch, &plan, against->assessment)};
    if ((status = survey(&all, &what, err))) goto done;
    against->cut_short = !all.ended;
    if (against->cut_short) all.condition_count = all.kind_count = 0;
    against->traced = all.traced;
    against->condition_count = (uint32_t)all.condition_count;
    against->kind_count = (uint32_t)all.kind_count;
    against->supply_count = (uint32_t)all.supply_count;
    against->conditions = settle(&all, all.conditions, all.condition_count, sizeof *all.conditions, by_place);
    against->kinds = settle(&all, all.kinds, all.kind_count, sizeof *all.kinds, NULL);
    against->supplies = settle(&all, all.supplies, all.supply_count, sizeof *all.supplies, by_name);
    *out = against;
done:
    free(all.conditions);
    free(all.kinds);
    free(all.supplies);
    mog_plan_end(&plan);
    mog_arena_free(scratch);
    if (status) mog_against_free(against);
    return status;
}

void mog_against_free(mog_against *against)
{
    if (!against) return;
    mog_assessment_free(against->assessment);
    mog_arena_free(against->arena);
}

static bool block_reads(const mog_policy *policy, const mog_code *code, uint32_t kind)
{
    for (uint32_t i = 0; i < code->count; i++) {
        const mog_instruction *at = &code->at[i];
        if ((at->op == MOG_OP_RECORD || at->op == MOG_OP_LIST) && at->a == kind) return true;
        bool of_others = at->op == MOG_OP_RECORD_OF || at->op == MOG_OP_LIST_OF;
        if (of_others && at->b < policy->reached_count && policy->reached[at->b] == kind) return true;
    }
    return false;
}

bool mog_rule_reads(const mog_policy *policy, const mog_rule *rule, uint32_t kind)
{
    return block_reads(policy, &rule->where, kind) || block_reads(policy, &rule->condition, kind) ||
           block_reads(policy, &rule->target, kind) || block_reads(policy, &rule->findings, kind) ||
           block_reads(policy, &rule->findings_sv, kind);
}

/* One rule on one subject, explained: the verdict as an assessment finds it, then the values and records behind it, from a child of
 * its own. Where a plugin's function ends that child, the explanation holds what came before. */
#include "engine/assess/process.h"
#include "engine/assess/trace.h"
#include "engine/assess/wire.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define T(text) (int)(text).size, (text).at

typedef struct steps {
    mog_explained_step *at;
    size_t count, capacity;
} steps;

typedef struct gathered {
    const mog_policy *policy;
    mog_arena *arena;
    steps blocks[MOG_TRACED_BLOCKS];
    mog_explained_record *records;
    size_t record_count, record_capacity;
    bool ended;
    mog_status status;
} gathered;

static mog_text keep(gathered *all, mog_text text)
{
    return (mog_text){mog_arena_copy(all->arena, text.at, text.size), text.size};
}

/* An expression is computed by several instructions, which may tell the same thing twice in a row. */
static bool is_repeated(const steps *list, const mog_explained_step *step)
{
    if (list->count == 0) return false;
    const mog_explained_step *last = &list->at[list->count - 1];
    return last->span.file == step->span.file && last->span.start == step->span.start &&
           last->span.end == step->span.end && mog_text_equal(last->value, step->value) &&
           mog_text_equal(last->item, step->item);
}

static bool take_step(gathered *all, mog_frame *frame)
{
    uint8_t block = mog_take_byte(frame);
    mog_explained_step step = {.span.file = mog_take_u32(frame)};
    step.span.start = mog_take_u32(frame);
    step.span.end = mog_take_u32(frame);
    step.unknown = mog_take_byte(frame) != 0;
    step.record = mog_take_u64(frame);
    step.value = mog_take_text(frame);
    step.item = mog_take_text(frame);
    if (!mog_frame_ended(frame) || block >= MOG_TRACED_BLOCKS || step.span.file >= all->policy->file_count)
        return false;
    if (step.span.start > step.span.end || step.span.end > all->policy->files[step.span.file].text.size) return false;
    steps *list = &all->blocks[block];
    if (is_repeated(list, &step)) return true;
    step.value = keep(all, step.value);
    step.item = keep(all, step.item);
    MOG_PUSH(list->at, list->count, list->capacity) = step;
    return true;
}

static bool take_record(gathered *all, mog_frame *frame)
{
    mog_text json;
    mog_explained_record record = {.id = mog_take_u64(frame)};
    record.kind = keep(all, mog_take_text(frame));
    record.subject = keep(all, mog_take_text(frame));
    record.item = keep(all, mog_take_text(frame));
    record.source = keep(all, mog_take_text(frame));
    record.observed = (mog_time)mog_take_u64(frame);
    record.recorded = (mog_time)mog_take_u64(frame);
    uint8_t assurance = mog_take_byte(frame);
    record.stale = mog_take_byte(frame) != 0;
    mog_take_string(frame, &json);
    if (!mog_frame_ended(frame) || assurance >= MOG_ASSURANCE_COUNT) return false;
    record.assurance = (mog_assurance)assurance;
    record.json = keep(all, json).at;
    MOG_PUSH(all->records, all->record_count, all->record_capacity) = record;
    return true;
}

static bool take_frame(gathered *all, mog_frame *frame, mog_error *err)
{
    switch (frame->type) {
    case MOG_FRAME_STEP: return take_step(all, frame);
    case MOG_FRAME_RECORD: return take_record(all, frame);
    case MOG_FRAME_ERROR:
        all->status = mog_take_error(frame, err);
        all->ended = true;
        return true;
    case MOG_FRAME_BYE: all->ended = true; return true;
    default: return false;
    }
}

/* Reads until the child ends or `deadline` passes. */
static void read_all(gathered *all, mog_receiver *receiver, int64_t deadline, mog_error *err)
{
    mog_frame frame;
    bool broken = false;
    while (!all->ended && !broken) {
        int64_t left = (deadline - mog_monotonic()) / 1000000;
        struct pollfd file = {receiver->fd, POLLIN, 0};
        if (left <= 0 || (poll(&file, 1, (int)left) > 0 && mog_receive(receiver) == MOG_RECEIVED_END)) return;
        while (!broken && mog_receiver_next(receiver, &frame, &broken)) broken = !take_frame(all, &frame, err);
    }
}

static mog_status trace(gathered *all, mog_tracing *what, mog_error *err)
{
    pid_t pid;
    mog_receiver receiver = {0};
    mog_status status = mog_process_start(&pid, &receiver.fd, mog_trace_run, what, err);
    if (status) return status;
    read_all(all, &receiver, mog_monotonic() + 2 * what->plan->options.call_limit, err);
    close(receiver.fd);
    mog_process_kill(pid);
    mog_buffer_free(&receiver.buffer);
    return all->status;
}

/* ---- the whole */

static mog_status find_rule(const mog_rule **out, const mog_policy *policy, mog_text id, mog_error *err)
{
    *out = mog_policy_rule(policy, id);
    if (*out) return MOG_OK;
    mog_text *ids = mog_allocate((policy->rule_count + 1) * sizeof *ids);
    for (uint32_t r = 0; r < policy->rule_count; r++) ids[r] = policy->rules[r].id;
    int near = mog_text_nearest(id, ids, policy->rule_count);
    mog_fail(err, MOG_INPUT, "there is no rule `%.*s` in the policies", T(id));
    if (near >= 0) mog_error_hint(err, "did you mean `%.*s`?", T(ids[near]));
    else mog_error_hint(err, "a rule is named CONTROL/RULE, as in 8.13/restore_tested");
    free(ids);
    return MOG_INPUT;
}

static mog_status check_type(const mog_rule *rule, mog_text subject, mog_error *err)
{
    mog_text type = rule->subject_type;
    if (subject.size > type.size + 1 && mog_text_starts(subject, type) && subject.at[type.size] == ':') return MOG_OK;
    mog_fail(err, MOG_INPUT, "the rule `%.*s` is for subjects of type `%.*s`", T(rule->id), T(type));
    mog_error_hint(err, "name one, as in %.*s:NAME", T(type));
    return MOG_INPUT;
}

static mog_status no_result(mog_text subject, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "nothing was observed of `%.*s` up to the clock", T(subject));
    mog_error_hint(err, "choose a later clock with --as-of");
    return MOG_INPUT;
}

static const char **keep_all(gathered *all, const char *const *texts, uint32_t count)
{
    if (!texts) return NULL;
    const char **kept = mog_take_array(all->arena, const char *, count);
    for (uint32_t i = 0; i < count; i++) kept[i] = keep(all, mog_text_of(texts[i])).at;
    return kept;
}

static void keep_result(mog_explanation *out, gathered *all, const mog_assessment *assessment)
{
    const mog_result *result = &assessment->results[0];
    out->result = *result;
    if (result->reason) out->result.reason = keep(all, mog_text_of(result->reason)).at;
    if (result->reason_sv) out->result.reason_sv = keep(all, mog_text_of(result->reason_sv)).at;
    out->result.findings = keep_all(all, result->findings, result->finding_count);
    out->result.findings_sv = keep_all(all, result->findings_sv, result->finding_count);
    uint64_t *evidence = mog_take_array(all->arena, uint64_t, result->evidence_count);
    if (result->evidence_count) memcpy(evidence, result->evidence, result->evidence_count * sizeof *evidence);
    out->result.evidence = evidence;
    out->subject = assessment->subjects[result->subject];
    out->subject.name = keep(all, out->subject.name);
    out->subject.display = keep(all, out->subject.display);
}

static const mog_explained_step *keep_steps(gathered *all, mog_traced_block block, uint32_t *count)
{
    const steps *list = &all->blocks[block];
    mog_explained_step *kept = mog_take_array(all->arena, mog_explained_step, list->count);
    if (list->count) memcpy(kept, list->at, list->count * sizeof *kept);
    *count = (uint32_t)list->count;
    return kept;
}

static int by_id(const void *a, const void *b)
{
    const mog_explained_record *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static void keep_records(mog_explanation *out, gathered *all)
{
    mog_explained_record *kept = mog_take_array(all->arena, mog_explained_record, all->record_count);
    if (all->record_count) qsort(all->records, all->record_count, sizeof *kept, by_id);
    for (size_t i = 0; i < all->record_count; i++) {
        if (out->record_count && kept[out->record_count - 1].id == all->records[i].id) continue;
        kept[out->record_count++] = all->records[i];
    }
    out->records = kept;
}

mog_status mog_explain(mog_explanation **out, const char *store, const mog_policy *policy, const mog_host *host,
                       mog_text rule, mog_text subject, mog_time clock, mog_error *err)
{
    mog_assessment *assessment = NULL;
    gathered all = {.policy = policy, .arena = mog_arena_new()};
    mog_explanation *explanation = mog_take(all.arena, mog_explanation);
    mog_assess_options options = {.jobs = 1, .clock = clock, .subject = subject, .rule = rule};
    *out = NULL;
    mog_status status = find_rule(&explanation->rule, policy, rule, err);
    if (!status) status = check_type(explanation->rule, subject, err);
    if (!status) status = mog_assess(&assessment, store, policy, host, &options, err);
    if (!status && assessment->result_count != 1) status = no_result(subject, err);
    if (status) goto done;
    keep_result(explanation, &all, assessment);

    options.call_limit = 10 * MOG_SECOND;
    options.memory_limit = UINT64_C(1) << 30;
    mog_plan plan = {.store = store,
                     .policy = policy,
                     .host = host,
                     .options = options,
                     .journal_number = assessment->journal_number};
    mog_tracing what = {&plan, explanation->rule, subject};
    if ((status = trace(&all, &what, err))) goto done;
    explanation->where = keep_steps(&all, MOG_TRACED_WHERE, &explanation->where_count);
    explanation->condition = keep_steps(&all, MOG_TRACED_CONDITION, &explanation->condition_count);
    explanation->target = keep_steps(&all, MOG_TRACED_TARGET, &explanation->target_count);
    keep_records(explanation, &all);
    explanation->arena = all.arena;
    all.arena = NULL;
    *out = explanation;
done:
    for (int block = 0; block < MOG_TRACED_BLOCKS; block++) free(all.blocks[block].at);
    free(all.records);
    mog_assessment_free(assessment);
    mog_arena_free(all.arena);
    return status;
}

void mog_explanation_free(mog_explanation *explanation)
{
    if (explanation) mog_arena_free(explanation->arena);
}

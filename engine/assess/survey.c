#include "engine/assess/survey.h"

#include "engine/assess/origin.h"
#include "engine/assess/wire.h"
#include "engine/assess/worker.h"

#include <stdlib.h>
#include <string.h>

#define SUBJECTS_A_FLUSH 64u

/* ---- what is counted */

typedef struct count {
    mog_span span;
    uint64_t is_true, is_false, is_unknown;
    uint32_t subjects, last_subject; /* + 1 */
} count;

/* The conditions of a block of code: by instruction a number + 1 in `counts`, 0 where it computes none. */
typedef struct block {
    const mog_code *code;
    uint32_t *of_instruction;
    count *counts;
    size_t count, capacity;
} block;

typedef struct surveyor {
    const mog_survey *what;
    const mog_plan *plan;
    mog_bench bench;
    mog_sender sender;
    mog_arena *arena;
    block *blocks; /* two a rule: where, condition */
    block *at;     /* that is run */
    uint32_t subject;
    uint32_t *kind_subjects; /* by group and kind */
    uint64_t *records;       /* by the store's number of a kind */
    size_t record_count;
} surveyor;

static uint32_t number_of(block *b, mog_span span)
{
    for (size_t i = 0; i < b->count; i++)
        if (memcmp(&b->counts[i].span, &span, sizeof span) == 0) return (uint32_t)i + 1;
    MOG_PUSH(b->counts, b->count, b->capacity) = (count){.span = span};
    return (uint32_t)b->count;
}

/* A condition is what has a place in the text and is true or false; `whole` is none, it is the verdict. */
static void find_conditions(surveyor *s, block *b, const mog_code *code, mog_span whole)
{
    b->code = code;
    b->of_instruction = mog_take_array(s->arena, uint32_t, code->count);
    for (uint32_t i = 0; i < code->count; i++) {
        mog_type type;
        mog_span span = code->spans[i];
        if (span.start >= span.end || memcmp(&span, &whole, sizeof span) == 0) continue;
        if (code->at[i].op == MOG_OP_CONST || code->at[i].op == MOG_OP_TAINT) continue;
        if (!mog_origin_type(&type, s->arena, s->plan->policy, code, i) || type.tag != MOG_TYPE_BOOL) continue;
        b->of_instruction[i] = number_of(b, span);
    }
}

static void prepare(surveyor *s)
{
    const mog_policy *policy = s->plan->policy;
    s->blocks = mog_take_array(s->arena, block, 2 * (size_t)policy->rule_count);
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        const mog_rule *rule = &policy->rules[r];
        if (rule->where.at) find_conditions(s, &s->blocks[2 * r], &rule->where, (mog_span){0});
        find_conditions(s, &s->blocks[2 * r + 1], &rule->condition, rule->condition_span);
    }
    s->kind_subjects = mog_take_array(s->arena, uint32_t, (size_t)s->plan->group_count * policy->kind_count);
}

static void on_step(void *context, const mog_trace_step *step)
{
    surveyor *s = context;
    uint32_t number = s->at->of_instruction[step->at];
    if (!number) return;
    count *c = &s->at->counts[number - 1];
    if (!step->value->known) c->is_unknown++;
    else if (step->value->i) c->is_true++;
    else c->is_false++;
    if (c->last_subject == s->subject + 1) return;
    c->last_subject = s->subject + 1;
    c->subjects++;
}

static mog_value trace(surveyor *s, block *b, const mog_subject_table *table)
{
    mog_outcome outcome;
    s->at = b;
    mog_machine_trace(&outcome, s->bench.machine, b->code, table, NULL, NULL, on_step, s);
    return outcome.fault == MOG_FAULT_NONE ? outcome.value : (mog_value){0};
}

static void trace_rule(surveyor *s, uint32_t r, const mog_subject_table *table)
{
    block *where = &s->blocks[2 * r];
    if (s->what->skips[r]) return;
    mog_machine_reset(s->bench.machine);
    if (where->code) {
        mog_value applies = trace(s, where, table);
        if (!applies.known || !applies.i) return;
    }
    trace(s, where + 1, table);
}

/* ---- the store */

static mog_status count_record(void *context, const mog_record *record, mog_error *err)
{
    surveyor *s = context;
    (void)err;
    if (record->observed > s->plan->options.clock) return MOG_OK;
    if (record->kind >= s->record_count) {
        size_t wanted = 2 * ((size_t)record->kind + 8);
        s->records = mog_reallocate(s->records, wanted * sizeof *s->records);
        memset(s->records + s->record_count, 0, (wanted - s->record_count) * sizeof *s->records);
        s->record_count = wanted;
    }
    s->records[record->kind]++;
    return MOG_OK;
}

static mog_status send_supplies(surveyor *s, mog_error *err)
{
    mog_status status = mog_snapshot_walk_standing(s->bench.snapshot, 0, 0, count_record, s, err);
    for (size_t k = 0; k < s->record_count && !status; k++) {
        mog_text name;
        if (!s->records[k]) continue;
        if ((status = mog_snapshot_name(&name, s->bench.snapshot, (uint32_t)k, err))) break;
        mog_send_begin(&s->sender, MOG_FRAME_SUPPLY);
        mog_send_text(&s->sender, name);
        mog_send_u64(&s->sender, s->records[k]);
        mog_send_end(&s->sender);
    }
    return status;
}

static void count_kinds(surveyor *s, uint32_t group, const mog_subject_table *table)
{
    uint32_t kinds = s->plan->policy->kind_count;
    for (uint32_t k = 0; k < kinds; k++)
        if (table->kinds[k].count || table->kinds[k].census) s->kind_subjects[(size_t)group * kinds + k]++;
}

/* ---- the whole */

/* Every how many subjects are traced. */
static uint32_t stride_of(const mog_plan *plan)
{
    uint64_t evaluations = plan->result_count;
    return (uint32_t)(1 + evaluations / MOG_TRACED_EVALUATIONS);
}

static mog_status survey(surveyor *s, mog_error *err)
{
    const mog_plan *plan = s->plan;
    uint32_t stride = stride_of(plan);
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < plan->subject_count && !status; i++) {
        const mog_subject_table *table;
        uint32_t group = plan->subjects[i].group;
        mog_subject subject = {.id = plan->subjects[i].id, .name = plan->subjects[i].name};
        if ((status = mog_current_read(&table, s->bench.reader, &subject, err))) break;
        count_kinds(s, group, table);
        if (i % stride || s->what->absent[i]) continue;
        s->subject = i;
        for (uint32_t r = 0; r < plan->groups[group].rule_count; r++)
            trace_rule(s, plan->groups[group].rules[r], table);
        if ((status = mog_bench_check(&s->bench, err))) break;
        mog_send_begin(&s->sender, MOG_FRAME_DONE);
        mog_send_u32(&s->sender, i);
        mog_send_end(&s->sender);
        if (i % SUBJECTS_A_FLUSH == 0) mog_send_flush(&s->sender); /* a sign of life */
    }
    return status;
}

static void send_kinds(surveyor *s)
{
    uint32_t kinds = s->plan->policy->kind_count;
    for (uint32_t k = 0; k < kinds; k++) {
        for (uint32_t g = 0; g < s->plan->group_count; g++) {
            if (!mog_kind_is_about(s->plan->policy->kinds[k], s->plan->groups[g].type)) continue;
            mog_send_begin(&s->sender, MOG_FRAME_KIND);
            mog_send_u32(&s->sender, k);
            mog_send_u32(&s->sender, g);
            mog_send_u32(&s->sender, s->kind_subjects[(size_t)g * kinds + k]);
            mog_send_end(&s->sender);
        }
    }
}

static void send_conditions(surveyor *s)
{
    for (uint32_t b = 0; b < 2 * s->plan->policy->rule_count; b++) {
        const block *one = &s->blocks[b];
        for (size_t i = 0; i < one->count; i++) {
            const count *c = &one->counts[i];
            if (!c->subjects) continue;
            mog_send_begin(&s->sender, MOG_FRAME_CONDITION);
            mog_send_u32(&s->sender, b / 2);
            mog_send_byte(&s->sender, b % 2 == 0);
            mog_send_u32(&s->sender, c->span.file);
            mog_send_u32(&s->sender, c->span.start);
            mog_send_u32(&s->sender, c->span.end);
            mog_send_u64(&s->sender, c->is_true);
            mog_send_u64(&s->sender, c->is_false);
            mog_send_u64(&s->sender, c->is_unknown);
            mog_send_u32(&s->sender, c->subjects);
            mog_send_end(&s->sender);
        }
    }
}

void mog_survey_run(void *context, int pipe)
{
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    surveyor *s = mog_take(arena, surveyor);
    s->what = context;
    s->plan = s->what->plan;
    s->arena = arena;
    s->sender.fd = pipe;
    mog_status status = mog_bench_open(&s->bench, s->plan, NULL, &err);
    if (!status) prepare(s);
    if (!status) status = send_supplies(s, &err);
    if (!status) status = survey(s, &err);
    if (!status) {
        send_kinds(s);
        send_conditions(s);
    }
    mog_send_finish(&s->sender, status, &err);
    for (uint32_t b = 0; s->blocks && b < 2 * s->plan->policy->rule_count; b++) free(s->blocks[b].counts);
    free(s->records);
    mog_bench_close(&s->bench);
    mog_arena_free(arena);
}

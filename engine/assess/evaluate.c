#include "engine/assess/evaluate.h"

#include "engine/assess/gather.h"

#define CALL_LIMIT (10 * MOG_SECOND)
#define MEMORY_LIMIT (UINT64_C(1) << 30)

void mog_expression_describe(mog_buffer *out, const mog_expression *expression)
{
    const mog_kind *kind = expression->kind ? expression->kind : expression->elements;
    const mog_type *type = &expression->type;
    if (kind)
        mog_buffer_format(out, kind->many ? "list of %.*s" : "record of %.*s", (int)kind->name.size, kind->name.at);
    else if (type->tag == MOG_TYPE_LIST && type->subject_type.size)
        mog_buffer_format(out, "list of %.*s (subjects)", (int)type->subject_type.size, type->subject_type.at);
    else mog_type_describe(out, type);
}

static mog_text describe_type(mog_gathered *all, const mog_expression *expression)
{
    mog_buffer text = {0};
    mog_expression_describe(&text, expression);
    mog_text kept = mog_gather_keep(all, (mog_text){text.at, text.size});
    mog_buffer_free(&text);
    return kept;
}

static void keep_outcome(mog_evaluation *out, mog_gathered *all)
{
    const mog_told *told = &all->outcome;
    out->value = told->value;
    out->value_sv = told->value_sv;
    out->unknown = told->unknown;
    out->failed = told->failed;
    out->reason = told->reason;
    out->reason_sv = told->reason_sv;
    if (all->told) return;
    out->failed = true;
    out->reason = "the process that evaluated it ended, or took too long: a plugin's function is at fault";
    out->reason_sv =
        "processen som beräknade det avslutades eller tog för lång tid: en insticksmoduls funktion är orsaken";
}

mog_status mog_evaluate(mog_evaluation **out, const char *store, const mog_policy *policy, const mog_host *host,
                        mog_text subject, mog_time clock, mog_error *err)
{
    mog_memory *nothing = store ? NULL : mog_memory_new();
    mog_plan plan = {
        .store = store,
        .policy = policy,
        .host = host,
        .options = {.clock = clock, .call_limit = CALL_LIMIT, .memory_limit = MEMORY_LIMIT, .memory = nothing}};
    mog_tracing what = {
        .plan = &plan, .rule = &policy->expression->rule, .subject = subject, .expression = policy->expression};
    mog_gathered all = {.policy = policy, .arena = mog_arena_new()};
    mog_evaluation *made = mog_take(all.arena, mog_evaluation);
    *out = NULL;
    mog_status status = mog_gather(&all, &what, err);
    if (!status) {
        made->type = describe_type(&all, policy->expression);
        keep_outcome(made, &all);
        made->steps = mog_gather_steps(&all, MOG_TRACED_CONDITION, &made->step_count);
        made->records = mog_gather_records(&all, &made->record_count);
        made->arena = all.arena;
        all.arena = NULL;
        *out = made;
    }
    mog_gather_end(&all);
    mog_arena_free(all.arena);
    mog_memory_free(nothing);
    return status;
}

void mog_evaluation_free(mog_evaluation *evaluation)
{
    if (evaluation) mog_arena_free(evaluation->arena);
}

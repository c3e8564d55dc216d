/* One rule on one subject, explained: the verdict as an assessment finds it, then the values and records behind it, from a child of
 * its own. Where a plugin's function ends that child, the explanation holds what came before. */
#include "engine/assess/gather.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at

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
    mog_fail(err, MOG_INPUT,
             "nothing was observed of `%.*s` up to the clock, or its register says that it is not in being then",
             T(subject));
    mog_error_hint(err, "choose another clock with --as-of");
    return MOG_INPUT;
}

static const char **keep_all(mog_gathered *all, const char *const *texts, uint32_t count)
{
    if (!texts) return NULL;
    const char **kept = mog_take_array(all->arena, const char *, count);
    for (uint32_t i = 0; i < count; i++) kept[i] = mog_gather_keep(all, mog_text_of(texts[i])).at;
    return kept;
}

static void keep_result(mog_explanation *out, mog_gathered *all, const mog_assessment *assessment)
{
    const mog_result *result = &assessment->results[0];
    out->result = *result;
    if (result->reason) out->result.reason = mog_gather_keep(all, mog_text_of(result->reason)).at;
    if (result->reason_sv) out->result.reason_sv = mog_gather_keep(all, mog_text_of(result->reason_sv)).at;
    out->result.findings = keep_all(all, result->findings, result->finding_count);
    out->result.findings_sv = keep_all(all, result->findings_sv, result->finding_count);
    uint64_t *evidence = mog_take_array(all->arena, uint64_t, result->evidence_count);
    if (result->evidence_count) memcpy(evidence, result->evidence, result->evidence_count * sizeof *evidence);
    out->result.evidence = evidence;
    out->subject = assessment->subjects[result->subject];
    out->subject.name = mog_gather_keep(all, out->subject.name);
    out->subject.display = mog_gather_keep(all, out->subject.display);
    out->subject.owner = mog_gather_keep(all, out->subject.owner);
    out->subject.part_of = mog_gather_keep(all, out->subject.part_of);
}

static mog_status explain(mog_explanation **out, const char *store, const mog_policy *policy, const mog_host *host,
                          mog_assess_options options, mog_error *err)
{
    mog_assessment *assessment = NULL;
    mog_text rule = options.rule, subject = options.subject;
    mog_gathered all = {.policy = policy, .arena = mog_arena_new()};
    mog_explanation *explanation = mog_take(all.arena, mog_explanation);
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
                     .until = assessment->journal_number ? assessment->journal_number : MOG_UNTIL_START};
    mog_tracing what = {.plan = &plan, .rule = explanation->rule, .subject = subject};
    if ((status = mog_gather(&all, &what, err))) goto done;
    explanation->where = mog_gather_steps(&all, MOG_TRACED_WHERE, &explanation->where_count);
    explanation->condition = mog_gather_steps(&all, MOG_TRACED_CONDITION, &explanation->condition_count);
    explanation->target = mog_gather_steps(&all, MOG_TRACED_TARGET, &explanation->target_count);
    explanation->records = mog_gather_records(&all, &explanation->record_count);
    explanation->arena = all.arena;
    all.arena = NULL;
    *out = explanation;
done:
    mog_gather_end(&all);
    mog_assessment_free(assessment);
    mog_arena_free(all.arena);
    return status;
}

mog_status mog_explain(mog_explanation **out, const char *store, const mog_policy *policy, const mog_host *host,
                       mog_text rule, mog_text subject, mog_moment at, mog_error *err)
{
    mog_assess_options options = {.jobs = 1,
                                  .clock = at.clock,
                                  .known_at = at.known_at,
                                  .has_known_at = at.has_known_at,
                                  .subject = subject,
                                  .rule = rule};
    return explain(out, store, policy, host, options, err);
}

mog_status mog_explain_memory(mog_explanation **out, mog_memory *memory, const mog_policy *policy, const mog_host *host,
                              mog_text rule, mog_text subject, mog_time clock, mog_error *err)
{
    mog_assess_options options = {.jobs = 1, .clock = clock, .subject = subject, .rule = rule, .memory = memory};
    return explain(out, NULL, policy, host, options, err);
}

void mog_explanation_free(mog_explanation *explanation)
{
    if (explanation) mog_arena_free(explanation->arena);
}

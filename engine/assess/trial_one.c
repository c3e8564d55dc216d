#include "engine/assess/trial_one.h"

#include "engine/assess/process.h"
#include "engine/ingest/ingest.h"

#include <math.h>
#include <string.h>

static const char *keep(mog_arena *arena, const char *text)
{
    return text ? mog_arena_copy(arena, text, strlen(text)) : NULL;
}

/* ---- the evidence */

static mog_status hold_one(mog_ingest *ingest, mog_memory *memory, mog_text text, mog_error *err)
{
    json_t *record;
    mog_status status = mog_json_parse(&record, text, MOG_LINE_LIMIT, err);
    if (status) return status;
    status = mog_ingest_hold(NULL, ingest, memory, record, err);
    json_decref(record);
    return status;
}

/* MOG_INPUT: record *refused of the test is none. */
static mog_status hold(mog_memory *memory, const mog_policy *policy, const mog_policy_test *test, uint32_t *refused,
                       mog_error *err)
{
    mog_ingest_defaults defaults = {.source = MOG_TEXT("test"), .subject = test->subject};
    mog_ingest *ingest = mog_ingest_new(policy, test->clock, &defaults);
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < test->given_count && !status; i++) {
        *refused = i;
        status = hold_one(ingest, memory, test->given[i].json, err);
    }
    mog_ingest_free(ingest);
    return status;
}

/* ---- what came out */

static const char **keep_all(mog_arena *arena, const char *const *texts, uint32_t count)
{
    if (!texts) return NULL;
    const char **kept = mog_take_array(arena, const char *, count);
    for (uint32_t i = 0; i < count; i++) kept[i] = keep(arena, texts[i]);
    return kept;
}

static bool says(const char *text, mog_text part)
{
    return text && mog_text_contains(mog_text_of(text), part);
}

static bool gives_cause(const mog_trial *trial, mog_text because)
{
    if (because.size == 0 || says(trial->reason, because) || says(trial->reason_sv, because)) return true;
    for (uint32_t i = 0; i < trial->finding_count; i++)
        if (says(trial->findings[i], because) || (trial->findings_sv && says(trial->findings_sv[i], because)))
            return true;
    return false;
}

static bool achieves(int64_t achievement, double expected)
{
    int64_t wanted = (int64_t)llround(expected * (double)MOG_ACHIEVEMENT_ONE);
    int64_t off = achievement > wanted ? achievement - wanted : wanted - achievement;
    return achievement != MOG_ACHIEVEMENT_NONE && off <= MOG_TRIAL_TOLERANCE;
}

static mog_trial_outcome compare(const mog_trial *trial)
{
    const mog_policy_test *test = trial->test;
    if (!mog_text_equal(test->verdict, mog_text_of(mog_verdict_word(trial->verdict)))) return MOG_TRIAL_VERDICT;
    if (test->has_achievement && !achieves(trial->achievement, test->achievement)) return MOG_TRIAL_ACHIEVEMENT;
    return gives_cause(trial, test->because) ? MOG_TRIAL_PASSED : MOG_TRIAL_BECAUSE;
}

static void take_result(mog_trial *out, mog_arena *arena, const mog_result *result)
{
    out->verdict = result->verdict;
    out->achievement = result->achievement;
    out->reason = keep(arena, result->reason);
    out->reason_sv = keep(arena, result->reason_sv);
    out->findings = keep_all(arena, result->findings, result->finding_count);
    out->findings_sv = keep_all(arena, result->findings_sv, result->finding_count);
    out->finding_count = result->finding_count;
    out->outcome = compare(out);
}

static mog_status judge(mog_trial *out, mog_arena *arena, mog_memory *memory, const mog_policy *policy,
                        const mog_host *host, mog_error *err)
{
    const mog_policy_test *test = out->test;
    mog_assessment *assessment = NULL;
    mog_assess_options options = {.jobs = 1,
                                  .clock = test->clock,
                                  .subject = test->subject,
                                  .rule = policy->rules[test->rule].id,
                                  .memory = memory};
    mog_status status = mog_assess(&assessment, NULL, policy, host, &options, err);
    if (!status && assessment->result_count != 1)
        status = mog_fail(err, MOG_INTERNAL, "a test has %zu results", assessment->result_count);
    if (!status) take_result(out, arena, &assessment->results[0]);
    mog_assessment_free(assessment);
    return status;
}

mog_status mog_trial_run(mog_trial *out, mog_arena *arena, const mog_policy *policy, const mog_host *host,
                         const mog_policy_test *test, mog_error *err)
{
    int64_t began = mog_monotonic();
    mog_error cause = MOG_ERROR_NONE;
    mog_memory *memory = mog_memory_new();
    *out = (mog_trial){.test = test, .achievement = MOG_ACHIEVEMENT_NONE};
    mog_status status = hold(memory, policy, test, &out->refused, &cause);
    if (status == MOG_INPUT) {
        out->outcome = MOG_TRIAL_REFUSED;
        out->reason =
            cause.place[0] ? mog_arena_format(arena, "%s: %s", cause.place, cause.message) : keep(arena, cause.message);
        out->reason_sv = keep(arena, cause.hint);
        status = MOG_OK;
    } else if (status) {
        if (err) *err = cause;
    } else {
        status = judge(out, arena, memory, policy, host, err);
    }
    mog_memory_free(memory);
    out->took = mog_monotonic() - began;
    return status;
}

mog_status mog_trial_explain(mog_explanation **out, const mog_policy *policy, const mog_host *host,
                             const mog_policy_test *test, mog_error *err)
{
    uint32_t refused;
    mog_memory *memory = mog_memory_new();
    *out = NULL;
    mog_status status = hold(memory, policy, test, &refused, err);
    if (!status)
        status = mog_explain_memory(out, memory, policy, host, policy->rules[test->rule].id, test->subject, test->clock,
                                    err);
    mog_memory_free(memory);
    return status;
}

/* ---- coverage */

static uint8_t possible(const mog_rule *rule)
{
    uint8_t all = MOG_REACHED_MET | MOG_REACHED_NOT_MET;
    if (!rule->always_known) all |= MOG_REACHED_UNKNOWN;
    if (rule->where.at) all |= MOG_REACHED_NOT_APPLICABLE;
    return all;
}

static const uint8_t reached[MOG_VERDICT_COUNT] = {
    [MOG_VERDICT_MET] = MOG_REACHED_MET,
    [MOG_VERDICT_PARTLY] = MOG_REACHED_NOT_MET,
    [MOG_VERDICT_NOT_MET] = MOG_REACHED_NOT_MET,
    [MOG_VERDICT_UNKNOWN] = MOG_REACHED_UNKNOWN,
    [MOG_VERDICT_NOT_APPLICABLE] = MOG_REACHED_NOT_APPLICABLE,
};

static uint32_t bits(uint8_t set)
{
    return (uint32_t)__builtin_popcount(set);
}

void mog_coverage_count(mog_trials *trials, mog_coverage *coverage)
{
    const mog_policy *policy = trials->policy;
    for (uint32_t t = 0; t < trials->count; t++) {
        const mog_trial *trial = &trials->trials[t];
        mog_coverage *rule = &coverage[trial->test->rule];
        rule->tests++;
        if (trial->outcome == MOG_TRIAL_PASSED) rule->reached |= reached[trial->verdict];
    }
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        coverage[r].possible = (uint8_t)(possible(&policy->rules[r]) | coverage[r].reached);
        trials->tested += coverage[r].tests > 0;
        trials->reached += bits(coverage[r].reached);
        trials->possible += bits(coverage[r].possible);
    }
    trials->coverage = coverage;
}

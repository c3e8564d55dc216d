/* Gates, and a subject before one, for programs. */
#include "engine/report/report.h"

json_t *mog_report_gates(const mog_policy *policy)
{
    json_t *list = mog_json_array();
    for (uint32_t g = 0; g < policy->gate_count; g++) {
        const mog_gate *gate = &policy->gates[g];
        json_t *one = mog_json_object(), *steps = mog_json_array();
        for (uint32_t s = 0; s < gate->count; s++)
            mog_json_append(steps, mog_json_text(policy->rules[gate->first + s].name));
        mog_json_set(one, "gate", mog_json_text(gate->name));
        mog_json_set(one, "title", mog_json_text_or_null(gate->title));
        mog_json_set(one, "type", mog_json_text(gate->subject_type));
        mog_json_set(one, "steps", steps);
        mog_json_append(list, one);
    }
    return list;
}

static json_t *step(const mog_assessment *assessment, const mog_result *result)
{
    const mog_rule *rule = &assessment->policy->rules[result->rule];
    json_t *one = mog_json_object(), *findings = mog_json_array(), *evidence = mog_json_array();
    for (uint32_t i = 0; i < result->finding_count; i++)
        mog_json_append(findings, mog_json_string_or_null(result->findings[i]));
    for (uint32_t i = 0; i < result->evidence_count; i++)
        mog_json_append(evidence, json_integer((json_int_t)result->evidence[i]));
    mog_json_set(one, "step", mog_json_text(rule->name));
    mog_json_set(one, "rule", mog_json_text(rule->id));
    mog_json_set(one, "title", mog_json_text(rule->title));
    mog_json_set(one, "verdict", mog_json_string_or_null(mog_verdict_word(result->verdict)));
    mog_json_set(one, "reason", mog_json_string_or_null(result->reason));
    mog_json_set(one, "findings", findings);
    mog_json_set(one, "action", result->verdict == MOG_VERDICT_MET ? json_null() : mog_json_text_or_null(rule->action));
    mog_json_set(one, "evidence", evidence);
    return one;
}

json_t *mog_report_passage(const mog_passage *passage)
{
    const mog_assessment *assessment = passage->assessment;
    const mog_profile *profile = assessment->policy->profile;
    char run[2 * MOG_DIGEST_SIZE + 1];
    json_t *out = mog_json_object(), *steps = mog_json_array();
    mog_digest_hex(run, &assessment->run);
    for (size_t i = 0; i < assessment->result_count; i++)
        mog_json_append(steps, step(assessment, &assessment->results[i]));
    mog_json_set(out, "run", mog_json_string_or_null(run));
    mog_json_set(out, "clock", mog_json_time(assessment->clock));
    mog_json_set(out, "gate", mog_json_text(passage->gate->name));
    mog_json_set(out, "title", mog_json_text_or_null(passage->gate->title));
    mog_json_set(out, "subject", mog_json_text(assessment->subjects[0].name));
    mog_json_set(out, "open", json_boolean(passage->open));
    mog_json_set(out, "remaining", json_integer(passage->remaining));
    mog_json_set(out, "degraded", json_boolean(assessment->degraded));
    mog_json_set(out, "steps", steps);
    mog_json_set(out, "profile", profile ? mog_json_text(profile->name) : json_null());
    return out;
}

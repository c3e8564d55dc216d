/* Gates, and a subject before one, for programs. */
#include "engine/report/report.h"

static void set(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new_nocheck(object, key, value) != 0) mog_out_of_memory();
}

static void append(json_t *array, json_t *value)
{
    if (!value || json_array_append_new(array, value) != 0) mog_out_of_memory();
}

static json_t *made(json_t *value)
{
    if (!value) mog_out_of_memory();
    return value;
}

static json_t *text_or_null(mog_text text)
{
    return text.size ? mog_json_text(text) : json_null();
}

static json_t *words(const char *text)
{
    return text ? mog_json_text(mog_text_of(text)) : json_null();
}

json_t *mog_report_gates(const mog_policy *policy)
{
    json_t *list = made(json_array());
    for (uint32_t g = 0; g < policy->gate_count; g++) {
        const mog_gate *gate = &policy->gates[g];
        json_t *one = made(json_object()), *steps = made(json_array());
        for (uint32_t s = 0; s < gate->count; s++) append(steps, mog_json_text(policy->rules[gate->first + s].name));
        set(one, "gate", mog_json_text(gate->name));
        set(one, "title", text_or_null(gate->title));
        set(one, "type", mog_json_text(gate->subject_type));
        set(one, "steps", steps);
        append(list, one);
    }
    return list;
}

static json_t *step(const mog_assessment *assessment, const mog_result *result)
{
    const mog_rule *rule = &assessment->policy->rules[result->rule];
    json_t *one = made(json_object()), *findings = made(json_array()), *evidence = made(json_array());
    for (uint32_t i = 0; i < result->finding_count; i++) append(findings, words(result->findings[i]));
    for (uint32_t i = 0; i < result->evidence_count; i++)
        append(evidence, json_integer((json_int_t)result->evidence[i]));
    set(one, "step", mog_json_text(rule->name));
    set(one, "rule", mog_json_text(rule->id));
    set(one, "title", mog_json_text(rule->title));
    set(one, "verdict", words(mog_verdict_word(result->verdict)));
    set(one, "reason", words(result->reason));
    set(one, "findings", findings);
    set(one, "action", result->verdict == MOG_VERDICT_MET ? json_null() : text_or_null(rule->action));
    set(one, "evidence", evidence);
    return one;
}

json_t *mog_report_passage(const mog_passage *passage)
{
    const mog_assessment *assessment = passage->assessment;
    const mog_profile *profile = assessment->policy->profile;
    char run[2 * MOG_DIGEST_SIZE + 1];
    json_t *out = made(json_object()), *steps = made(json_array());
    mog_digest_hex(run, &assessment->run);
    for (size_t i = 0; i < assessment->result_count; i++) append(steps, step(assessment, &assessment->results[i]));
    set(out, "run", words(run));
    set(out, "clock", mog_json_time(assessment->clock));
    set(out, "gate", mog_json_text(passage->gate->name));
    set(out, "title", text_or_null(passage->gate->title));
    set(out, "subject", mog_json_text(assessment->subjects[0].name));
    set(out, "open", json_boolean(passage->open));
    set(out, "remaining", json_integer(passage->remaining));
    set(out, "degraded", json_boolean(assessment->degraded));
    set(out, "steps", steps);
    set(out, "profile", profile ? mog_json_text(profile->name) : json_null());
    return out;
}

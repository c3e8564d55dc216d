#include "cli/trials.h"

#include "engine/report/report.h"

static void set(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0) mog_out_of_memory();
}

static json_t *new_object(void)
{
    json_t *object = json_object();
    if (!object) mog_out_of_memory();
    return object;
}

static json_t *new_array(void)
{
    json_t *array = json_array();
    if (!array) mog_out_of_memory();
    return array;
}

static void append(json_t *array, json_t *value)
{
    if (!value || json_array_append_new(array, value) != 0) mog_out_of_memory();
}

static const char *const outcomes[] = {
    [MOG_TRIAL_PASSED] = "passed",
    [MOG_TRIAL_VERDICT] = "other_verdict",
    [MOG_TRIAL_ACHIEVEMENT] = "other_achievement",
    [MOG_TRIAL_BECAUSE] = "other_cause",
    [MOG_TRIAL_REFUSED] = "refused",
};

static json_t *expected(const mog_policy_test *test)
{
    json_t *out = new_object();
    set(out, "verdict", mog_json_text(test->verdict));
    if (test->has_achievement) set(out, "achievement", mog_json_figure(test->achievement));
    if (test->because.size) set(out, "because", mog_json_text(test->because));
    return out;
}

static json_t *got(const mog_trial *trial)
{
    json_t *out = new_object(), *findings = new_array();
    bool refused = trial->outcome == MOG_TRIAL_REFUSED;
    set(out, "verdict", refused ? json_null() : json_string(mog_verdict_word(trial->verdict)));
    set(out, "achievement",
        trial->achievement == MOG_ACHIEVEMENT_NONE
            ? json_null()
            : mog_json_figure((double)trial->achievement / (double)MOG_ACHIEVEMENT_ONE));
    set(out, "reason", trial->reason ? json_string(trial->reason) : json_null());
    for (uint32_t i = 0; i < trial->finding_count; i++) append(findings, json_string(trial->findings[i]));
    set(out, "findings", findings);
    return out;
}

static mog_status one(json_t **out, const cli_context *cli, const mog_trial *trial, mog_error *err)
{
    const mog_policy_test *test = trial->test;
    const mog_source *file = &cli->policy->files[test->span.file];
    uint32_t line, column;
    mog_source_position(file, test->span.start, &line, &column);
    json_t *object = *out = new_object();
    set(object, "name", mog_json_text(test->name));
    set(object, "rule", mog_json_text(cli->policy->rules[test->rule].id));
    set(object, "file", mog_json_text(file->path));
    set(object, "line", json_integer(line));
    set(object, "subject", mog_json_text(test->subject));
    set(object, "clock", mog_json_time(test->clock));
    set(object, "outcome", json_string(outcomes[trial->outcome]));
    set(object, "expected", expected(test));
    set(object, "got", got(trial));
    if (trial->outcome == MOG_TRIAL_PASSED || trial->outcome == MOG_TRIAL_REFUSED) return MOG_OK;
    mog_explanation *explanation;
    mog_status status = mog_trial_explain(&explanation, cli->policy, cli->host, test, err);
    if (status) return status;
    set(object, "explanation", mog_report_explanation(explanation, cli->policy));
    mog_explanation_free(explanation);
    return MOG_OK;
}

static json_t *words(unsigned bits)
{
    json_t *out = new_array();
    for (int k = 0; k < MOG_REACHED_KINDS; k++)
        if (bits >> k & 1) append(out, json_string(cli_reached_words[k]));
    return out;
}

static json_t *coverage(const mog_trials *trials)
{
    json_t *out = new_object(), *rules = new_array();
    set(out, "rules", json_integer(trials->policy->rule_count));
    set(out, "tested", json_integer(trials->tested));
    set(out, "outcomes", json_integer(trials->possible));
    set(out, "reached", json_integer(trials->reached));
    set(out, "share", mog_json_figure(trials->possible ? (double)trials->reached / trials->possible : 1));
    for (uint32_t r = 0; r < trials->policy->rule_count; r++) {
        const mog_coverage *rule = &trials->coverage[r];
        json_t *entry = new_object();
        set(entry, "rule", mog_json_text(trials->policy->rules[r].id));
        set(entry, "tests", json_integer(rule->tests));
        set(entry, "reached", words(rule->reached));
        set(entry, "missing", words(rule->possible & ~(unsigned)rule->reached));
        append(rules, entry);
    }
    set(out, "by_rule", rules);
    return out;
}

mog_status cli_trials_json(cli_context *cli, const mog_trials *trials, mog_error *err)
{
    json_t *out = new_object(), *tests = new_array();
    mog_status status = MOG_OK;
    set(out, "passed", json_integer(trials->passed));
    set(out, "failed", json_integer(trials->count - trials->passed));
    for (uint32_t i = 0; i < trials->count && !status; i++) {
        json_t *test;
        status = one(&test, cli, &trials->trials[i], err);
        append(tests, test);
    }
    set(out, "tests", tests);
    set(out, "coverage", coverage(trials));
    if (!status) status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

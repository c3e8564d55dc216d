#include "cli/trials.h"

#include "engine/report/report.h"

static const char *const outcomes[] = {
    [MOG_TRIAL_PASSED] = "passed",
    [MOG_TRIAL_VERDICT] = "other_verdict",
    [MOG_TRIAL_ACHIEVEMENT] = "other_achievement",
    [MOG_TRIAL_BECAUSE] = "other_cause",
    [MOG_TRIAL_REFUSED] = "refused",
};

static json_t *expected(const mog_policy_test *test)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "verdict", mog_json_text(test->verdict));
    if (test->has_achievement) mog_json_set(out, "achievement", mog_json_figure(test->achievement));
    if (test->because.size) mog_json_set(out, "because", mog_json_text(test->because));
    return out;
}

static json_t *got(const mog_trial *trial)
{
    json_t *out = mog_json_object(), *findings = mog_json_array();
    bool refused = trial->outcome == MOG_TRIAL_REFUSED;
    mog_json_set(out, "verdict", refused ? json_null() : json_string(mog_verdict_word(trial->verdict)));
    mog_json_set(out, "achievement",
                 trial->achievement == MOG_ACHIEVEMENT_NONE
                     ? json_null()
                     : mog_json_figure((double)trial->achievement / (double)MOG_ACHIEVEMENT_ONE));
    mog_json_set(out, "reason", trial->reason ? json_string(trial->reason) : json_null());
    for (uint32_t i = 0; i < trial->finding_count; i++) mog_json_append(findings, json_string(trial->findings[i]));
    mog_json_set(out, "findings", findings);
    return out;
}

static mog_status one(json_t **out, const cli_context *cli, const mog_trial *trial, mog_error *err)
{
    const mog_policy_test *test = trial->test;
    const mog_source *file = &cli->policy->files[test->span.file];
    uint32_t line, column;
    mog_source_position(file, test->span.start, &line, &column);
    json_t *object = *out = mog_json_object();
    mog_json_set(object, "name", mog_json_text(test->name));
    mog_json_set(object, "rule", mog_json_text(cli->policy->rules[test->rule].id));
    mog_json_set(object, "file", mog_json_text(file->path));
    mog_json_set(object, "line", json_integer(line));
    mog_json_set(object, "subject", mog_json_text(test->subject));
    mog_json_set(object, "clock", mog_json_time(test->clock));
    mog_json_set(object, "outcome", json_string(outcomes[trial->outcome]));
    mog_json_set(object, "expected", expected(test));
    mog_json_set(object, "got", got(trial));
    if (trial->outcome == MOG_TRIAL_PASSED || trial->outcome == MOG_TRIAL_REFUSED) return MOG_OK;
    mog_explanation *explanation;
    mog_status status = mog_trial_explain(&explanation, cli->policy, cli->host, test, err);
    if (status) return status;
    mog_json_set(object, "explanation", mog_report_explanation(explanation, cli->policy));
    mog_explanation_free(explanation);
    return MOG_OK;
}

static json_t *words(unsigned bits)
{
    json_t *out = mog_json_array();
    for (int k = 0; k < MOG_REACHED_KINDS; k++)
        if (bits >> k & 1) mog_json_append(out, json_string(cli_reached_words[k]));
    return out;
}

static json_t *coverage(const mog_trials *trials)
{
    json_t *out = mog_json_object(), *rules = mog_json_array();
    mog_json_set(out, "rules", json_integer(trials->policy->rule_count));
    mog_json_set(out, "tested", json_integer(trials->tested));
    mog_json_set(out, "outcomes", json_integer(trials->possible));
    mog_json_set(out, "reached", json_integer(trials->reached));
    mog_json_set(out, "share", mog_json_figure(trials->possible ? (double)trials->reached / trials->possible : 1));
    for (uint32_t r = 0; r < trials->policy->rule_count; r++) {
        const mog_coverage *rule = &trials->coverage[r];
        json_t *entry = mog_json_object();
        mog_json_set(entry, "rule", mog_json_text(trials->policy->rules[r].id));
        mog_json_set(entry, "tests", json_integer(rule->tests));
        mog_json_set(entry, "reached", words(rule->reached));
        mog_json_set(entry, "missing", words(rule->possible & ~(unsigned)rule->reached));
        mog_json_append(rules, entry);
    }
    mog_json_set(out, "by_rule", rules);
    return out;
}

mog_status cli_trials_json(cli_context *cli, const mog_trials *trials, mog_error *err)
{
    json_t *out = mog_json_object(), *tests = mog_json_array();
    mog_status status = MOG_OK;
    mog_json_set(out, "passed", json_integer(trials->passed));
    mog_json_set(out, "failed", json_integer(trials->count - trials->passed));
    for (uint32_t i = 0; i < trials->count && !status; i++) {
        json_t *test;
        status = one(&test, cli, &trials->trials[i], err);
        mog_json_append(tests, test);
    }
    mog_json_set(out, "tests", tests);
    mog_json_set(out, "coverage", coverage(trials));
    if (!status) status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

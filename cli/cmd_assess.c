/* mognad assess: runs the policies over the store and shows what comes of it. */
#include "cli/numbers.h"
#include "cli/record_run.h"
#include "cli/report.h"

#include <unistd.h>

#define TOP 10

static const cli_option options[] = {
    {"subject", 0, "NAME", "only this subject (system:hr), or all of a type (system:)"},
    {"rule", 'r', "RULE", "only this rule (8.13/restore_tested), or all of a control (8.13)"},
    {"controls", 'c', NULL, "show each control too"},
    {"top", 'n', "N", "at most N rules in each list of findings; default 10"},
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {"call-limit", 0, "SECONDS", "how long a rule may take on a subject before it is an error; default 10"},
    {"memory-limit", 0, "MIB", "how much memory a worker may take for the plugins; default 1024"},
    {"record", 0, NULL, "record the run in the store's journal: its inputs by hash, its figures, the hash of its report"},
    {"fail-under", 0, "PERCENT", "exit with status 1 when the strict compliance is lower"},
    {0},
};

static void on_progress(void *context, uint64_t done, uint64_t total)
{
    mog_progress *progress = context;
    progress->total = total;
    mog_progress_step(progress, done);
}

static mog_status assess(mog_assessment **out, const cli_context *cli, mog_assess_options how, mog_error *err)
{
    mog_progress progress;
    how.clock = cli->clock;
    how.known_at = cli->known_at;
    how.has_known_at = cli->has_known_at;
    how.subject = mog_text_nfc(cli->arena, mog_text_of(cli_value(cli, "subject")));
    how.rule = mog_text_of(cli_value(cli, "rule"));
    how.progress = on_progress;
    how.progress_context = &progress;
    mog_progress_begin(&progress, CLI_SAY(cli, "assessing subject", "bedömer objekt"), 0);
    mog_status status = mog_assess(out, cli->store, cli->policy, cli->host, &how, err);
    mog_progress_end(&progress);
    return status;
}

/* A step of a gate counts in no score. */
static mog_status refuse_step(const cli_context *cli, mog_error *err)
{
    const mog_rule *rule = mog_policy_rule(cli->policy, mog_text_of(cli_value(cli, "rule")));
    if (!rule || !mog_rule_is_step(rule)) return MOG_OK;
    mog_fail(err, MOG_INPUT, "`%.*s` is a step of a gate, and counts in no score", (int)rule->id.size, rule->id.at);
    mog_error_hint(err, "`mognad gate` runs gates, and `mognad explain` explains a step");
    return MOG_INPUT;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_assessment *assessment = NULL;
    mog_scores *scores = NULL;
    mog_status status;
    uint32_t seconds = 0, mebibytes = 0;
    mog_assess_options limits = {0};
    double least = -1;
    cli_report how = {.top = TOP, .controls = cli_flag(cli, "controls")};
    const char *subject = cli_value(cli, "subject");
    if (cli->argc > 0) return cli_usage(err, cli, "unexpected argument `%s`", cli->argv[0]);
    if (subject && mog_utf8_valid(mog_text_of(subject)) != mog_text_of(subject).size)
        return cli_usage(err, cli, "--subject is not valid UTF-8");
    if ((status = cli_read_number(&limits.jobs, cli, "jobs", 256, err))) return status;
    if ((status = cli_read_number(&seconds, cli, "call-limit", 3600, err))) return status;
    if ((status = cli_read_number(&mebibytes, cli, "memory-limit", 1 << 20, err))) return status;
    if ((status = cli_read_number(&how.top, cli, "top", 100000, err))) return status;
    if ((status = cli_read_percent(&least, cli, "fail-under", err))) return status;
    if ((status = cli_load_host(cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    if ((status = refuse_step(cli, err))) return status;
    limits.call_limit = seconds * MOG_SECOND;
    limits.memory_limit = (uint64_t)mebibytes << 20;
    if ((status = assess(&assessment, cli, limits, err))) return status;

    mog_score(&scores, assessment);
    if (cli->json) status = mog_report_json(stdout, assessment, scores, isatty(STDOUT_FILENO), err);
    else cli_report_assessment(cli, assessment, scores, &how);
    if (!status && cli_flag(cli, "record")) status = cli_record_run(cli, assessment, scores, err);
    /* no figure is no reason to pass */
    bool enough = least < 0 || scores->all.compliance.strict >= least / 100;
    if (!status && !enough) status = MOG_NO;
    mog_scores_free(scores);
    mog_assessment_free(assessment);
    return status;
}

const cli_command cmd_assess = {
    .name = "assess",
    .usage = "",
    .summary = "run the rules over the evidence and show compliance, maturity and findings",
    .text =
        "Every rule is run over every subject of its type, and what comes of it is rolled up into controls and themes.\n"
        "Compliance is given three ways: strict counts the unknown as not met, known leaves it out, and coverage is how\n"
        "much is known (docs/scoring.md). With a profile only the controls count that it includes, as it says.\n\n"
        "example:\n"
        "  mognad assess --controls --as-of 2026-11-01\n"
        "  mognad assess --subject system:hr --rule 8.13 --format json",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

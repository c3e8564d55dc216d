/* mognad assess: runs the policies over the store and shows what comes of it. */
#include "cli/report.h"

#include <stdlib.h>
#include <unistd.h>

#define TOP 10

static const cli_option options[] = {
    {"subject", 's', "NAME", "only this subject (system:hr), or all of a type (system:)"},
    {"rule", 'r', "RULE", "only this rule (8.13/restore_tested), or all of a control (8.13)"},
    {"controls", 'c', NULL, "show each control too"},
    {"top", 'n', "N", "how many rules the lists of findings hold (10)"},
    {"jobs", 'j', "N", "worker processes (0: one a core); the result does not depend on it"},
    {"call-limit", 0, "SECONDS", "how long a rule may take on a subject before it is an error (10)"},
    {"memory-limit", 0, "MIB", "how much memory a worker may take for the plugins (1024)"},
    {"fail-under", 0, "PERCENT", "exit with status 1 when compliance (shown) is lower"},
    {0},
};

/* A whole number in an option. */
static mog_status read_number(uint32_t *out, const cli_context *cli, const char *option, uint32_t most, mog_error *err)
{
    const char *text = cli_value(cli, option);
    if (!text) return MOG_OK;
    uint64_t value = 0;
    for (const char *at = text; *at || at == text; at++) {
        if (*at < '0' || *at > '9' || value > most)
            return cli_usage(err, cli, "--%s takes a whole number up to %u, not `%s`", option, most, text);
        value = 10 * value + (uint64_t)(*at - '0');
    }
    if (value > most) return cli_usage(err, cli, "--%s takes a whole number up to %u, not `%s`", option, most, text);
    *out = (uint32_t)value;
    return MOG_OK;
}

static mog_status read_percent(double *out, const cli_context *cli, mog_error *err)
{
    const char *text = cli_value(cli, "fail-under");
    char *end = NULL;
    if (!text) return MOG_OK;
    *out = strtod(text, &end);
    while (*end == ' ' || *end == '%') end++;
    if (end == text || *end || !(*out >= 0 && *out <= 100))
        return cli_usage(err, cli, "--fail-under takes a percentage from 0 to 100, not `%s`", text);
    return MOG_OK;
}

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
    how.subject = mog_text_nfc(cli->arena, mog_text_of(cli_value(cli, "subject")));
    how.rule = mog_text_of(cli_value(cli, "rule"));
    how.progress = on_progress;
    how.progress_context = &progress;
    mog_progress_begin(&progress, CLI_SAY(cli, "assessing subject", "bedömer objekt"), 0);
    mog_status status = mog_assess(out, cli->store, cli->policy, cli->host, &how, err);
    mog_progress_end(&progress);
    return status;
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
    if ((status = read_number(&limits.jobs, cli, "jobs", 256, err))) return status;
    if ((status = read_number(&seconds, cli, "call-limit", 3600, err))) return status;
    if ((status = read_number(&mebibytes, cli, "memory-limit", 1 << 20, err))) return status;
    if ((status = read_number(&how.top, cli, "top", 100000, err))) return status;
    if ((status = read_percent(&least, cli, err))) return status;
    if ((status = cli_load_host(cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    limits.call_limit = seconds * MOG_SECOND;
    limits.memory_limit = (uint64_t)mebibytes << 20;
    if ((status = assess(&assessment, cli, limits, err))) return status;

    mog_score(&scores, assessment);
    if (cli->json) status = mog_report_json(stdout, assessment, scores, isatty(STDOUT_FILENO), err);
    else cli_report_assessment(cli, assessment, scores, &how);
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
        "Compliance is shown three ways: `shown` counts what is not shown as not met, `of known` leaves the unknown out,\n"
        "`coverage` is how much is known.\n\n"
        "example:\n"
        "  mognad assess --controls --as-of 2026-11-01\n"
        "  mognad assess --subject system:hr --rule 8.13 --format json\n",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .run = run,
};

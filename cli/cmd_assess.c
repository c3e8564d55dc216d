/* mognad assess: runs the policies over the store and shows what comes of it. */
#include "cli/assessing.h"
#include "cli/metrics.h"
#include "cli/numbers.h"
#include "cli/record_run.h"
#include "cli/report.h"
#include "cli/runs.h"
#include "engine/run/resume.h"

#include <string.h>
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
    {"record", 0, NULL, "put the run on record even if it is of a part; fail where the store can only be read"},
    {"no-record", 0, NULL, "do not put the run on record"},
    {"incremental", 0, NULL, "take over the results of the last run on record where nothing can have changed since"},
    {"replay", 0, "RUN", "make a run on record again; exit with status 1 when something else comes out"},
    {"fail-under", 0, "PERCENT", "exit with status 1 when the strict compliance is lower"},
    {"metrics", 0, "FILE", "write the figures there too, as a textfile for Prometheus (docs/schedule.md)"},
    {0},
};

/* A step of a gate counts in no score. */
static mog_status refuse_step(const cli_context *cli, mog_error *err)
{
    const mog_rule *rule = mog_policy_rule(cli->policy, mog_text_of(cli_value(cli, "rule")));
    if (!rule || !mog_rule_is_step(rule)) return MOG_OK;
    mog_fail(err, MOG_INPUT, "`%.*s` is a step of a gate, and counts in no score", (int)rule->id.size, rule->id.at);
    mog_error_hint(err, "`mognad gate` runs gates, and `mognad explain` explains a step");
    return MOG_INPUT;
}

static void replay_said(const cli_context *cli, const mog_run *then, const cli_remade *remade)
{
    const char *words = cli_run_words(cli, then);
    if (remade->same_report) {
        mog_log_say(MOG_LEVEL_NOTE, CLI_SAY(cli, "%s, reproduced to the byte", "%s, återskapad byte för byte"), words);
        return;
    }
    const char *differs = cli_remade_differs(cli, then, remade);
    mog_log_say(MOG_LEVEL_WARNING,
                CLI_SAY(cli, "what comes out is not what is on record of %s",
                        "det som kommer ut är inte det som är antecknat om %s"),
                words);
    for (const char *line = differs; *line;) {
        size_t size = strcspn(line, "\n");
        mog_log_say(MOG_LEVEL_NOTE, "%.*s", (int)size, line);
        line += size + (line[size] == '\n');
    }
}

/* --replay: policies, profile, clock and evidence are those of the run. */
static mog_status replay(cli_remade *out, cli_context *cli, mog_assess_options limits, mog_error *err)
{
    static const char *const settled[] = {"subject", "rule", "record", "no-record", "incremental"};
    const char *name = cli_value(cli, "replay");
    const mog_input *policies;
    size_t count;
    mog_run then;
    for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
        if (cli_value(cli, settled[i]) || cli_flag(cli, settled[i]))
            return cli_usage(err, cli, "--%s does not go with --replay: the run says all of it", settled[i]);
    if (cli->has_clock || cli->has_known_at || cli->profile)
        return cli_usage(err, cli, "--as-of, --known-at and --profile do not go with --replay: the run says all of it");
    mog_status status = cli_take_run(&then, &policies, &count, cli, name, err);
    if (!status) status = cli_remake_run(out, cli, &then, policies, count, limits, err);
    if (status) return status;
    replay_said(cli, &then, out);
    return MOG_OK;
}

/* --incremental: what comes out is the same as without it. */
static mog_status resume(mog_assess_options *limits, cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_previous *previous = mog_take(cli->arena, mog_previous);
    mog_run run;
    bool found = false;
    if (cli_value(cli, "subject") || cli_value(cli, "rule") || cli->has_known_at)
        return cli_usage(err, cli,
                         "--subject, --rule and --known-at do not go with --incremental, which is about all there is");
    mog_status status = cli_open_snapshot(&store, &snapshot, cli, err);
    if (!status)
        status = mog_run_resume(previous, &run, &found, cli->arena, snapshot, cli->policy, cli->host, cli->clock, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    if (!status && found) limits->previous = previous;
    if (!status && !found)
        mog_log_say(
            MOG_LEVEL_NOTE, "%s",
            CLI_SAY(
                cli,
                "no run on record has these policies, this profile and these plugins, with an earlier clock: everything is assessed anew",
                "ingen antecknad körning har dessa regler, denna profil och dessa insticksmoduler, med en tidigare klocka: allt bedöms på nytt"));
    return status;
}

static void say_reused(const cli_context *cli, const mog_assessment *assessment)
{
    mog_log_say(MOG_LEVEL_NOTE, CLI_SAY(cli, "%llu of %llu verdicts were taken over", "%llu av %llu utfall togs över"),
                (unsigned long long)assessment->reused, (unsigned long long)assessment->evaluations);
}

static mog_status assess_now(cli_remade *out, cli_context *cli, mog_assess_options limits, mog_error *err)
{
    mog_status status;
    if ((status = cli_load_host(cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    if ((status = refuse_step(cli, err))) return status;
    if (cli_flag(cli, "incremental") && (status = resume(&limits, cli, err))) return status;
    if ((status = cli_assess(&out->assessment, cli, limits, err))) return status;
    if (limits.previous) say_reused(cli, out->assessment);
    mog_score(&out->scores, out->assessment);
    out->same_id = out->same_report = true; /* nothing to differ from */
    return MOG_OK;
}

typedef struct wanted {
    mog_assess_options limits;
    double least; /* strict compliance, in percent; -1: none */
    cli_report report;
} wanted;

static mog_status read_options(wanted *out, const cli_context *cli, mog_error *err)
{
    mog_status status;
    uint32_t seconds = 0, mebibytes = 0;
    const char *subject = cli_value(cli, "subject");
    *out = (wanted){.least = -1, .report = {.top = TOP, .controls = cli_flag(cli, "controls")}};
    if (cli->argc > 0) return cli_usage(err, cli, "unexpected argument `%s`", cli->argv[0]);
    if (cli_flag(cli, "record") && cli_flag(cli, "no-record"))
        return cli_usage(err, cli, "--record and --no-record say opposite things");
    if (subject && mog_utf8_valid(mog_text_of(subject)) != mog_text_of(subject).size)
        return cli_usage(err, cli, "--subject is not valid UTF-8");
    if ((status = cli_read_number(&out->limits.jobs, cli, "jobs", 256, err))) return status;
    if ((status = cli_read_number(&seconds, cli, "call-limit", 3600, err))) return status;
    if ((status = cli_read_number(&mebibytes, cli, "memory-limit", 1 << 20, err))) return status;
    if ((status = cli_read_number(&out->report.top, cli, "top", 100000, err))) return status;
    if ((status = cli_read_percent(&out->least, cli, "fail-under", err))) return status;
    out->limits.call_limit = seconds * MOG_SECOND;
    out->limits.memory_limit = (uint64_t)mebibytes << 20;
    return MOG_OK;
}

static mog_status assess(cli_remade *made, cli_context *cli, const wanted *how, mog_error *err)
{
    mog_status status =
        cli_value(cli, "replay") ? replay(made, cli, how->limits, err) : assess_now(made, cli, how->limits, err);
    if (!status && cli->json)
        status = mog_report_json(stdout, made->assessment, made->scores, isatty(STDOUT_FILENO), err);
    else if (!status) cli_report_assessment(cli, made->assessment, made->scores, &how->report);
    if (!status && !cli_value(cli, "replay"))
        status = cli_record_assessment(cli, made->assessment, made->scores, err);
    /* no figure is no reason to pass */
    if (!status && how->least >= 0 && !(made->scores->all.compliance.strict >= how->least / 100)) status = MOG_NO;
    if (!status && !made->same_report) status = MOG_NO;
    return status;
}

/* A run that failed is written too: whoever watches the file is to see it. */
static mog_status write_metrics(cli_context *cli, const cli_remade *made, int64_t began, mog_status status,
                                mog_error *err)
{
    const char *path = cli_value(cli, "metrics");
    bool whole = status == MOG_OK || status == MOG_NO;
    mog_error other = MOG_ERROR_NONE;
    if (!path) return status;
    cli_metrics metrics = {whole ? made->assessment : NULL, made->scores, began, (int)status};
    mog_status written = cli_metrics_write(cli, path, &metrics, whole ? err : &other);
    if (!whole && written) mog_log_say(MOG_LEVEL_WARNING, "%s: %s", path, other.message);
    return whole && written ? written : status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_remade made = {0};
    wanted how;
    int64_t began = mog_monotonic();
    mog_status status = read_options(&how, cli, err);
    if (!status) status = assess(&made, cli, &how, err);
    status = write_metrics(cli, &made, began, status, err);
    cli_remade_free(&made);
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
        "The run is put on record in the store, with its inputs by hash, its policies, results and scores, so that it can\n"
        "be made again, compared and followed (docs/history.md); a run of a part, or of what was known earlier, is not\n"
        "unless --record says so.\n\n"
        "For monitors the exit status is 0 done; 1 under --fail-under, or another run by --replay; 3 evidence or policy\n"
        "refused; 4 store or system fault. mognad schedule runs it at times.\n\n"
        "example:\n"
        "  mognad assess --controls --as-of 2026-11-01\n"
        "  mognad assess --subject system:hr --rule 8.13 --format json\n"
        "  mognad assess --profile iso27002 --fail-under 80",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

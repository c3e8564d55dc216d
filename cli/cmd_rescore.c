/* mognad rescore: the evidence of runs on record under the policies in force: today's yardstick on yesterday's evidence. */
#include "cli/numbers.h"
#include "cli/record_run.h"
#include "cli/report.h"
#include "cli/runs.h"

#include <string.h>

typedef struct outcome {
    const mog_run *run;
    double strict, coverage;
    int level;
} outcome;

/* ---- which */

/* Whole runs that are not rescored themselves. */
static bool can_be_rescored(const mog_run *run)
{
    return !run->rescored && !run->subject.size && !run->rule.size;
}

static mog_status choose_all(const mog_run **out, size_t *count, cli_context *cli, mog_error *err)
{
    const mog_run *all;
    size_t given, kept = 0;
    mog_status status = cli_take_runs(&all, &given, cli, err);
    if (status) return status;
    mog_run *chosen = mog_take_array(cli->arena, mog_run, given);
    for (size_t i = 0; i < given; i++)
        if (can_be_rescored(&all[i])) chosen[kept++] = all[i];
    *out = chosen;
    *count = kept;
    if (kept) return MOG_OK;
    mog_fail(err, MOG_INPUT, "no run is on record whose evidence could be looked at again");
    mog_error_hint(err, "`mognad assess` puts one on record");
    return MOG_INPUT;
}

static mog_status choose(const mog_run **out, size_t *count, cli_context *cli, mog_error *err)
{
    const char *runs = cli_value(cli, "runs");
    if (!cli->argc && (!runs || strcmp(runs, "all") == 0)) return choose_all(out, count, cli, err);
    if (runs)
        return cli_usage(err, cli, "--runs takes `all`; single runs are named without it, as `mognad rescore last`");
    mog_run *chosen = mog_take_array(cli->arena, mog_run, (size_t)cli->argc);
    mog_status status = MOG_OK;
    for (int i = 0; i < cli->argc && !status; i++) {
        status = cli_take_run(&chosen[i], NULL, NULL, cli, cli->argv[i], err);
        if (status || can_be_rescored(&chosen[i])) continue;
        mog_fail(err, MOG_INPUT, "run %s is of a part of the subjects or rules, or is rescored itself", cli->argv[i]);
        mog_error_hint(err, "name a whole run; `mognad runs list` marks the others");
        status = MOG_INPUT;
    }
    *out = chosen;
    *count = (size_t)cli->argc;
    return status;
}

/* ---- doing it */

/* The profile is the one that is asked for, else the run's own, so that a policy is compiled for each profile that there is. */
static mog_status compile(cli_context *cli, const mog_run *run, bool asked, mog_error *err)
{
    const char *name =
        run->profile.size ? mog_arena_format(cli->arena, "%.*s", (int)run->profile.size, run->profile.at) : NULL;
    if (!asked && !(cli->policy && (cli->profile ? name && strcmp(cli->profile, name) == 0 : !name))) {
        mog_policy_free(cli->policy);
        cli->policy = NULL;
        cli->profile = name;
    }
    return cli_load_policy(cli, err);
}

static mog_status rescore(outcome *out, cli_context *cli, const mog_run *run, mog_assess_options how, mog_error *err)
{
    mog_assessment *assessment = NULL;
    mog_scores *scores = NULL;
    how.clock = run->clock;
    how.until = run->changes ? run->changes : MOG_UNTIL_START;
    mog_status status = mog_assess(&assessment, cli->store, cli->policy, cli->host, &how, err);
    if (status) return status;
    mog_score(&scores, assessment);
    *out = (outcome){run, scores->all.compliance.strict, scores->all.compliance.coverage, scores->all.level};
    if (cli_flag(cli, "record")) status = cli_record_run(cli, assessment, scores, run->number, err);
    mog_scores_free(scores);
    mog_assessment_free(assessment);
    return status;
}

/* ---- telling */

static void print_text(cli_context *cli, const outcome *all, size_t count)
{
    const char *heads[] = {CLI_SAY(cli, "run", "körning"),
                           CLI_SAY(cli, "as of", "per"),
                           CLI_SAY(cli, "strict then", "strikt då"),
                           CLI_SAY(cli, "now", "nu"),
                           CLI_SAY(cli, "coverage then", "täckning då"),
                           CLI_SAY(cli, "now", "nu"),
                           CLI_SAY(cli, "level then", "nivå då"),
                           CLI_SAY(cli, "now", "nu")};
    cli_table *table = cli_table_new(cli, heads, 8, "r rrRRrr");
    for (size_t i = 0; i < count; i++) {
        char clock[MOG_TIME_TEXT];
        mog_time_format_short(clock, all[i].run->clock);
        cli_table_cell(table, CLI_BOLD, "%llu", (unsigned long long)all[i].run->number);
        cli_table_cell(table, CLI_PLAIN, "%s", clock);
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, all[i].run->strict));
        cli_table_cell(table, CLI_BOLD, "%s", cli_percent(cli->arena, all[i].strict));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, all[i].run->coverage));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, all[i].coverage));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_level(cli, all[i].run->level));
        cli_table_cell(table, CLI_BOLD, "%s", cli_level(cli, all[i].level));
    }
    cli_table_print(table);
    cli_print_dim(
        cli, mog_text_of(CLI_SAY(
                 cli, "Rescored: what had been recorded then, at the clock of then, under the policies of now.",
                 "Omräknat: det som var registrerat då, med klockan som den var då, med reglerna som gäller nu.")));
}

static mog_status print_json(const outcome *all, size_t count, mog_error *err)
{
    json_t *out = mog_json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *one = mog_json_object();
        mog_json_set(one, "run", mog_json_made(json_integer((json_int_t)all[i].run->number)));
        mog_json_set(one, "clock", mog_json_time(all[i].run->clock));
        mog_json_set(one, "rescored", mog_json_made(json_true()));
        mog_json_set(one, "strict_then", mog_json_figure(all[i].run->strict));
        mog_json_set(one, "strict", mog_json_figure(all[i].strict));
        mog_json_set(one, "coverage_then", mog_json_figure(all[i].run->coverage));
        mog_json_set(one, "coverage", mog_json_figure(all[i].coverage));
        mog_json_set(one, "level_then",
                     all[i].run->level == MOG_NO_MATURITY ? json_null()
                                                          : mog_json_made(json_integer(all[i].run->level)));
        mog_json_set(one, "level",
                     all[i].level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(all[i].level)));
        mog_json_append(out, one);
    }
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    const mog_run *runs;
    size_t count = 0;
    bool asked = cli->profile != NULL;
    mog_assess_options how = {0};
    mog_progress progress;
    mog_status status = cli_read_number(&how.jobs, cli, "jobs", 256, err);
    if (!status) status = cli_load_host(cli, err);
    if (!status) status = choose(&runs, &count, cli, err);
    outcome *outcomes = mog_take_array(cli->arena, outcome, count);
    mog_progress_begin(&progress, CLI_SAY(cli, "rescoring run", "räknar om körning"), count);
    for (size_t i = 0; i < count && !status; i++) {
        status = compile(cli, &runs[i], asked, err);
        if (!status) status = rescore(&outcomes[i], cli, &runs[i], how, err);
        mog_progress_step(&progress, i + 1);
    }
    mog_progress_end(&progress);
    if (status) return status;
    if (cli->json) return print_json(outcomes, count, err);
    print_text(cli, outcomes, count);
    return MOG_OK;
}

static const cli_option options[] = {
    {"runs", 0, "all", "all whole runs on record, as without any run named"},
    {"record", 0, NULL, "put the new runs on record, marked as rescored"},
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {0},
};

const cli_command cmd_rescore = {
    .name = "rescore",
    .usage = "[RUN…]",
    .summary = "look at the evidence of runs on record again, under the policies in force",
    .text =
        "The clock and what had been recorded are those of each run, the policies those of today, so that figures over\n"
        "time can be compared though the policies have changed. The profile is the run's own, unless --profile names one.\n\n"
        "example:\n"
        "  mognad rescore --runs all --policy policies --record",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

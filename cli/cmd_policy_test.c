/* mognad policy test: runs the tests that stand beside the rules. */
#include "cli/numbers.h"
#include "cli/trials.h"

#include "dsl/diagnostic.h"

#include <string.h>

static const cli_option options[] = {
    {"filter", 0, "TEXT", "only tests with this in their name, rule or file"},
    {"all", 'a', NULL, "name the tests that passed too"},
    {"coverage", 'c', NULL, "list what no test reaches: rules, and outcomes of each"},
    {"fail-under", 0, "PERCENT", "exit with status 1 when fewer of the rules' outcomes are reached"},
    {"jobs", 'j', "N", "processes (0: one a core); the result does not depend on it"},
    {0},
};

static mog_status no_such_test(const char *filter, const mog_policy *policy, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "no test has `%s` in its name, rule or file", filter);
    mog_error_hint(err, "there are %u tests; `mognad policy test --all` names them", policy->test_count);
    return MOG_INPUT;
}

static mog_status report(cli_context *cli, const mog_trials *trials, mog_error *err)
{
    if (cli->json) return cli_trials_json(cli, trials, err);
    if (strcmp(cli->format, "junit") == 0) {
        cli_trials_junit(cli, trials);
        return MOG_OK;
    }
    mog_status status = cli_trials_text(cli, trials, cli_flag(cli, "all"), err);
    if (!status && cli_flag(cli, "coverage")) cli_trials_coverage(cli, trials);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_trials *trials = NULL;
    mog_status status;
    double least = -1;
    const char *filter = cli_value(cli, "filter");
    mog_trial_options how = {.filter = mog_text_of(filter)};
    if ((status = cli_read_number(&how.jobs, cli, "jobs", 64, err))) return status;
    if ((status = cli_read_percent(&least, cli, "fail-under", err))) return status;
    if ((status = cli_load_policy_at(cli, cli->argv, cli->argc, err))) return status;
    if ((status = mog_try_tests(&trials, cli->policy, cli->host, &how, err))) return status;
    if (filter && trials->count == 0) status = no_such_test(filter, cli->policy, err);
    else status = report(cli, trials, err);
    double share = trials->possible ? 100 * (double)trials->reached / trials->possible : 100;
    if (!status && (trials->passed < trials->count || share < least)) status = MOG_NO;
    mog_trials_free(trials);
    return status;
}

const cli_command cmd_policy_test = {
    .name = "policy test",
    .usage = "[PATH…]",
    .summary = "run the tests that stand beside the rules",
    .text =
        "Runs the `test` blocks of the policies at the paths (files, or folders with *.mog), or of those in force, over the\n"
        "evidence that each gives; no store is touched. A test that fails is shown with what was expected, what came out\n"
        "and the values that decided. Exit status 1 when one fails.\n"
        "Coverage counts what each rule can come to (met, not met, unknown, and not applicable where it has a `where`) and\n"
        "how much of that a passed test shows.\n\n"
        "example:\n"
        "  mognad policy test --filter 8.13 --coverage\n"
        "  mognad policy test policies --format junit > report.xml\n",
    .options = options,
    .common = CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .formats = "text|json|junit",
    .run = run,
};

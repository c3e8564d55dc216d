/* mognad plan due: by when it is to be done. */
#include "cli/plan.h"

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_plan open = {0};
    const mog_plan_action *action;
    mog_time due;
    if (cli->argc != 2) return cli_usage(err, cli, "name an action and a day");
    if (!mog_time_parse(&due, mog_text_of(cli->argv[1])))
        return cli_usage(err, cli, "`%s` is not a day, as 2026-11-01", cli->argv[1]);
    mog_status status = cli_load_policy(cli, err);
    if (!status) status = cli_plan_open(&open, cli, true, err);
    if (!status) status = cli_plan_find_open(&action, cli, &open.plan, cli->argv[0], err);
    if (!status) {
        mog_plan_action after = *action;
        after.due = due;
        status = cli_plan_decide(&open, cli, &after, "mognad plan due", (mog_text){0}, err);
    }
    cli_plan_close(&open);
    return status;
}

static const cli_option options[] = {CLI_PLAN_SUBJECT, {0}};

const cli_command cmd_plan_due = {
    .name = "plan due",
    .usage = "ACTION DATE",
    .summary = "say by which day an action is to be done",
    .text =
        "The days before it stay in the history of the action (`mognad plan show`). `mognad plan sync` lets it stand.\n\n"
        "example:\n"
        "  mognad plan due 8.13/restore_tested@system:hr 2027-03-31",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .run = run,
};

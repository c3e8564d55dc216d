/* mognad plan assign: who does it. */
#include "cli/plan.h"

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_plan open = {0};
    const mog_plan_action *action;
    if (cli->argc != 2) return cli_usage(err, cli, "name an action and a unit");
    mog_status status = cli_load_policy(cli, err);
    if (!status) status = cli_plan_open(&open, cli, true, err);
    if (!status) status = cli_plan_find_open(&action, cli, &open.plan, cli->argv[0], err);
    if (!status) {
        mog_plan_action after = *action;
        status = cli_plan_name(&after.owner, cli, &open, "unit", cli->argv[1], err);
        if (!status) status = cli_plan_decide(&open, cli, &after, "mognad plan assign", (mog_text){0}, err);
    }
    cli_plan_close(&open);
    return status;
}

static const cli_option options[] = {CLI_PLAN_SUBJECT, {0}};

const cli_command cmd_plan_assign = {
    .name = "plan assign",
    .usage = "ACTION UNIT",
    .summary = "say which unit does an action",
    .text =
        "The action stays the same; a new record of it says who does it from now on. `mognad plan sync` lets it stand.\n\n"
        "example:\n"
        "  mognad plan assign 8.13/restore_tested@system:hr unit:it",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .run = run,
};

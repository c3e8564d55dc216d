/* mognad plan accept: a finding is accepted for a time: an exception, and an action that may wait. */
#include "cli/plan.h"

#include <string.h>

#define SOURCE "mognad plan accept"

static mog_status read_text(mog_text *out, const cli_context *cli, const char *option, mog_error *err)
{
    mog_text text = mog_text_of(cli_value(cli, option));
    if (mog_utf8_valid(text) != text.size) return cli_usage(err, cli, "--%s is not valid UTF-8", option);
    *out = mog_text_squeeze(cli->arena, mog_text_nfc(cli->arena, text));
    return MOG_OK;
}

static mog_status read_terms(mog_plan_acceptance *out, const cli_context *cli, mog_error *err)
{
    const char *until = cli_value(cli, "until");
    mog_status status = read_text(&out->reason, cli, "reason", err);
    if (!status) status = read_text(&out->compensation, cli, "compensation", err);
    if (!status) status = read_text(&out->risk, cli, "risk", err);
    if (status) return status;
    if (cli->argc != 1) return cli_usage(err, cli, "name an action");
    if (!until || !cli_value(cli, "by") || !out->reason.size)
        return cli_usage(err, cli, "what is accepted needs --until DATE, --reason TEXT and --by ROLE");
    if (!mog_time_parse(&out->until, mog_text_of(until)))
        return cli_usage(err, cli, "--until takes a day, as 2026-11-01, not `%s`", until);
    if (out->until <= cli->clock) return cli_usage(err, cli, "--until %s has passed already", until);
    return MOG_OK;
}

static mog_status no_finding(const char *word, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "the action `%s` comes from no rule, so there is no finding to accept", word);
    mog_error_hint(err, "`mognad plan due` moves its day; an exception from a control is recorded with `evidence add`");
    return MOG_INPUT;
}

static mog_status accept(cli_plan *open, cli_context *cli, const mog_plan_action *action,
                         const mog_plan_acceptance *terms, mog_error *err)
{
    mog_text line;
    mog_plan_action after = *action;
    if (!action->rule.size) return no_finding(cli->argv[0], err);
    after.accepted_until = terms->until;
    if (after.due == MOG_PLAN_NONE || after.due < terms->until) after.due = terms->until;
    mog_status status = mog_plan_exception_line(&line, cli->arena, cli->policy, open->snapshot, action, terms,
                                                MOG_TEXT(SOURCE), cli->clock, err);
    return status ? status : cli_plan_decide(open, cli, &after, SOURCE, line, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_plan open = {0};
    mog_plan_acceptance terms = {0};
    const mog_plan_action *action;
    mog_status status = read_terms(&terms, cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = cli_plan_open(&open, cli, true, err);
    if (!status) status = cli_plan_find_open(&action, cli, &open.plan, cli->argv[0], err);
    if (!status) status = cli_plan_name(&terms.by, cli, &open, "role", cli_value(cli, "by"), err);
    if (!status) status = accept(&open, cli, action, &terms, err);
    cli_plan_close(&open);
    return status;
}

static const cli_option options[] = {
    {"until", 0, "DATE", "the day on which it ends"},
    {"reason", 0, "TEXT", "why"},
    {"by", 0, "ROLE", "the role that approves it"},
    {"compensation", 0, "TEXT", "what is done instead"},
    {"risk", 0, "ITEM", "the risk that is taken, by its item"},
    CLI_PLAN_SUBJECT,
    {0},
};

const cli_command cmd_plan_accept = {
    .name = "plan accept",
    .usage = "ACTION --until DATE --reason TEXT --by ROLE",
    .summary = "accept a finding for a time: an exception, and an action that may wait",
    .text =
        "Records an exception from the action's rule for its subject, and that the action waits until then: it is not overdue,\n"
        "and its result is marked, but counts as before (docs/scoring.md). Accepting it once more prolongs it.\n\n"
        "example:\n"
        "  mognad plan accept 8.13/restore_tested@system:hr --until 2027-06-30 --by role:ciso \\\n"
        "    --reason \"Replaced in June\" --compensation \"Copies are compared by hand\"",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .run = run,
};

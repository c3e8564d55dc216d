/* mognad evidence history */
#include "cli/choosing.h"
#include "cli/history.h"

static mog_status read_arguments(cli_choice *choice, cli_context *cli, mog_snapshot *snapshot, mog_error *err)
{
    *choice = (cli_choice){0};
    mog_status status = cli_choose_subject(&choice->subject, cli, snapshot, cli->argv[0], err);
    return status ? status : cli_choose_kind(&choice->kind, cli, snapshot, cli->argv[1], err);
}

static mog_status no_records(const cli_context *cli, mog_error *err)
{
    if (cli->argc > 2)
        mog_fail(err, MOG_INPUT, "there is no evidence of kind `%s` about `%s` and `%s`", cli->argv[1], cli->argv[0],
                 cli->argv[2]);
    else mog_fail(err, MOG_INPUT, "there is no evidence of kind `%s` about `%s`", cli->argv[1], cli->argv[0]);
    mog_error_hint(err, "`mognad evidence list --subject %s` shows what there is", cli->argv[0]);
    return MOG_INPUT;
}

static mog_status tell(cli_context *cli, mog_snapshot *snapshot, mog_error *err)
{
    cli_choice choice;
    cli_chosen chosen = {0};
    json_t *history = NULL;
    mog_status status = read_arguments(&choice, cli, snapshot, err);
    if (!status) status = cli_choose_records(&chosen, snapshot, &choice, err);
    if (!status)
        status = cli_history_make(&history, cli, snapshot, &chosen, cli->argv[0], cli->argv[1],
                                  cli->argc > 2 ? cli->argv[2] : NULL, err);
    if (!status && !json_array_size(json_object_get(history, "records"))) status = no_records(cli, err);
    if (!status && cli->json) status = cli_print_json(history, err);
    else if (!status) cli_history_print(cli, history);
    json_decref(history);
    cli_chosen_free(&chosen);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    if (cli->argc < 2 || cli->argc > 3)
        return cli_usage(err, cli, "name a subject and a kind, and an item if there are many");
    mog_status status = cli_open_snapshot(&store, &snapshot, cli, err);
    if (!status) status = tell(cli, snapshot, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

const cli_command cmd_evidence_history = {
    .name = "evidence history",
    .usage = "SUBJECT KIND [ITEM]",
    .summary = "tell how what is known came to be: every record in the order of recording",
    .text =
        "For each record: when it was so, when and by whom it was recorded, what is attached to it, whether it was retracted,\n"
        "and what differs from the one recorded before it of the same item; of a census, the items that came and went. With an\n"
        "ITEM only that item, and the censuses in which it came or went. Personal values are left out.\n\n"
        "example:\n"
        "  mognad evidence history system:payroll backup\n"
        "  mognad evidence history system:payroll account anna --known-at 2026-11-01",
    .common = CLI_STORE | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

/* mognad init */
#include "cli/cli.h"
#include "engine/store/store.h"

static mog_status run(cli_context *cli, mog_error *err)
{
    if (cli->argc > 0)
        return cli_usage(err, cli, "`%s` is one word too many; the folder is named with --store", cli->argv[0]);
    mog_status status = mog_store_create(cli->store, cli->now, err);
    if (status) return status;
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, "An empty evidence store was made in %s\n", "Ett tomt underlagslager skapades i %s\n"),
              cli->store);
    return MOG_OK;
}

const cli_command cmd_init = {
    .name = "init",
    .usage = "",
    .summary = "make an empty evidence store",
    .text =
        "The folder is made if it is not there, for its owner alone. A folder that holds a store already is left as it is.\n\n"
        "  mognad init --store /srv/mognad",
    .common = CLI_STORE | CLI_LANG,
    .run = run,
};

/* mognad init */
#include "cli/cli.h"
#include "engine/store/store.h"

#include <dirent.h>
#include <string.h>

/* A store is not mixed with other files: they would share its protection and its backups. Whether it is a store is told by the store. */
static bool holds_other_files(const char *folder)
{
    DIR *dir = opendir(folder);
    bool other = false, store = false;
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (strcmp(entry->d_name, "data.mdb") == 0) store = true;
        /* what is left where making a store was cut short */
        if (strcmp(entry->d_name, "lock.mdb") == 0 || strcmp(entry->d_name, "use.lock") == 0) continue;
        other = true;
    }
    if (dir) closedir(dir);
    return other && !store;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    if (cli->argc > 0)
        return cli_usage(err, cli, "`%s` is one word too many; the folder is named with --store", cli->argv[0]);
    if (holds_other_files(cli->store)) {
        mog_fail(err, MOG_INPUT, "the folder holds other files");
        mog_error_place(err, "%s", cli->store);
        mog_error_hint(err, "name a new or an empty folder with --store");
        return MOG_INPUT;
    }
    mog_status status = mog_store_create(cli->store, cli->now, err);
    if (status) return status;
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, "An empty evidence store was made in %s\n", "Ett tomt lager för underlag skapades i %s\n"),
              cli->store);
    const char *store = cli_store_option(cli);
    cli_print(cli, CLI_DIM, "%s", CLI_SAY(cli, "\nNext, for example:\n", "\nGå vidare, till exempel:\n"));
    cli_print(cli, CLI_PLAIN, "  mognad collect%s host\n", store);
    cli_print(cli, CLI_DIM, "%s",
              CLI_SAY(cli, "      facts about this machine\n", "      uppgifter om den här maskinen\n"));
    cli_print(cli, CLI_PLAIN, "  mognad evidence add%s FILE.jsonl\n", store);
    cli_print(cli, CLI_DIM, "%s",
              CLI_SAY(cli, "      evidence from files, as docs/evidence.md says\n",
                      "      underlag från filer, se docs/evidence.md\n"));
    cli_print(cli, CLI_PLAIN, "  mognad assess%s\n", store);
    cli_print(
        cli, CLI_DIM, "%s",
        CLI_SAY(cli, "      compliance, maturity and findings\n", "      efterlevnad, mognad och iakttagelser\n"));
    return MOG_OK;
}

const cli_command cmd_init = {
    .name = "init",
    .usage = "",
    .summary = "make an empty evidence store",
    .text = "The folder is made if it is not there, for its owner alone. A folder that holds\n"
            "a store already is left as it is.\n\n"
            "example:\n"
            "  mognad init --store /srv/mognad",
    .common = CLI_STORE | CLI_LANG,
    .run = run,
};

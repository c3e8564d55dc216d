/* mognad store migrate */
#include "cli/care.h"
#include "engine/archive/migrate.h"

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_migration done;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = mog_store_migrate(&done, cli->store, err);
    if (status) return status;
    if (cli->json) {
        json_t *json = mog_json_object();
        cli_set_count(json, "changes", done.changes);
        cli_set_count(json, "records", done.records);
        cli_set_count(json, "sealed", done.sealed);
        cli_set_count(json, "raised_times", done.raised);
        mog_json_set(json, "old_file", mog_json_text(MOG_TEXT(MOG_FORMAT1_FILE)));
        status = cli_print_json(json, err);
        json_decref(json);
    } else {
        cli_tell(
            cli, false,
            CLI_SAY(cli, "Migrated: %llu changes, %llu records, %llu personal values sealed; the store verifies",
                    "Migrerat: %llu ändringar, %llu poster, %llu personuppgifter förseglade; lagret är kontrollerat"),
            (unsigned long long)done.changes, (unsigned long long)done.records, (unsigned long long)done.sealed);
    }
    if (done.raised)
        mog_log_say(
            MOG_LEVEL_NOTE,
            CLI_SAY(
                cli,
                "%llu changes were recorded while the clock stood earlier than before, and have the time of the change in front of them",
                "%llu ändringar registrerades när klockan gick före sig själv, och har fått tiden för ändringen innan"),
            (unsigned long long)done.raised);
    mog_log_say(
        done.sealed ? MOG_LEVEL_WARNING : MOG_LEVEL_NOTE,
        done.sealed
            ? CLI_SAY(
                  cli,
                  "the old file is kept as %s/%s, and holds personal values in the clear: remove it when you need it no more",
                  "den gamla filen finns kvar som %s/%s, med personuppgifter i klartext: ta bort den när den inte behövs mer")
            : CLI_SAY(cli, "the old file is kept as %s/%s: remove it when you need it no more",
                      "den gamla filen finns kvar som %s/%s: ta bort den när den inte behövs mer"),
        cli->store, MOG_FORMAT1_FILE);
    return status;
}

const cli_command cmd_store_migrate = {
    .name = "store migrate",
    .usage = "",
    .summary = "bring a store of an older format to the present one",
    .text =
        "The old store is verified, and so is the new one, before it takes the old one's place. Changes keep their numbers and times, personal values are "
        "sealed. The old file is kept beside the new one. Nobody else may have the store open meanwhile.\n\n"
        "example:\n"
        "  mognad store migrate --store /srv/mognad",
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

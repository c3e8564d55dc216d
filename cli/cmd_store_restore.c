/* mognad store restore */
#include "cli/care.h"
#include "engine/archive/backup.h"

static mog_status tell(cli_context *cli, const mog_backup *restored, mog_error *err)
{
    if (!cli->json) {
        cli_tell(cli, false,
                 CLI_SAY(cli, "Restored into %s: %llu changes, %llu records, all of them read",
                         "Återställt i %s: %llu ändringar, %llu poster, alla lästa"),
                 cli->store, (unsigned long long)restored->changes, (unsigned long long)restored->records);
        return MOG_OK;
    }
    json_t *json = mog_json_object();
    mog_json_set(json, "store", mog_json_text(mog_text_of(cli->store)));
    cli_set_count(json, "changes", restored->changes);
    cli_set_digest(json, "root", &restored->root);
    cli_set_count(json, "records", restored->records);
    mog_json_set(json, "keys", json_boolean(restored->with_keys));
    mog_status status = cli_print_json(json, err);
    json_decref(json);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    FILE *stream;
    const char *name;
    mog_backup restored;
    if (cli->argc != 1) return cli_usage(err, cli, "name the backup, or - for standard input");
    mog_status status = cli_open_input(&stream, &name, cli->argv[0], err);
    if (status) return status;
    status = mog_backup_restore(&restored, cli->store, stream, name, err);
    cli_close_input(stream);
    return status ? status : tell(cli, &restored, err);
}

const cli_command cmd_store_restore = {
    .name = "store restore",
    .usage = "FILE",
    .summary = "make the store of a backup, in a new folder",
    .text =
        "The folder must be new or empty: a store is never written over. The backup is checked from its first byte to its last, the store in it is "
        "opened and all its records are read, and only then it gets its name. A backup that was cut short or altered is refused. With - it is read "
        "from standard input.\n\n"
        "example:\n"
        "  mognad store restore /srv/backups/mognad-2026-11-01.backup --store restored",
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad store backup */
#include "cli/care.h"
#include "engine/archive/backup.h"

static mog_status tell(cli_context *cli, const mog_backup *made, const char *path, mog_error *err)
{
    bool standard = cli_is_standard(path);
    char size[CLI_SIZE_TEXT];
    if (cli->json && !standard) {
        json_t *json = mog_json_object();
        mog_json_set(json, "file", mog_json_text(mog_text_of(path)));
        cli_set_count(json, "size", made->size);
        cli_set_count(json, "stored", made->stored);
        cli_set_count(json, "changes", made->changes);
        mog_json_set(json, "keys", json_boolean(made->with_keys));
        mog_status status = cli_print_json(json, err);
        json_decref(json);
        return status;
    }
    cli_size(size, cli, made->size);
    cli_tell(cli, standard,
             CLI_SAY(cli, "Backup of %llu changes: %s (%s)", "Säkerhetskopia av %llu ändringar: %s (%s)"),
             (unsigned long long)made->changes, standard ? CLI_SAY(cli, "standard output", "standard ut") : path, size);
    if (made->with_keys) {
        mog_log_say(
            MOG_LEVEL_NOTE,
            CLI_SAY(
                cli,
                "the keys to personal values are in it: keep it as you keep the store, and see docs/care.md about erasures",
                "nycklarna till personuppgifter finns i den: skydda den som lagret, och se docs/care.md om radering"));
    }
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_output out = {.fd = -1};
    mog_backup made;
    if (cli->argc != 1) return cli_usage(err, cli, "name the file to write, or - for standard output");
    mog_status status = mog_store_open(&store, cli->store, false, err);
    if (!status) status = cli_begin_output(&out, cli, cli->argv[0], err);
    if (!status) status = mog_backup_write(&made, &out, store, !cli_flag(cli, "without-keys"), err);
    if (!status) status = mog_output_commit(&out, err);
    mog_output_abandon(&out);
    mog_store_close(store);
    return status ? status : tell(cli, &made, cli->argv[0], err);
}

static const cli_option options[] = {
    {"without-keys", 0, NULL, "leave the keys to personal values out"},
    {"force", 0, NULL, "write over a file of that name"},
    {0},
};

const cli_command cmd_store_backup = {
    .name = "store backup",
    .usage = "FILE",
    .summary = "write the whole store into one file, while it is in use",
    .text =
        "The backup is of one moment. Others may read and write the store meanwhile, and wait for nothing. The file is there as a whole or not "
        "at all, and only its owner can read it. With - it goes to standard output.\n\n"
        "example:\n"
        "  mognad store backup /srv/backups/mognad-2026-11-01.backup\n"
        "  mognad store backup - | ssh vault 'cat > mognad.backup'",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad store import */
#include "cli/care.h"
#include "engine/archive/archive.h"

static mog_status tell(cli_context *cli, const mog_archive_summary *done, mog_error *err)
{
    if (cli->json) {
        json_t *json = mog_json_object();
        mog_json_set(json, "store", mog_json_text(mog_text_of(cli->store)));
        cli_set_count(json, "changes", done->changes);
        cli_set_digest(json, "root", &done->root);
        cli_set_count(json, "records", done->records);
        cli_set_count(json, "attachments", done->attachments);
        cli_set_count(json, "personal_values", done->values);
        cli_set_count(json, "withheld", done->withheld);
        mog_status status = cli_print_json(json, err);
        json_decref(json);
        return status;
    }
    cli_tell(cli, false,
             CLI_SAY(cli,
                     "Imported into %s: %llu changes, %llu records; the journal has the root that the archive says",
                     "Importerat i %s: %llu ändringar, %llu poster; journalen har den rot som arkivet anger"),
             cli->store, (unsigned long long)done->changes, (unsigned long long)done->records);
    if (done->withheld)
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "%llu personal values are not in the archive: those fields are withheld",
                            "%llu personuppgifter finns inte i arkivet: de fälten är undanhållna"),
                    (unsigned long long)done->withheld);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    FILE *stream;
    const char *name;
    mog_archive_summary done;
    mog_progress progress;
    if (cli->argc != 1) return cli_usage(err, cli, "name the archive, or - for standard input");
    mog_status status = cli_open_input(&stream, &name, cli->argv[0], err);
    if (status) return status;
    mog_archive_plan plan = {.progress = cli_show_progress, .context = &progress};
    mog_progress_begin(&progress, CLI_SAY(cli, "changes", "ändringar"), 0);
    status = mog_archive_import(&done, cli->store, stream, name, &plan, err);
    mog_progress_end(&progress);
    cli_close_input(stream);
    return status ? status : tell(cli, &done, err);
}

const cli_command cmd_store_import = {
    .name = "store import",
    .usage = "FILE",
    .summary = "make a store of an archive, in a new folder",
    .text =
        "The folder must be new or empty. Every line is checked, the journal is built anew, and its root must be the one that the archive says; on any "
        "difference nothing is left behind. A compressed archive is recognised. With - it is read from standard input.\n\n"
        "example:\n"
        "  mognad store import mognad-2026.jsonl.zst --store imported",
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

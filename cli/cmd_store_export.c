/* mognad store export */
#include "cli/care.h"
#include "cli/disclose.h"
#include "engine/archive/archive.h"

static mog_status tell(cli_context *cli, const mog_archive_summary *done, const char *path, mog_error *err)
{
    bool standard = cli_is_standard(path);
    char size[CLI_SIZE_TEXT];
    if (cli->json && !standard) {
        json_t *json = mog_json_object();
        mog_json_set(json, "file", mog_json_text(mog_text_of(path)));
        cli_set_count(json, "size", done->size);
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
    cli_size(size, cli, done->size);
    cli_tell(cli, standard, CLI_SAY(cli, "Exported %llu changes: %s (%s)", "Exporterade %llu ändringar: %s (%s)"),
             (unsigned long long)done->changes, standard ? CLI_SAY(cli, "standard output", "standard ut") : path, size);
    if (done->withheld)
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "%llu personal values were left out; --personal takes them along",
                            "%llu personuppgifter utelämnades; --personal tar dem med"),
                    (unsigned long long)done->withheld);
    return MOG_OK;
}

static mog_status disclose(cli_context *cli, mog_store *store, mog_error *err)
{
    uint64_t records;
    mog_status status = mog_archive_count_personal(&records, store, err);
    return status ? status : cli_disclose(cli, store, records, NULL, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_output out = {.fd = -1};
    mog_archive_summary done;
    mog_progress progress;
    const char *path = cli->argc ? cli->argv[0] : "-", *reason = cli_value(cli, "reason");
    bool personal = cli_flag(cli, "personal");
    if (cli->argc > 1) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[1]);
    mog_status status = cli_check_disclosure(cli, err);
    if (status) return status;
    if (personal && (!reason || !*reason)) return cli_usage(err, cli, "--personal needs a reason: --reason TEXT");
    mog_archive_plan plan = {
        .personal = personal, .compress = cli_flag(cli, "zstd"), .progress = cli_show_progress, .context = &progress};
    status = mog_store_open(&store, cli->store, personal, err);
    if (!status) status = cli_begin_output(&out, cli, path, err);
    if (!status && personal) status = disclose(cli, store, err);
    if (!status) {
        mog_progress_begin(&progress, CLI_SAY(cli, "changes", "ändringar"), 0);
        status = mog_archive_export(&done, store, &out, &plan, err);
        mog_progress_end(&progress);
    }
    if (!status) status = mog_output_commit(&out, err);
    mog_output_abandon(&out);
    mog_store_close(store);
    return status ? status : tell(cli, &done, path, err);
}

static const cli_option options[] = {
    CLI_DISCLOSE_OPTIONS,
    {"zstd", 0, NULL, "compressed"},
    {"force", 0, NULL, "write over a file of that name"},
    {0},
};

const cli_command cmd_store_export = {
    .name = "store export",
    .usage = "[FILE]",
    .summary = "write the whole store as lines of JSON that any program can read",
    .text =
        "An archive holds every change with what it stored, so that the store which is imported from it has the same journal with the same root "
        "(docs/archive.md). Personal values are left out unless --personal is given. Without FILE, or with -, it goes to standard output.\n\n"
        "example:\n"
        "  mognad store export --zstd mognad-2026.jsonl.zst\n"
        "  mognad store export | jq -r 'select(.type == \"retracted\") | .note'",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad evidence attach */
#include "cli/attaching.h"
#include "cli/choosing.h"

static mog_status attach(cli_attached *counts, cli_context *cli, uint64_t id, const cli_file *files, size_t count,
                         mog_error *err)
{
    mog_store *store = NULL;
    mog_batch *batch = NULL;
    mog_status status = mog_store_open(&store, cli->store, true, err);
    if (!status) status = cli_begin_batch(&batch, store, cli, err);
    if (!status) status = cli_attach(counts, batch, id, files, count, err);
    if (!status) {
        status = mog_batch_commit(batch, err);
        batch = NULL;
    }
    mog_batch_abort(batch);
    mog_store_close(store);
    return status;
}

static mog_status report(const cli_context *cli, uint64_t id, const cli_attached *counts, mog_error *err)
{
    if (cli->json) {
        json_t *out = mog_json_object();
        mog_json_set(out, "record", mog_json_made(json_integer((json_int_t)id)));
        mog_json_set(out, "attached", mog_json_made(json_integer((json_int_t)counts->attached)));
        mog_json_set(out, "identical", mog_json_made(json_integer((json_int_t)counts->identical)));
        mog_status status = cli_print_json(out, err);
        json_decref(out);
        return status;
    }
    cli_tell_attached(cli, counts);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    uint64_t id;
    cli_file *files;
    cli_attached counts = {0};
    if (cli->argc < 2) return cli_usage(err, cli, "name a record by its number, and the files to attach to it");
    if (cli_read_id(&id, cli, cli->argv[0], err)) return MOG_USAGE;
    size_t count = (size_t)cli->argc - 1;
    mog_status status = cli_read_attachments(&files, cli, cli->argv + 1, count, err);
    if (!status) status = attach(&counts, cli, id, files, count, err);
    return status ? status : report(cli, id, &counts, err);
}

const cli_command cmd_evidence_attach = {
    .name = "evidence attach",
    .usage = "ID FILE…",
    .summary = "attach files to a record",
    .text =
        "A file of at most 64 MiB is kept in the store under its name. The same file again is no change. What is attached\n"
        "stays: a better version is attached beside it. `evidence show` tells what there is, and --save writes it out.\n\n"
        "example:\n"
        "  mognad evidence attach 4711 restore-test-2026-09.pdf",
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

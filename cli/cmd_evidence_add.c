/* mognad evidence add */
#include "cli/adding.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static mog_status open_file(FILE **out, const char *path, mog_error *err)
{
    struct stat about;
    *out = fopen(path, "re");
    if (!*out) {
        mog_fail(err, MOG_INPUT, "cannot open it: %s", strerror(errno));
    } else if (fstat(fileno(*out), &about) == 0 && S_ISDIR(about.st_mode)) {
        mog_fail(err, MOG_INPUT, "it is a folder, not a file");
        fclose(*out);
    } else {
        return MOG_OK;
    }
    mog_error_place(err, "%s", path);
    return MOG_INPUT;
}

static mog_status add_file(mog_ingest_counts *counts, cli_refusals *refusals, mog_ingest *ingest, mog_batch *batch,
                           const char *path, mog_error *err)
{
    FILE *stream = stdin;
    bool standard = strcmp(path, "-") == 0;
    mog_status status = standard ? MOG_OK : open_file(&stream, path, err);
    if (status) return status;
    status = mog_ingest_stream(counts, ingest, batch, stream, standard ? "(standard input)" : path, cli_tell_refused,
                               refusals, err);
    if (!standard) fclose(stream);
    return status;
}

static mog_status add_files(mog_ingest_counts *counts, cli_refusals *refusals, cli_context *cli, mog_batch *batch,
                            mog_error *err)
{
    static char standard[] = "-";
    char *only_standard[] = {standard};
    char **paths = cli->argc ? cli->argv : only_standard;
    int count = cli->argc ? cli->argc : 1;
    mog_status status = MOG_OK;
    mog_ingest *ingest = mog_ingest_new(cli->policy, cli->now, NULL);
    for (int i = 0; i < count && !status; i++) status = add_file(counts, refusals, ingest, batch, paths[i], err);
    mog_ingest_free(ingest);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_status status = MOG_OK;
    mog_store *store = NULL;
    mog_batch *batch = NULL;
    mog_ingest_counts counts = {0};
    cli_refusals refusals = {0};
    if (cli->argc == 0 && isatty(STDIN_FILENO))
        return cli_usage(err, cli, "name a file of evidence, or - for standard input");
    /* Plugins are read in processes of their own, so before the store is opened. */
    if ((status = cli_load_policy(cli, err))) goto done;
    if ((status = mog_store_open(&store, cli->store, true, err))) goto done;
    if ((status = cli_begin_batch(&batch, store, cli, err))) goto done;
    if ((status = add_files(&counts, &refusals, cli, batch, err))) goto done;
    bool kept = counts.refused == 0 || cli_flag(cli, "keep-going");
    if (kept) {
        status = mog_batch_commit(batch, err);
        batch = NULL;
        if (status) goto done;
    }
    cli_tell_added(cli, &counts, &refusals, kept);
    if (counts.refused) status = MOG_INPUT; /* each has been told */
done:
    mog_batch_abort(batch);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"keep-going", 'k', NULL, "keep the good records when others are refused; else all or nothing"},
    {0},
};

const cli_command cmd_evidence_add = {
    .name = "evidence add",
    .usage = "[FILE…]",
    .summary = "add evidence from files of JSON Lines",
    .text =
        "Each line is a record (docs/evidence.md). Without FILE, or with -, standard input is read. When a line is refused,\n"
        "nothing is added at all, unless --keep-going is given; the exit status is then 3.\n\n"
        "example:\n"
        "  mognad evidence add backups.jsonl\n"
        "  echo '{\"kind\":\"system\",\"subject\":\"system:payroll\",\"observed\":\"2026-11-01\"}' | mognad evidence add",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_LANG,
    .run = run,
};

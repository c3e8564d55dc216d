/* mognad evidence add */
#include "cli/adding.h"
#include "cli/attaching.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct adding {
    cli_context *cli;
    mog_ingest_counts counts;
    cli_refusals refusals;
    cli_file *files; /* to be attached to every record */
    size_t file_count;
    cli_attached attached;
    /* how far it is */
    mog_progress progress;
    FILE *stream;
    uint64_t before; /* bytes of the files that are read, of those whose size is known */
    uint64_t records;
} adding;

/* ---- the files */

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

static uint64_t size_of(const char *path)
{
    struct stat about;
    int code = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &about) : stat(path, &about);
    return code == 0 && S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
}

/* By bytes where the sizes of all files are known, else by records. */
static void begin_progress(adding *a, char *const *paths, int count)
{
    uint64_t total = 0;
    bool known = true;
    for (int i = 0; i < count; i++) {
        uint64_t size = size_of(paths[i]);
        known = known && size;
        total += size;
    }
    const cli_context *cli = a->cli;
    mog_progress_begin(&a->progress,
                       known ? CLI_SAY(cli, "adding evidence, bytes read", "lägger till underlag, byte lästa")
                             : CLI_SAY(cli, "adding evidence, records", "lägger till underlag, poster"),
                       known ? total : 0);
}

static void step(adding *a)
{
    if (!a->progress.visible || ++a->records % 64) return;
    long at = a->progress.total ? ftell(a->stream) : 0;
    mog_progress_step(&a->progress, a->progress.total ? a->before + (uint64_t)(at > 0 ? at : 0) : a->records);
}

static mog_status take(void *context, mog_batch *batch, const mog_added *added, mog_error *err)
{
    adding *a = context;
    step(a);
    return cli_attach(&a->attached, batch, added->id, a->files, a->file_count, err);
}

static mog_status add_file(adding *a, mog_ingest *ingest, mog_batch *batch, const char *path, mog_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    a->stream = stdin;
    mog_status status = standard ? MOG_OK : open_file(&a->stream, path, err);
    if (status) return status;
    status = mog_ingest_stream(&a->counts, ingest, batch, a->stream, standard ? "(standard input)" : path,
                               cli_tell_refused, &a->refusals, err);
    if (!standard) fclose(a->stream);
    a->before += a->progress.total ? size_of(path) : 0;
    return status;
}

static mog_status add_files(adding *a, mog_batch *batch, mog_error *err)
{
    static char standard[] = "-";
    char *only_standard[] = {standard};
    char **paths = a->cli->argc ? a->cli->argv : only_standard;
    int count = a->cli->argc ? a->cli->argc : 1;
    mog_status status = MOG_OK;
    mog_ingest *ingest = mog_ingest_new(a->cli->policy, a->cli->now, NULL);
    mog_ingest_tell(ingest, take, a);
    mog_ingest_attachments(ingest, cli_value(a->cli, "attachments"));
    begin_progress(a, paths, count);
    for (int i = 0; i < count && !status; i++) status = add_file(a, ingest, batch, paths[i], err);
    mog_progress_end(&a->progress);
    mog_ingest_free(ingest);
    return status;
}

static mog_status read_attachments(adding *a, mog_error *err)
{
    cli_context *cli = a->cli;
    char **paths = mog_take_array(cli->arena, char *, cli->given_count);
    for (size_t i = 0; i < cli->given_count; i++)
        if (strcmp(cli->given[i].option->name, "attach") == 0) paths[a->file_count++] = (char *)cli->given[i].value;
    return cli_read_attachments(&a->files, cli, paths, a->file_count, err);
}

/* ---- what became of it */

static mog_status report(const adding *a, bool kept, mog_error *err)
{
    if (!a->cli->json) {
        cli_tell_added(a->cli, &a->counts, &a->refusals, kept);
        if (kept && a->file_count) cli_tell_attached(a->cli, &a->attached);
        return MOG_OK;
    }
    json_t *out = mog_json_object();
    cli_tell_more_refused(&a->refusals);
    cli_set_added(out, &a->counts, kept);
    if (a->file_count) mog_json_set(out, "attached", json_integer(kept ? (json_int_t)a->attached.attached : 0));
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_status status = MOG_OK;
    mog_store *store = NULL;
    mog_batch *batch = NULL;
    adding a = {.cli = cli};
    if (cli->argc == 0 && isatty(STDIN_FILENO))
        return cli_usage(err, cli, "name a file of evidence, or - for standard input");
    /* Plugins are read in processes of their own, so before the store is opened. */
    if ((status = cli_load_policy(cli, err))) goto done;
    if ((status = read_attachments(&a, err))) goto done;
    if ((status = mog_store_open(&store, cli->store, true, err))) goto done;
    if ((status = cli_begin_batch(&batch, store, cli, err))) goto done;
    if ((status = add_files(&a, batch, err))) goto done;
    bool kept = a.counts.refused == 0 || cli_flag(cli, "keep-going");
    if (kept) {
        status = mog_batch_commit(batch, err);
        batch = NULL;
        if (status) goto done;
    }
    status = report(&a, kept, err);
    if (!status && a.counts.refused) status = MOG_INPUT; /* each has been told */
done:
    mog_batch_abort(batch);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"keep-going", 'k', NULL, "keep the good records when others are refused; else all or nothing"},
    {"attach", 0, "FILE", "attach a file to each record, repeatable; to one that was there already too"},
    {"attachments", 0, "DIR", "where the files are that `evidence export --attachments` wrote"},
    {0},
};

const cli_command cmd_evidence_add = {
    .name = "evidence add",
    .usage = "[FILE…]",
    .summary = "add evidence from files of JSON Lines",
    .text =
        "Each line is a record (docs/evidence.md). Without FILE, or with -, standard input is read. When a line is refused,\n"
        "nothing is added at all, unless --keep-going is given; the exit status is then 3. A record that the store holds\n"
        "already, just as it is, is not added again.\n\n"
        "example:\n"
        "  mognad evidence add backups.jsonl\n"
        "  mognad evidence add restore-test.jsonl --attach protocol.pdf\n"
        "  echo '{\"kind\":\"system\",\"subject\":\"system:payroll\",\"observed\":\"2026-11-01\"}' | mognad evidence add",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

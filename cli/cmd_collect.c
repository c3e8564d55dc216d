/* mognad collect */
#include "cli/cli.h"
#include "engine/ingest/ingest.h"

#include <stdlib.h>
#include <unistd.h>

#define MOST_HELD ((size_t)512 << 20) /* bytes of records from one run of a collector */

/* Records are held until the collector has ended: the store is opened after that, since a process with an open store must
 * not fork, and a collector that dies half-way adds nothing. */
typedef struct gathering {
    cli_context *cli;
    mog_ingest *ingest;
    mog_ingest_defaults defaults; /* the source is known when the collector starts */
    mog_text *records;
    size_t count, capacity, bytes;
    uint64_t refused;
    mog_progress progress;
} gathering;

static mog_ingest *reader_of(gathering *g)
{
    if (!g->ingest) g->ingest = mog_ingest_new(g->cli->policy, g->cli->now, &g->defaults);
    return g->ingest;
}

static bool accept_record(void *context, mog_text record)
{
    gathering *g = context;
    mog_error cause = MOG_ERROR_NONE;
    if (g->bytes + record.size > MOST_HELD)
        mog_fail(&cause, MOG_INPUT, "more than %zu MiB were gathered", MOST_HELD >> 20);
    else mog_ingest_line(NULL, reader_of(g), NULL, record, &cause);
    if (cause.status) {
        g->refused++;
        mog_log_say(MOG_LEVEL_ERROR, "a record was refused: %s%s%s", cause.place, cause.place[0] ? ": " : "",
                    cause.message);
        if (cause.hint[0]) mog_log_say(MOG_LEVEL_NOTE, "%s", cause.hint);
        return false;
    }
    g->bytes += record.size;
    MOG_PUSH(g->records, g->count, g->capacity) =
        (mog_text){mog_arena_copy(g->cli->arena, record.at, record.size), record.size};
    mog_progress_step(&g->progress, g->count);
    return true;
}

static void say(void *context, int level, mog_text message)
{
    static const mog_log_level levels[] = {MOG_LEVEL_NOTE, MOG_LEVEL_WARNING, MOG_LEVEL_ERROR};
    (void)context;
    mog_log_level ours = level >= 0 && level < 3 ? levels[level] : MOG_LEVEL_ERROR;
    mog_log_say(ours, "%.*s", (int)message.size, message.at);
}

/* Takes a member out of `from`, or the default where it is missing or null, and puts it last in `to`. */
static void move(json_t *to, json_t *from, const char *key, json_t *otherwise)
{
    json_t *there = json_object_get(from, key);
    bool has = there && !json_is_null(there);
    json_t *value = has ? json_incref(there) : otherwise;
    if (has && otherwise) json_decref(otherwise);
    if (there) json_object_del(from, key);
    if (value) mog_json_set(to, key, value);
}

/* As lines that `evidence add` takes, with the keys in the order of docs/evidence.md. */
static mog_status print_records(const gathering *g, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < g->count && !status; i++) {
        json_t *record, *ordered = mog_json_object();
        if (!(status = mog_json_parse(&record, g->records[i], 0, err))) {
            move(ordered, record, "kind", NULL);
            move(ordered, record, "subject", mog_json_text(g->defaults.subject));
            move(ordered, record, "item", NULL);
            move(ordered, record, "observed", mog_json_time(g->defaults.observed));
            move(ordered, record, "source", mog_json_text(g->defaults.source));
            if (json_object_update(ordered, record) != 0) mog_out_of_memory();
            status = mog_json_write(stdout, ordered, 0, err);
            putchar('\n');
            json_decref(record);
        }
        json_decref(ordered);
    }
    return status;
}

static mog_status add_records(gathering *g, mog_error *err)
{
    mog_store *store = NULL;
    mog_batch *batch = NULL;
    mog_status status;
    if ((status = mog_store_open(&store, g->cli->store, true, err))) goto done;
    if ((status = cli_begin_batch(&batch, store, g->cli, err))) goto done;
    for (size_t i = 0; i < g->count && !status; i++) {
        status = mog_ingest_line(NULL, reader_of(g), batch, g->records[i], err);
    }
    if (status) goto done;
    status = mog_batch_commit(batch, err);
    batch = NULL;
    if (status) goto done;
    cli_context *cli = g->cli;
    cli_print(cli, CLI_PLAIN, "%zu %s, %llu %s\n", g->count,
              g->count == 1 ? CLI_SAY(cli, "record added", "post tillagd")
                            : CLI_SAY(cli, "records added", "poster tillagda"),
              (unsigned long long)g->refused,
              g->refused == 1 ? CLI_SAY(cli, "refused", "avvisad") : CLI_SAY(cli, "refused", "avvisade"));
done:
    mog_batch_abort(batch);
    mog_store_close(store);
    return status;
}

/* The subject asked for, else this machine. */
static mog_status find_subject(const char **out, cli_context *cli, mog_error *err)
{
    char name[256] = "";
    *out = cli_value(cli, "subject");
    if (*out) return MOG_OK;
    if (gethostname(name, sizeof name - 1) != 0 || !name[0]) {
        return cli_usage(err, cli, "this machine has no name; say what is collected about with --subject host:NAME");
    }
    *out = mog_arena_format(cli->arena, "host:%s", name);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    const char *subject;
    gathering g = {.cli = cli};
    mog_status status;
    if (cli->argc != 1) return cli_usage(err, cli, "name one collector; `mognad plugin list` shows them");
    if ((status = find_subject(&subject, cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    g.defaults = (mog_ingest_defaults){.subject = mog_text_of(subject), .observed = cli->now, .has_observed = true};
    mog_collecting collecting = {.accept = accept_record, .say = say, .context = &g};
    mog_progress_begin(&g.progress, CLI_SAY(cli, "collecting, records so far", "samlar in, poster hittills"), 0);
    status = mog_host_collect(&g.defaults.source, cli->host, mog_text_of(cli->argv[0]), subject, &collecting, err);
    mog_progress_end(&g.progress);
    if (!status) status = cli_flag(cli, "dry-run") ? print_records(&g, err) : add_records(&g, err);
    if (!status && g.refused) status = MOG_INPUT; /* each has been told */
    mog_ingest_free(g.ingest);
    free(g.records);
    return status;
}

static const cli_option options[] = {
    {"subject", 0, "TYPE:NAME", "what is collected about; default host: and the name of this machine"},
    {"dry-run", 0, NULL, "print the records as JSON Lines, add nothing"},
    {0},
};

const cli_command cmd_collect = {
    .name = "collect",
    .usage = "COLLECTOR",
    .summary = "gather evidence with a plugin's collector",
    .text =
        "A collector runs in a process of its own, as you, and reads what you may read: as root it sees most. When it\n"
        "fails, nothing is added. Records that are refused are told, the others are added, and the exit status is then 3.\n\n"
        "example:\n"
        "  mognad collect host --dry-run\n"
        "  mognad collect host",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_LANG,
    .run = run,
};

/* mognad evidence import */
#include "cli/import_preview.h"

#include "base/file.h"

#include <mognad/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_MAPPING ((size_t)1 << 20)

typedef struct importing {
    cli_context *cli;
    cli_gathering gathering;
    mog_ingest_defaults defaults; /* what the user has given */
    const char *subject, *settings;
    uint64_t incomplete; /* files that were not understood whole */
    json_t *files;       /* what was read with what */
} importing;

static mog_status read_options(importing *im, mog_error *err)
{
    cli_context *cli = im->cli;
    const char *observed = cli_value(cli, "observed"), *mapping = cli_value(cli, "mapping");
    mog_text settings;
    mog_status status;
    im->subject = cli_value(cli, "subject");
    im->defaults =
        (mog_ingest_defaults){.subject = mog_text_of(im->subject), .source = mog_text_of(cli_value(cli, "source"))};
    if (im->subject && !strchr(im->subject, ':'))
        return cli_usage(err, cli, "--subject takes TYPE:NAME, as host:web1, not `%s`", im->subject);
    if (observed) {
        im->defaults.has_observed = mog_time_parse(&im->defaults.observed, mog_text_of(observed));
        if (!im->defaults.has_observed)
            return cli_usage(err, cli, "--observed takes a time as 2026-11-01 or 2026-11-01T08:00:00+01:00, not `%s`",
                             observed);
    }
    if (!mapping) return MOG_OK;
    if ((status = mog_file_read(&settings, cli->arena, mapping, LONGEST_MAPPING, err))) return status;
    im->settings = settings.at;
    if (strlen(settings.at) == settings.size) return MOG_OK;
    mog_fail(err, MOG_INPUT, "it holds a NUL byte, so it is no text");
    mog_error_place(err, "%s", mapping);
    return MOG_INPUT;
}

/* A folder can be opened, and is refused here. */
static mog_status open_file(int *out, const char *path, mog_error *err)
{
    struct stat about;
    if (strcmp(path, "-") == 0) {
        *out = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
        return *out < 0 ? mog_fail_errno(err, errno, "cannot read the standard input") : MOG_OK;
    }
    *out = open(path, O_RDONLY | O_CLOEXEC);
    if (*out < 0) {
        mog_fail(err, MOG_INPUT, "cannot open it: %s", strerror(errno));
    } else if (fstat(*out, &about) == 0 && S_ISDIR(about.st_mode)) {
        mog_fail(err, MOG_INPUT, "it is a folder, not a file");
        close(*out);
    } else {
        return MOG_OK;
    }
    mog_error_place(err, "%s", path);
    return MOG_INPUT;
}

static mog_status choose(mog_import_way *out, const importing *im, int fd, const char *name, mog_error *err)
{
    char head[MOG_IMPORT_HEAD];
    const char *from = cli_value(im->cli, "from");
    if (from) return mog_host_find_importer(out, im->cli->host, mog_text_of(from), err);
    ssize_t got = pread(fd, head, sizeof head, 0);
    if (got >= 0) {
        mog_status status = mog_host_choose_importer(out, im->cli->host, name, (mog_text){head, (size_t)got}, err);
        if (!status) mog_log_say(MOG_LEVEL_NOTE, "%s is read with %s", name, out->full_name.at);
        return status;
    }
    if (errno != ESPIPE) {
        mog_fail_errno(err, errno, "cannot read it");
        mog_error_place(err, "%s", name);
        return MOG_SYSTEM;
    }
    mog_status status = cli_usage(
        err, im->cli, "%s is a pipe, which cannot be looked into beforehand: name the importer with --from", name);
    return status;
}

static mog_status run_importer(importing *im, const mog_import_way *way, const mog_importing *file, mog_error *err)
{
    mog_ingest_defaults defaults = im->defaults;
    mog_error cause = MOG_ERROR_NONE;
    if (!defaults.source.size) defaults.source = way->full_name;
    const cli_source *source = cli_gathering_source(&im->gathering, file->name, &defaults);
    mog_collecting to = cli_gathering_to(&im->gathering);
    mog_status status = mog_host_import(way, file, &to, &cause);
    mog_status fault = cli_gathering_fault(&im->gathering, err);
    if (fault) return fault;
    json_t *told = mog_json_object();
    mog_json_set(told, "file", mog_json_text(mog_text_of(file->name)));
    mog_json_set(told, "importer", mog_json_text(way->full_name));
    mog_json_set(told, "records", json_integer((json_int_t)source->records));
    mog_json_set(told, "whole", json_boolean(status == MOG_OK));
    mog_json_append(im->files, told);
    if (status == MOG_NO) { /* the others are read all the same, so that all that is wrong is told at once */
        im->incomplete++;
        mog_log_say(MOG_LEVEL_ERROR, "%s: %s", cause.place, cause.message);
        return MOG_OK;
    }
    if (status) *err = cause;
    return status;
}

static mog_status import_file(importing *im, const char *path, mog_error *err)
{
    mog_import_way way;
    const char *name = strcmp(path, "-") == 0 ? "(standard input)" : path;
    int fd;
    mog_status status = open_file(&fd, path, err);
    if (status) return status;
    if (!(status = choose(&way, im, fd, name, err))) {
        mog_importing file = {.fd = fd, .name = name, .subject = im->subject, .settings = im->settings};
        status = run_importer(im, &way, &file, err);
    }
    close(fd);
    return status;
}

static mog_status import_files(importing *im, mog_error *err)
{
    mog_status status = MOG_OK;
    mog_progress *progress = &im->gathering.progress;
    mog_progress_begin(progress, CLI_SAY(im->cli, "importing, records so far", "importerar, poster hittills"), 0);
    for (int i = 0; i < im->cli->argc && !status; i++) status = import_file(im, im->cli->argv[i], err);
    mog_progress_end(progress);
    return status;
}

/* ---- a mapping to begin with */

typedef struct suggestion {
    mog_arena *arena;
    mog_text text;
    uint64_t count;
} suggestion;

static bool keep_text(void *context, mog_text text)
{
    suggestion *s = context;
    if (s->count++ == 0) s->text = (mog_text){mog_arena_copy(s->arena, text.at, text.size), text.size};
    return s->count == 1;
}

static void pass_on(void *context, int level, mog_text message)
{
    (void)context;
    mog_log_say(level == MOG_LOG_INFO ? MOG_LEVEL_NOTE : MOG_LEVEL_ERROR, "%.*s", (int)message.size, message.at);
}

static mog_status suggest(importing *im, mog_error *err)
{
    suggestion told = {.arena = im->cli->arena};
    mog_import_way way;
    int fd;
    const char *path = im->cli->argv[0], *name = strcmp(path, "-") == 0 ? "(standard input)" : path;
    mog_status status = cli_load_host(im->cli, err);
    if (status || (status = open_file(&fd, path, err))) return status;
    if (!(status = choose(&way, im, fd, name, err))) {
        mog_importing file = {.fd = fd, .name = name, .subject = im->subject, .settings = MOG_SETTINGS_SUGGEST};
        mog_collecting to = {.accept = keep_text, .say = pass_on, .context = &told};
        status = mog_host_import(&way, &file, &to, err);
        if (!status && told.count == 1) printf("%.*s\n", (int)told.text.size, told.text.at);
        else if (!status) status = mog_fail(err, MOG_INPUT, "the importer %s takes no mapping", way.full_name.at);
    }
    close(fd);
    return status == MOG_NO ? MOG_INPUT : status;
}

/* ---- what became of it */

static mog_status report(importing *im, json_t *more, bool kept, mog_error *err)
{
    cli_gathering *g = &im->gathering;
    if (!im->cli->json) {
        cli_tell_added(im->cli, &g->counts, &g->refusals, kept);
        return MOG_OK;
    }
    cli_tell_more_refused(&g->refusals);
    mog_json_set(more, "files", json_incref(im->files));
    cli_set_added(more, &g->counts, kept);
    return cli_print_json(more, err);
}

static void tell_preview(const importing *im)
{
    const cli_gathering *g = &im->gathering;
    unsigned long long added = g->counts.added, refused = g->counts.refused;
    cli_tell_more_refused(&g->refusals);
    cli_print(im->cli, CLI_PLAIN,
              CLI_SAY(im->cli, "%llu would be added, %llu refused\n", "%llu skulle läggas till, %llu avvisas\n"), added,
              refused);
    if ((refused || im->incomplete) && added && !cli_flag(im->cli, "keep-going"))
        mog_log_say(MOG_LEVEL_NOTE, "without --keep-going nothing will be added, since something is refused");
}

static mog_status preview(importing *im, mog_error *err)
{
    cli_gathering *g = &im->gathering;
    mog_status status;
    if (strcmp(im->cli->format, "jsonl") == 0) return cli_preview_lines(g, err);
    if (!im->cli->json) {
        if (!(status = cli_preview_print(g, err))) tell_preview(im);
        return status;
    }
    json_t *out = mog_json_object();
    if (!(status = cli_preview_set(out, g, err))) status = report(im, out, true, err);
    json_decref(out);
    return status;
}

static mog_status add(importing *im, mog_error *err)
{
    bool kept, keep_going = cli_flag(im->cli, "keep-going");
    cli_gathering *g = &im->gathering;
    json_t *out = mog_json_object();
    mog_status status = MOG_OK;
    if (im->incomplete && !keep_going) kept = false;
    else status = cli_gathering_add(&kept, g, keep_going, err);
    if (!status) status = report(im, out, kept, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    importing im = {.cli = cli};
    bool dry = cli_flag(cli, "dry-run");
    mog_status status;
    if (cli->argc == 0) return cli_usage(err, cli, "name a file to import, or - for standard input");
    if (!dry && strcmp(cli->format, "jsonl") == 0)
        return cli_usage(err, cli, "--format jsonl prints the records, which --dry-run alone does");
    if ((status = read_options(&im, err))) return status;
    if (cli_flag(cli, "suggest"))
        return cli->argc == 1 ? suggest(&im, err) : cli_usage(err, cli, "--suggest looks at one file");
    if ((status = cli_load_policy(cli, err))) return status;
    if ((status = cli_gathering_begin(&im.gathering, cli, err))) return status;
    im.files = mog_json_array();
    status = import_files(&im, err);
    if (!status) status = dry ? preview(&im, err) : add(&im, err);
    if (!status && (im.gathering.counts.refused || im.incomplete)) status = MOG_INPUT; /* each has been told */
    json_decref(im.files);
    cli_gathering_end(&im.gathering);
    return status;
}

static const cli_option options[] = {
    {"from", 'f', "NAME", "the importer; default: by the file's name and its beginning"},
    {"subject", 0, "TYPE:NAME", "what the file is about, where it does not say itself"},
    {"mapping", 'm', "FILE", "settings of the importer: what the columns of a table are"},
    {"suggest", 0, NULL, "print a mapping for the file to begin with, and nothing else"},
    {"observed", 0, "TIME", "when it was so, where the file does not say itself"},
    {"source", 0, "TEXT", "where it comes from, where the file does not say itself; default: the importer's name"},
    {"dry-run", 'n', NULL, "show what would be added, add nothing; no store is needed"},
    {"keep-going", 'k', NULL, "keep the good records when others are refused; else all or nothing"},
    {0},
};

const cli_command cmd_evidence_import = {
    .name = "evidence import",
    .usage = "FILE…",
    .summary = "add evidence from files that other tools wrote",
    .text =
        "Importers are plugins; `mognad plugin list` shows them. Each reads the file in a process of its own, with bounded\n"
        "memory. When something is refused, or a file is not understood whole, nothing is added at all, unless --keep-going\n"
        "is given; the exit status is then 3. With -, standard input is read, which may be a pipe.\n\n"
        "--dry-run shows the first records, the number of each kind, and what would be refused; with --format jsonl all\n"
        "records, as `evidence add` takes them.\n\n"
        "example:\n"
        "  mognad evidence import --dry-run --mapping accounts.map.json accounts.csv\n"
        "  mognad evidence import --subject host:web1 lynis-report.dat",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .formats = "text|json|jsonl",
    .run = run,
};

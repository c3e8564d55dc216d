/* mognad collect */
#include "cli/import_preview.h"

#include <unistd.h>

static mog_status finish(cli_gathering *g, mog_error *err)
{
    bool kept;
    mog_status status;
    if (cli_flag(g->cli, "dry-run")) {
        cli_tell_more_refused(&g->refusals);
        status = cli_preview_lines(g, err);
    } else if (!(status = cli_gathering_add(&kept, g, true, err))) {
        cli_tell_added(g->cli, &g->counts, &g->refusals, kept);
    }
    if (!status && g->counts.refused) status = MOG_INPUT; /* each has been told */
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
    cli_gathering g;
    mog_status status;
    if (cli->argc != 1) return cli_usage(err, cli, "name one collector; `mognad plugin list` shows them");
    if ((status = find_subject(&subject, cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    if ((status = cli_gathering_begin(&g, cli, err))) return status;
    mog_ingest_defaults defaults = {.subject = mog_text_of(subject), .observed = cli->now, .has_observed = true};
    cli_source *source = cli_gathering_source(&g, cli->argv[0], &defaults);
    mog_collecting to = cli_gathering_to(&g);
    mog_progress_begin(&g.progress, CLI_SAY(cli, "collecting, records so far", "samlar in, poster hittills"), 0);
    status = mog_host_collect(&source->defaults.source, cli->host, mog_text_of(cli->argv[0]), subject, &to, err);
    mog_progress_end(&g.progress);
    if (!status) status = cli_gathering_fault(&g, err);
    if (!status) status = finish(&g, err);
    cli_gathering_end(&g);
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

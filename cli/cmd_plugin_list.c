/* mognad plugin list */
#include "cli/cli.h"

#include <string.h>

static void print_offer(const cli_context *cli, const char *what, const char *name, const char *rest, const char *title)
{
    cli_print(cli, CLI_DIM, "  %s ", what);
    cli_print(cli, CLI_PLAIN, "%s%s\n", name, rest);
    if (*title) cli_print_wrapped(cli, 6, mog_text_of(mog_arena_format(cli->arena, "      %s", title)));
}

/* "working_days: integer(time,time)" as rules call it: "working_days(time, time) → integer". */
static const char *call_of(const cli_context *cli, const mog_host_function *f)
{
    const char *open = strchr(f->signature.at, '(');
    mog_buffer out = {0};
    if (!open) return mog_arena_format(cli->arena, ": %s", f->signature.at);
    for (const char *at = open; *at; at++) mog_buffer_format(&out, *at == ',' ? "%c " : "%c", *at);
    mog_buffer_format(&out, " → %.*s", (int)(open - f->signature.at), f->signature.at);
    char *copy = mog_arena_copy(cli->arena, out.at, out.size);
    mog_buffer_free(&out);
    return copy;
}

static void print_plugin(const cli_context *cli, const mog_host_plugin *p)
{
    cli_print(cli, CLI_BOLD, "%.*s", (int)p->name.size, p->name.at);
    if (p->abi_major) cli_print(cli, CLI_DIM, " %u.%u", p->version_major, p->version_minor);
    if (p->refused.size) cli_print(cli, CLI_RED, " %s", CLI_SAY(cli, "refused", "avvisad"));
    putchar('\n');
    if (p->refused.size) {
        cli_print_wrapped(cli, 2, mog_text_of(mog_arena_format(cli->arena, "  %s", p->path.at)));
        cli_print_wrapped(cli, 2,
                          mog_text_of(mog_arena_format(cli->arena, "  %.*s", (int)p->refused.size, p->refused.at)));
        return;
    }
    for (uint32_t i = 0; i < p->function_count; i++) {
        const mog_host_function *f = &p->functions[i];
        print_offer(cli, CLI_SAY(cli, "function", "funktion"), f->name.at, call_of(cli, f), f->title.at);
    }
    for (uint32_t i = 0; i < p->collector_count; i++) {
        const mog_host_collector *c = &p->collectors[i];
        print_offer(
            cli, CLI_SAY(cli, "collector", "insamlare"), c->name.at,
            mog_arena_format(cli->arena, CLI_SAY(cli, ", about a %s", ", om objekt av typen %s"), c->subject_type.at),
            c->title.at);
    }
    for (uint32_t i = 0; i < p->importer_count; i++) {
        const mog_host_importer *m = &p->importers[i];
        const char *files = m->suffixes.size ? mog_arena_format(cli->arena, ", %s", m->suffixes.at) : "";
        print_offer(cli, CLI_SAY(cli, "importer", "importör"), m->name.at, files, m->title.at);
    }
    if (p->kinds.size) cli_print(cli, CLI_DIM, "  %s\n", CLI_SAY(cli, "kinds of evidence", "slag av underlag"));
}

static void print_text(cli_context *cli)
{
    if (cli->host->count == 0) {
        mog_log_say(MOG_LEVEL_NOTE, "no plugins were found; name a folder with --plugins DIR or in MOGNAD_PLUGINS");
        return;
    }
    for (uint32_t i = 0; i < cli->host->count; i++) {
        if (i) putchar('\n');
        print_plugin(cli, &cli->host->plugins[i]);
    }
}

static json_t *add(json_t *array)
{
    json_t *object = mog_json_object();
    mog_json_append(array, object);
    return object;
}

static void plugin_to_json(json_t *out, const mog_host_plugin *p)
{
    char digest[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(digest, &p->digest);
    mog_json_set(out, "name", mog_json_text(p->name));
    mog_json_set(out, "path", mog_json_text(p->path));
    mog_json_set(out, "blake2b", json_string(digest));
    mog_json_set(out, "refused", p->refused.size ? mog_json_text(p->refused) : json_null());
    mog_json_set(out, "version", json_sprintf("%u.%u", p->version_major, p->version_minor));
    mog_json_set(out, "abi", json_sprintf("%u.%u", p->abi_major, p->abi_minor));
    mog_json_set(out, "functions", json_array());
    for (uint32_t i = 0; i < p->function_count; i++) {
        json_t *f = add(json_object_get(out, "functions"));
        mog_json_set(f, "name", mog_json_text(p->functions[i].name));
        mog_json_set(f, "signature", mog_json_text(p->functions[i].signature));
        mog_json_set(f, "title", mog_json_text(p->functions[i].title));
    }
    mog_json_set(out, "collectors", json_array());
    for (uint32_t i = 0; i < p->collector_count; i++) {
        json_t *c = add(json_object_get(out, "collectors"));
        mog_json_set(c, "name", mog_json_text(p->collectors[i].name));
        mog_json_set(c, "subject_type", mog_json_text(p->collectors[i].subject_type));
        mog_json_set(c, "title", mog_json_text(p->collectors[i].title));
    }
    mog_json_set(out, "importers", json_array());
    for (uint32_t i = 0; i < p->importer_count; i++) {
        json_t *m = add(json_object_get(out, "importers"));
        mog_json_set(m, "name", mog_json_text(p->importers[i].name));
        mog_json_set(m, "suffixes", mog_json_text(p->importers[i].suffixes));
        mog_json_set(m, "title", mog_json_text(p->importers[i].title));
    }
    mog_json_set(out, "has_kinds", json_boolean(p->kinds.size > 0));
}

static mog_status run(cli_context *cli, mog_error *err)
{
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_load_host(cli, err);
    if (status) return status;
    if (!cli->json) {
        print_text(cli);
        return MOG_OK;
    }
    json_t *all = mog_json_array();
    for (uint32_t i = 0; i < cli->host->count; i++) plugin_to_json(add(all), &cli->host->plugins[i]);
    status = cli_print_json(all, err);
    json_decref(all);
    return status;
}

const cli_command cmd_plugin_list = {
    .name = "plugin list",
    .usage = "",
    .summary = "list plugins, what they offer, and why some cannot be used",
    .text = "A plugin is loaded only from a file and a folder that nobody but root and you can write.\n\n"
            "example:\n"
            "  mognad plugin list --plugins ./my-plugins",
    .common = CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad plugin list */
#include "cli/cli.h"

#include <string.h>

static void start_row(cli_table *table, const mog_host_plugin *p, const char *what, cli_style style)
{
    cli_table_cell(table, CLI_PLAIN, "%.*s", (int)p->name.size, p->name.at);
    if (p->abi_major) cli_table_cell(table, CLI_PLAIN, "%u.%u", p->version_major, p->version_minor);
    else cli_table_cell(table, CLI_PLAIN, "%s", "");
    cli_table_cell(table, style, "%s", what);
}

/* The file's own name: the reason needs the room. --format json gives the path. */
static const char *file_of(const mog_host_plugin *p)
{
    const char *slash = strrchr(p->path.at, '/');
    return slash ? slash + 1 : p->path.at;
}

static void add_plugin(const cli_context *cli, cli_table *table, const mog_host_plugin *p)
{
    if (p->refused.size) {
        start_row(table, p, CLI_SAY(cli, "refused", "avvisad"), CLI_RED);
        cli_table_cell(table, CLI_PLAIN, "%s", file_of(p));
        cli_table_cell(table, CLI_PLAIN, "%.*s", (int)p->refused.size, p->refused.at);
        return;
    }
    for (uint32_t i = 0; i < p->function_count; i++) {
        const mog_host_function *f = &p->functions[i];
        start_row(table, p, CLI_SAY(cli, "function", "funktion"), CLI_PLAIN);
        cli_table_cell(table, CLI_PLAIN, "%s: %s", f->name.at, f->signature.at);
        cli_table_cell(table, CLI_PLAIN, "%s", f->title.at);
    }
    for (uint32_t i = 0; i < p->collector_count; i++) {
        const mog_host_collector *c = &p->collectors[i];
        start_row(table, p, CLI_SAY(cli, "collector", "insamlare"), CLI_PLAIN);
        cli_table_cell(table, CLI_PLAIN, CLI_SAY(cli, "%s: about a %s", "%s: om %s"), c->name.at, c->subject_type.at);
        cli_table_cell(table, CLI_PLAIN, "%s", c->title.at);
    }
    if (p->kinds.size) {
        start_row(table, p, CLI_SAY(cli, "kinds", "slag"), CLI_PLAIN);
        cli_table_cell(table, CLI_PLAIN, "%s", "");
        cli_table_cell(table, CLI_PLAIN, "%s", CLI_SAY(cli, "Kinds of evidence", "Slag av underlag"));
    }
}

static void print_text(cli_context *cli)
{
    const char *const heads[] = {CLI_SAY(cli, "plugin", "insticksmodul"), CLI_SAY(cli, "version", "version"),
                                 CLI_SAY(cli, "offers", "erbjuder"), CLI_SAY(cli, "name", "namn"),
                                 CLI_SAY(cli, "what it is", "vad det är")};
    if (cli->host->count == 0) {
        mog_log_say(MOG_LEVEL_NOTE, "no plugins were found; name a folder with --plugins DIR or in MOGNAD_PLUGINS");
        return;
    }
    cli_table *table = cli_table_new(cli, heads, sizeof heads / sizeof *heads, "     ");
    for (uint32_t i = 0; i < cli->host->count; i++) add_plugin(cli, table, &cli->host->plugins[i]);
    cli_table_print(table);
}

static void set(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0) mog_out_of_memory();
}

static json_t *add(json_t *array)
{
    json_t *object = json_object();
    if (!object || json_array_append_new(array, object) != 0) mog_out_of_memory();
    return object;
}

static void plugin_to_json(json_t *out, const mog_host_plugin *p)
{
    char digest[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(digest, &p->digest);
    set(out, "name", mog_json_text(p->name));
    set(out, "path", mog_json_text(p->path));
    set(out, "blake2b", json_string(digest));
    set(out, "refused", p->refused.size ? mog_json_text(p->refused) : json_null());
    set(out, "version", json_sprintf("%u.%u", p->version_major, p->version_minor));
    set(out, "abi", json_sprintf("%u.%u", p->abi_major, p->abi_minor));
    set(out, "functions", json_array());
    for (uint32_t i = 0; i < p->function_count; i++) {
        json_t *f = add(json_object_get(out, "functions"));
        set(f, "name", mog_json_text(p->functions[i].name));
        set(f, "signature", mog_json_text(p->functions[i].signature));
        set(f, "title", mog_json_text(p->functions[i].title));
    }
    set(out, "collectors", json_array());
    for (uint32_t i = 0; i < p->collector_count; i++) {
        json_t *c = add(json_object_get(out, "collectors"));
        set(c, "name", mog_json_text(p->collectors[i].name));
        set(c, "subject_type", mog_json_text(p->collectors[i].subject_type));
        set(c, "title", mog_json_text(p->collectors[i].title));
    }
    set(out, "has_kinds", json_boolean(p->kinds.size > 0));
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
    json_t *all = json_array();
    if (!all) mog_out_of_memory();
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
            "  mognad plugin list --plugins ./my-plugins",
    .common = CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad store info */
#include "cli/care.h"
#include "engine/archive/inventory.h"

#include <sodium.h>
#include <stdarg.h>

static void id_text(char out[2 * MOG_STORE_ID_SIZE + 1], const mog_inventory *in)
{
    sodium_bin2hex(out, 2 * MOG_STORE_ID_SIZE + 1, in->meta.id, MOG_STORE_ID_SIZE);
}

static mog_status print_json(const cli_context *cli, const mog_inventory *in, mog_error *err)
{
    char id[2 * MOG_STORE_ID_SIZE + 1];
    json_t *json = mog_json_object(), *file = mog_json_object(), *last = json_null();
    id_text(id, in);
    if (in->has_last) {
        last = mog_json_object();
        mog_json_set(last, "recorded", mog_json_time(in->last_recorded));
        mog_json_set(last, "by", mog_json_text_or_null(mog_text_of(in->last_by)));
    }
    cli_set_count(file, "size", in->file_size);
    cli_set_count(file, "used", in->used_size);
    cli_set_count(file, "free", in->free_size);
    mog_json_set(json, "store", mog_json_text(mog_text_of(cli->store)));
    cli_set_count(json, "format", in->meta.format);
    mog_json_set(json, "id", mog_json_text(mog_text_of(id)));
    mog_json_set(json, "made", mog_json_time(in->meta.made));
    mog_json_set(json, "without_personal", json_boolean(in->meta.flags & MOG_STORE_WITHOUT_PERSONAL));
    mog_json_set(json, "file", file);
    cli_set_count(json, "changes", in->changes);
    mog_json_set(json, "last", last);
    cli_set_digest(json, "root", &in->root);
    cli_set_count(json, "records", in->records);
    cli_set_count(json, "retracted", in->retracted);
    cli_set_count(json, "subjects", in->subjects);
    cli_set_count(json, "kinds", in->kinds);
    cli_set_count(json, "attachments", in->attachments);
    cli_set_count(json, "contents", in->contents);
    cli_set_count(json, "content_size", in->content_size);
    cli_set_count(json, "personal_values", in->personal);
    mog_json_set(json, "persons",
                 in->knows_persons ? mog_json_made(json_integer((json_int_t)in->persons)) : json_null());
    cli_set_count(json, "readers", in->readers);
    mog_status status = cli_print_json(json, err);
    json_decref(json);
    return status;
}

static void row(cli_table *table, const char *label, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void row(cli_table *table, const char *label, const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    cli_table_cell(table, CLI_DIM, "%s", label);
    cli_table_cell(table, CLI_PLAIN, "%s", text);
}

static void add_what(const cli_context *cli, cli_table *table, const mog_inventory *in)
{
    char id[2 * MOG_STORE_ID_SIZE + 1], time[MOG_TIME_TEXT], root[2 * MOG_DIGEST_SIZE + 1];
    id_text(id, in);
    mog_digest_hex(root, &in->root);
    row(table, CLI_SAY(cli, "store", "lager"), "%s", cli->store);
    row(table, "id", "%s", id);
    row(table, "format", "%u", in->meta.format);
    mog_time_format_short(time, in->meta.made);
    row(table, CLI_SAY(cli, "made", "skapat"), "%s", time);
    row(table, CLI_SAY(cli, "changes", "ändringar"), "%llu", (unsigned long long)in->changes);
    mog_time_format_short(time, in->last_recorded);
    if (in->has_last)
        row(table, CLI_SAY(cli, "last change", "senaste ändring"), "%s%s%s", time,
            *in->last_by ? CLI_SAY(cli, " by ", " av ") : "", in->last_by);
    row(table, CLI_SAY(cli, "root of the journal", "journalens rot"), "%s", root);
}

static void add_contents(const cli_context *cli, cli_table *table, const mog_inventory *in)
{
    char size[CLI_SIZE_TEXT];
    row(table, CLI_SAY(cli, "records", "poster"), "%llu", (unsigned long long)in->records);
    if (in->retracted)
        row(table, CLI_SAY(cli, "  retracted", "  återtagna"), "%llu", (unsigned long long)in->retracted);
    row(table, CLI_SAY(cli, "subjects", "objekt"), "%llu", (unsigned long long)in->subjects);
    row(table, CLI_SAY(cli, "kinds", "slag"), "%llu", (unsigned long long)in->kinds);
    cli_size(size, cli, in->content_size);
    if (in->attachments)
        row(table, CLI_SAY(cli, "attached files", "bilagda filer"),
            CLI_SAY(cli, "%llu (%llu different, %s)", "%llu (%llu olika, %s)"), (unsigned long long)in->attachments,
            (unsigned long long)in->contents, size);
    row(table, CLI_SAY(cli, "personal values", "personuppgifter"), "%llu", (unsigned long long)in->personal);
    if (in->knows_persons)
        row(table, CLI_SAY(cli, "persons with keys", "personer med nycklar"), "%llu", (unsigned long long)in->persons);
    else
        row(table, CLI_SAY(cli, "persons with keys", "personer med nycklar"), "%s",
            CLI_SAY(cli, "the keys cannot be read", "nycklarna kan inte läsas"));
}

static void add_file(const cli_context *cli, cli_table *table, const mog_inventory *in)
{
    char size[CLI_SIZE_TEXT], used[CLI_SIZE_TEXT], free_size[CLI_SIZE_TEXT];
    cli_size(size, cli, in->file_size);
    cli_size(used, cli, in->used_size);
    cli_size(free_size, cli, in->free_size);
    row(table, CLI_SAY(cli, "file", "fil"), CLI_SAY(cli, "%s (%s used, %s free)", "%s (%s används, %s ledigt)"), size,
        used, free_size);
    row(table, CLI_SAY(cli, "readers now", "läsare nu"), "%llu", (unsigned long long)in->readers);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_inventory in;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = mog_store_open(&store, cli->store, false, err);
    if (!status) status = mog_inventory_take(&in, store, err);
    mog_store_close(store);
    if (status) return status;
    if (cli->json) return print_json(cli, &in, err);
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    add_what(cli, table, &in);
    add_contents(cli, table, &in);
    add_file(cli, table, &in);
    cli_table_print(table);
    if (in.meta.flags & MOG_STORE_WITHOUT_PERSONAL) {
        cli_print_dim(cli,
                      mog_text_of(CLI_SAY(cli, "Personal values were left out when the store was imported or restored.",
                                          "Personuppgifter utelämnades när lagret importerades eller återställdes.")));
    }
    return MOG_OK;
}

const cli_command cmd_store_info = {
    .name = "store info",
    .usage = "",
    .summary = "say what the store is and holds, in figures",
    .text = "Nothing is verified; `mognad store verify` does that.\n\n"
            "example:\n"
            "  mognad store info --store /srv/mognad",
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

#include "cli/import_preview.h"

#include <string.h>

#define MOST_SHOWN 10  /* records */
#define MOST_LINES 40u /* of the fields of each */

typedef struct preview {
    cli_gathering *g;
    json_t *records; /* NULL: they are printed */
    json_t *kinds;   /* name -> count */
    uint64_t count;
} preview;

static const char *text_of(const json_t *record, const char *key)
{
    const char *text = json_string_value(json_object_get(record, key));
    return text ? text : "";
}

static void print_record(cli_context *cli, const json_t *record)
{
    const json_t *census = json_object_get(record, "census");
    const char *item = text_of(record, "item"), *source = text_of(record, "source");
    cli_print(cli, CLI_BOLD, "%s", text_of(record, "kind"));
    cli_print(cli, CLI_PLAIN, "  %s%s%s  %s", text_of(record, "subject"), *item ? " / " : "", item,
              text_of(record, "observed"));
    cli_print(cli, CLI_DIM, "%s%s\n", *source ? "  " : "", source);
    uint32_t more = cli_print_fields(cli, census ? census : json_object_get(record, "fields"), MOST_LINES);
    if (more) cli_print(cli, CLI_DIM, "      %u %s\n", more, CLI_SAY(cli, "more", "till"));
}

static mog_status take(void *context, const cli_source *source, const json_t *record, mog_error *err)
{
    preview *p = context;
    (void)source, (void)err;
    const char *kind = text_of(record, "kind");
    mog_json_set(p->kinds, kind, json_integer(1 + json_integer_value(json_object_get(p->kinds, kind))));
    if (p->count++ >= MOST_SHOWN) return MOG_OK;
    if (p->records) mog_json_append(p->records, json_incref((json_t *)record));
    else print_record(p->g->cli, record);
    return MOG_OK;
}

static void print_kinds(cli_context *cli, const json_t *kinds)
{
    const char *const heads[] = {CLI_SAY(cli, "kind", "slag"), CLI_SAY(cli, "records", "poster")};
    cli_table *table = cli_table_new(cli, heads, 2, " r");
    for (void *at = json_object_iter((json_t *)kinds); at; at = json_object_iter_next((json_t *)kinds, at)) {
        cli_table_cell(table, CLI_PLAIN, "%s", json_object_iter_key(at));
        cli_table_cell(table, CLI_PLAIN, "%lld", (long long)json_integer_value(json_object_iter_value(at)));
    }
    cli_table_print(table);
}

mog_status cli_preview_print(cli_gathering *g, mog_error *err)
{
    cli_context *cli = g->cli;
    preview p = {.g = g, .kinds = mog_json_object()};
    mog_status status = cli_gathering_walk(g, take, &p, err);
    if (!status && p.count > MOST_SHOWN) {
        cli_print(cli, CLI_DIM, CLI_SAY(cli, "… and %llu more\n", "… och %llu till\n"),
                  (unsigned long long)(p.count - MOST_SHOWN));
    }
    if (!status && p.count) {
        putchar('\n');
        print_kinds(cli, p.kinds);
        putchar('\n');
    }
    json_decref(p.kinds);
    return status;
}

mog_status cli_preview_set(json_t *out, cli_gathering *g, mog_error *err)
{
    preview p = {.g = g, .records = mog_json_array(), .kinds = mog_json_object()};
    mog_status status = cli_gathering_walk(g, take, &p, err);
    mog_json_set(out, "kinds", p.kinds);
    mog_json_set(out, "records", p.records);
    return status;
}

static mog_status print_line(void *context, const cli_source *source, const json_t *record, mog_error *err)
{
    (void)context, (void)source;
    mog_status status = mog_json_write(stdout, record, 0, err);
    putchar('\n');
    return status;
}

mog_status cli_preview_lines(cli_gathering *g, mog_error *err)
{
    return cli_gathering_walk(g, print_line, NULL, err);
}

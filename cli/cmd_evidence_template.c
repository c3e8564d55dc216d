/* mognad evidence template: a kind of evidence to fill in. */
#include "cli/kind_example.h"

#include <stdlib.h>
#include <string.h>

static mog_status print_records(const json_t *records, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < json_array_size(records) && !status; i++) {
        status = mog_json_write(stdout, json_array_get(records, i), 0, err);
        putchar('\n');
    }
    return status;
}

static mog_status print_lines(cli_context *cli, const mog_kind *kind, mog_error *err)
{
    json_t *records = cli_kind_example(cli, kind);
    mog_status status = print_records(records, err);
    json_decref(records);
    return status;
}

static mog_status print_table(cli_context *cli, const mog_kind *kind, mog_error *err)
{
    mog_buffer table = {0};
    (void)err;
    uint32_t lists = cli_kind_table(&table, cli, kind);
    fwrite(table.at, 1, table.size, stdout);
    mog_buffer_free(&table);
    if (lists)
        mog_log_say(MOG_LEVEL_NOTE,
                    "lists of rows have no columns, and are left out here: %u; --format jsonl has all fields", lists);
    return MOG_OK;
}

static mog_status print_mapping(cli_context *cli, const mog_kind *kind, mog_error *err)
{
    json_t *mapping = cli_kind_mapping(cli, kind);
    mog_status status = mog_json_write(stdout, mapping, 2, err); /* on lines of its own: people edit it */
    putchar('\n');
    json_decref(mapping);
    return status;
}

/* ---- for people */

static const char *example_text(cli_context *cli, const mog_kind *kind, const mog_type *type)
{
    json_t *value = cli_type_example(cli, kind, type);
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (!text) mog_out_of_memory();
    const char *kept = mog_arena_format(cli->arena, "%s", text);
    free(text);
    json_decref(value);
    return kept;
}

/* The rows of a list follow its own line. */
static void add_fields(cli_table *table, cli_context *cli, const mog_kind *kind, const mog_row *row, const char *before)
{
    for (uint32_t f = 0; f < row->count; f++) {
        const mog_field *field = &row->fields[f];
        const char *path = mog_arena_format(cli->arena, "%s%.*s", before, (int)field->path.size, field->path.at);
        bool list = field->type.tag == MOG_TYPE_LIST;
        cli_table_cell(table, CLI_BOLD, "%s", path);
        cli_table_cell(table, CLI_PLAIN, "%s", cli_type_words(cli, &field->type));
        cli_table_cell(table, CLI_PLAIN, "%s", list ? "" : example_text(cli, kind, &field->type));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_field_words(cli, field));
        if (list) add_fields(table, cli, kind, field->type.row, mog_arena_format(cli->arena, "%s.", path));
    }
}

static mog_status print_text(cli_context *cli, const mog_kind *kind, mog_error *err)
{
    const char *heads[] = {CLI_SAY(cli, "field", "fält"), CLI_SAY(cli, "type", "typ"),
                           CLI_SAY(cli, "example", "exempel"), CLI_SAY(cli, "meaning", "betydelse")};
    mog_text title = cli_choose(cli, kind->title, kind->title_sv);
    cli_print(cli, CLI_BOLD, "%.*s", (int)kind->name.size, kind->name.at);
    cli_print(cli, CLI_PLAIN, "%s%.*s. ", title.size ? ": " : "", (int)title.size, title.at);
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "About: %s; %s.\n\n", "Om: %s; %s.\n\n"), cli_kind_about(cli, kind),
              cli_kind_records(cli, kind));
    cli_table *table = cli_table_new(cli, heads, 4, "    ");
    add_fields(table, cli, kind, &kind->row, "");
    cli_table_print(table);
    cli_print(cli, CLI_PLAIN, "\n");
    mog_status status = print_lines(cli, kind, err);
    cli_print(cli, CLI_PLAIN, "\n");
    cli_print_dim(
        cli,
        mog_text_of(CLI_SAY(
            cli,
            "A field that is left out is unknown. --format jsonl prints the lines alone; --format csv a table, and --format mapping what reads it.",
            "Ett fält som utelämnas är okänt. --format jsonl skriver bara raderna; --format csv en tabell, och --format mapping det som läser den.")));
    return status;
}

static mog_status print(cli_context *cli, const mog_kind *kind, mog_error *err)
{
    static const struct {
        const char *format;
        mog_status (*print)(cli_context *cli, const mog_kind *kind, mog_error *err);
    } formats[] = {{"jsonl", print_lines}, {"csv", print_table}, {"mapping", print_mapping}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(cli->format, formats[i].format) == 0) return formats[i].print(cli, kind, err);
    return print_text(cli, kind, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_analysis *analysis = NULL;
    mog_reference *all = NULL;
    const mog_used_kind *used;
    if (cli->argc != 1) return cli_usage(err, cli, "it takes the name of one kind, as backup");
    mog_status status = cli_read_kinds(&analysis, &all, cli, err);
    if (status) return status;
    if (!(status = cli_find_kind(&used, cli, all, cli->argv[0], err))) status = print(cli, used->kind, err);
    mog_reference_free(all);
    mog_analysis_free(analysis);
    return status;
}

const cli_command cmd_evidence_template = {
    .name = "evidence template",
    .usage = "KIND",
    .summary = "print evidence of a kind to fill in, with what each field means",
    .text =
        "Every field has an example that would be accepted. As text: with explanations. --format jsonl: lines for\n"
        "`evidence add`; of kinds with many items also the census that says which there are. --format csv: a table for a\n"
        "spreadsheet, in the signs of --lang, and --format mapping: what `evidence import` needs to read it.\n\n"
        "example:\n"
        "  mognad evidence template backup\n"
        "  mognad evidence template account --format csv > accounts.csv\n"
        "  mognad evidence template account --format mapping > accounts.map.json\n"
        "  mognad evidence import --mapping accounts.map.json accounts.csv",
    .common = CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .formats = "text|jsonl|csv|mapping",
    .run = run,
};

/* mognad kind show: a kind of evidence with its fields, and the rules that read them. */
#include "cli/kind_words.h"

/* "8.13/backed_up, 8.13/restore_tested" */
static const char *users_of(const cli_context *cli, const mog_reference *all, const mog_uses *uses)
{
    mog_buffer text = {0};
    for (size_t i = 0; i < uses->count; i++) {
        mog_text id = all->users[uses->at[i]].id;
        mog_buffer_format(&text, "%s%.*s", i ? ", " : "", (int)id.size, id.at);
    }
    const char *kept = text.size ? mog_arena_copy(cli->arena, text.at, text.size) : "–";
    mog_buffer_free(&text);
    return kept;
}

static void print_fact(cli_table *table, const char *what, const char *value)
{
    cli_table_cell(table, CLI_DIM, "%s", what);
    cli_table_cell(table, CLI_PLAIN, "%s", value);
}

static void print_facts(cli_context *cli, const mog_reference *all, const mog_used_kind *used)
{
    const mog_kind *kind = used->kind;
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    print_fact(table, CLI_SAY(cli, "about", "om"), cli_kind_about(cli, kind));
    print_fact(table, CLI_SAY(cli, "records", "uppgifter"),
               kind->is_register
                   ? CLI_SAY(cli, "the register of its type of subject", "registret över sin typ av objekt")
                   : cli_kind_records(cli, kind));
    print_fact(table, CLI_SAY(cli, "fresh for", "färsk i"), cli_kind_fresh(cli, kind));
    print_fact(table, CLI_SAY(cli, "assurance", "tillförlitlighet"), cli_assurance_word(cli, kind->assurance));
    print_fact(table, CLI_SAY(cli, "module", "modul"),
               kind->module.size ? mog_arena_copy(cli->arena, kind->module.at, kind->module.size) : "–");
    print_fact(table, CLI_SAY(cli, "read by", "läses av"), users_of(cli, all, &used->users));
    cli_table_print(table);
}

static void print_fields(cli_context *cli, const mog_reference *all, const mog_used_kind *used)
{
    const char *heads[] = {CLI_SAY(cli, "field", "fält"), CLI_SAY(cli, "type", "typ"),
                           CLI_SAY(cli, "meaning", "betydelse"), CLI_SAY(cli, "rules", "regler")};
    cli_table *table = cli_table_new(cli, heads, 4, "   r");
    for (uint32_t f = used->first_field; f < used->first_field + used->field_count; f++) {
        const mog_used_field *field = &all->fields[f];
        cli_table_cell(table, CLI_BOLD, "%.*s", (int)field->path.size, field->path.at);
        cli_table_cell(table, CLI_PLAIN, "%s", cli_type_words(cli, &field->field->type));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_field_words(cli, field->field));
        cli_table_cell(table, CLI_PLAIN, "%zu", field->users.count);
    }
    cli_table_print(table);
}

static void print_kind(cli_context *cli, const mog_reference *all, const mog_used_kind *used)
{
    const mog_kind *kind = used->kind;
    mog_text title = cli_choose(cli, kind->title, kind->title_sv);
    mog_text other = cli->swedish ? kind->title : kind->title_sv;
    cli_print(cli, CLI_BOLD, "%.*s", (int)kind->name.size, kind->name.at);
    cli_print(cli, CLI_PLAIN, "%s%.*s", title.size ? ": " : "", (int)title.size, title.at);
    if (other.size && !mog_text_equal(other, title)) cli_print(cli, CLI_DIM, " (%.*s)", (int)other.size, other.at);
    cli_print(cli, CLI_PLAIN, "\n\n");
    print_facts(cli, all, used);
    cli_print(cli, CLI_PLAIN, "\n");
    print_fields(cli, all, used);
    cli_print(cli, CLI_DIM, "\n%s: mognad evidence template %.*s\n", CLI_SAY(cli, "to fill in", "att fylla i"),
              (int)kind->name.size, kind->name.at);
}

static mog_status print_json(const cli_context *cli, const mog_reference *all, const mog_used_kind *used,
                             mog_error *err)
{
    json_t *out = cli_kind_to_json(cli, all, used);
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_analysis *analysis = NULL;
    mog_reference *all = NULL;
    const mog_used_kind *used;
    if (cli->argc != 1) return cli_usage(err, cli, "it takes the name of one kind, as backup");
    mog_status status = cli_read_kinds(&analysis, &all, cli, err);
    if (status) return status;
    if (!(status = cli_find_kind(&used, cli, all, cli->argv[0], err))) {
        if (cli->json) status = print_json(cli, all, used, err);
        else print_kind(cli, all, used);
    }
    mog_reference_free(all);
    mog_analysis_free(analysis);
    return status;
}

const cli_command cmd_kind_show = {
    .name = "kind show",
    .usage = "KIND",
    .summary = "show a kind of evidence: its fields, what they mean, and which rules read it",
    .text = "`mognad kind list` lists them, `mognad evidence template` gives one to fill in.\n\n"
            "example:\n"
            "  mognad kind show backup",
    .common = CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

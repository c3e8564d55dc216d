/* mognad control show: a control: what it is, the rules that judge it, the evidence that they need, and what the store has of it. */
#include "cli/kind_words.h"
#include "engine/store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the store has of a kind. */
typedef struct supply {
    uint64_t records;
    mog_time latest; /* observed; only where there are records */
} supply;

typedef struct showing {
    cli_context *cli;
    const mog_reference *all;
    const mog_control *control;
    const mog_user **rules; /* of the control, in the policy's order */
    size_t rule_count;
    uint32_t *kinds; /* that they read: indexes in the reference, ascending */
    size_t kind_count;
    supply *supplies; /* NULL: there is no store */
} showing;

/* ---- what belongs to it */

static mog_status find_control(showing *s, const char *asked, mog_error *err)
{
    mog_control_id id;
    if (!mog_control_id_parse(&id, mog_text_of(asked)))
        return cli_usage(err, s->cli, "it takes the number of a control, as 8.13, not `%s`", asked);
    for (size_t c = 0; c < s->all->control_count; c++)
        if (s->all->controls[c].id == id) s->control = &s->all->controls[c];
    if (s->control) return MOG_OK;
    mog_fail(err, MOG_INPUT, "the policies have no control %s", asked);
    mog_error_hint(err, "`mognad policy doc` lists those that they have");
    return MOG_INPUT;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void find_rules(showing *s)
{
    size_t reads = 0;
    s->rules = mog_take_array(s->cli->arena, const mog_user *, s->all->user_count);
    for (size_t u = 0; u < s->all->user_count; u++) {
        const mog_user *user = &s->all->users[u];
        if (user->gate || user->control != s->control->id) continue;
        s->rules[s->rule_count++] = user;
        reads += user->kinds.count;
    }
    s->kinds = mog_take_array(s->cli->arena, uint32_t, reads);
    for (size_t r = 0; r < s->rule_count; r++)
        for (size_t k = 0; k < s->rules[r]->kinds.count; k++) s->kinds[s->kind_count++] = s->rules[r]->kinds.at[k];
    if (s->kind_count) qsort(s->kinds, s->kind_count, sizeof *s->kinds, by_number);
    size_t kept = 0;
    for (size_t k = 0; k < s->kind_count; k++)
        if (!kept || s->kinds[kept - 1] != s->kinds[k]) s->kinds[kept++] = s->kinds[k];
    s->kind_count = kept;
}

static mog_status count_record(void *context, const mog_record *record, mog_error *err)
{
    supply *found = context;
    (void)err;
    if (!found->records || record->observed > found->latest) found->latest = record->observed;
    found->records++;
    return MOG_OK;
}

static mog_status find_supplies(showing *s, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    char *file = mog_arena_format(s->cli->arena, "%s/data.mdb", s->cli->store);
    if (access(file, F_OK) != 0) return MOG_OK; /* what a control is can be asked before there is one */
    mog_status status = cli_open_snapshot(&store, &snapshot, s->cli, err);
    supply *found = mog_take_array(s->cli->arena, supply, s->kind_count);
    for (size_t k = 0; k < s->kind_count && !status; k++) {
        uint32_t kind;
        found[k] = (supply){0};
        status = mog_snapshot_find(&kind, snapshot, s->all->kinds[s->kinds[k]].kind->name, err);
        if (!status && kind) status = mog_snapshot_walk_standing(snapshot, 0, kind, count_record, &found[k], err);
    }
    if (!status) s->supplies = found;
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

/* ---- as text */

static void print_head(const showing *s)
{
    cli_context *cli = s->cli;
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, s->control->id);
    mog_text title = cli_choose(cli, s->control->title, s->control->title_sv);
    mog_text other = cli->swedish ? s->control->title : s->control->title_sv;
    cli_print(cli, CLI_BOLD, "%s %.*s", number, (int)title.size, title.at);
    if (other.size && !mog_text_equal(other, title)) cli_print(cli, CLI_DIM, " (%.*s)", (int)other.size, other.at);
    cli_print(cli, CLI_PLAIN, "\n\n");
}

static void print_attributes(const showing *s)
{
    cli_table *table = cli_table_new(s->cli, NULL, 2, "  ");
    cli_table_cell(table, CLI_DIM, "%s", CLI_SAY(s->cli, "theme", "tema"));
    cli_table_cell(table, CLI_PLAIN, "%.*s", (int)s->control->theme.size, s->control->theme.at);
    for (uint32_t a = 0; a < s->control->attribute_count; a++) {
        const mog_attribute *attribute = &s->control->attributes[a];
        mog_buffer values = {0};
        for (uint32_t v = 0; v < attribute->count; v++)
            mog_buffer_format(&values, "%s%.*s", v ? ", " : "", (int)attribute->values[v].size,
                              attribute->values[v].at);
        cli_table_cell(table, CLI_DIM, "%.*s", (int)attribute->name.size, attribute->name.at);
        cli_table_cell(table, CLI_PLAIN, "%s", values.at ? values.at : "");
        mog_buffer_free(&values);
    }
    cli_table_print(table);
}

static void print_rules(const showing *s)
{
    cli_context *cli = s->cli;
    const char *heads[] = {CLI_SAY(cli, "level", "nivå"), CLI_SAY(cli, "rule", "regel"), CLI_SAY(cli, "weight", "vikt"),
                           CLI_SAY(cli, "what it asks", "vad den kräver")};
    cli_print(cli, CLI_PLAIN, "\n");
    if (!s->rule_count) {
        cli_print(cli, CLI_PLAIN, "%s\n", CLI_SAY(cli, "No rule judges it.", "Ingen regel bedömer den."));
        return;
    }
    cli_table *table = cli_table_new(cli, heads, 4, "r r ");
    for (size_t r = 0; r < s->rule_count; r++) {
        const mog_user *rule = s->rules[r];
        mog_text title = cli_choose(cli, rule->title, rule->title_sv);
        cli_table_cell(table, CLI_PLAIN, "%u", rule->level);
        cli_table_cell(table, CLI_BOLD, "%.*s", (int)rule->id.size, rule->id.at);
        cli_table_cell(table, CLI_PLAIN, "%u%s", rule->weight, rule->must ? CLI_SAY(cli, ", must", ", krav") : "");
        cli_table_cell(table, CLI_PLAIN, "%.*s", (int)title.size, title.at);
    }
    cli_table_print(table);
}

static void print_kinds(const showing *s)
{
    cli_context *cli = s->cli;
    const char *heads[] = {CLI_SAY(cli, "evidence", "underlag"), CLI_SAY(cli, "title", "rubrik"),
                           CLI_SAY(cli, "about", "om"), CLI_SAY(cli, "records", "poster"),
                           CLI_SAY(cli, "latest observed", "senast observerad")};
    if (!s->kind_count) return;
    cli_print(cli, CLI_PLAIN, "\n");
    cli_table *table = cli_table_new(cli, heads, s->supplies ? 5 : 3, "  Lr ");
    for (size_t k = 0; k < s->kind_count; k++) {
        const mog_kind *kind = s->all->kinds[s->kinds[k]].kind;
        mog_text title = cli_choose(cli, kind->title, kind->title_sv);
        cli_table_cell(table, CLI_BOLD, "%.*s", (int)kind->name.size, kind->name.at);
        cli_table_cell(table, CLI_PLAIN, "%.*s", (int)title.size, title.at);
        cli_table_cell(table, CLI_PLAIN, "%s", cli_kind_about(cli, kind));
        if (!s->supplies) continue;
        char latest[MOG_TIME_TEXT] = "–";
        if (s->supplies[k].records) mog_time_format_short(latest, s->supplies[k].latest);
        cli_table_cell(table, s->supplies[k].records ? CLI_PLAIN : CLI_YELLOW, "%llu",
                       (unsigned long long)s->supplies[k].records);
        cli_table_cell(table, CLI_PLAIN, "%s", latest);
    }
    cli_table_print(table);
    if (!s->supplies)
        cli_print(cli, CLI_DIM, "%s\n",
                  CLI_SAY(cli, "There is no store here to say what it has of that.",
                          "Det finns inget lager här som visar vad det har av detta."));
}

/* ---- as JSON */

static json_t *attributes_of(const mog_control *control)
{
    json_t *out = mog_json_object();
    for (uint32_t a = 0; a < control->attribute_count; a++) {
        const mog_attribute *attribute = &control->attributes[a];
        json_t *values = mog_json_array();
        for (uint32_t v = 0; v < attribute->count; v++) mog_json_append(values, mog_json_text(attribute->values[v]));
        char name[128];
        snprintf(name, sizeof name, "%.*s", (int)attribute->name.size, attribute->name.at);
        mog_json_set(out, name, values);
    }
    return out;
}

static json_t *rules_of(const showing *s)
{
    json_t *out = mog_json_array();
    for (size_t r = 0; r < s->rule_count; r++) {
        const mog_user *rule = s->rules[r];
        json_t *one = mog_json_object();
        mog_json_set(one, "rule", mog_json_text(rule->id));
        mog_json_set(one, "level", mog_json_made(json_integer(rule->level)));
        mog_json_set(one, "weight", mog_json_made(json_integer(rule->weight)));
        mog_json_set(one, "must", mog_json_made(json_boolean(rule->must)));
        mog_json_set(one, "title", mog_json_text_or_null(rule->title));
        mog_json_set(one, "title_sv", mog_json_text_or_null(rule->title_sv));
        mog_json_append(out, one);
    }
    return out;
}

static json_t *kinds_of(const showing *s)
{
    json_t *out = mog_json_array();
    for (size_t k = 0; k < s->kind_count; k++) {
        const mog_kind *kind = s->all->kinds[s->kinds[k]].kind;
        json_t *one = mog_json_object();
        mog_json_set(one, "kind", mog_json_text(kind->name));
        mog_json_set(one, "title", mog_json_text_or_null(kind->title));
        mog_json_set(one, "title_sv", mog_json_text_or_null(kind->title_sv));
        if (s->supplies) {
            const supply *found = &s->supplies[k];
            mog_json_set(one, "records", mog_json_made(json_integer((json_int_t)found->records)));
            mog_json_set(one, "latest", found->records ? mog_json_time(found->latest) : json_null());
        }
        mog_json_append(out, one);
    }
    return out;
}

static mog_status print_json(const showing *s, mog_error *err)
{
    char number[MOG_CONTROL_ID_TEXT];
    json_t *out = mog_json_object();
    mog_control_id_format(number, s->control->id);
    mog_json_set(out, "control", mog_json_made(json_string(number)));
    mog_json_set(out, "title", mog_json_text_or_null(s->control->title));
    mog_json_set(out, "title_sv", mog_json_text_or_null(s->control->title_sv));
    mog_json_set(out, "theme", mog_json_text_or_null(s->control->theme));
    mog_json_set(out, "attributes", attributes_of(s->control));
    mog_json_set(out, "rules", rules_of(s));
    mog_json_set(out, "evidence", kinds_of(s));
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_analysis *analysis = NULL;
    mog_reference *all = NULL;
    showing s = {.cli = cli};
    if (cli->argc != 1) return cli_usage(err, cli, "it takes the number of one control, as 8.13");
    mog_status status = cli_read_kinds(&analysis, &all, cli, err);
    s.all = all;
    if (!status) status = find_control(&s, cli->argv[0], err);
    if (!status) find_rules(&s);
    if (!status) status = find_supplies(&s, err);
    if (!status && cli->json) {
        status = print_json(&s, err);
    } else if (!status) {
        print_head(&s);
        print_attributes(&s);
        print_rules(&s);
        print_kinds(&s);
    }
    mog_reference_free(all);
    mog_analysis_free(analysis);
    return status;
}

const cli_command cmd_control_show = {
    .name = "control show",
    .usage = "NUMBER",
    .summary = "show a control: its rules, the evidence that they need, and what the store has of it",
    .text = "example:\n"
            "  mognad control show 8.13",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

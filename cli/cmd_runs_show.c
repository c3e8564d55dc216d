/* mognad runs show: an assessment on record: what went in and what came out. */
#include "cli/report.h"
#include "cli/runs.h"

#include <math.h>

#define T(text) (int)(text).size, (text).at

typedef struct showing {
    cli_context *cli;
    mog_run run;
    json_t *scores;         /* NULL: it kept none */
    const mog_input *files; /* likewise */
    size_t file_count;
} showing;

static mog_status take(showing *s, const char *name, mog_error *err)
{
    cli_context *cli = s->cli;
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_status status = cli_open_snapshot(&store, &snapshot, cli, err);
    if (!status) status = mog_run_find(&s->run, cli->arena, snapshot, mog_text_of(name), err);
    if (!status && s->run.kept_count) status = mog_run_scores(&s->scores, snapshot, &s->run, err);
    if (!status && s->run.kept_count)
        status = mog_run_policies(&s->files, &s->file_count, cli->arena, snapshot, &s->run, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

static void add_row(cli_table *table, const char *what, const char *value)
{
    cli_table_cell(table, CLI_DIM, "%s", what);
    cli_table_cell(table, CLI_PLAIN, "%s", value);
}

static void print_head(const showing *s)
{
    cli_context *cli = s->cli;
    const mog_run *run = &s->run;
    mog_arena *arena = cli->arena;
    char recorded[MOG_TIME_TEXT];
    mog_time_format_short(recorded, run->recorded);
    cli_print(cli, CLI_BOLD, "%s\n\n", cli_run_words(cli, run));
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    add_row(table, "id", mog_arena_format(arena, "%.*s", T(run->id)));
    add_row(table, CLI_SAY(cli, "recorded", "antecknad"), mog_arena_format(arena, "%s, %.*s", recorded, T(run->by)));
    add_row(table, CLI_SAY(cli, "program", "program"), mog_arena_format(arena, "%.*s", T(run->program)));
    add_row(table, CLI_SAY(cli, "journal", "journal"),
            mog_arena_format(arena, CLI_SAY(cli, "%llu changes, root %.*s", "%llu ändringar, rot %.*s"),
                             (unsigned long long)run->changes, T(run->root)));
    add_row(table, CLI_SAY(cli, "policies", "regler"),
            s->files ? mog_arena_format(arena, CLI_SAY(cli, "in files: %zu, %.*s", "i filer: %zu, %.*s"), s->file_count,
                                        T(run->policies))
                     : mog_arena_format(arena, "%.*s", T(run->policies)));
    if (run->profile.size)
        add_row(table, CLI_SAY(cli, "profile", "profil"), mog_arena_format(arena, "%.*s", T(run->profile)));
    if (run->subject.size)
        add_row(table, CLI_SAY(cli, "subject", "objekt"), mog_arena_format(arena, "%.*s", T(run->subject)));
    if (run->rule.size) add_row(table, CLI_SAY(cli, "rule", "regel"), mog_arena_format(arena, "%.*s", T(run->rule)));
    if (run->rescored)
        add_row(table, CLI_SAY(cli, "rescored", "omräknad"),
                mog_arena_format(arena,
                                 CLI_SAY(cli, "the evidence of run %llu under other policies",
                                         "underlaget för körning %llu med andra regler"),
                                 (unsigned long long)run->rescored));
    add_row(table, CLI_SAY(cli, "model", "modell"), mog_arena_format(arena, "%.*s", T(run->model)));
    add_row(table, CLI_SAY(cli, "verdicts", "utfall"),
            mog_arena_format(arena, "%llu%s", (unsigned long long)run->results,
                             run->degraded ? CLI_SAY(cli, ", some are errors", ", några är fel") : ""));
    add_row(table, CLI_SAY(cli, "report", "rapport"), mog_arena_format(arena, "%.*s", T(run->report)));
    cli_table_print(table);
}

static double figure(const json_t *object, const char *first, const char *second)
{
    const json_t *value = json_object_get(json_object_get(object, first), second);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void add_group(cli_context *cli, cli_table *table, const char *title, const json_t *group, cli_style style)
{
    double level = figure(group, "maturity", "level"), mean = figure(group, "maturity", "mean");
    cli_table_cell(table, style, "%s", title);
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, figure(group, "compliance", "strict")));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, figure(group, "compliance", "known")));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, figure(group, "compliance", "coverage")));
    if (isnan(level)) cli_table_cell(table, CLI_PLAIN, "–");
    else cli_table_cell(table, style, "%.0f %s", level, mog_level_name((int)level, cli->swedish));
    if (isnan(mean)) cli_table_cell(table, CLI_PLAIN, "–");
    else cli_table_cell(table, CLI_PLAIN, "%s", cli_decimal(cli, mean));
}

static void print_scores(const showing *s)
{
    cli_context *cli = s->cli;
    const char *heads[] = {CLI_SAY(cli, "Theme", "Tema"),      CLI_SAY(cli, "strict", "strikt"),
                           CLI_SAY(cli, "known", "känt"),      CLI_SAY(cli, "coverage", "täckning"),
                           CLI_SAY(cli, "maturity", "mognad"), CLI_SAY(cli, "mean", "medel")};
    const json_t *themes = json_object_get(s->scores, "themes");
    putchar('\n');
    cli_table *table = cli_table_new(cli, heads, 6, " rrr r");
    for (size_t i = 0; i < json_array_size(themes); i++) {
        const json_t *theme = json_array_get(themes, i);
        const char *id = json_string_value(json_object_get(theme, "id"));
        add_group(cli, table, id ? id : "–", theme, CLI_PLAIN);
    }
    add_group(cli, table, CLI_SAY(cli, "All", "Alla"), json_object_get(s->scores, "summary"), CLI_BOLD);
    cli_table_print(table);
}

static mog_status print_json(const showing *s, mog_error *err)
{
    json_t *out = cli_run_to_json(&s->run);
    if (s->scores) mog_json_set(out, "scores", json_incref(s->scores));
    if (s->files) {
        json_t *files = mog_json_array();
        for (size_t i = 0; i < s->file_count; i++) {
            char hex[2 * MOG_DIGEST_SIZE + 1];
            json_t *one = mog_json_object();
            mog_digest digest = mog_blake2b(s->files[i].text.at, s->files[i].text.size);
            mog_digest_hex(hex, &digest);
            mog_json_set(one, "path", mog_json_text(s->files[i].path));
            mog_json_set(one, "digest", mog_json_made(json_string(hex)));
            mog_json_append(files, one);
        }
        mog_json_set(out, "files", files);
    }
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    showing s = {.cli = cli};
    if (cli->argc != 1) return cli_usage(err, cli, "it takes one run: its number, its id, or last, last-1, first");
    mog_status status = take(&s, cli->argv[0], err);
    if (!status && cli->json) {
        status = print_json(&s, err);
    } else if (!status) {
        print_head(&s);
        if (s.scores) print_scores(&s);
    }
    json_decref(s.scores);
    return status;
}

const cli_command cmd_runs_show = {
    .name = "runs show",
    .usage = "RUN",
    .summary = "show an assessment on record: what went in, and what came out",
    .text = "A run is named by its number, by the beginning of its id, or as last, last-1 and so on, or first.\n\n"
            "example:\n"
            "  mognad runs show last",
    .common = CLI_STORE | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

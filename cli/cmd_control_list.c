/* mognad control list: the controls, how many rules judge each at which levels, and the kinds of evidence that feed it. */
#include "cli/kind_words.h"

#include <string.h>

/* What judges a control. */
typedef struct judges {
    uint32_t rules[6]; /* by level; [0] all */
    bool *kinds;       /* by the reference's index of kinds: a rule reads it */
} judges;

static judges find_judges(const cli_context *cli, const mog_reference *all, const mog_control *control)
{
    judges found = {.kinds = mog_take_array(cli->arena, bool, all->kind_count)};
    for (size_t u = 0; u < all->user_count; u++) {
        const mog_user *user = &all->users[u];
        if (user->gate || user->control != control->id) continue;
        found.rules[0]++;
        if (user->level < 6) found.rules[user->level]++;
        for (size_t k = 0; k < user->kinds.count; k++) found.kinds[user->kinds.at[k]] = true;
    }
    return found;
}

static const char *kind_names(const cli_context *cli, const mog_reference *all, const judges *of)
{
    const char *names = "";
    for (size_t k = 0; k < all->kind_count; k++) {
        mog_text name = all->kinds[k].kind->name;
        if (of->kinds[k])
            names = mog_arena_format(cli->arena, "%s%s%.*s", names, *names ? ", " : "", (int)name.size, name.at);
    }
    return names;
}

/* "1 2 – 4 –": the levels that have rules. */
static const char *levels(const cli_context *cli, const judges *of)
{
    const char *out = "";
    for (int level = 1; level <= 5; level++) {
        const char *word = of->rules[level] ? mog_arena_format(cli->arena, "%d", level) : "–";
        out = mog_arena_format(cli->arena, "%s%s%s", out, level > 1 ? " " : "", word);
    }
    return out;
}

static bool lets_through(const cli_context *cli, const mog_control *control)
{
    const char *theme = cli_value(cli, "theme");
    return !theme || mog_text_equal(control->theme, mog_text_of(theme));
}

static mog_status check_theme(const cli_context *cli, const mog_reference *all, mog_error *err)
{
    const char *theme = cli_value(cli, "theme");
    if (!theme) return MOG_OK;
    mog_text *names = mog_take_array(cli->arena, mog_text, all->theme_count);
    for (size_t t = 0; t < all->theme_count; t++) {
        names[t] = all->themes[t].id;
        if (mog_text_equal(names[t], mog_text_of(theme))) return MOG_OK;
    }
    int nearest = mog_text_nearest(mog_text_of(theme), names, all->theme_count);
    mog_fail(err, MOG_INPUT, "no catalogue has a theme `%s`", theme);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    return MOG_INPUT;
}

static void print_text(cli_context *cli, const mog_reference *all)
{
    const char *heads[] = {"", CLI_SAY(cli, "control", "säkerhetsåtgärd"), CLI_SAY(cli, "rules", "regler"),
                           CLI_SAY(cli, "levels", "nivåer"),
                           CLI_SAY(cli, "evidence that feeds it", "underlag som föder den")};
    cli_table *table = cli_table_new(cli, heads, 5, "  r  ");
    for (size_t c = 0; c < all->control_count; c++) {
        const mog_control *control = &all->controls[c];
        char number[MOG_CONTROL_ID_TEXT];
        if (!lets_through(cli, control)) continue;
        judges found = find_judges(cli, all, control);
        mog_text title = cli_choose(cli, control->title, control->title_sv);
        mog_control_id_format(number, control->id);
        cli_table_cell(table, CLI_BOLD, "%s", number);
        cli_table_cell(table, CLI_PLAIN, "%.*s", (int)title.size, title.at);
        cli_table_cell(table, found.rules[0] ? CLI_PLAIN : CLI_YELLOW, "%u", found.rules[0]);
        cli_table_cell(table, CLI_DIM, "%s", levels(cli, &found));
        cli_table_cell(table, CLI_PLAIN, "%s", kind_names(cli, all, &found));
    }
    cli_table_print(table);
}

static json_t *control_of(const cli_context *cli, const mog_reference *all, const mog_control *control)
{
    char number[MOG_CONTROL_ID_TEXT];
    json_t *out = mog_json_object(), *counts = mog_json_object(), *kinds = mog_json_array();
    judges found = find_judges(cli, all, control);
    mog_control_id_format(number, control->id);
    mog_json_set(out, "control", mog_json_made(json_string(number)));
    mog_json_set(out, "title", mog_json_text_or_null(control->title));
    mog_json_set(out, "title_sv", mog_json_text_or_null(control->title_sv));
    mog_json_set(out, "theme", mog_json_text_or_null(control->theme));
    mog_json_set(out, "rules", mog_json_made(json_integer(found.rules[0])));
    for (int level = 1; level <= 5; level++) {
        char key[2] = {(char)('0' + level), '\0'};
        if (found.rules[level]) mog_json_set(counts, key, mog_json_made(json_integer(found.rules[level])));
    }
    mog_json_set(out, "levels", counts);
    for (size_t k = 0; k < all->kind_count; k++)
        if (found.kinds[k]) mog_json_append(kinds, mog_json_text(all->kinds[k].kind->name));
    mog_json_set(out, "evidence", kinds);
    return out;
}

static mog_status print_json(const cli_context *cli, const mog_reference *all, mog_error *err)
{
    json_t *out = mog_json_array();
    for (size_t c = 0; c < all->control_count; c++)
        if (lets_through(cli, &all->controls[c])) mog_json_append(out, control_of(cli, all, &all->controls[c]));
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_analysis *analysis = NULL;
    mog_reference *all = NULL;
    if (cli->argc > 0) return cli_usage(err, cli, "unexpected argument `%s`", cli->argv[0]);
    mog_status status = cli_read_kinds(&analysis, &all, cli, err);
    if (!status) status = check_theme(cli, all, err);
    if (!status && cli->json) status = print_json(cli, all, err);
    else if (!status) print_text(cli, all);
    mog_reference_free(all);
    mog_analysis_free(analysis);
    return status;
}

static const cli_option options[] = {
    {"theme", '\0', "THEME", "only the controls of this theme, as technological"},
    {0},
};

const cli_command cmd_control_list = {
    .name = "control list",
    .usage = "",
    .summary = "list the controls, the levels that rules judge, and the evidence that feeds each",
    .text = "example:\n"
            "  mognad control list --theme physical",
    .options = options,
    .common = CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

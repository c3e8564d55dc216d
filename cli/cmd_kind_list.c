/* mognad kind list: the kinds of evidence, and how many rules read each. */
#include "cli/kind_words.h"

#include <stdlib.h>

typedef struct filter {
    const char *about; /* NULL: any */
    bool has_control;
    mog_control_id control;
} filter;

static mog_status read_filter(filter *out, const cli_context *cli, mog_error *err)
{
    const char *control = cli_value(cli, "control");
    *out = (filter){.about = cli_value(cli, "about"), .has_control = control != NULL};
    if (!control || mog_control_id_parse(&out->control, mog_text_of(control))) return MOG_OK;
    return cli_usage(err, cli, "--control takes the number of a control, as 8.13, not `%s`", control);
}

static bool lets_through(const filter *f, const mog_reference *all, const mog_used_kind *used)
{
    if (f->about && !mog_kind_is_about(used->kind, mog_text_of(f->about))) return false;
    bool read = !f->has_control;
    for (size_t i = 0; i < used->users.count && !read; i++) {
        const mog_user *user = &all->users[used->users.at[i]];
        read = !user->gate && user->control == f->control;
    }
    return read;
}

/* A type that no kind is about is misspelt. */
static mog_status check_type(const mog_reference *all, const char *type, mog_error *err)
{
    size_t count = 0, capacity = 0;
    mog_text *names = NULL;
    for (size_t k = 0; k < all->kind_count; k++) {
        const mog_kind *kind = all->kinds[k].kind;
        for (uint32_t i = 0; i < kind->about_count; i++) MOG_PUSH(names, count, capacity) = kind->about[i];
    }
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) found = mog_text_equal(names[i], mog_text_of(type));
    int nearest = found ? -1 : mog_text_nearest(mog_text_of(type), names, count);
    if (!found) mog_fail(err, MOG_INPUT, "no kind is about a `%s`", type);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    else if (!found) mog_error_hint(err, "`mognad kind list` shows which types of subject there are");
    free(names);
    return found ? MOG_OK : MOG_INPUT;
}

/* Those of a module stand together, as a team that gathers evidence looks for them. */
static int by_module(const void *a, const void *b)
{
    const mog_kind *x = (*(const mog_used_kind *const *)a)->kind, *y = (*(const mog_used_kind *const *)b)->kind;
    int order = mog_text_compare(x->module, y->module);
    return order ? order : mog_text_compare(x->name, y->name);
}

static void print_kinds(cli_context *cli, const mog_used_kind *const *chosen, size_t count)
{
    const char *heads[] = {CLI_SAY(cli, "kind", "sort"),    CLI_SAY(cli, "title", "rubrik"),
                           CLI_SAY(cli, "about", "om"),     CLI_SAY(cli, "fresh for", "färsk i"),
                           CLI_SAY(cli, "rules", "regler"), CLI_SAY(cli, "module", "modul")};
    if (count == 0) {
        cli_print(cli, CLI_PLAIN, "%s\n", CLI_SAY(cli, "There are none.", "Det finns inga."));
        return;
    }
    cli_table *table = cli_table_new(cli, heads, 6, "   LrL");
    for (size_t i = 0; i < count; i++) {
        const mog_kind *kind = chosen[i]->kind;
        mog_text title = cli_choose(cli, kind->title, kind->title_sv);
        cli_table_cell(table, CLI_BOLD, "%.*s", (int)kind->name.size, kind->name.at);
        cli_table_cell(table, CLI_PLAIN, "%.*s", (int)title.size, title.at);
        cli_table_cell(table, CLI_PLAIN, "%s", cli_kind_about(cli, kind));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_kind_fresh(cli, kind));
        cli_table_cell(table, CLI_PLAIN, "%zu", chosen[i]->users.count);
        cli_table_cell(table, CLI_DIM, "%.*s", (int)kind->module.size, kind->module.at);
    }
    cli_table_print(table);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_analysis *analysis = NULL;
    mog_reference *all = NULL;
    filter wanted;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = read_filter(&wanted, cli, err);
    if (status || (status = cli_read_kinds(&analysis, &all, cli, err))) return status;
    if (wanted.about && (status = check_type(all, wanted.about, err))) goto done;
    const mog_used_kind **chosen = mog_take_array(cli->arena, const mog_used_kind *, all->kind_count);
    size_t count = 0;
    for (size_t k = 0; k < all->kind_count; k++)
        if (lets_through(&wanted, all, &all->kinds[k])) chosen[count++] = &all->kinds[k];
    if (count) qsort(chosen, count, sizeof *chosen, by_module);
    if (cli->json) {
        json_t *list = mog_json_array();
        for (size_t i = 0; i < count; i++) mog_json_append(list, cli_kind_to_json(cli, all, chosen[i]));
        status = cli_print_json(list, err);
        json_decref(list);
    } else {
        print_kinds(cli, chosen, count);
    }
done:
    mog_reference_free(all);
    mog_analysis_free(analysis);
    return status;
}

static const cli_option options[] = {
    {"about", 0, "TYPE", "only kinds about this type of subject, as system"},
    {"control", 0, "NUMBER", "only kinds that the rules of this control read, as 8.13"},
    {0},
};

const cli_command cmd_kind_list = {
    .name = "kind list",
    .usage = "",
    .summary = "list the kinds of evidence, and how many rules read each",
    .text = "Kinds of one module stand together. `mognad kind show` tells the fields of one.\n\n"
            "example:\n"
            "  mognad kind list --about site\n"
            "  mognad kind list --control 8.13",
    .options = options,
    .common = CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* doc_controls.c: the index, and a page for each control with its rules. */
#include "cli/doc.h"

static const mog_clause *clause_of(const mog_clause *clauses, mog_clause_tag tag)
{
    while (clauses && clauses->tag != tag) clauses = clauses->next;
    return clauses;
}

/* ---- a rule */

static void add_condition(cli_doc *doc, const char *word, const mog_clause *clause)
{
    if (!clause || !clause->value) return;
    cli_doc_format(doc, "%s\n\n", word);
    cli_doc_source(doc, clause->value->span);
}

static void add_subjects(cli_doc *doc, const mog_user *user)
{
    const mog_clause *of = clause_of(user->clauses, MOG_CLAUSE_FOR);
    const mog_name *variable = user->gate ? &user->gate->variable : of ? &of->variable : NULL;
    cli_doc_format(doc, "- %s ", CLI_DOC_SAY(doc, "for", "för"));
    cli_doc_code(doc, user->subject_type);
    if (variable && variable->text.size) {
        cli_doc_format(doc, " ");
        cli_doc_code(doc, variable->text);
    }
    if (of && of->value) {
        cli_doc_format(doc, " %s ", CLI_DOC_SAY(doc, "where", "där"));
        cli_doc_inline_source(doc, of->value->span);
    }
    cli_doc_format(doc, "\n");
}

static void add_uses(cli_doc *doc, const mog_user *user)
{
    cli_doc_format(doc, "- %s: ", CLI_DOC_SAY(doc, "parameters", "parametrar"));
    cli_doc_link_all(doc, &user->params, cli_doc_link_param);
    if (user->lets.count) {
        cli_doc_format(doc, "\n- %s: ", CLI_DOC_SAY(doc, "definitions", "definitioner"));
        cli_doc_link_all(doc, &user->lets, cli_doc_link_let);
    }
    cli_doc_format(doc, "\n- %s: ", CLI_DOC_SAY(doc, "kinds", "sorter"));
    cli_doc_link_all(doc, &user->kinds, cli_doc_link_kind);
    cli_doc_format(doc, "\n- %s: ", CLI_DOC_SAY(doc, "fields", "fält"));
    cli_doc_link_all(doc, &user->fields, cli_doc_link_field);
    cli_doc_format(doc, "\n");
}

static void add_action(cli_doc *doc, const mog_user *user)
{
    mog_text action = cli_doc_choose(doc, user->action, user->action_sv);
    if (!action.size) return;
    cli_doc_format(doc, "%s: ", CLI_DOC_SAY(doc, "What to do", "Vad som ska göras"));
    cli_doc_text(doc, action);
    cli_doc_format(doc, "\n\n");
}

void cli_doc_user(cli_doc *doc, uint32_t index)
{
    const mog_user *user = &doc->all->users[index];
    cli_doc_anchor(doc, user->id);
    cli_doc_format(doc, "### ");
    cli_doc_text(doc, user->id);
    cli_doc_format(doc, "\n\n");
    cli_doc_heading(doc, "", user->title, user->title_sv);
    if (!user->gate) {
        cli_doc_format(doc, "- %s %u, %s %u%s\n", CLI_DOC_SAY(doc, "level", "nivå"), user->level,
                       CLI_DOC_SAY(doc, "weight", "vikt"), user->weight,
                       user->must ? CLI_DOC_SAY(doc, ", a key requirement (`must`)", ", ett nyckelkrav (`must`)") : "");
    }
    add_subjects(doc, user);
    const mog_clause *fresh = clause_of(user->clauses, MOG_CLAUSE_FRESH);
    if (fresh && fresh->value) {
        cli_doc_format(doc, "- %s ", CLI_DOC_SAY(doc, "evidence no older than", "uppgifter högst så gamla:"));
        cli_doc_inline_source(doc, fresh->value->span);
        cli_doc_format(doc, "\n");
    }
    add_uses(doc, user);
    cli_doc_format(doc, "\n");
    add_condition(doc, CLI_DOC_SAY(doc, "Requires", "Kräver"), clause_of(user->clauses, MOG_CLAUSE_REQUIRE));
    add_condition(doc, CLI_DOC_SAY(doc, "Measures", "Mäter"), clause_of(user->clauses, MOG_CLAUSE_MEASURE));
    add_condition(doc, CLI_DOC_SAY(doc, "Target", "Mål"), clause_of(user->clauses, MOG_CLAUSE_TARGET));
    add_action(doc, user);
}

/* ---- a control */

static const mog_theme *theme_of(const cli_doc *doc, const mog_control *control)
{
    for (size_t t = 0; t < doc->all->theme_count; t++)
        if (control->theme.size && mog_text_equal(doc->all->themes[t].id, control->theme)) return &doc->all->themes[t];
    return NULL;
}

static void add_attributes(cli_doc *doc, const mog_control *control)
{
    if (!control->attribute_count) return;
    cli_doc_format(doc, "| %s | %s |\n|---|---|\n", CLI_DOC_SAY(doc, "attribute", "attribut"),
                   CLI_DOC_SAY(doc, "values", "värden"));
    for (uint32_t a = 0; a < control->attribute_count; a++) {
        const mog_attribute *attribute = &control->attributes[a];
        cli_doc_format(doc, "| ");
        cli_doc_text(doc, attribute->name);
        cli_doc_format(doc, " | ");
        for (uint32_t v = 0; v < attribute->count; v++) {
            if (v) cli_doc_format(doc, ", ");
            cli_doc_text(doc, attribute->values[v]);
        }
        cli_doc_format(doc, " |\n");
    }
    cli_doc_format(doc, "\n");
}

/* The rules of a control are neighbours, in the order of controls. */
static mog_status add_control(cli_doc *doc, const mog_control *control, size_t first, size_t end, mog_error *err)
{
    char before[MOG_CONTROL_ID_TEXT + 8], number[MOG_CONTROL_ID_TEXT];
    const mog_theme *theme = theme_of(doc, control);
    mog_control_id_format(number, control->id);
    snprintf(before, sizeof before, "# %s ", number);
    cli_doc_begin(doc, "../");
    cli_doc_heading(doc, before, control->title, control->title_sv);
    cli_doc_format(doc, "[%s](../index.md)", CLI_DOC_SAY(doc, "Index", "Innehåll"));
    if (theme) {
        cli_doc_format(doc, " · [");
        cli_doc_text(doc, cli_doc_choose(doc, theme->title, theme->title_sv));
        cli_doc_format(doc, "](../index.md#%.*s)", (int)theme->id.size, theme->id.at);
    }
    cli_doc_format(doc, "\n\n");
    add_attributes(doc, control);
    cli_doc_format(doc, "## %s\n\n", CLI_DOC_SAY(doc, "Rules", "Regler"));
    if (first == end) cli_doc_format(doc, "%s\n", CLI_DOC_SAY(doc, "None yet.", "Inga ännu."));
    for (size_t u = first; u < end; u++) cli_doc_user(doc, (uint32_t)u);
    return cli_doc_end(doc, cli_doc_control_page(doc, control->id), err);
}

/* Where the rules of a control, or of what comes after it, begin. */
static size_t rules_from(const cli_doc *doc, mog_control_id control)
{
    size_t u = 0;
    while (u < doc->all->user_count && !doc->all->users[u].gate && doc->all->users[u].control < control) u++;
    return u;
}

mog_status cli_doc_controls(cli_doc *doc, mog_error *err)
{
    size_t first = 0;
    mog_status status = MOG_OK;
    for (size_t c = 0; c < doc->all->control_count && !status; c++) {
        const mog_control *control = &doc->all->controls[c];
        size_t end = first;
        while (end < doc->all->user_count && !doc->all->users[end].gate && doc->all->users[end].control == control->id)
            end++;
        status = add_control(doc, control, first, end, err);
        first = end;
    }
    return status;
}

/* ---- the index */

static void add_line_of(cli_doc *doc, const mog_control *control)
{
    size_t rules = rules_from(doc, control->id + 1) - rules_from(doc, control->id);
    cli_doc_format(doc, "- ");
    cli_doc_link_control(doc, control->id);
    cli_doc_format(doc, " ");
    cli_doc_text(doc, cli_doc_choose(doc, control->title, control->title_sv));
    if (rules)
        cli_doc_format(doc, " (%zu %s)", rules,
                       rules == 1 ? CLI_DOC_SAY(doc, "rule", "regel") : CLI_DOC_SAY(doc, "rules", "regler"));
    cli_doc_format(doc, "\n");
}

static void add_theme(cli_doc *doc, const mog_theme *theme)
{
    cli_doc_anchor(doc, theme->id);
    cli_doc_heading(doc, "## ", theme->title, theme->title_sv);
    for (size_t c = 0; c < doc->all->control_count; c++)
        if (mog_text_equal(doc->all->controls[c].theme, theme->id)) add_line_of(doc, &doc->all->controls[c]);
    cli_doc_format(doc, "\n");
}

static void add_other_controls(cli_doc *doc)
{
    bool any = false;
    for (size_t c = 0; c < doc->all->control_count; c++) {
        if (theme_of(doc, &doc->all->controls[c])) continue;
        if (!any)
            cli_doc_format(doc, "## %s\n\n", CLI_DOC_SAY(doc, "Controls of no catalogue", "Åtgärder utan katalog"));
        any = true;
        add_line_of(doc, &doc->all->controls[c]);
    }
    if (any) cli_doc_format(doc, "\n");
}

mog_status cli_doc_index(cli_doc *doc, mog_error *err)
{
    size_t rules = rules_from(doc, UINT64_MAX);
    cli_doc_begin(doc, "");
    cli_doc_format(doc, "# %s\n\n", CLI_DOC_SAY(doc, "Policies", "Regelverk"));
    cli_doc_format(doc,
                   CLI_DOC_SAY(doc, "%zu rules, %zu controls, %zu kinds of evidence, %zu parameters.\n\n",
                               "%zu regler, %zu åtgärder, %zu sorters uppgifter, %zu parametrar.\n\n"),
                   rules, doc->all->control_count, doc->all->kind_count, doc->all->param_count);
    cli_doc_format(doc, "- [%s](kinds.md)\n- [%s](parameters.md)\n",
                   CLI_DOC_SAY(doc, "Kinds of evidence", "Sorters uppgifter"),
                   CLI_DOC_SAY(doc, "Parameters", "Parametrar"));
    if (doc->all->let_count)
        cli_doc_format(doc, "- [%s](definitions.md)\n", CLI_DOC_SAY(doc, "Definitions", "Definitioner"));
    if (cli_doc_has_gates(doc)) cli_doc_format(doc, "- [%s](gates.md)\n", CLI_DOC_SAY(doc, "Gates", "Grindar"));
    if (cli_doc_has_profiles(doc))
        cli_doc_format(doc, "- [%s](profiles.md)\n", CLI_DOC_SAY(doc, "Profiles", "Profiler"));
    if (cli_doc_has_groups(doc))
        cli_doc_format(doc, "- [%s](groups.md)\n",
                       CLI_DOC_SAY(doc, "Groups of controls", "Grupper av säkerhetsåtgärder"));
    if (cli_doc_has_tests(doc)) cli_doc_format(doc, "- [%s](tests.md)\n", CLI_DOC_SAY(doc, "Tests", "Prov"));
    cli_doc_format(doc, "\n");
    for (size_t t = 0; t < doc->all->theme_count; t++) add_theme(doc, &doc->all->themes[t]);
    add_other_controls(doc);
    return cli_doc_end(doc, "index.md", err);
}

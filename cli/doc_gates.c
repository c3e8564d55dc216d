/* doc_gates.c: gates, profiles, groups of controls and the policies' own tests. */
#include "cli/doc.h"

#define EACH_MODULE(doc, module)                                                                                       \
    for (uint32_t m_ = 0; m_ < (doc)->all->analysis->file_count; m_++)                                                 \
        for (const mog_module *module = (doc)->all->analysis->modules[m_]; module; module = NULL)

static void begin_page(cli_doc *doc, const char *title)
{
    cli_doc_begin(doc, "");
    cli_doc_format(doc, "# %s\n\n[%s](index.md)\n\n", title, CLI_DOC_SAY(doc, "Index", "Innehåll"));
}

/* A heading of what has a name and a title. */
static void add_named(cli_doc *doc, mog_text name, mog_text_pair title)
{
    cli_doc_anchor(doc, name);
    cli_doc_format(doc, "## ");
    cli_doc_code(doc, name);
    cli_doc_format(doc, "\n\n");
    cli_doc_heading(doc, "", cli_doc_plain(doc, title.text), cli_doc_plain(doc, title.swedish));
}

/* ---- gates */

bool cli_doc_has_gates(const cli_doc *doc)
{
    EACH_MODULE(doc, module)
    if (module->gates) return true;
    return false;
}

mog_status cli_doc_gates(cli_doc *doc, mog_error *err)
{
    if (!cli_doc_has_gates(doc)) return MOG_OK;
    begin_page(doc, CLI_DOC_SAY(doc, "Gates", "Grindar"));
    EACH_MODULE(doc, module)
    {
        for (const mog_gate_node *gate = module->gates; gate; gate = gate->next) {
            add_named(doc, gate->name.text, gate->title);
            for (uint32_t u = 0; u < doc->all->user_count; u++)
                if (doc->all->users[u].gate == gate) cli_doc_user(doc, u);
        }
    }
    return cli_doc_end(doc, "gates.md", err);
}

/* ---- profiles */

bool cli_doc_has_profiles(const cli_doc *doc)
{
    EACH_MODULE(doc, module)
    if (module->profiles) return true;
    return false;
}

static void add_date(cli_doc *doc, const char *word, const mog_when *when)
{
    char text[MOG_TIME_TEXT];
    if (!when->given) return;
    mog_time_format_short(text, when->time);
    cli_doc_format(doc, "%s %s", word, text);
}

static const mog_control *control_by_id(const cli_doc *doc, mog_control_id id)
{
    for (size_t c = 0; c < doc->all->control_count; c++)
        if (doc->all->controls[c].id == id) return &doc->all->controls[c];
    return NULL;
}

static const mog_control *control_of(const cli_doc *doc, mog_text number)
{
    mog_control_id id;
    return mog_control_id_parse(&id, number) ? control_by_id(doc, id) : NULL;
}

static void add_pattern(cli_doc *doc, const mog_pattern *pattern)
{
    const mog_control *control = pattern->below ? NULL : control_of(doc, pattern->number.text);
    if (control) cli_doc_link_control(doc, control->id);
    else cli_doc_inline_source(doc, pattern->span);
}

static void add_exclusion(cli_doc *doc, const mog_profile_item *item)
{
    const mog_exclusion_node *exclusion = &item->exclusion;
    cli_doc_format(doc, "- %s ", CLI_DOC_SAY(doc, "excluded:", "undantag:"));
    for (uint32_t p = 0; p < item->pattern_count; p++) {
        if (p) cli_doc_format(doc, ", ");
        add_pattern(doc, &item->patterns[p]);
    }
    cli_doc_format(doc, " – ");
    cli_doc_text(doc, cli_doc_plain(doc, exclusion->reason));
    cli_doc_format(doc, " (%s ", CLI_DOC_SAY(doc, "decided by", "beslutat av"));
    cli_doc_text(doc, cli_doc_plain(doc, exclusion->decider));
    add_date(doc, CLI_DOC_SAY(doc, " on", " den"), &exclusion->decided);
    add_date(doc, CLI_DOC_SAY(doc, ", to be reviewed by", ", ses över senast"), &exclusion->review);
    cli_doc_format(doc, ")\n");
}

mog_status cli_doc_profiles(cli_doc *doc, mog_error *err)
{
    if (!cli_doc_has_profiles(doc)) return MOG_OK;
    begin_page(doc, CLI_DOC_SAY(doc, "Profiles", "Profiler"));
    EACH_MODULE(doc, module)
    {
        for (const mog_profile_node *profile = module->profiles; profile; profile = profile->next) {
            add_named(doc, profile->name.text, profile->title);
            cli_doc_format(doc, "%s ", CLI_DOC_SAY(doc, "For the catalogue", "För katalogen"));
            cli_doc_code(doc, profile->catalogue.text);
            cli_doc_format(doc, ".\n\n");
            for (const mog_profile_item *item = profile->items; item; item = item->next) {
                if (item->tag == MOG_PROFILE_EXCLUDE) {
                    add_exclusion(doc, item);
                    continue;
                }
                cli_doc_format(doc, "- ");
                cli_doc_inline_source(doc, item->span);
                cli_doc_format(doc, "\n");
            }
            cli_doc_format(doc, "\n");
        }
    }
    return cli_doc_end(doc, "profiles.md", err);
}

/* ---- groups */

bool cli_doc_has_groups(const cli_doc *doc)
{
    return doc->all->group_count > 0;
}

mog_status cli_doc_groups(cli_doc *doc, mog_error *err)
{
    if (!cli_doc_has_groups(doc)) return MOG_OK;
    begin_page(doc, CLI_DOC_SAY(doc, "Groups of controls", "Grupper av säkerhetsåtgärder"));
    for (size_t g = 0; g < doc->all->group_count; g++) {
        const mog_group *group = &doc->all->groups[g];
        cli_doc_anchor(doc, group->name);
        cli_doc_format(doc, "## ");
        cli_doc_code(doc, group->name);
        cli_doc_format(doc, "\n\n");
        cli_doc_heading(doc, "", group->title, group->title_sv);
        cli_doc_format(doc, "%s ", CLI_DOC_SAY(doc, "From the catalogue", "Ur katalogen"));
        cli_doc_code(doc, group->catalogue);
        cli_doc_format(doc, ".\n\n");
        for (uint32_t c = 0; c < group->control_count; c++) {
            const mog_control *control = control_by_id(doc, group->controls[c]);
            cli_doc_format(doc, "- ");
            cli_doc_link_control(doc, group->controls[c]);
            if (control) {
                cli_doc_format(doc, " ");
                cli_doc_text(doc, cli_doc_choose(doc, control->title, control->title_sv));
            }
            cli_doc_format(doc, "\n");
        }
        cli_doc_format(doc, "\n");
    }
    return cli_doc_end(doc, "groups.md", err);
}

/* ---- tests */

bool cli_doc_has_tests(const cli_doc *doc)
{
    EACH_MODULE(doc, module)
    if (module->tests) return true;
    return false;
}

static void add_rule_name(cli_doc *doc, const mog_rule_name *rule)
{
    mog_text first = rule->number.text.size ? rule->number.text : rule->gate.text;
    char *id = mog_arena_format(doc->cli->arena, "%.*s/%.*s", (int)first.size, first.at, (int)rule->name.text.size,
                                rule->name.text.at);
    for (uint32_t u = 0; u < doc->all->user_count; u++) {
        if (!mog_text_equal(doc->all->users[u].id, mog_text_of(id))) continue;
        cli_doc_link_user(doc, u);
        return;
    }
    cli_doc_code(doc, mog_text_of(id));
}

mog_status cli_doc_tests(cli_doc *doc, mog_error *err)
{
    if (!cli_doc_has_tests(doc)) return MOG_OK;
    begin_page(doc, CLI_DOC_SAY(doc, "Tests", "Prov"));
    EACH_MODULE(doc, module)
    {
        for (const mog_test_node *test = module->tests; test; test = test->next) {
            cli_doc_format(doc, "- ");
            add_rule_name(doc, &test->rule);
            cli_doc_format(doc, ": ");
            cli_doc_text(doc, cli_doc_plain(doc, test->name));
            cli_doc_format(doc, " – ");
            cli_doc_code(doc, test->expect.text);
            cli_doc_format(doc, "\n");
        }
    }
    return cli_doc_end(doc, "tests.md", err);
}

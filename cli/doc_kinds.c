/* doc_kinds.c: kinds of evidence with their fields, parameters and definitions: what they are and who uses them. */
#include "cli/doc.h"
#include "cli/kind_words.h"

/* ---- kinds */

static void add_fields(cli_doc *doc, const mog_used_kind *kind)
{
    if (!kind->field_count) return;
    cli_doc_format(doc, "| %s | %s | %s | %s |\n|---|---|---|---|\n", CLI_DOC_SAY(doc, "field", "fält"),
                   CLI_DOC_SAY(doc, "type", "typ"), CLI_DOC_SAY(doc, "meaning", "betydelse"),
                   CLI_DOC_SAY(doc, "read by", "läses av"));
    doc->table = true;
    for (uint32_t f = kind->first_field; f < kind->first_field + kind->field_count; f++) {
        const mog_used_field *field = &doc->all->fields[f];
        cli_doc_format(doc, "| <a id=\"%.*s\"></a>", (int)field->path.size, field->path.at);
        cli_doc_code(doc, field->path);
        cli_doc_format(doc, " | ");
        cli_doc_code(doc, mog_text_of(cli_type_words(doc->cli, &field->field->type)));
        cli_doc_format(doc, " | ");
        cli_doc_text(doc, mog_text_of(cli_field_words(doc->cli, field->field)));
        cli_doc_format(doc, " | ");
        cli_doc_link_all(doc, &field->users, cli_doc_link_user);
        cli_doc_format(doc, " |\n");
    }
    doc->table = false;
    cli_doc_format(doc, "\n");
}

static void add_facts(cli_doc *doc, const mog_used_kind *used)
{
    const mog_kind *kind = used->kind;
    cli_doc_format(doc, "- %s ", CLI_DOC_SAY(doc, "about", "om"));
    for (uint32_t a = 0; a < kind->about_count; a++) {
        if (a) cli_doc_format(doc, ", ");
        cli_doc_code(doc, kind->about[a]);
    }
    if (kind->is_register)
        cli_doc_format(doc,
                       CLI_DOC_SAY(doc, "; the register of its type of subject", "; registret över sin typ av objekt"));
    cli_doc_format(doc, "\n- %s\n", cli_kind_records(doc->cli, kind));
    cli_doc_format(doc, "- %s %s\n", CLI_DOC_SAY(doc, "fresh for", "färsk i"), cli_kind_fresh(doc->cli, kind));
    cli_doc_format(doc, "- %s %s\n", CLI_DOC_SAY(doc, "assurance", "tillförlitlighet"),
                   mog_assurance_word(kind->assurance));
    if (kind->module.size) {
        cli_doc_format(doc, "- %s ", CLI_DOC_SAY(doc, "module", "modul"));
        cli_doc_code(doc, kind->module);
        cli_doc_format(doc, "\n");
    }
    cli_doc_format(doc, "- %s ", CLI_DOC_SAY(doc, "read by", "läses av"));
    cli_doc_link_all(doc, &used->users, cli_doc_link_user);
    cli_doc_format(doc, "\n\n");
}

static mog_status add_kind(cli_doc *doc, const mog_used_kind *used, mog_error *err)
{
    const mog_kind *kind = used->kind;
    const char *name = mog_arena_format(doc->cli->arena, "kinds/%.*s.md", (int)kind->name.size, kind->name.at);
    cli_doc_begin(doc, "../");
    cli_doc_format(doc, "# ");
    cli_doc_code(doc, kind->name);
    cli_doc_format(doc, "\n\n");
    cli_doc_heading(doc, "", kind->title, kind->title_sv);
    cli_doc_format(doc, "[%s](../kinds.md)\n\n", CLI_DOC_SAY(doc, "Kinds of evidence", "Sorters uppgifter"));
    add_facts(doc, used);
    add_fields(doc, used);
    return cli_doc_end(doc, name, err);
}

mog_status cli_doc_kinds(cli_doc *doc, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t k = 0; k < doc->all->kind_count && !status; k++) status = add_kind(doc, &doc->all->kinds[k], err);
    if (status) return status;
    cli_doc_begin(doc, "");
    cli_doc_format(doc, "# %s\n\n[%s](index.md)\n\n", CLI_DOC_SAY(doc, "Kinds of evidence", "Sorters uppgifter"),
                   CLI_DOC_SAY(doc, "Index", "Innehåll"));
    for (size_t k = 0; k < doc->all->kind_count; k++) {
        const mog_kind *kind = doc->all->kinds[k].kind;
        cli_doc_format(doc, "- ");
        cli_doc_link_kind(doc, (uint32_t)k);
        cli_doc_format(doc, " ");
        cli_doc_text(doc, cli_doc_choose(doc, kind->title, kind->title_sv));
        cli_doc_format(doc, "\n");
    }
    return cli_doc_end(doc, "kinds.md", err);
}

/* ---- parameters */

static void add_param(cli_doc *doc, const mog_used_param *used)
{
    mog_text module = used->module->name.text, name = used->param->name.text;
    doc->table = true;
    cli_doc_format(doc, "| <a id=\"%.*s%s%.*s\"></a>", (int)module.size, module.at, module.size ? "." : "",
                   (int)name.size, name.at);
    cli_doc_code(doc, name);
    cli_doc_format(doc, " | ");
    cli_doc_inline_source(doc, used->param->value->span);
    cli_doc_format(doc, " | ");
    cli_doc_text(doc, cli_doc_pair(doc, used->param->help));
    cli_doc_format(doc, " | ");
    cli_doc_link_all(doc, &used->users, cli_doc_link_user);
    cli_doc_format(doc, " |\n");
    doc->table = false;
}

mog_status cli_doc_params(cli_doc *doc, mog_error *err)
{
    const mog_module *module = NULL;
    cli_doc_begin(doc, "");
    cli_doc_format(doc, "# %s\n\n[%s](index.md)\n\n", CLI_DOC_SAY(doc, "Parameters", "Parametrar"),
                   CLI_DOC_SAY(doc, "Index", "Innehåll"));
    if (doc->all->param_count == 0) cli_doc_format(doc, "%s\n", CLI_DOC_SAY(doc, "There are none.", "Det finns inga."));
    for (size_t p = 0; p < doc->all->param_count; p++) {
        const mog_used_param *used = &doc->all->params[p];
        if (used->module != module) {
            module = used->module;
            cli_doc_format(doc, p ? "\n## " : "## ");
            if (module->name.text.size) cli_doc_code(doc, module->name.text);
            else cli_doc_format(doc, "%s", CLI_DOC_SAY(doc, "a file without a module", "en fil utan modul"));
            cli_doc_format(doc, "\n\n| %s | %s | %s | %s |\n|---|---|---|---|\n", CLI_DOC_SAY(doc, "name", "namn"),
                           CLI_DOC_SAY(doc, "value", "värde"), CLI_DOC_SAY(doc, "meaning", "betydelse"),
                           CLI_DOC_SAY(doc, "used by", "används av"));
        }
        add_param(doc, used);
    }
    return cli_doc_end(doc, "parameters.md", err);
}

/* ---- definitions */

mog_status cli_doc_lets(cli_doc *doc, mog_error *err)
{
    if (doc->all->let_count == 0) return MOG_OK;
    cli_doc_begin(doc, "");
    cli_doc_format(doc, "# %s\n\n[%s](index.md)\n\n", CLI_DOC_SAY(doc, "Definitions", "Definitioner"),
                   CLI_DOC_SAY(doc, "Index", "Innehåll"));
    for (size_t i = 0; i < doc->all->let_count; i++) {
        const mog_used_let *used = &doc->all->lets[i];
        mog_text module = used->module->name.text, name = used->let->name.text;
        cli_doc_anchor(doc, mog_text_of(mog_arena_format(doc->cli->arena, "%.*s%s%.*s", (int)module.size,
                                                         module.size ? module.at : "", module.size ? "." : "",
                                                         (int)name.size, name.at)));
        cli_doc_format(doc, "## ");
        cli_doc_code(doc, name);
        cli_doc_format(doc, "\n\n");
        cli_doc_source(doc, used->let->span);
        cli_doc_format(doc, "%s ", CLI_DOC_SAY(doc, "Used by", "Används av"));
        cli_doc_link_all(doc, &used->users, cli_doc_link_user);
        cli_doc_format(doc, "\n\n");
    }
    return cli_doc_end(doc, "definitions.md", err);
}

#include "cli/kind_words.h"

static const char *keep(const cli_context *cli, mog_buffer *text)
{
    const char *kept = mog_arena_copy(cli->arena, text->at ? text->at : "", text->size);
    mog_buffer_free(text);
    return kept;
}

const char *cli_kind_about(const cli_context *cli, const mog_kind *kind)
{
    mog_buffer text = {0};
    for (uint32_t i = 0; i < kind->about_count; i++)
        mog_buffer_format(&text, "%s%.*s", i ? ", " : "", (int)kind->about[i].size, kind->about[i].at);
    return keep(cli, &text);
}

const char *cli_kind_records(const cli_context *cli, const mog_kind *kind)
{
    return kind->many
               ? CLI_SAY(cli, "many records for each subject, one an item", "många uppgifter per objekt, en per post")
               : CLI_SAY(cli, "one record for each subject", "en uppgift per objekt");
}

const char *cli_kind_fresh(const cli_context *cli, const mog_kind *kind)
{
    char text[MOG_DURATION_TEXT];
    if (!kind->has_fresh) return CLI_SAY(cli, "ever", "all tid");
    mog_duration_format(text, kind->fresh, cli->swedish);
    return mog_arena_format(cli->arena, "%s", text);
}

const char *cli_type_words(const cli_context *cli, const mog_type *type)
{
    mog_buffer text = {0};
    mog_type_describe(&text, type);
    return keep(cli, &text);
}

const char *cli_field_words(const cli_context *cli, const mog_field *field)
{
    mog_text help = cli_choose(cli, field->help, field->help_sv);
    const char *personal = field->personal ? CLI_SAY(cli, "(personal data)", "(personuppgift)") : "";
    return mog_arena_format(cli->arena, "%.*s%s%s", (int)help.size, help.at, help.size && *personal ? " " : "",
                            personal);
}

/* ---- finding them */

mog_status cli_read_kinds(mog_analysis **analysis, mog_reference **all, cli_context *cli, mog_error *err)
{
    *all = NULL;
    mog_status status = cli_analyse(analysis, cli, NULL, 0, err);
    if (!status) *all = mog_reference_new(*analysis);
    return status;
}

mog_status cli_find_kind(const mog_used_kind **out, const cli_context *cli, const mog_reference *all, const char *name,
                         mog_error *err)
{
    mog_text wanted = mog_text_of(name);
    mog_text *names = mog_take_array(cli->arena, mog_text, all->kind_count);
    for (size_t k = 0; k < all->kind_count; k++) {
        names[k] = all->kinds[k].kind->name;
        if (!mog_text_equal(names[k], wanted)) continue;
        *out = &all->kinds[k];
        return MOG_OK;
    }
    mog_fail(err, MOG_INPUT, "there is no kind `%s`", name);
    int nearest = mog_text_nearest(wanted, names, all->kind_count);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    else mog_error_hint(err, "`mognad kind list` shows which kinds there are");
    return MOG_INPUT;
}

/* ---- as JSON */

static json_t *users_to_json(const mog_reference *all, const mog_uses *uses)
{
    json_t *list = mog_json_array();
    for (size_t i = 0; i < uses->count; i++) mog_json_append(list, mog_json_text(all->users[uses->at[i]].id));
    return list;
}

static json_t *values_to_json(const mog_type *type)
{
    json_t *list = mog_json_array();
    for (uint32_t v = 0; v < type->values->count; v++) mog_json_append(list, mog_json_text(type->values->names[v]));
    return list;
}

static json_t *field_to_json(const cli_context *cli, const mog_reference *all, const mog_used_field *used)
{
    const mog_field *field = used->field;
    json_t *out = mog_json_object();
    mog_json_set(out, "path", mog_json_text(used->path));
    mog_json_set(out, "type", mog_json_text(mog_text_of(cli_type_words(cli, &field->type))));
    if (field->type.values) mog_json_set(out, "values", values_to_json(&field->type));
    mog_json_set(out, "personal", json_boolean(field->personal));
    mog_json_set(out, "explanation", mog_json_text_or_null(field->help));
    mog_json_set(out, "explanation_sv", mog_json_text_or_null(field->help_sv));
    mog_json_set(out, "read_by", users_to_json(all, &used->users));
    return out;
}

json_t *cli_kind_to_json(const cli_context *cli, const mog_reference *all, const mog_used_kind *used)
{
    const mog_kind *kind = used->kind;
    json_t *out = mog_json_object(), *about = mog_json_array(), *fields = mog_json_array();
    for (uint32_t i = 0; i < kind->about_count; i++) mog_json_append(about, mog_json_text(kind->about[i]));
    mog_json_set(out, "name", mog_json_text(kind->name));
    mog_json_set(out, "title", mog_json_text_or_null(kind->title));
    mog_json_set(out, "title_sv", mog_json_text_or_null(kind->title_sv));
    mog_json_set(out, "module", mog_json_text_or_null(kind->module));
    mog_json_set(out, "about", about);
    mog_json_set(out, "many", json_boolean(kind->many));
    mog_json_set(out, "register", json_boolean(kind->is_register));
    mog_json_set(out, "fresh", kind->has_fresh ? mog_json_duration(kind->fresh) : json_null());
    mog_json_set(out, "assurance", mog_json_text(mog_text_of(mog_assurance_word(kind->assurance))));
    mog_json_set(out, "read_by", users_to_json(all, &used->users));
    for (uint32_t f = used->first_field; f < used->first_field + used->field_count; f++)
        mog_json_append(fields, field_to_json(cli, all, &all->fields[f]));
    mog_json_set(out, "fields", fields);
    return out;
}

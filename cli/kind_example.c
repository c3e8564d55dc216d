#include "cli/kind_example.h"

#include <string.h>

static const char *today(const cli_context *cli)
{
    char text[MOG_TIME_TEXT];
    mog_time midnight = cli->now - ((cli->now % MOG_DAY) + MOG_DAY) % MOG_DAY;
    mog_time_format_short(text, midnight);
    return mog_arena_format(cli->arena, "%s", text);
}

static const char *example_name(const cli_context *cli)
{
    return CLI_SAY(cli, "example", "exempel");
}

/* Whom the record is about: of the first type that the kind may be about. */
static const char *subject_of(const cli_context *cli, const mog_kind *kind)
{
    return mog_arena_format(cli->arena, "%.*s:%s", (int)kind->about[0].size, kind->about[0].at, example_name(cli));
}

/* Another one than the record is about, since nothing is part of itself. */
static const char *reference_to(const cli_context *cli, const mog_kind *kind, mog_text subject_type)
{
    bool same = mog_text_equal(kind->about[0], subject_type);
    return mog_arena_format(cli->arena, "%.*s:%s", (int)subject_type.size, subject_type.at,
                            same ? CLI_SAY(cli, "another", "annan") : example_name(cli));
}

/* ---- values */

static json_t *row_example(const cli_context *cli, const mog_kind *kind, const mog_row *row);

static json_t *scalar_example(const cli_context *cli, const mog_kind *kind, const mog_type *type, mog_type_tag tag)
{
    switch (tag) {
    case MOG_TYPE_BOOL: return json_true();
    case MOG_TYPE_INTEGER: return mog_json_made(json_integer(1));
    case MOG_TYPE_NUMBER: return mog_json_made(json_real(0.5));
    case MOG_TYPE_TIME: return mog_json_text(mog_text_of(today(cli)));
    case MOG_TYPE_DURATION: return mog_json_text(MOG_TEXT("PT4H"));
    case MOG_TYPE_ENUM: return mog_json_text(type->values->names[0]);
    case MOG_TYPE_CONTROL: return mog_json_text(MOG_TEXT("8.13"));
    case MOG_TYPE_REFERENCE: return mog_json_text(mog_text_of(reference_to(cli, kind, type->subject_type)));
    default: return mog_json_text(mog_text_of(example_name(cli)));
    }
}

json_t *cli_type_example(const cli_context *cli, const mog_kind *kind, const mog_type *type)
{
    json_t *list;
    if (type->tag == MOG_TYPE_LIST || type->tag == MOG_TYPE_SET) {
        list = mog_json_array();
        mog_json_append(list, type->tag == MOG_TYPE_LIST ? row_example(cli, kind, type->row)
                                                         : scalar_example(cli, kind, type, type->element));
        return list;
    }
    return scalar_example(cli, kind, type, type->tag);
}

/* Groups are objects. */
static void set_at(const cli_context *cli, json_t *object, mog_text path, json_t *value)
{
    const char *dot;
    while ((dot = memchr(path.at, '.', path.size))) {
        size_t size = (size_t)(dot - path.at);
        const char *step = mog_arena_copy(cli->arena, path.at, size);
        json_t *inner = json_object_get(object, step);
        if (!inner) mog_json_set(object, step, inner = mog_json_object());
        object = inner;
        path = (mog_text){dot + 1, path.size - size - 1};
    }
    mog_json_set(object, mog_arena_copy(cli->arena, path.at, path.size), value);
}

static json_t *row_example(const cli_context *cli, const mog_kind *kind, const mog_row *row)
{
    json_t *out = mog_json_object();
    for (uint32_t f = 0; f < row->count; f++)
        set_at(cli, out, row->fields[f].path, cli_type_example(cli, kind, &row->fields[f].type));
    return out;
}

/* ---- records */

static json_t *envelope(const cli_context *cli, const mog_kind *kind)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "kind", mog_json_text(kind->name));
    mog_json_set(out, "subject", mog_json_text(mog_text_of(subject_of(cli, kind))));
    mog_json_set(out, "observed", mog_json_text(mog_text_of(today(cli))));
    return out;
}

json_t *cli_kind_example(const cli_context *cli, const mog_kind *kind)
{
    json_t *records = mog_json_array(), *record = envelope(cli, kind);
    if (kind->many) mog_json_set(record, "item", mog_json_text(mog_text_of(example_name(cli))));
    mog_json_set(record, "fields", row_example(cli, kind, &kind->row));
    mog_json_append(records, record);
    if (!kind->many) return records;
    json_t *census = envelope(cli, kind), *items = mog_json_array();
    mog_json_append(items, mog_json_text(mog_text_of(example_name(cli))));
    mog_json_set(census, "census", items);
    mog_json_append(records, census);
    return records;
}

/* ---- tables */

#define SUBJECT "subject"
#define ITEM "item"
#define OBSERVED "observed"

static char decimal_sign(const cli_context *cli)
{
    return cli->swedish ? ',' : '.';
}

static bool has_column(const mog_field *field)
{
    return field->type.tag != MOG_TYPE_LIST;
}

/* The columns beside the fields come first; a field of such a name gives way. */
static const char *heading_of(const cli_context *cli, mog_text path)
{
    bool taken = mog_text_equal(path, MOG_TEXT(SUBJECT)) || mog_text_equal(path, MOG_TEXT(ITEM)) ||
                 mog_text_equal(path, MOG_TEXT(OBSERVED));
    return mog_arena_format(cli->arena, "%s%.*s", taken ? "fields." : "", (int)path.size, path.at);
}

static void add_cell(mog_buffer *out, const cli_context *cli, bool first, const char *text)
{
    char separator = cli->swedish ? ';' : ',';
    if (!first) mog_buffer_add(out, &separator, 1);
    if (!strchr(text, separator) && !strpbrk(text, "\"\r\n")) {
        mog_buffer_add_text(out, mog_text_of(text));
        return;
    }
    mog_buffer_format(out, "\"");
    for (; *text; text++) mog_buffer_format(out, *text == '"' ? "\"\"" : "%c", *text);
    mog_buffer_format(out, "\"");
}

static const char *cell_of(const cli_context *cli, const json_t *value)
{
    if (json_is_array(value)) return cell_of(cli, json_array_get(value, 0));
    if (json_is_boolean(value)) return CLI_SAY(cli, "yes", "ja");
    if (json_is_integer(value)) return mog_arena_format(cli->arena, "%lld", (long long)json_integer_value(value));
    if (!json_is_real(value)) return mog_arena_format(cli->arena, "%s", json_string_value(value));
    char *text = mog_arena_format(cli->arena, "%.1f", json_real_value(value));
    *strchr(text, '.') = decimal_sign(cli);
    return text;
}

static void add_heading(mog_buffer *out, const cli_context *cli, const mog_kind *kind)
{
    add_cell(out, cli, true, SUBJECT);
    if (kind->many) add_cell(out, cli, false, ITEM);
    add_cell(out, cli, false, OBSERVED);
    for (uint32_t f = 0; f < kind->row.count; f++)
        if (has_column(&kind->row.fields[f])) add_cell(out, cli, false, heading_of(cli, kind->row.fields[f].path));
    mog_buffer_format(out, "\n");
}

uint32_t cli_kind_table(mog_buffer *out, const cli_context *cli, const mog_kind *kind)
{
    uint32_t lists = 0;
    add_heading(out, cli, kind);
    add_cell(out, cli, true, subject_of(cli, kind));
    if (kind->many) add_cell(out, cli, false, example_name(cli));
    add_cell(out, cli, false, today(cli));
    for (uint32_t f = 0; f < kind->row.count; f++) {
        const mog_field *field = &kind->row.fields[f];
        if (!has_column(field)) {
            lists++;
            continue;
        }
        json_t *value = cli_type_example(cli, kind, &field->type);
        add_cell(out, cli, false, cell_of(cli, value));
        json_decref(value);
    }
    mog_buffer_format(out, "\n");
    return lists;
}

/* What the importer calls it (docs/importing.md). */
static const char *conversion_of(mog_type_tag tag)
{
    switch (tag) {
    case MOG_TYPE_BOOL: return "bool";
    case MOG_TYPE_INTEGER: return "integer";
    case MOG_TYPE_NUMBER: return "number";
    case MOG_TYPE_TIME: return "time";
    case MOG_TYPE_DURATION: return "duration";
    case MOG_TYPE_SET: return "list";
    default: return "text";
    }
}

/* Each word by itself, so that those of a table can be put in front. */
static json_t *words_of(const cli_context *cli, const mog_enum *values)
{
    json_t *out = mog_json_object();
    for (uint32_t v = 0; v < values->count; v++) {
        const char *word = mog_arena_copy(cli->arena, values->names[v].at, values->names[v].size);
        mog_json_set(out, word, mog_json_text(values->names[v]));
    }
    return out;
}

static json_t *target_of(const cli_context *cli, const mog_field *field)
{
    const char *help = cli_field_words(cli, field), *type = cli_type_words(cli, &field->type);
    const char *explanation = mog_arena_format(cli->arena, "%s%s%s", help, *help ? ": " : "", type);
    json_t *out = mog_json_object();
    mog_json_set(out, "to", mog_json_text(field->path));
    mog_json_set(out, "explanation", mog_json_text(mog_text_of(explanation)));
    if (field->type.tag == MOG_TYPE_ENUM) mog_json_set(out, "words", words_of(cli, field->type.values));
    else mog_json_set(out, "type", mog_json_text(mog_text_of(conversion_of(field->type.tag))));
    if (field->type.tag == MOG_TYPE_SET)
        mog_json_set(out, "of", mog_json_text(mog_text_of(conversion_of(field->type.element))));
    return out;
}

json_t *cli_kind_mapping(const cli_context *cli, const mog_kind *kind)
{
    char decimal[] = {decimal_sign(cli), '\0'};
    json_t *out = mog_json_object(), *fields = mog_json_object();
    mog_json_set(out, "kind", mog_json_text(kind->name));
    mog_json_set(out, "explanation", mog_json_text(cli_choose(cli, kind->title, kind->title_sv)));
    mog_json_set(out, "subject", mog_json_text(MOG_TEXT("{" SUBJECT "}")));
    if (kind->many) mog_json_set(out, "item", mog_json_text(MOG_TEXT("{" ITEM "}")));
    mog_json_set(out, "observed", mog_json_text(MOG_TEXT("{" OBSERVED "}")));
    mog_json_set(out, "decimal", mog_json_text(mog_text_of(decimal)));
    for (uint32_t f = 0; f < kind->row.count; f++) {
        const mog_field *field = &kind->row.fields[f];
        if (has_column(field)) mog_json_set(fields, heading_of(cli, field->path), target_of(cli, field));
    }
    mog_json_set(out, "fields", fields);
    return out;
}

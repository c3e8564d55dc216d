#include "mapping.h"

#include <stdlib.h>
#include <string.h>

/* ---- saying what is wrong */

static bool fail(bytes *why, const char *where, const char *what)
{
    bytes_format(why, "%s: %s", where, what);
    return false;
}

static bool is_text(const json_t *value, const char *where, bytes *why)
{
    return json_is_string(value) || fail(why, where, "must be a text");
}

/* Every key is one of those, which end with NULL. */
static bool has_only(const json_t *object, const char *const *keys, const char *where, bytes *why)
{
    if (!json_is_object(object)) return fail(why, where, "must be an object");
    for (void *at = json_object_iter((json_t *)object); at; at = json_object_iter_next((json_t *)object, at)) {
        const char *key = json_object_iter_key(at);
        size_t i = 0;
        while (keys[i] && strcmp(keys[i], key) != 0) i++;
        if (keys[i]) continue;
        bytes_format(why, "%s: there is no key `%.60s`; the keys are", where, key);
        for (i = 0; keys[i]; i++) bytes_format(why, "%s %s", i ? "," : "", keys[i]);
        return false;
    }
    return true;
}

/* ---- patterns */

static piece *new_piece(pattern *p)
{
    p->pieces = allocate(p->pieces, (p->count + 1) * sizeof *p->pieces);
    p->pieces[p->count] = (piece){0};
    return &p->pieces[p->count++];
}

static void end_text(pattern *p, bytes *text)
{
    if (text->size == 0) return;
    new_piece(p)->text = text->at;
    *text = (bytes){0};
}

/* A brace that stands for itself is doubled. */
static bool read_pattern(pattern *p, const json_t *value, const char *where, bytes *why)
{
    bytes text = {0};
    p->stated = value && !json_is_null(value);
    if (!p->stated) return true;
    if (!is_text(value, where, why)) return false;
    for (const char *at = json_string_value(value); *at; at++) {
        if ((*at == '{' || *at == '}') && at[1] == *at) {
            bytes_add(&text, at++, 1);
        } else if (*at == '{') {
            const char *end = strchr(at, '}');
            if (!end || end == at + 1) {
                bytes_free(&text);
                return fail(why, where, "a column is written as {Name}, a brace that stands for itself twice");
            }
            end_text(p, &text);
            bytes name = {0};
            bytes_add(&name, at + 1, (size_t)(end - at - 1));
            new_piece(p)->column.name = name.at;
            at = end;
        } else {
            bytes_add(&text, at, 1);
        }
    }
    end_text(p, &text);
    return true;
}

static void free_pattern(pattern *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->pieces[i].text);
        free((char *)p->pieces[i].column.name);
    }
    free(p->pieces);
}

/* ---- forms of values */

static const struct {
    const char *name;
    conversion as;
} types[] = {
    {"text", CONVERT_TEXT},       {"number", CONVERT_NUMBER},     {"integer", CONVERT_INTEGER},
    {"percent", CONVERT_PERCENT}, {"bool", CONVERT_BOOL},         {"time", CONVERT_TIME},
    {"date", CONVERT_TIME},       {"duration", CONVERT_DURATION}, {"list", CONVERT_LIST},
};

static bool read_type(conversion *out, const json_t *value, const char *where, bytes *why)
{
    if (!value) return true;
    if (!is_text(value, where, why)) return false;
    const char *name = json_string_value(value);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, name) == 0) return *out = types[i].as, true;
    }
    bytes_format(why, "%s: there is no type `%.60s`; the types are", where, name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) bytes_format(why, "%s %s", i ? "," : "", types[i].name);
    return false;
}

static bool read_decimal_sign(char *out, const json_t *value, const char *where, bytes *why)
{
    const char *text = json_string_value(value);
    if (!value) return true;
    if (!text || (strcmp(text, ",") != 0 && strcmp(text, ".") != 0)) return fail(why, where, "must be \",\" or \".\"");
    *out = *text;
    return true;
}

static bool read_texts(const json_t **out, const json_t *value, const char *where, bytes *why)
{
    if (!value) return true;
    if (!json_is_array(value)) return fail(why, where, "must be a list of texts");
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!json_is_string(json_array_get(value, i))) return fail(why, where, "must be a list of texts");
    }
    *out = value;
    return true;
}

static bool read_format(value_form *form, const json_t *value, const char *where, bytes *why)
{
    bytes cause = {0};
    if (!value) return true;
    if (!is_text(value, where, why)) return false;
    form->format = json_string_value(value);
    bool sound = format_is_sound(form->format, &cause);
    if (!sound) fail(why, where, cause.at);
    bytes_free(&cause);
    return sound;
}

/* A text that is checked by itself. */
static bool read_known(const char **out, const json_t *value, bool (*is_known)(const char *), const char *what,
                       const char *where, bytes *why)
{
    if (!value) return true;
    if (!is_text(value, where, why)) return false;
    *out = json_string_value(value);
    if (is_known(*out)) return true;
    bytes_format(why, "%s: there is no %s `%.60s`", where, what, *out);
    return false;
}

static const char *within(bytes *place, const char *where, const char *key)
{
    bytes_clear(place);
    bytes_format(place, "%s%s%s", where, *where ? "." : "", key);
    return place->at;
}

/* What may stand for all columns too. */
static bool read_common_form(value_form *form, const json_t *object, const char *where, bytes *why)
{
    bytes place = {0};
    bool done =
        read_decimal_sign(&form->decimal, json_object_get(object, "decimal"), within(&place, where, "decimal"), why) &&
        read_format(form, json_object_get(object, "format"), within(&place, where, "format"), why) &&
        read_known(&form->zone, json_object_get(object, "zone"), zone_is_known, "time zone",
                   within(&place, where, "zone"), why) &&
        read_texts(&form->unknown, json_object_get(object, "unknown"), within(&place, where, "unknown"), why);
    bytes_free(&place);
    return done;
}

static bool read_words(value_form *form, const json_t *object, const char *where, bytes *why)
{
    const json_t *words = json_object_get(object, "words");
    if (!words) return true;
    if (!json_is_object(words)) return fail(why, where, "must be an object: text of the table to value");
    form->words = words;
    form->words_only = !json_object_get(object, "type") || (form->as == CONVERT_LIST && !json_object_get(object, "of"));
    return true;
}

static bool read_separator_of_list(value_form *form, const json_t *value, const char *where, bytes *why)
{
    form->separator = ",";
    if (!value) return true;
    form->separator = json_string_value(value);
    return (form->separator && *form->separator) || fail(why, where, "must be a text that is not empty");
}

static bool read_form(value_form *form, const json_t *object, const char *where, bytes *why)
{
    bytes place = {0};
    bool done =
        read_type(&form->as, json_object_get(object, "type"), within(&place, where, "type"), why) &&
        read_type(&form->of, json_object_get(object, "of"), within(&place, where, "of"), why) &&
        (form->of != CONVERT_LIST || fail(why, place.at, "a list of lists cannot be")) &&
        read_common_form(form, object, where, why) &&
        read_known(&form->unit, json_object_get(object, "unit"), unit_is_known, "unit of durations",
                   within(&place, where, "unit"), why) &&
        read_separator_of_list(form, json_object_get(object, "separator"), within(&place, where, "separator"), why) &&
        read_words(form, object, within(&place, where, "words"), why);
    form->empty = json_object_get(object, "empty");
    bytes_free(&place);
    return done;
}

/* ---- targets */

static bool is_path(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && text[0] != '.' && text[size - 1] != '.' && !strstr(text, "..");
}

static bool add_target(mapping *m, const char *name, const json_t *value, const char *where, bytes *why)
{
    static const char *const keys[] = {"to",        "type",  "of",    "decimal", "format",      "zone", "unit",
                                       "separator", "words", "empty", "unknown", "explanation", NULL};
    m->targets = allocate(m->targets, (m->target_count + 1) * sizeof *m->targets);
    target *t = &m->targets[m->target_count++];
    *t = (target){.column = {.name = name}, .form = m->form};
    t->to = json_string_value(json_is_string(value) ? value : json_object_get(value, "to"));
    if (!json_is_string(value) && !has_only(value, keys, where, why)) return false;
    if (!t->to || !is_path(t->to))
        return fail(why, where, "needs \"to\", the field, as \"owner\" or \"class.integrity\"");
    return json_is_string(value) || read_form(&t->form, value, where, why);
}

/* Whether two paths are the same, or one is within the other. */
static bool meet(const char *a, const char *b)
{
    size_t size = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, size) == 0 && (a[size] == '\0' || a[size] == '.') && (b[size] == '\0' || b[size] == '.');
}

static bool read_fields(mapping *m, const json_t *fields, bytes *why)
{
    bytes place = {0};
    bool done = true;
    if (fields && !json_is_object(fields)) return fail(why, "fields", "must be an object: column to field");
    for (void *at = json_object_iter((json_t *)fields); at && done; at = json_object_iter_next((json_t *)fields, at)) {
        const char *name = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        const char *where = within(&place, "fields", name);
        if (!json_is_array(value)) done = add_target(m, name, value, where, why);
        for (size_t i = 0; json_is_array(value) && done && i < json_array_size(value); i++)
            done = add_target(m, name, json_array_get(value, i), where, why);
    }
    bytes_free(&place);
    for (size_t i = 0; done && i < m->target_count; i++) {
        for (size_t k = 0; k < i && done; k++) {
            done = !meet(m->targets[i].to, m->targets[k].to) || fail(why, "fields", "two columns go to the same field");
        }
    }
    return done;
}

/* ---- the rest */

static bool add_condition(mapping *m, const json_t *value, bytes *why)
{
    static const char *const keys[] = {"column", "empty", "equals", "differs", NULL};
    const json_t *empty = json_object_get(value, "empty");
    json_t *equals = json_object_get(value, "equals"), *differs = json_object_get(value, "differs");
    m->conditions = allocate(m->conditions, (m->condition_count + 1) * sizeof *m->conditions);
    condition *c = &m->conditions[m->condition_count++];
    *c = (condition){.empty = -1};
    if (!has_only(value, keys, "pass_over", why)) return false;
    c->column.name = json_string_value(json_object_get(value, "column"));
    if (!c->column.name) return fail(why, "pass_over", "needs \"column\"");
    if ((empty != NULL) + (equals != NULL) + (differs != NULL) != 1)
        return fail(why, "pass_over", "needs one of \"empty\", \"equals\", \"differs\"");
    if (empty && !json_is_boolean(empty)) return fail(why, "pass_over.empty", "must be true or false");
    if (empty) c->empty = json_is_true(empty);
    /* One text is a list of one. It stays in the JSON, which owns it. */
    if (json_is_string(equals)) json_object_set_new((json_t *)value, "equals", equals = json_pack("[O]", equals));
    if (json_is_string(differs)) json_object_set_new((json_t *)value, "differs", differs = json_pack("[O]", differs));
    return read_texts(&c->equals, equals, "pass_over.equals", why) &&
           read_texts(&c->differs, differs, "pass_over.differs", why);
}

static bool read_conditions(mapping *m, const json_t *value, bytes *why)
{
    if (!value) return true;
    if (!json_is_array(value)) return fail(why, "pass_over", "must be a list of objects");
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!add_condition(m, json_array_get(value, i), why)) return false;
    }
    return true;
}

static bool read_observed(mapping *m, const json_t *value, bytes *why)
{
    static const char *const keys[] = {"column", "format", "zone", NULL};
    m->observed_in.form = m->form;
    m->observed_in.form.as = CONVERT_TIME;
    if (!json_is_object(value)) return read_pattern(&m->observed, value, "observed", why);
    if (!has_only(value, keys, "observed", why)) return false;
    m->observed_in.column.name = json_string_value(json_object_get(value, "column"));
    if (!m->observed_in.column.name) return fail(why, "observed", "needs \"column\"");
    return read_common_form(&m->observed_in.form, value, "observed", why);
}

static bool read_separator(char *out, const json_t *value, bytes *why)
{
    const char *text = json_string_value(value);
    if (!value) return true;
    if (text && strcmp(text, "tab") == 0) text = "\t";
    if (!text || strlen(text) != 1 || strchr("\"\r\n", *text) || (unsigned char)*text >= 0x80)
        return fail(why, "separator", "must be one sign of ASCII, or \"tab\"");
    *out = *text;
    return true;
}

static bool read_encoding(encoding *out, const json_t *value, bytes *why)
{
    if (!value) return true;
    *out = json_is_string(value) ? encoding_find(json_string_value(value)) : ENCODING_UNKNOWN;
    return *out != ENCODING_UNKNOWN || fail(why, "encoding", "must be UTF-8, UTF-16LE, UTF-16BE or Windows-1252");
}

static bool read_table(mapping *m, bytes *why)
{
    const json_t *skip = json_object_get(m->json, "skip"), *columns = json_object_get(m->json, "columns");
    if (skip && (!json_is_integer(skip) || json_integer_value(skip) < 0 || json_integer_value(skip) > 1000))
        return fail(why, "skip", "must be a number of rows, at most 1000");
    m->skipped = (size_t)json_integer_value(skip);
    return read_texts(&m->columns, columns, "columns", why) &&
           read_separator(&m->separator, json_object_get(m->json, "separator"), why) &&
           read_encoding(&m->encoding, json_object_get(m->json, "encoding"), why);
}

static bool has_columns(const pattern *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (!p->pieces[i].text) return true;
    }
    return false;
}

static bool read_record(mapping *m, bytes *why)
{
    const json_t *assurance = json_object_get(m->json, "assurance"), *counted = json_object_get(m->json, "census");
    m->kind = json_string_value(json_object_get(m->json, "kind"));
    m->set = json_object_get(m->json, "set");
    m->census = json_is_true(counted);
    if (!m->kind) return fail(why, "kind", "is missing: the name of a kind of evidence");
    if (assurance && !is_text(assurance, "assurance", why)) return false;
    m->assurance = json_string_value(assurance);
    if (m->set && !json_is_object(m->set)) return fail(why, "set", "must be an object: field to value");
    if (counted && !json_is_boolean(counted)) return fail(why, "census", "must be true or false");
    if (!read_common_form(&m->form, m->json, "", why) ||
        !read_pattern(&m->subject, json_object_get(m->json, "subject"), "subject", why) ||
        !read_pattern(&m->item, json_object_get(m->json, "item"), "item", why) ||
        !read_pattern(&m->source, json_object_get(m->json, "source"), "source", why) ||
        !read_observed(m, json_object_get(m->json, "observed"), why)) {
        return false;
    }
    if (m->census && !m->item.stated) return fail(why, "census", "is of items: \"item\" is missing");
    if (m->census && (m->observed_in.column.name || has_columns(&m->observed)))
        return fail(why, "census", "is of one time, so \"observed\" cannot come from a column");
    return true;
}

bool mapping_read(mapping *m, const char *text, bytes *why)
{
    static const char *const keys[] = {"kind",      "subject", "item",     "observed",    "source",
                                       "assurance", "fields",  "set",      "pass_over",   "census",
                                       "columns",   "skip",    "encoding", "separator",   "decimal",
                                       "format",    "zone",    "unknown",  "explanation", NULL};
    json_error_t error;
    *m = (mapping){0};
    m->json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!m->json) {
        bytes_format(why, "it is not JSON: line %d, column %d: %s", error.line, error.column, error.text);
        return false;
    }
    return has_only(m->json, keys, "the mapping", why) && read_table(m, why) && read_record(m, why) &&
           read_fields(m, json_object_get(m->json, "fields"), why) &&
           read_conditions(m, json_object_get(m->json, "pass_over"), why);
}

void mapping_free(mapping *m)
{
    pattern *patterns[] = {&m->subject, &m->item, &m->source, &m->observed};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) free_pattern(patterns[i]);
    free(m->targets);
    free(m->conditions);
    json_decref(m->json);
    *m = (mapping){0};
}

/* ---- columns */

static bool bind(column *c, const char *const *heading, size_t count, bytes *why)
{
    size_t found = 0;
    bytes bare = {0};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(trimmed(&bare, heading[i]), c->name) != 0) continue;
        c->at = i;
        found++;
    }
    if (found != 1) {
        if (found) bytes_format(why, "there are %zu columns `%.100s`", found, c->name);
        else bytes_format(why, "there is no column `%.100s`", c->name);
        bytes_add_text(why, "; the columns are");
        for (size_t i = 0; i < count && i < 30; i++)
            bytes_format(why, "%s `%.60s`", i ? "," : "", trimmed(&bare, heading[i]));
        if (count > 30) bytes_add_text(why, " …");
    }
    bytes_free(&bare);
    return found == 1;
}

bool mapping_bind(mapping *m, const char *const *heading, size_t count, bytes *why)
{
    pattern *patterns[] = {&m->subject, &m->item, &m->source, &m->observed};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        for (size_t k = 0; k < patterns[i]->count; k++) {
            piece *p = &patterns[i]->pieces[k];
            if (!p->text && !bind(&p->column, heading, count, why)) return false;
        }
    }
    for (size_t i = 0; i < m->target_count; i++) {
        if (!bind(&m->targets[i].column, heading, count, why)) return false;
    }
    for (size_t i = 0; i < m->condition_count; i++) {
        if (!bind(&m->conditions[i].column, heading, count, why)) return false;
    }
    return !m->observed_in.column.name || bind(&m->observed_in.column, heading, count, why);
}

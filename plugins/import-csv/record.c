#include "record.h"

#include <string.h>
#include <strings.h>

/* A row may be shorter than the heading: what is not there is empty. */
static const char *cell_of(const row *r, const column *c)
{
    return c->at < r->count ? r->cells[c->at] : "";
}

/* ---- passing over */

static bool is_among(const json_t *texts, const char *text)
{
    for (size_t i = 0; i < json_array_size(texts); i++) {
        if (strcasecmp(json_string_value(json_array_get(texts, i)), text) == 0) return true;
    }
    return false;
}

static bool holds(const condition *c, const char *text)
{
    if (c->empty >= 0) return (*text == '\0') == c->empty;
    return c->equals ? is_among(c->equals, text) : !is_among(c->differs, text);
}

bool row_is_passed_over(const mapping *m, const row *r)
{
    bytes bare = {0};
    bool passed = false;
    for (size_t i = 0; i < m->condition_count && !passed; i++)
        passed = holds(&m->conditions[i], trimmed(&bare, cell_of(r, &m->conditions[i].column)));
    bytes_free(&bare);
    return passed;
}

/* ---- parts of the record */

/* "column `Admin`: `maybe` ", before the cause. */
static void name_cell(bytes *why, const column *c, const char *cell, const char *cause)
{
    bytes bare = {0};
    const char *text = trimmed(&bare, cell);
    size_t size = strlen(text), shown = size;
    if (shown > 60) {
        shown = 60;
        while (shown > 0 && ((unsigned char)text[shown] & 0xc0) == 0x80) shown--;
    }
    bytes_format(why, "column `%s`: `%.*s%s` %s", c->name, (int)shown, text, shown < size ? "…" : "", cause);
    bytes_free(&bare);
}

static bool expand(bytes *out, const pattern *p, const row *r, bytes *why)
{
    bytes bare = {0};
    bool done = true;
    bytes_clear(out);
    for (size_t i = 0; i < p->count && done; i++) {
        const piece *part = &p->pieces[i];
        const char *text = part->text ? part->text : trimmed(&bare, cell_of(r, &part->column));
        bytes_add_text(out, text);
        done = part->text || *text;
        if (!done) bytes_format(why, "column `%s` is empty, and is needed", part->column.name);
    }
    bytes_free(&bare);
    return done;
}

static bool set_text(json_t *record, const char *key, const char *text, bytes *why)
{
    if (json_object_set_new(record, key, json_string(text)) == 0) return true;
    bytes_format(why, "%s: is not UTF-8", key);
    return false;
}

static bool set_pattern(json_t *record, const char *key, const pattern *p, const row *r, bytes *why)
{
    bytes text = {0};
    bool done = !p->stated || (expand(&text, p, r, why) && set_text(record, key, text.at, why));
    bytes_free(&text);
    return done;
}

/* Through the forms of times, as 2026-11-01 08:30 with a stated zone. */
static bool set_observed(json_t *record, const mapping *m, const row *r, bytes *why)
{
    const column *c = &m->observed_in.column;
    bytes text = {0}, cause = {0};
    json_t *value = NULL;
    bool done = true;
    if (c->name) {
        done = convert(&value, &m->observed_in.form, cell_of(r, c), &cause);
        if (!done) name_cell(why, c, cell_of(r, c), cause.at);
    } else if (m->observed.stated && (done = expand(&text, &m->observed, r, why))) {
        done = convert(&value, &m->observed_in.form, text.at, &cause);
        if (!done) bytes_format(why, "observed: `%.60s` %s", text.at, cause.at);
    }
    if (done && value) json_object_set_new(record, "observed", value);
    bytes_free(&text);
    bytes_free(&cause);
    return done;
}

/* Takes the value over. */
static void set_at(json_t *fields, const char *path, json_t *value)
{
    bytes step = {0};
    for (const char *dot; (dot = strchr(path, '.')); path = dot + 1) {
        bytes_clear(&step);
        bytes_add(&step, path, (size_t)(dot - path));
        json_t *inner = json_object_get(fields, step.at);
        if (!json_is_object(inner)) json_object_set_new(fields, step.at, inner = json_object());
        fields = inner;
    }
    json_object_set_new(fields, path, value);
    bytes_free(&step);
}

static bool set_fields(json_t *record, const mapping *m, const row *r, bytes *why)
{
    json_t *fields = m->set ? json_deep_copy(m->set) : json_object();
    bytes cause = {0};
    bool done = true;
    for (size_t i = 0; i < m->target_count && done; i++) {
        const target *t = &m->targets[i];
        const char *cell = cell_of(r, &t->column);
        json_t *value;
        bytes_clear(&cause);
        done = convert(&value, &t->form, cell, &cause);
        if (!done) name_cell(why, &t->column, cell, cause.at);
        else if (value) set_at(fields, t->to, value);
    }
    bytes_free(&cause);
    json_object_set_new(record, "fields", fields);
    return done;
}

json_t *row_to_record(const mapping *m, const row *r, bytes *why)
{
    json_t *record = json_object();
    if (set_text(record, "kind", m->kind, why) && set_pattern(record, "subject", &m->subject, r, why) &&
        set_pattern(record, "item", &m->item, r, why) && set_observed(record, m, r, why) &&
        set_pattern(record, "source", &m->source, r, why) &&
        (!m->assurance || set_text(record, "assurance", m->assurance, why)) && set_fields(record, m, r, why)) {
        return record;
    }
    json_decref(record);
    return NULL;
}

json_t *census_to_record(const mapping *m, const char *subject, json_t *items, bytes *why)
{
    json_t *record = json_object();
    const row none = {0};
    bool of_rows = false; /* a source that names columns says where single rows come from */
    for (size_t i = 0; i < m->source.count; i++) of_rows = of_rows || !m->source.pieces[i].text;
    if (set_text(record, "kind", m->kind, why) && (!*subject || set_text(record, "subject", subject, why)) &&
        set_observed(record, m, &none, why) && (of_rows || set_pattern(record, "source", &m->source, &none, why)) &&
        (!m->assurance || set_text(record, "assurance", m->assurance, why)) &&
        json_object_set(record, "census", items) == 0) {
        return record;
    }
    json_decref(record);
    return NULL;
}

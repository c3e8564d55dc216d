/* line.c: one line of evidence: what stands around the fields. */
#include "engine/ingest/reader.h"

#include "engine/store/seal.h"

#include <stdlib.h>
#include <string.h>

#define MOST_AHEAD MOG_DAY /* how far in the future something may have been observed: clocks differ */

mog_ingest *mog_ingest_new(const mog_policy *policy, mog_time now, const mog_ingest_defaults *defaults)
{
    mog_ingest *ingest = mog_allocate(sizeof *ingest);
    *ingest = (mog_ingest){.policy = policy, .now = now, .scratch = mog_arena_new()};
    if (defaults) ingest->defaults = *defaults;
    mog_buffer_clear(&ingest->path);
    return ingest;
}

void mog_ingest_free(mog_ingest *ingest)
{
    if (!ingest) return;
    mog_arena_free(ingest->scratch);
    mog_record_builder_free(&ingest->builder);
    mog_buffer_free(&ingest->path);
    free(ingest);
}

void mog_ingest_tell(mog_ingest *ingest, mog_ingest_taken *taken, void *context)
{
    ingest->taken = taken;
    ingest->taken_context = context;
}

void mog_ingest_attachments(mog_ingest *ingest, const char *folder)
{
    ingest->folder = folder;
}

/* The parts of a record as they stand in the line; NULL: absent. */
typedef struct parts {
    const json_t *kind, *subject, *item, *observed, *source, *assurance, *fields, *census, *person, *attachments;
} parts;

static const struct {
    const char *name;
    size_t at;
} keys[] = {
    {"kind", offsetof(parts, kind)},           {"subject", offsetof(parts, subject)},
    {"item", offsetof(parts, item)},           {"observed", offsetof(parts, observed)},
    {"source", offsetof(parts, source)},       {"fields", offsetof(parts, fields)},
    {"assurance", offsetof(parts, assurance)}, {"census", offsetof(parts, census)},
    {"person", offsetof(parts, person)},       {"attachments", offsetof(parts, attachments)},
};
#define KEYS (sizeof keys / sizeof *keys)

static mog_status refuse_key(mog_ingest *ingest, const char *key)
{
    static const char *const given[] = {"id", "recorded", "by", "leaf", "withheld", "erased", "retracted"};
    mog_text names[KEYS];
    mog_ingest_refuse(ingest, "a record has no key `%.100s`", key);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (strcmp(key, given[i]) == 0) return mog_ingest_hint(ingest, "leave it out: the store says it itself");
    }
    for (size_t i = 0; i < KEYS; i++) names[i] = mog_text_of(keys[i].name);
    int nearest = mog_text_nearest(mog_text_of(key), names, KEYS);
    if (nearest >= 0) return mog_ingest_hint(ingest, "did you mean `%s`?", keys[nearest].name);
    return mog_ingest_hint(ingest, "what is observed stands inside \"fields\"");
}

static mog_status take_apart(parts *out, mog_ingest *ingest, json_t *object)
{
    *out = (parts){0};
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        const char *key = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        size_t i = 0;
        while (i < KEYS && strcmp(keys[i].name, key) != 0) i++;
        if (i == KEYS) {
            mog_ingest_enter(ingest, key);
            return refuse_key(ingest, key);
        }
        if (!json_is_null(value)) memcpy((char *)out + keys[i].at, &value, sizeof value);
    }
    return MOG_OK;
}

static mog_status refuse_missing(mog_ingest *ingest, const char *key, const char *hint)
{
    mog_ingest_enter(ingest, key);
    mog_ingest_refuse(ingest, "`%s` is missing", key);
    return mog_ingest_hint(ingest, "%s", hint);
}

static mog_status read_kind(const mog_kind **out, mog_ingest *ingest, const parts *p)
{
    mog_text name;
    if (!p->kind) return refuse_missing(ingest, "kind", "add \"kind\", the name of a kind of evidence");
    size_t before = mog_ingest_enter(ingest, "kind");
    mog_status status = mog_ingest_name(&name, ingest, p->kind, "the kind");
    if (status) return status;
    *out = mog_policy_kind(ingest->policy, name);
    if (!*out) {
        mog_text *names = mog_take_array(ingest->scratch, mog_text, ingest->policy->kind_count);
        for (uint32_t i = 0; i < ingest->policy->kind_count; i++) names[i] = ingest->policy->kinds[i]->name;
        mog_ingest_refuse(ingest, "there is no kind `%.*s`", (int)name.size, name.at);
        int nearest = mog_text_nearest(name, names, ingest->policy->kind_count);
        if (nearest < 0) return mog_ingest_hint(ingest, "kinds are declared in the policies and by plugins");
        return mog_ingest_hint(ingest, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    }
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}

static mog_status refuse_about(mog_ingest *ingest, const mog_kind *kind, mog_text subject)
{
    mog_buffer types = {0};
    for (uint32_t i = 0; i < kind->about_count; i++) {
        const char *between = i == 0 ? "" : i + 1 == kind->about_count ? " or " : ", ";
        mog_buffer_format(&types, "%s%.*s", between, (int)kind->about[i].size, kind->about[i].at);
    }
    mog_ingest_refuse(ingest, "evidence of kind %.*s is about a %s, not about `%.*s`", (int)kind->name.size,
                      kind->name.at, types.at ? types.at : "", (int)subject.size, subject.at);
    mog_buffer_free(&types);
    return MOG_INPUT;
}

static mog_status read_subject(mog_text *out, mog_ingest *ingest, const parts *p, const mog_kind *kind)
{
    mog_text type;
    json_t *given = NULL;
    const json_t *value = p->subject;
    size_t before = 0;
    mog_status status;
    if (!value && ingest->defaults.subject.size == 0) {
        return refuse_missing(ingest, "subject", "add \"subject\", as \"system:payroll\"");
    }
    if (!value) value = given = mog_json_text(ingest->defaults.subject);
    before = mog_ingest_enter(ingest, "subject");
    if ((status = mog_ingest_subject(out, &type, ingest, value, "the subject"))) goto done;
    if (given) *out = (mog_text){mog_arena_copy(ingest->scratch, out->at, out->size), out->size};
    if (!mog_kind_is_about(kind, type)) {
        status = refuse_about(ingest, kind, *out);
        goto done;
    }
    mog_ingest_leave(ingest, before);
done:
    json_decref(given);
    return status;
}

static mog_status read_observed(mog_time *out, mog_ingest *ingest, const parts *p)
{
    *out = ingest->defaults.observed;
    if (!p->observed && ingest->defaults.has_observed) return MOG_OK;
    if (!p->observed)
        return refuse_missing(ingest, "observed", "add \"observed\", the time when this was so, as \"2026-11-01\"");
    size_t before = mog_ingest_enter(ingest, "observed");
    mog_status status = mog_ingest_time(out, ingest, p->observed);
    if (status) return status;
    if (*out > ingest->now && *out - ingest->now > MOST_AHEAD) {
        char time[MOG_TIME_TEXT];
        mog_time_format_short(time, *out);
        return mog_ingest_refuse(ingest, "the time of observation, %s, lies in the future", time);
    }
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}

/* Only the record of a many kind has an item, and must have one. */
static mog_status read_item(mog_text *out, mog_ingest *ingest, const parts *p, const mog_kind *kind)
{
    int size = (int)kind->name.size;
    *out = MOG_TEXT("");
    if (!p->item && (!kind->many || p->census)) return MOG_OK;
    if (!p->item) {
        return refuse_missing(ingest, "item",
                              "add \"item\": there are many records of this kind about one subject, told apart by it");
    }
    size_t before = mog_ingest_enter(ingest, "item");
    if (!kind->many) {
        mog_ingest_refuse(ingest, "the kind %.*s has no items", size, kind->name.at);
        return mog_ingest_hint(ingest, "leave \"item\" out: there is one record of this kind about a subject");
    }
    if (p->census) return mog_ingest_refuse(ingest, "a census names all items and is of none itself");
    mog_status status = mog_ingest_name(out, ingest, p->item, "the item");
    if (!status) mog_ingest_leave(ingest, before);
    return status;
}

static mog_status read_source(mog_text *out, mog_ingest *ingest, const parts *p)
{
    *out = ingest->defaults.source;
    if (!p->source) return MOG_OK;
    size_t before = mog_ingest_enter(ingest, "source");
    mog_status status = mog_ingest_name(out, ingest, p->source, "the source");
    if (!status) mog_ingest_leave(ingest, before);
    return status;
}

static mog_status read_assurance(mog_assurance *out, mog_ingest *ingest, const parts *p, const mog_kind *kind)
{
    mog_text word, words[MOG_ASSURANCE_COUNT];
    *out = kind->assurance;
    if (!p->assurance) return MOG_OK;
    size_t before = mog_ingest_enter(ingest, "assurance");
    mog_status status = mog_ingest_text(&word, ingest, p->assurance, "the assurance");
    if (status) return status;
    int found = mog_assurance_find(word);
    if (found < 0) {
        mog_ingest_refuse(ingest, "there is no assurance `%.60s`", word.at);
        for (int i = 0; i < MOG_ASSURANCE_COUNT; i++) words[i] = mog_text_of(mog_assurance_word((mog_assurance)i));
        int nearest = mog_text_nearest(word, words, MOG_ASSURANCE_COUNT);
        if (nearest >= 0) return mog_ingest_hint(ingest, "did you mean `%s`?", words[nearest].at);
        return mog_ingest_hint(ingest, "one of: stated, documented, measured, tested");
    }
    *out = (mog_assurance)found;
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}

/* Whose the personal values of the record are. */
static mog_status read_person(mog_text *out, mog_ingest *ingest, const parts *p, const mog_kind *kind)
{
    *out = MOG_TEXT("");
    if (!p->person) return MOG_OK;
    size_t before = mog_ingest_enter(ingest, "person");
    if (p->census) return mog_ingest_refuse(ingest, "a census has no personal values that could be somebody's");
    if (!mog_kind_has_personal(kind)) {
        mog_ingest_refuse(ingest, "the kind %.*s has no personal fields that could be somebody's", (int)kind->name.size,
                          kind->name.at);
        return mog_ingest_hint(ingest,
                               "leave \"person\" out, or declare the fields that tell of a person as `personal`");
    }
    mog_status status = mog_ingest_name(out, ingest, p->person, "the person");
    if (status) return status;
    mog_ingest_leave(ingest, before);
    out->at = mog_arena_copy(ingest->scratch, out->at, out->size); /* the builder borrows it, and outlives the JSON */
    return MOG_OK;
}

static mog_status encode_census(mog_ingest *ingest, const parts *p, const mog_kind *kind)
{
    size_t before = mog_ingest_enter(ingest, "census");
    if (!kind->many) {
        return mog_ingest_refuse(ingest, "the kind %.*s has no items that a census could name", (int)kind->name.size,
                                 kind->name.at);
    }
    if (p->fields) return mog_ingest_refuse(ingest, "a census has no fields");
    if (!json_is_array(p->census))
        return mog_ingest_refuse(ingest, "a census is an array of items, not %s", mog_json_word(p->census));
    size_t count = json_array_size(p->census);
    mog_text *items = mog_take_array(ingest->scratch, mog_text, count);
    for (size_t i = 0; i < count; i++) {
        size_t inner = mog_ingest_enter_at(ingest, i);
        mog_status status = mog_ingest_name(&items[i], ingest, json_array_get(p->census, i), "the item");
        if (status) return status;
        mog_ingest_leave(ingest, inner);
    }
    mog_record_put_census(&ingest->builder, items, (uint32_t)count);
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}

static mog_status encode_fields(mog_ingest *ingest, const parts *p, const mog_kind *kind)
{
    if (!p->fields) return MOG_OK;
    size_t before = mog_ingest_enter(ingest, "fields");
    mog_status status = mog_ingest_fields(ingest, kind, p->fields);
    if (!status) mog_ingest_leave(ingest, before);
    return status;
}

static mog_status read_record(const mog_kind **kind, mog_ingest *ingest, json_t *object)
{
    parts p;
    mog_text subject, item, source, person;
    mog_assurance assurance;
    mog_time observed;
    mog_status status;
    if (!json_is_object(object))
        return mog_ingest_refuse(ingest, "a record is an object, not %s", mog_json_word(object));
    if ((status = take_apart(&p, ingest, object)) || (status = read_kind(kind, ingest, &p)) ||
        (status = read_subject(&subject, ingest, &p, *kind)) || (status = read_item(&item, ingest, &p, *kind)) ||
        (status = read_observed(&observed, ingest, &p)) || (status = read_source(&source, ingest, &p)) ||
        (status = read_assurance(&assurance, ingest, &p, *kind)) ||
        (status = read_person(&person, ingest, &p, *kind))) {
        return status;
    }
    mog_record_begin(&ingest->builder, *kind, p.census != NULL);
    ingest->builder.person = person;
    status = p.census ? encode_census(ingest, &p, *kind) : encode_fields(ingest, &p, *kind);
    if (!status) status = mog_ingest_enclosed(ingest, p.attachments);
    if (status) return status;
    return mog_record_finish(&ingest->builder, subject, item, source, assurance, observed, ingest->err);
}

/* Into the builder. */
static mog_status encode(const mog_kind **kind, mog_ingest *ingest, json_t *object, mog_error *err)
{
    ingest->err = err;
    mog_buffer_clear(&ingest->path);
    mog_arena_reset(ingest->scratch);
    return read_record(kind, ingest, object);
}

/* What comes after a record: it has been checked, so that it cannot be refused. */
static mog_status follow(mog_ingest *ingest, mog_batch *batch, const mog_added *added, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < ingest->enclosed_count && !status; i++) {
        const mog_enclosed *one = &ingest->enclosed[i];
        status = mog_batch_attach(NULL, batch, added->id, one->name, one->bytes.at, one->bytes.size, err);
    }
    if (!status && ingest->taken) status = ingest->taken(ingest->taken_context, batch, added, err);
    return status;
}

mog_status mog_ingest_line(mog_added *out, mog_ingest *ingest, mog_batch *batch, mog_text line, mog_error *err)
{
    json_t *object;
    const mog_kind *kind = NULL;
    mog_status status = mog_json_parse(&object, line, MOG_LINE_LIMIT, err);
    if (status) return status;
    status = encode(&kind, ingest, object, err);
    if (!status && batch) {
        mog_added added;
        status = mog_batch_add(&added, batch, kind, &ingest->builder, err);
        if (out) *out = added;
        if (!status) status = follow(ingest, batch, &added, err);
    }
    json_decref(object); /* names are borrowed from it */
    return status;
}

mog_status mog_ingest_hold(uint64_t *id_out, mog_ingest *ingest, mog_memory *memory, json_t *record, mog_error *err)
{
    const mog_kind *kind = NULL;
    mog_time now = ingest->now;
    ingest->now = INT64_MAX;
    mog_status status = encode(&kind, ingest, record, err);
    ingest->now = now;
    return status ? status : mog_memory_add(id_out, memory, kind, &ingest->builder, ingest->now, err);
}

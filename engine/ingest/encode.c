/* encode.c: the fields of a record: JSON on one side, rows and slots on the other. */
#include "engine/ingest/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one value */

/* What a scalar becomes: by its type a word, a text or a duration. */
typedef struct scalar {
    uint64_t word;
    mog_text text;
    mog_duration duration;
} scalar;

static mog_status refuse_type(mog_ingest *ingest, const char *wanted, const json_t *value)
{
    return mog_ingest_refuse(ingest, "%s is wanted here, not %s", wanted, mog_json_word(value));
}

static mog_status read_bool(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    if (!json_is_boolean(value)) return refuse_type(ingest, "true or false", value);
    out->word = json_is_true(value);
    return MOG_OK;
}

static mog_status read_integer(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    if (json_is_integer(value)) {
        out->word = (uint64_t)json_integer_value(value);
        return MOG_OK;
    }
    if (!json_is_real(value)) return refuse_type(ingest, "an integer", value);
    double real = json_real_value(value);
    if (real != floor(real)) return mog_ingest_refuse(ingest, "an integer is wanted here, not %.15g", real);
    /* Past this, a number with decimals no longer says which integer is meant. */
    if (fabs(real) > 9007199254740992.0)
        return mog_ingest_refuse(ingest, "%.15g is too large to be exact; write it without a point", real);
    out->word = (uint64_t)(int64_t)real;
    return MOG_OK;
}

static mog_status read_number(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    if (!json_is_number(value)) return refuse_type(ingest, "a number", value);
    double number = json_number_value(value);
    if (!isfinite(number)) return mog_ingest_refuse(ingest, "the number is too large");
    if (number == 0) number = 0; /* no negative zero */
    memcpy(&out->word, &number, sizeof number);
    return MOG_OK;
}

static mog_status read_text(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    if (!json_is_string(value)) return refuse_type(ingest, "a text", value);
    return mog_ingest_text(&out->text, ingest, value, "the value");
}

static mog_status read_time(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    mog_time time;
    mog_status status = mog_ingest_time(&time, ingest, value);
    if (!status) out->word = (uint64_t)time;
    return status;
}

static mog_status read_duration(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    if (!json_is_string(value)) {
        refuse_type(ingest, "a duration, which is a text,", value);
    } else {
        if (mog_duration_parse(&out->duration, (mog_text){json_string_value(value), json_string_length(value)}))
            return MOG_OK;
        mog_ingest_refuse(ingest, "`%.60s` is not a duration", json_string_value(value));
    }
    return mog_ingest_hint(
        ingest, "write it as ISO 8601: \"P35D\" is 35 days, \"PT12H\" 12 hours, \"P1Y6M\" a year and 6 months");
}

static mog_status read_enum(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    if (!json_is_string(value)) return refuse_type(ingest, "a word", value);
    mog_text word = {json_string_value(value), json_string_length(value)};
    int index = mog_enum_find(type->values, word);
    if (index >= 0) {
        out->word = (uint64_t)index;
        return MOG_OK;
    }
    mog_ingest_refuse(ingest, "`%.60s` is not one of the words that can stand here", word.at);
    int nearest = mog_text_nearest(word, type->values->names, type->values->count);
    if (nearest >= 0) {
        const mog_text *name = &type->values->names[nearest];
        return mog_ingest_hint(ingest, "did you mean `%.*s`?", (int)name->size, name->at);
    }
    mog_buffer words = {0};
    for (uint32_t i = 0; i < type->values->count && words.size < 400; i++) {
        const mog_text *name = &type->values->names[i];
        mog_buffer_format(&words, "%s%.*s", i ? ", " : "", (int)name->size, name->at);
    }
    mog_ingest_hint(ingest, "one of: %s", words.at ? words.at : "");
    mog_buffer_free(&words);
    return MOG_INPUT;
}

static mog_status read_control(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    (void)type;
    mog_control_id id;
    if (!json_is_string(value)) {
        refuse_type(ingest, "the number of a control, which is a text,", value);
        return mog_ingest_hint(ingest, "write it as \"8.13\": as a number, 8.1 and 8.10 would be the same");
    }
    mog_text text = {json_string_value(value), json_string_length(value)};
    if (!mog_control_id_parse(&id, text)) {
        mog_ingest_refuse(ingest, "`%.60s` is not the number of a control", text.at);
        return mog_ingest_hint(ingest, "write it as \"8.13\"");
    }
    out->word = id;
    return MOG_OK;
}

static mog_status read_reference(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type)
{
    mog_text found;
    mog_status status = mog_ingest_subject(&out->text, &found, ingest, value, "the reference");
    if (status || mog_text_equal(found, type->subject_type)) return status;
    int size = (int)type->subject_type.size;
    mog_ingest_refuse(ingest, "a %.*s is wanted here, not `%.*s`", size, type->subject_type.at, (int)out->text.size,
                      out->text.at);
    return mog_ingest_hint(ingest, "write it as \"%.*s:NAME\"", size, type->subject_type.at);
}

static mog_status read_scalar(scalar *out, mog_ingest *ingest, const json_t *value, const mog_type *type,
                              mog_type_tag tag)
{
    static mog_status (*const readers[MOG_TYPE_COUNT])(scalar *, mog_ingest *, const json_t *, const mog_type *) = {
        [MOG_TYPE_BOOL] = read_bool, [MOG_TYPE_INTEGER] = read_integer, [MOG_TYPE_NUMBER] = read_number,
        [MOG_TYPE_TEXT] = read_text, [MOG_TYPE_TIME] = read_time,       [MOG_TYPE_DURATION] = read_duration,
        [MOG_TYPE_ENUM] = read_enum, [MOG_TYPE_CONTROL] = read_control, [MOG_TYPE_REFERENCE] = read_reference,
    };
    *out = (scalar){.text = MOG_TEXT("")};
    return readers[tag](out, ingest, value, type);
}

static bool is_text_shaped(mog_type_tag tag)
{
    return tag == MOG_TYPE_TEXT || tag == MOG_TYPE_REFERENCE;
}

/* ---- sets */

/* By bits, texts by bytes: any order will do that tells equal from different, and is the same everywhere. */
static int compare_scalars(const void *a, const void *b)
{
    const scalar *x = a, *y = b;
    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    if (x->duration.months != y->duration.months) return x->duration.months < y->duration.months ? -1 : 1;
    if (x->duration.ns != y->duration.ns) return x->duration.ns < y->duration.ns ? -1 : 1;
    return mog_text_compare(x->text, y->text);
}

static mog_status encode_set(mog_ingest *ingest, const mog_row *layout, size_t row, uint32_t slot, const json_t *value)
{
    const mog_type *type = &layout->fields[slot].type;
    if (!json_is_array(value)) return refuse_type(ingest, "an array (a set of values)", value);
    size_t count = json_array_size(value), kept = 0;
    scalar *members = mog_take_array(ingest->scratch, scalar, count);
    for (size_t i = 0; i < count; i++) {
        size_t before = mog_ingest_enter_at(ingest, i);
        mog_status status = read_scalar(&members[i], ingest, json_array_get(value, i), type, type->element);
        if (status) return status;
        mog_ingest_leave(ingest, before);
    }
    if (count) qsort(members, count, sizeof *members, compare_scalars);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || compare_scalars(&members[kept - 1], &members[i]) != 0) members[kept++] = members[i];
    }
    size_t at = mog_record_put_set(&ingest->builder, layout, row, slot, (uint32_t)kept);
    for (size_t i = 0; i < kept; i++) {
        size_t slot_at = at + 8 * i;
        if (is_text_shaped(type->element)) mog_record_fill_text(&ingest->builder, slot_at, members[i].text);
        else if (type->element == MOG_TYPE_DURATION)
            mog_record_fill_duration(&ingest->builder, slot_at, members[i].duration);
        else mog_record_fill_word(&ingest->builder, slot_at, members[i].word);
    }
    return MOG_OK;
}

/* ---- rows */

static mog_status encode_row(mog_ingest *ingest, const mog_row *layout, size_t row, const json_t *object);

static mog_status encode_list(mog_ingest *ingest, const mog_row *layout, size_t row, uint32_t slot, const json_t *value)
{
    const mog_row *child = layout->fields[slot].type.row;
    if (!json_is_array(value)) return refuse_type(ingest, "an array (a list)", value);
    size_t count = json_array_size(value);
    size_t first = mog_record_put_list(&ingest->builder, layout, row, slot, child, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        size_t before = mog_ingest_enter_at(ingest, i);
        const json_t *element = json_array_get(value, i);
        if (!json_is_object(element)) return refuse_type(ingest, "an object (an element of the list)", element);
        mog_status status = encode_row(ingest, child, first + i * child->size, element);
        if (status) return status;
        mog_ingest_leave(ingest, before);
    }
    return MOG_OK;
}

static mog_status encode_field(mog_ingest *ingest, const mog_row *layout, size_t row, uint32_t slot,
                               const json_t *value)
{
    const mog_type *type = &layout->fields[slot].type;
    if (type->tag == MOG_TYPE_LIST) return encode_list(ingest, layout, row, slot, value);
    if (type->tag == MOG_TYPE_SET) return encode_set(ingest, layout, row, slot, value);
    scalar read;
    mog_status status = read_scalar(&read, ingest, value, type, type->tag);
    if (status) return status;
    if (is_text_shaped(type->tag)) mog_record_put_text(&ingest->builder, layout, row, slot, read.text);
    else if (type->tag == MOG_TYPE_DURATION)
        mog_record_put_duration(&ingest->builder, layout, row, slot, read.duration);
    else mog_record_put_word(&ingest->builder, layout, row, slot, read.word);
    return MOG_OK;
}

/* A group's fields have the group's name and a dot in front. */
static bool is_group(const mog_row *layout, mog_text path)
{
    for (uint32_t i = 0; i < layout->count; i++) {
        mog_text field = layout->fields[i].path;
        if (field.size > path.size && field.at[path.size] == '.' && mog_text_starts(field, path)) return true;
    }
    return false;
}

/* `prefix` is "" or "storage.", what was asked for is the rest of `path`. */
static mog_status refuse_field(mog_ingest *ingest, const mog_row *layout, mog_text prefix, mog_text path)
{
    mog_text asked = {path.at + prefix.size, path.size - prefix.size};
    mog_text *names = mog_take_array(ingest->scratch, mog_text, layout->count);
    size_t count = 0;
    for (uint32_t i = 0; i < layout->count; i++) {
        mog_text field = layout->fields[i].path;
        if (!mog_text_starts(field, prefix)) continue;
        mog_text rest = {field.at + prefix.size, field.size - prefix.size};
        const char *dot = memchr(rest.at, '.', rest.size);
        if (dot) rest.size = (size_t)(dot - rest.at);
        names[count++] = rest;
    }
    mog_ingest_refuse(ingest, "there is no field `%.*s` here", (int)(asked.size < 100 ? asked.size : 100), asked.at);
    int nearest = mog_text_nearest(asked, names, count);
    if (nearest >= 0)
        return mog_ingest_hint(ingest, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    mog_buffer all = {0};
    for (size_t i = 0; i < count && all.size < 400; i++) {
        if (i > 0 && mog_text_equal(names[i], names[i - 1])) continue; /* fields of one group */
        mog_buffer_format(&all, "%s%.*s", i ? ", " : "", (int)names[i].size, names[i].at);
    }
    mog_ingest_hint(ingest, "the fields are: %s", all.at ? all.at : "");
    mog_buffer_free(&all);
    return MOG_INPUT;
}

static mog_status encode_object(mog_ingest *ingest, const mog_row *layout, size_t row, const json_t *object,
                                mog_text prefix)
{
    void *at = json_object_iter((json_t *)object);
    for (; at; at = json_object_iter_next((json_t *)object, at)) {
        const char *key = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        mog_text path = mog_text_of(prefix.size ? mog_arena_format(ingest->scratch, "%s%s", prefix.at, key) : key);
        size_t before = mog_ingest_enter(ingest, key);
        /* A dot in a key would be read as the way into a group. */
        int slot = strchr(key, '.') ? -1 : mog_row_find(layout, path);
        mog_status status = MOG_OK;
        if (slot >= 0) {
            if (!json_is_null(value)) status = encode_field(ingest, layout, row, (uint32_t)slot, value);
        } else if (strchr(key, '.') || !is_group(layout, path)) {
            status = refuse_field(ingest, layout, prefix, path);
        } else if (json_is_object(value)) {
            mog_text inner = mog_text_of(mog_arena_format(ingest->scratch, "%s.", path.at));
            status = encode_object(ingest, layout, row, value, inner);
        } else if (!json_is_null(value)) {
            status = refuse_type(ingest, "an object (a group of fields)", value);
        }
        if (status) return status;
        mog_ingest_leave(ingest, before);
    }
    return MOG_OK;
}

static mog_status encode_row(mog_ingest *ingest, const mog_row *layout, size_t row, const json_t *object)
{
    return encode_object(ingest, layout, row, object, MOG_TEXT(""));
}

mog_status mog_ingest_fields(mog_ingest *ingest, const mog_kind *kind, const json_t *fields)
{
    if (!json_is_object(fields)) return refuse_type(ingest, "an object", fields);
    return encode_row(ingest, &kind->row, mog_record_first_row(), fields);
}

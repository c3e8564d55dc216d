/* to_json.c: a record as the JSON that it could have been read from. */
#include "engine/ingest/ingest.h"

#include <string.h>

static json_t *control_to_json(uint64_t word)
{
    char text[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(text, word);
    return mog_json_text(mog_text_of(text));
}

static json_t *scalar_to_json(const uint8_t *slot, const mog_type *type, mog_type_tag tag)
{
    uint64_t word = mog_load_word(slot);
    double number;
    switch (tag) {
    case MOG_TYPE_BOOL: return json_boolean(word != 0);
    case MOG_TYPE_INTEGER: return mog_json_made(json_integer((json_int_t)word));
    case MOG_TYPE_NUMBER: memcpy(&number, &word, sizeof number); return mog_json_made(json_real(number));
    case MOG_TYPE_TIME: return mog_json_time((int64_t)word);
    case MOG_TYPE_DURATION: return mog_json_duration(mog_slot_duration(slot));
    case MOG_TYPE_ENUM: return word < type->values->count ? mog_json_text(type->values->names[word]) : json_null();
    case MOG_TYPE_CONTROL: return control_to_json(word);
    default: return mog_json_text(mog_slot_text(slot)); /* text, reference */
    }
}

typedef struct showing {
    bool personal;
    json_t *withheld, *erased; /* paths of fields that were left out */
} showing;

static void leave_out(json_t *paths, const char *path)
{
    size_t count = json_array_size(paths);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(json_string_value(json_array_get(paths, i)), path) == 0) return; /* of another row of the list */
    }
    mog_json_append(paths, mog_json_made(json_string(path)));
}

static json_t *row_to_json(showing *s, const uint8_t *row, const mog_row *layout, const char *prefix);

static json_t *field_to_json(showing *s, const uint8_t *slot, const mog_type *type, const char *path)
{
    if (type->tag != MOG_TYPE_LIST && type->tag != MOG_TYPE_SET) return scalar_to_json(slot, type, type->tag);
    json_t *array = mog_json_array();
    const uint8_t *at = mog_slot_target(slot);
    uint32_t count = mog_slot_count(slot);
    for (uint32_t i = 0; i < count; i++) {
        if (type->tag == MOG_TYPE_SET) mog_json_append(array, scalar_to_json(at + 8 * (size_t)i, type, type->element));
        else mog_json_append(array, row_to_json(s, at + (size_t)i * type->row->size, type->row, path));
    }
    return array;
}

/* The object that the last step of a path lies in: groups are made as they are met. */
static json_t *group_of(json_t *object, char *path, char **last)
{
    char *step = path;
    for (char *dot; (dot = strchr(step, '.')); step = dot + 1) {
        *dot = '\0';
        json_t *inner = json_object_get(object, step);
        if (!inner) {
            inner = mog_json_object();
            mog_json_set(object, step, inner);
        }
        object = inner;
    }
    *last = step;
    return object;
}

static json_t *row_to_json(showing *s, const uint8_t *row, const mog_row *layout, const char *prefix)
{
    json_t *object = mog_json_object();
    mog_buffer path = {0};
    for (uint32_t i = 0; i < layout->count; i++) {
        const mog_field *field = &layout->fields[i];
        uint64_t mark = mog_row_mark(row, layout->words, i);
        if (!mog_row_has(row, i) && !mark) continue;
        mog_buffer_clear(&path);
        mog_buffer_format(&path, "%s%s", prefix, *prefix ? "." : "");
        size_t own = path.size;
        mog_buffer_add_text(&path, field->path);
        if (mark || (field->personal && !s->personal)) {
            leave_out(mark == MOG_SLOT_ERASED ? s->erased : s->withheld, path.at);
            continue;
        }
        json_t *value = field_to_json(s, mog_row_slot(row, layout->words, i), &field->type, path.at);
        char *last;
        json_t *group = group_of(object, path.at + own, &last);
        mog_json_set(group, last, value);
    }
    mog_buffer_free(&path);
    return object;
}

static json_t *census_to_json(const mog_record *record)
{
    json_t *array = mog_json_array();
    uint32_t count = mog_record_census_count(record);
    for (uint32_t i = 0; i < count; i++) mog_json_append(array, mog_json_text(mog_record_census_at(record, i)));
    return array;
}

static void set_paths(json_t *object, const char *key, json_t *paths)
{
    if (json_array_size(paths)) mog_json_set(object, key, paths);
    else json_decref(paths);
}

json_t *mog_record_to_json(const mog_record *record, const mog_kind *kind, bool personal)
{
    showing s = {.personal = personal, .withheld = mog_json_array(), .erased = mog_json_array()};
    json_t *object = mog_json_object();
    mog_assurance assurance =
        record->assurance < MOG_ASSURANCE_COUNT ? (mog_assurance)record->assurance : MOG_ASSURANCE_STATED;
    mog_json_set(object, "id", mog_json_made(json_integer((json_int_t)record->id)));
    mog_json_set(object, "recorded", mog_json_time(record->recorded));
    mog_json_set(object, "kind", mog_json_text(kind->name));
    mog_json_set(object, "subject", mog_json_text(mog_record_subject(record)));
    if (record->item_size) mog_json_set(object, "item", mog_json_text(mog_record_item(record)));
    mog_json_set(object, "observed", mog_json_time(record->observed));
    if (record->source_size) mog_json_set(object, "source", mog_json_text(mog_record_source(record)));
    mog_json_set(object, "assurance", mog_json_made(json_string(mog_assurance_word(assurance))));
    if (record->flags & MOG_RECORD_CENSUS) mog_json_set(object, "census", census_to_json(record));
    else mog_json_set(object, "fields", row_to_json(&s, mog_record_row(record), &kind->row, ""));
    set_paths(object, "withheld", s.withheld);
    set_paths(object, "erased", s.erased);
    return object;
}

#include "engine/report/naming.h"

#include "engine/ingest/ingest.h"
#include "engine/store/current.h"

#include <stdlib.h>
#include <string.h>

typedef struct reading {
    mog_arena *arena;
    mog_snapshot *snapshot;
    const mog_kind *kind;
    int controls; /* slot */
    mog_naming *at;
    size_t count, capacity;
} reading;

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

static bool find_kind(reading *r, const mog_policy *policy, const char *name)
{
    r->kind = mog_policy_kind(policy, mog_text_of(name));
    if (!r->kind) return false;
    r->controls = mog_row_find(&r->kind->row, MOG_TEXT("controls"));
    if (r->controls < 0) return false;
    const mog_type *type = &r->kind->row.fields[r->controls].type;
    return type->tag == MOG_TYPE_SET && type->element == MOG_TYPE_CONTROL;
}

static int by_id(const void *a, const void *b)
{
    mog_control_id x = *(const mog_control_id *)a, y = *(const mog_control_id *)b;
    return (x > y) - (x < y);
}

static void take_controls(mog_naming *out, reading *r, const uint8_t *row)
{
    if (!mog_row_has(row, (uint32_t)r->controls)) return;
    const uint8_t *slot = mog_row_slot(row, r->kind->row.words, (uint32_t)r->controls);
    const uint8_t *member = mog_slot_target(slot);
    uint32_t count = mog_slot_count(slot);
    mog_control_id *ids = mog_take_array(r->arena, mog_control_id, count);
    for (uint32_t i = 0; i < count; i++) ids[i] = mog_load_word(member + 8 * (size_t)i);
    if (count) qsort(ids, count, sizeof *ids, by_id);
    out->controls = ids;
    out->control_count = count;
}

/* The record as it was written: what the policies' layout lacks is told too. */
static mog_status take_fields(mog_naming *out, reading *r, const mog_record *record, mog_error *err)
{
    const mog_kind *layout;
    const mog_record *opened;
    mog_arena *scratch = mog_arena_new();
    mog_status status = mog_snapshot_layout(&layout, r->snapshot, record->kind, record->version, err);
    if (!status) status = mog_snapshot_open_record(&opened, r->snapshot, scratch, record, layout, false, err);
    if (!status) {
        json_t *whole = mog_record_to_json(opened, layout, false);
        out->fields = json_incref(json_object_get(whole, "fields"));
        json_decref(whole);
    }
    mog_arena_free(scratch);
    return status;
}

static mog_status take(reading *r, mog_text subject, const mog_element *element, mog_error *err)
{
    const mog_record *stored;
    if (!element->row) return MOG_OK;
    mog_status status = mog_snapshot_record(&stored, r->snapshot, element->record->id, err);
    if (status || !stored) return status;
    mog_naming *one = &MOG_PUSH(r->at, r->count, r->capacity);
    *one = (mog_naming){.kind = r->kind->name,
                        .subject = keep(r->arena, subject),
                        .item = keep(r->arena, element->item),
                        .record = element->record->id,
                        .observed = element->record->observed};
    take_controls(one, r, element->row);
    return take_fields(one, r, stored, err);
}

static mog_status read_kind(reading *r, const mog_subject *subjects, size_t count, mog_current_reader *reader,
                            mog_error *err)
{
    mog_arena *scratch = mog_arena_new();
    mog_status status = MOG_OK;
    for (size_t i = 0; !status && i < count; i++) {
        mog_current current;
        if (!mog_kind_is_about_subject(r->kind, subjects[i].name)) continue;
        mog_arena_reset(scratch);
        status = mog_current_read_kinds(&current, reader, scratch, &subjects[i], &r->kind->index, 1, err);
        for (uint32_t e = 0; !status && e < current.count; e++)
            status = take(r, subjects[i].name, &current.elements[e], err);
    }
    mog_arena_free(scratch);
    return status;
}

static mog_status read_all(reading *r, const mog_assessment *assessment, const char *const *kinds, size_t kind_count,
                           mog_error *err)
{
    mog_current_reader *reader = NULL;
    mog_arena *list = mog_arena_new();
    mog_subject *subjects;
    size_t count;
    mog_status status = mog_current_reader_new(&reader, assessment->policy, r->snapshot, assessment->clock, err);
    if (!status) status = mog_snapshot_subjects(&subjects, &count, list, r->snapshot, err);
    for (size_t k = 0; !status && k < kind_count; k++)
        if (find_kind(r, assessment->policy, kinds[k])) status = read_kind(r, subjects, count, reader, err);
    if (reader) mog_current_reader_free(reader);
    mog_arena_free(list);
    return status;
}

mog_status mog_namings_read(mog_namings *out, const char *store, const mog_assessment *assessment,
                            const char *const *kinds, size_t kind_count, mog_error *err)
{
    mog_store *opened = NULL;
    reading r = {.arena = mog_arena_new()};
    uint64_t until = assessment->journal_number ? assessment->journal_number : MOG_UNTIL_START;
    mog_status status = mog_store_open(&opened, store, false, err);
    if (!status) status = mog_snapshot_begin(&r.snapshot, opened, until, err);
    if (!status) status = read_all(&r, assessment, kinds, kind_count, err);
    if (r.snapshot) mog_snapshot_end(r.snapshot);
    mog_store_close(opened);
    mog_naming *list = mog_take_array(r.arena, mog_naming, r.count);
    if (r.count) memcpy(list, r.at, r.count * sizeof *list);
    free(r.at);
    *out = (mog_namings){.arena = r.arena, .at = list, .count = r.count};
    return status;
}

void mog_namings_free(mog_namings *namings)
{
    for (size_t i = 0; i < namings->count; i++) json_decref(namings->at[i].fields);
    mog_arena_free(namings->arena);
    *namings = (mog_namings){0};
}

bool mog_naming_names(const mog_naming *naming, mog_control_id control)
{
    return naming->control_count &&
           bsearch(&control, naming->controls, naming->control_count, sizeof control, by_id) != NULL;
}

const char *mog_naming_text(const mog_naming *naming, const char *field)
{
    const char *text = json_string_value(json_object_get(naming->fields, field));
    return text ? text : "";
}

bool mog_naming_time(mog_time *out, const mog_naming *naming, const char *field)
{
    return mog_time_parse(out, mog_text_of(mog_naming_text(naming, field)));
}

const mog_named_controls *mog_requirement_groups(uint32_t *count, mog_arena *arena, const mog_namings *namings)
{
    mog_named_controls *list = mog_take_array(arena, mog_named_controls, namings->count);
    *count = 0;
    for (size_t i = 0; i < namings->count; i++) {
        const mog_naming *one = &namings->at[i];
        if (!mog_text_equal(one->kind, MOG_TEXT("requirement_group"))) continue;
        const char *name = mog_naming_text(one, "name");
        list[(*count)++] = (mog_named_controls){.id = one->item,
                                                .title = mog_text_of(*name ? name : mog_naming_text(one, "convener")),
                                                .controls = one->controls,
                                                .control_count = one->control_count};
    }
    return list;
}

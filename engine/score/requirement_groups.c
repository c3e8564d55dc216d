#include "engine/score/grouping.h"

#include "engine/store/current.h"

#include <stdlib.h>
#include <string.h>

#define KIND "requirement_group"

typedef struct reading {
    const mog_kind *kind;
    int controls, title; /* slots; title -1: none */
    mog_arena *arena;
    mog_named_controls *at;
    size_t count, capacity;
} reading;

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

static bool find_kind(reading *r, const mog_policy *policy)
{
    r->kind = mog_policy_kind(policy, MOG_TEXT(KIND));
    if (!r->kind || !r->kind->many) return false;
    r->controls = mog_row_find(&r->kind->row, MOG_TEXT("controls"));
    r->title = mog_row_find(&r->kind->row, MOG_TEXT("name"));
    if (r->title >= 0 && r->kind->row.fields[r->title].type.tag != MOG_TYPE_TEXT) r->title = -1;
    if (r->controls < 0) return false;
    const mog_type *type = &r->kind->row.fields[r->controls].type;
    return type->tag == MOG_TYPE_SET && type->element == MOG_TYPE_CONTROL;
}

static int by_id(const void *a, const void *b)
{
    mog_control_id x = *(const mog_control_id *)a, y = *(const mog_control_id *)b;
    return (x > y) - (x < y);
}

static void add(reading *r, const mog_element *element)
{
    const mog_row *row = &r->kind->row;
    if (!element->row || !mog_row_has(element->row, (uint32_t)r->controls)) return;
    const uint8_t *slot = mog_row_slot(element->row, row->words, (uint32_t)r->controls);
    uint32_t count = mog_slot_count(slot);
    const uint8_t *member = mog_slot_target(slot);
    mog_control_id *controls = mog_take_array(r->arena, mog_control_id, count);
    for (uint32_t i = 0; i < count; i++) controls[i] = mog_load_word(member + 8 * (size_t)i);
    if (count) qsort(controls, count, sizeof *controls, by_id);
    mog_text title = {0};
    if (r->title >= 0 && mog_row_has(element->row, (uint32_t)r->title))
        title = keep(r->arena, mog_slot_text(mog_row_slot(element->row, row->words, (uint32_t)r->title)));
    MOG_PUSH(r->at, r->count, r->capacity) = (mog_named_controls){
        .id = keep(r->arena, element->item), .title = title, .controls = controls, .control_count = count};
}

static mog_status read_all(reading *r, mog_snapshot *snapshot, mog_current_reader *reader, mog_error *err)
{
    mog_arena *scratch = mog_arena_new(), *list = mog_arena_new();
    mog_subject *subjects;
    size_t count;
    mog_status status = mog_snapshot_subjects(&subjects, &count, list, snapshot, err);
    for (size_t i = 0; !status && i < count; i++) {
        mog_current current;
        const char *colon = memchr(subjects[i].name.at, ':', subjects[i].name.size);
        mog_text type = {subjects[i].name.at, colon ? (size_t)(colon - subjects[i].name.at) : 0};
        if (!mog_kind_is_about(r->kind, type)) continue;
        mog_arena_reset(scratch);
        status = mog_current_read_kinds(&current, reader, scratch, &subjects[i], &r->kind->index, 1, err);
        for (uint32_t e = 0; !status && e < current.count; e++) add(r, &current.elements[e]);
    }
    mog_arena_free(scratch);
    mog_arena_free(list);
    return status;
}

mog_status mog_requirement_groups(const mog_named_controls **out, uint32_t *count, mog_arena *arena, const char *store,
                                  const mog_assessment *assessment, mog_error *err)
{
    reading r = {.arena = arena};
    mog_store *opened = NULL;
    mog_snapshot *snapshot = NULL;
    mog_current_reader *reader = NULL;
    *out = NULL;
    *count = 0;
    if (!find_kind(&r, assessment->policy)) return MOG_OK;
    uint64_t until = assessment->journal_number ? assessment->journal_number : MOG_UNTIL_START;
    mog_status status = mog_store_open(&opened, store, false, err);
    if (!status) status = mog_snapshot_begin(&snapshot, opened, until, err);
    if (!status) status = mog_current_reader_new(&reader, assessment->policy, snapshot, assessment->clock, err);
    if (!status) status = read_all(&r, snapshot, reader, err);
    if (reader) mog_current_reader_free(reader);
    if (snapshot) mog_snapshot_end(snapshot);
    mog_store_close(opened);
    mog_named_controls *list = mog_take_array(arena, mog_named_controls, r.count);
    if (r.count) memcpy(list, r.at, r.count * sizeof *list);
    free(r.at);
    *out = list;
    *count = (uint32_t)r.count;
    return status;
}

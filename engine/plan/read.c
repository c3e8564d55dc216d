/* read.c: actions as they are recorded. */
#include "engine/plan/plan.h"

#include "engine/store/current.h"

#include <stdlib.h>

/* ---- a record's fields */

typedef struct row {
    mog_arena *arena;
    const mog_kind *kind;
    const uint8_t *at;
} row;

static const uint8_t *slot_of(const row *r, uint32_t slot)
{
    return mog_row_has(r->at, slot) ? mog_row_slot(r->at, r->kind->row.words, slot) : NULL;
}

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

static mog_text text_in(const row *r, uint32_t slot)
{
    const uint8_t *at = slot_of(r, slot);
    return at ? keep(r->arena, mog_slot_text(at)) : (mog_text){0};
}

static int64_t word_in(const row *r, uint32_t slot, int64_t absent)
{
    const uint8_t *at = slot_of(r, slot);
    return at ? (int64_t)mog_load_word(at) : absent;
}

static bool is_value(const row *r, uint32_t slot, const char *value)
{
    const uint8_t *at = slot_of(r, slot);
    const mog_enum *values = r->kind->row.fields[slot].type.values;
    return at && (int)mog_load_word(at) == mog_enum_find(values, mog_text_of(value));
}

static mog_plan_status status_in(const row *r, uint32_t slot)
{
    for (int s = MOG_PLAN_UNDER_WAY; s <= MOG_PLAN_STOPPED; s++)
        if (is_value(r, slot, mog_plan_status_word((mog_plan_status)s))) return (mog_plan_status)s;
    return MOG_PLAN_NOT_STARTED;
}

static void read_controls(mog_plan_action *out, const row *r, uint32_t slot)
{
    const uint8_t *at = slot_of(r, slot);
    if (!at) return;
    uint32_t count = mog_slot_count(at);
    mog_control_id *controls = mog_take_array(r->arena, mog_control_id, count);
    at = mog_slot_target(at);
    for (uint32_t i = 0; i < count; i++) controls[i] = mog_load_word(at + 8 * (size_t)i);
    out->controls = controls;
    out->control_count = count;
}

static mog_plan_action read_action(mog_arena *arena, const mog_action_kind *kind, mog_text subject,
                                   const mog_element *element)
{
    row r = {arena, kind->kind, element->row};
    mog_plan_action action = {.record = element->record->id,
                              .observed = element->record->observed,
                              .subject = subject,
                              .item = keep(arena, element->item),
                              .name = text_in(&r, kind->name),
                              .rule = text_in(&r, kind->rule),
                              .finding = text_in(&r, kind->finding),
                              .owner = text_in(&r, kind->owner),
                              .priority = word_in(&r, kind->priority, 0),
                              .status = status_in(&r, kind->status),
                              .reopened = word_in(&r, kind->reopened, 0),
                              .opened = word_in(&r, kind->opened, MOG_PLAN_NONE),
                              .due = word_in(&r, kind->due, MOG_PLAN_NONE),
                              .done = word_in(&r, kind->done, MOG_PLAN_NONE),
                              .closed = word_in(&r, kind->closed, MOG_PLAN_NONE),
                              .accepted_until = word_in(&r, kind->accepted_until, MOG_PLAN_NONE)};
    if (is_value(&r, kind->task, mog_plan_task_word(MOG_PLAN_SHOW))) action.task = MOG_PLAN_SHOW;
    read_controls(&action, &r, kind->controls);
    return action;
}

/* ---- all of them */

typedef struct reading {
    mog_plan *plan;
    mog_arena *arena;
    mog_current_reader *reader;
    mog_plan_action *actions; /* malloc'd until all are there */
    size_t capacity;
} reading;

static mog_status read_subject(reading *r, const mog_subject *subject, mog_arena *scratch, mog_error *err)
{
    mog_current current;
    const mog_kind *kind = r->plan->kind.kind;
    mog_status status = mog_current_read_kinds(&current, r->reader, scratch, subject, &kind->index, 1, err);
    if (status || !current.count) return status;
    mog_text name = keep(r->arena, subject->name);
    for (uint32_t i = 0; i < current.count; i++) {
        if (!current.elements[i].row) continue; /* a census names it, and that is all */
        MOG_PUSH(r->actions, r->plan->count, r->capacity) =
            read_action(r->arena, &r->plan->kind, name, &current.elements[i]);
    }
    return MOG_OK;
}

mog_status mog_plan_kind(mog_action_kind *out, const mog_policy *policy, mog_error *err)
{
    const char *lacks;
    if (mog_action_kind_of(out, &lacks, policy->kinds, policy->kind_count)) return MOG_OK;
    mog_fail(err, MOG_INPUT, "the policies have no place for a plan: they lack %s", lacks);
    mog_error_hint(err, "kinds.improvement of mognad's own policies has such a kind; docs/plan.md names its fields");
    return MOG_INPUT;
}

mog_status mog_plan_read(mog_plan *out, mog_arena *arena, mog_snapshot *snapshot, const mog_policy *policy,
                         mog_time clock, mog_error *err)
{
    mog_subject *subjects;
    size_t count = 0;
    reading r = {.plan = out, .arena = arena};
    *out = (mog_plan){0};
    mog_arena *scratch = mog_arena_new();
    mog_status status = mog_plan_kind(&out->kind, policy, err);
    if (!status) status = mog_snapshot_subjects(&subjects, &count, arena, snapshot, err);
    if (!status) status = mog_current_reader_new(&r.reader, policy, snapshot, clock, err);
    for (size_t i = 0; i < count && !status; i++) {
        status = read_subject(&r, &subjects[i], scratch, err);
        mog_arena_reset(scratch);
    }
    if (!status && out->count) {
        mog_plan_action *actions = mog_take_array(arena, mog_plan_action, out->count);
        memcpy(actions, r.actions, out->count * sizeof *actions);
        out->actions = actions;
    }
    free(r.actions);
    mog_current_reader_free(r.reader);
    mog_arena_free(scratch);
    return status;
}

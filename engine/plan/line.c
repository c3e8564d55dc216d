/* line.c: an action as a line of evidence. */
#include "engine/plan/plan.h"

#include "engine/ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

static void set_text(json_t *fields, const char *key, mog_text text)
{
    if (text.size) mog_json_set(fields, key, mog_json_text(text));
    else json_object_del(fields, key);
}

static void set_time(json_t *fields, const char *key, mog_time time)
{
    if (time != MOG_PLAN_NONE) mog_json_set(fields, key, mog_json_time(time));
    else json_object_del(fields, key);
}

static void set_number(json_t *fields, const char *key, int64_t number)
{
    if (number) mog_json_set(fields, key, mog_json_made(json_integer(number)));
    else json_object_del(fields, key);
}

static void set_controls(json_t *fields, const mog_plan_action *action)
{
    char id[MOG_CONTROL_ID_TEXT];
    json_t *controls = mog_json_array();
    for (uint32_t i = 0; i < action->control_count; i++) {
        mog_control_id_format(id, action->controls[i]);
        mog_json_append(controls, mog_json_made(json_string(id)));
    }
    if (action->control_count) mog_json_set(fields, "controls", controls);
    else json_decref(controls);
}

static void set_fields(json_t *fields, const mog_plan *plan, const mog_plan_action *action)
{
    bool is_new = !action->record;
    set_text(fields, "name", action->name);
    set_text(fields, "rule", action->rule);
    set_text(fields, "finding", action->finding);
    set_text(fields, "owner", action->owner);
    set_controls(fields, action);
    set_number(fields, "priority", action->priority);
    set_number(fields, "reopened", action->reopened);
    set_time(fields, "opened", action->opened);
    set_time(fields, "due", action->due);
    set_time(fields, "done", action->done);
    set_time(fields, "closed", action->closed);
    set_time(fields, "accepted_until", action->accepted_until);
    mog_json_set(fields, "status", mog_json_text(mog_text_of(mog_plan_status_word(action->status))));
    if (action->rule.size) mog_json_set(fields, "task", mog_json_text(mog_text_of(mog_plan_task_word(action->task))));
    if (is_new && plan->kind.has_source) mog_json_set(fields, "source", mog_json_text(MOG_TEXT("gap_analysis")));
}

/* The fields of the record that the action was read from; an empty object where there is none. */
static mog_status fields_before(json_t **out, mog_snapshot *snapshot, uint64_t id, mog_error *err)
{
    const mog_record *record = NULL;
    const mog_kind *layout;
    *out = NULL;
    mog_status status = id ? mog_snapshot_record(&record, snapshot, id, err) : MOG_OK;
    if (!status && record) status = mog_snapshot_layout(&layout, snapshot, record->kind, record->version, err);
    if (status) return status;
    if (record) {
        json_t *whole = mog_record_to_json(record, layout, false);
        *out = json_incref(json_object_get(whole, "fields"));
        json_decref(whole);
    }
    if (!*out) *out = mog_json_object();
    return MOG_OK;
}

mog_text mog_plan_record_line(mog_arena *arena, const mog_kind *kind, mog_text subject, mog_text item, json_t *fields,
                              mog_text source, mog_time clock)
{
    json_t *line = mog_json_object();
    mog_json_set(line, "kind", mog_json_text(kind->name));
    mog_json_set(line, "subject", mog_json_text(subject));
    mog_json_set(line, "item", mog_json_text(item));
    mog_json_set(line, "observed", mog_json_time(clock));
    mog_json_set(line, "source", mog_json_text(source));
    mog_json_set(line, "fields", fields);
    char *text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    if (!text) mog_out_of_memory();
    mog_text kept = {mog_arena_copy(arena, text, strlen(text)), strlen(text)};
    free(text);
    return kept;
}

mog_status mog_plan_line(mog_text *out, mog_arena *arena, const mog_plan *plan, mog_snapshot *snapshot,
                         const mog_plan_action *action, mog_text source, mog_time clock, mog_error *err)
{
    json_t *fields;
    mog_status status = fields_before(&fields, snapshot, action->record, err);
    if (status) return status;
    set_fields(fields, plan, action);
    *out = mog_plan_record_line(arena, plan->kind.kind, action->subject, action->item, fields, source, clock);
    return MOG_OK;
}

/* accept.c: an exception that lets an action wait, as a line of evidence. */
#include "engine/plan/plan.h"

#include "engine/ingest/ingest.h"
#include "engine/store/current.h"
#include "engine/store/seal.h"

#include <stdlib.h>
#include <string.h>

static bool has_field(const mog_kind *kind, const char *path)
{
    return mog_row_find(&kind->row, mog_text_of(path)) >= 0;
}

static mog_status lacks(mog_error *err, const char *what)
{
    mog_fail(err, MOG_INPUT, "the policies have no place for an exception from a finding: they lack %s", what);
    mog_error_hint(err, "kinds.improvement of mognad's own policies has such a kind `exception`");
    return MOG_INPUT;
}

static mog_status find_kind(const mog_kind **out, const mog_policy *policy, mog_text subject, mog_error *err)
{
    mog_exception_kind kind;
    if (!mog_exception_kind_of(&kind, policy->kinds, policy->kind_count) || !kind.kind->many)
        return lacks(err, "a kind `exception` of which there are many, with `controls`, `approved` and `until`");
    if (!has_field(kind.kind, "reason")) return lacks(err, "its field `reason`, a text");
    if (!has_field(kind.kind, "approved_by")) return lacks(err, "its field `approved_by`, a role");
    if (!mog_kind_is_about_subject(kind.kind, subject))
        return lacks(err, "the type of the action's subject among what an exception is about");
    if (mog_kind_has_personal(kind.kind)) return lacks(err, "one without personal fields");
    *out = kind.kind;
    return MOG_OK;
}

/* The exception of that item as it stands, to be prolonged; an empty object where there is none, or it has ended. */
static mog_status fields_before(json_t **out, bool *prolongs, const mog_kind *kind, mog_snapshot *snapshot,
                                const mog_policy *policy, const mog_plan_action *action, mog_time clock, mog_error *err)
{
    mog_current_reader *reader = NULL;
    mog_current current = {0};
    mog_subject subject = {.name = action->subject};
    mog_arena *scratch = mog_arena_new();
    *out = NULL;
    mog_status status = mog_current_reader_new(&reader, policy, snapshot, clock, err);
    if (!status) status = mog_snapshot_find(&subject.id, snapshot, subject.name, err);
    if (!status) status = mog_current_read_kinds(&current, reader, scratch, &subject, &kind->index, 1, err);
    for (uint32_t i = 0; i < current.count && !status; i++) {
        const mog_element *one = &current.elements[i];
        if (!one->row || !mog_text_equal(one->item, action->item)) continue;
        json_t *whole = mog_record_to_json(one->record, kind, false);
        *out = json_incref(json_object_get(whole, "fields"));
        json_decref(whole);
    }
    mog_current_reader_free(reader);
    mog_arena_free(scratch);
    *prolongs = *out && !json_object_get(*out, "ended");
    if (*out && !*prolongs) {
        json_decref(*out);
        *out = NULL;
    }
    if (!status && !*out) *out = mog_json_object();
    return status;
}

static void set(json_t *fields, const mog_kind *kind, const char *key, mog_text text)
{
    if (text.size && has_field(kind, key)) mog_json_set(fields, key, mog_json_text(text));
}

/* From the rule alone where the kind has a place for that, else from its control. */
static void set_scope(json_t *fields, const mog_kind *kind, const mog_plan_action *action)
{
    json_t *list = mog_json_array();
    char id[MOG_CONTROL_ID_TEXT];
    bool by_rule = has_field(kind, "rules");
    if (by_rule) mog_json_append(list, mog_json_text(action->rule));
    for (uint32_t i = 0; !by_rule && i < action->control_count; i++) {
        mog_control_id_format(id, action->controls[i]);
        mog_json_append(list, mog_json_made(json_string(id)));
    }
    mog_json_set(fields, by_rule ? "rules" : "controls", list);
}

mog_status mog_plan_exception_line(mog_text *out, mog_arena *arena, const mog_policy *policy, mog_snapshot *snapshot,
                                   const mog_plan_action *action, const mog_plan_acceptance *accepted, mog_text source,
                                   mog_time clock, mog_error *err)
{
    const mog_kind *kind;
    json_t *fields;
    bool prolongs;
    mog_status status = find_kind(&kind, policy, action->subject, err);
    if (!status) status = fields_before(&fields, &prolongs, kind, snapshot, policy, action, clock, err);
    if (status) return status;
    set_scope(fields, kind, action);
    set(fields, kind, "name", action->finding.size ? action->finding : action->name);
    set(fields, kind, "reason", accepted->reason);
    set(fields, kind, "approved_by", accepted->by);
    set(fields, kind, "compensation", accepted->compensation);
    set(fields, kind, "risk", accepted->risk);
    set(fields, kind, "owner", action->owner);
    set(fields, kind, "action", action->item);
    mog_json_set(fields, "approved", mog_json_time(clock));
    mog_json_set(fields, "until", mog_json_time(accepted->until));
    if (prolongs && has_field(kind, "prolonged")) {
        json_int_t times = json_integer_value(json_object_get(fields, "prolonged"));
        mog_json_set(fields, "prolonged", mog_json_made(json_integer(times + 1)));
    }
    *out = mog_plan_record_line(arena, kind, action->subject, action->item, fields, source, clock);
    return MOG_OK;
}

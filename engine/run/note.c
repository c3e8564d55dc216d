/* note.c: from a note to a run. */
#include "engine/run/reach.h"

#include "engine/store/notes.h"

#include <math.h>
#include <string.h>

typedef struct reading {
    const json_t *note;
    mog_arena *arena;
    bool bad;
} reading;

static const json_t *member(reading *r, const char *key, bool optional)
{
    const json_t *value = json_object_get(r->note, key);
    if ((!value || json_is_null(value)) && !optional) r->bad = true;
    return value && json_is_null(value) ? NULL : value;
}

static mog_text text_of(reading *r, const char *key, bool optional)
{
    const json_t *value = member(r, key, optional);
    if (!value) return (mog_text){0};
    if (!json_is_string(value)) {
        r->bad = true;
        return (mog_text){0};
    }
    return (mog_text){mog_arena_copy(r->arena, json_string_value(value), json_string_length(value)),
                      json_string_length(value)};
}

static uint64_t number_of(reading *r, const char *key, bool optional)
{
    const json_t *value = member(r, key, optional);
    if (!value) return 0;
    if (!json_is_integer(value) || json_integer_value(value) < 0) r->bad = true;
    return json_is_integer(value) ? (uint64_t)json_integer_value(value) : 0;
}

static double figure_of(reading *r, const char *key)
{
    const json_t *value = member(r, key, true);
    if (!value) return NAN;
    if (!json_is_number(value)) r->bad = true;
    return json_number_value(value);
}

static void take_kept(mog_run *out, reading *r)
{
    mog_kept kept[MOG_KEPT_MOST];
    int count = mog_kept_parse(kept, r->note);
    if (count < 0) r->bad = true;
    if (count <= 0) return;
    mog_kept *copies = mog_take_array(r->arena, mog_kept, (size_t)count);
    for (int i = 0; i < count; i++) {
        copies[i] = kept[i];
        copies[i].name.at = mog_arena_copy(r->arena, kept[i].name.at, kept[i].name.size);
    }
    out->kept = copies;
    out->kept_count = (uint32_t)count;
}

static bool parse(mog_run *out, mog_arena *arena, mog_text line)
{
    json_t *note;
    if (mog_json_parse(&note, line, MOG_NOTE_LIMIT, NULL)) return false;
    reading r = {.note = note, .arena = arena};
    mog_text clock = text_of(&r, "clock", false);
    out->id = text_of(&r, "run", false);
    out->program = text_of(&r, "program", false);
    out->changes = number_of(&r, "changes", false);
    out->root = text_of(&r, "root", false);
    out->policies = text_of(&r, "policies", false);
    out->profile = text_of(&r, "profile", true);
    out->subject = text_of(&r, "subject", true);
    out->rule = text_of(&r, "rule", true);
    out->model = text_of(&r, "model", true);
    out->yardstick = text_of(&r, "yardstick", true);
    if (!out->model.size) out->model = MOG_TEXT("capability");
    out->results = number_of(&r, "results", false);
    out->strict = figure_of(&r, "strict");
    out->known = figure_of(&r, "known");
    out->coverage = figure_of(&r, "coverage");
    const json_t *level = member(&r, "level", true);
    out->level = json_is_integer(level) ? (int)json_integer_value(level) : MOG_NO_MATURITY;
    out->degraded = json_is_true(json_object_get(note, "degraded"));
    out->report = text_of(&r, "report", false);
    out->rescored = number_of(&r, "rescored", true);
    out->previous = json_object_get(note, "previous") ? number_of(&r, "previous", true) : UINT64_MAX;
    take_kept(out, &r);
    if (!r.bad && !mog_time_parse(&out->clock, clock)) r.bad = true;
    json_decref(note);
    return !r.bad;
}

static mog_status read_run(mog_run *out, mog_arena *arena, const mog_run_reach *reach, const mog_change *change,
                           mog_error *err)
{
    mog_text line;
    bool found;
    *out = (mog_run){0};
    mog_status status = mog_notes_text(&line, &found, reach->txn, reach->store, change->number, err);
    if (status) return status;
    if (!found || !parse(out, arena, line))
        return mog_store_damaged(err, "the note of change %llu is not that of a run",
                                 (unsigned long long)change->number);
    /* one that was recorded before notes named the run before it: there may be any number of changes between them */
    if (out->previous == UINT64_MAX || out->previous >= change->number) out->previous = change->number - 1;
    out->number = change->number;
    out->recorded = change->recorded;
    out->by = (mog_text){mog_arena_copy(arena, change->by, strlen(change->by)), strlen(change->by)};
    return MOG_OK;
}

mog_status mog_run_up_to(mog_run *out, mog_arena *arena, const mog_run_reach *reach, uint64_t number, mog_error *err)
{
    mog_journal journal = mog_journal_of(reach->store, reach->txn);
    *out = (mog_run){0};
    for (; number; number--) {
        mog_change change;
        bool found;
        mog_status status = mog_journal_read(&change, &found, &journal, number, err);
        if (status) return status;
        if (found && change.type == MOG_CHANGE_RUN_RECORDED) return read_run(out, arena, reach, &change, err);
    }
    return MOG_OK;
}

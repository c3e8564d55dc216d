/* hold.c: an assessment held against the plan: what is to be opened, ended and changed. */
#include "engine/plan/plan.h"

#include "engine/score/score.h"
#include "engine/store/current.h"

#include <stdlib.h>
#include <string.h>

#define MOST_FINDINGS 3u /* of a result that an action tells */

typedef struct holding {
    mog_arena *arena;
    const mog_plan *plan;
    mog_snapshot *snapshot;
    const mog_assessment *assessment;
    const mog_plan_terms *terms;
    mog_current_reader *reader;
    mog_arena *scratch;
    bool *has_action; /* by result: an action is about it */
    int *
        knows; /* by subject of the assessment: 1: something other than its actions is known of it; -1: nothing is; 0: not looked yet */
    mog_plan_outcome *out;
    mog_plan_change *changes; /* malloc'd until all are there */
    size_t capacity;
} holding;

/* ---- rules and results */

static bool reads_kind(const mog_rule *rule, uint32_t kind)
{
    for (uint32_t i = 0; i < rule->read_count; i++)
        if (rule->reads[i].kind == kind) return true;
    for (uint32_t i = 0; i < rule->where_read_count; i++)
        if (rule->where_reads[i].kind == kind) return true;
    for (uint32_t i = 0; i < rule->reach_count; i++)
        if (rule->reaches[i].kind == kind) return true;
    for (uint32_t i = 0; i < rule->where_reach_count; i++)
        if (rule->where_reaches[i].kind == kind) return true;
    return false;
}

static const mog_rule *rule_of(const holding *h, const mog_result *result)
{
    return &h->assessment->policy->rules[result->rule];
}

static const mog_assessed_subject *subject_of(const holding *h, const mog_result *result)
{
    return &h->assessment->subjects[result->subject];
}

static int by_place(const void *a, const void *b)
{
    const mog_result *x = a, *y = b;
    if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static const mog_result *result_for(const mog_assessment *assessment, const mog_plan_action *action)
{
    int64_t subject = mog_assessment_subject(assessment, action->subject);
    const mog_rule *rule = mog_policy_rule(assessment->policy, action->rule);
    if (subject < 0 || !rule || !assessment->result_count) return NULL;
    mog_result key = {.rule = (uint32_t)(rule - assessment->policy->rules), .subject = (uint32_t)subject};
    return bsearch(&key, assessment->results, assessment->result_count, sizeof key, by_place);
}

/* An action is evidence about its subject, which would have no end where nothing else is known of it. */
static mog_status is_known(bool *out, holding *h, mog_text name, size_t index, mog_error *err)
{
    mog_subject subject = {.name = name};
    const mog_subject_table *table;
    mog_status status = MOG_OK;
    if (!h->knows[index]) {
        h->knows[index] = -1;
        status = mog_snapshot_find(&subject.id, h->snapshot, name, err);
        if (!status) status = mog_current_read(&table, h->reader, &subject, err);
        for (uint32_t k = 0; !status && k < h->assessment->policy->kind_count; k++)
            if (k != h->plan->kind.kind->index && (table->kinds[k].count || table->kinds[k].census))
                h->knows[index] = 1;
    }
    *out = h->knows[index] > 0;
    return status;
}

static mog_plan_found found_in(const mog_result *result)
{
    mog_plan_found found = {.verdict = MOG_PLAN_GONE, .excepted_until = MOG_PLAN_NONE};
    if (!result) return found;
    switch (result->verdict) {
    case MOG_VERDICT_MET: found.verdict = MOG_PLAN_PASSES; break;
    case MOG_VERDICT_PARTLY:
    case MOG_VERDICT_NOT_MET: found.verdict = MOG_PLAN_FAILS; break;
    case MOG_VERDICT_UNKNOWN: found.verdict = MOG_PLAN_UNKNOWN; break;
    case MOG_VERDICT_ERROR: found.verdict = MOG_PLAN_BROKEN; break;
    case MOG_VERDICT_NOT_APPLICABLE:
    case MOG_VERDICT_COUNT: break;
    }
    if (result->excepted) found.excepted_until = result->excepted->until;
    return found;
}

static int64_t priority_of(const holding *h, const mog_result *result)
{
    const mog_rule *rule = rule_of(h, result);
    const mog_control *control = mog_policy_control(h->assessment->policy, rule->control);
    bool caps = rule->must && result->verdict == MOG_VERDICT_NOT_MET && control &&
                mog_score_subject_weight(control, subject_of(h, result)) == 4;
    return mog_plan_priority(mog_score_loss(h->assessment, result), caps);
}

/* ---- what an action says of its finding */

static mog_text keep(mog_arena *arena, const char *text)
{
    return mog_text_of(mog_arena_format(arena, "%s", text));
}

static mog_text finding_of(const holding *h, const mog_result *result)
{
    bool swedish = h->terms->swedish;
    const char **findings = swedish && result->findings_sv ? result->findings_sv : result->findings;
    const char *reason = swedish && result->reason_sv ? result->reason_sv : result->reason;
    uint32_t shown = result->finding_count < MOST_FINDINGS ? result->finding_count : MOST_FINDINGS;
    mog_buffer text = {0};
    if (!shown) return reason ? keep(h->arena, reason) : (mog_text){0};
    for (uint32_t i = 0; i < shown; i++) mog_buffer_format(&text, "%s%s", i ? "; " : "", findings[i]);
    if (shown < result->finding_count)
        mog_buffer_format(&text, swedish ? "; och %u till" : "; and %u more", result->finding_count - shown);
    mog_text kept = {mog_arena_copy(h->arena, text.at, text.size), text.size};
    mog_buffer_free(&text);
    return kept;
}

static mog_text name_of(mog_arena *arena, const mog_rule *rule, mog_plan_task task, bool swedish)
{
    mog_text title = swedish && rule->title_sv.size ? rule->title_sv : rule->title;
    mog_text action = swedish && rule->action_sv.size ? rule->action_sv : rule->action;
    if (task == MOG_PLAN_SHOW)
        return mog_text_of(mog_arena_format(arena, "%s: %.*s", swedish ? "Visa underlag" : "Show evidence",
                                            (int)title.size, title.at));
    return action.size ? action : title;
}

/* What a person has called it stays. */
static bool is_own_name(const holding *h, const mog_plan_action *action, const mog_rule *rule)
{
    for (int swedish = 0; swedish < 2; swedish++)
        if (mog_text_equal(action->name, name_of(h->arena, rule, action->task, swedish))) return false;
    return action->name.size > 0;
}

/* Who answers for the subject: by its register; a unit for itself. */
static mog_status owner_of(mog_text *out, holding *h, const mog_assessed_subject *about, mog_error *err)
{
    mog_subject subject = {.name = about->name};
    const mog_kind *reg;
    mog_current current;
    const char *colon = memchr(about->name.at, ':', about->name.size);
    mog_text type = {about->name.at, colon ? (size_t)(colon - about->name.at) : 0};
    *out = (mog_text){0};
    if (mog_text_equal(type, MOG_TEXT("unit"))) *out = about->name;
    reg = mog_policy_register(h->assessment->policy, type);
    if (out->size || !reg) return MOG_OK;
    int slot = mog_row_find(&reg->row, MOG_TEXT("owner"));
    if (slot < 0 ||
        !mog_type_equal(&reg->row.fields[slot].type, &h->plan->kind.kind->row.fields[h->plan->kind.owner].type))
        return MOG_OK;
    mog_status status = mog_snapshot_find(&subject.id, h->snapshot, about->name, err);
    if (!status) status = mog_current_read_kinds(&current, h->reader, h->scratch, &subject, &reg->index, 1, err);
    if (!status && current.count && current.elements[0].row && mog_row_has(current.elements[0].row, (uint32_t)slot)) {
        mog_text unit = mog_slot_text(mog_row_slot(current.elements[0].row, reg->row.words, (uint32_t)slot));
        *out = (mog_text){mog_arena_copy(h->arena, unit.at, unit.size), unit.size};
    }
    mog_arena_reset(h->scratch);
    return status;
}

/* ---- steps */

static void add(holding *h, const mog_plan_change *change)
{
    h->out->steps[change->step]++;
    if (change->step != MOG_PLAN_TO_NOTHING) MOG_PUSH(h->changes, h->out->count, h->capacity) = *change;
}

static mog_status hold_action(holding *h, const mog_plan_action *action, mog_error *err)
{
    int64_t subject = mog_assessment_subject(h->assessment, action->subject);
    const mog_result *result = result_for(h->assessment, action);
    bool known = subject >= 0;
    mog_status status = known ? is_known(&known, h, action->subject, (size_t)subject, err) : MOG_OK;
    if (status) return status;
    if (result) h->has_action[result - h->assessment->results] = true;
    if (!known) result = NULL;
    mog_plan_found found = found_in(result);
    mog_plan_change change = {.step = mog_plan_decide(action, &found, h->terms),
                              .ticked = mog_plan_is_ticked(action),
                              .before = action,
                              .result = result};
    /* Of what no rule looks at any more nothing grows old. */
    if (change.step == MOG_PLAN_TO_REFRESH && !known) change.step = MOG_PLAN_TO_NOTHING;
    change.after = mog_plan_after(action, change.step, &found, result ? priority_of(h, result) : 0, h->terms);
    bool tells = change.step == MOG_PLAN_TO_REOPEN || (result && change.after.task != action->task);
    if (tells) {
        if (!is_own_name(h, action, rule_of(h, result)))
            change.after.name = name_of(h->arena, rule_of(h, result), change.after.task, h->terms->swedish);
        change.after.finding = finding_of(h, result);
    }
    add(h, &change);
    return MOG_OK;
}

static mog_status open_action(holding *h, const mog_result *result, const mog_plan_found *found, mog_error *err)
{
    const mog_rule *rule = rule_of(h, result);
    mog_control_id *control = mog_take(h->arena, mog_control_id);
    *control = rule->control;
    mog_plan_change change = {.step = MOG_PLAN_TO_OPEN, .result = result};
    mog_plan_action bare = {.subject = subject_of(h, result)->name,
                            .item = mog_plan_item(h->arena, rule->id, subject_of(h, result)->name),
                            .rule = rule->id,
                            .finding = finding_of(h, result),
                            .controls = control,
                            .control_count = 1,
                            .priority = priority_of(h, result),
                            .opened = h->terms->clock,
                            .done = MOG_PLAN_NONE,
                            .closed = MOG_PLAN_NONE,
                            .accepted_until = MOG_PLAN_NONE};
    bare.due = mog_plan_due(bare.priority, h->terms);
    change.after = mog_plan_after(&bare, MOG_PLAN_TO_CHANGE, found, 0, h->terms);
    change.after.name = name_of(h->arena, rule, change.after.task, h->terms->swedish);
    mog_status status = owner_of(&change.after.owner, h, subject_of(h, result), err);
    if (!status) add(h, &change);
    return status;
}

static mog_status hold_result(holding *h, const mog_result *result, mog_error *err)
{
    mog_plan_found found = found_in(result);
    mog_text subject = subject_of(h, result)->name;
    const char *colon = memchr(subject.at, ':', subject.size);
    mog_text type = {subject.at, colon ? (size_t)(colon - subject.at) : 0};
    if (found.verdict == MOG_PLAN_BROKEN) h->out->left_broken++;
    if (found.verdict == MOG_PLAN_UNKNOWN && !h->terms->unknown) h->out->left_unknown++;
    if (mog_plan_decide(NULL, &found, h->terms) != MOG_PLAN_TO_OPEN) return MOG_OK;
    if (reads_kind(rule_of(h, result), h->plan->kind.kind->index)) {
        h->out->left_own++;
        return MOG_OK;
    }
    if (!mog_kind_is_about(h->plan->kind.kind, type)) {
        if (!h->out->left_unplaced++) h->out->unplaced = type;
        return MOG_OK;
    }
    bool known;
    mog_status status = is_known(&known, h, subject, result->subject, err);
    return status || !known ? status : open_action(h, result, &found, err);
}

static int by_importance(const void *a, const void *b, void *clock)
{
    const mog_plan_change *x = a, *y = b;
    return mog_plan_compare(&x->after, &y->after, *(const mog_time *)clock);
}

/* Half of its freshness has passed. */
static mog_time half_of(const mog_kind *kind, mog_time clock)
{
    mog_time oldest;
    if (!kind->has_fresh || !mog_time_subtract(&oldest, clock, kind->fresh)) return MOG_PLAN_NONE;
    return oldest / 2 + clock / 2;
}

mog_status mog_plan_hold(mog_plan_outcome *out, mog_arena *arena, const mog_plan *plan, mog_snapshot *snapshot,
                         const mog_assessment *assessment, mog_plan_terms *terms, mog_error *err)
{
    holding h = {.arena = arena, .plan = plan, .snapshot = snapshot, .assessment = assessment, .terms = terms};
    *out = (mog_plan_outcome){0};
    h.out = out;
    h.scratch = mog_arena_new();
    h.has_action = mog_take_array(arena, bool, assessment->result_count);
    h.knows = mog_take_array(arena, int, assessment->subject_count);
    terms->refresh_before = half_of(plan->kind.kind, terms->clock);
    mog_status status = mog_current_reader_new(&h.reader, assessment->policy, snapshot, terms->clock, err);
    for (size_t i = 0; i < plan->count && !status; i++)
        if (plan->actions[i].rule.size) status = hold_action(&h, &plan->actions[i], err);
    for (size_t i = 0; i < assessment->result_count && !status; i++)
        if (!h.has_action[i]) status = hold_result(&h, &assessment->results[i], err);
    if (!status && out->count) {
        mog_plan_change *changes = mog_take_array(arena, mog_plan_change, out->count);
        memcpy(changes, h.changes, out->count * sizeof *changes);
        qsort_r(changes, out->count, sizeof *changes, by_importance, &terms->clock);
        out->changes = changes;
    }
    free(h.changes);
    mog_current_reader_free(h.reader);
    mog_arena_free(h.scratch);
    return status;
}

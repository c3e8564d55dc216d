#include "engine/run/diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {
#define C(tag, word) word,
    MOG_CAUSES(C)
#undef C
};

const char *mog_cause_word(mog_cause cause)
{
    return words[cause];
}

/* A run with what it kept. */
typedef struct side {
    mog_run run;
    const mog_run_result *results; /* by rule and subject */
    size_t count;
    const mog_input *files;
    size_t file_count;
    mog_policy *policy; /* of the later run: how long records are fresh */
    json_t *scores;
} side;

typedef struct comparing {
    mog_run_diff *diff;
    mog_arena *arena;
    mog_snapshot *snapshot;
    side old, new;
    mog_result_change *changes;
    size_t change_count, change_capacity;
    mog_error *err;
} comparing;

/* ---- reading */

static mog_status read_side(side *out, comparing *c, const mog_run *run)
{
    out->run = *run;
    mog_status status = mog_run_results(&out->results, &out->count, c->arena, c->snapshot, run, c->err);
    if (!status) status = mog_run_policies(&out->files, &out->file_count, c->arena, c->snapshot, run, c->err);
    return status ? status : mog_run_scores(&out->scores, c->snapshot, run, c->err);
}

static void compile(comparing *c, const mog_plugins *plugins)
{
    mog_diagnostics *diagnostics = NULL;
    mog_compile_options options = {.profile = c->new.run.profile};
    mog_compile_with(&c->new.policy, &diagnostics, c->new.files, c->new.file_count, plugins, &options);
    mog_diagnostics_free(diagnostics);
}

static void close_side(side *one)
{
    mog_policy_free(one->policy);
    json_decref(one->scores);
}

/* ---- what there was of subjects and rules at all */

static int by_text(const void *a, const void *b)
{
    return mog_text_compare(*(const mog_text *)a, *(const mog_text *)b);
}

typedef struct names {
    mog_text *at;
    size_t count;
} names;

static names subjects_of(mog_arena *arena, const side *of)
{
    names all = {.at = mog_take_array(arena, mog_text, of->count)};
    for (size_t i = 0; i < of->count; i++) all.at[i] = of->results[i].subject;
    if (of->count) qsort(all.at, of->count, sizeof *all.at, by_text);
    for (size_t i = 0; i < of->count; i++)
        if (!i || !mog_text_equal(all.at[i], all.at[all.count - 1])) all.at[all.count++] = all.at[i];
    return all;
}

static bool has(const names *all, mog_text subject)
{
    return all->count && bsearch(&subject, all->at, all->count, sizeof *all->at, by_text);
}

static const mog_rule_change *change_of_rule(const mog_run_diff *diff, mog_text rule)
{
    size_t low = 0, high = diff->rule_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mog_text_compare(diff->rules[middle].rule, rule) < 0) low = middle + 1;
        else high = middle;
    }
    bool found = low < diff->rule_count && mog_text_equal(diff->rules[low].rule, rule);
    return found ? &diff->rules[low] : NULL;
}

/* ---- records */

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

/* False: it is not to be had; the store was altered since. */
static bool describe(mog_cause_record *out, comparing *c, uint64_t id, bool came)
{
    const mog_record *record;
    mog_text kind;
    *out = (mog_cause_record){.id = id, .came = came};
    if (mog_snapshot_record(&record, c->snapshot, id, NULL) || !record) return false;
    if (mog_snapshot_name(&kind, c->snapshot, record->kind, NULL)) return false;
    out->kind = keep(c->arena, kind);
    out->subject = keep(c->arena, mog_record_subject(record));
    out->item = keep(c->arena, mog_record_item(record));
    out->observed = record->observed;
    return true;
}

static bool holds(const mog_run_result *result, uint64_t id)
{
    size_t low = 0, high = result->evidence_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (result->evidence[middle] < id) low = middle + 1;
        else high = middle;
    }
    return low < result->evidence_count && result->evidence[low] == id;
}

/* Those that only one of the results rests on. */
static uint32_t differing(mog_cause_record *out, comparing *c, const mog_run_result *of, const mog_run_result *other,
                          bool came)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < of->evidence_count; i++)
        if (!holds(other, of->evidence[i])) count += describe(&out[count], c, of->evidence[i], came);
    return count;
}

/* How long a record of the kind is fresh for the rule; false: for ever, or it does not read it. */
static bool freshness(mog_duration *out, const mog_policy *policy, const mog_rule *rule, mog_text kind)
{
    uint32_t threshold = 0;
    for (uint32_t i = 0; i < rule->read_count; i++)
        if (mog_text_equal(policy->kinds[rule->reads[i].kind]->name, kind)) threshold = rule->reads[i].threshold;
    for (uint32_t i = 0; i < rule->where_read_count; i++)
        if (mog_text_equal(policy->kinds[rule->where_reads[i].kind]->name, kind))
            threshold = rule->where_reads[i].threshold;
    for (uint32_t i = 0; i < rule->reach_count; i++)
        if (mog_text_equal(policy->kinds[rule->reaches[i].kind]->name, kind)) threshold = rule->reaches[i].threshold;
    if (threshold) *out = policy->thresholds[threshold];
    return threshold != 0;
}

static bool is_stale(mog_time observed, mog_duration fresh, mog_time clock)
{
    mog_time limit;
    return mog_time_subtract(&limit, clock, fresh) && observed < limit;
}

/* Those that were fresh and are stale. */
static uint32_t gone_stale(mog_cause_record *out, comparing *c, const mog_run_result *now)
{
    const mog_rule *rule = c->new.policy ? mog_policy_rule(c->new.policy, now->rule) : NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; rule && i < now->evidence_count; i++) {
        mog_duration fresh;
        if (!describe(&out[count], c, now->evidence[i], false)) continue;
        if (!freshness(&fresh, c->new.policy, rule, out[count].kind)) continue;
        mog_time observed = out[count].observed;
        count += is_stale(observed, fresh, c->new.run.clock) && !is_stale(observed, fresh, c->old.run.clock);
    }
    return count;
}

/* ---- causes */

static bool find_rule_cause(mog_result_change *change, const mog_run_diff *diff)
{
    static const mog_cause causes[] = {
        [MOG_RULE_ADDED] = MOG_CAUSE_RULE_ADDED,        [MOG_RULE_GONE] = MOG_CAUSE_RULE_GONE,
        [MOG_RULE_CHANGED] = MOG_CAUSE_RULE_CHANGED,    [MOG_RULE_PARAMETER] = MOG_CAUSE_PARAMETER_CHANGED,
        [MOG_RULE_DEFINITION] = MOG_CAUSE_RULE_CHANGED, [MOG_RULE_KIND] = MOG_CAUSE_FRESHNESS_CHANGED,
    };
    const mog_rule_change *found = change_of_rule(diff, change->rule);
    if (!found) return false;
    change->cause = causes[found->how];
    change->what = found->what;
    return true;
}

static void find_cause(mog_result_change *change, comparing *c)
{
    const mog_run_result *was = change->before, *is = change->after;
    size_t most = (size_t)was->evidence_count + is->evidence_count;
    mog_cause_record *records = mog_take_array(c->arena, mog_cause_record, most + 1);
    if (was->excepted != is->excepted) {
        change->cause = is->excepted ? MOG_CAUSE_EXCEPTION_BEGAN : MOG_CAUSE_EXCEPTION_ENDED;
        if (was->verdict == is->verdict && was->achievement == is->achievement) return;
    }
    if (find_rule_cause(change, c->diff)) return;
    uint32_t count = differing(records, c, is, was, true);
    count += differing(records + count, c, was, is, false);
    bool same =
        is->evidence_count == was->evidence_count &&
        (!is->evidence_count || !memcmp(is->evidence, was->evidence, is->evidence_count * sizeof *is->evidence));
    if (!same) change->cause = MOG_CAUSE_EVIDENCE_CHANGED;
    else if ((count = gone_stale(records, c, is))) change->cause = MOG_CAUSE_EVIDENCE_STALE;
    else if (c->new.run.clock != c->old.run.clock) change->cause = MOG_CAUSE_TIME_PASSED;
    else change->cause = MOG_CAUSE_PROGRAM_CHANGED;
    change->records = records;
    change->record_count = count;
}

static bool is_same(const mog_run_result *a, const mog_run_result *b)
{
    bool none = isnan(a->achievement) && isnan(b->achievement);
    return a->verdict == b->verdict && a->excepted == b->excepted && (none || a->achievement == b->achievement);
}

static mog_result_change *add(comparing *c, const mog_run_result *was, const mog_run_result *is)
{
    const mog_run_result *one = is ? is : was;
    mog_result_change *made = &MOG_PUSH(c->changes, c->change_count, c->change_capacity);
    *made = (mog_result_change){
        .rule = one->rule,
        .subject = one->subject,
        .control = one->control,
        .before = was,
        .after = is,
        .loss_before = was ? was->loss : 0,
        .loss_after = is ? is->loss : 0,
    };
    return made;
}

/* The results are sorted alike. */
static void compare_results(comparing *c)
{
    names then = subjects_of(c->arena, &c->old), now = subjects_of(c->arena, &c->new);
    size_t o = 0, n = 0;
    while (o < c->old.count || n < c->new.count) {
        const mog_run_result *was = o < c->old.count ? &c->old.results[o] : NULL;
        const mog_run_result *is = n < c->new.count ? &c->new.results[n] : NULL;
        int order = !was ? 1 : !is ? -1 : mog_text_compare(was->rule, is->rule);
        if (order == 0) order = mog_text_compare(was->subject, is->subject);
        if (order > 0) {
            mog_result_change *made = add(c, NULL, is);
            made->cause = has(&then, is->subject) ? MOG_CAUSE_RULE_ADDED : MOG_CAUSE_SUBJECT_ADDED;
            n++;
        } else if (order < 0) {
            mog_result_change *made = add(c, was, NULL);
            made->cause = has(&now, was->subject) ? MOG_CAUSE_RULE_GONE : MOG_CAUSE_SUBJECT_GONE;
            o++;
        } else {
            if (is_same(was, is)) c->diff->unchanged++;
            else find_cause(add(c, was, is), c);
            o++;
            n++;
        }
    }
}

static double weight_of(const mog_result_change *change)
{
    return fabs(change->loss_after - change->loss_before);
}

static int by_importance(const void *a, const void *b)
{
    const mog_result_change *x = a, *y = b;
    double p = weight_of(x), q = weight_of(y);
    if (p != q) return p < q ? 1 : -1;
    int order = mog_text_compare(x->rule, y->rule);
    return order ? order : mog_text_compare(x->subject, y->subject);
}

/* ---- controls */

static int level_of(const json_t *control)
{
    const json_t *level = json_object_get(control, "maturity");
    return json_is_integer(level) ? (int)json_integer_value(level) : MOG_NO_MATURITY;
}

static double strict_of(const json_t *control)
{
    const json_t *strict = json_object_get(json_object_get(control, "compliance"), "strict");
    return json_is_number(strict) ? json_number_value(strict) : NAN;
}

static const json_t *find_control(const json_t *controls, const char *id)
{
    for (size_t i = 0; i < json_array_size(controls); i++) {
        const char *other = json_string_value(json_object_get(json_array_get(controls, i), "id"));
        if (other && strcmp(other, id) == 0) return json_array_get(controls, i);
    }
    return NULL;
}

static bool moved(const mog_control_change *one)
{
    if (one->maturity_before != one->maturity_after) return true;
    return fabs(one->strict_after - one->strict_before) >= 0.01;
}

static void compare_controls(comparing *c)
{
    const json_t *was = json_object_get(c->old.scores, "controls"), *is = json_object_get(c->new.scores, "controls");
    mog_control_change *list = mog_take_array(c->arena, mog_control_change, json_array_size(is));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(is); i++) {
        const json_t *after = json_array_get(is, i);
        const char *id = json_string_value(json_object_get(after, "id"));
        if (!id) continue;
        const json_t *before = find_control(was, id);
        mog_control_change one = {
            .control = keep(c->arena, mog_text_of(id)),
            .maturity_before = before ? level_of(before) : MOG_NO_MATURITY,
            .maturity_after = level_of(after),
            .strict_before = before ? strict_of(before) : NAN,
            .strict_after = strict_of(after),
        };
        if (moved(&one)) list[count++] = one;
    }
    c->diff->controls = list;
    c->diff->control_count = count;
}

/* ---- all */

static mog_status compare(comparing *c, const mog_plugins *plugins)
{
    mog_run_diff *diff = c->diff;
    mog_rule_set then = {c->old.files, c->old.file_count, c->old.run.profile};
    mog_rule_set now = {c->new.files, c->new.file_count, c->new.run.profile};
    diff->same_policies = mog_text_equal(c->old.run.policies, c->new.run.policies) &&
                          mog_text_equal(c->old.run.profile, c->new.run.profile);
    if (!diff->same_policies) {
        mog_status status = mog_rule_changes(&diff->rules, &diff->rule_count, c->arena, &then, &now, plugins, c->err);
        if (status) return status;
    }
    compile(c, plugins);
    compare_results(c);
    if (c->change_count) qsort(c->changes, c->change_count, sizeof *c->changes, by_importance);
    mog_result_change *list = mog_take_array(c->arena, mog_result_change, c->change_count);
    if (c->change_count) memcpy(list, c->changes, c->change_count * sizeof *list);
    diff->results = list;
    diff->result_count = c->change_count;
    compare_controls(c);
    return MOG_OK;
}

mog_status mog_run_compare(mog_run_diff **out, mog_snapshot *snapshot, const mog_run *before, const mog_run *after,
                           const mog_plugins *plugins, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    mog_run_diff *diff = mog_take(arena, mog_run_diff);
    comparing c = {.diff = diff, .arena = arena, .snapshot = snapshot, .err = err};
    *diff = (mog_run_diff){.arena = arena, .before = *before, .after = *after};
    mog_status status = read_side(&c.old, &c, before);
    if (!status) status = read_side(&c.new, &c, after);
    if (!status) status = compare(&c, plugins);
    close_side(&c.old);
    close_side(&c.new);
    free(c.changes);
    *out = status ? NULL : diff;
    if (status) mog_arena_free(arena);
    return status;
}

void mog_run_diff_free(mog_run_diff *diff)
{
    if (diff) mog_arena_free(diff->arena);
}

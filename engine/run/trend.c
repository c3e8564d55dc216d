#include "engine/run/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct making {
    mog_trend *trend;
    mog_arena *arena;
    mog_snapshot *snapshot;
    const mog_trend_choice *choice;
    json_t **scores;      /* by run */
    mog_run_diff **diffs; /* by step; freed at the end with what they hold */
    mog_error *err;
} making;

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

/* ---- which runs */

static int by_clock(const void *a, const void *b)
{
    const mog_run *x = a, *y = b;
    if (x->clock != y->clock) return x->clock < y->clock ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_wanted(const mog_trend_choice *choice, const mog_run *run)
{
    bool whole = !run->subject.size && !run->rule.size && run->kept_count;
    return whole && run->clock >= choice->since && mog_text_equal(run->profile, choice->profile);
}

/* The run, or the last that looked at its evidence again. NULL: none counts. */
static const mog_run *standing_for(const mog_run *run, const mog_run *all, size_t count, bool rescored)
{
    const mog_run *found = run;
    if (run->rescored) return NULL;
    for (size_t i = 0; rescored && i < count; i++)
        if (all[i].rescored == run->number && all[i].kept_count) found = &all[i];
    return found;
}

static mog_status no_runs(const mog_trend_choice *choice, size_t all, mog_error *err)
{
    if (choice->profile.size)
        mog_fail(err, MOG_INPUT, "no run of the profile `%.*s` is on record", (int)choice->profile.size,
                 choice->profile.at);
    else
        mog_fail(err, MOG_INPUT, "no run of all subjects and rules is on record%s",
                 all ? " without a profile, as late as that" : "");
    if (all)
        mog_error_hint(err, "`mognad runs list` shows those that there are; --profile NAME takes those of a profile");
    else mog_error_hint(err, "`mognad assess` puts one on record");
    return MOG_INPUT;
}

static mog_status choose_runs(making *m)
{
    const mog_run *all;
    size_t count, kept = 0;
    mog_status status = mog_run_list(&all, &count, m->arena, m->snapshot, m->err);
    if (status) return status;
    mog_run *runs = mog_take_array(m->arena, mog_run, count);
    for (size_t i = 0; i < count; i++) {
        const mog_run *run =
            is_wanted(m->choice, &all[i]) ? standing_for(&all[i], all, count, m->choice->rescored) : NULL;
        if (run) runs[kept++] = *run;
    }
    if (kept) qsort(runs, kept, sizeof *runs, by_clock);
    size_t distinct = 0;
    for (size_t i = 0; i < kept; i++) {
        if (distinct && runs[distinct - 1].clock == runs[i].clock) distinct--;
        runs[distinct++] = runs[i];
    }
    m->trend->runs = runs;
    m->trend->run_count = distinct;
    return distinct ? MOG_OK : no_runs(m->choice, count, m->err);
}

/* ---- figures */

static double figure(const json_t *object, const char *first, const char *second)
{
    const json_t *value = json_object_get(json_object_get(object, first), second);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* Of a group its `maturity` is an object, of a control a number. */
static mog_trend_point point_of(const json_t *group)
{
    const json_t *maturity = json_object_get(group, "maturity");
    const json_t *level = json_is_object(maturity) ? json_object_get(maturity, "level") : maturity;
    mog_trend_point point = {
        .strict = figure(group, "compliance", "strict"),
        .known = figure(group, "compliance", "known"),
        .coverage = figure(group, "compliance", "coverage"),
        .mean = json_is_integer(maturity) ? (double)json_integer_value(maturity) : figure(group, "maturity", "mean"),
        .level = json_is_integer(level) ? (int)json_integer_value(level) : MOG_NO_MATURITY,
    };
    point.is_there = group && !isnan(point.strict);
    return point;
}

/* "theme" is kept as `themes`; what `score --by` gives besides, under `groups`. */
static const json_t *list_of(const json_t *scores, mog_text by)
{
    char key[64];
    snprintf(key, sizeof key, "%.*ss", (int)(by.size < 60 ? by.size : 60), by.at);
    const json_t *list = json_object_get(scores, key);
    if (json_is_array(list)) return list;
    key[strlen(key) - 1] = '\0';
    return json_object_get(json_object_get(scores, "groups"), key);
}

static const json_t *find(const json_t *list, mog_text id)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i), *other = json_object_get(one, "id");
        if (json_is_string(other) &&
            mog_text_equal(id, (mog_text){json_string_value(other), json_string_length(other)}))
            return one;
    }
    return NULL;
}

static void add_series(making *m, mog_trend_series *out, mog_text id, mog_text title, bool whole)
{
    mog_trend *trend = m->trend;
    mog_trend_point *points = mog_take_array(m->arena, mog_trend_point, trend->run_count);
    for (size_t r = 0; r < trend->run_count; r++)
        points[r] =
            point_of(whole ? json_object_get(m->scores[r], "summary") : find(list_of(m->scores[r], m->choice->by), id));
    *out = (mog_trend_series){.id = id, .title = title, .points = points};
}

static mog_status no_list(const making *m)
{
    mog_text by = m->choice->by;
    mog_fail(m->err, MOG_INPUT, "the runs keep no figures by `%.*s`", (int)by.size, by.at);
    mog_error_hint(m->err, "`mognad trend --help` says by what they can be looked at");
    return MOG_INPUT;
}

static mog_text text_of(making *m, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) return (mog_text){0};
    return keep(m->arena, (mog_text){json_string_value(value), json_string_length(value)});
}

/* A series for each group that any of the runs has, the last run's first. */
static mog_status make_series(making *m)
{
    mog_trend *trend = m->trend;
    size_t most = 1, count = 0;
    for (size_t r = 0; r < trend->run_count; r++) most += json_array_size(list_of(m->scores[r], m->choice->by));
    if (m->choice->by.size && most == 1) return no_list(m);
    mog_trend_series *series = mog_take_array(m->arena, mog_trend_series, most);
    add_series(m, &series[count++], (mog_text){0}, (mog_text){0}, true);
    for (size_t r = trend->run_count; r-- > 0 && m->choice->by.size;) {
        const json_t *list = list_of(m->scores[r], m->choice->by);
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *one = json_array_get(list, i);
            mog_text id = text_of(m, one, "id");
            bool known = !id.size;
            for (size_t k = 1; k < count && !known; k++) known = mog_text_equal(series[k].id, id);
            if (!known) add_series(m, &series[count++], id, text_of(m, one, "title"), false);
        }
    }
    trend->series = series;
    trend->series_count = count;
    return MOG_OK;
}

/* ---- steps */

static bool moves_alike(const mog_control_change *control, const mog_result_change *result)
{
    double of_control = control->strict_after - control->strict_before,
           of_result = result->loss_before - result->loss_after;
    if (isnan(of_control)) return true;
    return of_control == 0 || (of_control > 0) == (of_result > 0);
}

static void find_cause(mog_trend_move *move, const mog_run_diff *diff)
{
    double weights[MOG_CAUSE_COUNT] = {0};
    uint32_t counts[MOG_CAUSE_COUNT] = {0};
    const mog_result_change *first[MOG_CAUSE_COUNT] = {0};
    int best = -1;
    for (size_t i = 0; i < diff->result_count; i++) {
        const mog_result_change *result = &diff->results[i];
        if (!mog_text_equal(result->control, move->change.control) || !moves_alike(&move->change, result)) continue;
        weights[result->cause] += fabs(result->loss_after - result->loss_before);
        counts[result->cause]++;
        if (!first[result->cause]) first[result->cause] = result;
    }
    for (int cause = 0; cause < MOG_CAUSE_COUNT; cause++)
        if (counts[cause] && (best < 0 || weights[cause] > weights[best])) best = cause;
    if (best < 0) {
        move->cause = diff->same_policies ? MOG_CAUSE_EVIDENCE_CHANGED : MOG_CAUSE_RULE_CHANGED;
        return;
    }
    move->cause = (mog_cause)best;
    move->result = first[best];
    move->results = counts[best];
}

static double levels_moved(const mog_control_change *change)
{
    if (change->maturity_before == MOG_NO_MATURITY || change->maturity_after == MOG_NO_MATURITY) return 0;
    return fabs((double)change->maturity_after - change->maturity_before);
}

static int by_distance(const void *a, const void *b)
{
    const mog_trend_move *x = a, *y = b;
    double p = levels_moved(&x->change), q = levels_moved(&y->change);
    if (p == q) {
        p = fabs(x->change.strict_after - x->change.strict_before);
        q = fabs(y->change.strict_after - y->change.strict_before);
    }
    if (p > q) return -1;
    if (q > p) return 1;
    return (x > y) - (x < y); /* they stand as in the report */
}

static mog_status make_step(making *m, mog_trend_step *out, size_t at, const mog_plugins *plugins)
{
    mog_run_diff *diff;
    const mog_run *runs = m->trend->runs;
    mog_status status = mog_run_compare(&diff, m->snapshot, &runs[at], &runs[at + 1], plugins, m->err);
    if (status) return status;
    m->diffs[at] = diff;
    mog_trend_move *moves = mog_take_array(m->arena, mog_trend_move, diff->control_count);
    for (size_t i = 0; i < diff->control_count; i++) {
        moves[i] = (mog_trend_move){.change = diff->controls[i]};
        find_cause(&moves[i], diff);
    }
    if (diff->control_count) qsort(moves, diff->control_count, sizeof *moves, by_distance);
    *out = (mog_trend_step){.same_policies = diff->same_policies, .moves = moves, .move_count = diff->control_count};
    return MOG_OK;
}

/* ---- all */

static mog_status make(making *m, const mog_plugins *plugins)
{
    mog_trend *trend = m->trend;
    mog_status status = choose_runs(m);
    if (status) return status;
    m->scores = mog_take_array(m->arena, json_t *, trend->run_count);
    m->diffs = mog_take_array(m->arena, mog_run_diff *, trend->run_count);
    for (size_t r = 0; r < trend->run_count && !status; r++)
        status = mog_run_scores(&m->scores[r], m->snapshot, &trend->runs[r], m->err);
    if (!status) status = make_series(m);
    if (!status && m->choice->why) {
        mog_trend_step *steps = mog_take_array(m->arena, mog_trend_step, trend->run_count);
        for (size_t r = 0; r + 1 < trend->run_count && !status; r++) status = make_step(m, &steps[r], r, plugins);
        trend->steps = steps;
    }
    for (size_t r = 0; r < trend->run_count; r++) json_decref(m->scores[r]);
    return status;
}

mog_status mog_trend_make(mog_trend **out, mog_snapshot *snapshot, const mog_trend_choice *choice,
                          const mog_plugins *plugins, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    mog_trend *trend = mog_take(arena, mog_trend);
    making m = {.trend = trend, .arena = arena, .snapshot = snapshot, .choice = choice, .err = err};
    *trend = (mog_trend){.arena = arena};
    mog_status status = make(&m, plugins);
    trend->held = m.diffs;
    *out = trend;
    if (status) {
        mog_trend_free(trend);
        *out = NULL;
    }
    return status;
}

void mog_trend_free(mog_trend *trend)
{
    if (!trend) return;
    for (size_t r = 0; trend->held && r < trend->run_count; r++) mog_run_diff_free(trend->held[r]);
    mog_arena_free(trend->arena);
}

/* idle.c: from what rules, conditions and kinds came to on a store, to those that make no difference there. */
#include "cli/idle.h"

#include "engine/assess/origin.h"

#include <stdlib.h>
#include <string.h>

#define MOST_REASONS 5

typedef struct outcome { /* of a rule */
    size_t first, count; /* of its results */
    uint32_t verdicts[MOG_VERDICT_COUNT];
    uint32_t applicable;
    int64_t achievement; /* of the first one that is applicable */
    bool differs;        /* achievements do */
    bool told;           /* it is idle as a whole: nothing is said of its conditions */
} outcome;

typedef struct finder {
    const mog_against *against;
    const mog_policy *policy;
    mog_arena *arena;
    uint32_t least;
    outcome *rules;
} finder;

static void gather(finder *all)
{
    const mog_assessment *assessment = all->against->assessment;
    for (size_t i = 0; i < assessment->result_count; i++) {
        const mog_result *result = &assessment->results[i];
        outcome *o = &all->rules[result->rule];
        if (o->count++ == 0) o->first = i;
        o->verdicts[result->verdict]++;
        if (result->verdict == MOG_VERDICT_NOT_APPLICABLE) continue;
        if (o->applicable++ == 0) o->achievement = result->achievement;
        else if (result->achievement != o->achievement) o->differs = true;
    }
}

static json_t *of_rule(const finder *all, uint32_t r)
{
    json_t *object = mog_json_object();
    mog_json_set(object, "rule", mog_json_text(all->policy->rules[r].id));
    return object;
}

/* ---- rules */

static json_t *for_none(finder *all)
{
    json_t *list = mog_json_array();
    for (uint32_t r = 0; r < all->policy->rule_count; r++) {
        outcome *o = &all->rules[r];
        const mog_rule *rule = &all->policy->rules[r];
        if (o->applicable || mog_rule_is_step(rule)) continue;
        if (!mog_profile_counts(all->policy->profile, rule->control, all->against->assessment->clock)) continue;
        o->told = true;
        json_t *one = of_rule(all, r);
        mog_json_set(one, "type", mog_json_text(rule->subject_type));
        mog_json_set(one, "subjects", json_integer((json_int_t)o->count));
        if (rule->where.at)
            mog_json_set(one, "where", mog_json_text(mog_origin_source(all->arena, all->policy, rule->where_span)));
        mog_json_append(list, one);
    }
    return list;
}

static json_t *same_everywhere(finder *all)
{
    json_t *list = mog_json_array();
    for (uint32_t r = 0; r < all->policy->rule_count; r++) {
        outcome *o = &all->rules[r];
        if (o->applicable < all->least || o->applicable == o->verdicts[MOG_VERDICT_UNKNOWN]) continue;
        for (int v = 0; v < MOG_VERDICT_COUNT; v++) {
            if (o->verdicts[v] != o->applicable || (v == MOG_VERDICT_PARTLY && o->differs)) continue;
            if (v == MOG_VERDICT_NOT_APPLICABLE) continue;
            o->told = true;
            json_t *one = of_rule(all, r);
            mog_json_set(one, "verdict", json_string(mog_verdict_word((mog_verdict)v)));
            mog_json_set(one, "subjects", json_integer(o->applicable));
            mog_json_append(list, one);
        }
    }
    return list;
}

/* Kinds that the rule reads and no subject of its type has. */
static json_t *missing_kinds(const finder *all, const mog_rule *rule)
{
    json_t *list = mog_json_array();
    for (uint32_t i = 0; i < all->against->kind_count; i++) {
        const mog_kind_use *use = &all->against->kinds[i];
        if (use->subjects == 0 && mog_text_equal(use->type, rule->subject_type) &&
            mog_rule_reads(all->policy, rule, use->kind))
            mog_json_append(list, mog_json_text(all->policy->kinds[use->kind]->name));
    }
    return list;
}

typedef struct reason {
    const char *text, *swedish;
    uint32_t subjects;
} reason;

static int by_frequency(const void *a, const void *b)
{
    const reason *x = a, *y = b;
    if (x->subjects != y->subjects) return x->subjects > y->subjects ? -1 : 1;
    return strcmp(x->text, y->text);
}

/* The commonest first. */
static json_t *reasons_of(const finder *all, const outcome *o)
{
    json_t *list = mog_json_array();
    reason *found = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = o->first; i < o->first + o->count; i++) {
        const mog_result *result = &all->against->assessment->results[i];
        if (result->verdict != MOG_VERDICT_UNKNOWN || !result->reason) continue;
        size_t at = 0;
        while (at < count && strcmp(found[at].text, result->reason) != 0) at++;
        if (at == count) MOG_PUSH(found, count, capacity) = (reason){result->reason, result->reason_sv, 0};
        found[at].subjects++;
    }
    if (count) qsort(found, count, sizeof *found, by_frequency);
    for (size_t i = 0; i < count && i < MOST_REASONS; i++) {
        json_t *one = mog_json_object();
        mog_json_set(one, "reason", mog_json_text(mog_text_of(found[i].text)));
        mog_json_set(one, "reason_sv", mog_json_text(mog_text_of(found[i].swedish ? found[i].swedish : found[i].text)));
        mog_json_set(one, "subjects", json_integer(found[i].subjects));
        mog_json_append(list, one);
    }
    free(found);
    return list;
}

static json_t *never_decided(finder *all)
{
    json_t *list = mog_json_array();
    for (uint32_t r = 0; r < all->policy->rule_count; r++) {
        outcome *o = &all->rules[r];
        if (!o->applicable || o->verdicts[MOG_VERDICT_UNKNOWN] != o->applicable) continue;
        o->told = true;
        json_t *one = of_rule(all, r);
        mog_json_set(one, "subjects", json_integer(o->applicable));
        mog_json_set(one, "missing_kinds", missing_kinds(all, &all->policy->rules[r]));
        mog_json_set(one, "reasons", reasons_of(all, o));
        mog_json_append(list, one);
    }
    return list;
}

/* ---- kinds */

static uint64_t records_of(const finder *all, mog_text kind)
{
    for (uint32_t i = 0; i < all->against->supply_count; i++)
        if (mog_text_equal(all->against->supplies[i].name, kind)) return all->against->supplies[i].records;
    return 0;
}

/* The rules that read a kind; of one type of subject, or of all where `type` is empty. */
static json_t *readers_of(const finder *all, uint32_t kind, mog_text type)
{
    json_t *list = mog_json_array();
    for (uint32_t r = 0; r < all->policy->rule_count; r++) {
        const mog_rule *rule = &all->policy->rules[r];
        if (type.size && !mog_text_equal(rule->subject_type, type)) continue;
        if (mog_rule_reads(all->policy, rule, kind)) mog_json_append(list, mog_json_text(rule->id));
    }
    return list;
}

static void add_unfed(json_t *list, const finder *all, uint32_t kind, mog_text type)
{
    json_t *readers = readers_of(all, kind, type);
    if (json_array_size(readers) == 0) {
        json_decref(readers);
        return;
    }
    json_t *one = mog_json_object();
    mog_json_set(one, "kind", mog_json_text(all->policy->kinds[kind]->name));
    if (type.size) mog_json_set(one, "type", mog_json_text(type));
    mog_json_set(one, "rules", readers);
    mog_json_append(list, one);
}

/* Kinds without a record at all; and of the others those that all subjects of one of their types are without. */
static json_t *never_fed(const finder *all)
{
    json_t *list = mog_json_array();
    for (uint32_t k = 0; k < all->policy->kind_count; k++) {
        if (records_of(all, all->policy->kinds[k]->name) == 0) add_unfed(list, all, k, (mog_text){0});
    }
    for (uint32_t i = 0; i < all->against->kind_count; i++) {
        const mog_kind_use *use = &all->against->kinds[i];
        if (use->subjects == 0 && records_of(all, all->policy->kinds[use->kind]->name))
            add_unfed(list, all, use->kind, use->type);
    }
    return list;
}

/* A register is read by the engine itself: names and classes come from it. */
static json_t *never_read(const finder *all)
{
    json_t *list = mog_json_array();
    for (uint32_t i = 0; i < all->against->supply_count; i++) {
        const mog_kind_supply *supply = &all->against->supplies[i];
        const mog_kind *kind = mog_policy_kind(all->policy, supply->name);
        bool read = kind && kind->is_register;
        for (uint32_t r = 0; kind && r < all->policy->rule_count && !read; r++)
            read = mog_rule_reads(all->policy, &all->policy->rules[r], kind->index);
        if (read) continue;
        json_t *one = mog_json_object();
        mog_json_set(one, "kind", mog_json_text(supply->name));
        mog_json_set(one, "records", json_integer((json_int_t)supply->records));
        mog_json_set(one, "declared", json_boolean(kind != NULL));
        mog_json_append(list, one);
    }
    return list;
}

/* ---- conditions */

static bool is_constant(const mog_condition_use *use)
{
    return (use->is_true != 0) + (use->is_false != 0) + (use->is_unknown != 0) == 1;
}

static bool lies_in(mog_span inner, mog_span outer)
{
    return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

static json_t *of_condition(const finder *all, const mog_condition_use *use)
{
    uint32_t line, column;
    const mog_source *file = &all->policy->files[use->span.file];
    mog_source_position(file, use->span.start, &line, &column);
    json_t *one = of_rule(all, use->rule);
    mog_json_set(one, "clause",
                 json_string(use->where                               ? "where"
                             : all->policy->rules[use->rule].measures ? "measure"
                                                                      : "require"));
    mog_json_set(one, "file", mog_json_text(file->path));
    mog_json_set(one, "line", json_integer(line));
    mog_json_set(one, "column", json_integer(column));
    mog_json_set(one, "source", mog_json_text(mog_origin_source(all->arena, all->policy, use->span)));
    mog_json_set(one, "value", use->is_unknown ? json_null() : json_boolean(use->is_true != 0));
    mog_json_set(one, "times", json_integer((json_int_t)(use->is_true + use->is_false + use->is_unknown)));
    mog_json_set(one, "subjects", json_integer(use->subjects));
    return one;
}

/* The outermost ones; what stands within one of them follows from it. */
static json_t *undistinguished(const finder *all)
{
    json_t *list = mog_json_array();
    const mog_condition_use *last = NULL;
    for (uint32_t i = 0; i < all->against->condition_count; i++) {
        const mog_condition_use *use = &all->against->conditions[i];
        if (use->subjects < all->least || all->rules[use->rule].told || !is_constant(use)) continue;
        if (last && last->rule == use->rule && lies_in(use->span, last->span)) continue;
        last = use;
        mog_json_append(list, of_condition(all, use));
    }
    return list;
}

json_t *cli_idle(const mog_against *against, uint32_t least)
{
    const mog_policy *policy = against->assessment->policy;
    finder all = {.against = against, .policy = policy, .arena = mog_arena_new(), .least = least};
    all.rules = mog_take_array(all.arena, outcome, policy->rule_count);
    gather(&all);
    json_t *out = mog_json_object();
    mog_json_set(out, "clock", mog_json_time(against->assessment->clock));
    mog_json_set(out, "subjects", json_integer(against->assessment->subject_count));
    mog_json_set(out, "rules", json_integer(policy->rule_count));
    mog_json_set(out, "least", json_integer(least));
    mog_json_set(out, "traced_subjects", json_integer(against->traced));
    mog_json_set(out, "cut_short", json_boolean(against->cut_short));
    mog_json_set(out, "for_no_subject", for_none(&all));
    mog_json_set(out, "same_everywhere", same_everywhere(&all));
    mog_json_set(out, "never_decided", never_decided(&all));
    mog_json_set(out, "never_fed", never_fed(&all));
    mog_json_set(out, "never_read", never_read(&all));
    mog_json_set(out, "conditions", undistinguished(&all));
    mog_arena_free(all.arena);
    return out;
}

size_t cli_idle_count(const json_t *idle)
{
    static const char *const lists[] = {"for_no_subject", "same_everywhere", "never_decided",
                                        "never_fed",      "never_read",      "conditions"};
    size_t count = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) count += json_array_size(json_object_get(idle, lists[i]));
    return count;
}

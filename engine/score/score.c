#include "engine/score/figures.h"

#include <stdlib.h>
#include <string.h>

#define NO_CONTROL UINT32_MAX

/* What is being scored, and of which part of the assessment. */
typedef struct scoring {
    const mog_assessment *assessment;
    const mog_selection *selection; /* NULL: all of it */
    mog_arena *arena;
    mog_scoring how;
    mog_control_score *controls;
    uint32_t control_count;
    uint32_t *of_rule; /* which control is a rule's; NO_CONTROL: of none that is scored */
} scoring;

static int by_id(const void *a, const void *b)
{
    mog_control_id x = *(const mog_control_id *)a, y = *(const mog_control_id *)b;
    return (x > y) - (x < y);
}

static bool has_control(const scoring *s, mog_control_id id)
{
    const mog_selection *selection = s->selection;
    if (!selection || !selection->controls) return true;
    return selection->control_count &&
           bsearch(&id, selection->controls, selection->control_count, sizeof id, by_id) != NULL;
}

static mog_belongs belongs(const scoring *s, uint32_t subject)
{
    return s->selection && s->selection->subjects ? (mog_belongs)s->selection->subjects[subject] : MOG_BELONGS;
}

/* The controls that have rules, count and belong, in order of id. Rules are sorted by control. */
static void list_controls(scoring *s)
{
    const mog_policy *policy = s->assessment->policy;
    s->of_rule = mog_take_array(s->arena, uint32_t, policy->rule_count);
    s->controls = mog_take_array(s->arena, mog_control_score, policy->rule_count);
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        mog_control_id id = policy->rules[r].control;
        s->of_rule[r] = NO_CONTROL;
        if (mog_rule_is_step(&policy->rules[r]) || !mog_profile_counts(policy->profile, id, s->assessment->clock))
            continue;
        if (!has_control(s, id)) continue;
        if (s->control_count == 0 || s->controls[s->control_count - 1].control->id != id) {
            mog_control_score *score = &s->controls[s->control_count++];
            score->control = mog_policy_control(policy, id);
            if (!score->control) { /* a policy names every control of its rules; one built by hand may not */
                mog_control *bare = mog_take(s->arena, mog_control);
                bare->id = id;
                score->control = bare;
            }
            mog_score_aims(score, s->assessment);
        }
        s->of_rule[r] = s->control_count - 1;
    }
}

static void add_result(scoring *s, mog_control_sums *sums, mog_sum *rules, const mog_result *result)
{
    uint32_t c = s->of_rule[result->rule];
    mog_belongs how = belongs(s, result->subject);
    if (c == NO_CONTROL || how == MOG_BELONGS_NOT) return;
    s->controls[c].verdicts[result->verdict]++;
    mog_sums_add(&sums[c], &rules[result->rule], &s->assessment->policy->rules[result->rule], result,
                 &s->assessment->subjects[result->subject]);
    sums[c].own |= how == MOG_BELONGS && mog_score_is_applicable(result);
}

/* A control without any result in an assessment of all there is: nothing that its rules are for was ever recorded. Not shown is not met. */
static void add_never_collected(scoring *s, mog_control_sums *sums, mog_sum *rules)
{
    const mog_policy *policy = s->assessment->policy;
    if (!s->assessment->whole || (s->selection && s->selection->subjects)) return;
    for (uint32_t c = 0; c < s->control_count; c++) {
        uint64_t results = 0;
        for (int v = 0; v < MOG_VERDICT_COUNT; v++) results += s->controls[c].verdicts[v];
        s->controls[c].never_collected = results == 0;
    }
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        uint32_t c = s->of_rule[r];
        if (c != NO_CONTROL && s->controls[c].never_collected)
            mog_sums_add_never(&sums[c], &rules[r], &policy->rules[r]);
    }
}

static void score_controls(scoring *s)
{
    const mog_policy *policy = s->assessment->policy;
    mog_control_sums *sums = mog_allocate(sizeof *sums * (s->control_count + (size_t)1));
    mog_sum *rules = mog_allocate(sizeof *rules * (policy->rule_count + (size_t)1));
    memset(rules, 0, sizeof *rules * (policy->rule_count + (size_t)1));
    for (uint32_t c = 0; c < s->control_count; c++) mog_sums_begin(&sums[c], s->controls[c].control);
    for (size_t i = 0; i < s->assessment->result_count; i++) add_result(s, sums, rules, &s->assessment->results[i]);
    add_never_collected(s, sums, rules);
    for (uint32_t r = 0; r < policy->rule_count; r++)
        if (s->of_rule[r] != NO_CONTROL) mog_sums_add_rule(&sums[s->of_rule[r]], policy->rules[r].level, &rules[r]);
    for (uint32_t c = 0; c < s->control_count; c++) mog_score_finish_control(&s->controls[c], &sums[c], &s->how);
    free(rules);
    free(sums);
}

static bool has_theme(const scoring *s, mog_text id)
{
    for (uint32_t c = 0; c < s->control_count; c++)
        if (mog_text_equal(s->controls[c].control->theme, id)) return true;
    return false;
}

static const mog_theme *theme_of(const mog_policy *policy, mog_text id)
{
    for (uint32_t t = 0; t < policy->theme_count; t++)
        if (mog_text_equal(policy->themes[t].id, id)) return &policy->themes[t];
    return NULL;
}

static bool is_listed(const mog_group_score *groups, uint32_t count, const mog_theme *theme)
{
    for (uint32_t g = 0; g < count; g++)
        if (groups[g].theme == theme) return true;
    return false;
}

/* The themes that have controls with rules, in the order of their first control, and last the controls that no catalogue places. */
static uint32_t score_themes(const scoring *s, mog_group_score **out)
{
    const mog_policy *policy = s->assessment->policy;
    mog_group_score *groups = mog_take_array(s->arena, mog_group_score, (size_t)policy->theme_count + 1);
    uint32_t used = 0;
    for (uint32_t c = 0; c < s->control_count; c++) {
        const mog_theme *theme = theme_of(policy, s->controls[c].control->theme);
        if (!theme || is_listed(groups, used, theme)) continue;
        mog_group_score *group = &groups[used++];
        group->theme = theme;
        group->id = theme->id;
        group->title = theme->title;
        group->title_sv = theme->title_sv;
        mog_score_roll_up(group, s->how.model, s->controls, s->control_count, &theme->id);
    }
    mog_text nowhere = {0};
    if (has_theme(s, nowhere)) {
        mog_group_score *group = &groups[used++];
        group->title = MOG_TEXT("Controls outside the catalogue");
        group->title_sv = MOG_TEXT("Säkerhetsåtgärder utanför katalogen");
        mog_score_roll_up(group, s->how.model, s->controls, s->control_count, &nowhere);
    }
    *out = groups;
    return used;
}

void mog_score_group(mog_scores **out, const mog_assessment *assessment, const mog_selection *selection)
{
    mog_arena *arena = mog_arena_new();
    mog_scores *scores = mog_take(arena, mog_scores);
    scoring s = {.assessment = assessment,
                 .selection = selection,
                 .arena = arena,
                 .how = mog_scoring_of(assessment->policy->profile)};
    list_controls(&s);
    score_controls(&s);
    scores->arena = arena;
    scores->model = s.how.model;
    scores->controls = s.controls;
    scores->control_count = s.control_count;

    mog_group_score *themes;
    scores->theme_count = score_themes(&s, &themes);
    scores->themes = themes;
    scores->all.title = MOG_TEXT("All");
    scores->all.title_sv = MOG_TEXT("Alla");
    mog_score_roll_up(&scores->all, s.how.model, s.controls, s.control_count, NULL);
    *out = scores;
}

void mog_score(mog_scores **out, const mog_assessment *assessment)
{
    mog_score_group(out, assessment, NULL);
}

void mog_scores_free(mog_scores *scores)
{
    if (scores) mog_arena_free(scores->arena);
}

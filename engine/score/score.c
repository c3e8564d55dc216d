#include "engine/score/figures.h"

#include <stdlib.h>

/* The controls that have rules and count, in order of id; `of_rule` says which is a rule's. Rules are sorted by control. */
static uint32_t list_controls(mog_arena *arena, mog_control_score **out, uint32_t *of_rule,
                              const mog_assessment *assessment)
{
    const mog_policy *policy = assessment->policy;
    mog_control_score *scores = mog_take_array(arena, mog_control_score, policy->rule_count);
    uint32_t count = 0;
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        mog_control_id id = policy->rules[r].control;
        if (mog_rule_is_step(&policy->rules[r]) || !mog_profile_counts(policy->profile, id, assessment->clock))
            continue; /* without results */
        if (count == 0 || scores[count - 1].control->id != id) {
            const mog_control *control = mog_policy_control(policy, id);
            if (!control) { /* a policy names every control of its rules; one built by hand may not */
                mog_control *bare = mog_take(arena, mog_control);
                bare->id = id;
                control = bare;
            }
            mog_score_aims(&scores[count].weight, &scores[count].target, policy->profile, id);
            scores[count++].control = control;
        }
        of_rule[r] = count - 1;
    }
    *out = scores;
    return count;
}

static void score_controls(mog_control_score *scores, uint32_t count, const uint32_t *of_rule,
                           const mog_assessment *assessment)
{
    mog_control_sums *sums = mog_allocate(sizeof *sums * (count ? count : 1));
    for (uint32_t c = 0; c < count; c++) sums[c] = (mog_control_sums){.aspects = mog_score_aspects(scores[c].control)};
    for (size_t i = 0; i < assessment->result_count; i++) {
        const mog_result *result = &assessment->results[i];
        uint32_t c = of_rule[result->rule];
        scores[c].verdicts[result->verdict]++;
        mog_sums_add(&sums[c], &assessment->policy->rules[result->rule], result,
                     &assessment->subjects[result->subject]);
    }
    for (uint32_t c = 0; c < count; c++) mog_score_finish_control(&scores[c], &sums[c]);
    free(sums);
}

static bool has_theme(const mog_control_score *controls, uint32_t count, mog_text id)
{
    for (uint32_t c = 0; c < count; c++)
        if (mog_text_equal(controls[c].control->theme, id)) return true;
    return false;
}

/* The themes that have controls with rules, in the catalogue's order, and last the controls that no catalogue places. */
static uint32_t score_themes(mog_arena *arena, mog_group_score **out, const mog_control_score *controls, uint32_t count,
                             const mog_policy *policy)
{
    mog_group_score *groups = mog_take_array(arena, mog_group_score, (size_t)policy->theme_count + 1);
    uint32_t used = 0;
    for (uint32_t t = 0; t < policy->theme_count; t++) {
        const mog_theme *theme = &policy->themes[t];
        if (!has_theme(controls, count, theme->id)) continue;
        mog_group_score *group = &groups[used++];
        group->theme = theme;
        group->id = theme->id;
        group->title = theme->title;
        group->title_sv = theme->title_sv;
        mog_score_roll_up(group, controls, count, &theme->id);
    }
    mog_text nowhere = {0};
    if (has_theme(controls, count, nowhere)) {
        mog_group_score *group = &groups[used++];
        group->title = MOG_TEXT("Controls outside the catalogue");
        group->title_sv = MOG_TEXT("Säkerhetsåtgärder utanför katalogen");
        mog_score_roll_up(group, controls, count, &nowhere);
    }
    *out = groups;
    return used;
}

void mog_score(mog_scores **out, const mog_assessment *assessment)
{
    const mog_policy *policy = assessment->policy;
    mog_arena *arena = mog_arena_new();
    mog_scores *scores = mog_take(arena, mog_scores);
    scores->arena = arena;

    uint32_t *of_rule = mog_take_array(arena, uint32_t, policy->rule_count);
    mog_control_score *controls;
    scores->control_count = list_controls(arena, &controls, of_rule, assessment);
    score_controls(controls, scores->control_count, of_rule, assessment);
    scores->controls = controls;

    mog_group_score *themes;
    scores->theme_count = score_themes(arena, &themes, controls, scores->control_count, policy);
    scores->themes = themes;
    scores->all.title = MOG_TEXT("All");
    scores->all.title_sv = MOG_TEXT("Alla");
    mog_score_roll_up(&scores->all, controls, scores->control_count, NULL);
    *out = scores;
}

mog_status mog_score_check(const mog_policy *policy, mog_error *err)
{
    const mog_profile *profile = policy->profile;
    if (!profile) return MOG_OK;
    bool model = !mog_text_equal(profile->model, MOG_TEXT("capability"));
    if (!model && !profile->by_risk) return MOG_OK;
    if (model)
        mog_fail(err, MOG_INPUT,
                 "the profile `%.*s` asks for the scoring model `%.*s`, which this version does not have",
                 (int)profile->name.size, profile->name.at, (int)profile->model.size, profile->model.at);
    else
        mog_fail(err, MOG_INPUT, "the profile `%.*s` asks for `weight by risk`, which this version does not have",
                 (int)profile->name.size, profile->name.at);
    mog_error_hint(err, model ? "leave `model` out, or write `model capability`"
                              : "leave it out, or give the controls their weights");
    return MOG_INPUT;
}

void mog_scores_free(mog_scores *scores)
{
    if (scores) mog_arena_free(scores->arena);
}

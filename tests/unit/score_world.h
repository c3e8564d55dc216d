/* score_world.h: assessments built by hand, to be scored. */
#ifndef MOG_TESTS_UNIT_SCORE_WORLD_H
#define MOG_TESTS_UNIT_SCORE_WORLD_H

#include "engine/score/score.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ONE MOG_ACHIEVEMENT_ONE
#define CONTROL(theme_part, part) ((mog_control_id)(theme_part) << 48 | (mog_control_id)(part) << 32)

#define PROFILE_CONTROLS 24

/* A policy of at most a few controls and rules, an assessment over it, and room for results. */
typedef struct world {
    mog_policy policy;
    mog_theme themes[2];
    mog_control controls[24];
    mog_rule rules[64];
    mog_assessed_subject subjects[32];
    mog_result results[512];
    mog_assessment assessment;
    mog_profile profile;
    mog_profile_control chosen[PROFILE_CONTROLS];
    mog_control_risk risks[PROFILE_CONTROLS];
} world;

static const mog_text cia[] = {{"confidentiality", 15}, {"integrity", 9}, {"availability", 12}};
static const mog_text traceability[] = {{"traceability", 12}};
static const mog_attribute properties[] = {{{"properties", 10}, cia, 3}, {{"aspects", 7}, traceability, 1}};

static inline world *world_new(void)
{
    world *w = mog_allocate(sizeof *w);
    memset(w, 0, sizeof *w);
    w->themes[0] = (mog_theme){MOG_TEXT("organisational"), MOG_TEXT("Organisational controls"), {0}};
    w->themes[1] = (mog_theme){MOG_TEXT("technological"), MOG_TEXT("Technological controls"), {0}};
    w->policy = (mog_policy){.controls = w->controls, .rules = w->rules, .themes = w->themes, .theme_count = 2};
    w->assessment =
        (mog_assessment){.policy = &w->policy, .subjects = w->subjects, .results = w->results, .risks = w->risks};
    return w;
}

static inline void add_control(world *w, mog_control_id id, const char *theme)
{
    w->controls[w->policy.control_count++] =
        (mog_control){.id = id, .theme = mog_text_of(theme), .attributes = properties, .attribute_count = 1};
}

static inline uint32_t add_rule(world *w, mog_control_id control, uint32_t level, uint32_t weight, bool must)
{
    w->rules[w->policy.rule_count] = (mog_rule){.control = control, .level = level, .weight = weight, .must = must};
    return w->policy.rule_count++;
}

static inline uint32_t add_subject(world *w, uint8_t confidentiality, uint8_t traceable)
{
    w->subjects[w->assessment.subject_count] =
        (mog_assessed_subject){.name = MOG_TEXT("system:x"), .classes = {confidentiality, 0, 0, traceable}};
    return w->assessment.subject_count++;
}

static inline mog_result *add_result(world *w, uint32_t rule, uint32_t subject, mog_verdict verdict,
                                     int64_t achievement)
{
    mog_result *result = &w->results[w->assessment.result_count++];
    *result =
        (mog_result){.rule = rule, .subject = subject, .verdict = verdict, .achievement = achievement, .cap = ONE};
    return result;
}

static inline void add_met(world *w, uint32_t rule, uint32_t subject)
{
    add_result(w, rule, subject, MOG_VERDICT_MET, ONE);
}

static inline void add_not_met(world *w, uint32_t rule, uint32_t subject)
{
    add_result(w, rule, subject, MOG_VERDICT_NOT_MET, 0);
}

/* The controls must come in order. */
static inline mog_profile_control *choose(world *w, mog_control_id id, uint32_t weight, uint32_t target)
{
    w->policy.profile = &w->profile;
    w->profile.controls = w->chosen;
    for (uint32_t level = 1; level <= 5; level++) w->profile.thresholds[level] = mog_threshold_default(level);
    mog_profile_control *one = &w->chosen[w->profile.control_count++];
    *one = (mog_profile_control){.control = id, .weight = weight, .target = target};
    return one;
}

static inline mog_scores *score(const world *w)
{
    mog_scores *scores;
    mog_score(&scores, &w->assessment);
    return scores;
}

static inline void assert_figure(double got, double wanted)
{
    if (isnan(wanted)) assert_true(isnan(got));
    else if (!(fabs(got - wanted) < 1e-12)) fail_msg("%.15g is not %.15g", got, wanted);
}

#endif

#include "engine/score/figures.h"

#include <stdlib.h>

static const char *const aspects[4] = {"confidentiality", "integrity", "availability", "traceability"};

static unsigned aspect_bits(const mog_attribute *attribute)
{
    unsigned bits = 0;
    for (uint32_t v = 0; v < attribute->count; v++)
        for (unsigned a = 0; a < 4; a++)
            if (mog_text_equal(attribute->values[v], mog_text_of(aspects[a]))) bits |= 1u << a;
    return bits;
}

unsigned mog_score_aspects(const mog_control *control)
{
    bool has_properties = false;
    unsigned bits = 0;
    for (uint32_t i = 0; i < control->attribute_count; i++) {
        const mog_attribute *attribute = &control->attributes[i];
        bool properties = mog_text_equal(attribute->name, MOG_TEXT("properties"));
        if (!properties && !mog_text_equal(attribute->name, MOG_TEXT("aspects"))) continue;
        has_properties |= properties;
        bits |= aspect_bits(attribute);
    }
    return has_properties ? bits : 15;
}

uint32_t mog_score_weight(unsigned bits, const mog_assessed_subject *subject)
{
    uint32_t highest = 0;
    for (unsigned a = 0; a < 4; a++)
        if (bits >> a & 1 && subject->classes[a] > highest) highest = subject->classes[a];
    return 1 + highest;
}

uint32_t mog_score_subject_weight(const mog_control *control, const mog_assessed_subject *subject)
{
    return mog_score_weight(mog_score_aspects(control), subject);
}

static int by_control(const void *a, const void *b)
{
    mog_control_id x = *(const mog_control_id *)a, y = ((const mog_control_risk *)b)->control;
    return (x > y) - (x < y);
}

/* Of a control: NULL: no open risk names it, or risks do not weigh. */
static const mog_control_risk *risk_of(const mog_assessment *assessment, mog_control_id control)
{
    if (assessment->risk_count == 0) return NULL;
    return bsearch(&control, assessment->risks, assessment->risk_count, sizeof *assessment->risks, by_control);
}

void mog_score_aims(mog_control_score *score, const mog_assessment *assessment)
{
    const mog_profile *profile = assessment->policy->profile;
    mog_control_id control = score->control->id;
    const mog_profile_control *one = profile ? mog_profile_control_of(profile, control) : NULL;
    const mog_control_risk *risk = profile && profile->by_risk ? risk_of(assessment, control) : NULL;
    score->weight = one ? one->weight : 1;
    score->target = one ? one->target : MOG_TARGET_DEFAULT;
    score->residual = risk ? risk->residual : 0;
    score->risk = risk ? risk->record : 0;
    score->parts = score->weight * (MOG_RISK_MOST + score->residual);
}

bool mog_score_is_applicable(const mog_result *result)
{
    return result->verdict != MOG_VERDICT_NOT_APPLICABLE;
}

bool mog_score_is_known(const mog_result *result)
{
    return mog_score_is_applicable(result) && result->achievement != MOG_ACHIEVEMENT_NONE;
}

int64_t mog_score_loss(const mog_assessment *assessment, const mog_result *result)
{
    const mog_rule *rule = &assessment->policy->rules[result->rule];
    const mog_control *control = mog_policy_control(assessment->policy, rule->control);
    mog_control bare = {.id = rule->control};
    mog_control_score aims = {.control = control ? control : &bare};
    mog_score_aims(&aims, assessment);
    if (!mog_score_is_applicable(result) || rule->level > aims.target) return 0;
    int64_t weight = (int64_t)aims.parts * rule->weight;
    if (control) weight *= mog_score_subject_weight(control, &assessment->subjects[result->subject]);
    int64_t achieved = mog_score_is_known(result) ? result->achievement : 0;
    return weight * (MOG_ACHIEVEMENT_ONE - achieved);
}

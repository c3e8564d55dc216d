#include "engine/score/figures.h"

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

void mog_score_aims(uint32_t *weight, uint32_t *target, const mog_profile *profile, mog_control_id control)
{
    const mog_profile_control *one = profile ? mog_profile_control_of(profile, control) : NULL;
    *weight = one ? one->weight : 1;
    *target = one ? one->target : MOG_TARGET_DEFAULT;
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
    uint32_t control_weight, target;
    mog_score_aims(&control_weight, &target, assessment->policy->profile, rule->control);
    if (!mog_score_is_applicable(result) || rule->level > target) return 0;
    const mog_control *control = mog_policy_control(assessment->policy, rule->control);
    int64_t weight = (int64_t)control_weight * rule->weight;
    if (control) weight *= mog_score_subject_weight(control, &assessment->subjects[result->subject]);
    int64_t achieved = mog_score_is_known(result) ? result->achievement : 0;
    return weight * (MOG_ACHIEVEMENT_ONE - achieved);
}

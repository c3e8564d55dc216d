#include "engine/report/report.h"

#define T(text) (int)(text).size, (text).at

static const char *const levels[MOG_LEVELS + 1][2] = {
    {"incomplete", "ofullständig"}, {"performed", "utförd"},        {"managed", "styrd"},
    {"established", "etablerad"},   {"predictable", "förutsägbar"}, {"innovating", "förbättrande"},
};

const char *mog_level_name(int level, bool swedish)
{
    return level < 0 || level > MOG_LEVELS ? "" : levels[level][swedish];
}

const char *mog_report_cap(mog_arena *arena, const mog_assessment *assessment, const mog_control_score *control,
                           bool swedish)
{
    if (!control->cap) return NULL;
    mog_text rule = assessment->policy->rules[control->cap->rule].id;
    mog_text subject = assessment->subjects[control->cap->subject].name;
    if (swedish)
        return mog_arena_format(arena, "nyckelkravet %.*s är inte uppfyllt för %.*s, som har högsta klass", T(rule),
                                T(subject));
    return mog_arena_format(arena, "the key requirement %.*s is not met by %.*s, which is of the highest class",
                            T(rule), T(subject));
}

#include "engine/report/report.h"

#include <math.h>

#define T(text) (int)(text).size, (text).at

static const char *const levels[MOG_LEVELS + 1][2] = {
    {"incomplete", "ofullständig"}, {"performed", "utförd"},        {"managed", "styrd"},
    {"established", "etablerad"},   {"predictable", "förutsägbar"}, {"innovating", "förbättrande"},
};

const char *mog_level_name(int level, bool swedish)
{
    return level < 0 || level > MOG_LEVELS ? "" : levels[level][swedish];
}

const char *mog_report_model(mog_model model, bool swedish)
{
#define GATE_EN "the level that 85 % of the controls have reached; floor is the lowest"
#define GATE_SV "den nivå som 85 % av säkerhetsåtgärderna har nått; lägst är den lägsta"
    static const char *const words[MOG_MODEL_COUNT][2] = {
        [MOG_MODEL_CAPABILITY] = {GATE_EN, GATE_SV},
        [MOG_MODEL_STAGED] = {GATE_EN ". A level asks that each of its rules is at least largely achieved",
                              GATE_SV ". En nivå kräver att var och en av dess regler är uppfylld till stor del"},
        [MOG_MODEL_CUMULATIVE] = {GATE_EN ". Each level has a threshold of its own",
                                  GATE_SV ". Varje nivå har en egen tröskel"},
        [MOG_MODEL_MINIMUM] =
            {"the lowest of the controls, each by the lowest achievement at its levels",
             "den lägsta bland säkerhetsåtgärderna, var och en efter den lägsta uppfyllnaden på dess nivåer"},
        [MOG_MODEL_AVERAGE] = {"the whole part of mean, an average over the controls; floor is the lowest",
                               "heltalsdelen av medel, ett medelvärde över säkerhetsåtgärderna; lägst är den lägsta"},
    };
#undef GATE_EN
#undef GATE_SV
    return words[model][swedish];
}

const char *mog_gap_word(double gap, bool swedish)
{
    static const char *const words[4][2] = {
        {"negligible", "försumbar"}, {"moderate", "måttlig"}, {"significant", "betydande"}, {"serious", "allvarlig"}};
    if (isnan(gap)) return "";
    return words[gap < 0.5 ? 0 : gap < 1.5 ? 1 : gap < 2.5 ? 2 : 3][swedish];
}

const char *mog_report_cap(mog_arena *arena, const mog_assessment *assessment, const mog_control_score *control,
                           bool swedish)
{
    if (!control->cap) return NULL;
    mog_text rule = assessment->policy->rules[control->cap->rule].id;
    mog_text subject = assessment->subjects[control->cap->subject].name;
    bool excepted = control->cap->excepted != NULL;
    if (swedish)
        return mog_arena_format(arena, "nyckelkravet %.*s är inte uppfyllt för %.*s, som har högsta klass%s", T(rule),
                                T(subject), excepted ? " och ett undantag" : "");
    return mog_arena_format(arena, "the key requirement %.*s is not met by %.*s, which is of the highest class%s",
                            T(rule), T(subject), excepted ? " and excepted" : "");
}

const char *mog_report_never(mog_arena *arena, const mog_policy *policy, const mog_control_score *control, bool swedish)
{
    const char *types = "";
    if (!control->never_collected) return NULL;
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        const mog_rule *rule = &policy->rules[r];
        bool told = rule->control != control->control->id;
        for (uint32_t k = 0; k < r && !told; k++)
            told = policy->rules[k].control == rule->control &&
                   mog_text_equal(policy->rules[k].subject_type, rule->subject_type);
        if (!told) types = mog_arena_format(arena, "%s%s%.*s", types, *types ? ", " : "", T(rule->subject_type));
    }
    return mog_arena_format(arena,
                            swedish ? "aldrig insamlat: inget objekt finns antecknat av typen %s"
                                    : "never collected: no subject is on record of the type %s",
                            types);
}

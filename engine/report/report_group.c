/* The figures of a group as JSON. */
#include "engine/report/report.h"

static json_t *level_or_null(int level)
{
    return level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(level));
}

json_t *mog_report_group(const mog_grouped *group, mog_model model)
{
    const mog_group_score *score = &group->score;
    json_t *out = mog_json_object(), *compliance = mog_json_object(), *possible = mog_json_object();
    json_t *maturity = mog_json_object(), *distribution = mog_json_array();
    const char *severity = mog_gap_word(score->gap, false);
    mog_json_set(compliance, "strict", mog_json_figure(score->compliance.strict));
    mog_json_set(compliance, "known", mog_json_figure(score->compliance.known));
    mog_json_set(compliance, "coverage", mog_json_figure(score->compliance.coverage));
    mog_json_set(possible, "strict", mog_json_figure(score->possible_strict));
    mog_json_set(possible, "level", level_or_null(score->possible_level));
    mog_json_set(maturity, "level", level_or_null(score->level));
    mog_json_set(maturity, "mean", mog_json_figure(score->mean));
    mog_json_set(maturity, "floor", level_or_null(score->floor));
    mog_json_set(maturity, "gap", mog_json_figure(score->gap));
    mog_json_set(maturity, "severity", mog_json_string_or_null(*severity ? severity : NULL));
    mog_json_set(maturity, "model", mog_json_made(json_string(mog_model_word(model))));
    for (int level = 0; level <= MOG_LEVELS; level++)
        mog_json_append(distribution, mog_json_made(json_integer(score->distribution[level])));
    mog_json_set(out, "id", mog_json_text_or_null(group->id));
    mog_json_set(out, "title", mog_json_text_or_null(group->title));
    mog_json_set(out, "title_sv", mog_json_text_or_null(group->title_sv));
    mog_json_set(out, "controls", mog_json_made(json_integer(score->controls)));
    mog_json_set(out, "inherited", mog_json_made(json_integer(group->inherited)));
    mog_json_set(out, "compliance", compliance);
    mog_json_set(out, "maturity", maturity);
    mog_json_set(out, "distribution", score->level == MOG_NO_MATURITY ? json_null() : json_incref(distribution));
    mog_json_set(out, "possible", possible);
    mog_json_set(out, "excepted", mog_json_figure(score->excepted));
    json_decref(distribution);
    return out;
}

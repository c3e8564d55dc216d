/* From the levels of a control to its maturity (docs/scoring.md, "A control"). */
#include "engine/score/figures.h"

#define ONE MOG_ACHIEVEMENT_ONE
#define SIX_DECIMALS 1000 /* in units of 1e-9 */

mog_scoring mog_scoring_of(const mog_profile *profile)
{
    mog_scoring scoring = {.model = profile ? profile->model : MOG_MODEL_CAPABILITY};
    for (uint32_t level = 1; level <= MOG_LEVELS; level++)
        scoring.thresholds[level] = profile ? profile->thresholds[level] : mog_threshold_default(level);
    return scoring;
}

__int128 mog_round_half_even(__int128 num, __int128 den)
{
    __int128 whole = num / den, twice = 2 * (num % den);
    return whole + (twice > den || (twice == den && whole % 2 != 0));
}

/* The highest rated level that `holds`, with every rated level below it `complete`. */
static int climb(const mog_scoring *scoring, const mog_ladder *ladder,
                 bool holds(const mog_scoring *scoring, const mog_ladder *ladder, int level),
                 bool complete(const mog_scoring *scoring, const mog_ladder *ladder, int level))
{
    int reached = 0;
    for (int level = 1; level <= MOG_LEVELS; level++) {
        if (ladder->levels[level].den == 0) continue;
        if (!holds(scoring, ladder, level)) break;
        reached = level;
        if (!complete(scoring, ladder, level)) break;
    }
    return reached;
}

static bool is_fully(const mog_scoring *scoring, const mog_ladder *ladder, int level)
{
    (void)scoring;
    return mog_ratio_rating(ladder->levels[level]) == MOG_RATING_F;
}

static bool is_largely(const mog_scoring *scoring, const mog_ladder *ladder, int level)
{
    (void)scoring;
    return mog_ratio_rating(ladder->levels[level]) >= MOG_RATING_L;
}

static bool is_largely_by_rule(const mog_scoring *scoring, const mog_ladder *ladder, int level)
{
    return is_largely(scoring, ladder, level) && !ladder->behind[level];
}

static bool is_over_threshold(const mog_scoring *scoring, const mog_ladder *ladder, int level)
{
    mog_ratio achieved = ladder->levels[level];
    return achieved.num >= achieved.den * scoring->thresholds[level];
}

/* A level without results is as the next one that has some. */
static int64_t average(const mog_ladder *ladder)
{
    __int128 sum = 0;
    int counted = 0;
    for (int level = 1; level <= MOG_LEVELS; level++) {
        mog_ratio achieved = ladder->levels[level];
        if (achieved.den == 0) continue;
        sum += (level - counted) * mog_round_half_even(achieved.num, achieved.den);
        counted = level;
    }
    return (int64_t)mog_round_half_even(sum, SIX_DECIMALS) * SIX_DECIMALS;
}

int64_t mog_model_value(const mog_scoring *scoring, const mog_ladder *ladder)
{
    switch (scoring->model) {
    case MOG_MODEL_CAPABILITY:
    case MOG_MODEL_MINIMUM: return climb(scoring, ladder, is_largely, is_fully) * ONE;
    case MOG_MODEL_STAGED: return climb(scoring, ladder, is_largely_by_rule, is_fully) * ONE;
    case MOG_MODEL_CUMULATIVE: return climb(scoring, ladder, is_over_threshold, is_over_threshold) * ONE;
    case MOG_MODEL_AVERAGE: return average(ladder);
    case MOG_MODEL_COUNT: break;
    }
    return 0;
}

/* The figures of one control. */
#include "engine/score/figures.h"

#define KEY_WEIGHT 4        /* of the subjects on which a key requirement may not fail */
#define KEY_MATURITY 1      /* what its failing caps maturity at */
#define EXCEPTED_MATURITY 2 /* and where every such failing is excepted */

void mog_sums_begin(mog_control_sums *sums, const mog_control *control)
{
    *sums = (mog_control_sums){.aspects = mog_score_aspects(control)};
    for (int level = 0; level <= MOG_LEVELS; level++)
        sums->levels[level].lowest = sums->levels[level].lowest_possible = MOG_ACHIEVEMENT_ONE;
}

static void add(mog_sum *sum, int64_t weight, const mog_result *result)
{
    bool known = mog_score_is_known(result);
    int64_t achieved = known ? result->achievement : 0;
    sum->achieved += (__int128)weight * achieved;
    sum->possible += (__int128)weight * (known ? achieved : MOG_ACHIEVEMENT_ONE);
    sum->known += known ? weight : 0;
    sum->excepted += result->excepted ? (__int128)weight * (MOG_ACHIEVEMENT_ONE - achieved) : 0;
    sum->weight += weight;
}

/* The first by rule and subject, in whatever order they come. */
static void keep_first(const mog_result **first, const mog_result *result)
{
    const mog_result *had = *first;
    if (!had || result->rule < had->rule || (result->rule == had->rule && result->subject < had->subject))
        *first = result;
}

void mog_sums_add(mog_control_sums *sums, mog_sum *of_rule, const mog_rule *rule, const mog_result *result,
                  const mog_assessed_subject *subject)
{
    if (!mog_score_is_applicable(result)) return;
    uint32_t subject_weight = mog_score_weight(sums->aspects, subject);
    int64_t weight = (int64_t)rule->weight * subject_weight;
    mog_level_sums *level = &sums->levels[rule->level];
    add(&level->sum, weight, result);
    add(of_rule, weight, result);
    bool known = mog_score_is_known(result);
    int64_t achieved = known ? result->achievement : 0, possible = known ? achieved : MOG_ACHIEVEMENT_ONE;
    if (achieved < level->lowest) level->lowest = achieved;
    if (possible < level->lowest_possible) level->lowest_possible = possible;
    if (!rule->must || result->verdict != MOG_VERDICT_NOT_MET || subject_weight < KEY_WEIGHT) return;
    keep_first(result->excepted ? &sums->failing_excepted : &sums->failing_key, result);
}

void mog_sums_add_never(mog_control_sums *sums, mog_sum *of_rule, const mog_rule *rule)
{
    static const mog_assessed_subject nobody;
    const mog_result unknown = {.verdict = MOG_VERDICT_UNKNOWN, .achievement = MOG_ACHIEVEMENT_NONE};
    mog_sums_add(sums, of_rule, rule, &unknown, &nobody);
    sums->own = true;
}

static bool is_behind(__int128 achieved, __int128 weight)
{
    return weight > 0 && mog_ratio_rating((mog_ratio){achieved, weight}) < MOG_RATING_L;
}

void mog_sums_add_rule(mog_control_sums *sums, uint32_t level, const mog_sum *of_rule)
{
    sums->levels[level].behind |= is_behind(of_rule->achieved, of_rule->weight);
    sums->levels[level].behind_possible |= is_behind(of_rule->possible, of_rule->weight);
}

/* ---- compliance */

static void finish_compliance(mog_control_score *score, const mog_control_sums *sums)
{
    mog_sum total = {0};
    for (uint32_t level = 1; level <= score->target && level <= MOG_LEVELS; level++) {
        const mog_sum *sum = &sums->levels[level].sum;
        total.achieved += sum->achieved;
        total.possible += sum->possible;
        total.known += sum->known;
        total.excepted += sum->excepted;
        total.weight += sum->weight;
    }
    score->compliance.strict = mog_ratio_value((mog_ratio){total.achieved, total.weight});
    score->compliance.known = mog_ratio_value((mog_ratio){total.achieved, total.known});
    score->compliance.coverage = mog_ratio_value((mog_ratio){total.known * MOG_ACHIEVEMENT_ONE, total.weight});
    score->excepted = mog_ratio_value((mog_ratio){total.excepted, total.weight});
    score->possible_strict = mog_ratio_value((mog_ratio){total.possible, total.weight});
}

/* ---- maturity */

/* In the model `minimum` the lowest achievement stands for the level. */
static mog_ratio achieved(const mog_scoring *scoring, __int128 sum, int64_t lowest, __int128 weight)
{
    bool by_lowest = scoring->model == MOG_MODEL_MINIMUM && weight > 0;
    return by_lowest ? (mog_ratio){lowest, 1} : (mog_ratio){sum, weight};
}

static double next_level(const mog_control_score *score, const mog_scoring *scoring)
{
    if (scoring->model == MOG_MODEL_AVERAGE)
        return (double)(score->value % MOG_ACHIEVEMENT_ONE) / (double)MOG_ACHIEVEMENT_ONE;
    for (int level = score->maturity + 1; level <= MOG_LEVELS; level++)
        if (score->levels[level].rating != MOG_RATING_NONE) return mog_ratio_value(score->levels[level].achievement);
    return 0;
}

static void finish_maturity(mog_control_score *score, const mog_control_sums *sums, const mog_scoring *scoring)
{
    mog_ladder now = {0}, best = {0};
    for (int level = 1; level <= MOG_LEVELS; level++) {
        const mog_level_sums *sum = &sums->levels[level];
        mog_level_score *one = &score->levels[level];
        one->achievement = achieved(scoring, sum->sum.achieved, sum->lowest, sum->sum.weight);
        one->possible = achieved(scoring, sum->sum.possible, sum->lowest_possible, sum->sum.weight);
        one->rating = mog_ratio_rating(one->achievement);
        one->sum = (mog_ratio){sum->sum.achieved, sum->sum.weight};
        one->best = (mog_ratio){sum->sum.possible, sum->sum.weight};
        one->known = (mog_ratio){sum->sum.achieved, sum->sum.known};
        score->scored |= sum->sum.weight > 0;
        now.levels[level] = one->achievement;
        now.behind[level] = sum->behind;
        best.levels[level] = one->possible;
        best.behind[level] = sum->behind_possible;
    }
    score->value = mog_model_value(scoring, &now);
    score->possible_value = mog_model_value(scoring, &best);
}

static void cap(mog_control_score *score, const mog_control_sums *sums)
{
    const mog_result *failing = sums->failing_key ? sums->failing_key : sums->failing_excepted;
    int level = sums->failing_key ? KEY_MATURITY : EXCEPTED_MATURITY;
    int64_t most = level * MOG_ACHIEVEMENT_ONE;
    if (!failing) return;
    if (score->possible_value > most) score->possible_value = most;
    if (score->value <= most) return;
    score->value = most;
    score->cap = failing;
    score->cap_level = level;
}

void mog_score_finish_control(mog_control_score *score, const mog_control_sums *sums, const mog_scoring *scoring)
{
    finish_compliance(score, sums);
    finish_maturity(score, sums, scoring);
    cap(score, sums);
    score->maturity = (int)(score->value / MOG_ACHIEVEMENT_ONE);
    score->possible_maturity = (int)(score->possible_value / MOG_ACHIEVEMENT_ONE);
    score->progress = next_level(score, scoring);
    score->inherited = score->scored && !sums->own;
}

/* The figures of one control, by the capability model (after ISO/IEC 33020). */
#include "engine/score/figures.h"

#define KEY_WEIGHT 4   /* of the subjects on which a key requirement may not fail */
#define KEY_MATURITY 1 /* what its failing caps maturity at */

void mog_sums_add(mog_control_sums *sums, const mog_rule *rule, const mog_result *result,
                  const mog_assessed_subject *subject)
{
    if (!mog_score_is_applicable(result)) return;
    uint32_t subject_weight = mog_score_weight(sums->aspects, subject);
    int64_t weight = (int64_t)rule->weight * subject_weight;
    bool known = mog_score_is_known(result);
    mog_sum *sum = &sums->levels[rule->level];
    sum->achieved += known ? (__int128)weight * result->achievement : 0;
    sum->possible += (__int128)weight * (known ? result->achievement : MOG_ACHIEVEMENT_ONE);
    sum->known += known ? weight : 0;
    sum->weight += weight;

    if (!rule->must || result->verdict != MOG_VERDICT_NOT_MET || subject_weight < KEY_WEIGHT) return;
    /* the first by rule and subject, in whatever order they come */
    const mog_result *first = sums->failing_key;
    if (!first || result->rule < first->rule || (result->rule == first->rule && result->subject < first->subject))
        sums->failing_key = result;
}

static bool holds(mog_rating rating)
{
    return rating == MOG_RATING_L || rating == MOG_RATING_F;
}

/* The highest level that is L or F with every rated level below it F. */
static int highest_level(const mog_rating ratings[MOG_LEVELS + 1])
{
    int reached = 0;
    for (int level = 1; level <= MOG_LEVELS; level++) {
        if (ratings[level] == MOG_RATING_NONE) continue;
        if (!holds(ratings[level])) break;
        reached = level;
        if (ratings[level] != MOG_RATING_F) break;
    }
    return reached;
}

static int capped(int maturity, const mog_control_sums *sums)
{
    return sums->failing_key && maturity > KEY_MATURITY ? KEY_MATURITY : maturity;
}

static double next_level(const mog_control_score *score)
{
    for (int level = score->maturity + 1; level <= MOG_LEVELS; level++)
        if (score->levels[level].rating != MOG_RATING_NONE) return mog_ratio_value(score->levels[level].achievement);
    return 0;
}

void mog_score_finish_control(mog_control_score *score, const mog_control_sums *sums)
{
    mog_rating now[MOG_LEVELS + 1] = {MOG_RATING_NONE}, best[MOG_LEVELS + 1] = {MOG_RATING_NONE};
    mog_sum total = {0};
    for (uint32_t level = 1; level <= MOG_LEVELS; level++) {
        const mog_sum *sum = &sums->levels[level];
        mog_level_score *one = &score->levels[level];
        one->achievement = (mog_ratio){sum->achieved, sum->weight};
        one->possible = (mog_ratio){sum->possible, sum->weight};
        now[level] = one->rating = mog_ratio_rating(one->achievement);
        best[level] = mog_ratio_rating(one->possible);
        score->scored |= sum->weight > 0;
        if (level > score->target) continue;
        total.achieved += sum->achieved;
        total.possible += sum->possible;
        total.known += sum->known;
        total.weight += sum->weight;
    }
    score->compliance.strict = mog_ratio_value((mog_ratio){total.achieved, total.weight});
    score->compliance.known = mog_ratio_value((mog_ratio){total.achieved, total.known});
    score->compliance.coverage = mog_ratio_value((mog_ratio){total.known * MOG_ACHIEVEMENT_ONE, total.weight});
    score->possible_strict = mog_ratio_value((mog_ratio){total.possible, total.weight});

    int uncapped = highest_level(now);
    score->maturity = capped(uncapped, sums);
    score->possible_maturity = capped(highest_level(best), sums);
    if (score->maturity < uncapped) {
        score->cap = sums->failing_key;
        score->cap_level = KEY_MATURITY;
    }
    score->progress = next_level(score);
}

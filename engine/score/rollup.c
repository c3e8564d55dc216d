/* Groups of controls, each with its weight in the profile; without a profile every control weighs 1. */
#include "engine/score/figures.h"

#include <math.h>

#define HEADLINE_SHARE 85 /* per cent of the weight that must be at a level for the group to be */

typedef struct mean {
    double sum;
    uint64_t weight;
} mean;

/* Adding in the order of controls is what makes the last bit the same everywhere. */
static void add(mean *to, uint32_t weight, double figure)
{
    if (isnan(figure)) return;
    to->sum += weight * figure;
    to->weight += weight;
}

static double value(mean of)
{
    return of.weight ? of.sum / (double)of.weight : NAN;
}

/* What the headline rests on: the weight of the controls by maturity, and the lowest maturity of a key control. */
typedef struct standing {
    uint64_t weights[MOG_LEVELS + 1], all;
    int key_floor;
} standing;

static void stand(standing *at, const mog_control_score *control, int maturity)
{
    at->weights[maturity] += control->weight;
    at->all += control->weight;
    if (control->weight >= MOG_PROFILE_KEY_WEIGHT && maturity < at->key_floor) at->key_floor = maturity;
}

static int headline(const standing *at)
{
    if (at->all == 0) return MOG_NO_MATURITY;
    uint64_t at_least = 0;
    for (int level = MOG_LEVELS; level > 0; level--) {
        at_least += at->weights[level];
        if (at_least * 100 >= at->all * HEADLINE_SHARE && at->key_floor >= level - 1) return level;
    }
    return 0;
}

static int missing(const mog_control_score *control)
{
    int target = (int)control->target;
    return target > control->maturity ? target - control->maturity : 0;
}

void mog_score_roll_up(mog_group_score *group, const mog_control_score *controls, uint32_t count, const mog_text *theme)
{
    mean strict = {0}, known = {0}, coverage = {0}, possible = {0}, maturity = {0}, gap = {0};
    standing now = {.key_floor = MOG_LEVELS}, best = {.key_floor = MOG_LEVELS};
    for (uint32_t i = 0; i < count; i++) {
        const mog_control_score *one = &controls[i];
        if (theme && !mog_text_equal(one->control->theme, *theme)) continue;
        for (int v = 0; v < MOG_VERDICT_COUNT; v++) group->verdicts[v] += one->verdicts[v];
        if (!one->scored) continue;
        group->controls++;
        add(&strict, one->weight, one->compliance.strict);
        add(&known, one->weight, one->compliance.known);
        add(&coverage, one->weight, one->compliance.coverage);
        add(&possible, one->weight, one->possible_strict);
        add(&maturity, one->weight, one->maturity);
        add(&gap, one->weight, missing(one));
        group->distribution[one->maturity]++;
        stand(&now, one, one->maturity);
        stand(&best, one, one->possible_maturity);
    }
    group->compliance = (mog_compliance){value(strict), value(known), value(coverage)};
    group->possible_strict = value(possible);
    group->mean = value(maturity);
    group->gap = value(gap);
    group->level = headline(&now);
    group->possible_level = headline(&best);
    group->floor = MOG_NO_MATURITY;
    for (int level = MOG_LEVELS; level >= 0; level--)
        if (group->distribution[level]) group->floor = level;
}

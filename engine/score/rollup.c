/* Groups of controls, each with what it weighs; without a profile all weigh the same. */
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

/* What the headline rests on: the weight of the controls by maturity, the lowest maturity of all and of a key control, and the sum of v(c). */
typedef struct standing {
    uint64_t weights[MOG_LEVELS + 1], all;
    int floor, key_floor;
    __int128 values; /* x weight, in units of 1e-9 */
} standing;

static const standing nobody = {.floor = MOG_LEVELS, .key_floor = MOG_LEVELS};

static void stand(standing *at, const mog_control_score *control, int64_t value)
{
    int maturity = (int)(value / MOG_ACHIEVEMENT_ONE);
    at->weights[maturity] += control->parts;
    at->all += control->parts;
    at->values += (__int128)control->parts * value;
    if (maturity < at->floor) at->floor = maturity;
    if (control->weight >= MOG_PROFILE_KEY_WEIGHT && maturity < at->key_floor) at->key_floor = maturity;
}

/* The level that 85 % of the weight have reached, with no key control further below than one. */
static int gate(const standing *at)
{
    uint64_t at_least = 0;
    for (int level = MOG_LEVELS; level > 0; level--) {
        at_least += at->weights[level];
        if (at_least * 100 >= at->all * HEADLINE_SHARE && at->key_floor >= level - 1) return level;
    }
    return 0;
}

static int headline(const standing *at, mog_model model)
{
    enum { MILLIONTHS = 1000000, OF_ONE = MOG_ACHIEVEMENT_ONE / MILLIONTHS };
    if (at->all == 0) return MOG_NO_MATURITY;
    if (model == MOG_MODEL_MINIMUM) return at->floor;
    if (model == MOG_MODEL_AVERAGE)
        return (int)(mog_round_half_even(at->values, (__int128)at->all * OF_ONE) / MILLIONTHS);
    return gate(at);
}

static double number(int64_t value)
{
    return (double)value / (double)MOG_ACHIEVEMENT_ONE;
}

static double missing(const mog_control_score *control)
{
    int64_t target = (int64_t)control->target * MOG_ACHIEVEMENT_ONE;
    return target > control->value ? number(target - control->value) : 0;
}

void mog_score_roll_up(mog_group_score *group, mog_model model, const mog_control_score *controls, uint32_t count,
                       const mog_text *theme)
{
    mean strict = {0}, known = {0}, coverage = {0}, excepted = {0}, possible = {0}, maturity = {0}, gap = {0};
    standing now = nobody, best = nobody;
    for (uint32_t i = 0; i < count; i++) {
        const mog_control_score *one = &controls[i];
        if (theme && !mog_text_equal(one->control->theme, *theme)) continue;
        for (int v = 0; v < MOG_VERDICT_COUNT; v++) group->verdicts[v] += one->verdicts[v];
        if (!one->scored) continue;
        group->controls++;
        add(&strict, one->parts, one->compliance.strict);
        add(&known, one->parts, one->compliance.known);
        add(&coverage, one->parts, one->compliance.coverage);
        add(&excepted, one->parts, one->excepted);
        add(&possible, one->parts, one->possible_strict);
        add(&maturity, one->parts, number(one->value));
        add(&gap, one->parts, missing(one));
        group->distribution[one->maturity]++;
        stand(&now, one, one->value);
        stand(&best, one, one->possible_value);
    }
    group->compliance = (mog_compliance){value(strict), value(known), value(coverage)};
    group->possible_strict = value(possible);
    group->mean = value(maturity);
    group->gap = value(gap);
    group->excepted = value(excepted);
    group->level = headline(&now, model);
    group->possible_level = headline(&best, model);
    group->floor = now.all ? now.floor : MOG_NO_MATURITY;
}

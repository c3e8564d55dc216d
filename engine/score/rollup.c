/* Groups of controls. Every control weighs 1, and none is a key control, until profiles say otherwise. */
#include "engine/score/figures.h"

#include <math.h>

#define HEADLINE_SHARE 85 /* per cent of the controls that must be at a level for the group to be */

typedef struct mean {
    double sum;
    uint32_t count;
} mean;

/* Adding in the order of controls is what makes the last bit the same everywhere. */
static void add(mean *to, double figure)
{
    if (isnan(figure)) return;
    to->sum += figure;
    to->count++;
}

static double value(mean of)
{
    return of.count ? of.sum / of.count : NAN;
}

static int headline(const uint32_t distribution[MOG_LEVELS + 1], uint32_t controls)
{
    if (controls == 0) return MOG_NO_MATURITY;
    uint64_t at_least = 0;
    for (int level = MOG_LEVELS; level > 0; level--) {
        at_least += distribution[level];
        if (at_least * 100 >= (uint64_t)controls * HEADLINE_SHARE) return level;
    }
    return 0;
}

void mog_score_roll_up(mog_group_score *group, const mog_control_score *controls, uint32_t count, const mog_text *theme)
{
    mean strict = {0}, known = {0}, coverage = {0}, possible = {0}, maturity = {0};
    uint32_t best[MOG_LEVELS + 1] = {0};
    for (uint32_t i = 0; i < count; i++) {
        const mog_control_score *one = &controls[i];
        if (theme && !mog_text_equal(one->control->theme, *theme)) continue;
        for (int v = 0; v < MOG_VERDICT_COUNT; v++) group->verdicts[v] += one->verdicts[v];
        if (!one->scored) continue;
        group->controls++;
        add(&strict, one->compliance.strict);
        add(&known, one->compliance.known);
        add(&coverage, one->compliance.coverage);
        add(&possible, one->possible_strict);
        add(&maturity, one->maturity);
        group->distribution[one->maturity]++;
        best[one->possible_maturity]++;
    }
    group->compliance = (mog_compliance){value(strict), value(known), value(coverage)};
    group->possible_strict = value(possible);
    group->mean = value(maturity);
    group->level = headline(group->distribution, group->controls);
    group->possible_level = headline(best, group->controls);
    group->floor = MOG_NO_MATURITY;
    for (int level = MOG_LEVELS; level >= 0; level--)
        if (group->distribution[level]) group->floor = level;
}

/* figures.h: what the files of engine/score share: weights, the sums of a control, its figures, and groups of controls.
 *
 * All sums are over results, in whole numbers, and so independent of their order. Only rollup.c adds doubles, in the order of controls.
 */
#ifndef MOG_ENGINE_SCORE_FIGURES_H
#define MOG_ENGINE_SCORE_FIGURES_H

#include "engine/score/score.h"

/* The aspects that matter to a control: bits 0..3 as in mog_assessed_subject.classes. */
unsigned mog_score_aspects(const mog_control *control);
uint32_t mog_score_weight(unsigned aspects, const mog_assessed_subject *subject);

/* The weight of a control in a profile (NULL: none) and the level that it is to reach. */
void mog_score_aims(uint32_t *weight, uint32_t *target, const mog_profile *profile, mog_control_id control);

bool mog_score_is_applicable(const mog_result *result);
bool mog_score_is_known(const mog_result *result);

/* Sums over the applicable results of a control's rules of one level. Achieved and best are in units of 1e-9. */
typedef struct mog_sum {
    __int128 achieved; /* unknown as 0 */
    __int128 possible; /* unknown as met */
    __int128 known;    /* weight of results that have an achievement */
    __int128 weight;   /* of all */
} mog_sum;

typedef struct mog_control_sums {
    unsigned aspects;
    mog_sum levels[MOG_LEVELS + 1];
    const mog_result
        *failing_key; /* the first result by which a `must` rule failed on a subject of the highest weight */
} mog_control_sums;

void mog_sums_add(mog_control_sums *sums, const mog_rule *rule, const mog_result *result,
                  const mog_assessed_subject *subject);

/* Every figure of `score` but its control, weight, target and verdicts, which stand already. */
void mog_score_finish_control(mog_control_score *score, const mog_control_sums *sums);

/* Rolls the controls up for which `theme` is the id of their theme; NULL: all of them. */
void mog_score_roll_up(mog_group_score *group, const mog_control_score *controls, uint32_t count,
                       const mog_text *theme);

#endif

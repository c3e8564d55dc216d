/* figures.h: what the files of engine/score share: weights, the sums of a control, its figures, and groups of controls.
 *
 * All sums are over results, in whole numbers, and so independent of their order. Only rollup.c adds doubles, in the order of controls.
 *
 *     weight.c   what results, subjects and controls weigh
 *     control.c  sums over the results of a control, and its figures
 *     model.c    from the levels of a control to its maturity, by the five models
 *     rollup.c   groups of controls
 *     ratio.c    exact ratios, and their ratings
 */
#ifndef MOG_ENGINE_SCORE_FIGURES_H
#define MOG_ENGINE_SCORE_FIGURES_H

#include "engine/score/score.h"

/* The aspects that matter to a control: bits 0..3 as in mog_assessed_subject.classes. */
unsigned mog_score_aspects(const mog_control *control);
uint32_t mog_score_weight(unsigned aspects, const mog_assessed_subject *subject);

/* What a control weighs and aims at: weight, target, residual, risk and parts of `score`, whose control is set. */
void mog_score_aims(mog_control_score *score, const mog_assessment *assessment);

bool mog_score_is_applicable(const mog_result *result);
bool mog_score_is_known(const mog_result *result);

/* Sums over applicable results. Achieved and best are in units of 1e-9. */
typedef struct mog_sum {
    __int128 achieved; /* unknown as 0 */
    __int128 possible; /* unknown as met */
    __int128 known;    /* weight of results that have an achievement */
    __int128 excepted; /* what the excepted ones lack */
    __int128 weight;   /* of all */
} mog_sum;

/* Of a control's rules of one level. */
typedef struct mog_level_sums {
    mog_sum sum;
    int64_t lowest, lowest_possible; /* achievements, in units of 1e-9; MOG_ACHIEVEMENT_ONE over nothing */
    bool behind, behind_possible;    /* a rule by itself is N or P */
} mog_level_sums;

typedef struct mog_control_sums {
    unsigned aspects;
    bool own; /* a result of a subject that is not inherited */
    mog_level_sums levels[MOG_LEVELS + 1];
    const mog_result *failing_key;      /* the first by which a `must` rule failed on a subject of the highest weight */
    const mog_result *failing_excepted; /* the same of those that are excepted */
} mog_control_sums;

void mog_sums_begin(mog_control_sums *sums, const mog_control *control);
/* `of_rule`: the sum of the rule alone. */
void mog_sums_add(mog_control_sums *sums, mog_sum *of_rule, const mog_rule *rule, const mog_result *result,
                  const mog_assessed_subject *subject);
/* A rule that has no subject at all counts as unknown on one, whose classes nobody has judged. */
void mog_sums_add_never(mog_control_sums *sums, mog_sum *of_rule, const mog_rule *rule);
/* After all results: what a rule of the control came to. */
void mog_sums_add_rule(mog_control_sums *sums, uint32_t level, const mog_sum *of_rule);

/* How a profile has maturity made; without one as mog_scoring_of(NULL) says. */
typedef struct mog_scoring {
    mog_model model;
    int64_t thresholds[MOG_LEVELS + 1]; /* by level, in units of 1e-9 */
} mog_scoring;
mog_scoring mog_scoring_of(const mog_profile *profile);

/* Every figure of `score` but its control, what mog_score_aims sets, and verdicts, which stand already. */
void mog_score_finish_control(mog_control_score *score, const mog_control_sums *sums, const mog_scoring *scoring);

/* The levels of a control as one sees them: as they are, or with every unknown met. */
typedef struct mog_ladder {
    mog_ratio levels[MOG_LEVELS + 1]; /* den 0: not rated */
    bool behind[MOG_LEVELS + 1];
} mog_ladder;
/* v(c) before the cap, in units of 1e-9: whole in all models but `average`. */
int64_t mog_model_value(const mog_scoring *scoring, const mog_ladder *ladder);

/* num / den, rounded half to even. Neither is negative. */
__int128 mog_round_half_even(__int128 num, __int128 den);

/* Rolls the controls up for which `theme` is the id of their theme; NULL: all of them. */
void mog_score_roll_up(mog_group_score *group, mog_model model, const mog_control_score *controls, uint32_t count,
                       const mog_text *theme);

#endif

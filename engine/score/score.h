/* score.h: from results to figures, as docs/scoring.md says (achievement, rating, maturity, compliance, roll-ups).
 *
 * Sums over results are exact: achievements are fixed-point with nine decimals, weights are integers, sums are 128 bits wide, and the gates at 0.15,
 * 0.50 and 0.85 compare without rounding. Ratios are IEEE doubles made once, at the end; roll-ups add them in order of control id.
 * So neither the order of results nor the number of workers can matter.
 */
#ifndef MOG_ENGINE_SCORE_SCORE_H
#define MOG_ENGINE_SCORE_SCORE_H

#include "engine/assess/result.h"

#define MOG_LEVELS 5
#define MOG_NO_MATURITY (-1)

/* Ratings of ISO/IEC 33020:2019, clause 5 (N not, P partially, L largely, F fully achieved). */
typedef enum mog_rating { MOG_RATING_NONE, MOG_RATING_N, MOG_RATING_P, MOG_RATING_L, MOG_RATING_F } mog_rating;
char mog_rating_letter(mog_rating rating);

/* A ratio of exact sums: num / den, den 0: no figure. */
typedef struct mog_ratio {
    __int128 num, den; /* num in units of 1e-9 */
} mog_ratio;
double mog_ratio_value(mog_ratio ratio); /* NaN when there is none */
mog_rating mog_ratio_rating(mog_ratio ratio);

typedef struct mog_compliance {
    double strict, known, coverage; /* 0..1; NaN: none */
} mog_compliance;

typedef struct mog_level_score {
    mog_ratio achievement; /* strict; den 0: no applicable result at this level */
    mog_ratio possible;    /* with every unknown met */
    mog_rating rating;
} mog_level_score;

typedef struct mog_control_score {
    const mog_control *control;
    uint32_t weight, target;                /* of the profile; 1 and MOG_TARGET_DEFAULT without one */
    bool scored;                            /* has an applicable result; else every figure below is without meaning */
    mog_level_score levels[MOG_LEVELS + 1]; /* by level; [0] unused */
    mog_compliance compliance;
    int maturity, possible_maturity; /* 0..5 */
    double possible_strict;
    double progress;       /* 0..1 */
    const mog_result *cap; /* the failing `must` result that capped maturity; NULL: none */
    int cap_level;
    uint32_t verdicts[MOG_VERDICT_COUNT];
} mog_control_score;

typedef struct mog_group_score {
    const mog_theme *theme; /* NULL: all, or a theme without a catalogue */
    mog_text id, title, title_sv;
    uint32_t controls; /* scored ones */
    mog_compliance compliance;
    double possible_strict;
    int level, floor, possible_level; /* MOG_NO_MATURITY: no control is scored */
    double mean;
    double gap; /* levels that are missing to the targets, on an average; NaN: no control is scored */
    uint32_t distribution[MOG_LEVELS + 1]; /* controls by maturity */
    uint32_t verdicts[MOG_VERDICT_COUNT];
} mog_group_score;

typedef struct mog_scores {
    mog_arena *arena;
    const mog_control_score *controls; /* in order of id; only controls that have rules and count in the profile */
    uint32_t control_count;
    const mog_group_score *themes;
    uint32_t theme_count;
    mog_group_score all;
} mog_scores;

void mog_score(mog_scores **out, const mog_assessment *assessment);
void mog_scores_free(mog_scores *scores);

/* w(s) for a control: 1 + the highest class among the aspects that matter to it. 1..4. */
uint32_t mog_score_subject_weight(const mog_control *control, const mog_assessed_subject *subject);

/* MOG_INPUT: the policy's profile asks for figures that are not made: another scoring model than `capability`, or weights by risk. */
mog_status mog_score_check(const mog_policy *policy, mog_error *err);

/* What one result costs compliance: weight of the control x rule weight x w(s) x (1 - achievement), with unknown as 0. In units of 1e-9. */
int64_t mog_score_loss(const mog_assessment *assessment, const mog_result *result);

#endif

/* score.h: from results to figures, as docs/scoring.md says (achievement, rating, maturity, compliance, roll-ups).
 *
 * Sums over results are exact: achievements are fixed-point with nine decimals, weights are integers, sums are 128 bits wide, and the gates at 0.15,
 * 0.50 and 0.85 compare without rounding. Ratios are IEEE doubles made once, at the end; roll-ups add them in order of control id; headlines are made of whole numbers alone.
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
    mog_ratio achievement; /* strict, as the model makes it; den 0: no applicable result at this level */
    mog_ratio possible;    /* with every unknown met */
    mog_ratio sum, best;   /* weighted sums / weight, in every model: strict, and with every unknown met */
    mog_ratio known;       /* the same over what is known; den: its weight */
    mog_rating rating;
} mog_level_score;

typedef struct mog_control_score {
    const mog_control *control;
    uint32_t weight, target; /* of the profile; 1 and MOG_TARGET_DEFAULT without one */
    uint32_t residual;       /* R(c), 0..25: the highest residual risk; 0 where risks do not weigh */
    uint64_t risk;           /* the record that it comes from; 0: none */
    uint32_t parts;          /* W(c), what it weighs in a roll-up, in twenty-fifths: weight x (25 + residual) */
    bool
        never_collected; /* no subject of a type that its rules are for is on record: it counts as one unknown of each rule */
    bool scored;    /* has an applicable result, or was never collected; else every figure below is without meaning */
    bool inherited; /* and all of these are of inherited subjects of the selection */
    mog_level_score levels[MOG_LEVELS + 1]; /* by level; [0] unused */
    mog_compliance compliance;
    double excepted; /* 0..1: what exceptions in force accept of what strict compliance lacks; NaN: none */
    int maturity, possible_maturity; /* 0..5 */
    int64_t value, possible_value;   /* v(c): the maturity as a number, in units of 1e-9 */
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
    double excepted; /* as of a control */
    double possible_strict;
    int level, floor, possible_level; /* MOG_NO_MATURITY: no control is scored */
    double mean;
    double gap; /* levels that are missing to the targets, on an average; NaN: no control is scored */
    uint32_t distribution[MOG_LEVELS + 1]; /* controls by maturity */
    uint32_t verdicts[MOG_VERDICT_COUNT];
} mog_group_score;

typedef struct mog_scores {
    mog_arena *arena;
    mog_model model;                   /* by which every maturity in it was made; to be named beside them */
    const mog_control_score *controls; /* in order of id; only controls that have rules and count in the profile */
    uint32_t control_count;
    const mog_group_score *themes;
    uint32_t theme_count;
    mog_group_score all;
} mog_scores;

void mog_score(mog_scores **out, const mog_assessment *assessment);

/* Which part of an assessment is scored: a group of controls, of subjects, or both (docs/scoring.md, "Roll-ups"). */
typedef enum mog_belongs {
    MOG_BELONGS_NOT,
    MOG_BELONGS,
    MOG_BELONGS_INHERITED /* its results count too; a control that has no others is marked */
} mog_belongs;
typedef struct mog_selection {
    const uint8_t *subjects;        /* mog_belongs, by the assessment's index; NULL: all belong */
    const mog_control_id *controls; /* ascending, as those of a mog_group; NULL: all belong */
    uint32_t control_count;
} mog_selection;
/* The figures of the group are `all` of what it makes; the controls and themes are those of the group, from the results on its subjects.
 * `assessment` and its policy are borrowed by the scores, the selection is not. One pass over the results. With nothing left out, and `selection`
 * NULL, the same as mog_score. */
void mog_score_group(mog_scores **out, const mog_assessment *assessment, const mog_selection *selection);
void mog_scores_free(mog_scores *scores);

/* w(s) for a control: 1 + the highest class among the aspects that matter to it. 1..4. */
uint32_t mog_score_subject_weight(const mog_control *control, const mog_assessed_subject *subject);

/* What one result costs compliance: W(c) x rule weight x w(s) x (1 - achievement), with unknown as 0. In units of 1e-9 / 25. */
int64_t mog_score_loss(const mog_assessment *assessment, const mog_result *result);
#define MOG_LOSS_ONE (25 * MOG_ACHIEVEMENT_ONE) /* of a result of weight 1 that is not met */

#endif

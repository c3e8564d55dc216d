/* grouping.h: the figures of an assessment by something: themes, owners, units with their parts, groups of controls, values of an attribute, phases
 * (docs/scoring.md, "Groups").
 */
#ifndef MOG_ENGINE_SCORE_GROUPING_H
#define MOG_ENGINE_SCORE_GROUPING_H

#include "engine/score/score.h"

typedef struct mog_grouped {
    mog_text id;              /* "technological", "unit:hr", "8.13", "cybersecurity", "protect", "check" */
    mog_text title, title_sv; /* may be empty */
    mog_group_score score;
    uint32_t inherited; /* of its controls: those that have results of inherited subjects alone */
} mog_grouped;

typedef struct mog_grouping {
    mog_arena *arena;
    mog_text by;
    mog_model model;
    const mog_grouped *at; /* those that have a scored control */
    uint32_t count;
} mog_grouping;

/* A set of controls that evidence names: a requirement group. */
typedef struct mog_named_controls {
    mog_text id, title;
    const mog_control_id *controls; /* ascending */
    uint32_t control_count;
} mog_named_controls;

/* `by` is one of
 *
 *     theme             the themes of the catalogues
 *     control           each control
 *     owner             the subjects that a unit owns by their registers; those without an owner last, without an id
 *     unit              a unit, the units under it by `owner` or `part_of`, and all subjects that these own; the organisation's own results are inherited
 *     group             the groups that the policies declare
 *     requirement_group the `named` ones
 *     phase             plan: rules of level 2; do: 1 and 3; check: 4; improve: 5
 *     an attribute      of the catalogues: capabilities, concepts, properties, domains, control_type; a control counts in each of its values
 *
 * MOG_INPUT: it is none of these. The assessment and its policy are borrowed. */
mog_status mog_score_by(mog_grouping **out, const mog_assessment *assessment, const mog_scores *scores, mog_text by,
                        const mog_named_controls *named, uint32_t named_count, mog_error *err);
void mog_grouping_free(mog_grouping *grouping); /* NULL is allowed */

/* What `by` can be for these policies, from the arena: the words above, and the attributes that controls have, by name. */
const mog_text *mog_score_groupings(uint32_t *count, mog_arena *arena, const mog_policy *policy);

#endif

/* report.h: an assessment and its scores, for programs and for people.
 *
 * The JSON is written as it is made: an assessment can have millions of results, and is never held twice.
 */
#ifndef MOG_ENGINE_REPORT_REPORT_H
#define MOG_ENGINE_REPORT_REPORT_H

#include "base/json.h"
#include "engine/assess/assess.h"
#include "engine/assess/gate.h"
#include "engine/score/grouping.h"

/* One object and a newline: run, clock, summary, themes, controls, results, what the profile excludes and its name (null: none), with keys
 * in a fixed order. `lines`: a line for each theme, control and result; else all on one line. The same assessment gives the same bytes. */
mog_status mog_report_json(FILE *stream, const mog_assessment *assessment, const mog_scores *scores, bool lines,
                           mog_error *err);

/* A result as it stands in the report, and the report without its results as one object: run, clock, summary, themes, controls; new references. */
json_t *mog_report_result(const mog_assessment *assessment, const mog_result *result);
json_t *mog_report_scores(const mog_assessment *assessment, const mog_scores *scores);

/* An explanation as an object; a new reference. */
json_t *mog_report_explanation(const mog_explanation *explanation, const mog_policy *policy);

/* A subject before a gate as an object, and the gates there are as a list; new references. */
json_t *mog_report_passage(const mog_passage *passage);
json_t *mog_report_gates(const mog_policy *policy);

/* What costs most, by rule. */
typedef struct mog_priority {
    uint32_t rule;
    __int128 loss; /* of all its results that the list is about (mog_score_loss) */
    uint32_t count;
    const mog_result **results; /* the costliest first, then by subject */
} mog_priority;

typedef struct mog_priorities {
    const mog_priority *at; /* the costliest first, then by rule */
    uint32_t count;
} mog_priorities;

typedef enum mog_concern {
    MOG_CONCERN_FAILING, /* not met and partly: what to put right */
    MOG_CONCERN_UNKNOWN, /* unknown: what to show */
    MOG_CONCERN_ERROR    /* error: what to repair */
} mog_concern;

mog_priorities mog_report_priorities(mog_arena *arena, const mog_assessment *assessment, mog_concern concern);

/* Names of the levels 0..5. */
const char *mog_level_name(int level, bool swedish);

/* What maturity is by a model, a phrase without a full stop. */
const char *mog_report_model(mog_model model, bool swedish);

/* How grave it is that levels are missing to the targets (docs/scoring.md, "Gap"): negligible, moderate, significant, serious. "" for NaN. */
const char *mog_gap_word(double gap, bool swedish);

/* The figures of a group as an object: id, titles, controls, compliance, possible, maturity, gap, distribution; a new reference. */
json_t *mog_report_group(const mog_grouped *group, mog_model model);

/* Why a control counts as never collected, a sentence without a full stop; NULL: it does not. */
const char *mog_report_never(mog_arena *arena, const mog_policy *policy, const mog_control_score *control,
                             bool swedish);

/* The cause of a cap, a sentence without a full stop. */
const char *mog_report_cap(mog_arena *arena, const mog_assessment *assessment, const mog_control_score *control,
                           bool swedish);

#endif

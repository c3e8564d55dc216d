/* result.h: what an assessment finds: a verdict for each rule and subject in scope.
 *
 * Results live in the arena of their assessment. They are sorted by rule (the policy's order: control, level, name) and then by
 * subject (text), whatever the number of workers.
 */
#ifndef MOG_ENGINE_ASSESS_RESULT_H
#define MOG_ENGINE_ASSESS_RESULT_H

#include "dsl/program.h"

/* tag, word, word in Swedish */
#define MOG_VERDICTS(V)                                                                                                \
    V(MET, "met", "uppfyllt")                                                                                          \
    V(PARTLY, "partly", "delvis")                                                                                      \
    V(NOT_MET, "not_met", "ej uppfyllt")                                                                               \
    V(UNKNOWN, "unknown", "okänt")                                                                                     \
    V(NOT_APPLICABLE, "not_applicable", "ej tillämpligt")                                                              \
    V(ERROR, "error", "fel")

typedef enum mog_verdict {
#define V(tag, word, swedish) MOG_VERDICT_##tag,
    MOG_VERDICTS(V)
#undef V
        MOG_VERDICT_COUNT
} mog_verdict;

const char *mog_verdict_word(mog_verdict verdict);
const char *mog_verdict_word_sv(mog_verdict verdict);

#define MOG_ACHIEVEMENT_ONE INT64_C(1000000000) /* achievements are fixed-point, nine decimals */
#define MOG_ACHIEVEMENT_NONE INT64_C(-1)

/* An exception that is in force at the clock. */
typedef struct mog_exception {
    uint64_t record; /* its id */
    mog_time until;
} mog_exception;

/* The highest residual risk of the open risks that name a control: of several the one that was recorded first. */
typedef struct mog_control_risk {
    mog_control_id control;
    uint32_t residual; /* 1..MOG_RISK_MOST */
    uint64_t record;   /* its id */
} mog_control_risk;
#define MOG_RISK_MOST 25

typedef struct mog_result {
    uint32_t rule;    /* index in the policy */
    uint32_t subject; /* index in the assessment's subjects */
    mog_verdict verdict;
    int64_t
        achievement; /* 0..MOG_ACHIEVEMENT_ONE after the assurance cap; MOG_ACHIEVEMENT_NONE for unknown, error, not_applicable */
    int64_t cap;                          /* the assurance cap that applied: MOG_ACHIEVEMENT_ONE when none did */
    const char *reason, *reason_sv;       /* of unknown and error: why, one sentence without a full stop; else NULL */
    const char **findings, **findings_sv; /* same count; findings_sv NULL where the rule has none */
    uint32_t finding_count;
    const uint64_t *evidence; /* record ids, ascending */
    uint32_t evidence_count;
    const mog_exception *excepted; /* that accepts it, of several the one that holds longest; NULL: none */
} mog_result;

typedef struct mog_assessed_subject {
    mog_text name;           /* "system:hr" */
    mog_text display;        /* its name for people */
    mog_text owner, part_of; /* "unit:hr": what its register says; empty: nothing */
    uint8_t classes[4];      /* confidentiality, integrity, availability, traceability: 0..3, 0 where unknown */
} mog_assessed_subject;

typedef struct mog_assessment {
    mog_arena *arena;
    const mog_policy *policy; /* borrowed */
    mog_time clock;
    mog_digest run; /* BLAKE2b-256 over the inputs: engine version, policy files, plugins, clock, journal head */
    mog_digest journal_head;
    uint64_t journal_number;
    const mog_assessed_subject *subjects; /* sorted by name */
    uint32_t subject_count;
    const mog_result *results;
    size_t result_count;
    const mog_exception *exceptions; /* in force, whether they accept anything or not */
    size_t exception_count;
    const mog_control_risk *risks; /* by control; none unless the policy's profile weighs by risk */
    uint32_t risk_count;
    bool whole;           /* of all subjects, rules and controls that count: nothing was chosen */
    uint64_t reused;      /* of the results: those that an earlier run had found already */
    uint64_t evaluations; /* rules run over subjects, not_applicable included */
    bool degraded;        /* there are error verdicts */
} mog_assessment;

/* Its index in `subjects`; -1: it is not among them. */
int64_t mog_assessment_subject(const mog_assessment *assessment, mog_text name);
void mog_assessment_free(mog_assessment *assessment);

#endif

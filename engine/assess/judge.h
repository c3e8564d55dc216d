/* judge.h: one rule on one subject: the verdict, with achievement, reason and findings (docs/language.md, Rules). */
#ifndef MOG_ENGINE_ASSESS_JUDGE_H
#define MOG_ENGINE_ASSESS_JUDGE_H

#include "engine/assess/reason.h"
#include "engine/assess/result.h"

typedef struct mog_findings {
    mog_text at[MOG_FINDING_LIMIT];
    uint32_t count; /* at most MOG_FINDING_LIMIT; the last then says how many more */
    uint64_t said;
} mog_findings;

typedef struct mog_judgement {
    mog_verdict verdict;
    int64_t achievement; /* before the assurance cap */
    mog_reason reason;
    mog_findings findings, findings_sv;
    bool has_swedish;
    size_t
        reached_count; /* of the subjects that the machine has reached: those that the condition and the target came to */
} mog_judgement;

typedef struct mog_judge {
    const mog_policy *policy;
    mog_machine *machine;
    mog_arena *scratch; /* texts of the judgement; reset with each */
} mog_judge;

/* `out` is written over; its texts live until the next call. */
void mog_judge_rule(mog_judgement *out, mog_judge *judge, const mog_rule *rule, const mog_subject_table *table);

/* value / target in units of 1e-9, rounded half to even from the exact value of the quotient; 0..1. */
int64_t mog_achievement_of(double quotient);

/* The evidence of a result and what it caps achievement at: the current records, censuses too, of the kinds that are read; of the first
 * `reached_count` subjects that the machine has reached likewise. Ids ascend. `ids` is a growable array; returns the cap. */
typedef struct mog_ids {
    uint64_t *at;
    size_t count, capacity;
    const int64_t *caps; /* by assurance; NULL: those that hold without a profile */
} mog_ids;
int64_t mog_evidence_gather(mog_ids *ids, const mog_rule *rule, size_t reached_count, const mog_machine *machine,
                            const mog_subject_table *table);

/* Whether a kind that is read of other subjects is read of this one: it is of the type. */
bool mog_reach_covers(const mog_reach *reach, const mog_other *other);

#endif

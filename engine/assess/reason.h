/* reason.h: why a verdict is unknown, or an error, as a sentence in both languages.
 *
 * A sentence names the evidence: which kind and field, which item, when it was observed and when it went stale. It never
 * names a place in a file, so that the same policies give the same words wherever they lie.
 */
#ifndef MOG_ENGINE_ASSESS_REASON_H
#define MOG_ENGINE_ASSESS_REASON_H

#include "engine/vm/machine.h"

typedef struct mog_reason {
    const char *en, *sv; /* NULL: none */
} mog_reason;

/* Where and over what a block was run. */
typedef struct mog_site {
    const mog_policy *policy;
    const mog_rule *rule;
    const mog_code *code;
    const mog_subject_table *table;
    const mog_machine *machine;
} mog_site;

mog_reason mog_reason_unknown(mog_arena *arena, const mog_site *site, const mog_value *value);
mog_reason mog_reason_fault(mog_arena *arena, const mog_site *site, const mog_outcome *outcome);

/* The threshold by which records of a kind are stale for a rule. */
uint32_t mog_rule_threshold(const mog_rule *rule, uint32_t kind);

/* The other subject, of those that the machine has reached, that a value points at or at whose evidence it points; NULL: none. The element
 * and its kind (index in `reached`; UINT32_MAX: the subject as a whole) are set with it. */
const mog_other *mog_reached_find(const mog_machine *machine, const mog_policy *policy, const void *at,
                                  const mog_element **element, uint32_t *reached);

#endif

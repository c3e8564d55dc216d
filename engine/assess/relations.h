/* relations.h: which subjects lead to which: `suppliers of s`, `parts of s`.
 *
 * Read once a run from the registers that are current at the clock, by whoever may open the store, and sent on: workers are given it before they
 * are started. Nothing is read where the policy has no relations.
 */
#ifndef MOG_ENGINE_ASSESS_RELATIONS_H
#define MOG_ENGINE_ASSESS_RELATIONS_H

#include "dsl/program.h"
#include "engine/assess/wire.h"
#include "engine/store/store.h"

/* Of one relation: from[i] leads to to[i]. Sorted, each pair once. */
typedef struct mog_pairs {
    mog_text *from, *to;
    uint32_t count, capacity;
} mog_pairs;

typedef struct mog_relations {
    mog_pairs *at; /* by the policy's index */
    uint32_t count;
} mog_relations;

/* Everything is in `arena`. */
void mog_relations_begin(mog_relations *relations, mog_arena *arena, const mog_policy *policy);
/* The registers that are current at the clock. */
mog_status mog_relations_read(mog_relations *relations, mog_arena *arena, const mog_policy *policy,
                              mog_snapshot *snapshot, mog_time clock, mog_error *err);

/* As frames of the type MOG_FRAME_RELATION, each of which is taken by itself. */
void mog_relations_send(const mog_relations *relations, mog_sender *sender);
bool mog_relations_take(mog_relations *relations, mog_arena *arena, mog_frame *frame); /* false: it makes no sense */

/* Where a relation leads from a subject. */
const mog_text *mog_relations_find(const mog_relations *relations, uint32_t relation, mog_text subject,
                                   uint32_t *count);

#endif

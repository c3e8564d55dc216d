/* neighbours.h: the other subjects that rules come to, found and read in the process that runs them.
 *
 * What was read is kept for the rules and subjects that follow, up to a bound that is looked at between rules; within a rule the instruction
 * budget bounds it.
 */
#ifndef MOG_ENGINE_ASSESS_NEIGHBOURS_H
#define MOG_ENGINE_ASSESS_NEIGHBOURS_H

#include "dsl/pool.h"
#include "engine/assess/relations.h"
#include "engine/vm/machine.h"

typedef struct mog_neighbours {
    mog_others others; /* for mog_machine_reach; `context` is this */
    const mog_policy *policy;
    mog_snapshot *snapshot;
    mog_current_reader *reader;
    const mog_relations *relations;
    mog_time clock;
    mog_arena *arena;
    mog_pool names; /* number: in `at` */
    mog_other **at;
    size_t count, capacity;
    mog_status status; /* why the machine says that they could not be read */
    mog_error err;
} mog_neighbours;

/* All that is handed in is borrowed. `neighbours` stays where it is. */
void mog_neighbours_begin(mog_neighbours *neighbours, const mog_policy *policy, mog_snapshot *snapshot,
                          mog_current_reader *reader, const mog_relations *relations, mog_time clock);
void mog_neighbours_end(mog_neighbours *neighbours);

#endif

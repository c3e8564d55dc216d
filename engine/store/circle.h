/* circle.h: subjects that would be part of each other in a circle: `part_of` of their registers. For the files of engine/store only.
 *
 * A batch notes whose registers it adds, and before it is committed the way up from each of them is followed, through the newest registers,
 * those of the batch among them.
 */
#ifndef MOG_ENGINE_STORE_CIRCLE_H
#define MOG_ENGINE_STORE_CIRCLE_H

#include "dsl/pool.h"
#include "engine/store/environment.h"

/* The slot of a register's `part_of`; -1: it has none, or the kind is no register. */
int mog_part_of_slot(const mog_kind *kind);

/* `subjects`: names of those that got a new register. MOG_INPUT: some of them are part of themselves. */
mog_status mog_circle_check(MDB_txn *txn, mog_store *store, const mog_pool *subjects, mog_error *err);

#endif

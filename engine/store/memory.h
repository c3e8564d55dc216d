/* memory.h: records that lie in no store, read as a snapshot of one is.
 *
 * Which records are current, and how they are walked, is the same code for both (current.c, snapshot.c): a snapshot of a memory finds names,
 * layouts and records here where one of a store asks LMDB. For tests of policies and for rules that are tried out; a memory may
 * be used in any process, also after fork.
 */
#ifndef MOG_ENGINE_STORE_MEMORY_H
#define MOG_ENGINE_STORE_MEMORY_H

#include "engine/store/store.h"

typedef struct mog_memory mog_memory;

mog_memory *mog_memory_new(void);
void mog_memory_free(mog_memory *memory); /* NULL is allowed */

/* Adds a finished record of `kind`, which is borrowed. Ids count from 1, in the order in which records are added. `id_out` may be NULL.
 * MOG_INTERNAL: the record is not finished. */
mog_status mog_memory_add(uint64_t *id_out, mog_memory *memory, const mog_kind *kind, mog_record_builder *record,
                          mog_time now, mog_error *err);

/* All that was added. Nothing may be added until mog_snapshot_end. */
mog_snapshot *mog_memory_snapshot(mog_memory *memory);

#endif

/* reach.h: the changes that a snapshot or a batch sees; for the files of engine/run only. */
#ifndef MOG_ENGINE_RUN_REACH_H
#define MOG_ENGINE_RUN_REACH_H

#include "engine/run/run.h"
#include "engine/store/journal.h"

typedef struct mog_run_reach {
    MDB_txn *txn;
    mog_store *store;
    uint64_t last; /* change that is seen */
} mog_run_reach;

/* The last run up to change `number`: what its note says and when it was recorded. out->number is 0: there is none. */
mog_status mog_run_up_to(mog_run *out, mog_arena *arena, const mog_run_reach *reach, uint64_t number, mog_error *err);

#endif

/* gather.h: what the child of trace.h sends, put together in its parent. For the files of engine/assess only. */
#ifndef MOG_ENGINE_ASSESS_GATHER_H
#define MOG_ENGINE_ASSESS_GATHER_H

#include "engine/assess/trace.h"

typedef struct mog_steps {
    mog_explained_step *at;
    size_t count, capacity;
} mog_steps;

/* What an expression came to. */
typedef struct mog_told {
    bool unknown, failed;
    const char *reason, *reason_sv; /* of unknown and failed */
    mog_text value, value_sv;
} mog_told;

typedef struct mog_gathered {
    /* set by the caller */
    const mog_policy *policy;
    mog_arena *arena; /* of what is kept */

    mog_steps blocks[MOG_TRACED_BLOCKS];
    mog_explained_record *records;
    size_t record_count, record_capacity;
    bool told; /* `outcome` is there */
    mog_told outcome;
    bool ended;
    mog_status status;
} mog_gathered;

/* Runs the child and reads until it ends, or until twice the limit of a call has passed. What came before a plugin's function ended it is kept. */
mog_status mog_gather(mog_gathered *all, mog_tracing *what, mog_error *err);
mog_text mog_gather_keep(mog_gathered *all, mog_text text);
const mog_explained_step *mog_gather_steps(mog_gathered *all, mog_traced_block block, uint32_t *count);
const mog_explained_record *mog_gather_records(mog_gathered *all, uint32_t *count); /* by id */
void mog_gather_end(mog_gathered *all);

#endif

/* reuse.h: which results of an earlier run are taken over (previous.h). For the files of engine/assess only. */
#ifndef MOG_ENGINE_ASSESS_REUSE_H
#define MOG_ENGINE_ASSESS_REUSE_H

#include "engine/assess/previous.h"
#include "engine/assess/wire.h"
#include "engine/store/current.h"
#include "engine/store/store.h"

struct mog_plan;

/* Which subjects were touched since, as the survey finds it: by their numbers in the store. */
typedef struct mog_touched {
    uint32_t *at; /* malloc'd; ascending, each once */
    size_t count, capacity;
    bool all;
} mog_touched;

mog_status mog_touched_read(mog_touched *touched, const mog_previous *previous, mog_snapshot *snapshot, mog_time clock,
                            mog_error *err);
void mog_touched_send(const mog_touched *touched, mog_sender *sender);
bool mog_touched_take(mog_touched *touched, mog_frame *frame);
void mog_touched_free(mog_touched *touched);

typedef enum mog_reuse_how {
    MOG_REUSE_NOTHING,
    MOG_REUSE_PART, /* the subject is read, and some of its rules are run */
    MOG_REUSE_ALL   /* it is not even read */
} mog_reuse_how;

/* By subject of the plan, and by rule. */
typedef struct mog_reuse {
    uint8_t *how;                        /* NULL: nothing is taken over */
    const mog_previous_subject **before; /* by subject; NULL: it was not there */
    bool *asks_clock, *asks_others;      /* by rule */
    bool moved;                          /* the clock is another one */
    bool any_touched;
} mog_reuse;
void mog_reuse_plan(struct mog_plan *plan);

/* The result of an earlier run that stands for a rule on the subject at hand, whose table has been read; NULL: it must be run. */
const mog_result *mog_reuse_find(const struct mog_plan *plan, uint32_t rule, uint32_t subject,
                                 const mog_subject_table *table);

#endif

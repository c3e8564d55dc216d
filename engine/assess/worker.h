/* worker.h: a worker process, and what it shows of itself in memory that it shares with its supervisor.
 *
 * A worker claims a few subjects at a time from a shared counter, so that fast workers do more. What it is about stands in its
 * watch, which the supervisor reads when the worker is late or has died. A rule that a plugin's function was fatal to is
 * skipped by the workers that are started later; they find the reason in the process they were forked from.
 */
#ifndef MOG_ENGINE_ASSESS_WORKER_H
#define MOG_ENGINE_ASSESS_WORKER_H

#include "engine/assess/neighbours.h"
#include "engine/assess/plan.h"
#include "engine/assess/reason.h"

#include <stdatomic.h>

typedef enum mog_phase {
    MOG_PHASE_START, /* opening the store */
    MOG_PHASE_LOAD,  /* loading plugins */
    MOG_PHASE_READ,  /* between rules: the store is read, results are sent */
    MOG_PHASE_RULE,  /* in a rule */
    MOG_PHASE_CALL   /* in a plugin's function that the rule calls */
} mog_phase;

typedef struct mog_watch {
    _Alignas(64) _Atomic uint32_t phase;
    _Atomic uint32_t subject, rule, function;
    _Atomic uint32_t ticks;     /* changes with every rule */
    _Atomic uint32_t low, high; /* claimed subjects that are not done */
    /* the last rule on the present subject that called a function; UINT32_MAX: none. A function that damages the
     * process may be fatal only later. */
    _Atomic uint32_t called_rule;
    _Atomic uint32_t called_ever;
    volatile uint32_t exhausted; /* it died with its memory used up */
} mog_watch;

typedef struct mog_shared {
    _Alignas(64) _Atomic uint32_t next; /* the first subject that nobody has claimed */
    mog_watch watches[];
} mog_shared;

/* A rule that is not to be run on a subject again. */
typedef struct mog_skip {
    uint32_t rule;
    uint32_t next; /* of the same subject, index + 1; 0: none */
    const char *en, *sv;
} mog_skip;

typedef struct mog_work {
    const mog_plan *plan;
    mog_shared *shared;
    mog_watch *watch;        /* the worker's own */
    uint32_t claim;          /* subjects at a time */
    uint32_t low, high;      /* what a worker that died had claimed, to begin with */
    const uint8_t *done;     /* by subject */
    const uint32_t *skip_of; /* by subject: index + 1 of its first skip; 0: none */
    const mog_skip *skips;
} mog_work;

/* A mog_process_body; `context` is a mog_work. Sends MOG_FRAME_SUBJECT, _LIST, _RESULT and _DONE for each subject, then MOG_FRAME_BYE;
 * or MOG_FRAME_ERROR. */
void mog_worker_run(void *context, int pipe);

/* What a reader of a subject needs, opened in a child. */
typedef struct mog_bench {
    mog_store *store;
    mog_snapshot *snapshot;
    mog_current_reader *reader;
    mog_library *library;
    mog_machine *machine;
    mog_watch *watch;          /* may be NULL */
    mog_relations relations;   /* the plan's, or its own */
    mog_arena *arena;          /* of its own; NULL: it has none */
    mog_neighbours neighbours; /* of a policy that reaches other subjects */
} mog_bench;

mog_status mog_bench_open(mog_bench *bench, const mog_plan *plan, mog_watch *watch, mog_error *err);
void mog_bench_close(mog_bench *bench);
/* Whether all that the machine asked for could be read. It says so by a fault, which is no verdict. */
mog_status mog_bench_check(const mog_bench *bench, mog_error *err);

#endif

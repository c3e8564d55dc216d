/* trend.h: figures over the runs on record. */
#ifndef MOG_ENGINE_RUN_TREND_H
#define MOG_ENGINE_RUN_TREND_H

#include "engine/run/diff.h"

typedef struct mog_trend_choice {
    mog_text profile; /* of the runs; empty: those without one */
    mog_text by;      /* a list of the kept scores: "theme", "control", "owner", …; empty: the whole alone */
    mog_time since;   /* clocks before it are left out; INT64_MIN: none */
    bool rescored;    /* for each run the last one that looked at its evidence again, where there is one */
    bool why;         /* make the steps too */
} mog_trend_choice;

typedef struct mog_trend_point {
    bool is_there;                        /* the run had such a group, with a figure */
    double strict, known, coverage, mean; /* NaN: none */
    int level;                            /* of a control its maturity; MOG_NO_MATURITY: none */
} mog_trend_point;

typedef struct mog_trend_series {
    mog_text id, title;            /* title may be empty */
    const mog_trend_point *points; /* one a run */
} mog_trend_series;

/* A control that moved between two runs, and what moved it most. */
typedef struct mog_trend_move {
    mog_control_change change;
    mog_cause cause;                 /* by weight, of the results that moved the same way as the control */
    const mog_result_change *result; /* the weightiest one of that cause; NULL: nothing but weights moved */
    uint32_t results;                /* of that cause */
} mog_trend_move;

/* Between run i and run i + 1. */
typedef struct mog_trend_step {
    bool same_policies;
    const mog_trend_move *moves; /* maturity first, then by how far strict compliance moved */
    size_t move_count;
} mog_trend_step;

typedef struct mog_trend {
    mog_arena *arena;
    const mog_run *runs; /* whole runs of the profile, by clock; of several with one clock the last recorded */
    size_t run_count;
    const mog_trend_series *series; /* the whole first */
    size_t series_count;
    const mog_trend_step *steps; /* run_count - 1, where they were asked for */
    mog_run_diff **held;         /* what the steps point into */
} mog_trend;

/* MOG_INPUT: no run is of that choice, or the runs keep no such list. `plugins` are for the steps. */
mog_status mog_trend_make(mog_trend **out, mog_snapshot *snapshot, const mog_trend_choice *choice,
                          const mog_plugins *plugins, mog_error *err);
void mog_trend_free(mog_trend *trend); /* NULL is allowed */

#endif

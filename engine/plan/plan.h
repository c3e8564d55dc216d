/* plan.h: the action plan: findings become actions, and an action ends when its rule passes (docs/plan.md).
 *
 * Actions are records of the kind `action` of the policies (mog_action_kind), about the subject that the finding is about. Those that name a rule
 * are the plan's to open and end; others are people's own, and are only listed. Nothing here writes to a store: what is to be written comes out as
 * lines of evidence (engine/ingest).
 *
 * What is made lies in the arena that is handed in.
 */
#ifndef MOG_ENGINE_PLAN_PLAN_H
#define MOG_ENGINE_PLAN_PLAN_H

#include "base/json.h"
#include "engine/assess/result.h"
#include "engine/store/store.h"

#define MOG_PLAN_PRIORITIES 4   /* 1 is the highest; 0 stands for none */
#define MOG_PLAN_NONE INT64_MIN /* in place of a time that is not recorded */

/* tag, word */
#define MOG_PLAN_STATUSES(S)                                                                                           \
    S(NOT_STARTED, "not_started")                                                                                      \
    S(UNDER_WAY, "under_way")                                                                                          \
    S(DONE, "done")                                                                                                    \
    S(STOPPED, "stopped")
typedef enum mog_plan_status {
#define S(tag, word) MOG_PLAN_##tag,
    MOG_PLAN_STATUSES(S)
#undef S
} mog_plan_status;

typedef enum mog_plan_task { MOG_PLAN_REMEDY, MOG_PLAN_SHOW } mog_plan_task;

typedef struct mog_plan_action {
    uint64_t record; /* its id; 0: not recorded yet */
    mog_time observed;
    mog_text subject, item;
    mog_text name, rule, finding, owner; /* empty where not recorded */
    const mog_control_id *controls;      /* ascending */
    uint32_t control_count;
    int64_t priority;       /* 0: none */
    mog_plan_status status; /* not started where nothing is recorded */
    mog_plan_task task;
    int64_t reopened;
    mog_time opened, due, done, closed, accepted_until; /* MOG_PLAN_NONE: not recorded */
} mog_plan_action;

const char *mog_plan_status_word(mog_plan_status status);
const char *mog_plan_task_word(mog_plan_task task);

/* ---- reading */

typedef struct mog_plan {
    mog_action_kind kind;
    const mog_plan_action *actions; /* current at the clock, stale ones too; by subject, then by item */
    size_t count;
} mog_plan;

/* MOG_INPUT: the policies have no kind of actions as the plan needs it. */
mog_status mog_plan_kind(mog_action_kind *out, const mog_policy *policy, mog_error *err);
mog_status mog_plan_read(mog_plan *out, mog_arena *arena, mog_snapshot *snapshot, const mog_policy *policy,
                         mog_time clock, mog_error *err);

/* How an action stands at a clock, in the order in which people are told. tag, word */
#define MOG_PLAN_STATES(S)                                                                                             \
    S(OVERDUE, "overdue")                                                                                              \
    S(OPEN, "open")                                                                                                    \
    S(ACCEPTED, "accepted")                                                                                            \
    S(ENDED, "done")                                                                                                   \
    S(CALLED_OFF, "stopped")
typedef enum mog_plan_state {
#define S(tag, word) MOG_PLAN_IS_##tag,
    MOG_PLAN_STATES(S)
#undef S
} mog_plan_state;
const char *mog_plan_state_word(mog_plan_state state);

/* Overdue: open, due before the clock, and not accepted then. */
mog_plan_state mog_plan_state_of(const mog_plan_action *action, mog_time clock);
/* By importance: what is to be done before what waits or has ended; then by priority, day, owner and item. For qsort's sake a total order over
 * actions of different subjects or items. */
int mog_plan_compare(const mog_plan_action *a, const mog_plan_action *b, mog_time clock);

/* ---- what is to become of the plan (decide.c; reads nothing, knows no clock but the one it is told) */

/* "8.13/restore_tested@system:hr": of a rule and a subject, the same every time, at most MOG_NAME_LIMIT bytes. What would be longer is
 * "RULE@@SUBJECT…~DIGEST", cut; no other pair of a rule and a subject has it, since a subject does not begin with @. */
mog_text mog_plan_item(mog_arena *arena, mog_text rule, mog_text subject);

/* What an assessment says of an action's rule and subject. */
typedef enum mog_plan_verdict {
    MOG_PLAN_GONE, /* not judged, or not applicable */
    MOG_PLAN_PASSES,
    MOG_PLAN_FAILS, /* not met or partly */
    MOG_PLAN_UNKNOWN,
    MOG_PLAN_BROKEN /* ended in an error, so that nothing is known */
} mog_plan_verdict;

typedef struct mog_plan_found {
    mog_plan_verdict verdict;
    mog_time excepted_until; /* MOG_PLAN_NONE: no exception is in force */
} mog_plan_found;

typedef struct mog_plan_terms {
    mog_time clock;
    bool unknown;                           /* what is unknown opens actions too */
    bool swedish;                           /* the language of what is opened */
    mog_time refresh_before;                /* what was observed before is observed again; MOG_PLAN_NONE: nothing */
    uint32_t days[MOG_PLAN_PRIORITIES + 1]; /* by priority, [0] unused: from when it is opened till it is due */
} mog_plan_terms;
#define MOG_PLAN_DAYS                                                                                                  \
    {                                                                                                                  \
        0, 30, 90, 180, 365                                                                                            \
    }

/* tag, word */
#define MOG_PLAN_STEPS(S)                                                                                              \
    S(NOTHING, "unchanged")                                                                                            \
    S(OPEN, "opened")                                                                                                  \
    S(REOPEN, "reopened")                                                                                              \
    S(CLOSE, "closed")                                                                                                 \
    S(STOP, "stopped")                                                                                                 \
    S(CHANGE, "changed") /* of task, or of what is accepted */                                                         \
    S(REFRESH, "seen_again")
typedef enum mog_plan_step {
#define S(tag, word) MOG_PLAN_TO_##tag,
    MOG_PLAN_STEPS(S)
#undef S
        MOG_PLAN_STEP_COUNT
} mog_plan_step;
const char *mog_plan_step_word(mog_plan_step step);

/* It was set to done or stopped by hand, and no run of the plan has seen that this is so. */
bool mog_plan_is_ticked(const mog_plan_action *action);
/* What is to be done with an action; `held` NULL: there is none. */
mog_plan_step mog_plan_decide(const mog_plan_action *held, const mog_plan_found *found, const mog_plan_terms *terms);
/* `held` after a step that is not OPEN. A reopened one has the priority given, and a new day unless it was only ticked. */
mog_plan_action mog_plan_after(const mog_plan_action *held, mog_plan_step step, const mog_plan_found *found,
                               int64_t priority, const mog_plan_terms *terms);
/* Of what a result costs (mog_score_loss). `caps`: it is a `must` rule that is not met where it weighs most, and so holds a level back. */
int64_t mog_plan_priority(int64_t loss, bool caps);
mog_time mog_plan_due(int64_t priority, const mog_plan_terms *terms); /* midnight UTC of that day */

/* ---- an assessment against the plan */

typedef struct mog_plan_change {
    mog_plan_step step;
    bool ticked;                   /* of REOPEN and CLOSE: mog_plan_is_ticked before */
    const mog_plan_action *before; /* NULL: it is opened */
    mog_plan_action after;
    const mog_result *result; /* NULL: there is none */
} mog_plan_change;

typedef struct mog_plan_outcome {
    const mog_plan_change *changes; /* the more important first (mog_plan_compare) */
    size_t count;
    size_t steps[MOG_PLAN_STEP_COUNT]; /* how many of each */
    size_t left_unknown;               /* results without an action: unknown, and not asked for */
    size_t left_own;                   /* failing, of rules that read actions: the plan does not plan itself */
    size_t left_unplaced;              /* failing, about subjects of types that the kind is not about */
    size_t left_broken;                /* ended in an error */
    mog_text unplaced;                 /* the first of these types */
} mog_plan_outcome;

/* `assessment` is whole, of plan's policies. terms->refresh_before is set here, from the kind's freshness. */
mog_status mog_plan_hold(mog_plan_outcome *out, mog_arena *arena, const mog_plan *plan, mog_snapshot *snapshot,
                         const mog_assessment *assessment, mog_plan_terms *terms, mog_error *err);

/* The record that says what an action is from now on, as a line of evidence: the fields above as they stand in `action`, all others as they were in
 * action->record. */
mog_status mog_plan_line(mog_text *out, mog_arena *arena, const mog_plan *plan, mog_snapshot *snapshot,
                         const mog_plan_action *action, mog_text source, mog_time clock, mog_error *err);

/* What lets an action wait. Texts may be empty where they stand last. */
typedef struct mog_plan_acceptance {
    mog_time until;      /* the last moment at which it holds */
    mog_text reason, by; /* a role, as "role:ciso" */
    mog_text compensation, risk;
} mog_plan_acceptance;
/* The exception from the action's rule for its subject, of the kind `exception`, with the action's item; one that holds already is prolonged.
 * MOG_INPUT: the policies have no such kind. */
mog_status mog_plan_exception_line(mog_text *out, mog_arena *arena, const mog_policy *policy, mog_snapshot *snapshot,
                                   const mog_plan_action *action, const mog_plan_acceptance *accepted, mog_text source,
                                   mog_time clock, mog_error *err);

/* A record as a line of evidence; `fields` are taken over. */
mog_text mog_plan_record_line(mog_arena *arena, const mog_kind *kind, mog_text subject, mog_text item, json_t *fields,
                              mog_text source, mog_time clock);

#endif

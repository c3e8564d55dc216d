/* rule_changes.h: which rules ask for something else under one set of policies than under another, and what made it so. Titles, findings and actions
 * are not asked for, and so their changes are none. */
#ifndef MOG_ENGINE_RUN_RULE_CHANGES_H
#define MOG_ENGINE_RUN_RULE_CHANGES_H

#include "dsl/compile.h"

typedef enum mog_rule_difference {
    MOG_RULE_ADDED,
    MOG_RULE_GONE,
    MOG_RULE_CHANGED,    /* what stands in it */
    MOG_RULE_PARAMETER,  /* the value of a parameter that it uses, in the policies or set by the profile */
    MOG_RULE_DEFINITION, /* a `let` that it uses */
    MOG_RULE_KIND        /* how long records of a kind that it reads are fresh, or how they were come by */
} mog_rule_difference;

typedef struct mog_rule_change {
    mog_text rule; /* its id */
    mog_rule_difference how;
    mog_text
        what; /* "restore_window: 6 months → 12 months", or the name of the definition or kind; of a rule the clause, "require"; may be empty */
} mog_rule_change;

/* One set of policies, for a profile (empty: none). */
typedef struct mog_rule_set {
    const mog_input *files;
    size_t count;
    mog_text profile;
} mog_rule_set;

/* Those that differ, sorted by rule, one for each: the first difference in the order above. From `arena`. Files with errors: MOG_INPUT. */
mog_status mog_rule_changes(const mog_rule_change **out, size_t *count, mog_arena *arena, const mog_rule_set *before,
                            const mog_rule_set *after, const mog_plugins *plugins, mog_error *err);

#endif

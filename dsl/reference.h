/* reference.h: what policies declare, and who uses what of it: rules and steps of gates on one side; parameters,
 * definitions, kinds and their fields on the other.
 *
 * What a rule uses is all that stands in it, its titles and findings included, and all that a `let` which it calls uses.
 */
#ifndef MOG_DSL_REFERENCE_H
#define MOG_DSL_REFERENCE_H

#include "dsl/analysis.h"
#include "dsl/ast.h"

/* Indexes, ascending, each once. */
typedef struct mog_uses {
    uint32_t *at;
    size_t count, capacity;
} mog_uses;

/* A rule, or a step of a gate. */
typedef struct mog_user {
    mog_text id; /* "8.13/restore_tested", "production/council" */
    const mog_module *module;
    const mog_clause *clauses;
    mog_control_id control;    /* 0: a step */
    const mog_gate_node *gate; /* of a step; else NULL */
    mog_text title, title_sv, action, action_sv;
    mog_text subject_type;
    uint32_t level, weight;
    bool must;
    mog_uses params, lets, kinds, fields; /* what it uses */
} mog_user;

typedef struct mog_used_param {
    const mog_module *module;
    const mog_param *param;
    mog_uses users;
} mog_used_param;

typedef struct mog_used_let {
    const mog_module *module;
    const mog_let_node *let;
    mog_uses users; /* those that reach it through another definition too */
} mog_used_let;

typedef struct mog_used_kind {
    const mog_kind *kind;
    mog_uses users;
    uint32_t first_field, field_count;
} mog_used_kind;

typedef struct mog_used_field {
    uint32_t kind;
    mog_text path; /* "schedule", "storage.site", "volumes.size" */
    const mog_field *field;
    mog_uses users;
} mog_used_field;

typedef struct mog_reference {
    mog_arena *arena;
    const mog_analysis *analysis;
    mog_user *users; /* rules in the order of a policy, then the steps of gates in the order of files */
    size_t user_count, user_capacity;
    mog_used_param *params; /* in the order of files */
    size_t param_count, param_capacity;
    mog_used_let *lets; /* in the order of files */
    size_t let_count, let_capacity;
    mog_used_kind *kinds; /* sorted by name */
    size_t kind_count, kind_capacity;
    mog_used_field *fields; /* of the first kind, of the second, … */
    size_t field_count, field_capacity;
    const mog_control *controls; /* sorted by id */
    size_t control_count;
    const mog_group *groups; /* sorted by name */
    size_t group_count;
    const mog_theme *themes; /* in the order of the catalogues */
    size_t theme_count;
} mog_reference;

/* Of files without errors. `analysis` must live as long. */
mog_reference *mog_reference_new(const mog_analysis *analysis);
void mog_reference_free(mog_reference *reference); /* NULL is allowed */

#endif

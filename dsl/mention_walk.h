/* mention_walk.h: between mention.c, which walks declarations, and mention_expr.c, which walks expressions. Private to dsl/. */
#ifndef MOG_DSL_MENTION_WALK_H
#define MOG_DSL_MENTION_WALK_H

#include "dsl/check.h"
#include "dsl/mention.h"

typedef struct mog_walk {
    const mog_analysis *analysis;
    const mog_check *check;
    mog_text text; /* of the file */
    mog_mention_visit *visit;
    void *context;
    /* around what is being walked */
    const void *subject; /* where the subject is named; NULL: it has no name here */
    mog_text subject_name;
    const mog_each_node *each;
} mog_walk;

void mog_walk_tell(const mog_walk *walk, mog_mention mention);
/* A name that is to be a kind's, or that of a type of subject; nothing where it is neither. */
void mog_walk_kind(const mog_walk *walk, const mog_name *name);
void mog_walk_expr(const mog_walk *walk, const mog_node *node);                 /* NULL is allowed */
const mog_control *mog_walk_control(const mog_check *check, mog_control_id id); /* NULL: no file speaks of it */

#endif

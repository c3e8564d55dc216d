/* outline.h: what a policy file declares, as a tree, for those who show it as a table of contents.
 */
#ifndef MOG_DSL_OUTLINE_H
#define MOG_DSL_OUTLINE_H

#include "dsl/mention.h"

typedef struct mog_outline {
    mog_mention_tag tag;
    mog_text name;   /* "backup", "8.13", "backed_up" */
    mog_text detail; /* its title; may be empty */
    mog_span whole;  /* from its first word to its end */
    mog_span own;    /* its name; within `whole` */
    struct mog_outline *inner, *next;
} mog_outline;

/* The declarations of a file in its order, in `arena`; texts are views of the analysis. */
const mog_outline *mog_outline_of(mog_arena *arena, const mog_analysis *analysis, uint32_t file, bool swedish);

#endif

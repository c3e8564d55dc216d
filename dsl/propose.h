/* propose.h: what may be written at a place of a policy file: words of the language, and names that are declared.
 *
 * Works while the file does not parse. Proposals are not filtered by what was typed of the word; `word` says where it begins.
 */
#ifndef MOG_DSL_PROPOSE_H
#define MOG_DSL_PROPOSE_H

#include "dsl/mention.h"

typedef struct mog_proposal {
    mog_text text;       /* to be written */
    bool keyword;        /* a word of the language, and `mention` says nothing */
    mog_mention mention; /* what it stands for */
} mog_proposal;

typedef struct mog_proposals {
    mog_arena *arena;
    uint32_t word; /* offset where the word begins that the text takes the place of */
    mog_proposal *at;
    size_t count, capacity;
} mog_proposals;

/* To be freed with mog_proposals_free. Views of the analysis. */
void mog_propose(mog_proposals *out, const mog_analysis *analysis, uint32_t file, uint32_t offset);
void mog_proposals_free(mog_proposals *proposals);

#endif

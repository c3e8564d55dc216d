/* intern.h: equal bytes once. Reasons and findings repeat from subject to subject; an assessment keeps each a single time. */
#ifndef MOG_ENGINE_ASSESS_INTERN_H
#define MOG_ENGINE_ASSESS_INTERN_H

#include "base/text.h"

typedef struct mog_intern {
    mog_arena *arena; /* where the bytes are kept */
    mog_text *texts;
    size_t count, capacity;
    uint32_t *slots; /* index + 1; 0: free */
    size_t slot_count;
} mog_intern;

/* The index of these bytes, from 0 in the order of first sight. A NUL follows the copy. */
uint32_t mog_intern_index(mog_intern *intern, mog_text bytes);
const char *mog_intern_text(mog_intern *intern, mog_text bytes);
void mog_intern_free(mog_intern *intern); /* the arena stays */

#endif

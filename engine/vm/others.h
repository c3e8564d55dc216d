/* others.h: how the machine comes to other subjects than the one at hand: `unit(s.owner)`, `suppliers of s`.
 *
 * Whoever runs the machine says where they are found. What is handed to the machine stays where it is until `begin` is called again, which
 * the machine does before each rule, so that what is kept can be bounded.
 */
#ifndef MOG_ENGINE_VM_OTHERS_H
#define MOG_ENGINE_VM_OTHERS_H

#include "engine/store/current.h"

typedef struct mog_other {
    mog_text subject;         /* "unit:hr" */
    mog_text tail;            /* "hr" */
    bool recorded;            /* something was observed of it up to the clock; set with `kinds` */
    const mog_current *kinds; /* by the index in the policy's `reached`; NULL: not read yet */
} mog_other;

typedef struct mog_others {
    void *context;
    /* The subject of a name, whether or not anything is known of it. Never NULL. */
    const mog_other *(*find)(void *context, mog_text subject);
    /* Reads its records. False: they cannot be read, and the context knows why. */
    bool (*read)(void *context, const mog_other *other);
    /* The subjects to which a relation of the policy leads: names, sorted, each once. */
    const mog_text *(*related)(void *context, uint32_t relation, mog_text subject, uint32_t *count);
    void (*begin)(void *context);
} mog_others;

#endif

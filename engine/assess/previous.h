/* previous.h: what an earlier run found, to be taken over where nothing can have changed since. The result is what a full run would give, to the byte.
 *
 * Both runs have the same policies, profile, program and plugins, choose nothing, and the clock has not gone back: whoever hands one in sees to that.
 * A result is made anew when
 *
 *     something was recorded, retracted or attached about its subject since, or was observed between the two clocks; after an erasure: always
 *     the rule asks for the clock, and the clock is another one
 *     the rule asks about other subjects, and any subject was touched, or the clock is another one
 *     a record that the rule reads has become too old for it between the two clocks
 *     it was an error, or there was none
 */
#ifndef MOG_ENGINE_ASSESS_PREVIOUS_H
#define MOG_ENGINE_ASSESS_PREVIOUS_H

#include "engine/assess/result.h"

typedef struct mog_previous_subject {
    mog_assessed_subject told;
    const mog_result *results; /* by rule; `subject` and `excepted` are without meaning */
    uint32_t count;
} mog_previous_subject;

typedef struct mog_previous {
    mog_time clock;
    uint64_t changes;                     /* of the journal that it saw */
    const mog_previous_subject *subjects; /* sorted by name */
    uint32_t subject_count;
} mog_previous;

/* NULL: it was not there. */
const mog_previous_subject *mog_previous_find(const mog_previous *previous, mog_text subject);
const mog_result *mog_previous_result(const mog_previous_subject *subject, uint32_t rule);

#endif

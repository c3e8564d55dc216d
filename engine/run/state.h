/* state.h: all that an assessment found, in a form that is read back fast: what a run keeps as "state" for resume.h.
 *
 * Numbers are little endian, u32 unless it says otherwise. Texts and lists of records stand once each and are referred to by number.
 *
 *     "mogstate" · version 1
 *     texts      count · (size · bytes · NUL)…                 number 0 is the empty text
 *     lists      count · (count · u64 id…)…                    record ids
 *     rules      count · text…                                 ids, in the order of the policy
 *     subjects   count · (name · display · owner · part_of · 4 bytes of classes)…    texts; sorted by name
 *     results    count · (rule · subject · u8 verdict · u64 achievement · u64 cap · reason + 1 · reason_sv + 1 · list ·
 *                         findings · text… · findings_sv · text…)…       sorted by subject, then rule; + 1: 0 is none
 */
#ifndef MOG_ENGINE_RUN_STATE_H
#define MOG_ENGINE_RUN_STATE_H

#include "engine/assess/previous.h"

#include <stdio.h>

void mog_state_write(FILE *stream, const mog_assessment *assessment);

/* From `arena`, but for texts, which are views into `bytes`. False: they are none, or not of a policy with these rules. Any bytes are allowed. */
bool mog_state_read(mog_previous *out, mog_arena *arena, mog_text bytes, const mog_policy *policy);

#endif

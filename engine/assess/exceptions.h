/* exceptions.h: which exceptions from controls are in force for a subject (docs/scoring.md, "Exceptions"). For the files of engine/assess only. */
#ifndef MOG_ENGINE_ASSESS_EXCEPTIONS_H
#define MOG_ENGINE_ASSESS_EXCEPTIONS_H

#include "engine/assess/result.h"
#include "engine/assess/wire.h"
#include "engine/store/current.h"

/* Sends those of the subject at hand as MOG_FRAME_EXCEPTIONS, if there are any. `kind`: of the policy; its kind NULL: it has none. */
void mog_exceptions_send(mog_sender *sender, const mog_exception_kind *kind, const mog_subject_table *table,
                         mog_time clock);

typedef struct mog_exceptions {
    mog_exception *at; /* malloc'd; in the order in which they came */
    size_t count, capacity;
} mog_exceptions;

bool mog_exceptions_take(mog_exceptions *all, uint32_t subject, mog_frame *frame); /* False: it makes no sense */
/* By subject and control, of each pair the one that counts; in the arena of the assessment, and marks its results. Subjects by the numbers
 * that they have in it. */
void mog_exceptions_mark(mog_assessment *assessment, mog_arena *arena, mog_exceptions *all, mog_result *results);

#endif

/* exceptions.h: which exceptions are in force at the clock, and the results that they accept (docs/scoring.md, "Exceptions"). For the files of
 * engine/assess only. */
#ifndef MOG_ENGINE_ASSESS_EXCEPTIONS_H
#define MOG_ENGINE_ASSESS_EXCEPTIONS_H

#include "engine/assess/result.h"
#include "engine/assess/wire.h"
#include "engine/store/current.h"

/* One that is in force. */
typedef struct mog_exempting {
    mog_exception told;
    mog_text about;           /* the subject of its record */
    const mog_text *subjects; /* patterns of those that it is for; none: `about` alone */
    uint32_t subject_count;
    const mog_control_id *controls;
    uint32_t control_count;
    const mog_text *rules;
    uint32_t rule_count;
} mog_exempting;

typedef struct mog_exceptions {
    mog_exempting *at; /* malloc'd; what it points to is in an arena */
    size_t count, capacity;
} mog_exceptions;

/* Reads the current exceptions of all subjects and keeps those in force. Texts are copied into `arena`. */
mog_status mog_exceptions_read(mog_exceptions *all, mog_arena *arena, const mog_policy *policy, mog_snapshot *snapshot,
                               mog_time clock, mog_error *err);
void mog_exceptions_free(mog_exceptions *all);

/* A frame MOG_FRAME_EXCEPTION each. */
void mog_exceptions_send(const mog_exceptions *all, mog_sender *sender);
bool mog_exceptions_take(mog_exceptions *all, mog_arena *arena, mog_frame *frame); /* False: it makes no sense */

/* Marks the results that are accepted, each by the exception that holds longest, of those the one recorded first; the assessment's list is in
 * `arena`. */
void mog_exceptions_mark(mog_assessment *assessment, mog_arena *arena, const mog_exceptions *all, mog_result *results);

/* `*` stands for any number of signs. */
bool mog_exception_fits(mog_text pattern, mog_text subject);

#endif

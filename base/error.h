/* error.h: what went wrong, where, and what to do about it.
 *
 * A function that can fail returns mog_status and fills the mog_error handed to it last. The first error is kept:
 * filling an error that is already filled does nothing, so cleanup code cannot hide a cause. An error owns no memory;
 * its texts are cut to fit. Printing is done in cli/ only.
 *
 * The status says whose fault it is, and becomes the exit status of the program.
 */
#ifndef MOG_BASE_ERROR_H
#define MOG_BASE_ERROR_H

/* name, exit status, what it means */
#define MOG_STATUSES(S)                                                                                                \
    S(OK, 0, "done")                                                                                                   \
    S(NO, 1, "done, and the answer is no")                                                                             \
    S(USAGE, 2, "the command line is wrong")                                                                           \
    S(INPUT, 3, "an input was refused: evidence, policy or plugin")                                                    \
    S(SYSTEM, 4, "the store or the system failed")                                                                     \
    S(INTERNAL, 5, "a fault in mognad itself")

typedef enum mog_status {
#define S(name, code, text) MOG_##name = code,
    MOG_STATUSES(S)
#undef S
} mog_status;

typedef struct mog_error {
    mog_status status; /* MOG_OK: not filled */
    char message[512]; /* the cause, one sentence without a full stop */
    char place[512];   /* "file:line", a JSON path, a folder; may be empty */
    char hint[512];    /* a remedy; may be empty */
} mog_error;

#define MOG_ERROR_NONE ((mog_error){.status = MOG_OK})

/* Fills `err` (which may be NULL) unless it is filled. Returns `status`, so that a caller can write
 * `return mog_fail(…)`. */
mog_status mog_fail(mog_error *err, mog_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* As mog_fail for a failed system call: appends ": " and the text of `saved_errno`. Status MOG_SYSTEM. */
mog_status mog_fail_errno(mog_error *err, int saved_errno, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Set the place, or the hint, of a filled error where it is still empty. */
void mog_error_place(mog_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
void mog_error_hint(mog_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

/* child.h: a process for code from somebody else.
 *
 * The child runs one function in a session of its own, with no files open but a channel to the parent, nothing or one file on its
 * standard input, and its standard output and error caught. It leaves no core, dies with its parent, and everything it started is ended with it (unless
 * that made yet another session). What comes through the channel is to be distrusted: the code there can write what it likes.
 *
 *     start -> step until it is not MOG_CHILD_RUNS, taking what was received -> end
 *
 * For engine/host only.
 */
#ifndef MOG_ENGINE_HOST_CHILD_H
#define MOG_ENGINE_HOST_CHILD_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>
#include <sys/types.h>

#define MOG_PRINTED_LIMIT 4096 /* bytes of what a child prints that are kept */

typedef struct mog_child {
    pid_t pid;
    int channel; /* a socket; -1 once the child closed it */
    int output;  /* what it prints; -1 likewise */
    int64_t deadline;
    bool ended;
    int how, status;     /* si_code and si_status of its end */
    mog_buffer received; /* through the channel; the taker removes what it took */
    mog_buffer printed;
} mog_child;

typedef struct mog_child_plan {
    void (*body)(void *context, int channel); /* runs in the child, which exits with status 0 when it returns */
    void *context;
    int input;             /* what it has as its standard input; -1: nothing */
    int64_t time_limit;    /* nanoseconds */
    uint64_t memory_limit; /* bytes of address space it may add; 0: no limit */
} mog_child_plan;

typedef enum mog_child_state {
    MOG_CHILD_RUNS,
    MOG_CHILD_ENDED, /* everything it sent has been received, unless `received` is full: then take and step again */
    MOG_CHILD_LATE   /* the time limit has passed */
} mog_child_state;

mog_status mog_child_start(mog_child *out, const mog_child_plan *plan, mog_error *err);

/* Waits until something happens. Reads no more while `received` holds `room` bytes. */
mog_child_state mog_child_step(mog_child *child, size_t room);

/* Sends to the child; what cannot be sent is dropped, since the child is then at its end. */
void mog_child_send(mog_child *child, const void *bytes, size_t size);

/* Ends the child, if it still runs, and all it started. */
void mog_child_end(mog_child *child);

/* "crashed (SIGSEGV)", "ended itself with exit status 3". For a child that has ended. */
void mog_child_describe(const mog_child *child, char *out, size_t size);

/* In the child: writes all of it to the channel, or ends the process when there is nobody to read. */
void mog_channel_write(int channel, const void *bytes, size_t size);

#endif

/* process.h: child processes of an assessment: what opens the store, and what runs code from plugins.
 *
 * A child has a pipe to its parent and no other file of it, prints nothing, leaves no core and dies with its parent.
 */
#ifndef MOG_ENGINE_ASSESS_PROCESS_H
#define MOG_ENGINE_ASSESS_PROCESS_H

#include "base/error.h"
#include "base/text.h"

#include <sys/types.h>

typedef void mog_process_body(void *context, int pipe); /* the child ends with status 0 when it returns */

/* *pipe_out is the reading end. */
mog_status mog_process_start(pid_t *pid, int *pipe_out, mog_process_body *body, void *context, mog_error *err);

/* Waits for a child that closed its pipe; one that does not end within a second is killed. Returns the wait status. */
int mog_process_end(pid_t pid);
/* Kills it and waits. */
void mog_process_kill(pid_t pid);
bool mog_process_has_ended(pid_t pid); /* it is still to be waited for */

/* "SIGSEGV", "exit status 3". */
void mog_process_describe(char *en, char *sv, size_t size, int wait_status);

/* In the child: limits the address space to what is in use and `added` bytes more. When the process then dies of a signal with nearly all of
 * it taken, *exhausted is set first. Does nothing under AddressSanitizer, which takes terabytes. */
void mog_process_limit_memory(uint64_t added, volatile uint32_t *exhausted);

uint32_t mog_core_count(void); /* that this process may use */

#endif

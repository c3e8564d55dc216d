/* fork.h: what a process that was forked for one task sheds of its parent.
 *
 * Called in the child, before anything of the task is done. The process may run code that is not ours, so it must hold none of the
 * parent's files, and must not outlive the parent.
 */
#ifndef MOG_BASE_FORK_H
#define MOG_BASE_FORK_H

#include <sys/types.h>

/* The child is killed when its parent ends, and leaves no core; it ends at once, with status `otherwise`, when the parent has ended
 * already. */
void mog_fork_bind(pid_t parent, int otherwise);

/* The handlers of the program, or of a sanitizer in it, would hide how foreign code died. */
void mog_fork_reset_signals(void);

/* Closes all files from number 3 on, but for `kept`, which is not below 3. */
void mog_fork_close_files(int kept);

#endif

#include "base/fork.h"

#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void mog_fork_bind(pid_t parent, int otherwise)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(otherwise); /* it ended before the line above */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

void mog_fork_reset_signals(void)
{
    for (int i = 1; i < NSIG; i++) {
        if (i != SIGKILL && i != SIGSTOP) signal(i, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_between(unsigned first, unsigned last)
{
    if (first > last) return;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, last, 0) == 0) return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    unsigned end = most > 0 && most < 65536 ? (unsigned)most : 65536;
    for (unsigned fd = first; fd <= last && fd < end; fd++) close((int)fd);
}

void mog_fork_close_files(int kept)
{
    close_between(3, (unsigned)kept - 1);
    close_between((unsigned)kept + 1, UINT_MAX);
}

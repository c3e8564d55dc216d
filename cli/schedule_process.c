/* schedule_process.c: a program run in a group of processes of its own, and ended with this one. */
#include "cli/schedule.h"

#include "base/fork.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOT_STARTED 127
#define LOOK_AGAIN_NS 10000000

static const int passed_on[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2};
#define PASSED_ON (sizeof passed_on / sizeof *passed_on)

static volatile sig_atomic_t group;

static void pass_on(int number)
{
    if (group > 0) kill(-(pid_t)group, number);
}

static _Noreturn void become(const char *program, char *const *words, int stdin_fd, bool to_stderr, pid_t parent)
{
    setpgid(0, 0);
    mog_fork_reset_signals();
    mog_fork_bind(parent, NOT_STARTED);
    if (stdin_fd >= 0 && dup2(stdin_fd, STDIN_FILENO) < 0) _exit(NOT_STARTED);
    if (to_stderr && dup2(STDERR_FILENO, STDOUT_FILENO) < 0) _exit(NOT_STARTED);
    execv(program, words);
    _exit(NOT_STARTED);
}

/* Until it has ended, or `limit` seconds have passed and it has been killed. */
static int wait_for(pid_t pid, uint32_t limit)
{
    int how = 0;
    int64_t end = mog_monotonic() + (int64_t)limit * MOG_SECOND;
    for (;;) {
        pid_t ended = waitpid(pid, &how, limit ? WNOHANG : 0);
        if (ended == pid) break;
        if (ended < 0 && errno != EINTR) return NOT_STARTED;
        if (!limit) continue;
        if (mog_monotonic() > end) {
            kill(-pid, SIGKILL);
            while (waitpid(pid, &how, 0) < 0 && errno == EINTR) continue;
            return -1;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_NS}, NULL);
    }
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

mog_status cli_schedule_spawn(int *how, const char *program, char *const *words, int stdin_fd, bool to_stderr,
                              uint32_t limit, mog_error *err)
{
    sigset_t all, before;
    struct sigaction pass = {.sa_handler = pass_on}, was[PASSED_ON];
    fflush(NULL);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before); /* what comes meanwhile finds the handlers in place */
    pid_t parent = getpid(), pid = fork();
    int saved = errno;
    if (pid == 0) become(program, words, stdin_fd, to_stderr, parent);
    if (pid < 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        return mog_fail_errno(err, saved, "cannot start a process for `%s`", words[0]);
    }
    setpgid(pid, pid); /* here as well: whoever is first */
    group = (sig_atomic_t)pid;
    for (size_t i = 0; i < PASSED_ON; i++) sigaction(passed_on[i], &pass, &was[i]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    *how = wait_for(pid, limit);
    group = 0;
    for (size_t i = 0; i < PASSED_ON; i++) sigaction(passed_on[i], &was[i], NULL);
    return MOG_OK;
}

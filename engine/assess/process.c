#include "engine/assess/process.h"

#include "base/fork.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define PIPE_SIZE (1 << 20)

uint32_t mog_core_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return (uint32_t)CPU_COUNT(&set);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (uint32_t)cores : 1;
}

/* ---- in the child */

/* Foreign code may print: that goes nowhere. A sanitizer's report is for us, and shall be seen. */
static int arrange_files(int pipe)
{
    pipe = fcntl(pipe, F_DUPFD_CLOEXEC, 3);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (pipe < 0 || nothing < 0) _exit(MOG_INTERNAL);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    if (!SANITIZED) dup2(nothing, STDERR_FILENO);
    mog_fork_close_files(pipe);
    return pipe;
}

static _Noreturn void be_child(mog_process_body *body, void *context, int pipe, pid_t parent)
{
    mog_fork_bind(parent, MOG_INTERNAL);
    mog_fork_reset_signals();
    body(context, arrange_files(pipe));
    _exit(0); /* what the parent registered with atexit, and its unwritten output, are the parent's */
}

/* ---- memory */

static volatile uint32_t *exhausted_flag;
static uint64_t nearly_all; /* bytes of address space */

static bool read_size(uint64_t *bytes)
{
    char text[64];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t got = read(fd, text, sizeof text);
    close(fd);
    if (got <= 0) return false;
    uint64_t pages = 0;
    for (ssize_t i = 0; i < got && text[i] >= '0' && text[i] <= '9'; i++)
        pages = 10 * pages + (uint64_t)(text[i] - '0');
    *bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return true;
}

/* Runs on a stack of its own and calls only what a signal handler may. The default action follows: SA_RESETHAND. */
static void on_death(int number)
{
    uint64_t bytes;
    if (read_size(&bytes) && bytes >= nearly_all) *exhausted_flag = 1;
    raise(number);
}

void mog_process_limit_memory(uint64_t added, volatile uint32_t *exhausted)
{
    static char stack[64 << 10];
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};
    uint64_t now;
    struct rlimit limit;
    if (SANITIZED || !read_size(&now) || getrlimit(RLIMIT_AS, &limit) != 0) return;
    rlim_t most = (rlim_t)now + (rlim_t)added;
    if (limit.rlim_max != RLIM_INFINITY && most > limit.rlim_max) most = limit.rlim_max;
    nearly_all = most - added / 8;
    exhausted_flag = exhausted;
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_handler = on_death, .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++) sigaction(deadly[i], &action, NULL);
    limit.rlim_cur = limit.rlim_max = most;
    setrlimit(RLIMIT_AS, &limit);
}

/* ---- in the parent */

mog_status mog_process_start(pid_t *pid, int *pipe_out, mog_process_body *body, void *context, mog_error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return mog_fail_errno(err, errno, "cannot make a pipe for a worker process");
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE); /* only for speed; a limit on it is no fault */
    pid_t parent = getpid();
    fflush(NULL); /* or a plugin that calls exit would print it once more */
    *pid = fork();
    if (*pid == 0) be_child(body, context, ends[1], parent);
    int saved = errno;
    close(ends[1]);
    if (*pid > 0) {
        *pipe_out = ends[0];
        return MOG_OK;
    }
    close(ends[0]);
    mog_fail_errno(err, saved, "cannot start a worker process");
    mog_error_hint(err, "fewer workers may help: --jobs 1");
    return MOG_SYSTEM;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return 0;
    return status;
}

int mog_process_end(pid_t pid)
{
    for (int i = 0; i < 1000; i++) {
        int status = 0;
        pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid) return status;
        if (ended < 0 && errno != EINTR) return 0;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    kill(pid, SIGKILL);
    return wait_for(pid);
}

void mog_process_kill(pid_t pid)
{
    kill(pid, SIGKILL);
    wait_for(pid);
}

bool mog_process_has_ended(pid_t pid)
{
    siginfo_t about = {0};
    return waitid(P_PID, (id_t)pid, &about, WEXITED | WNOHANG | WNOWAIT) == 0 && about.si_pid == pid;
}

void mog_process_describe(char *en, char *sv, size_t size, int wait_status)
{
    if (WIFSIGNALED(wait_status)) {
        const char *name = sigabbrev_np(WTERMSIG(wait_status));
        snprintf(en, size, "SIG%s", name ? name : "?");
        snprintf(sv, size, "SIG%s", name ? name : "?");
    } else {
        snprintf(en, size, "exit status %d", WEXITSTATUS(wait_status));
        snprintf(sv, size, "slutstatus %d", WEXITSTATUS(wait_status));
    }
}

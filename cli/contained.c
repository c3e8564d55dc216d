#include "cli/contained.h"

#include "base/fork.h"
#include "engine/assess/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a process ends that reads what is not there, or whose library finds its pages to be nonsense. */
static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};

static bool is_crash(int number)
{
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        if (crashes[i] == number) return true;
    return false;
}

/* ---- signals to the parent alone */

static const int passed_on[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
#define PASSED_ON (sizeof passed_on / sizeof *passed_on)

static volatile sig_atomic_t child;

static void pass_on(int number)
{
    if (child > 0) kill((pid_t)child, number);
}

/* ---- the end */

static void die_of(int number)
{
    sigset_t one;
    signal(number, SIG_DFL);
    sigemptyset(&one);
    sigaddset(&one, number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    raise(number);
}

static mog_status crashed(const char *store, int how, mog_error *err)
{
    char name[64], unused[64];
    mog_process_describe(name, unused, sizeof name, how);
    mog_fail(
        err, MOG_SYSTEM,
        "the process that worked on the store crashed (%s): the store is damaged or was truncated, or mognad has a "
        "fault",
        name);
    mog_error_place(err, "%s", store);
    mog_error_hint(err, "restore the folder from a backup, or make a new store and add the evidence again");
    return MOG_SYSTEM;
}

static mog_status killed(const char *store, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "the process that worked on the store was killed (SIGKILL)");
    mog_error_place(err, "%s", store);
    mog_error_hint(err, "the system kills processes when its memory is used up: see its log");
    return MOG_SYSTEM;
}

static mog_status read_end(const char *store, int how, mog_error *err)
{
    if (WIFEXITED(how)) return (mog_status)WEXITSTATUS(how);
    int number = WTERMSIG(how);
    if (is_crash(number)) return crashed(store, how, err);
    if (number != SIGKILL) die_of(number);
    return killed(store, err);
}

static int wait_for(pid_t pid)
{
    int how = 0;
    while (waitpid(pid, &how, 0) < 0)
        if (errno != EINTR) return MOG_INTERNAL << 8;
    return how;
}

bool cli_contain(mog_status *status, const char *store, mog_error *err)
{
    sigset_t all, before;
    fflush(NULL); /* or the child would print it once more */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before); /* what comes meanwhile finds the handlers in place */
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        mog_fork_bind(parent, MOG_SYSTEM);
        for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL); /* a sanitizer's */
        sigprocmask(SIG_SETMASK, &before, NULL);
        return false;
    }
    int saved = errno;
    child = (sig_atomic_t)pid;
    /* The terminal sends these to both; what they mean is for the child to say. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, pass = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    if (pid > 0) {
        sigaction(SIGINT, &ignore, NULL);
        sigaction(SIGQUIT, &ignore, NULL);
        for (size_t i = 0; i < PASSED_ON; i++) {
            struct sigaction was;
            sigaction(passed_on[i], NULL, &was);
            if (was.sa_handler != SIG_IGN) sigaction(passed_on[i], &pass, NULL); /* nohup */
        }
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0) {
        *status = mog_fail_errno(err, saved, "cannot start a process to work on the store");
        mog_error_hint(err, "%s", "raise the limit on processes (ulimit -u), or end some");
    } else {
        *status = read_end(store, wait_for(pid), err);
    }
    return true;
}

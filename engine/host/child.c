#include "engine/host/child.h"

#include "base/fork.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- in the child */

/* Leaves the channel open and nothing else of the parent's. Returns its number. */
static int arrange_files(int channel, int output, int input)
{
    channel = fcntl(channel, F_DUPFD_CLOEXEC, 3);
    output = fcntl(output, F_DUPFD_CLOEXEC, 3);
    if (input < 0) input = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (channel < 0 || output < 0) _exit(1);
    if (input < 0) close(STDIN_FILENO);
    else if (dup2(input, STDIN_FILENO) < 0) _exit(1);
    if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0) _exit(1);
    mog_fork_close_files(channel);
    return channel;
}

/* Relative to what is mapped already, since a sanitizer maps terabytes. */
static void limit_memory(uint64_t added)
{
    unsigned long pages = 0;
    FILE *about = fopen("/proc/self/statm", "re");
    if (!about) return;
    int got = fscanf(about, "%lu", &pages);
    fclose(about);
    if (got != 1) return;
    rlim_t most = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + (rlim_t)added;
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0) return;
    if (limit.rlim_max != RLIM_INFINITY && most > limit.rlim_max) most = limit.rlim_max;
    limit.rlim_cur = limit.rlim_max = most;
    setrlimit(RLIMIT_AS, &limit);
}

static _Noreturn void be_child(const mog_child_plan *plan, pid_t parent, int channel, int output)
{
    setsid();
    mog_fork_bind(parent, 1);
    mog_fork_reset_signals();
    channel = arrange_files(channel, output, plan->input);
    if (plan->memory_limit) limit_memory(plan->memory_limit);
    plan->body(plan->context, channel);
    fflush(NULL); /* what foreign code printed shall be seen */
    _exit(0);
}

void mog_channel_write(int channel, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t done = send(channel, at, size, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) _exit(1);
        at += done;
        size -= (size_t)done;
    }
}

/* ---- in the parent */

static void close_end(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

mog_status mog_child_start(mog_child *out, const mog_child_plan *plan, mog_error *err)
{
    mog_status status = MOG_OK;
    int channel[2] = {-1, -1}, output[2] = {-1, -1};
    pid_t parent = getpid();
    *out = (mog_child){.pid = -1, .channel = -1, .output = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0 || pipe2(output, O_CLOEXEC) != 0 ||
        fcntl(output[0], F_SETFL, O_NONBLOCK) != 0) {
        status = mog_fail_errno(err, errno, "cannot make a channel to a process for a plugin");
        goto done;
    }
    fflush(NULL); /* or the child would write it once more */
    out->deadline = mog_monotonic() + plan->time_limit;
    out->pid = fork();
    if (out->pid < 0) {
        status = mog_fail_errno(err, errno, "cannot start a process for a plugin");
        goto done;
    }
    if (out->pid == 0) be_child(plan, parent, channel[1], output[1]);
    out->channel = channel[0];
    out->output = output[0];
    channel[0] = output[0] = -1;
done:
    close_end(&channel[0]);
    close_end(&channel[1]);
    close_end(&output[0]);
    close_end(&output[1]);
    return status;
}

/* Reads what there is. What is printed past the limit is read and forgotten, so that the child is not held up. A child
 * that prints or sends without end comes to its deadline all the same, since each call reads a bounded amount. */
static void drain(int *fd, mog_buffer *into, size_t room, bool forget)
{
    char part[16384];
    for (int i = 0; i < 64 && *fd >= 0; i++) {
        size_t left = into->size < room ? room - into->size : 0;
        if (left == 0 && !forget) return;
        size_t want = forget || left > sizeof part ? sizeof part : left;
        ssize_t got = recv(*fd, part, want, MSG_DONTWAIT);
        if (got < 0 && errno == ENOTSOCK) got = read(*fd, part, want);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got <= 0) {
            close_end(fd);
            return;
        }
        mog_buffer_add(into, part, (size_t)got < left ? (size_t)got : left);
    }
}

/* Leaves it unreaped, so that its number stays its own until its group has been ended. */
static void note_end(mog_child *child)
{
    siginfo_t about = {0};
    if (child->ended) return;
    int result = waitid(P_PID, (id_t)child->pid, &about, WEXITED | WNOHANG | WNOWAIT);
    if (result == 0 && about.si_pid != child->pid) return;
    if (result != 0 && errno != ECHILD) return;
    child->ended = true;
    child->how = about.si_code;
    child->status = about.si_status;
    kill(-child->pid, SIGKILL);
}

mog_child_state mog_child_step(mog_child *child, size_t room)
{
    int64_t left = child->deadline - mog_monotonic();
    if (left <= 0) return MOG_CHILD_LATE; /* also when it has ended: something it left behind may send for ever */
    if (!child->ended) {
        int64_t wait = left / 1000000 + 1;
        /* A child that ends closes its channel, unless something that it started holds it open. */
        int64_t tick = child->channel < 0 ? 1 : 50;
        if (wait > tick) wait = tick;
        struct pollfd files[] = {{child->output, POLLIN, 0},
                                 {child->received.size < room ? child->channel : -1, POLLIN, 0}};
        poll(files, 2, (int)wait);
    }
    note_end(child);
    drain(&child->output, &child->printed, MOG_PRINTED_LIMIT, true);
    drain(&child->channel, &child->received, room, false);
    return child->ended ? MOG_CHILD_ENDED : MOG_CHILD_RUNS;
}

void mog_child_send(mog_child *child, const void *bytes, size_t size)
{
    if (child->channel >= 0) (void)!send(child->channel, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void mog_child_end(mog_child *child)
{
    if (child->pid > 0) {
        kill(child->pid, SIGKILL); /* it may not have come to its own session yet */
        kill(-child->pid, SIGKILL);
        while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    close_end(&child->channel);
    close_end(&child->output);
    mog_buffer_free(&child->received);
    mog_buffer_free(&child->printed);
    child->pid = -1;
}

static const struct {
    int number;
    const char *name;
} signals[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},   {SIGABRT, "SIGABRT"}, {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},
    {SIGTRAP, "SIGTRAP"}, {SIGSYS, "SIGSYS"},   {SIGKILL, "SIGKILL"}, {SIGTERM, "SIGTERM"}, {SIGPIPE, "SIGPIPE"},
    {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"}, {SIGALRM, "SIGALRM"}, {SIGINT, "SIGINT"},   {SIGHUP, "SIGHUP"},
};

void mog_child_describe(const mog_child *child, char *out, size_t size)
{
    if (child->how != CLD_KILLED && child->how != CLD_DUMPED) {
        snprintf(out, size, "ended itself with exit status %d", child->status);
        return;
    }
    const char *verb = child->status == SIGKILL || child->status == SIGTERM ? "was killed" : "crashed";
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (signals[i].number == child->status) {
            snprintf(out, size, "%s (%s)", verb, signals[i].name);
            return;
        }
    }
    snprintf(out, size, "%s (signal %d)", verb, child->status);
}

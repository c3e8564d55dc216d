/* program.c: running a program of the machine and hearing what it says. */
#include "collect.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_LIMIT ((size_t)16 << 20)

static const char *const folders[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
static char *const environment[] = {
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "LANGUAGE=C", "TZ=UTC0", "HOME=/", NULL};

static char *find_program(const char *name)
{
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *path = format("%s/%s", folders[i], name);
        if (access(path, X_OK) == 0) return path;
        free(path);
    }
    return NULL;
}

/* A group of its own, so that what it starts ends with it; the signals of a fresh process; nothing inherited but its output. */
static int start(pid_t *pid, const char *path, const char *const arguments[], int output)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    if (posix_spawn_file_actions_init(&files) != 0) return -1;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return -1;
    }
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    int failed = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    failed |= posix_spawn_file_actions_adddup2(&files, output, 1);
    failed |= posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    failed |= posix_spawn_file_actions_addclosefrom_np(&files, 3);
#endif
    failed |= posix_spawnattr_setpgroup(&attributes, 0);
    failed |= posix_spawnattr_setsigmask(&attributes, &none);
    failed |= posix_spawnattr_setsigdefault(&attributes, &all);
    failed |=
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!failed) failed = posix_spawn(pid, path, &files, &attributes, (char *const *)arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed ? -1 : 0;
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until the end of output; false when time or room is up. */
static bool hear(char **out, int fd, int64_t deadline)
{
    size_t size = 0, room = 4096;
    char *text = allocate(room, 1);
    bool ended = false;
    while (!ended) {
        int64_t left = deadline - milliseconds();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) break;
        ssize_t got = read(fd, text + size, room - size - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || size + (size_t)got > OUTPUT_LIMIT) break;
        ended = got == 0;
        size += (size_t)got;
        if (room - size < 2) {
            room *= 2;
            char *more = realloc(text, room);
            if (more == NULL) abort();
            text = more;
        }
    }
    text[size] = '\0';
    *out = text;
    return ended && memchr(text, '\0', size) == NULL;
}

/* It may close its output and stay: then it is waited for until the deadline. */
static bool ended_well(pid_t pid, bool heard, int64_t deadline)
{
    int status = -1;
    pid_t done = 0;
    while (heard && (done = waitpid(pid, &status, WNOHANG)) == 0 && milliseconds() < deadline) {
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    if (done != pid) {
        kill(-pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
        return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

char *run_program(const machine *m, int seconds, const char *const arguments[])
{
    if (!m->live) return NULL;
    char *path = find_program(arguments[0]);
    int ends[2];
    if (path == NULL) return NULL;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(path);
        return NULL;
    }
    pid_t pid;
    int failed = start(&pid, path, arguments, ends[1]);
    close(ends[1]);
    char *text = NULL;
    if (!failed) {
        int64_t deadline = milliseconds() + (int64_t)seconds * 1000;
        bool heard = hear(&text, ends[0], deadline);
        close(ends[0]);
        if (!ended_well(pid, heard, deadline)) {
            say(m, MOG_LOG_INFO, "%s did not answer; what it would have told is left out", path);
            free(text);
            text = NULL;
        }
    } else {
        close(ends[0]);
    }
    free(path);
    return text;
}

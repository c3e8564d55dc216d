#include "engine/store/usage.h"

#include "base/text.h"
#include "engine/store/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_NAMED 4 /* processes */

/* ---- who is in the way */

static void add_process(mog_buffer *out, long pid)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%ld/comm", pid);
    FILE *file = fopen(path, "re");
    if (file && fgets(name, sizeof name, file)) name[strcspn(name, "\n")] = '\0';
    if (file) fclose(file);
    mog_buffer_format(out, "%s%ld", out->size ? ", " : "", pid);
    if (*name) mog_buffer_format(out, " (%s)", name);
}

/* The processes that hold a flock on the file, as far as the system tells. */
static void name_holders(mog_buffer *out, int fd)
{
    struct stat about;
    char line[256];
    int named = 0;
    FILE *locks = fopen("/proc/locks", "re");
    if (fstat(fd, &about)) about.st_ino = 0;
    while (locks && named < MOST_NAMED && fgets(line, sizeof line, locks)) {
        long pid;
        uintmax_t inode;
        /* The device is not compared: of a file system in layers it is another here than fstat says. */
        if (sscanf(line, "%*s FLOCK %*s %*s %ld %*x:%*x:%ju", &pid, &inode) != 2) continue;
        if (inode != about.st_ino || pid <= 0 || pid == (long)getpid()) continue;
        add_process(out, pid);
        named++;
    }
    if (locks) fclose(locks);
}

static mog_status in_use(const mog_buffer *who, const char *folder, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "the store is in use by %s%s", who->size ? "process " : "another process",
             who->size ? who->at : "");
    mog_error_place(err, "%s", folder);
    mog_error_hint(err, "this needs the store for itself: do it again when the other has ended");
    return MOG_SYSTEM;
}

/* ---- use.lock */

static mog_status fail(int code, const char *folder, mog_error *err)
{
    char place[1024];
    snprintf(place, sizeof place, "%s/" MOG_USE_FILE, folder);
    return mog_lmdb_fail(code, place, "open the store", err);
}

/* A link would lead to a file that others may lock; of a pipe, opening would wait. */
#define OPEN_FLAGS (O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)

static int open_file(int folder_fd)
{
    struct stat data;
    int fd = openat(folder_fd, MOG_USE_FILE, O_RDONLY | OPEN_FLAGS);
    if (fd >= 0 || errno != ENOENT) return fd;
    mode_t mode = fstatat(folder_fd, "data.mdb", &data, 0) ? 0600 : data.st_mode & 0666;
    fd = openat(folder_fd, MOG_USE_FILE, O_RDONLY | O_CREAT | OPEN_FLAGS, mode);
    if (fd >= 0 && fchmod(fd, mode)) (void)0; /* what umask took away; another may have made it just now */
    return fd;
}

mog_status mog_usage_share(int *fd, int folder_fd, const char *folder, bool writable, mog_error *err)
{
    *fd = open_file(folder_fd);
    if (*fd < 0 && !writable && (errno == EROFS || errno == EACCES || errno == EPERM)) {
        bool missing = faccessat(folder_fd, MOG_USE_FILE, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
        if (missing) return MOG_OK;
        errno = EACCES;
    }
    if (*fd < 0) return fail(errno, folder, err);
    while (flock(*fd, LOCK_SH)) {
        if (errno == EINTR) continue;
        int code = errno;
        close(*fd);
        *fd = -1;
        return fail(code, folder, err);
    }
    return MOG_OK;
}

mog_status mog_usage_alone(int *fd, int folder_fd, const char *folder, mog_error *err)
{
    *fd = open_file(folder_fd);
    if (*fd < 0) return fail(errno, folder, err);
    while (flock(*fd, LOCK_EX | LOCK_NB)) {
        if (errno == EINTR) continue;
        mog_status status;
        if (errno == EWOULDBLOCK) {
            mog_buffer who = {0};
            name_holders(&who, *fd);
            status = in_use(&who, folder, err);
            mog_buffer_free(&who);
        } else {
            status = fail(errno, folder, err);
        }
        close(*fd);
        *fd = -1;
        return status;
    }
    return MOG_OK;
}

/* ---- lock.mdb */

mog_status mog_usage_shut(int *fd, int folder_fd, const char *folder, mog_error *err)
{
    /* The lock that LMDB takes for itself when it opens an environment that nobody has open. */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    *fd = openat(folder_fd, "lock.mdb", O_RDWR | OPEN_FLAGS);
    if (*fd < 0 && errno == ENOENT) return MOG_OK;
    if (*fd < 0) return mog_lmdb_fail(errno, folder, "lock the store", err);
    if (fcntl(*fd, F_SETLK, &lock) == 0) return MOG_OK;
    mog_status status;
    if (errno == EAGAIN || errno == EACCES) {
        mog_buffer who = {0};
        if (fcntl(*fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0) add_process(&who, lock.l_pid);
        status = in_use(&who, folder, err);
        mog_buffer_free(&who);
    } else {
        status = mog_lmdb_fail(errno, folder, "lock the store", err);
    }
    close(*fd);
    *fd = -1;
    return status;
}

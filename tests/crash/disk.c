/* disk.c: a disk that remembers what it was asked to do, and one that fails. Preloaded (LD_PRELOAD) into mognad by the tests.
 *
 *     MOG_DISK_FOLDER   the store's folder, without links in its path: only what is done to files in it counts
 *     MOG_DISK_LOG      a file to which each change is appended (log.h)
 *     MOG_DISK_FAULT    NUMBER:HOW: the change of that number (from 1), in this process and those it forks, fails. HOW is ENOSPC, EIO,
 *                       EDQUOT; short: half is written; kill: the process is killed before it; with a + behind, all later ones fail too
 *     MOG_DISK_FIRED    a file to which the name of the call is appended when the fault comes about
 *
 * LMDB and mognad write by the calls below, and by no others: replay.c checks that what was logged gives the files that are there. lock.mdb,
 * which is mapped and means nothing after a power cut, is not logged.
 */
#include "tests/crash/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096

enum { NONE, FILE_IN_FOLDER, LOCK_FILE, FOLDER, PARENT };

static char folder[PATH_MAX], parent[PATH_MAX];
static const char *log_path, *fired_path;
static unsigned char role[MOST_FILES];   /* by descriptor */
static bool is_synced_write[MOST_FILES]; /* opened O_DSYNC or O_SYNC */
static unsigned long fault_at, fault_errno, changes;
static bool fault_short, fault_kills, fault_lasts;

/* ---- set up */

static void read_fault(const char *text)
{
    static const struct {
        const char *name;
        int code;
    } names[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EDQUOT", EDQUOT}};
    char how[32] = "";
    if (sscanf(text, "%lu:%31s", &fault_at, how) != 2) abort();
    size_t size = strlen(how);
    if (size && how[size - 1] == '+') {
        fault_lasts = true;
        how[size - 1] = '\0';
    }
    fault_short = strcmp(how, "short") == 0;
    fault_kills = strcmp(how, "kill") == 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(how, names[i].name) == 0) fault_errno = (unsigned long)names[i].code;
    if (!fault_short && !fault_kills && !fault_errno) abort();
}

__attribute__((constructor)) static void begin(void)
{
    const char *where = getenv("MOG_DISK_FOLDER"), *fault = getenv("MOG_DISK_FAULT");
    if (!where || strlen(where) >= sizeof folder) return;
    strcpy(folder, where);
    strcpy(parent, where);
    char *slash = strrchr(parent, '/');
    if (slash) *slash = '\0';
    log_path = getenv("MOG_DISK_LOG");
    fired_path = getenv("MOG_DISK_FIRED");
    if (fault) read_fault(fault);
}

/* ---- which file */

static int role_of_path(const char *path)
{
    size_t size = strlen(folder);
    if (!size) return NONE;
    if (strcmp(path, folder) == 0) return FOLDER;
    if (strcmp(path, parent) == 0) return PARENT;
    if (strncmp(path, folder, size) != 0 || path[size] != '/') return NONE;
    return strcmp(path + size + 1, "lock.mdb") == 0 ? LOCK_FILE : FILE_IN_FOLDER;
}

static bool path_of_file(char out[PATH_MAX], int fd)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long size = syscall(SYS_readlinkat, AT_FDCWD, link, out, PATH_MAX - 1);
    if (size <= 0) return false;
    out[size] = '\0';
    return true;
}

static void path_at(char out[PATH_MAX], int dir, const char *path)
{
    char base[PATH_MAX] = "";
    if (*path == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return;
    }
    if (dir == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of_file(base, dir)) base[0] = '\0';
    if (snprintf(out, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) out[0] = '\0';
}

static int role_of(int fd)
{
    return fd >= 0 && fd < MOST_FILES ? role[fd] : NONE;
}

static uint64_t inode_of(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 ? (uint64_t)about.st_ino : 0;
}

/* ---- the log */

static const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void note(log_head head, const char *name, const char *other, const struct iovec *bytes, int count)
{
    struct iovec parts[1027];
    if (!log_path) return;
    head.magic = LOG_MAGIC;
    head.name_size = (uint32_t)strlen(name);
    head.other_size = (uint32_t)strlen(other);
    parts[0] = (struct iovec){&head, sizeof head};
    parts[1] = (struct iovec){(void *)name, head.name_size};
    parts[2] = (struct iovec){(void *)other, head.other_size};
    uint64_t left = head.size;
    int used = 3;
    for (int i = 0; i < count && left; i++) {
        size_t part = bytes[i].iov_len < left ? bytes[i].iov_len : (size_t)left;
        parts[used++] = (struct iovec){bytes[i].iov_base, part};
        left -= part;
    }
    int saved = errno;
    long fd = syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
    ssize_t wanted = (ssize_t)(sizeof head + head.name_size + head.other_size + head.size);
    if (fd < 0 || syscall(SYS_writev, fd, parts, used) != wanted) abort();
    syscall(SYS_close, fd);
    errno = saved;
}

static void note_file(uint32_t type, int fd, uint64_t offset)
{
    if (role_of(fd) == FILE_IN_FOLDER)
        note((log_head){.type = type, .inode = inode_of(fd), .offset = offset}, "", "", NULL, 0);
}

static void note_write(int fd, uint64_t offset, ssize_t done, const struct iovec *bytes, int count)
{
    if (done <= 0 || role_of(fd) != FILE_IN_FOLDER) return;
    log_head head = {.type = LOG_WRITE, .inode = inode_of(fd), .offset = offset, .size = (uint64_t)done};
    if (is_synced_write[fd]) head.flags = LOG_SYNCED;
    note(head, "", "", bytes, count);
}

/* ---- faults */

typedef enum outcome { GOES_ON, FAILS, IS_SHORT } outcome;

static outcome next_change(const char *call)
{
    if (!fault_at) return GOES_ON;
    changes++;
    if (changes < fault_at || (changes > fault_at && !fault_lasts)) return GOES_ON;
    if (fired_path) {
        long fd = syscall(SYS_openat, AT_FDCWD, fired_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        struct iovec parts[] = {{(void *)call, strlen(call)}, {(void *)"\n", 1}};
        syscall(SYS_writev, fd, parts, 2);
        syscall(SYS_close, fd);
    }
    if (fault_kills) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (fault_short) return IS_SHORT;
    errno = (int)fault_errno;
    return FAILS;
}

static outcome change_of(int fd, const char *call)
{
    return role_of(fd) == NONE ? GOES_ON : next_change(call);
}

/* ---- opening and closing */

static int open_any(int dir, const char *path, int flags, mode_t mode)
{
    char whole[PATH_MAX];
    bool creates = false;
    if (flags & O_CREAT) {
        struct stat about;
        path_at(whole, dir, path);
        int kind = role_of_path(whole);
        creates = (kind == FILE_IN_FOLDER || kind == LOCK_FILE) && fstatat(dir, path, &about, AT_SYMLINK_NOFOLLOW) != 0;
        if (creates && next_change("open") == FAILS) return -1;
    }
    int fd = (int)syscall(SYS_openat, dir, path, flags, mode);
    if (fd < 0 || fd >= MOST_FILES) return fd;
    role[fd] = path_of_file(whole, fd) ? (unsigned char)role_of_path(whole) : NONE;
    is_synced_write[fd] = (flags & O_DSYNC) != 0;
    if (role[fd] == FILE_IN_FOLDER && creates)
        note((log_head){.type = LOG_CREATE, .inode = inode_of(fd)}, name_in(whole), "", NULL, 0);
    if (role[fd] == FILE_IN_FOLDER && flags & O_TRUNC && !creates) note_file(LOG_RESIZE, fd, 0);
    return fd;
}

#define MODE_OF(flags, last)                                                                                           \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list list;                                                                                                  \
        va_start(list, last);                                                                                          \
        mode = va_arg(list, mode_t);                                                                                   \
        va_end(list);                                                                                                  \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags, flags)
    return open_any(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_OF(flags, flags)
    return open_any(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
    MODE_OF(flags, flags)
    return open_any(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
    MODE_OF(flags, flags)
    return open_any(dir, path, flags, mode);
}

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open_any(AT_FDCWD, path, flags, 0);
}

int __openat_2(int dir, const char *path, int flags);
int __openat_2(int dir, const char *path, int flags)
{
    return open_any(dir, path, flags, 0);
}

int creat(const char *path, mode_t mode)
{
    return open_any(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int fd)
{
    if (fd >= 0 && fd < MOST_FILES) role[fd] = NONE;
    return (int)syscall(SYS_close, fd);
}

/* ---- writing */

static ssize_t write_parts(int fd, const struct iovec *parts, int count, off_t offset, const char *call)
{
    struct iovec half;
    bool at_place = offset < 0;
    outcome now = change_of(fd, call);
    if (now == FAILS) return -1;
    if (now == IS_SHORT) {
        half = (struct iovec){parts[0].iov_base, parts[0].iov_len / 2};
        parts = &half;
        count = 1;
    }
    if (at_place && role_of(fd) != NONE) offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done =
        at_place ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, (long)offset, 0L);
    note_write(fd, (uint64_t)offset, done, parts, count);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return write_parts(fd, &(struct iovec){(void *)bytes, size}, 1, -1, "write");
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return write_parts(fd, &(struct iovec){(void *)bytes, size}, 1, offset, "pwrite");
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset)
{
    return write_parts(fd, &(struct iovec){(void *)bytes, size}, 1, offset, "pwrite");
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return write_parts(fd, parts, count, -1, "writev");
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    return write_parts(fd, parts, count, offset, "pwritev");
}

static int resize(int fd, off_t size)
{
    if (change_of(fd, "ftruncate") == FAILS) return -1;
    int code = (int)syscall(SYS_ftruncate, fd, size);
    if (code == 0) note_file(LOG_RESIZE, fd, (uint64_t)size);
    return code;
}

int ftruncate(int fd, off_t size)
{
    return resize(fd, size);
}

int ftruncate64(int fd, off_t size)
{
    return resize(fd, size);
}

/* ---- syncing */

static int sync_file(int fd, long number, const char *call)
{
    if (change_of(fd, call) == FAILS) return -1;
    int code = (int)syscall(number, fd);
    if (code) return code;
    note_file(LOG_SYNC, fd, 0);
    if (role_of(fd) == FOLDER) note((log_head){.type = LOG_SYNC_FOLDER}, "", "", NULL, 0);
    if (role_of(fd) == PARENT) note((log_head){.type = LOG_SYNC_PARENT}, "", "", NULL, 0);
    return 0;
}

int fsync(int fd)
{
    return sync_file(fd, SYS_fsync, "fsync");
}

int fdatasync(int fd)
{
    return sync_file(fd, SYS_fdatasync, "fdatasync");
}

/* ---- names */

static int rename_any(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    char before[PATH_MAX], after[PATH_MAX];
    path_at(before, from_dir, from);
    path_at(after, to_dir, to);
    bool ours = role_of_path(before) == FILE_IN_FOLDER && role_of_path(after) == FILE_IN_FOLDER;
    if (ours && next_change("rename") == FAILS) return -1;
    int code = (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
    uint32_t type = flags & RENAME_EXCHANGE ? LOG_EXCHANGE : LOG_RENAME;
    if (ours && code == 0) note((log_head){.type = type}, name_in(before), name_in(after), NULL, 0);
    return code;
}

int rename(const char *from, const char *to)
{
    return rename_any(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return rename_any(from_dir, from, to_dir, to, 0);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    return rename_any(from_dir, from, to_dir, to, flags);
}

static int unlink_any(int dir, const char *path, int flags)
{
    char whole[PATH_MAX];
    path_at(whole, dir, path);
    bool ours = role_of_path(whole) == FILE_IN_FOLDER;
    if (ours && next_change("unlink") == FAILS) return -1;
    int code = (int)syscall(SYS_unlinkat, dir, path, flags);
    if (ours && code == 0) note((log_head){.type = LOG_UNLINK}, name_in(whole), "", NULL, 0);
    return code;
}

int unlink(const char *path)
{
    return unlink_any(AT_FDCWD, path, 0);
}

int unlinkat(int dir, const char *path, int flags)
{
    return unlink_any(dir, path, flags);
}

int mkdir(const char *path, mode_t mode)
{
    char whole[PATH_MAX];
    path_at(whole, AT_FDCWD, path);
    bool ours = role_of_path(whole) == FOLDER;
    if (ours && next_change("mkdir") == FAILS) return -1;
    int code = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (ours && code == 0) note((log_head){.type = LOG_MAKE_FOLDER}, "", "", NULL, 0);
    return code;
}

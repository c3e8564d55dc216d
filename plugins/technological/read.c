/* read.c: files and folders below the root. */
#include "collect.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_LIMIT ((size_t)64 << 20)

static bool inside(const char *path, const char *root)
{
    size_t size = strlen(root);
    return starts_with(path, root) && (path[size] == '/' || path[size] == '\0');
}

/* The path in the file system that we run in; NULL with errno when a link leads out of the root. `follow`: the last
 * part is resolved as well. */
static char *locate(const machine *m, const char *path, bool follow)
{
    if (m->live) return format("%s", path);
    char *whole = format("%s%s", m->root, path);
    char *cut = follow ? NULL : strrchr(whole, '/');
    if (cut != NULL) *cut = '\0';
    char *real = realpath(whole, NULL);
    int cause = errno;
    char *root = realpath(m->root, NULL);
    bool kept = real != NULL && root != NULL && inside(real, root);
    if (real != NULL && root != NULL && !kept) cause = EXDEV;
    char *found = !kept ? NULL : cut == NULL ? format("%s", real) : format("%s/%s", real, cut + 1);
    free(root);
    free(real);
    free(whole);
    errno = cause;
    return found;
}

/* O_NONBLOCK so that a pipe laid in the way of a configuration file does not hold us. */
static int open_file(const machine *m, const char *path)
{
    char *place = locate(m, path, true);
    if (place == NULL) return -1;
    int fd = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    free(place);
    struct stat about;
    if (fd >= 0 && (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

char *read_bytes(size_t *size_out, const machine *m, const char *path)
{
    int fd = open_file(m, path);
    if (fd < 0) return NULL;
    /* The size is not asked for: files of /proc say 0. */
    size_t size = 0, room = 4096;
    char *bytes = allocate(room, 1);
    for (;;) {
        ssize_t got = read(fd, bytes + size, room - size - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || size + (size_t)got > FILE_LIMIT) {
            free(bytes);
            close(fd);
            return NULL;
        }
        if (got == 0) break;
        size += (size_t)got;
        if (room - size < 2) {
            room *= 2;
            char *more = realloc(bytes, room);
            if (more == NULL) abort();
            bytes = more;
        }
    }
    close(fd);
    bytes[size] = '\0';
    *size_out = size;
    return bytes;
}

char *read_file(const machine *m, const char *path)
{
    size_t size;
    char *bytes = read_bytes(&size, m, path);
    /* A NUL would hide what follows it. */
    for (size_t i = 0; bytes != NULL && i < size; i++) {
        if (bytes[i] == '\0') bytes[i] = ' ';
    }
    return bytes;
}

bool read_at(void *out, size_t size, const machine *m, const char *path, int64_t offset)
{
    int fd = open_file(m, path);
    if (fd < 0) return false;
    ssize_t got = pread(fd, out, size, (off_t)offset);
    close(fd);
    return got == (ssize_t)size;
}

char *read_word(const machine *m, const char *path)
{
    char *text = read_file(m, path);
    if (text == NULL) return NULL;
    char *rest = text, *line = next_line(&rest);
    char *word = line == NULL ? NULL : format("%s", trim(line));
    free(text);
    return word;
}

char *read_link(const machine *m, const char *path)
{
    char *place = locate(m, path, false);
    if (place == NULL) return NULL;
    char target[PATH_MAX];
    ssize_t size = readlink(place, target, sizeof target - 1);
    free(place);
    if (size < 0) return NULL;
    target[size] = '\0';
    return format("%s", target);
}

static bool missing(int cause)
{
    return cause == ENOENT || cause == ENOTDIR;
}

truth file_exists(const machine *m, const char *path)
{
    char *place = locate(m, path, false);
    if (place == NULL) return missing(errno) ? NO : UNKNOWN;
    struct stat about;
    truth found = lstat(place, &about) == 0 ? YES : missing(errno) ? NO : UNKNOWN;
    free(place);
    return found;
}

int64_t file_modified(const machine *m, const char *path)
{
    char *place = locate(m, path, true);
    if (place == NULL) return MOG_NO_INTEGER;
    struct stat about;
    int failed = stat(place, &about);
    free(place);
    if (failed) return MOG_NO_INTEGER;
    return time_of((int64_t)about.st_mtim.tv_sec);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool read_folder(names *out, const machine *m, const char *path)
{
    *out = (names){0};
    char *place = locate(m, path, true);
    DIR *folder = place == NULL ? NULL : opendir(place);
    free(place);
    if (folder == NULL) return false;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') names_add(out, entry->d_name);
    }
    closedir(folder);
    if (out->count > 1) qsort(out->at, out->count, sizeof *out->at, by_bytes);
    return true;
}

/* Patterns are few and shallow in practice: one in the last part, as in /etc/ssh/sshd_config.d/ *.conf. */
bool expand_pattern(names *out, const machine *m, const char *pattern)
{
    *out = (names){0};
    const char *last = strrchr(pattern, '/');
    if (strpbrk(pattern, "*?[") == NULL) {
        if (file_exists(m, pattern) != NO) names_add(out, pattern);
        return true;
    }
    if (last == NULL || strpbrk(pattern, "*?[") < last) return false;
    char *folder = format("%.*s", (int)(last - pattern), pattern);
    names entries;
    bool known = read_folder(&entries, m, folder) || file_exists(m, folder) == NO;
    for (size_t i = 0; i < entries.count; i++) {
        if (fnmatch(last + 1, entries.at[i], FNM_PERIOD) != 0) continue;
        char *path = format("%s/%s", folder, entries.at[i]);
        names_add(out, path);
        free(path);
    }
    names_free(&entries);
    free(folder);
    return known;
}

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEEPEST 32

/* A path that cannot be opened is most often a wrong path, which is the asker's; the rest is the system's. */
static mog_status fail_open(const char *path, int cause, mog_error *err)
{
    switch (cause) {
    case ENOENT: mog_fail(err, MOG_INPUT, "there is no such file or folder"); break;
    case ENOTDIR: mog_fail(err, MOG_INPUT, "a part of the path is not a folder"); break;
    case ELOOP: mog_fail(err, MOG_INPUT, "the path goes round in links"); break;
    case ENAMETOOLONG: mog_fail(err, MOG_INPUT, "the path is too long"); break;
    case EACCES:
        mog_fail(err, MOG_INPUT, "no permission to read it");
        mog_error_hint(err, "check who owns it and its mode");
        break;
    default:
        mog_fail_errno(err, cause, "cannot open it");
        mog_error_place(err, "%s", path);
        return MOG_SYSTEM;
    }
    mog_error_place(err, "%s", path);
    return MOG_INPUT;
}

static mog_status fail_read(const char *path, int cause, mog_error *err)
{
    mog_status status = mog_fail_errno(err, cause, "cannot read it");
    mog_error_place(err, "%s", path);
    return status;
}

static mog_status refuse(const char *path, const char *why, mog_error *err)
{
    mog_status status = mog_fail(err, MOG_INPUT, "%s", why);
    mog_error_place(err, "%s", path);
    return status;
}

static mog_status too_large(const char *path, size_t limit, mog_error *err)
{
    mog_status status = mog_fail(err, MOG_INPUT, "the file is larger than %zu bytes", limit);
    mog_error_place(err, "%s", path);
    return status;
}

mog_status mog_file_read(mog_text *out, mog_arena *arena, const char *path, size_t limit, mog_error *err)
{
    mog_status status = MOG_OK;
    char *bytes = NULL;
    size_t size = 0, capacity;
    struct stat about;
    /* Not blocking, so that a pipe by that name is refused below instead of waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        status = fail_open(path, errno, err);
        goto done;
    }
    if (fstat(fd, &about) != 0) {
        status = fail_read(path, errno, err);
        goto done;
    }
    if (!S_ISREG(about.st_mode)) {
        status = refuse(path, S_ISDIR(about.st_mode) ? "it is a folder, not a file" : "it is not a regular file", err);
        goto done;
    }
    if (about.st_size > 0 && (uintmax_t)about.st_size > limit) {
        status = too_large(path, limit, err);
        goto done;
    }
    /* The size is only where to begin: files of /proc say 0, and a file may grow while it is read. */
    capacity = (about.st_size > 0 ? (size_t)about.st_size : 4096) + 1;
    bytes = mog_allocate(capacity);
    for (;;) {
        ssize_t got = read(fd, bytes + size, capacity - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            status = fail_read(path, errno, err);
            goto done;
        }
        if (got == 0) break;
        size += (size_t)got;
        if (size > limit) {
            status = too_large(path, limit, err);
            goto done;
        }
        if (size == capacity) {
            capacity *= 2;
            bytes = mog_reallocate(bytes, capacity);
        }
    }
    *out = (mog_text){mog_arena_copy(arena, bytes, size), size};
done:
    free(bytes);
    if (fd >= 0) close(fd);
    return status;
}

typedef struct search {
    mog_arena *arena;
    mog_text suffix;
    char **paths;
    size_t count, capacity;
} search;

static mog_status search_folder(search *s, const char *path, int depth, mog_error *err);

static mog_status search_entry(search *s, const char *folder, const char *name, int depth, mog_error *err)
{
    bool slash = mog_text_ends(mog_text_of(folder), MOG_TEXT("/"));
    char *path = mog_arena_format(s->arena, "%s%s%s", folder, slash ? "" : "/", name);
    struct stat about;
    if (lstat(path, &about) != 0) return errno == ENOENT ? MOG_OK : fail_open(path, errno, err); /* gone meanwhile */
    if (S_ISDIR(about.st_mode)) return search_folder(s, path, depth + 1, err);
    if (!mog_text_ends(mog_text_of(name), s->suffix)) return MOG_OK;
    /* A link that leads nowhere is found too: whoever reads it says so, or leaves it alone, as suits the file. */
    bool nowhere = S_ISLNK(about.st_mode) && stat(path, &about) != 0;
    if (nowhere || S_ISREG(about.st_mode)) MOG_PUSH(s->paths, s->count, s->capacity) = path;
    return MOG_OK;
}

static mog_status search_folder(search *s, const char *path, int depth, mog_error *err)
{
    if (depth > DEEPEST) return refuse(path, "the folders lie too deep in each other (more than 32)", err);
    mog_status status = MOG_OK;
    DIR *folder = opendir(path);
    if (!folder) return fail_open(path, errno, err);
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno) status = fail_read(path, errno, err);
            break;
        }
        if (entry->d_name[0] == '.') continue;
        if ((status = search_entry(s, path, entry->d_name, depth, err))) break;
    }
    closedir(folder);
    return status;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

mog_status mog_file_find(char ***out, size_t *count, mog_arena *arena, const char *path, const char *suffix,
                         mog_error *err)
{
    mog_status status = MOG_OK;
    search s = {.arena = arena, .suffix = mog_text_of(suffix)};
    struct stat about;
    if (stat(path, &about) != 0) {
        status = fail_open(path, errno, err);
    } else if (S_ISDIR(about.st_mode)) {
        status = search_folder(&s, path, 0, err);
    } else if (S_ISREG(about.st_mode)) {
        MOG_PUSH(s.paths, s.count, s.capacity) = mog_arena_copy(arena, path, strlen(path));
    } else {
        status = refuse(path, "it is neither a file nor a folder", err);
    }
    if (status) goto done;
    if (s.count) qsort(s.paths, s.count, sizeof *s.paths, compare_paths);
    *out = mog_take_array(arena, char *, s.count);
    if (s.count) memcpy(*out, s.paths, s.count * sizeof *s.paths);
    *count = s.count;
done:
    free(s.paths);
    return status;
}

/* Says what is open about one file or folder; false when nothing is. */
static bool is_open_to_others(const char *path, const char *what, char *why, size_t why_size)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        snprintf(why, why_size, "%s cannot be examined: %s", what, strerror(errno));
        return true;
    }
    if (about.st_uid != 0 && about.st_uid != geteuid()) {
        snprintf(why, why_size, "%s belongs to another user (uid %lu): %s", what, (unsigned long)about.st_uid, path);
        return true;
    }
    /* The group bits are the mask of an access control list where there is one, so lists are covered. */
    if (about.st_mode & (S_IWGRP | S_IWOTH)) {
        const char *who = about.st_mode & S_IWOTH ? "everybody" : "its group";
        snprintf(why, why_size, "%s can be written by %s: %s", what, who, path);
        return true;
    }
    return false;
}

bool mog_file_is_trusted(const char *path, char *why, size_t why_size)
{
    char spare[1];
    if (!why) {
        why = spare;
        why_size = sizeof spare;
    }
    char *real = realpath(path, NULL);
    if (!real) {
        if (errno == ENOMEM) mog_out_of_memory();
        snprintf(why, why_size, "the file cannot be found: %s", strerror(errno));
        return false;
    }
    bool trusted = !is_open_to_others(real, "the file", why, why_size);
    if (trusted) {
        char *slash = strrchr(real, '/');
        slash[slash == real] = '\0'; /* the root keeps its slash */
        trusted = !is_open_to_others(real, "its folder", why, why_size);
    }
    free(real);
    return trusted;
}

mog_line mog_lines_next(mog_lines *lines, mog_text *out)
{
    char part[4096];
    size_t used = 0;
    size_t skipped = 0;
    bool too_long = false, any = false, newline = false;
    mog_buffer_clear(&lines->buffer);
    flockfile(lines->stream);
    for (;;) {
        int c = getc_unlocked(lines->stream);
        if (c != EOF) any = true;
        if (c != EOF && c != '\n') part[used++] = (char)c;
        if (used == sizeof part || c == EOF || c == '\n') {
            /* One byte over the limit is kept, since it may be the CR of a line that is just as long as it may be. */
            size_t room = (lines->limit < SIZE_MAX ? lines->limit + 1 : SIZE_MAX) - lines->buffer.size;
            if (used > room) {
                too_long = true;
                skipped += used - room;
                used = room;
            }
            mog_buffer_add(&lines->buffer, part, used);
            used = 0;
        }
        if (c == EOF || c == '\n') {
            newline = c == '\n';
            break;
        }
        if (skipped > MOG_LINE_SKIPPED) break;
    }
    bool fault = ferror_unlocked(lines->stream) != 0;
    funlockfile(lines->stream);
    *out = MOG_TEXT("");
    if (fault) return MOG_LINE_FAULT;
    if (!any) return MOG_LINE_END;
    lines->number++;
    if (skipped > MOG_LINE_SKIPPED) return MOG_LINE_ENDLESS;
    mog_text line = {lines->buffer.at, lines->buffer.size};
    if (newline && line.size > 0 && line.at[line.size - 1] == '\r') line.size--;
    if (too_long || line.size > lines->limit) return MOG_LINE_TOO_LONG;
    *out = line;
    return MOG_LINE_READ;
}

void mog_lines_free(mog_lines *lines)
{
    mog_buffer_free(&lines->buffer);
}

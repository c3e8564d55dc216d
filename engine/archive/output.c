#include "engine/archive/output.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static mog_status fail(const mog_output *out, int code, const char *doing, mog_error *err)
{
    mog_fail_errno(err, code, "cannot %s", doing);
    mog_error_place(err, "%s", out->path ? out->path : "(standard output)");
    if (code == ENOSPC || code == EDQUOT) mog_error_hint(err, "free some space, or name a file on another disk");
    if (code == EFBIG) mog_error_hint(err, "raise the limit on file size (ulimit -f)");
    return MOG_SYSTEM;
}

static mog_status exists(const mog_output *out, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "there is such a file already");
    mog_error_place(err, "%s", out->path);
    mog_error_hint(err, "name another file, or give --force to write over it");
    return MOG_INPUT;
}

static void end(mog_output *out)
{
    if (out->fd >= 0 && !out->borrowed) close(out->fd);
    free(out->path);
    free(out->temporary);
    *out = (mog_output){.fd = -1};
}

static mog_status check_path(const mog_output *out, mog_error *err)
{
    struct stat about;
    if (lstat(out->path, &about)) return MOG_OK; /* making the file will tell */
    if (S_ISREG(about.st_mode)) return out->force ? MOG_OK : exists(out, err);
    mog_fail(err, MOG_INPUT, S_ISDIR(about.st_mode) ? "it is a folder, not a file" : "it is no regular file");
    mog_error_place(err, "%s", out->path);
    mog_error_hint(err, "name a file that is to be made, or - for the standard output");
    return MOG_INPUT;
}

mog_status mog_output_begin(mog_output *out, const char *path, bool force, mog_error *err)
{
    size_t size = strlen(path) + sizeof ".part-XXXXXX";
    *out = (mog_output){.fd = -1, .force = force, .path = mog_strdup(path), .temporary = mog_allocate(size)};
    snprintf(out->temporary, size, "%s.part-XXXXXX", path);
    mog_status status = check_path(out, err);
    if (!status) {
        out->fd = mkostemp(out->temporary, O_CLOEXEC); /* mode 0600 */
        if (out->fd < 0) {
            int code = errno;
            free(out->temporary);
            out->temporary = NULL;
            status = fail(out, code, "make the file", err);
        }
    }
    if (status) end(out);
    return status;
}

void mog_output_begin_pipe(mog_output *out, int fd, const char *name)
{
    *out = (mog_output){.fd = fd, .borrowed = true, .path = mog_strdup(name)};
}

mog_status mog_output_write(mog_output *out, const void *bytes, size_t size, mog_error *err)
{
    for (const char *at = bytes; size;) {
        ssize_t done = write(out->fd, at, size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return fail(out, errno, "write", err);
        at += done;
        size -= (size_t)done;
    }
    return MOG_OK;
}

static bool sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!folder) mog_out_of_memory();
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    int saved = errno;
    if (fd >= 0) close(fd);
    free(folder);
    errno = saved;
    return done;
}

/* Gives the file its name; without `force` only where there is none. */
static bool put_in_place(const mog_output *out)
{
    if (out->force) return rename(out->temporary, out->path) == 0;
    if (renameat2(AT_FDCWD, out->temporary, AT_FDCWD, out->path, RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL && errno != ENOSYS) return false;
    /* the file system cannot do both at once */
    return link(out->temporary, out->path) == 0 && unlink(out->temporary) == 0;
}

mog_status mog_output_commit(mog_output *out, mog_error *err)
{
    mog_status status = MOG_OK;
    if (!out->borrowed) {
        if (fsync(out->fd)) status = fail(out, errno, "write", err);
        else if (!put_in_place(out))
            status = errno == EEXIST ? exists(out, err) : fail(out, errno, "name the file", err);
        if (status) {
            mog_output_abandon(out);
            return status;
        }
        if (!sync_folder_of(out->path)) status = fail(out, errno, "sync the folder", err);
    }
    end(out);
    return status;
}

void mog_output_abandon(mog_output *out)
{
    if (out->temporary) unlink(out->temporary);
    if (out->path) end(out);
}

/* rewrite.c: a new file beside the old one takes its name when it is on the disk. */
#include "cli/rewrite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, mog_text text)
{
    for (size_t done = 0; done < text.size;) {
        ssize_t got = write(fd, text.at + done, text.size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        done += (size_t)got;
    }
    return true;
}

/* The owner first: changing it takes bits of the mode away. */
static bool keep_owner_and_mode(int fd, const struct stat *old)
{
    struct stat now;
    if (fstat(fd, &now) != 0) return false;
    bool same = now.st_uid == old->st_uid && now.st_gid == old->st_gid;
    if (!same && fchown(fd, old->st_uid, old->st_gid) != 0) return false;
    return fchmod(fd, old->st_mode & 07777) == 0;
}

/* "folder/.name.XXXXXX", a file that no search for policies finds. */
static char *name_beside(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    mog_buffer name = {0};
    mog_buffer_format(&name, "%.*s.%s.XXXXXX", (int)folder, path, path + folder);
    return name.at;
}

static mog_status replace(const char *path, const struct stat *old, mog_text text, mog_error *err)
{
    mog_status status = MOG_OK;
    char *beside = name_beside(path);
    int fd = mkstemp(beside);
    if (fd < 0) {
        status = mog_fail_errno(err, errno, "cannot make a file in its folder");
        goto done;
    }
    if (!keep_owner_and_mode(fd, old)) status = mog_fail_errno(err, errno, "cannot keep its owner and mode");
    else if (!write_all(fd, text) || fsync(fd) != 0) status = mog_fail_errno(err, errno, "cannot write it");
    if (close(fd) != 0 && !status) status = mog_fail_errno(err, errno, "cannot write it");
    if (!status && rename(beside, path) != 0) status = mog_fail_errno(err, errno, "cannot replace it");
    if (status) unlink(beside);
done:
    free(beside);
    return status;
}

mog_status cli_rewrite(const char *path, mog_text text, mog_error *err)
{
    mog_status status;
    struct stat old;
    char *real = realpath(path, NULL);
    if (!real || stat(real, &old) != 0) status = mog_fail_errno(err, errno, "cannot find it");
    else if (access(real, W_OK) != 0) status = mog_fail_errno(err, errno, "it may not be written");
    else status = replace(real, &old, text, err);
    if (status) mog_error_place(err, "%s", path);
    free(real);
    return status;
}

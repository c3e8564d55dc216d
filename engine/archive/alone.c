#include "engine/archive/alone.h"

#include "engine/store/environment.h"
#include "engine/store/usage.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

mog_status mog_alone_fail(const mog_alone *alone, const char *doing, mog_error *err)
{
    return mog_lmdb_fail(errno, alone->dir, doing, err);
}

static mog_status open_folder(mog_alone *alone, mog_error *err)
{
    alone->folder_fd = open(alone->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (alone->folder_fd >= 0 && faccessat(alone->folder_fd, "data.mdb", F_OK, 0) == 0) return MOG_OK;
    if (errno != ENOENT && errno != ENOTDIR) return mog_alone_fail(alone, "open the store", err);
    mog_fail(err, MOG_SYSTEM, "there is no evidence store here");
    mog_error_place(err, "%s", alone->dir);
    mog_error_hint(err, "name its folder with --store");
    return MOG_SYSTEM;
}

mog_status mog_alone_begin(mog_alone *out, const char *dir, mog_error *err)
{
    int lock = -1;
    *out = (mog_alone){dir, -1, -1};
    mog_status status = open_folder(out, err);
    if (!status) status = mog_usage_alone(&out->use, out->folder_fd, dir, err);
    /* It is held for the exchange only, since this process is to open the store; but to be told now is better than then. */
    if (!status) status = mog_usage_shut(&lock, out->folder_fd, dir, err);
    if (lock >= 0) close(lock);
    return status;
}

void mog_alone_end(mog_alone *alone)
{
    if (alone->use >= 0) close(alone->use);
    if (alone->folder_fd >= 0) close(alone->folder_fd);
    alone->use = alone->folder_fd = -1;
}

/* So that whoever could use the store still can. What is not ours to give stays as it is. */
static void keep_rights(int fd, const struct stat *old)
{
    if (fchown(fd, old->st_uid, old->st_gid) && fchown(fd, (uid_t)-1, old->st_gid)) (void)0;
    if (fchmod(fd, old->st_mode & 07777)) (void)0;
}

static mog_status finish_file(const mog_alone *alone, const char *name, mog_error *err)
{
    struct stat old;
    int fd = openat(alone->folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool done = fd >= 0 && fstatat(alone->folder_fd, "data.mdb", &old, 0) == 0;
    if (done) keep_rights(fd, &old);
    done = done && fsync(fd) == 0;
    mog_status status = done ? MOG_OK : mog_alone_fail(alone, "write the new file to disk", err);
    if (fd >= 0) close(fd);
    return status;
}

mog_status mog_alone_exchange(const mog_alone *alone, const char *name, mog_error *err)
{
    int lock;
    mog_status status = finish_file(alone, name, err);
    if (!status) status = mog_usage_shut(&lock, alone->folder_fd, alone->dir, err);
    if (status) return status;
    if (renameat(alone->folder_fd, name, alone->folder_fd, "data.mdb"))
        status = mog_alone_fail(alone, "put the new file in the old one's place", err);
    else if (fsync(alone->folder_fd)) status = mog_alone_fail(alone, "sync the folder", err);
    if (lock >= 0) close(lock);
    return status;
}

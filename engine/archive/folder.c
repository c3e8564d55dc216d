#include "engine/archive/folder.h"

#include "base/arena.h"
#include "engine/store/keyring.h"
#include "engine/store/usage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const FILES[] = {"data.mdb", "lock.mdb", MOG_USE_FILE, MOG_KEYRING_FILE, MOG_KEYRING_NEW_FILE};

static mog_status fail(const char *path, int code, const char *doing, mog_error *err)
{
    mog_fail_errno(err, code, "cannot %s", doing);
    mog_error_place(err, "%s", path);
    if (code == ENOSPC || code == EDQUOT) mog_error_hint(err, "free some space, or name a folder on another disk");
    if (code == ENOENT) mog_error_hint(err, "the folder that it would lie in does not exist");
    if (code == EBUSY || code == EXDEV) mog_error_hint(err, "a disk is mounted there; name a folder within it");
    return MOG_SYSTEM;
}

static mog_status taken(const char *path, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "there is something here already");
    mog_error_place(err, "%s", path);
    mog_error_hint(err, "name a new or an empty folder with --store");
    return MOG_INPUT;
}

static mog_status check_empty(const char *path, mog_error *err)
{
    mog_status status = MOG_OK;
    DIR *folder = opendir(path);
    if (!folder && errno == ENOENT) return MOG_OK;
    if (!folder) return errno == ENOTDIR ? taken(path, err) : fail(path, errno, "look into the folder", err);
    for (const struct dirent *entry; !status && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) status = taken(path, err);
    }
    closedir(folder);
    return status;
}

static void end(mog_new_folder *folder)
{
    if (folder->fd >= 0) close(folder->fd);
    free(folder->path);
    free(folder->temporary);
    *folder = (mog_new_folder){.fd = -1};
}

mog_status mog_new_folder_begin(mog_new_folder *out, const char *path, mog_error *err)
{
    *out = (mog_new_folder){.fd = -1};
    mog_status status = check_empty(path, err);
    if (status) return status;
    size_t size = strlen(path), room = size + sizeof ".new-XXXXXX";
    char *temporary = mog_allocate(room);
    while (size > 1 && path[size - 1] == '/') size--; /* beside it, not in it */
    snprintf(temporary, room, "%.*s.new-XXXXXX", (int)size, path);
    if (!mkdtemp(temporary)) { /* mode 0700 */
        status = fail(path, errno, "make the folder", err);
        free(temporary);
        return status;
    }
    *out = (mog_new_folder){mog_strdup(path), temporary, open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (out->fd >= 0) return MOG_OK;
    status = fail(path, errno, "open the folder", err);
    rmdir(temporary);
    end(out);
    return status;
}

mog_status mog_new_folder_file(int *fd, const mog_new_folder *folder, const char *name, mog_error *err)
{
    *fd = openat(folder->fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return *fd >= 0 ? MOG_OK : fail(folder->path, errno, "make a file", err);
}

static bool sync_file(int folder_fd, const char *name)
{
    int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT;
    bool done = fsync(fd) == 0;
    int saved = errno;
    close(fd);
    errno = saved;
    return done;
}

static bool sync_parent(int folder_fd)
{
    int parent = openat(folder_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) return false;
    bool done = fsync(parent) == 0;
    int saved = errno;
    close(parent);
    errno = saved;
    return done;
}

mog_status mog_new_folder_commit(mog_new_folder *folder, mog_error *err)
{
    bool done = true;
    unlinkat(folder->fd, "lock.mdb", 0); /* LMDB makes it anew */
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES && done; i++) done = sync_file(folder->fd, FILES[i]);
    done = done && fsync(folder->fd) == 0;
    mog_status status = done ? MOG_OK : fail(folder->path, errno, "write the store to disk", err);
    if (!status && rename(folder->temporary, folder->path)) {
        status = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                     ? taken(folder->path, err)
                     : fail(folder->path, errno, "give the folder its name", err);
    }
    if (status) {
        mog_new_folder_abandon(folder);
        return status;
    }
    if (!sync_parent(folder->fd)) status = fail(folder->path, errno, "sync the folder it lies in", err);
    end(folder);
    return status;
}

void mog_remove_store_files(int folder_fd)
{
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) unlinkat(folder_fd, FILES[i], 0);
}

void mog_new_folder_abandon(mog_new_folder *folder)
{
    if (!folder->temporary) return;
    mog_remove_store_files(folder->fd);
    rmdir(folder->temporary);
    end(folder);
}

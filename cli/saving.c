#include "cli/saving.h"

#include "engine/store/attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

mog_status cli_folder_open(cli_folder *out, const char *path, mog_error *err)
{
    *out = (cli_folder){path, -1};
    if (mkdir(path, 0700) == 0 || errno == EEXIST) out->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->fd >= 0) return MOG_OK;
    bool named_wrongly = errno == ENOENT || errno == ENOTDIR;
    mog_status status = named_wrongly ? mog_fail(err, MOG_INPUT, "it is no folder, nor can one be made there")
                                      : mog_fail_errno(err, errno, "cannot write there");
    mog_error_place(err, "%s", path);
    return status;
}

bool cli_folder_has(const cli_folder *folder, const char *name)
{
    struct stat about;
    return fstatat(folder->fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

static mog_status is_there(const cli_folder *folder, const char *name, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "there is a file of that name already");
    mog_error_place(err, "%s/%s", folder->path, name);
    mog_error_hint(err, "name another folder; nothing is written over");
    return MOG_INPUT;
}

static int put(int fd, mog_text bytes)
{
    while (bytes.size) {
        ssize_t written = write(fd, bytes.at, bytes.size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written < 0 ? errno : EIO;
        bytes = (mog_text){bytes.at + written, bytes.size - (size_t)written};
    }
    return 0;
}

mog_status cli_folder_write(const cli_folder *folder, const char *name, mog_text bytes, mog_error *err)
{
    int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) return is_there(folder, name, err);
    int cause = fd < 0 ? errno : put(fd, bytes);
    if (fd >= 0 && close(fd) && !cause) cause = errno;
    if (!cause) return MOG_OK;
    if (fd >= 0) unlinkat(folder->fd, name, 0);
    mog_status status = mog_fail_errno(err, cause, "cannot write the file");
    mog_error_place(err, "%s/%s", folder->path, name);
    return status;
}

/* ---- of a record */

static mog_status name_file(const char **out, const cli_context *cli, const mog_attachment *all, size_t i,
                            mog_error *err)
{
    const char *why, *name = mog_arena_format(cli->arena, "%.*s", (int)all[i].name.size, all[i].name.at);
    if (!mog_attachment_name_fits(all[i].name, &why)) /* an archive may come from anywhere */
        return mog_fail(err, MOG_SYSTEM, "the attachment of change %llu has a name that no file may have: %s",
                        (unsigned long long)all[i].number, why);
    *out = name;
    for (size_t j = 0; j < i; j++)
        if (mog_text_equal(all[j].name, all[i].name))
            *out = mog_arena_format(cli->arena, "%llu-%s", (unsigned long long)all[i].number, name);
    return MOG_OK;
}

static mog_status save_one(const cli_folder *folder, const char *name, mog_snapshot *snapshot,
                           const mog_attachment *attachment, mog_error *err)
{
    mog_text bytes;
    mog_arena *arena = mog_arena_new();
    mog_status status = mog_snapshot_content(&bytes, arena, snapshot, attachment, err);
    if (!status) status = cli_folder_write(folder, name, bytes, err);
    mog_arena_free(arena);
    return status;
}

mog_status cli_save_attachments(cli_context *cli, mog_snapshot *snapshot, uint64_t record, const char *path,
                                mog_error *err)
{
    mog_attachment *all;
    size_t count;
    cli_folder folder;
    mog_status status = mog_snapshot_attachments(&all, &count, cli->arena, snapshot, record, err);
    if (status) return status;
    if (!count) {
        mog_log_say(MOG_LEVEL_NOTE, "%s", CLI_SAY(cli, "nothing is attached to it", "inget är bifogat"));
        return MOG_OK;
    }
    const char **names = mog_take_array(cli->arena, const char *, count);
    for (size_t i = 0; i < count && !status; i++) status = name_file(&names[i], cli, all, i, err);
    if (status || (status = cli_folder_open(&folder, path, err))) return status;
    for (size_t i = 0; i < count && !status; i++)
        if (cli_folder_has(&folder, names[i])) status = is_there(&folder, names[i], err);
    for (size_t i = 0; i < count && !status; i++) {
        status = save_one(&folder, names[i], snapshot, &all[i], err);
        if (!status) mog_log_say(MOG_LEVEL_NOTE, CLI_SAY(cli, "wrote %s/%s", "skrev %s/%s"), path, names[i]);
    }
    close(folder.fd);
    return status;
}

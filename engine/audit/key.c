#include "engine/audit/key.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static mog_status write_all(int fd, const char *at, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, at, size);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return MOG_SYSTEM;
        at += put;
        size -= (size_t)put;
    }
    return MOG_OK;
}

/* So that the file's name is on disk as well. */
static int sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? mog_strdup(path) : mog_strdup(".");
    if (slash) folder[slash == path ? 1 : slash - path] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = fd < 0 ? -1 : fsync(fd);
    if (status != 0 && (errno == EINVAL || errno == EACCES))
        status = 0; /* some file systems cannot, some folders are not to be read */
    if (fd >= 0) close(fd);
    free(folder);
    return status;
}

static mog_status write_new(const char *path, const char *text, mog_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST) {
        mog_fail(err, MOG_INPUT, "there is something by this name already");
        mog_error_place(err, "%s", path);
        mog_error_hint(
            err,
            "give another name; a key is never overwritten, since what it signed could not be told from forgeries");
        return MOG_INPUT;
    }
    mog_status status = MOG_OK;
    /* A strict umask must not leave a key that cannot be read. */
    if (fd < 0 || fchmod(fd, S_IRUSR | S_IWUSR) != 0 || write_all(fd, text, strlen(text)) || fsync(fd) != 0 ||
        sync_folder(path) != 0) {
        status = mog_fail_errno(err, errno, "cannot write the key");
        mog_error_place(err, "%s", path);
        mog_error_hint(err, "write it to a folder that is there, that you may write to, and that has room");
    }
    if (fd >= 0) close(fd);
    if (fd >= 0 && status) unlink(path);
    return status;
}

mog_status mog_key_new(mog_verifier *out, mog_text name, const char *path, mog_error *err)
{
    mog_signer signer;
    uint8_t seed[MOG_SEED_SIZE];
    char text[MOG_SIGNER_TEXT_SIZE + 1];
    if (!mog_key_name_is_valid(name)) {
        mog_fail(err, MOG_INPUT, "this is not to be used as the name of a key");
        mog_error_hint(
            err, "a name has 1 to %d bytes of UTF-8, without white space and \"+\", for example mognad.example/audit",
            MOG_KEY_NAME_LIMIT);
        return MOG_INPUT;
    }
    if (sodium_init() < 0) return mog_fail(err, MOG_SYSTEM, "the system gives no random numbers");
    randombytes_buf(seed, sizeof seed);
    mog_signer_of_seed(&signer, name, seed);
    mog_signer_write(text, &signer);
    strcat(text, "\n");
    mog_status status = write_new(path, text, err);
    *out = signer.verifier;
    mog_signer_wipe(&signer);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(text, sizeof text);
    return status;
}

/* Says what stands against a file; false when nothing does. */
static bool is_open(int fd, const char *path, mog_error *err)
{
    struct stat about, link;
    char why[256];
    if (fstat(fd, &about) != 0) {
        mog_fail_errno(err, errno, "cannot examine the key file");
    } else if (!S_ISREG(about.st_mode)) {
        mog_fail(err, MOG_INPUT, "it is no regular file");
        mog_error_hint(err, "name the file that `mognad store key new` wrote");
    } else if (about.st_mode & (S_IRWXG | S_IRWXO)) {
        mog_fail(err, MOG_INPUT, "the key is open to others (mode %04o)", (unsigned)(about.st_mode & 07777));
        mog_error_hint(err, "chmod 600 the file; if others may have read it, make a new key");
    } else if (about.st_uid != geteuid() && about.st_uid != 0) {
        mog_fail(err, MOG_INPUT, "the key belongs to another user (uid %lu)", (unsigned long)about.st_uid);
        mog_error_hint(err, "sign as that user, or make a key of your own");
    } else if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode) && !mog_file_is_trusted(path, why, sizeof why)) {
        mog_fail(err, MOG_INPUT, "the key is reached through a link, and %s", why);
        mog_error_hint(err, "name the file itself, in a folder that only you can write to");
    } else {
        return false;
    }
    return true;
}

mog_status mog_key_read(mog_signer *out, const char *path, mog_error *err)
{
    char text[MOG_SIGNER_TEXT_SIZE + 2];
    mog_status status = MOG_OK;
    size_t size = 0;
    ssize_t got = 1;
    memset(out, 0, sizeof *out);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        mog_fail(err, MOG_INPUT, "cannot open the key: %s", strerror(errno));
        mog_error_place(err, "%s", path);
        mog_error_hint(err, "`mognad store key new FILE` makes a key");
        return MOG_INPUT;
    }
    if (is_open(fd, path, err)) {
        status = err ? err->status : MOG_INPUT;
        goto done;
    }
    while (size < sizeof text && (got = read(fd, text + size, sizeof text - size)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            status = mog_fail_errno(err, errno, "cannot read the key");
            goto done;
        }
        size += (size_t)got;
    }
    if (size > 0 && text[size - 1] == '\n') size--;
    if (size == sizeof text || memchr(text, '\n', size)) {
        status = mog_fail(err, MOG_INPUT, "the file holds more than a key");
        mog_error_hint(err, "name the file that `mognad store key new` wrote");
    } else {
        status = mog_signer_read(out, (mog_text){text, size}, err);
    }
done:
    close(fd);
    sodium_memzero(text, sizeof text);
    mog_error_place(err, "%s", path);
    return status;
}

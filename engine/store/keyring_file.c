#include "engine/store/keyring_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "mognad personal keys 1\n"
#define MAGIC_SIZE (sizeof MAGIC - 1)
#define UNNUMBERED (MAGIC_SIZE - 2) /* bytes of the magic before the format's number */
#define MAC_SIZE 16
#define HEAD_SIZE (MAGIC_SIZE + MOG_KEYRING_SECRET_SIZE + MAC_SIZE)
#define BODY_SIZE (MOG_PERSON_SIZE + MOG_PERSON_KEY_SIZE)
#define ENTRY_SIZE (BODY_SIZE + MAC_SIZE)
#define PAGE 4096

_Static_assert(sizeof(mog_keyring_entry) == BODY_SIZE, "an entry in memory is as in the file");

/* Disks write sectors of 512 bytes, or of a multiple of that. Where one ends, an entry that was not written in whole has so many
 * zeros before its end, or more at its start. */
#define TORN_SIZE 7
_Static_assert((512 - HEAD_SIZE % 512) % ENTRY_SIZE == ENTRY_SIZE - TORN_SIZE, "sectors end so in entries");

/* ---- errors */

static mog_status fail_at(const mog_keyring_file *file, const char *name, mog_error *err)
{
    mog_error_place(err, "%s/%s", file->folder, name);
    return MOG_SYSTEM;
}

static mog_status damaged(const mog_keyring_file *file, const char *what, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "the keys of persons are damaged: %s", what);
    mog_error_hint(err,
                   "restore %s from the newest backup of the store that is whole, and erase again who was erased since",
                   MOG_KEYRING_FILE);
    return fail_at(file, MOG_KEYRING_FILE, err);
}

static mog_status fail_errno(const mog_keyring_file *file, const char *name, const char *doing, mog_error *err)
{
    int saved = errno;
    mog_fail_errno(err, saved, "cannot %s", doing);
    mog_error_hint(err, saved == ENOSPC || saved == EDQUOT ? "make room on the disk of the store"
                        : saved == EACCES || saved == EPERM || saved == EROFS
                            ? "the store's folder and the file must be yours to read and write"
                            : "the disk may be failing; look into the system's log");
    return fail_at(file, name, err);
}

/* ---- bytes */

static void put_head(uint8_t out[HEAD_SIZE], const uint8_t secret[MOG_KEYRING_SECRET_SIZE])
{
    memcpy(out, MAGIC, MAGIC_SIZE);
    memcpy(out + MAGIC_SIZE, secret, MOG_KEYRING_SECRET_SIZE);
    crypto_generichash(out + HEAD_SIZE - MAC_SIZE, MAC_SIZE, out, HEAD_SIZE - MAC_SIZE, NULL, 0);
}

static void entry_mac(uint8_t out[MAC_SIZE], const uint8_t *body, const uint8_t secret[MOG_KEYRING_SECRET_SIZE])
{
    crypto_generichash(out, MAC_SIZE, body, BODY_SIZE, secret, MOG_KEYRING_SECRET_SIZE);
}

static void put_entries(uint8_t *out, const uint8_t secret[MOG_KEYRING_SECRET_SIZE], const mog_keyring_entry *entries,
                        size_t count)
{
    for (size_t i = 0; i < count; i++, out += ENTRY_SIZE) {
        memcpy(out, &entries[i], BODY_SIZE);
        entry_mac(out + BODY_SIZE, out, secret);
    }
}

/* False, and errno says why (0: the file ended), when not all was read or written. */
static bool read_at(int fd, void *out, size_t size, off_t at)
{
    for (uint8_t *to = out; size;) {
        ssize_t done = pread(fd, to, size, at);
        if (done < 0 && errno == EINTR) continue;
        if (done == 0) errno = 0;
        if (done <= 0) return false;
        to += done;
        at += done;
        size -= (size_t)done;
    }
    return true;
}

static bool write_at(int fd, const void *bytes, size_t size, off_t at)
{
    for (const uint8_t *from = bytes; size;) {
        ssize_t done = pwrite(fd, from, size, at);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        from += done;
        at += done;
        size -= (size_t)done;
    }
    return true;
}

/* ---- reading */

static mog_status read_fault(const mog_keyring_file *file, mog_error *err)
{
    if (errno == 0) return damaged(file, "they end while they are read", err);
    return fail_errno(file, MOG_KEYRING_FILE, "read the keys of persons", err);
}

static mog_status not_plain(const mog_keyring_file *file, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "what should hold the keys of persons is a link or no plain file");
    mog_error_hint(err, "put the file itself there");
    return fail_at(file, MOG_KEYRING_FILE, err);
}

static mog_status check_file(const mog_keyring_file *file, mog_error *err)
{
    if (!S_ISREG(file->about.st_mode)) return not_plain(file, err);
    if (file->about.st_mode & 077) {
        mog_fail(err, MOG_SYSTEM, "others than its owner may use the keys of persons (mode %04o)",
                 file->about.st_mode & 07777u);
        mog_error_hint(err, "chmod 600 %s/%s; if somebody may have read them, they are no secret any more",
                       file->folder, MOG_KEYRING_FILE);
        return fail_at(file, MOG_KEYRING_FILE, err);
    }
    return MOG_OK;
}

static mog_status read_head(const mog_keyring_file *file, int fd, uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                            mog_error *err)
{
    uint8_t head[HEAD_SIZE], wanted[HEAD_SIZE];
    if (file->about.st_size < (off_t)HEAD_SIZE) return damaged(file, "the file is too short", err);
    if (!read_at(fd, head, sizeof head, 0)) return read_fault(file, err);
    put_head(wanted, head + MAGIC_SIZE);
    mog_status status = MOG_OK;
    if (memcmp(head, MAGIC, UNNUMBERED) == 0 && head[UNNUMBERED] > '1' && head[UNNUMBERED] <= '9') {
        mog_fail(err, MOG_SYSTEM, "the keys of persons have format %c, and this program knows format 1",
                 head[UNNUMBERED]);
        mog_error_hint(err, "use the version of mognad that wrote them, or a later one");
        status = fail_at(file, MOG_KEYRING_FILE, err);
    } else if (memcmp(head, wanted, HEAD_SIZE) != 0) {
        status = damaged(file, "the head is not what it was", err);
    } else {
        memcpy(secret, head + MAGIC_SIZE, MOG_KEYRING_SECRET_SIZE);
    }
    sodium_memzero(head, sizeof head);
    sodium_memzero(wanted, sizeof wanted);
    return status;
}

static bool is_whole(const uint8_t *entry, const uint8_t secret[MOG_KEYRING_SECRET_SIZE])
{
    uint8_t mac[MAC_SIZE];
    entry_mac(mac, entry, secret);
    return memcmp(mac, entry + BODY_SIZE, MAC_SIZE) == 0;
}

/* What a power cut can leave of an append; the rest of the file, from its first faulty entry. Only the last page was not synced, and
 * its first entry may have begun in the page before. */
static bool is_torn(const uint8_t *tail, size_t size, const uint8_t secret[MOG_KEYRING_SECRET_SIZE])
{
    static const uint8_t zeros[TORN_SIZE];
    for (; size >= ENTRY_SIZE; tail += ENTRY_SIZE, size -= ENTRY_SIZE) {
        bool torn = memcmp(tail, zeros, TORN_SIZE) == 0 || memcmp(tail + ENTRY_SIZE - TORN_SIZE, zeros, TORN_SIZE) == 0;
        if (!torn && !is_whole(tail, secret)) return false;
    }
    return true;
}

static mog_status pass_over_tail(const mog_keyring_file *file, int fd, off_t at,
                                 const uint8_t secret[MOG_KEYRING_SECRET_SIZE], mog_error *err)
{
    uint8_t tail[PAGE + ENTRY_SIZE];
    off_t left = file->about.st_size - at;
    mog_status status = MOG_OK;
    char what[64];
    snprintf(what, sizeof what, "entry %lld is not what it was",
             (long long)((at - (off_t)HEAD_SIZE) / (off_t)ENTRY_SIZE + 1));
    if (left > (off_t)sizeof tail) return damaged(file, what, err);
    if (!read_at(fd, tail, (size_t)left, at)) status = read_fault(file, err);
    else if (!is_torn(tail, (size_t)left, secret)) status = damaged(file, what, err);
    sodium_memzero(tail, sizeof tail);
    return status;
}

static mog_status read_entries(mog_keyring_file *file, int fd, const uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                               mog_keyring_take *take, void *context, mog_error *err)
{
    uint8_t part[64 * ENTRY_SIZE];
    mog_status status = MOG_OK;
    bool whole = true;
    for (off_t at = HEAD_SIZE; whole && !status;) {
        file->settled = at;
        off_t left = (file->about.st_size - at) / (off_t)ENTRY_SIZE * (off_t)ENTRY_SIZE;
        size_t size = left < (off_t)sizeof part ? (size_t)left : sizeof part;
        if (!size) break;
        if (!read_at(fd, part, size, at)) {
            status = read_fault(file, err);
            break;
        }
        for (size_t i = 0; i < size && !status; i += ENTRY_SIZE) {
            mog_keyring_entry entry;
            whole = is_whole(part + i, secret);
            if (!whole) break;
            memcpy(&entry, part + i, BODY_SIZE);
            if (!take(context, &entry)) status = damaged(file, "a person has two keys, or there are too many", err);
            sodium_memzero(&entry, sizeof entry);
            at += (off_t)ENTRY_SIZE;
            file->settled = at;
        }
    }
    sodium_memzero(part, sizeof part);
    if (!status && file->settled < file->about.st_size) status = pass_over_tail(file, fd, file->settled, secret, err);
    return status;
}

mog_status mog_keyring_file_read(mog_keyring_file *file, uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                                 mog_keyring_take *take, void *context, mog_error *err)
{
    file->exists = false;
    file->about = (struct stat){0};
    int fd = openat(file->folder_fd, MOG_KEYRING_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return MOG_OK;
    mog_status status = MOG_OK;
    if (fd < 0) {
        if (errno == ELOOP) status = not_plain(file, err);
        else status = fail_errno(file, MOG_KEYRING_FILE, "open the keys of persons", err);
        fstatat(file->folder_fd, MOG_KEYRING_FILE, &file->about, AT_SYMLINK_NOFOLLOW);
        return status;
    }
    if (fstat(fd, &file->about)) status = read_fault(file, err);
    if (!status) status = check_file(file, err);
    if (!status) status = read_head(file, fd, secret, err);
    if (!status) status = read_entries(file, fd, secret, take, context, err);
    close(fd);
    file->exists = !status;
    return status;
}

bool mog_keyring_file_is_outdated(const mog_keyring_file *file)
{
    struct stat now;
    const struct stat *was = &file->about;
    if (fstatat(file->folder_fd, MOG_KEYRING_FILE, &now, AT_SYMLINK_NOFOLLOW)) return was->st_ino != 0;
    /* The time as well: a number of a file that is gone is soon given to another. */
    return now.st_dev != was->st_dev || now.st_ino != was->st_ino || now.st_size != was->st_size ||
           now.st_mtim.tv_sec != was->st_mtim.tv_sec || now.st_mtim.tv_nsec != was->st_mtim.tv_nsec;
}

/* ---- writing */

mog_status mog_keyring_file_append(mog_keyring_file *file, const uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                                   const mog_keyring_entry *entries, size_t count, mog_error *err)
{
    size_t size = count * ENTRY_SIZE;
    uint8_t *bytes = mog_allocate(size);
    put_entries(bytes, secret, entries, count);
    int fd = openat(file->folder_fd, MOG_KEYRING_FILE, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool done = fd >= 0 && (file->about.st_size == file->settled || ftruncate(fd, file->settled) == 0);
    off_t at = file->settled;
    for (size_t sent = 0; done && sent < size;) {
        size_t part = PAGE - (size_t)(at % PAGE);
        if (part > size - sent) part = size - sent;
        done = write_at(fd, bytes + sent, part, at) && fsync(fd) == 0;
        sent += part;
        at += (off_t)part;
    }
    mog_status status = done ? MOG_OK : fail_errno(file, MOG_KEYRING_FILE, "write the keys of persons", err);
    if (done) file->settled = at;
    else if (fd >= 0 && ftruncate(fd, file->settled)) (void)0; /* then it is a tail that readers pass over */
    if (fd >= 0) {
        fstat(fd, &file->about);
        close(fd);
    }
    sodium_memzero(bytes, size);
    free(bytes);
    return status;
}

/* Overwrites all bytes of the file. */
static bool wipe(int fd)
{
    static const uint8_t zeros[1 << 16];
    struct stat about;
    if (fstat(fd, &about)) return false;
    if (!S_ISREG(about.st_mode)) return true;
    for (off_t at = 0; at < about.st_size;) {
        off_t left = about.st_size - at;
        size_t part = left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros;
        if (!write_at(fd, zeros, part, at)) return false;
        at += (off_t)part;
    }
    return fsync(fd) == 0;
}

mog_status mog_keyring_file_clean(const mog_keyring_file *file, mog_error *err)
{
    int fd = openat(file->folder_fd, MOG_KEYRING_NEW_FILE, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return MOG_OK;
    bool done = fd >= 0 ? wipe(fd) : errno == ELOOP; /* of a link, the link goes */
    if (fd >= 0) {
        int saved = errno;
        close(fd);
        errno = saved;
    }
    if (done) done = unlinkat(file->folder_fd, MOG_KEYRING_NEW_FILE, 0) == 0 && fsync(file->folder_fd) == 0;
    return done ? MOG_OK : fail_errno(file, MOG_KEYRING_NEW_FILE, "overwrite and remove old keys of persons", err);
}

static bool write_new(const mog_keyring_file *file, const uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                      const mog_keyring_entry *entries, size_t count, struct stat *about)
{
    size_t size = HEAD_SIZE + count * ENTRY_SIZE;
    uint8_t *bytes = mog_allocate(size);
    put_head(bytes, secret);
    put_entries(bytes + HEAD_SIZE, secret, entries, count);
    int fd = openat(file->folder_fd, MOG_KEYRING_NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool done =
        fd >= 0 && fchmod(fd, 0600) == 0 && write_at(fd, bytes, size, 0) && fsync(fd) == 0 && fstat(fd, about) == 0;
    int saved = errno;
    if (fd >= 0) close(fd);
    sodium_memzero(bytes, size);
    free(bytes);
    errno = saved;
    return done;
}

/* Puts the new file in the old one's place. *old: the old one, where it has no name any more; -1: it has the new one's. */
static bool put_in_place(const mog_keyring_file *file, int *old)
{
    *old = -1;
    if (file->exists) {
        if (renameat2(file->folder_fd, MOG_KEYRING_NEW_FILE, file->folder_fd, MOG_KEYRING_FILE, RENAME_EXCHANGE) == 0)
            return true;
        if (errno != EINVAL && errno != ENOSYS) return false; /* else the file system cannot exchange */
        *old = openat(file->folder_fd, MOG_KEYRING_FILE, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (*old < 0) return false;
    }
    return renameat(file->folder_fd, MOG_KEYRING_NEW_FILE, file->folder_fd, MOG_KEYRING_FILE) == 0;
}

mog_status mog_keyring_file_replace(mog_keyring_file *file, const uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                                    const mog_keyring_entry *entries, size_t count, mog_error *err)
{
    struct stat about;
    int old = -1;
    mog_status status = MOG_OK;
    if (!write_new(file, secret, entries, count, &about)) {
        status = fail_errno(file, MOG_KEYRING_NEW_FILE, "write the keys of persons", err);
        mog_keyring_file_clean(file, NULL); /* a full disk may have room for the zeros */
        return status;
    }
    bool placed = put_in_place(file, &old);
    if (placed) {
        file->about = about;
        file->settled = about.st_size;
        file->exists = true;
    }
    if (!placed || fsync(file->folder_fd))
        status = fail_errno(file, MOG_KEYRING_FILE, "put the new keys of persons in the place of the old ones", err);
    if (old >= 0) {
        if (!status && !wipe(old)) status = fail_errno(file, MOG_KEYRING_FILE, "overwrite old keys of persons", err);
        close(old);
    }
    return status ? status : mog_keyring_file_clean(file, err);
}

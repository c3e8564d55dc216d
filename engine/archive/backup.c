#include "engine/archive/backup.h"

#include "engine/store/environment.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define ATTEMPTS 8 /* at a copy between two erasures */
#define LEVEL 3    /* of zstd: faster than the disks that backups go to */
#define READ_SIZE ((size_t)1 << 18)

/* ---- sections */

typedef struct writer {
    mog_output *out;
    uint64_t size; /* so far */
    FILE *all;     /* hashes what is written */
    mog_digest digest;
    ZSTD_CCtx *zstd;
    uint8_t *part;
    FILE *section; /* hashes what is compressed */
    mog_digest section_digest;
    uint64_t section_size;
} writer;

static mog_status emit(writer *w, const void *bytes, size_t size, mog_error *err)
{
    fwrite(bytes, 1, size, w->all);
    w->size += size;
    return mog_output_write(w->out, bytes, size, err);
}

static mog_status emit_part(writer *w, size_t size, mog_error *err)
{
    uint8_t head[4];
    mog_put_be32(head, (uint32_t)size);
    mog_status status = emit(w, head, sizeof head, err);
    return status ? status : emit(w, w->part, size, err);
}

static mog_status section_begin(writer *w, const char tag[4], mog_error *err)
{
    ZSTD_CCtx_reset(w->zstd, ZSTD_reset_session_only);
    w->section = mog_digest_stream(&w->section_digest);
    w->section_size = 0;
    return emit(w, tag, 4, err);
}

static mog_status compress(writer *w, const void *bytes, size_t size, ZSTD_EndDirective how, mog_error *err)
{
    ZSTD_inBuffer in = {bytes, size, 0};
    for (;;) {
        ZSTD_outBuffer to = {w->part, MOG_BACKUP_PART, 0};
        size_t left = ZSTD_compressStream2(w->zstd, &to, &in, how);
        if (ZSTD_isError(left))
            return mog_fail(err, MOG_INTERNAL, "cannot compress the backup: %s", ZSTD_getErrorName(left));
        mog_status status = to.pos ? emit_part(w, to.pos, err) : MOG_OK;
        if (status) return status;
        if (how == ZSTD_e_end ? left == 0 : in.pos == in.size) return MOG_OK;
    }
}

static mog_status section_add(writer *w, const void *bytes, size_t size, mog_error *err)
{
    fwrite(bytes, 1, size, w->section);
    w->section_size += size;
    return compress(w, bytes, size, ZSTD_e_continue, err);
}

static mog_status section_end(writer *w, mog_error *err)
{
    uint8_t tail[4 + 8 + MOG_DIGEST_SIZE] = {0};
    fclose(w->section);
    w->section = NULL;
    mog_status status = compress(w, NULL, 0, ZSTD_e_end, err);
    mog_put_be64(tail + 4, w->section_size);
    memcpy(tail + 12, &w->section_digest, MOG_DIGEST_SIZE);
    return status ? status : emit(w, tail, sizeof tail, err);
}

static void begin(writer *w, mog_output *out)
{
    *w = (writer){.out = out, .zstd = ZSTD_createCCtx(), .part = mog_allocate(MOG_BACKUP_PART)};
    if (!w->zstd) mog_out_of_memory();
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1);
    w->all = mog_digest_stream(&w->digest);
}

static mog_status finish(writer *w, mog_error *err)
{
    mog_status status = emit(w, "DONE", 4, err);
    fclose(w->all);
    w->all = NULL;
    w->size += MOG_DIGEST_SIZE;
    return status ? status : mog_output_write(w->out, &w->digest, MOG_DIGEST_SIZE, err);
}

static void end(writer *w)
{
    if (w->all) fclose(w->all);
    if (w->section) fclose(w->section);
    ZSTD_freeCCtx(w->zstd);
    free(w->part);
}

/* ---- the copy, in a thread of its own */

typedef struct copying {
    MDB_env *env;
    pthread_t thread;
    int from, to; /* of the pipe; `to` is the thread's */
    bool running;
    int code; /* of LMDB, when the thread has ended */
} copying;

static void *copy(void *context)
{
    copying *c = context;
    c->code = mdb_env_copyfd2(c->env, c->to, MDB_CP_COMPACT);
    close(c->to);
    return NULL;
}

/* Waits for the thread; if it is still writing, its next write fails, as SIGPIPE is ignored or blocked (LMDB sees to that in the
 * thread which writes). */
static int stop_copy(copying *c)
{
    if (c->from >= 0) close(c->from);
    c->from = -1;
    if (!c->running) return 0;
    pthread_join(c->thread, NULL);
    c->running = false;
    return c->code;
}

static mog_status start_copy(copying *c, const mog_store *store, mog_error *err)
{
    int ends[2];
    *c = (copying){.env = store->env, .from = -1};
    if (pipe2(ends, O_CLOEXEC)) return mog_fail_errno(err, errno, "cannot make a pipe");
    c->from = ends[0];
    c->to = ends[1];
    int code = pthread_create(&c->thread, NULL, copy, c);
    if (code) {
        close(c->to);
        stop_copy(c);
        return mog_fail_errno(err, code, "cannot start a thread");
    }
    c->running = true;
    struct pollfd first = {.fd = c->from, .events = POLLIN};
    while (poll(&first, 1, -1) < 0 && errno == EINTR) continue;
    return MOG_OK;
}

/* ---- the keys */

/* What the file holds; *found false: there is none. MOG_NO: it was exchanged meanwhile. */
static mog_status read_keys(mog_buffer *out, bool *found, const mog_store *store, mog_error *err)
{
    struct stat about, now;
    mog_keyring *ring = NULL;
    mog_error cause = MOG_ERROR_NONE;
    char part[4096];
    mog_buffer_clear(out);
    *found = false;
    int fd = openat(store->folder_fd, MOG_KEYRING_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return MOG_OK;
    bool readable = fd >= 0 && fstat(fd, &about) == 0;
    for (ssize_t got = 1; readable && got;) {
        got = read(fd, part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        readable = got >= 0;
        if (got > 0) mog_buffer_add(out, part, (size_t)got);
    }
    int code = errno;
    sodium_memzero(part, sizeof part);
    /* That they are keys, and for nobody else to read. */
    mog_status status = mog_keyring_open(&ring, store->folder_fd, store->folder, &cause);
    mog_keyring_free(ring);
    bool exchanged = fd >= 0 && (fstatat(store->folder_fd, MOG_KEYRING_FILE, &now, AT_SYMLINK_NOFOLLOW) ||
                                 now.st_ino != about.st_ino || now.st_dev != about.st_dev);
    if (fd >= 0) close(fd);
    if (exchanged) return MOG_NO;
    if (status) {
        if (err) *err = cause;
        return status;
    }
    if (!readable) return mog_lmdb_fail(code, store->folder, "read the keys of persons", err);
    *found = true;
    return MOG_OK;
}

static void wipe(mog_buffer *bytes)
{
    if (bytes->at) sodium_memzero(bytes->at, bytes->capacity);
    mog_buffer_free(bytes);
}

/* ---- keys and data that fit together */

static mog_status last_change(uint64_t *out, mog_store *store, mog_error *err)
{
    mog_snapshot *snapshot;
    mog_status status = mog_snapshot_begin(&snapshot, store, 0, err);
    if (status) return status;
    *out = mog_snapshot_last(snapshot);
    mog_snapshot_end(snapshot);
    return MOG_OK;
}

/* Whether something was erased after change `after`. */
static mog_status was_erased(bool *out, mog_store *store, uint64_t after, mog_error *err)
{
    mog_snapshot *snapshot;
    *out = false;
    mog_status status = mog_snapshot_begin(&snapshot, store, 0, err);
    if (status) return status;
    mog_journal journal = mog_journal_of(store, snapshot->txn);
    for (uint64_t number = after + 1; number <= mog_snapshot_last(snapshot) && !status && !*out; number++) {
        mog_change change = {0};
        bool found;
        status = mog_journal_read(&change, &found, &journal, number, err);
        *out = found && change.type == MOG_CHANGE_ERASED;
    }
    mog_snapshot_end(snapshot);
    return status;
}

/* MOG_NO: once more. */
static mog_status try_copy(copying *c, mog_buffer *keys, bool *has_keys, uint64_t *last, mog_store *store,
                           bool with_keys, mog_error *err)
{
    bool erased;
    mog_status status = last_change(last, store, err);
    if (!status) status = start_copy(c, store, err);
    if (status || !with_keys) return status;
    status = read_keys(keys, has_keys, store, err);
    if (!status) status = was_erased(&erased, store, *last, err);
    return status ? status : erased ? MOG_NO : MOG_OK;
}

static mog_status begin_copy(copying *c, mog_buffer *keys, bool *has_keys, uint64_t *last, mog_store *store,
                             bool with_keys, mog_error *err)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        *has_keys = false;
        mog_status status = try_copy(c, keys, has_keys, last, store, with_keys, err);
        if (!status) return MOG_OK;
        stop_copy(c);
        if (status != MOG_NO) return status;
    }
    mog_fail(err, MOG_SYSTEM, "the keys of persons change faster than they can be copied");
    mog_error_place(err, "%s", store->folder);
    mog_error_hint(err, "do it again when no erasures are going on");
    return MOG_SYSTEM;
}

static mog_status write_data(writer *w, copying *c, const mog_store *store, mog_error *err)
{
    uint8_t *bytes = mog_allocate(READ_SIZE);
    mog_status status = section_begin(w, "DATA", err);
    while (!status) {
        ssize_t got = read(c->from, bytes, READ_SIZE);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) status = mog_fail_errno(err, errno, "cannot read the copy of the store");
        if (got <= 0) break;
        status = section_add(w, bytes, (size_t)got, err);
    }
    free(bytes);
    int code = stop_copy(c);
    if (!status && code) {
        status = mog_lmdb_fail(code, store->folder, "copy the store", err);
        mog_error_hint(err, "`mognad store verify` says more");
    }
    return status ? status : section_end(w, err);
}

static mog_status write_keys(writer *w, const mog_buffer *keys, mog_error *err)
{
    mog_status status = section_begin(w, "KEYS", err);
    if (!status) status = section_add(w, keys->at, keys->size, err);
    return status ? status : section_end(w, err);
}

mog_status mog_backup_write(mog_backup *made, mog_output *out, mog_store *store, bool with_keys, mog_error *err)
{
    writer w;
    copying c = {.from = -1};
    mog_buffer keys = {0};
    *made = (mog_backup){0};
    begin(&w, out);
    mog_status status = begin_copy(&c, &keys, &made->with_keys, &made->changes, store, with_keys, err);
    if (!status) status = emit(&w, MOG_BACKUP_HEAD, sizeof MOG_BACKUP_HEAD - 1, err);
    if (!status && made->with_keys) status = write_keys(&w, &keys, err);
    if (!status) status = write_data(&w, &c, store, err);
    made->stored = w.section_size;
    if (!status) status = finish(&w, err);
    made->size = w.size;
    stop_copy(&c);
    wipe(&keys);
    end(&w);
    return status;
}

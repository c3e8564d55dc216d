#include "engine/archive/backup.h"
#include "engine/archive/folder.h"
#include "engine/store/environment.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/meta.h"
#include "engine/store/personal.h"
#include "engine/store/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#define UNNUMBERED (sizeof MOG_BACKUP_HEAD - 3) /* bytes of the head before the version's number */
#define WRITE_SIZE ((size_t)1 << 20)
#define KEYS_LIMIT ((uint64_t)2 << 30) /* bytes, more than any file of keys has */

typedef struct reader {
    FILE *stream;
    const char *name;
    FILE *all; /* hashes what is read */
    mog_digest digest;
    uint64_t size;
    ZSTD_DCtx *zstd;
    uint8_t *part, *plain;
} reader;

static mog_status refuse(const reader *r, const char *why, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "it cannot be restored: %s", why);
    mog_error_place(err, "%s", r->name);
    mog_error_hint(err, "take another backup; nothing has been restored");
    return MOG_INPUT;
}

static mog_status take(reader *r, void *out, size_t size, mog_error *err)
{
    size_t got = fread(out, 1, size, r->stream);
    fwrite(out, 1, got, r->all);
    r->size += got;
    if (got == size) return MOG_OK;
    if (ferror(r->stream)) {
        mog_fail_errno(err, errno, "cannot read it");
        mog_error_place(err, "%s", r->name);
        return MOG_SYSTEM;
    }
    return refuse(r, "it has been cut short", err);
}

static mog_status read_head(reader *r, mog_error *err)
{
    char head[sizeof MOG_BACKUP_HEAD - 1];
    size_t got = fread(head, 1, sizeof head, r->stream);
    fwrite(head, 1, got, r->all);
    r->size = got;
    if (got < sizeof head || memcmp(head, MOG_BACKUP_HEAD, UNNUMBERED) != 0) return refuse(r, "it is no backup", err);
    if (memcmp(head, MOG_BACKUP_HEAD, sizeof head) == 0) return MOG_OK;
    mog_fail(err, MOG_INPUT, "the backup is of another version than this program knows");
    mog_error_place(err, "%s", r->name);
    mog_error_hint(err, "use the version of mognad that made it, or a later one");
    return MOG_INPUT;
}

/* ---- sections */

typedef struct section {
    int fd;
    uint64_t size, limit;
    FILE *hash;
    mog_digest digest;
} section;

static mog_status write_all(const reader *r, int fd, const uint8_t *bytes, size_t size, mog_error *err)
{
    while (size) {
        ssize_t done = write(fd, bytes, size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            mog_fail_errno(err, errno, "cannot write the store");
            mog_error_hint(err, "free some space, or name a folder on another disk; nothing has been restored");
            mog_error_place(err, "%s", r->name);
            return MOG_SYSTEM;
        }
        bytes += done;
        size -= (size_t)done;
    }
    return MOG_OK;
}

/* Decompresses a part. *ended: the section's stream is complete. */
static mog_status expand(reader *r, section *s, size_t size, bool *ended, mog_error *err)
{
    ZSTD_inBuffer in = {r->part, size, 0};
    bool more = true; /* what has been read may hold more than fitted */
    while (in.pos < in.size || more) {
        if (*ended) return refuse(r, "there is something after the end of a section", err);
        ZSTD_outBuffer to = {r->plain, WRITE_SIZE, 0};
        size_t left = ZSTD_decompressStream(r->zstd, &to, &in);
        if (ZSTD_isError(left)) return refuse(r, "what is compressed in it has been altered", err);
        *ended = left == 0;
        more = !*ended && to.pos == to.size;
        s->size += to.pos;
        if (s->size > s->limit) return refuse(r, "a section is larger than it can be", err);
        fwrite(r->plain, 1, to.pos, s->hash);
        mog_status status = write_all(r, s->fd, r->plain, to.pos, err);
        if (status) return status;
    }
    return MOG_OK;
}

static mog_status read_parts(reader *r, section *s, mog_error *err)
{
    bool ended = false;
    ZSTD_DCtx_reset(r->zstd, ZSTD_reset_session_only);
    for (;;) {
        uint8_t head[4];
        mog_status status = take(r, head, sizeof head, err);
        size_t size = mog_get_be32(head);
        if (status) return status;
        if (!size) return ended ? MOG_OK : refuse(r, "a section has been cut short", err);
        if (size > MOG_BACKUP_PART) return refuse(r, "it has been altered", err);
        status = take(r, r->part, size, err);
        if (!status) status = expand(r, s, size, &ended, err);
        if (status) return status;
    }
}

static mog_status read_section(reader *r, const mog_new_folder *folder, const char *file, uint64_t limit,
                               mog_error *err)
{
    section s = {.limit = limit};
    uint8_t tail[8 + MOG_DIGEST_SIZE];
    mog_status status = mog_new_folder_file(&s.fd, folder, file, err);
    if (status) return status;
    s.hash = mog_digest_stream(&s.digest);
    status = read_parts(r, &s, err);
    fclose(s.hash);
    if (close(s.fd) && !status) status = mog_fail_errno(err, errno, "cannot write the store");
    if (!status) status = take(r, tail, sizeof tail, err);
    if (!status && (mog_get_be64(tail) != s.size || memcmp(tail + 8, &s.digest, MOG_DIGEST_SIZE) != 0))
        status = refuse(r, "it has been altered", err);
    return status;
}

static mog_status read_end(reader *r, mog_error *err)
{
    mog_digest kept;
    fclose(r->all); /* gives the digest */
    r->all = NULL;
    if (fread(&kept, 1, sizeof kept, r->stream) != sizeof kept) return refuse(r, "it has been cut short", err);
    r->size += sizeof kept;
    if (memcmp(&kept, &r->digest, sizeof kept) != 0) return refuse(r, "it has been altered", err);
    return getc(r->stream) == EOF ? MOG_OK : refuse(r, "there is something after its end", err);
}

static mog_status read_all(mog_backup *out, reader *r, const mog_new_folder *folder, mog_error *err)
{
    char tag[4];
    bool has_data = false;
    mog_status status = read_head(r, err);
    while (!status && !(status = take(r, tag, sizeof tag, err))) {
        if (!memcmp(tag, "KEYS", 4) && !out->with_keys && !has_data) {
            out->with_keys = true;
            status = read_section(r, folder, MOG_KEYRING_FILE, KEYS_LIMIT, err);
        } else if (!memcmp(tag, "DATA", 4) && !has_data) {
            has_data = true;
            status = read_section(r, folder, "data.mdb", INT64_MAX, err);
        } else if (!memcmp(tag, "DONE", 4) && has_data) {
            return read_end(r, err);
        } else {
            status = refuse(r, "it has been altered", err);
        }
    }
    return status;
}

/* ---- the store in it */

static mog_status count_record(void *context, const mog_record *record, mog_error *err)
{
    (void)record, (void)err;
    ++*(uint64_t *)context;
    return MOG_OK;
}

static mog_status read_store(mog_backup *out, mog_store *store, mog_error *err)
{
    mog_snapshot *snapshot;
    mog_meta_end end;
    mog_keyring *keys;
    mog_status status = mog_snapshot_begin(&snapshot, store, 0, err);
    if (status) return status;
    mog_journal journal = mog_journal_of(store, snapshot->txn);
    out->changes = mog_snapshot_last(snapshot);
    status = mog_journal_verify(&journal, 0, err);
    if (!status) status = mog_snapshot_head(&out->root, snapshot, err);
    if (!status) status = mog_meta_read_end(&end, snapshot->txn, store, err);
    if (!status && memcmp(&end.root, &out->root, sizeof end.root) != 0)
        status = mog_store_damaged(err, "its journal does not end where it says");
    if (!status) status = mog_snapshot_walk(snapshot, 0, 0, count_record, &out->records, err);
    if (!status && out->with_keys) status = mog_personal_keys(&keys, store, err);
    mog_snapshot_end(snapshot);
    return status;
}

/* Without the keys personal values are withheld, not erased; that stands in `meta`. */
static mog_status mark_withheld(mog_store *store, mog_error *err)
{
    mog_writing writing;
    mog_meta meta;
    MDB_stat boxes = {0};
    mog_status status = mog_writing_begin(&writing, store, err);
    if (status) return status;
    int code = mdb_stat(writing.txn, store->databases[MOG_DATABASE_PERSONAL], &boxes);
    if (code) status = mog_lmdb_fail(code, store->folder, "read personal values", err);
    if (!status && boxes.ms_entries) {
        status = mog_meta_read(&meta, writing.txn, store, err);
        meta.flags |= MOG_STORE_WITHOUT_PERSONAL;
        if (!status) status = mog_meta_write(&writing, &meta, err);
        if (!status) status = mog_writing_commit(&writing, err);
    }
    mog_writing_abort(&writing);
    return status;
}

static mog_status check_store(mog_backup *out, const mog_new_folder *folder, const reader *r, mog_error *err)
{
    mog_store *store = NULL;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_store_open(&store, folder->temporary, true, &cause);
    if (!status) status = read_store(out, store, &cause);
    if (!status && !out->with_keys) status = mark_withheld(store, &cause);
    mog_store_close(store);
    if (!status) return MOG_OK;
    mog_fail(err, MOG_INPUT, "it cannot be restored: %s", cause.message);
    mog_error_place(err, "%s", r->name);
    mog_error_hint(err, "the store was damaged when the backup was made: take an older one; nothing has been restored");
    return MOG_INPUT;
}

mog_status mog_backup_restore(mog_backup *restored, const char *dir, FILE *stream, const char *name, mog_error *err)
{
    mog_new_folder folder = {.fd = -1};
    reader r = {.stream = stream, .name = name};
    *restored = (mog_backup){0};
    mog_status status = mog_new_folder_begin(&folder, dir, err);
    if (status) return status;
    r.zstd = ZSTD_createDCtx();
    if (!r.zstd) mog_out_of_memory();
    r.part = mog_allocate(MOG_BACKUP_PART);
    r.plain = mog_allocate(WRITE_SIZE);
    r.all = mog_digest_stream(&r.digest);
    status = read_all(restored, &r, &folder, err);
    if (!status) status = check_store(restored, &folder, &r, err);
    restored->size = r.size;
    if (r.all) fclose(r.all);
    free(r.part);
    free(r.plain);
    ZSTD_freeDCtx(r.zstd);
    if (!status) return mog_new_folder_commit(&folder, err);
    mog_new_folder_abandon(&folder);
    return status;
}

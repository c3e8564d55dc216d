#include "engine/archive/migrate.h"

#include "engine/archive/alone.h"
#include "engine/archive/folder.h"
#include "engine/archive/format1.h"
#include "engine/audit/verify.h"
#include "engine/store/batch.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/meta.h"
#include "engine/store/names.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "migrating"
#define BATCH_SIZE ((size_t)32 << 20) /* bytes that are committed at once, about */

typedef struct migrating {
    mog_migration *out;
    mog_alone alone;
    char *new_dir;
    mog_format1 old;
    mog_store *new;
    mog_batch *batch;
    size_t pending; /* bytes in the batch */
    mog_record_builder builder;
    mog_arena *arena; /* of the layout at hand */
    const mog_kind *layout;
    uint32_t kind, version; /* of it */
    bool personal;
} migrating;

/* ---- writing the new store */

static mog_status next_batch(migrating *m, mog_error *err)
{
    mog_batch *done = m->batch;
    m->batch = NULL;
    m->pending = 0;
    mog_status status = done ? mog_batch_commit(done, err) : MOG_OK;
    if (!status) status = mog_batch_begin(&m->batch, m->new, INT64_MIN, err);
    m->new->by[0] = '\0'; /* nobody knows */
    return status;
}

static mog_status copy_names(migrating *m, mog_error *err)
{
    uint32_t count, id;
    mog_status status = mog_format1_names(&count, &m->old, err);
    for (uint32_t i = 1; i <= count && !status; i++) {
        mog_text text;
        status = mog_names_text(&text, m->old.txn, m->old.store->databases[MOG_DATABASE_NAMES], i, err);
        if (!status) status = mog_names_intern(&id, &m->batch->writing, text, err);
        if (!status && id != i) status = mog_store_damaged(err, "name %u is there twice", i);
        m->pending += text.size;
        if (!status && m->pending > BATCH_SIZE) status = next_batch(m, err);
    }
    return status;
}

static mog_status copy_layout(migrating *m, const mog_change *change, mog_text text, mog_error *err)
{
    uint32_t kind = mog_get_be32(change->key), version = mog_get_be32(change->key + 4);
    mog_status status = mog_layouts_put(&m->batch->writing, kind, version, text, err);
    if (status) return status;
    return mog_batch_append(NULL, m->batch, MOG_CHANGE_KIND_REGISTERED, change->key, change->key_size, text.at,
                            text.size, err);
}

static mog_status find_layout(migrating *m, const mog_record *record, mog_error *err)
{
    bool found;
    if (m->layout && m->kind == record->kind && m->version == record->version) return MOG_OK;
    mog_arena_reset(m->arena);
    m->layout = NULL;
    mog_status status =
        mog_layouts_read(&m->layout, &found, m->arena, m->old.txn, m->old.store->databases[MOG_DATABASE_KINDS],
                         record->kind, record->version, err);
    if (status || !found) return status ? status : mog_fail(err, MOG_INTERNAL, "a verified store lacks a kind");
    m->kind = record->kind;
    m->version = record->version;
    m->personal = mog_kind_has_personal(m->layout);
    return MOG_OK;
}

static mog_status seal(migrating *m, mog_box **boxes, uint32_t *count, mog_arena *scratch, mog_error *err)
{
    const mog_record *record = (const mog_record *)m->builder.bytes.at;
    if (!m->personal || record->flags & MOG_RECORD_CENSUS) return MOG_OK;
    mog_status status = mog_personal_keys(&m->batch->keys, m->new, err);
    if (!status)
        status = mog_record_seal(boxes, count, scratch, &m->builder, m->layout, (mog_text){0}, m->batch->keys, err);
    return status;
}

static mog_status copy_record(migrating *m, mog_text bytes, mog_arena *scratch, mog_error *err)
{
    mog_box *boxes = NULL;
    uint32_t count = 0;
    mog_buffer_clear(&m->builder.bytes);
    mog_buffer_add_text(&m->builder.bytes, bytes);
    mog_status status = find_layout(m, (const mog_record *)m->builder.bytes.at, err);
    if (!status) status = seal(m, &boxes, &count, scratch, err);
    if (status) return status;
    mog_record *record = (mog_record *)m->builder.bytes.at;
    record->recorded = m->batch->now;
    m->out->records++;
    m->out->sealed += count;
    return mog_batch_put_record(m->batch, record, boxes, count, err);
}

static mog_status copy_changes(migrating *m, mog_error *err)
{
    mog_arena *scratch = mog_arena_new();
    mog_status status = MOG_OK;
    for (uint64_t number = 1; number <= m->old.last && !status; number++) {
        mog_change change;
        mog_text stored;
        mog_arena_reset(scratch);
        status = mog_format1_change(&change, &stored, &m->old, number, err);
        if (status) break;
        if (change.recorded < m->batch->end.recorded) {
            change.recorded = m->batch->end.recorded;
            m->out->raised++;
        }
        m->batch->now = change.recorded;
        status = change.type == MOG_CHANGE_RECORD_ADDED ? copy_record(m, stored, scratch, err)
                                                        : copy_layout(m, &change, stored, err);
        if (status) mog_error_place(err, "%s: change %llu", m->alone.dir, (unsigned long long)number);
        m->out->changes = number;
        m->pending += stored.size + MOG_CHANGE_LIMIT;
        if (!status && m->pending > BATCH_SIZE) status = next_batch(m, err);
    }
    mog_arena_free(scratch);
    return status;
}

static mog_status write_new(migrating *m, mog_error *err)
{
    mog_meta meta = {.format = MOG_STORE_FORMAT, .made = m->old.made};
    mog_meta_new_id(meta.id);
    m->arena = mog_arena_new();
    mog_status status = mog_store_create_as(m->new_dir, &meta, err);
    if (!status) status = mog_store_open(&m->new, m->new_dir, true, err);
    if (!status) status = next_batch(m, err);
    if (!status) status = copy_names(m, err);
    if (!status) status = copy_changes(m, err);
    if (!status) {
        status = mog_batch_commit(m->batch, err);
        m->batch = NULL;
    }
    mog_batch_abort(m->batch);
    mog_store_close(m->new);
    mog_record_builder_free(&m->builder);
    mog_arena_free(m->arena);
    return status;
}

static mog_status verify_new(const migrating *m, mog_error *err)
{
    json_t *report = NULL;
    mog_verify_plan plan = {.folder = m->new_dir};
    mog_status status = mog_verify(&report, &plan, err);
    if (status == MOG_NO) {
        const char *what = json_string_value(json_object_get(json_object_get(report, "difference"), "what"));
        status = mog_fail(err, MOG_INTERNAL, "the migrated store does not verify: %s", what ? what : "?");
        mog_error_place(err, "%s", m->alone.dir);
        mog_error_hint(err, "the store is as it was");
    }
    json_decref(report);
    return status;
}

/* ---- the folder of the new store */

static void remove_folder(const migrating *m)
{
    int fd = openat(m->alone.folder_fd, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    mog_remove_store_files(fd);
    close(fd);
    unlinkat(m->alone.folder_fd, FOLDER, AT_REMOVEDIR);
}

static mog_status make_folder(migrating *m, mog_error *err)
{
    remove_folder(m); /* of a migration that was cut short */
    if (mkdirat(m->alone.folder_fd, FOLDER, 0700))
        return mog_alone_fail(&m->alone, "make a folder for the new store", err);
    return MOG_OK;
}

/* ---- the exchange */

/* The old file's second name, unless a migration that was cut short has given it that. */
static bool keep_old(const migrating *m)
{
    struct stat data, kept;
    if (linkat(m->alone.folder_fd, "data.mdb", m->alone.folder_fd, MOG_FORMAT1_FILE, 0) == 0) return true;
    int saved = errno;
    bool same = saved == EEXIST && !fstatat(m->alone.folder_fd, "data.mdb", &data, 0) &&
                !fstatat(m->alone.folder_fd, MOG_FORMAT1_FILE, &kept, AT_SYMLINK_NOFOLLOW) &&
                data.st_ino == kept.st_ino && data.st_dev == kept.st_dev;
    errno = saved;
    return same;
}

static mog_status put_in_place(const migrating *m, mog_error *err)
{
    int folder = m->alone.folder_fd;
    if (renameat(folder, FOLDER "/" MOG_KEYRING_FILE, folder, MOG_KEYRING_FILE) && errno != ENOENT)
        return mog_alone_fail(&m->alone, "put the keys of persons in place", err);
    if (!keep_old(m)) {
        mog_status status = mog_alone_fail(&m->alone, "keep the old file as " MOG_FORMAT1_FILE, err);
        mog_error_hint(err, "a file of that name must go first, and the file system must have hard links");
        return status;
    }
    if (fsync(folder)) return mog_alone_fail(&m->alone, "sync the folder", err);
    return mog_alone_exchange(&m->alone, FOLDER "/data.mdb", err);
}

/* ---- all */

static mog_status migrate(migrating *m, mog_error *err)
{
    mog_status status = mog_format1_open(&m->old, m->alone.dir, m->alone.use, err);
    if (!status) status = mog_format1_verify(&m->old, err);
    if (!status) status = make_folder(m, err);
    if (!status) status = write_new(m, err);
    mog_format1_close(&m->old);
    if (!status) status = verify_new(m, err);
    return status ? status : put_in_place(m, err);
}

mog_status mog_store_migrate(mog_migration *out, const char *dir, mog_error *err)
{
    migrating m = {.out = out};
    size_t room = strlen(dir) + sizeof "/" FOLDER;
    *out = (mog_migration){0};
    if (sodium_init() < 0) return mog_fail(err, MOG_SYSTEM, "the machine gives no random numbers");
    m.new_dir = mog_allocate(room);
    snprintf(m.new_dir, room, "%s/" FOLDER, dir);
    mog_status status = mog_alone_begin(&m.alone, dir, err);
    if (!status) status = migrate(&m, err);
    if (m.alone.use >= 0) remove_folder(&m);
    mog_alone_end(&m.alone);
    free(m.new_dir);
    return status;
}

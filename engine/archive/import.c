#include "engine/archive/importing.h"

#include "base/file.h"
#include "engine/archive/folder.h"
#include "engine/archive/unpack.h"
#include "engine/store/circle.h"
#include "engine/store/keys.h"
#include "engine/store/names.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_SIZE ((size_t)32 << 20) /* bytes that are committed at once, about */
#define NAMES_AT_ONCE 4096            /* whose way up is followed at once */

/* ---- refusing */

mog_status mog_import_refuse(const mog_importing *m, mog_error *err, const char *format, ...)
{
    char what[400];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    mog_fail(err, MOG_INPUT, "%s", what);
    mog_error_place(err, "%s:%llu", m->name, (unsigned long long)m->line);
    mog_error_hint(err, "nothing has been imported: take another copy of the archive, or export the store again");
    return MOG_INPUT;
}

mog_status mog_import_refuse_for(const mog_importing *m, mog_status status, const mog_error *cause, mog_error *err)
{
    return status ? mog_import_refuse(m, err, "%s", cause->message) : MOG_OK;
}

/* ---- what a line holds */

bool mog_import_has(const mog_importing *m, const char *key)
{
    return json_object_get(m->json, key) != NULL;
}

static mog_status wrong(const mog_importing *m, const char *key, mog_error *err)
{
    return mog_import_refuse(m, err, "`%s` is missing, or is not what it should be", key);
}

mog_status mog_import_text(mog_text *out, mog_importing *m, const char *key, mog_error *err)
{
    const json_t *value = json_object_get(m->json, key);
    if (!json_is_string(value)) return wrong(m, key, err);
    *out = (mog_text){json_string_value(value), json_string_length(value)};
    m->taken++;
    return MOG_OK;
}

mog_status mog_import_number(uint64_t *out, mog_importing *m, const char *key, mog_error *err)
{
    const json_t *value = json_object_get(m->json, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0) return wrong(m, key, err);
    *out = (uint64_t)json_integer_value(value);
    m->taken++;
    return MOG_OK;
}

mog_status mog_import_bool(bool *out, mog_importing *m, const char *key, mog_error *err)
{
    const json_t *value = json_object_get(m->json, key);
    if (!json_is_boolean(value)) return wrong(m, key, err);
    *out = json_is_true(value);
    m->taken++;
    return MOG_OK;
}

mog_status mog_import_time(mog_time *out, mog_importing *m, const char *key, mog_error *err)
{
    mog_text text;
    mog_status status = mog_import_text(&text, m, key, err);
    return status || mog_time_parse(out, text) ? status : wrong(m, key, err);
}

mog_status mog_import_hex(uint8_t *out, size_t size, mog_importing *m, const char *key, mog_error *err)
{
    mog_text text;
    size_t made = 0;
    mog_status status = mog_import_text(&text, m, key, err);
    if (status) return status;
    bool good = text.size == 2 * size && sodium_hex2bin(out, size, text.at, text.size, NULL, &made, NULL) == 0;
    return good && made == size ? MOG_OK : wrong(m, key, err);
}

mog_status mog_import_base64(mog_text *out, mog_importing *m, const char *key, mog_error *err)
{
    mog_text text;
    mog_status status = mog_import_text(&text, m, key, err);
    if (status) return status;
    size_t room = text.size / 4 * 3 + 3, made = 0;
    uint8_t *bytes = mog_arena_take(m->scratch, room);
    const char *end = NULL;
    if (sodium_base642bin(bytes, room, text.at, text.size, NULL, &made, &end, sodium_base64_VARIANT_ORIGINAL) ||
        end != text.at + text.size)
        return wrong(m, key, err);
    *out = (mog_text){(const char *)bytes, made};
    return MOG_OK;
}

mog_status mog_import_line_ends(const mog_importing *m, mog_error *err)
{
    if (json_object_size(m->json) == m->taken) return MOG_OK;
    return mog_import_refuse(m, err, "there is more in it than this version knows");
}

/* ---- the stream */

typedef struct source {
    mog_lines lines;
    mog_unpacking *unpacking;
    FILE *hash;
    mog_digest digest; /* of all lines but the last, when they have come */
} source;

/* The next line, parsed. The one before it has been hashed when this is called. */
static mog_status next_line(mog_importing *m, json_t **json, mog_text *text, source *s, mog_error *err)
{
    mog_error cause = MOG_ERROR_NONE;
    const char *fault = NULL;
    errno = 0;
    m->line = s->lines.number + 1;
    switch (mog_lines_next(&s->lines, text)) {
    case MOG_LINE_READ: break;
    case MOG_LINE_END: return mog_import_refuse(m, err, "the archive has been cut short: its last line is missing");
    case MOG_LINE_FAULT:
        fault = mog_unpacking_fault(s->unpacking);
        if (fault) return mog_import_refuse(m, err, "%s", fault);
        mog_fail_errno(err, errno, "cannot read it");
        mog_error_place(err, "%s", m->name);
        return MOG_SYSTEM;
    default: return mog_import_refuse(m, err, "the line is longer than %zu MiB", MOG_ARCHIVE_LINE >> 20);
    }
    if (mog_json_parse(json, *text, 0, &cause)) return mog_import_refuse(m, err, "%s", cause.message);
    if (!json_is_object(*json)) {
        json_decref(*json);
        *json = NULL;
        return mog_import_refuse(m, err, "the line is not an object");
    }
    m->json = *json;
    m->taken = 0;
    return MOG_OK;
}

static void hash_line(source *s, mog_text text)
{
    fwrite(text.at, 1, text.size, s->hash);
    fputc('\n', s->hash);
}

/* ---- head and end */

static mog_status read_head(mog_importing *m, uint8_t secret[MOG_KEYRING_SECRET_SIZE], mog_error *err)
{
    mog_text what;
    uint64_t version;
    if (mog_import_text(&what, m, "mognad", NULL) || !mog_text_equal(what, MOG_TEXT("archive")) ||
        mog_import_number(&version, m, "version", NULL))
        return mog_import_refuse(m, err, "it is no archive of a store");
    if (version != MOG_ARCHIVE_VERSION) {
        mog_fail(err, MOG_INPUT, "the archive has version %llu, and this program knows version %d",
                 (unsigned long long)version, MOG_ARCHIVE_VERSION);
        mog_error_place(err, "%s", m->name);
        mog_error_hint(err, "use the version of mognad that wrote it, or a later one");
        return MOG_INPUT;
    }
    m->meta.format = MOG_STORE_FORMAT;
    mog_status status = mog_import_hex(m->meta.id, sizeof m->meta.id, m, "store", err);
    if (!status) status = mog_import_time(&m->meta.made, m, "made", err);
    if (!status) status = mog_import_number(&m->changes, m, "changes", err);
    if (!status) status = mog_import_bool(&m->personal, m, "personal", err);
    if (!status && m->personal) status = mog_import_hex(secret, MOG_KEYRING_SECRET_SIZE, m, "secret", err);
    return status ? status : mog_import_line_ends(m, err);
}

static mog_status read_root(mog_importing *m, mog_error *err)
{
    uint64_t changes;
    mog_digest root;
    mog_status status =
        m->has_content || m->contents.count ? mog_import_refuse(m, err, "no change names the content before it") : MOG_OK;
    if (!status) status = mog_import_hex(root.bytes, sizeof root, m, "root", err);
    if (!status) status = mog_import_number(&changes, m, "changes", err);
    if (!status) status = mog_import_number(&m->out->withheld, m, "withheld", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (status) return status;
    m->out->changes = m->batch->end.edge.size;
    m->out->root = mog_merkle_root(&m->batch->end.edge);
    if (changes != m->out->changes || changes != m->changes)
        return mog_import_refuse(m, err, "it says that there are %llu changes, and there are %llu",
                                 (unsigned long long)changes, (unsigned long long)m->out->changes);
    if (memcmp(&root, &m->out->root, sizeof root) != 0)
        return mog_import_refuse(m, err, "the root of the journal is not the one that it says: it has been altered");
    if (m->out->withheld > m->missing)
        return mog_import_refuse(m, err, "it says that more personal values were left out than there can be");
    m->ended = true;
    return MOG_OK;
}

static mog_status read_end(mog_importing *m, const mog_digest *digest, mog_error *err)
{
    mog_digest kept;
    mog_status status = mog_import_hex(kept.bytes, sizeof kept, m, "end", err);
    if (!status) status = mog_import_line_ends(m, err);
    if (status || memcmp(&kept, digest, sizeof kept) == 0) return status;
    return mog_import_refuse(m, err, "the lines before it are not those that it says: the archive has been altered");
}

/* ---- batches */

static mog_status begin_batch(mog_importing *m, mog_error *err)
{
    m->pending = 0;
    return mog_batch_begin(&m->batch, m->store, INT64_MIN, err);
}

static mog_status commit_batch(mog_importing *m, mog_error *err)
{
    mog_batch *batch = m->batch;
    m->batch = NULL;
    return mog_batch_commit(batch, err);
}

/* A batch ends between two changes only: what belongs to a change is committed with it. */
static mog_status make_room(mog_importing *m, mog_error *err)
{
    if (m->pending < BATCH_SIZE || m->has_content || m->contents.count) return MOG_OK;
    mog_status status = commit_batch(m, err);
    return status ? status : begin_batch(m, err);
}

/* Before the last commit: what stands in `meta`. */
static mog_status mark_withheld(mog_importing *m, mog_error *err)
{
    if (!m->out->withheld) return MOG_OK;
    m->meta.flags |= MOG_STORE_WITHOUT_PERSONAL;
    return mog_meta_write(&m->batch->writing, &m->meta, err);
}

/* Nothing is part of itself; looked at when all is there, since a batch may have made it right in the end. */
static mog_status check_circles(mog_importing *m, mog_error *err)
{
    MDB_txn *txn;
    mog_pool names = {0};
    mog_error cause = MOG_ERROR_NONE;
    if (!m->has_parts) return MOG_OK;
    mog_status status = mog_environment_begin(&txn, m->store, false, err);
    if (status) return status;
    MDB_dbi database = m->store->databases[MOG_DATABASE_NAMES];
    MDB_stat about = {0};
    int code = mdb_stat(txn, database, &about);
    if (code) status = mog_lmdb_fail(code, m->store->folder, "read the names", err);
    uint64_t count = about.ms_entries / 2; /* each stands there by text and by number */
    for (uint64_t id = 1; id <= count && !status; id++) {
        mog_text name;
        status = mog_names_text(&name, txn, database, (uint32_t)id, err);
        if (status) break;
        mog_pool_add(&names, name.at, name.size, NULL);
        if (names.count < NAMES_AT_ONCE && id < count) continue;
        status = mog_circle_check(txn, m->store, &names, &cause);
        if (status == MOG_INPUT) status = mog_import_refuse(m, err, "%s", cause.message);
        else if (status && err) *err = cause;
        mog_pool_clear(&names);
    }
    mog_pool_free(&names);
    mdb_txn_abort(txn);
    return status;
}

/* ---- all */

/* *done: it was the last line. */
static mog_status take_line(mog_importing *m, bool *done, source *s, mog_error *err)
{
    mog_arena_reset(m->scratch);
    if (m->ended) {
        *done = true;
        fclose(s->hash); /* gives the digest */
        s->hash = NULL;
        return read_end(m, &s->digest, err);
    }
    if (mog_import_has(m, "value")) return mog_import_value(m, err);
    mog_status status = mog_import_settle_record(m, err);
    if (status) return status;
    if (mog_import_has(m, "content")) return mog_import_content(m, err);
    if (mog_import_has(m, "root")) return read_root(m, err);
    status = make_room(m, err);
    return status ? status : mog_import_change(m, err);
}

static mog_status read_lines(mog_importing *m, source *s, const mog_archive_plan *plan, mog_error *err)
{
    mog_status status = MOG_OK;
    for (bool done = false; !done && !status;) {
        json_t *json = NULL;
        mog_text text;
        status = next_line(m, &json, &text, s, err);
        if (!status) status = take_line(m, &done, s, err);
        if (!status && !done) hash_line(s, text);
        json_decref(json);
        if (plan->progress && m->batch) plan->progress(plan->context, m->batch->end.edge.size, m->changes);
    }
    if (status) return status;
    mog_text more;
    if (mog_lines_next(&s->lines, &more) == MOG_LINE_END) return MOG_OK;
    m->line = s->lines.number;
    return mog_import_refuse(m, err, "there is something after the end of the archive");
}

static mog_status open_new(mog_importing *m, const mog_new_folder *folder, const uint8_t *secret, size_t map_size,
                           mog_error *err)
{
    mog_status status = mog_store_create_as(folder->temporary, &m->meta, err);
    if (!status) status = mog_store_open_sized(&m->store, folder->temporary, true, map_size, err);
    if (!status && m->personal) {
        status = mog_personal_keys(&m->keys, m->store, err);
        if (!status) status = mog_keyring_take_secret(m->keys, secret, err);
    }
    return status ? status : begin_batch(m, err);
}

static mog_status import(mog_importing *m, source *s, const mog_new_folder *folder, const mog_archive_plan *plan,
                         mog_error *err)
{
    json_t *json = NULL;
    mog_text text;
    uint8_t secret[MOG_KEYRING_SECRET_SIZE];
    mog_status status = next_line(m, &json, &text, s, err);
    if (!status) status = read_head(m, secret, err);
    if (!status) hash_line(s, text);
    json_decref(json);
    m->json = NULL;
    memcpy(m->out->store, m->meta.id, sizeof m->meta.id);
    if (!status) status = open_new(m, folder, secret, plan->map_size, err);
    sodium_memzero(secret, sizeof secret);
    if (!status) status = read_lines(m, s, plan, err);
    if (!status) status = mark_withheld(m, err);
    if (!status) status = commit_batch(m, err);
    return status ? status : check_circles(m, err);
}

static void close_all(mog_importing *m)
{
    mog_batch_abort(m->batch);
    mog_store_close(m->store);
    mog_arena_free(m->scratch);
    mog_arena_free(m->arena);
    mog_buffer_free(&m->record);
    mog_buffer_free(&m->bytes);
    mog_pool_free(&m->contents);
    free(m->layouts);
    free(m->commitments);
}

mog_status mog_archive_import(mog_archive_summary *out, const char *dir, FILE *stream, const char *name,
                              const mog_archive_plan *plan, mog_error *err)
{
    mog_new_folder folder = {.fd = -1};
    mog_importing m = {.out = out, .name = name};
    *out = (mog_archive_summary){0};
    if (sodium_init() < 0) return mog_fail(err, MOG_SYSTEM, "the machine gives no random numbers");
    mog_status status = mog_new_folder_begin(&folder, dir, err);
    if (status) return status;
    source s = {.unpacking = mog_unpacking_new(stream)};
    s.lines = (mog_lines){.stream = mog_unpacking_stream(s.unpacking), .limit = MOG_ARCHIVE_LINE};
    s.hash = mog_digest_stream(&s.digest);
    m.scratch = mog_arena_new();
    m.arena = mog_arena_new();
    status = import(&m, &s, &folder, plan, err);
    close_all(&m);
    if (s.hash) fclose(s.hash);
    mog_lines_free(&s.lines);
    mog_unpacking_free(s.unpacking);
    if (!status) return mog_new_folder_commit(&folder, err);
    mog_new_folder_abandon(&folder);
    return status;
}

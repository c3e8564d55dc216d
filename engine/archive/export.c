#include "engine/archive/archive.h"

#include "dsl/pool.h"
#include "engine/store/attachment.h"
#include "engine/store/contents.h"
#include "engine/store/kept.h"
#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"
#include "engine/store/personal.h"
#include "engine/store/snapshot.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define LEVEL 9 /* of zstd: archives are kept */
#define ROOM ((size_t)1 << 20)

typedef struct exporting {
    mog_archive_summary *out;
    const mog_archive_plan *plan;
    mog_output *to;
    mog_store *store;
    mog_snapshot *snapshot;
    mog_arena *scratch; /* of the line at hand */
    mog_buffer line;
    FILE *hash; /* of all lines but the last; NULL: they are written */
    mog_digest digest;
    ZSTD_CCtx *zstd; /* NULL: not compressed */
    char *room;
    mog_pool contents;  /* digests that have been written */
    mog_keyring *keys;  /* NULL: without personal values */
    uint32_t last_name; /* the highest number that was used so far */
} exporting;

static mog_status damaged(const exporting *x, mog_error *err)
{
    mog_error_place(err, "%s", x->store->folder);
    return MOG_SYSTEM;
}

/* ---- lines */

static mog_status pack(exporting *x, const void *bytes, size_t size, ZSTD_EndDirective how, mog_error *err)
{
    ZSTD_inBuffer in = {bytes, size, 0};
    for (;;) {
        ZSTD_outBuffer to = {x->room, ROOM, 0};
        size_t left = ZSTD_compressStream2(x->zstd, &to, &in, how);
        if (ZSTD_isError(left))
            return mog_fail(err, MOG_INTERNAL, "cannot compress the archive: %s", ZSTD_getErrorName(left));
        x->out->size += to.pos;
        mog_status status = mog_output_write(x->to, x->room, to.pos, err);
        if (status) return status;
        if (how == ZSTD_e_end ? left == 0 : in.pos == in.size) return MOG_OK;
    }
}

static void put_format(exporting *x, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put_format(exporting *x, const char *format, ...)
{
    char text[512];
    va_list list;
    va_start(list, format);
    int size = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    mog_buffer_add(&x->line, text, (size_t)size);
}

/* As a text of JSON. */
static void put_text(exporting *x, mog_text text)
{
    json_t *value = mog_json_text(text);
    char *quoted = json_dumps(value, JSON_ENCODE_ANY);
    if (!quoted) mog_out_of_memory();
    mog_buffer_add_text(&x->line, mog_text_of(quoted));
    free(quoted);
    json_decref(value);
}

static void put_hex(exporting *x, const uint8_t *bytes, size_t size)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    sodium_bin2hex(hex, sizeof hex, bytes, size);
    put_format(x, "\"%s\"", hex);
}

static void put_base64(exporting *x, const void *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
    char *text = mog_arena_take(x->scratch, room);
    sodium_bin2base64(text, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
    put_format(x, "\"");
    mog_buffer_add(&x->line, text, room - 1);
    put_format(x, "\"");
}

static void begin_line(exporting *x)
{
    mog_arena_reset(x->scratch);
    mog_buffer_clear(&x->line);
}

static mog_status end_line(exporting *x, mog_error *err)
{
    if (x->line.size > MOG_ARCHIVE_LINE) {
        mog_fail(err, MOG_SYSTEM, "a line of the archive would be longer than %zu MiB", MOG_ARCHIVE_LINE >> 20);
        mog_error_hint(err, "`mognad store backup` keeps such a store too");
        return damaged(x, err);
    }
    put_format(x, "\n");
    if (x->hash) fwrite(x->line.at, 1, x->line.size, x->hash);
    if (x->zstd) return pack(x, x->line.at, x->line.size, ZSTD_e_continue, err);
    x->out->size += x->line.size;
    return mog_output_write(x->to, x->line.at, x->line.size, err);
}

/* Exactly as it is when it is read again. */
static mog_status put_time(exporting *x, mog_time time, mog_error *err)
{
    char text[MOG_TIME_TEXT];
    mog_time again;
    mog_time_format(text, time);
    if (!mog_time_parse(&again, mog_text_of(text)) || again != time) {
        mog_store_damaged(err, "a time in its journal is out of range");
        return damaged(x, err);
    }
    put_format(x, "\"%s\"", text);
    return MOG_OK;
}

/* ---- head and end */

static mog_status put_head(exporting *x, const mog_meta *meta, mog_error *err)
{
    begin_line(x);
    put_format(x, "{\"mognad\":\"archive\",\"version\":%d,\"store\":", MOG_ARCHIVE_VERSION);
    put_hex(x, meta->id, sizeof meta->id);
    put_format(x, ",\"made\":");
    mog_status status = put_time(x, meta->made, err);
    put_format(x, ",\"changes\":%llu,\"personal\":%s", (unsigned long long)mog_snapshot_last(x->snapshot),
               x->keys ? "true" : "false");
    if (x->keys) {
        put_format(x, ",\"secret\":");
        put_hex(x, mog_keyring_secret(x->keys), MOG_KEYRING_SECRET_SIZE);
    }
    put_format(x, "}");
    return status ? status : end_line(x, err);
}

static mog_status put_root(exporting *x, mog_error *err)
{
    begin_line(x);
    put_format(x, "{\"root\":");
    put_hex(x, x->out->root.bytes, sizeof x->out->root);
    put_format(x, ",\"changes\":%llu,\"withheld\":%llu}", (unsigned long long)x->out->changes,
               (unsigned long long)x->out->withheld);
    return end_line(x, err);
}

static mog_status put_end(exporting *x, mog_error *err)
{
    mog_status status = put_root(x, err);
    if (status) return status;
    fclose(x->hash); /* gives the digest */
    x->hash = NULL;
    begin_line(x);
    put_format(x, "{\"end\":");
    put_hex(x, x->digest.bytes, sizeof x->digest);
    put_format(x, "}");
    status = end_line(x, err);
    return !status && x->zstd ? pack(x, NULL, 0, ZSTD_e_end, err) : status;
}

/* ---- changes */

static mog_status begin_change(exporting *x, const mog_change *change, mog_error *err)
{
    begin_line(x);
    put_format(x, "{\"change\":%llu,\"recorded\":", (unsigned long long)change->number);
    mog_status status = put_time(x, change->recorded, err);
    put_format(x, ",\"by\":");
    put_text(x, mog_text_of(change->by));
    put_format(x, ",\"type\":\"%s\"", mog_change_word(change->type));
    return status;
}

static mog_status check_payload(const exporting *x, const mog_change *change, const void *bytes, size_t size,
                                mog_error *err)
{
    mog_digest digest = mog_blake2b(bytes, size);
    if (memcmp(&digest, &change->payload, sizeof digest) == 0) return MOG_OK;
    mog_store_damaged(err, "what change %llu stored has changed", (unsigned long long)change->number);
    return damaged(x, err);
}

/* A name is one that was used before, or the next. */
static mog_status check_name(exporting *x, uint32_t name, mog_error *err)
{
    if (name == x->last_name + 1) x->last_name++;
    if (name <= x->last_name) return MOG_OK;
    mog_store_damaged(err, "its names are not numbered in the order of their use");
    return damaged(x, err);
}

static mog_status put_layout(exporting *x, const mog_change *change, mog_error *err)
{
    mog_text text;
    bool found = false;
    uint32_t kind = mog_get_be32(change->key), version = mog_get_be32(change->key + 4);
    mog_status status = change->key_size == MOG_LAYOUT_KEY_SIZE ? check_name(x, kind, err) : MOG_OK;
    if (!status && change->key_size == MOG_LAYOUT_KEY_SIZE) {
        status = mog_layouts_text(&text, &found, x->snapshot->txn, x->store->databases[MOG_DATABASE_KINDS], kind,
                                  version, err);
    }
    if (!status && !found)
        status = mog_store_damaged(err, "the kind of change %llu is missing", (unsigned long long)change->number);
    if (!status) status = check_payload(x, change, text.at, text.size, err);
    if (status) return damaged(x, err);
    put_format(x, ",\"layout\":");
    put_text(x, text);
    put_format(x, "}");
    return end_line(x, err);
}

typedef struct values {
    exporting *x;
    uint64_t record;
} values;

static mog_status withhold(exporting *x)
{
    x->out->withheld++;
    return MOG_OK;
}

/* Writes a personal value, or counts it as left out. One that is erased is neither. */
static mog_status put_value(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment, mog_error *err)
{
    const values *v = context;
    exporting *x = v->x;
    mog_text box;
    bool found, opened = false;
    mog_opened_value value;
    (void)path;
    begin_line(x);
    mog_status status = mog_personal_box(&box, &found, x->snapshot->txn, x->store, v->record, ordinal, err);
    if (status) return status;
    if (!found) return x->store->flags & MOG_STORE_WITHOUT_PERSONAL ? withhold(x) : MOG_OK;
    if (x->keys) status = mog_box_open(&value, &opened, x->scratch, box, commitment, x->keys, err);
    if (status || !opened) return status ? status : withhold(x);
    x->out->values++;
    put_format(x, "{\"value\":%u,\"person\":", ordinal);
    put_hex(x, value.person.bytes, sizeof value.person);
    put_format(x, ",\"salt\":");
    put_base64(x, value.salt, MOG_SALT_SIZE);
    put_format(x, ",\"bytes\":");
    put_base64(x, value.value.at, value.value.size);
    put_format(x, "}");
    return end_line(x, err);
}

static mog_status put_record(exporting *x, const mog_change *change, mog_error *err)
{
    const mog_record *record;
    const mog_kind *kind;
    mog_record_key key = {0};
    mog_status status = mog_snapshot_record(&record, x->snapshot, change->number, err);
    if (!status) status = check_payload(x, change, record, record->size, err);
    if (!status && !mog_record_key_decode(&key, &(MDB_val){change->key_size, (void *)change->key}))
        status = mog_store_damaged(err, "the key of change %llu is not one", (unsigned long long)change->number);
    if (!status) status = check_name(x, key.subject, err);
    if (!status) status = check_name(x, key.item, err);
    if (status) return damaged(x, err);
    put_format(x, ",\"record\":");
    put_base64(x, record, record->size);
    put_format(x, "}");
    x->out->records++;
    if ((status = end_line(x, err))) return status;
    if (!(record->flags & MOG_RECORD_SEALED)) return MOG_OK;
    values v = {x, change->number};
    status = mog_snapshot_layout(&kind, x->snapshot, record->kind, record->version, err);
    if (!status) status = mog_record_sealed_each(record, kind, put_value, &v, err);
    if (status) mog_error_place(err, "%s: record %llu", x->store->folder, (unsigned long long)change->number);
    return status;
}

/* A content that change `number` names, where none before it did. */
static mog_status put_content(exporting *x, uint64_t number, const mog_digest *content, uint64_t size, mog_error *err)
{
    uint64_t at = 0;
    if (mog_pool_find(&x->contents, content->bytes, MOG_DIGEST_SIZE) >= 0) return MOG_OK;
    mog_pool_add(&x->contents, content->bytes, MOG_DIGEST_SIZE, NULL);
    for (uint32_t part = 0; at < size || part == 0; part++) {
        mog_text piece;
        bool found;
        begin_line(x);
        mog_status status =
            mog_contents_part(&piece, &found, x->scratch, x->snapshot->txn, x->store, content, part, err);
        if (!status && (!found || piece.size > size - at || (!piece.size && size)))
            status =
                mog_store_damaged(err, "the content that change %llu names is cut short", (unsigned long long)number);
        if (status) return damaged(x, err);
        at += piece.size;
        put_format(x, "{\"content\":");
        put_hex(x, content->bytes, MOG_DIGEST_SIZE);
        put_format(x, ",\"size\":%llu,\"part\":%u,\"bytes\":", (unsigned long long)size, part);
        put_base64(x, piece.at, piece.size);
        put_format(x, "}");
        if ((status = end_line(x, err))) return status;
    }
    return MOG_OK;
}

static mog_status put_kept(exporting *x, uint64_t number, mog_text note, mog_error *err)
{
    mog_kept kept[MOG_KEPT_MOST];
    json_t *json;
    mog_status status = mog_json_parse(&json, note, MOG_NOTE_LIMIT, err);
    if (status) return status;
    int count = mog_kept_parse(kept, json);
    if (count < 0) status = mog_store_damaged(err, "change %llu keeps what is none", (unsigned long long)number);
    for (int i = 0; i < count && !status; i++) status = put_content(x, number, &kept[i].content, kept[i].size, err);
    json_decref(json);
    return status;
}

static mog_status put_note(exporting *x, const mog_change *change, mog_error *err)
{
    mog_text note;
    bool found;
    mog_attachment attachment;
    mog_status status = mog_notes_text(&note, &found, x->snapshot->txn, x->store, change->number, err);
    if (!status && (!found || (change->key_size && change->key_size != 8)))
        status = mog_store_damaged(err, "the note of change %llu is missing", (unsigned long long)change->number);
    if (!status) status = check_payload(x, change, note.at, note.size, err);
    if (!status && change->type == MOG_CHANGE_ATTACHED) {
        mog_arena *arena = mog_arena_new();
        if (mog_attachment_parse(&attachment, arena, note))
            status = put_content(x, change->number, &attachment.content, attachment.size, err);
        else status = mog_store_damaged(err, "change %llu attaches nothing", (unsigned long long)change->number);
        mog_arena_free(arena);
        x->out->attachments++;
    }
    if (!status && change->type == MOG_CHANGE_RUN_RECORDED) status = put_kept(x, change->number, note, err);
    if (status) return damaged(x, err);
    if ((status = begin_change(x, change, err))) return status;
    if (change->key_size) put_format(x, ",\"about\":%llu", (unsigned long long)mog_get_be64(change->key));
    put_format(x, ",\"note\":");
    put_text(x, note);
    put_format(x, "}");
    return end_line(x, err);
}

static mog_status put_change(exporting *x, const mog_change *change, mog_error *err)
{
    if (mog_change_is_note(change->type)) return put_note(x, change, err);
    mog_status status = begin_change(x, change, err);
    if (status) return status;
    return change->type == MOG_CHANGE_RECORD_ADDED ? put_record(x, change, err) : put_layout(x, change, err);
}

static mog_status put_changes(exporting *x, mog_error *err)
{
    mog_journal journal = mog_journal_of(x->store, x->snapshot->txn);
    uint64_t last = mog_snapshot_last(x->snapshot);
    mog_status status = MOG_OK;
    for (uint64_t number = 1; number <= last && !status; number++) {
        mog_change change;
        bool found;
        status = mog_journal_read(&change, &found, &journal, number, err);
        if (!status && !found)
            status = mog_store_damaged(err, "entry %llu of the journal is missing", (unsigned long long)number);
        if (status) return damaged(x, err);
        status = put_change(x, &change, err);
        x->out->changes = number;
        if (x->plan->progress) x->plan->progress(x->plan->context, number, last);
    }
    return status;
}

/* ---- all */

mog_status mog_archive_count_personal(uint64_t *records, mog_store *store, mog_error *err)
{
    mog_snapshot *snapshot;
    MDB_cursor *cursor = NULL;
    MDB_val key, box;
    uint64_t last = 0;
    *records = 0;
    mog_status status = mog_snapshot_begin(&snapshot, store, 0, err);
    if (status) return status;
    int code = mdb_cursor_open(snapshot->txn, store->databases[MOG_DATABASE_PERSONAL], &cursor);
    while (!code && !(code = mdb_cursor_get(cursor, &key, &box, MDB_NEXT))) {
        uint64_t record = key.mv_size == MOG_BOX_KEY_SIZE ? mog_get_be64(key.mv_data) : 0;
        *records += record != last;
        last = record;
    }
    if (cursor) mdb_cursor_close(cursor);
    if (code != MDB_NOTFOUND) status = mog_lmdb_fail(code, store->folder, "read personal values", err);
    mog_snapshot_end(snapshot);
    return status;
}

static mog_status put_all(exporting *x, mog_error *err)
{
    mog_meta meta;
    mog_status status = mog_meta_read(&meta, x->snapshot->txn, x->store, err);
    if (status) return damaged(x, err);
    memcpy(x->out->store, meta.id, sizeof meta.id);
    status = put_head(x, &meta, err);
    if (!status) status = put_changes(x, err);
    if (!status) status = mog_snapshot_head(&x->out->root, x->snapshot, err);
    return status ? status : put_end(x, err);
}

mog_status mog_archive_export(mog_archive_summary *out, mog_store *store, mog_output *to, const mog_archive_plan *plan,
                              mog_error *err)
{
    exporting x = {.out = out, .plan = plan, .to = to, .store = store};
    *out = (mog_archive_summary){0};
    mog_status status = mog_snapshot_begin(&x.snapshot, store, 0, err);
    if (!status && plan->personal) status = mog_personal_keys(&x.keys, store, err);
    if (status) {
        mog_snapshot_end(x.snapshot);
        return status;
    }
    x.scratch = mog_arena_new();
    x.hash = mog_digest_stream(&x.digest);
    if (plan->compress) {
        x.zstd = ZSTD_createCCtx();
        if (!x.zstd) mog_out_of_memory();
        ZSTD_CCtx_setParameter(x.zstd, ZSTD_c_compressionLevel, LEVEL);
        ZSTD_CCtx_setParameter(x.zstd, ZSTD_c_checksumFlag, 1);
        x.room = mog_allocate(ROOM);
    }
    status = put_all(&x, err);
    if (x.hash) fclose(x.hash);
    free(x.room);
    ZSTD_freeCCtx(x.zstd);
    mog_pool_free(&x.contents);
    mog_buffer_free(&x.line);
    mog_arena_free(x.scratch);
    mog_snapshot_end(x.snapshot);
    return status;
}

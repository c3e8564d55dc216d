#include "engine/archive/format1.h"

#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/names.h"
#include "engine/store/record.h"

#include <stdlib.h>
#include <string.h>

#define FIXED_SIZE 18
#define META_SIZE 20

static const mog_database DATABASES[] = {MOG_DATABASE_META, MOG_DATABASE_NAMES, MOG_DATABASE_KINDS,
                                         MOG_DATABASE_RECORDS, MOG_DATABASE_JOURNAL};

static mog_status fail(const mog_format1 *old, int code, mog_error *err)
{
    return mog_lmdb_fail(code, old->store->folder, "read the store", err);
}

/* ---- opening */

static mog_status other_format(uint32_t format, mog_error *err)
{
    if (format == MOG_STORE_FORMAT) {
        mog_fail(err, MOG_INPUT, "the store has format %u already: there is nothing to migrate", format);
        return MOG_INPUT;
    }
    mog_fail(err, MOG_SYSTEM, "the store has format %u, and this program knows formats 1 and %u", format,
             MOG_STORE_FORMAT);
    mog_error_hint(err, "use the version of mognad that made the store, or a later one");
    return MOG_SYSTEM;
}

static mog_status read_meta(mog_format1 *old, mog_error *err)
{
    static char name[] = "store";
    MDB_val key = {sizeof name - 1, name}, value;
    int code = mdb_get(old->txn, old->store->databases[MOG_DATABASE_META], &key, &value);
    if (code && code != MDB_NOTFOUND) return fail(old, code, err);
    const uint8_t *at = value.mv_data;
    if (code || value.mv_size < 12 || mog_get_be64(at + value.mv_size - 8) != mog_checksum(at, value.mv_size - 8))
        return mog_store_damaged(err, "what it says of itself cannot be read");
    if (mog_get_be32(at) != 1) return other_format(mog_get_be32(at), err);
    if (value.mv_size != META_SIZE) return mog_store_damaged(err, "what it says of itself has changed");
    old->made = (mog_time)mog_get_be64(at + 4);
    return MOG_OK;
}

static mog_status find_last(mog_format1 *old, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int code = mdb_cursor_open(old->txn, old->store->databases[MOG_DATABASE_JOURNAL], &cursor);
    if (code) return fail(old, code, err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return fail(old, code, err);
    if (key.mv_size != 8) return mog_store_damaged(err, "the last entry of the journal cannot be read");
    old->last = mog_get_be64(key.mv_data);
    return MOG_OK;
}

static mog_status open_databases(mog_format1 *old, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < sizeof DATABASES / sizeof *DATABASES && !status; i++) {
        const char *name = mog_database_names[DATABASES[i]];
        int code = mdb_dbi_open(old->txn, name, 0, &old->store->databases[DATABASES[i]]);
        if (code == MDB_NOTFOUND || code == MDB_INCOMPATIBLE)
            status = mog_store_damaged(err, "its database `%s` is missing, or it is no evidence store", name);
        else if (code) status = fail(old, code, err);
        if (i == 0 && !status) status = read_meta(old, err); /* what the others are depends on it */
    }
    return status ? status : find_last(old, err);
}

mog_status mog_format1_open(mog_format1 *out, const char *dir, int use_fd, mog_error *err)
{
    *out = (mog_format1){.store = mog_allocate(sizeof *out->store)};
    *out->store = (mog_store){.use_fd = use_fd, .alone = true};
    mog_status status = mog_environment_open(out->store, dir, false, false, 0, err);
    if (!status) status = mog_environment_begin(&out->txn, out->store, false, err);
    if (status) out->txn = NULL;
    if (!status) status = open_databases(out, err);
    if (!status) return MOG_OK;
    mog_error_place(err, "%s", dir);
    mog_format1_close(out);
    return status;
}

void mog_format1_close(mog_format1 *old)
{
    if (!old->store) return;
    if (old->txn) mdb_txn_abort(old->txn);
    mog_environment_close(old->store);
    free(old->store);
    *old = (mog_format1){0};
}

/* ---- reading */

typedef struct entry {
    mog_change change;
    const uint8_t *bytes; /* of the change */
    size_t size;
    mog_digest chain;
} entry;

static mog_status read_entry(entry *out, const mog_format1 *old, uint64_t number, mog_error *err)
{
    uint8_t room[8];
    mog_put_be64(room, number);
    MDB_val key = {sizeof room, room}, value;
    int code = mdb_get(old->txn, old->store->databases[MOG_DATABASE_JOURNAL], &key, &value);
    if (code == MDB_NOTFOUND)
        return mog_store_damaged(err, "entry %llu of the journal is missing", (unsigned long long)number);
    if (code) return fail(old, code, err);
    const uint8_t *at = value.mv_data;
    size_t key_size = value.mv_size > FIXED_SIZE ? at[17] : 0;
    bool whole = key_size <= MOG_CHANGE_KEY_LIMIT && value.mv_size == FIXED_SIZE + key_size + 3 * MOG_DIGEST_SIZE &&
                 mog_get_be64(at) == number &&
                 (at[16] == MOG_CHANGE_RECORD_ADDED || at[16] == MOG_CHANGE_KIND_REGISTERED);
    if (!whole) return mog_store_damaged(err, "entry %llu of the journal cannot be read", (unsigned long long)number);
    *out = (entry){.bytes = at, .size = FIXED_SIZE + key_size + MOG_DIGEST_SIZE};
    out->change = (mog_change){.number = number,
                               .recorded = (int64_t)mog_get_be64(at + 8),
                               .type = (mog_change_type)at[16],
                               .key_size = (uint32_t)key_size};
    memcpy(out->change.key, at + FIXED_SIZE, key_size);
    memcpy(&out->change.payload, at + FIXED_SIZE + key_size, MOG_DIGEST_SIZE);
    memcpy(&out->change.leaf, at + out->size, MOG_DIGEST_SIZE);
    memcpy(&out->chain, at + out->size + MOG_DIGEST_SIZE, MOG_DIGEST_SIZE);
    return MOG_OK;
}

static mog_status read_stored(mog_text *out, const mog_format1 *old, const mog_change *change, mog_error *err)
{
    MDB_val key = {change->key_size, (void *)change->key}, value;
    if (change->type == MOG_CHANGE_KIND_REGISTERED) {
        bool found = false;
        mog_status status = MOG_OK;
        if (change->key_size == MOG_LAYOUT_KEY_SIZE) {
            status = mog_layouts_text(out, &found, old->txn, old->store->databases[MOG_DATABASE_KINDS],
                                      mog_get_be32(change->key), mog_get_be32(change->key + 4), err);
        }
        if (status || found) return status;
        return mog_store_damaged(err, "the kind of change %llu is missing", (unsigned long long)change->number);
    }
    int code = mdb_get(old->txn, old->store->databases[MOG_DATABASE_RECORDS], &key, &value);
    if (code == MDB_NOTFOUND)
        return mog_store_damaged(err, "record %llu is missing", (unsigned long long)change->number);
    if (code) return fail(old, code, err);
    *out = (mog_text){value.mv_data, value.mv_size};
    return MOG_OK;
}

mog_status mog_format1_change(mog_change *change, mog_text *stored, mog_format1 *old, uint64_t number, mog_error *err)
{
    entry e;
    mog_status status = read_entry(&e, old, number, err);
    if (status) return status;
    *change = e.change;
    return read_stored(stored, old, change, err);
}

static mog_status count(uint64_t *out, const mog_format1 *old, mog_database which, mog_error *err)
{
    MDB_stat about;
    int code = mdb_stat(old->txn, old->store->databases[which], &about);
    *out = code ? 0 : about.ms_entries;
    return code ? fail(old, code, err) : MOG_OK;
}

mog_status mog_format1_names(uint32_t *out, mog_format1 *old, mog_error *err)
{
    uint64_t entries;
    mog_status status = count(&entries, old, MOG_DATABASE_NAMES, err);
    *out = (uint32_t)(entries / 2); /* each stands there by text and by number */
    return status;
}

/* ---- verifying */

static mog_status check_chain(const entry *e, const mog_digest *before, mog_error *err)
{
    uint8_t both[1 + 2 * MOG_DIGEST_SIZE] = {0x01};
    mog_digest leaf = mog_merkle_leaf(e->bytes, e->size);
    memcpy(both + 1, before, MOG_DIGEST_SIZE);
    memcpy(both + 1 + MOG_DIGEST_SIZE, &leaf, MOG_DIGEST_SIZE);
    mog_digest chain = mog_sha256(both, sizeof both);
    if (!memcmp(&leaf, &e->change.leaf, sizeof leaf) && !memcmp(&chain, &e->chain, sizeof chain)) return MOG_OK;
    return mog_store_damaged(err, "entry %llu of the journal has changed", (unsigned long long)e->change.number);
}

typedef struct layouts {
    mog_arena *arena;
    uint32_t kind, version; /* the last that was asked for */
    const mog_kind *layout;
} layouts;

static mog_status check_record(mog_format1 *old, layouts *known, const mog_change *change, mog_text bytes,
                               mog_error *err)
{
    mog_record_key key;
    mog_error cause = MOG_ERROR_NONE;
    const mog_record *record = (const mog_record *)bytes.at;
    mog_status status = mog_record_check(bytes.at, bytes.size, &cause);
    if (!status && (record->kind != known->kind || record->version != known->version)) {
        bool found;
        mog_arena_reset(known->arena);
        status = mog_layouts_read(&known->layout, &found, known->arena, old->txn,
                                  old->store->databases[MOG_DATABASE_KINDS], record->kind, record->version, &cause);
        if (!status && !found) status = mog_store_damaged(&cause, "its kind is missing");
        known->kind = status ? 0 : record->kind;
        known->version = record->version;
    }
    if (!status) status = mog_record_check_layout(record, known->layout, &cause);
    bool is_its = !status && mog_record_key_decode(&key, &(MDB_val){change->key_size, (void *)change->key}) &&
                  key.id == change->number && record->id == key.id && record->kind == key.kind &&
                  record->observed == key.observed && record->recorded == change->recorded;
    if (is_its && !(record->flags & ~MOG_RECORD_CENSUS)) return MOG_OK;
    mog_fail(err, MOG_SYSTEM, "the store is damaged: record %llu: %s", (unsigned long long)change->number,
             status ? cause.message : "it is not the one that the journal says");
    mog_error_hint(err, "restore the store from a backup");
    return MOG_SYSTEM;
}

static mog_status verify_changes(mog_format1 *old, layouts *known, uint64_t *records, uint64_t *kinds, mog_error *err)
{
    mog_digest chain = {{0}};
    mog_status status = MOG_OK;
    *records = *kinds = 0;
    for (uint64_t number = 1; number <= old->last && !status; number++) {
        entry e;
        mog_text stored;
        status = read_entry(&e, old, number, err);
        if (!status) status = check_chain(&e, &chain, err);
        if (!status) status = read_stored(&stored, old, &e.change, err);
        if (status) break;
        chain = e.chain;
        mog_digest payload = mog_blake2b(stored.at, stored.size);
        if (memcmp(&payload, &e.change.payload, sizeof payload) != 0)
            status = mog_store_damaged(err, "what change %llu stored has changed", (unsigned long long)number);
        else if (e.change.type == MOG_CHANGE_RECORD_ADDED) status = check_record(old, known, &e.change, stored, err);
        ++*(e.change.type == MOG_CHANGE_RECORD_ADDED ? records : kinds);
    }
    return status;
}

mog_status mog_format1_verify(mog_format1 *old, mog_error *err)
{
    uint64_t records, kinds, there[3];
    layouts known = {.arena = mog_arena_new()};
    mog_status status = verify_changes(old, &known, &records, &kinds, err);
    mog_arena_free(known.arena);
    if (!status) status = count(&there[0], old, MOG_DATABASE_JOURNAL, err);
    if (!status) status = count(&there[1], old, MOG_DATABASE_RECORDS, err);
    if (!status) status = count(&there[2], old, MOG_DATABASE_KINDS, err);
    if (!status && (there[0] != old->last || there[1] != records || there[2] != kinds))
        status = mog_store_damaged(err, "it holds more than its journal says");
    if (status) mog_error_place(err, "%s", old->store->folder);
    return status;
}

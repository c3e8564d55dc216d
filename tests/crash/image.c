#include "tests/crash/image.h"

#include "engine/audit/verify.h"
#include "engine/store/environment.h"
#include "engine/store/journal.h"
#include "engine/store/personal.h"
#include "engine/store/snapshot.h"
#include "engine/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW (INT64_C(2000000000) * 1000000000)
#define PROBE "kind many probe about system { a integer who text personal }"

/* ---- all that a store holds */

static void add_sized(mog_hasher *hasher, const void *bytes, size_t size)
{
    uint64_t length = size;
    mog_hasher_add(hasher, &length, sizeof length);
    mog_hasher_add(hasher, bytes, size);
}

/* An erasure is two commits: between them the store says whose keys are still to go, and the next writer takes them
 * away (engine/store/erase.h). */
static bool is_erasing(int database, const MDB_val *key)
{
    return database == MOG_DATABASE_META && key->mv_size == 7 && memcmp(key->mv_data, "erasing", 7) == 0;
}

static mog_status digest_all(content *out, mog_store *store, mog_error *err)
{
    MDB_txn *txn;
    mog_status status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    mog_hasher *hasher = mog_hasher_new();
    for (int i = 0; i < MOG_DATABASE_COUNT && !status; i++) {
        MDB_cursor *cursor;
        MDB_val key, value;
        add_sized(hasher, mog_database_names[i], strlen(mog_database_names[i]));
        int code = mdb_cursor_open(txn, store->databases[i], &cursor);
        if (code) status = mog_lmdb_fail(code, store->folder, "read it all", err);
        if (status) break;
        while ((code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
            if (is_erasing(i, &key)) {
                out->is_erasing = true;
                continue;
            }
            add_sized(hasher, key.mv_data, key.mv_size);
            add_sized(hasher, value.mv_data, value.mv_size);
        }
        if (code != MDB_NOTFOUND) status = mog_lmdb_fail(code, store->folder, "read it all", err);
        mdb_cursor_close(cursor);
    }
    out->all = mog_hasher_end(hasher);
    mdb_txn_abort(txn);
    return status;
}

typedef struct opening {
    mog_snapshot *snapshot;
    mog_arena *scratch;
    content *content;
} opening;

static mog_status open_one(void *context, const mog_record *record, mog_error *err)
{
    opening *o = context;
    const mog_kind *layout;
    const mog_record *opened;
    mog_arena_reset(o->scratch);
    mog_status status = mog_snapshot_layout(&layout, o->snapshot, record->kind, record->version, err);
    if (!status) status = mog_snapshot_open_record(&opened, o->snapshot, o->scratch, record, layout, true, err);
    if (!status) o->content->opened[record->id - 1] = mog_blake2b(opened, opened->size);
    return status;
}

static mog_status read_content(content *out, mog_arena *arena, mog_store *store, mog_error *err)
{
    opening o = {.content = out};
    mog_keyring *keys;
    mog_status status = digest_all(out, store, err);
    if (!status) status = mog_personal_keys(&keys, store, err);
    if (!status) out->keys = mog_keyring_count(keys);
    if (!status) status = mog_snapshot_begin(&o.snapshot, store, 0, err);
    if (status) return status;
    o.scratch = mog_arena_new();
    out->changes = mog_snapshot_last(o.snapshot);
    out->opened = mog_take_array(arena, mog_digest, out->changes);
    mog_journal journal = mog_journal_of(store, o.snapshot->txn);
    status = mog_journal_verify(&journal, 0, err);
    if (!status) status = mog_snapshot_walk(o.snapshot, 0, 0, open_one, &o, err);
    mog_snapshot_end(o.snapshot);
    mog_arena_free(o.scratch);
    return status;
}

static bool tell(char why[600], const char *what, const mog_error *err)
{
    snprintf(why, 600, "%s: %.300s%s%.200s", what, err->message, err->hint[0] ? " | " : "", err->hint);
    return false;
}

/* All that the journal says of the store, as `mognad store verify` looks at it: in a process of its own, so the store is not open here. */
static bool verifies(char why[600], const char *folder, const char *when)
{
    mog_verify_plan plan = {.folder = folder, .patience = 10 * MOG_SECOND};
    mog_error err = MOG_ERROR_NONE;
    json_t *report = NULL;
    mog_status status = mog_verify(&report, &plan, &err);
    if (status == MOG_NO) {
        char *difference = json_dumps(json_object_get(report, "difference"), JSON_COMPACT);
        snprintf(why, 600, "it does not verify %s: %.500s", when, difference ? difference : "");
        free(difference);
    } else if (status) {
        tell(why, when, &err);
    }
    json_decref(report);
    return status == MOG_OK;
}

content content_of(const char *folder, mog_arena *arena)
{
    content out = {0};
    char why[600];
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_store_open(&store, folder, false, &err);
    if (!status) status = read_content(&out, arena, store, &err);
    mog_store_close(store);
    if (!status) return out;
    tell(why, folder, &err);
    fprintf(stderr, "replay: %s\n", why);
    exit(2);
}

/* ---- an image */

static bool same(const mog_digest *a, const mog_digest *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Each record with its personal values, as it was before or is after what was under way. */
static bool opened_is_good(char why[600], const content *now, const content *before, const content *after)
{
    for (uint64_t i = 0; i < now->changes; i++) {
        if (i < before->changes && same(&now->opened[i], &before->opened[i])) continue;
        if (after && i < after->changes && same(&now->opened[i], &after->opened[i])) continue;
        snprintf(why, 600, "the personal values of record %llu are not what they were", (unsigned long long)i + 1);
        return false;
    }
    return true;
}

/* *found: which of them it holds. */
static bool holds_either(char why[600], const content **found, const char *folder, const content *before,
                         const content *after)
{
    mog_arena *arena = mog_arena_new();
    content now = {0};
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_store_open(&store, folder, false, &err);
    if (!status) status = read_content(&now, arena, store, &err);
    mog_store_close(store);
    bool good = !status;
    *found = before;
    if (!status && after && same(&now.all, &after->all)) *found = after;
    if (status) {
        tell(why, "it cannot be read", &err);
    } else if (!same(&now.all, &(*found)->all)) {
        snprintf(why, 600, "it holds %llu changes, and not what was acknowledged with %llu",
                 (unsigned long long)now.changes, (unsigned long long)before->changes);
        good = false;
    } else if (now.is_erasing && *found == before) {
        snprintf(why, 600, "an erasure that was acknowledged is not complete");
        good = false;
    } else {
        good = opened_is_good(why, &now, before, after);
    }
    mog_arena_free(arena);
    return good;
}

static mog_status add_one(mog_store *store, mog_arena *arena, mog_error *err)
{
    mog_kind *kind;
    mog_batch *batch;
    mog_record_builder builder = {0};
    mog_status status = mog_kind_parse(&kind, arena, mog_text_of(PROBE), err);
    if (!status) status = mog_batch_begin(&batch, store, NOW, err);
    if (status) return status;
    size_t row = mog_record_first_row();
    mog_record_begin(&builder, kind, false);
    mog_record_put_word(&builder, &kind->row, row, 0, 7);
    mog_record_put_text(&builder, &kind->row, row, 1, MOG_TEXT("somebody else"));
    status = mog_record_finish(&builder, MOG_TEXT("system:after"), MOG_TEXT("x"), MOG_TEXT("test"),
                               MOG_ASSURANCE_MEASURED, NOW, err);
    if (!status) status = mog_batch_add(NULL, batch, kind, &builder, err);
    mog_record_builder_free(&builder);
    if (!status) return mog_batch_commit(batch, err);
    mog_batch_abort(batch);
    return status;
}

/* That a new batch can be added, and be read with all that was there; an erasure is complete then, and no key is gone but those that
 * were to go, nor there but those of a batch that was not acknowledged. `found` NULL: a new store. */
static bool can_be_added_to(char why[600], const char *folder, const content *found, const content *after)
{
    static const content empty;
    mog_arena *arena = mog_arena_new();
    mog_store *store;
    content now = {0};
    mog_error err = MOG_ERROR_NONE;
    if (!found) found = &empty;
    size_t most = after && after->keys > found->keys ? after->keys : found->keys;
    mog_status status = mog_store_open(&store, folder, true, &err);
    if (!status) status = add_one(store, arena, &err);
    mog_store_close(store);
    if (!status) status = mog_store_open(&store, folder, false, &err);
    if (!status) status = read_content(&now, arena, store, &err);
    if (!status) mog_store_close(store);
    bool good = !status && now.changes == found->changes + 2 && !now.is_erasing && now.keys >= found->keys + 1 &&
                now.keys <= most + 1;
    if (status) {
        tell(why, "it cannot be added to", &err);
    } else if (!good) {
        snprintf(why, 600, "after adding there are %llu changes and %zu keys of persons, where %llu and %zu were%s",
                 (unsigned long long)now.changes, now.keys, (unsigned long long)found->changes, found->keys,
                 now.is_erasing ? ", and an erasure is not complete" : "");
    }
    mog_arena_free(arena);
    return good;
}

/* What is left where not even making the store was acknowledged: a store; or a clear error that says what to do, and then
 * a store can be made there, unless it holds what may be somebody's. */
static bool half_made_is_good(char why[600], const char *folder)
{
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_store_open(&store, folder, false, &err);
    mog_store_close(store);
    if (!status) return can_be_added_to(why, folder, NULL, NULL);
    if (status != MOG_SYSTEM || !err.place[0] || !err.hint[0]) return tell(why, "half made", &err);
    err = MOG_ERROR_NONE;
    status = mog_store_create(folder, NOW, &err);
    if (!status) return can_be_added_to(why, folder, NULL, NULL);
    return (err.place[0] && err.hint[0]) || tell(why, "half made, and making it anew", &err);
}

bool image_is_good(char why[600], const char *folder, const content *before, const content *after)
{
    const content *found;
    if (!before) return half_made_is_good(why, folder);
    return holds_either(why, &found, folder, before, after) && verifies(why, folder, "as it was left") &&
           can_be_added_to(why, folder, found, after) && verifies(why, folder, "after adding");
}

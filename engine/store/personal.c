#include "engine/store/personal.h"

#include "engine/store/keys.h"
#include "engine/store/meta.h"

#include <string.h>

void mog_personal_forget(mog_store *store)
{
    mog_keyring_free(store->keys);
    store->keys = NULL;
}

mog_status mog_personal_keys(mog_keyring **out, mog_store *store, mog_error *err)
{
    if (store->keys && !store->holds_keys && mog_keyring_is_outdated(store->keys)) mog_personal_forget(store);
    mog_status status = store->keys ? MOG_OK : mog_keyring_open(&store->keys, store->folder_fd, store->folder, err);
    store->holds_keys = store->in_batch && !status;
    *out = store->keys;
    return status;
}

static MDB_val box_key(uint8_t room[MOG_BOX_KEY_SIZE], uint64_t record, uint32_t ordinal)
{
    mog_put_be64(room, record);
    mog_put_be32(room + 8, ordinal);
    return (MDB_val){MOG_BOX_KEY_SIZE, room};
}

mog_status mog_personal_put(mog_writing *writing, uint64_t record, const mog_box *boxes, uint32_t count, mog_error *err)
{
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        uint8_t room[MOG_BOX_KEY_SIZE];
        status = mog_writing_put(writing, MOG_DATABASE_PERSONAL, box_key(room, record, boxes[i].ordinal),
                                 (MDB_val){boxes[i].bytes.size, (void *)boxes[i].bytes.at}, MDB_NOOVERWRITE,
                                 "store a personal value", err);
    }
    return status;
}

mog_status mog_personal_box(mog_text *out_view, bool *found, MDB_txn *txn, const mog_store *store, uint64_t record,
                            uint32_t ordinal, mog_error *err)
{
    uint8_t room[MOG_BOX_KEY_SIZE];
    MDB_val key = box_key(room, record, ordinal), value;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_PERSONAL], &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, store->folder, "read a personal value", err);
    *out_view = (mog_text){value.mv_data, value.mv_size};
    return MOG_OK;
}

mog_status mog_personal_delete(mog_writing *writing, uint64_t record, uint32_t ordinal, mog_error *err)
{
    uint8_t room[MOG_BOX_KEY_SIZE];
    return mog_writing_delete(writing, MOG_DATABASE_PERSONAL, box_key(room, record, ordinal), "erase a personal value",
                              err);
}

typedef struct opening {
    MDB_txn *txn;
    const mog_store *store;
    uint64_t record;
    const mog_keyring *keys; /* NULL: they cannot be read */
} opening;

/* Nobody here has the key to a box. */
static bool has_no_key(const opening *o, mog_text box)
{
    mog_person person;
    if (!o->keys || box.size < sizeof person) return false;
    memcpy(&person, box.at, sizeof person);
    return !mog_keyring_key(o->keys, &person);
}

static mog_status fetch(mog_text *bytes, bool *found, void *context, uint32_t ordinal, mog_error *err)
{
    const opening *o = context;
    mog_status status = mog_personal_box(bytes, found, o->txn, o->store, o->record, ordinal, err);
    if (status || !(o->store->flags & MOG_STORE_WITHOUT_PERSONAL)) return status;
    return !*found || has_no_key(o, *bytes) ? MOG_NO : MOG_OK;
}

/* Looks whether there is a value, and not at it. */
static mog_status withhold(mog_text *bytes, bool *found, void *context, uint32_t ordinal, mog_error *err)
{
    const opening *o = context;
    mog_status status = fetch(bytes, found, context, ordinal, err);
    if (status || !*found) return status;
    *found = !has_no_key(o, *bytes);
    return *found ? MOG_NO : MOG_OK;
}

mog_status mog_personal_open(const mog_record **out, mog_arena *arena, MDB_txn *txn, mog_store *store,
                             const mog_record *record, const mog_kind *kind, bool values, mog_error *err)
{
    opening o = {.txn = txn, .store = store, .record = record->id};
    mog_keyring *keys = NULL;
    *out = record;
    if (!(record->flags & MOG_RECORD_SEALED)) return MOG_OK;
    /* Who may read the store may not read the keys, and need not where no value is asked for. */
    mog_status status = mog_personal_keys(&keys, store, values ? err : NULL);
    if (status && values) return status;
    o.keys = keys;
    status = mog_record_open(out, arena, record, kind, values ? fetch : withhold, &o, keys, err);
    if (status) mog_error_place(err, "%s: record %llu", store->folder, (unsigned long long)record->id);
    return status;
}

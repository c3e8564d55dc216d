#include "engine/store/meta.h"

#include "base/digest.h"
#include "engine/store/keys.h"

#include <sodium.h>
#include <string.h>

#define STORE_SIZE (4 + 8 + MOG_STORE_ID_SIZE + 4 + 8)
#define END_SIZE (8 + MOG_DIGEST_SIZE + 8)
#define LEAST 12 /* of any format: its number and the checksum */

static MDB_val key_of(const char *name)
{
    return (MDB_val){strlen(name), (void *)name};
}

static bool is_whole(const MDB_val *value)
{
    const uint8_t *at = value->mv_data;
    return value->mv_size >= LEAST && mog_get_be64(at + value->mv_size - 8) == mog_checksum(at, value->mv_size - 8);
}

static mog_status other_format(const mog_store *store, uint32_t format, mog_error *err)
{
    mog_fail(err, MOG_SYSTEM, "the store has format %u, and this program knows format %u", format, MOG_STORE_FORMAT);
    if (format > MOG_STORE_FORMAT) mog_error_hint(err, "use the version of mognad that made the store, or a later one");
    else
        mog_error_hint(err, "`mognad store migrate --store %s` brings it to format %u", store->folder,
                       MOG_STORE_FORMAT);
    return MOG_SYSTEM;
}

mog_status mog_meta_read(mog_meta *out, MDB_txn *txn, const mog_store *store, mog_error *err)
{
    MDB_val key = key_of("store"), value;
    *out = (mog_meta){0};
    int code = mdb_get(txn, store->databases[MOG_DATABASE_META], &key, &value);
    if (code == MDB_NOTFOUND) return MOG_NO;
    if (code) return mog_lmdb_fail(code, store->folder, "open the store", err);
    mog_status status = MOG_OK;
    const uint8_t *at = value.mv_data;
    if (!is_whole(&value)) status = mog_store_damaged(err, "what it says of itself has changed");
    else if ((out->format = mog_get_be32(at)) != MOG_STORE_FORMAT) status = other_format(store, out->format, err);
    else if (value.mv_size != STORE_SIZE) status = mog_store_damaged(err, "what it says of itself has changed");
    mog_error_place(err, "%s", store->folder);
    if (status) return status;
    out->made = (mog_time)mog_get_be64(at + 4);
    memcpy(out->id, at + 12, MOG_STORE_ID_SIZE);
    out->flags = mog_get_be32(at + 12 + MOG_STORE_ID_SIZE);
    return MOG_OK;
}

mog_status mog_meta_write(mog_writing *writing, const mog_meta *meta, mog_error *err)
{
    uint8_t room[STORE_SIZE];
    mog_put_be32(room, meta->format);
    mog_put_be64(room + 4, (uint64_t)meta->made);
    memcpy(room + 12, meta->id, MOG_STORE_ID_SIZE);
    mog_put_be32(room + 12 + MOG_STORE_ID_SIZE, meta->flags);
    mog_put_be64(room + STORE_SIZE - 8, mog_checksum(room, STORE_SIZE - 8));
    return mog_writing_put(writing, MOG_DATABASE_META, key_of("store"), (MDB_val){sizeof room, room}, 0,
                           "write what the store is", err);
}

void mog_meta_new_id(uint8_t out[MOG_STORE_ID_SIZE])
{
    randombytes_buf(out, MOG_STORE_ID_SIZE);
}

mog_status mog_meta_read_end(mog_meta_end *out, MDB_txn *txn, const mog_store *store, mog_error *err)
{
    MDB_val key = key_of("end"), value;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_META], &key, &value);
    if (code && code != MDB_NOTFOUND) return mog_lmdb_fail(code, store->folder, "read the store", err);
    if (code || value.mv_size != END_SIZE || !is_whole(&value))
        return mog_store_damaged(err, "where its journal ends cannot be read");
    out->changes = mog_get_be64(value.mv_data);
    memcpy(&out->root, (const uint8_t *)value.mv_data + 8, MOG_DIGEST_SIZE);
    return MOG_OK;
}

mog_status mog_meta_check_end(uint64_t changes, const mog_digest *root, MDB_txn *txn, const mog_store *store,
                              mog_error *err)
{
    mog_meta_end end;
    mog_status status = mog_meta_read_end(&end, txn, store, err);
    if (status) return status;
    if (end.changes != changes)
        return mog_store_damaged(err, "its journal should have %llu entries and has %llu",
                                 (unsigned long long)end.changes, (unsigned long long)changes);
    if (root && memcmp(&end.root, root, sizeof end.root) != 0)
        return mog_store_damaged(err, "its journal is not the one that it had when it was written last");
    return MOG_OK;
}

mog_status mog_meta_write_end(mog_writing *writing, const mog_meta_end *end, mog_error *err)
{
    uint8_t room[END_SIZE];
    mog_put_be64(room, end->changes);
    memcpy(room + 8, &end->root, MOG_DIGEST_SIZE);
    mog_put_be64(room + END_SIZE - 8, mog_checksum(room, END_SIZE - 8));
    return mog_writing_put(writing, MOG_DATABASE_META, key_of("end"), (MDB_val){sizeof room, room}, 0,
                           "write where the journal ends", err);
}

#define SUMS_SIZE (8 * (MOG_DATABASE_COUNT + 1))

mog_status mog_meta_read_sums(uint64_t out[MOG_DATABASE_COUNT], MDB_txn *txn, const mog_store *store, mog_error *err)
{
    MDB_val key = key_of("sums"), value;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_META], &key, &value);
    if (code && code != MDB_NOTFOUND) return mog_lmdb_fail(code, store->folder, "read the store", err);
    if (code || value.mv_size != SUMS_SIZE || !is_whole(&value))
        return mog_store_damaged(err, "the sums of its keys cannot be read");
    for (size_t i = 0; i < MOG_DATABASE_COUNT; i++) out[i] = mog_get_be64((const uint8_t *)value.mv_data + 8 * i);
    return MOG_OK;
}

mog_status mog_meta_write_sums(mog_writing *writing, mog_error *err)
{
    uint8_t room[SUMS_SIZE];
    for (size_t i = 0; i < MOG_DATABASE_COUNT; i++) mog_put_be64(room + 8 * i, writing->sums[i]);
    mog_put_be64(room + SUMS_SIZE - 8, mog_checksum(room, SUMS_SIZE - 8));
    return mog_writing_put(writing, MOG_DATABASE_META, key_of("sums"), (MDB_val){sizeof room, room}, 0,
                           "write the sums of the keys", err);
}

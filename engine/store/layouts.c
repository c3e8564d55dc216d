#include "engine/store/layouts.h"

#include "engine/store/keys.h"

#include <string.h>

void mog_layout_key(uint8_t out[MOG_LAYOUT_KEY_SIZE], uint32_t kind, uint32_t version)
{
    mog_put_be32(out, kind);
    mog_put_be32(out + 4, version);
}

mog_status mog_layouts_text(mog_text *out_view, bool *found, MDB_txn *txn, MDB_dbi kinds, uint32_t kind,
                            uint32_t version, mog_error *err)
{
    uint8_t room[MOG_LAYOUT_KEY_SIZE];
    mog_layout_key(room, kind, version);
    MDB_val key = {sizeof room, room}, value;
    int code = mdb_get(txn, kinds, &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read a kind", err);
    mog_text text = {(const char *)value.mv_data + 8, value.mv_size < 8 ? 0 : value.mv_size - 8};
    if (value.mv_size < 8 || mog_get_be64(value.mv_data) != mog_checksum(text.at, text.size)) {
        return mog_store_damaged(err, "version %u of kind %u has changed", version, kind);
    }
    *out_view = text;
    return MOG_OK;
}

mog_status mog_layouts_read(const mog_kind **out, bool *found, mog_arena *arena, MDB_txn *txn, MDB_dbi kinds,
                            uint32_t kind, uint32_t version, mog_error *err)
{
    mog_text text;
    mog_kind *parsed;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_layouts_text(&text, found, txn, kinds, kind, version, err);
    if (status || !*found) return status;
    if (mog_kind_parse(&parsed, arena, text, &cause)) {
        return mog_store_damaged(err, "version %u of kind %u cannot be read: %s", version, kind, cause.message);
    }
    *out = parsed;
    return MOG_OK;
}

mog_status mog_layouts_find(uint32_t *version, uint32_t *latest, MDB_txn *txn, MDB_dbi kinds, uint32_t kind,
                            mog_text text, mog_error *err)
{
    *version = *latest = 0;
    for (;;) {
        mog_text other;
        bool found;
        mog_status status = mog_layouts_text(&other, &found, txn, kinds, kind, *latest + 1, err);
        if (status || !found) return status;
        ++*latest;
        if (mog_text_equal(other, text)) *version = *latest;
    }
}

mog_status mog_layouts_put(mog_writing *writing, uint32_t kind, uint32_t version, mog_text text, mog_error *err)
{
    uint8_t room[MOG_LAYOUT_KEY_SIZE], checksum[8];
    mog_buffer value = {0};
    mog_layout_key(room, kind, version);
    mog_put_be64(checksum, mog_checksum(text.at, text.size));
    mog_buffer_add(&value, checksum, sizeof checksum);
    mog_buffer_add_text(&value, text);
    mog_status status = mog_writing_put(writing, MOG_DATABASE_KINDS, (MDB_val){sizeof room, room},
                                        (MDB_val){value.size, value.at}, MDB_NOOVERWRITE, "store a kind", err);
    mog_buffer_free(&value);
    return status;
}

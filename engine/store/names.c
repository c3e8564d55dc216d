#include "engine/store/names.h"

#include "engine/store/keys.h"

#include <string.h>

enum { BY_TEXT = 0, BY_ID = 1 };

#define ID_KEY_SIZE 5
#define ID_VALUE_SIZE 12

static uint64_t seal(uint32_t id, mog_text text)
{
    uint8_t bytes[4 + MOG_NAME_LIMIT];
    mog_put_be32(bytes, id);
    memcpy(bytes + 4, text.at, text.size);
    return mog_checksum(bytes, 4 + text.size);
}

static MDB_val text_key(uint8_t room[1 + MOG_NAME_LIMIT], mog_text text)
{
    room[0] = BY_TEXT;
    memcpy(room + 1, text.at, text.size);
    return (MDB_val){1 + text.size, room};
}

static MDB_val id_key(uint8_t room[ID_KEY_SIZE], uint32_t id)
{
    room[0] = BY_ID;
    mog_put_be32(room + 1, id);
    return (MDB_val){ID_KEY_SIZE, room};
}

mog_status mog_names_find(uint32_t *id, MDB_txn *txn, MDB_dbi names, mog_text text, mog_error *err)
{
    *id = 0;
    if (text.size == 0 || text.size > MOG_NAME_LIMIT) return MOG_OK;
    uint8_t room[1 + MOG_NAME_LIMIT];
    MDB_val key = text_key(room, text), value;
    int code = mdb_get(txn, names, &key, &value);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read a name", err);
    const uint8_t *at = value.mv_data;
    if (value.mv_size != ID_VALUE_SIZE || mog_get_be64(at + 4) != seal(mog_get_be32(at), text)) {
        return mog_store_damaged(err, "the number of the name `%.*s` has changed", (int)text.size, text.at);
    }
    *id = mog_get_be32(at);
    return MOG_OK;
}

mog_status mog_names_text(mog_text *out_view, MDB_txn *txn, MDB_dbi names, uint32_t id, mog_error *err)
{
    uint8_t room[ID_KEY_SIZE];
    MDB_val key = id_key(room, id), value;
    int code = mdb_get(txn, names, &key, &value);
    if (code == MDB_NOTFOUND) return mog_store_damaged(err, "name %u is missing", id);
    if (code) return mog_lmdb_fail(code, NULL, "read a name", err);
    if (value.mv_size <= 8 || value.mv_size > 8 + MOG_NAME_LIMIT) {
        return mog_store_damaged(err, "name %u has an impossible size", id);
    }
    mog_text text = {(const char *)value.mv_data + 8, value.mv_size - 8};
    if (mog_get_be64(value.mv_data) != seal(id, text)) return mog_store_damaged(err, "name %u has changed", id);
    *out_view = text;
    return MOG_OK;
}

static mog_status next_id(uint32_t *id, MDB_txn *txn, MDB_dbi names, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int code = mdb_cursor_open(txn, names, &cursor);
    if (code) return mog_lmdb_fail(code, NULL, "read the names", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    mdb_cursor_close(cursor);
    *id = 1;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read the names", err);
    const uint8_t *at = key.mv_data;
    if (key.mv_size != ID_KEY_SIZE || at[0] != BY_ID) return mog_store_damaged(err, "the last name has no number");
    uint32_t last = mog_get_be32(at + 1);
    if (last == UINT32_MAX) return mog_fail(err, MOG_SYSTEM, "the store has no numbers left for names");
    *id = last + 1;
    return MOG_OK;
}

mog_status mog_names_intern(uint32_t *id, mog_writing *writing, mog_text text, mog_error *err)
{
    static const char what[] = "store a name";
    MDB_dbi names = mog_writing_database(writing, MOG_DATABASE_NAMES);
    mog_status status = mog_names_find(id, writing->txn, names, text, err);
    if (status || *id) return status;
    if ((status = next_id(id, writing->txn, names, err))) return status;

    uint64_t checksum = seal(*id, text);
    uint8_t text_room[1 + MOG_NAME_LIMIT], id_room[ID_KEY_SIZE];
    uint8_t id_value[ID_VALUE_SIZE], text_value[8 + MOG_NAME_LIMIT];
    mog_put_be32(id_value, *id);
    mog_put_be64(id_value + 4, checksum);
    mog_put_be64(text_value, checksum);
    memcpy(text_value + 8, text.at, text.size);

    status = mog_writing_put(writing, MOG_DATABASE_NAMES, text_key(text_room, text),
                             (MDB_val){sizeof id_value, id_value}, MDB_NOOVERWRITE, what, err);
    if (status) return status;
    return mog_writing_put(writing, MOG_DATABASE_NAMES, id_key(id_room, *id), (MDB_val){8 + text.size, text_value},
                           MDB_NOOVERWRITE | MDB_APPEND, what, err);
}

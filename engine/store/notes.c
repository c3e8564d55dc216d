#include "engine/store/notes.h"

#include "engine/store/keys.h"

#include <string.h>

static MDB_val number_key(uint8_t room[8], uint64_t number)
{
    mog_put_be64(room, number);
    return (MDB_val){8, room};
}

mog_status mog_notes_text(mog_text *out_view, bool *found, MDB_txn *txn, const mog_store *store, uint64_t number,
                          mog_error *err)
{
    uint8_t room[8];
    MDB_val key = number_key(room, number), value;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_NOTES], &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read a note", err);
    mog_text text = {(const char *)value.mv_data + 8, value.mv_size < 8 ? 0 : value.mv_size - 8};
    if (value.mv_size < 8 || mog_get_be64(value.mv_data) != mog_checksum(text.at, text.size))
        return mog_store_damaged(err, "the note of change %llu has changed", (unsigned long long)number);
    *out_view = text;
    return MOG_OK;
}

mog_status mog_notes_put(mog_writing *writing, uint64_t number, mog_text line, mog_error *err)
{
    uint8_t room[8], checksum[8];
    mog_buffer value = {0};
    mog_put_be64(checksum, mog_checksum(line.at, line.size));
    mog_buffer_add(&value, checksum, sizeof checksum);
    mog_buffer_add_text(&value, line);
    mog_status status = mog_writing_put(writing, MOG_DATABASE_NOTES, number_key(room, number),
                                        (MDB_val){value.size, value.at}, MDB_NOOVERWRITE, "write a note", err);
    mog_buffer_free(&value);
    return status;
}

mog_status mog_notes_retracted(uint64_t *number, MDB_txn *txn, const mog_store *store, uint64_t record, mog_error *err)
{
    uint8_t room[8], sealed[16];
    MDB_val key = number_key(room, record), value;
    *number = 0;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_RETRACTED], &key, &value);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "look for retractions", err);
    memcpy(sealed, room, 8);
    if (value.mv_size == 16) memcpy(sealed + 8, value.mv_data, 8);
    if (value.mv_size != 16 || mog_get_be64((const uint8_t *)value.mv_data + 8) != mog_checksum(sealed, 16))
        return mog_store_damaged(err, "the retraction of record %llu has changed", (unsigned long long)record);
    *number = mog_get_be64(value.mv_data);
    return MOG_OK;
}

mog_status mog_notes_put_retracted(mog_writing *writing, uint64_t record, uint64_t number, mog_error *err)
{
    uint8_t sealed[16], value[16];
    mog_put_be64(sealed, record);
    mog_put_be64(sealed + 8, number);
    memcpy(value, sealed + 8, 8);
    mog_put_be64(value + 8, mog_checksum(sealed, sizeof sealed));
    return mog_writing_put(writing, MOG_DATABASE_RETRACTED, (MDB_val){8, sealed}, (MDB_val){sizeof value, value},
                           MDB_NOOVERWRITE, "write a retraction", err);
}

mog_status mog_notes_next_attached(uint64_t *number, MDB_txn *txn, const mog_store *store, uint64_t record,
                                   uint64_t after, mog_error *err)
{
    uint8_t room[16];
    MDB_cursor *cursor;
    mog_put_be64(room, record);
    mog_put_be64(room + 8, after + 1);
    MDB_val key = {sizeof room, room}, value;
    *number = 0;
    int code = mdb_cursor_open(txn, store->databases[MOG_DATABASE_ATTACHED], &cursor);
    if (code) return mog_lmdb_fail(code, NULL, "look for attachments", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "look for attachments", err);
    if (key.mv_size != 16 || value.mv_size != 8 || mog_get_be64(value.mv_data) != mog_checksum(key.mv_data, 16))
        return mog_store_damaged(err, "the list of attachments has changed");
    if (mog_get_be64(key.mv_data) == record) *number = mog_get_be64((const uint8_t *)key.mv_data + 8);
    return MOG_OK;
}

mog_status mog_notes_put_attached(mog_writing *writing, uint64_t record, uint64_t number, mog_error *err)
{
    uint8_t room[16], checksum[8];
    mog_put_be64(room, record);
    mog_put_be64(room + 8, number);
    mog_put_be64(checksum, mog_checksum(room, sizeof room));
    return mog_writing_put(writing, MOG_DATABASE_ATTACHED, (MDB_val){sizeof room, room},
                           (MDB_val){sizeof checksum, checksum}, MDB_NOOVERWRITE, "write an attachment", err);
}

#include "engine/store/contents.h"

#include "engine/store/kept.h"
#include "engine/store/keys.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define KEY_SIZE (MOG_DIGEST_SIZE + 4)
#define LEVEL 6 /* of zstd: documents are added once and kept for years */

static MDB_val key_of(uint8_t room[KEY_SIZE], const mog_digest *digest, uint32_t part)
{
    memcpy(room, digest, MOG_DIGEST_SIZE);
    mog_put_be32(room + MOG_DIGEST_SIZE, part);
    return (MDB_val){KEY_SIZE, room};
}

static mog_status damaged(const mog_digest *digest, mog_error *err)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(hex, digest);
    return mog_store_damaged(err, "the content %.16s… has changed", hex);
}

static mog_status put_parts(mog_writing *writing, const mog_digest *digest, const char *bytes, size_t size,
                            mog_error *err)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    size_t room = ZSTD_compressBound(MOG_CONTENT_PART);
    char *frame = mog_allocate(room);
    mog_status status = MOG_OK;
    uint32_t part = 0;
    if (!context) mog_out_of_memory();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    do {
        uint8_t key[KEY_SIZE];
        size_t take = size < MOG_CONTENT_PART ? size : MOG_CONTENT_PART;
        size_t made = ZSTD_compress2(context, frame, room, bytes, take);
        if (ZSTD_isError(made)) {
            status = mog_fail(err, MOG_INTERNAL, "cannot compress an attachment: %s", ZSTD_getErrorName(made));
            break;
        }
        status = mog_writing_put(writing, MOG_DATABASE_CONTENTS, key_of(key, digest, part++), (MDB_val){made, frame},
                                 MDB_NOOVERWRITE, "write an attachment", err);
        bytes += take;
        size -= take;
    } while (size && !status);
    ZSTD_freeCCtx(context);
    free(frame);
    return status;
}

mog_status mog_contents_put(mog_digest *out, mog_writing *writing, const void *bytes, size_t size, mog_error *err)
{
    uint8_t room[KEY_SIZE];
    MDB_val value;
    *out = mog_blake2b(bytes, size);
    MDB_val key = key_of(room, out, 0);
    int code = mdb_get(writing->txn, mog_writing_database(writing, MOG_DATABASE_CONTENTS), &key, &value);
    if (code == 0) return MOG_OK;
    if (code != MDB_NOTFOUND) return mog_lmdb_fail(code, writing->store->folder, "look for an attachment", err);
    return put_parts(writing, out, bytes, size, err);
}

mog_status mog_contents_part(mog_text *out, bool *found, mog_arena *arena, MDB_txn *txn, const mog_store *store,
                             const mog_digest *digest, uint32_t part, mog_error *err)
{
    uint8_t room[KEY_SIZE];
    MDB_val key = key_of(room, digest, part), value;
    int code = mdb_get(txn, store->databases[MOG_DATABASE_CONTENTS], &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, store->folder, "read an attachment", err);
    unsigned long long size = ZSTD_getFrameContentSize(value.mv_data, value.mv_size);
    if (size > MOG_CONTENT_PART) return damaged(digest, err); /* unknown and error are larger than any size */
    char *bytes = mog_arena_take(arena, (size_t)size + 1);
    size_t made = ZSTD_decompress(bytes, (size_t)size, value.mv_data, value.mv_size);
    if (ZSTD_isError(made) || made != size) return damaged(digest, err);
    bytes[size] = '\0';
    *out = (mog_text){bytes, (size_t)size};
    return MOG_OK;
}

mog_status mog_contents_read(mog_text *out, mog_arena *arena, MDB_txn *txn, const mog_store *store,
                             const mog_digest *digest, uint64_t size, mog_error *err)
{
    if (size > MOG_KEPT_LIMIT) return damaged(digest, err);
    char *bytes = mog_arena_take(arena, (size_t)size + 1);
    mog_arena *scratch = mog_arena_new();
    mog_status status = MOG_OK;
    size_t at = 0;
    for (uint32_t part = 0; !status && (at < size || part == 0); part++) {
        mog_text piece;
        bool found;
        mog_arena_reset(scratch);
        status = mog_contents_part(&piece, &found, scratch, txn, store, digest, part, err);
        if (!status && (!found || piece.size > size - at || (!piece.size && size))) status = damaged(digest, err);
        if (status) break;
        memcpy(bytes + at, piece.at, piece.size);
        at += piece.size;
    }
    mog_arena_free(scratch);
    if (status) return status;
    bytes[size] = '\0';
    mog_digest actual = mog_blake2b(bytes, (size_t)size);
    if (memcmp(&actual, digest, sizeof actual) != 0) return damaged(digest, err);
    *out = (mog_text){bytes, (size_t)size};
    return MOG_OK;
}

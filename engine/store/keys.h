/* keys.h: the keys of the store's databases. Big endian, so that LMDB's order of bytes is the order of the numbers. */
#ifndef MOG_ENGINE_STORE_KEYS_H
#define MOG_ENGINE_STORE_KEYS_H

#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>

static inline void mog_put_be32(uint8_t *at, uint32_t number)
{
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(number >> (24 - 8 * i));
}

static inline void mog_put_be64(uint8_t *at, uint64_t number)
{
    for (int i = 0; i < 8; i++) at[i] = (uint8_t)(number >> (56 - 8 * i));
}

static inline uint32_t mog_get_be32(const uint8_t *at)
{
    uint32_t number = 0;
    for (int i = 0; i < 4; i++) number = number << 8 | at[i];
    return number;
}

static inline uint64_t mog_get_be64(const uint8_t *at)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++) number = number << 8 | at[i];
    return number;
}

/* Of `records`. Newest first: later observed, then later recorded, sorts lower. */
typedef struct mog_record_key {
    uint32_t subject, kind, item;
    int64_t observed;
    uint64_t id;
} mog_record_key;

#define MOG_RECORD_KEY_SIZE 28

static inline void mog_record_key_encode(uint8_t out[MOG_RECORD_KEY_SIZE], const mog_record_key *key)
{
    mog_put_be32(out, key->subject);
    mog_put_be32(out + 4, key->kind);
    mog_put_be32(out + 8, key->item);
    /* Flipping the sign bit sorts negative numbers first; the complement turns the order round. */
    mog_put_be64(out + 12, ~((uint64_t)key->observed ^ UINT64_C(1) << 63));
    mog_put_be64(out + 20, ~key->id);
}

/* False: not such a key. */
static inline bool mog_record_key_decode(mog_record_key *out, const MDB_val *key)
{
    if (key->mv_size != MOG_RECORD_KEY_SIZE) return false;
    const uint8_t *at = key->mv_data;
    out->subject = mog_get_be32(at);
    out->kind = mog_get_be32(at + 4);
    out->item = mog_get_be32(at + 8);
    out->observed = (int64_t)(~mog_get_be64(at + 12) ^ UINT64_C(1) << 63);
    out->id = ~mog_get_be64(at + 20);
    return true;
}

#endif

/* pool.c: open addressing, linear probing, at most half full. */
#include "dsl/pool.h"

#include <stdlib.h>
#include <string.h>

static size_t probe(const mog_pool *pool, uint64_t hash, mog_text key)
{
    size_t mask = pool->slot_count - 1;
    size_t at = (size_t)hash & mask;
    for (; pool->slots[at]; at = (at + 1) & mask) {
        const mog_pool_entry *entry = &pool->entries[pool->slots[at] - 1];
        if (entry->hash == hash && mog_text_equal(entry->key, key)) break;
    }
    return at;
}

static void widen(mog_pool *pool)
{
    free(pool->slots);
    pool->slot_count = pool->slot_count ? 2 * pool->slot_count : 64;
    pool->slots = mog_allocate(pool->slot_count * sizeof *pool->slots);
    memset(pool->slots, 0, pool->slot_count * sizeof *pool->slots);
    for (size_t i = 0; i < pool->count; i++) {
        pool->slots[probe(pool, pool->entries[i].hash, pool->entries[i].key)] = (uint32_t)(i + 1);
    }
}

uint32_t mog_pool_add(mog_pool *pool, const void *key, size_t size, bool *is_new)
{
    if (2 * (pool->count + 1) > pool->slot_count) widen(pool);
    mog_text text = {key, size};
    uint64_t hash = mog_text_hash(text);
    size_t at = probe(pool, hash, text);
    if (is_new) *is_new = pool->slots[at] == 0;
    if (pool->slots[at]) return pool->slots[at] - 1;
    char *copy = mog_allocate(size + 1);
    if (size) memcpy(copy, key, size);
    MOG_PUSH(pool->entries, pool->count, pool->capacity) = (mog_pool_entry){hash, {copy, size}};
    pool->slots[at] = (uint32_t)pool->count;
    return (uint32_t)(pool->count - 1);
}

int64_t mog_pool_find(const mog_pool *pool, const void *key, size_t size)
{
    if (pool->count == 0) return -1;
    mog_text text = {key, size};
    return (int64_t)pool->slots[probe(pool, mog_text_hash(text), text)] - 1;
}

void mog_pool_clear(mog_pool *pool)
{
    if (pool->count == 0) return;
    for (size_t i = 0; i < pool->count; i++) free((char *)pool->entries[i].key.at);
    memset(pool->slots, 0, pool->slot_count * sizeof *pool->slots);
    pool->count = 0;
}

void mog_pool_free(mog_pool *pool)
{
    mog_pool_clear(pool);
    free(pool->entries);
    free(pool->slots);
    *pool = (mog_pool){0};
}

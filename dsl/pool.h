/* pool.h: a table from keys of bytes to small numbers, given in the order in which keys are first seen.
 *
 * What instructions point into (constants, formats, functions) is shared by it, and names are found by it. Zero-initialise; free with
 * mog_pool_free. Keys are copied.
 */
#ifndef MOG_DSL_POOL_H
#define MOG_DSL_POOL_H

#include "base/text.h"

typedef struct mog_pool_entry {
    uint64_t hash;
    mog_text key; /* malloc'd */
} mog_pool_entry;

typedef struct mog_pool {
    mog_pool_entry *entries; /* by number */
    size_t count, capacity;
    uint32_t *slots; /* number + 1; 0: free */
    size_t slot_count;
} mog_pool;

/* The number of the key; *is_new (may be NULL) says that it was not there. */
uint32_t mog_pool_add(mog_pool *pool, const void *key, size_t size, bool *is_new);
/* -1: not there. */
int64_t mog_pool_find(const mog_pool *pool, const void *key, size_t size);
void mog_pool_clear(mog_pool *pool); /* keeps the memory of the table */
void mog_pool_free(mog_pool *pool);

#endif

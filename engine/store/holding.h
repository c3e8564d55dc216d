/* holding.h: what a memory holds; for the files of engine/store only. */
#ifndef MOG_ENGINE_STORE_HOLDING_H
#define MOG_ENGINE_STORE_HOLDING_H

#include "dsl/pool.h"
#include "engine/store/keys.h"
#include "engine/store/memory.h"

typedef struct mog_held_record {
    mog_record_key key;
    const mog_record *record;
} mog_held_record;

struct mog_memory {
    mog_arena *arena;
    mog_pool names;         /* an id is a number + 1 */
    const mog_kind **kinds; /* by number of their name; NULL: not that of a kind */
    size_t kind_count, kind_capacity;
    mog_held_record *records; /* in key order while there is a snapshot */
    size_t count, capacity;
};

/* The first record whose key is not before `wanted`; the number of records where there is none. */
size_t mog_memory_seek(const mog_memory *memory, const mog_record_key *wanted);
const mog_kind *mog_memory_kind(const mog_memory *memory, uint32_t id); /* NULL: none */
mog_digest mog_memory_digest(const mog_memory *memory);                 /* of all records */

#endif

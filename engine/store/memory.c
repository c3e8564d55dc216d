#include "engine/store/memory.h"

#include "engine/store/holding.h"
#include "engine/store/snapshot.h"

#include <stdlib.h>

mog_memory *mog_memory_new(void)
{
    mog_memory *memory = mog_allocate(sizeof *memory);
    *memory = (mog_memory){.arena = mog_arena_new()};
    return memory;
}

void mog_memory_free(mog_memory *memory)
{
    if (!memory) return;
    mog_pool_free(&memory->names);
    free(memory->kinds);
    free(memory->records);
    mog_arena_free(memory->arena);
    free(memory);
}

static uint32_t intern(mog_memory *memory, mog_text name)
{
    return mog_pool_add(&memory->names, name.at, name.size, NULL) + 1;
}

static uint32_t intern_kind(mog_memory *memory, const mog_kind *kind)
{
    uint32_t id = intern(memory, kind->name);
    while (memory->kind_count < id) MOG_PUSH(memory->kinds, memory->kind_count, memory->kind_capacity) = NULL;
    memory->kinds[id - 1] = kind;
    return id;
}

mog_status mog_memory_add(uint64_t *id_out, mog_memory *memory, const mog_kind *kind, mog_record_builder *builder,
                          mog_time now, mog_error *err)
{
    mog_record *record = (mog_record *)builder->bytes.at;
    if (builder->over || builder->bytes.size < sizeof *record || record->size != builder->bytes.size)
        return mog_fail(err, MOG_INTERNAL, "the record is not finished");
    record->kind = intern_kind(memory, kind);
    record->version = 1;
    record->recorded = now;
    record->id = memory->count + 1;
    record->checksum = mog_record_checksum(record);
    mog_record_key key = {.subject = intern(memory, mog_record_subject(record)),
                          .kind = record->kind,
                          .item = record->item_size ? intern(memory, mog_record_item(record)) : 0,
                          .observed = record->observed,
                          .id = record->id};
    MOG_PUSH(memory->records, memory->count, memory->capacity) =
        (mog_held_record){key, (const mog_record *)mog_arena_copy(memory->arena, (const char *)record, record->size)};
    if (id_out) *id_out = key.id;
    return MOG_OK;
}

/* ---- reading: for snapshot.c */

/* As the store orders its keys (keys.h): the newest first. */
static int compare(const mog_record_key *x, const mog_record_key *y)
{
    if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->item != y->item) return x->item < y->item ? -1 : 1;
    if (x->observed != y->observed) return x->observed > y->observed ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

static int by_key(const void *a, const void *b)
{
    return compare(&((const mog_held_record *)a)->key, &((const mog_held_record *)b)->key);
}

mog_snapshot *mog_memory_snapshot(mog_memory *memory)
{
    if (memory->count) qsort(memory->records, memory->count, sizeof *memory->records, by_key);
    mog_snapshot *snapshot = mog_allocate(sizeof *snapshot);
    *snapshot = (mog_snapshot){.memory = memory, .last = memory->count, .arena = mog_arena_new()};
    return snapshot;
}

size_t mog_memory_seek(const mog_memory *memory, const mog_record_key *wanted)
{
    size_t low = 0, high = memory->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&memory->records[middle].key, wanted) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

const mog_kind *mog_memory_kind(const mog_memory *memory, uint32_t id)
{
    return id > 0 && id <= memory->kind_count ? memory->kinds[id - 1] : NULL;
}

mog_digest mog_memory_digest(const mog_memory *memory)
{
    mog_hasher *hasher = mog_hasher_new();
    for (size_t i = 0; i < memory->count; i++)
        mog_hasher_add(hasher, memory->records[i].record, memory->records[i].record->size);
    return mog_hasher_end(hasher);
}

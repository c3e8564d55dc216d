/* snapshot.h: what is inside a snapshot; for the files of engine/store only. */
#ifndef MOG_ENGINE_STORE_SNAPSHOT_H
#define MOG_ENGINE_STORE_SNAPSHOT_H

#include "engine/store/environment.h"
#include "engine/store/holding.h"
#include "engine/store/keys.h"

typedef struct mog_cached_layout {
    uint32_t kind, version;
    const mog_kind *layout;
} mog_cached_layout;

struct mog_snapshot {
    const mog_memory *memory; /* NULL: it is of a store */
    mog_store *store;
    MDB_txn *txn;
    uint64_t last;      /* the last change that is seen */
    bool has_retracted; /* the store has retractions at all */
    mog_arena *arena;
    mog_cached_layout *layouts;
    size_t layout_count, layout_capacity;
};

/* The record under a key of `records`, checked: undamaged, and the one that the key says. */
mog_status mog_snapshot_check(const mog_record **out_view, const mog_snapshot *snapshot, const mog_record_key *key,
                              const MDB_val *value, mog_error *err);

/* A place among the records. */
typedef struct mog_record_cursor {
    MDB_cursor *stored; /* of a store */
    size_t at;          /* of a memory */
} mog_record_cursor;

mog_status mog_record_cursor_open(mog_record_cursor *out, const mog_snapshot *snapshot, mog_error *err);
void mog_record_cursor_close(mog_record_cursor *cursor);

/* Puts the cursor at the first key not before `wanted`, or at the next key. *found false: there is none. */
mog_status mog_snapshot_seek(mog_record_key *out, MDB_val *value, bool *found, const mog_snapshot *snapshot,
                             mog_record_cursor *cursor, const mog_record_key *wanted, mog_error *err);
mog_status mog_snapshot_next(mog_record_key *out, MDB_val *value, bool *found, const mog_snapshot *snapshot,
                             mog_record_cursor *cursor, mog_error *err);

/* Says in the error where the records lie. */
void mog_snapshot_place(const mog_snapshot *snapshot, mog_error *err);

/* As a wanted key: the first one possible of an item, a kind, a subject. */
static inline mog_record_key mog_first_key(uint32_t subject, uint32_t kind, uint32_t item)
{
    return (mog_record_key){.subject = subject, .kind = kind, .item = item, .observed = INT64_MAX, .id = UINT64_MAX};
}

#endif

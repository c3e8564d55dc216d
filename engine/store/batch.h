/* batch.h: what is inside a batch; for the files of engine/store, and those above that write what a batch does not: whole stores, erasures. */
#ifndef MOG_ENGINE_STORE_BATCH_H
#define MOG_ENGINE_STORE_BATCH_H

#include "dsl/pool.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/personal.h"

/* What a kind of the policy is called in the store. */
typedef struct mog_binding {
    const mog_kind *kind;
    uint32_t id, version;
    int part_of;   /* its slot; -1: none */
    bool personal; /* it has personal fields */
} mog_binding;

struct mog_batch {
    mog_store *store;
    mog_writing writing;
    mog_time now;
    mog_journal_end end;
    uint8_t greatest[MOG_RECORD_KEY_SIZE]; /* key of a record; zeros: there is none */
    mog_binding *bindings;
    size_t binding_count, binding_capacity;
    mog_keyring *keys;  /* NULL: none were needed */
    bool erases;        /* it has erased values (erase.h) */
    mog_arena *scratch; /* of the call at hand */
    mog_pool parts;     /* subjects whose place in the whole may have changed */
};

/* What was refused leaves the batch as it was; after any other failure it is beyond help. Returns `status`. */
mog_status mog_batch_settle(mog_batch *batch, mog_status status, mog_error *err);

/* Appends a change of this type, with key, now and by whom. The payload is the digest of `bytes`. */
mog_status mog_batch_append(uint64_t *number, mog_batch *batch, mog_change_type type, const void *key,
                            uint32_t key_size, const void *bytes, size_t size, mog_error *err);

/* MOG_INPUT: subject or item are empty, too long, or not what the kind asks for. */
mog_status mog_batch_check_names(const mog_kind *kind, const mog_record *record, mog_error *err);

/* MOG_INPUT: a reason is empty, too long, or no text; `hint` is given where it is empty. */
mog_status mog_batch_check_reason(mog_text reason, const char *hint, mog_error *err);

/* The kind's layout in the store, registered where it is not there yet. */
mog_status mog_batch_bind(mog_binding *out, mog_batch *batch, const mog_kind *kind, mog_error *err);

/* Stores a record that is complete but for its id and checksum, and its boxes. */
mog_status mog_batch_put_record(mog_batch *batch, mog_record *record, const mog_box *boxes, uint32_t box_count,
                                mog_error *err);

/* The record with this id, as stored; NULL: there is none. A view. */
mog_status mog_batch_record(const mog_record **out_view, mog_batch *batch, uint64_t id, mog_error *err);

/* The record in the store, not retracted, that says the same; 0: none does. `binding` is the kind's, whose id and version may be 0. `person`:
 * whose its personal values are, if it was said; of a record that says the same they are as well. */
mog_status mog_batch_find_same(uint64_t *id, mog_batch *batch, const mog_binding *binding, const mog_record *record,
                               mog_text person, mog_error *err);

#endif

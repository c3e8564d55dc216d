/* journal.h: the append-only record of every change to a store.
 *
 * Change number n (from 1) holds what was done, when, the key it was done to and the BLAKE2b-256 of the bytes stored
 * (a record, a kind's layout). Its leaf is SHA-256(0x00 || change) and its chain SHA-256(0x01 || chain of n - 1 ||
 * leaf), the chain of 0 being all zero; leaf hashes are those of RFC 6962 section 2.1, so that a Merkle tree can be
 * built over the same leaves.
 *
 * Appending happens inside the caller's write transaction: an entry is durable exactly when the change it describes
 * is.
 */
#ifndef MOG_ENGINE_STORE_JOURNAL_H
#define MOG_ENGINE_STORE_JOURNAL_H

#include "base/digest.h"
#include "base/error.h"

#include <lmdb.h>

typedef enum mog_change_type { MOG_CHANGE_RECORD_ADDED = 1, MOG_CHANGE_KIND_REGISTERED = 2 } mog_change_type;

typedef struct mog_change {
    uint64_t number;
    mog_change_type type;
    int64_t recorded;
    uint8_t key[32]; /* of the database that the type names */
    uint32_t key_size;
    mog_digest payload;
    mog_digest leaf, chain; /* filled in by append and read */
} mog_change;

/* Appends with the next number, which is put into change->number. MOG_NO, with `err` as it was: the map is full
 * (environment.h). */
mog_status mog_journal_append(mog_change *change, MDB_txn *txn, MDB_dbi journal, mog_error *err);
/* *found false: no such number. MOG_SYSTEM when the entry's leaf, or its chain from the entry before it, is not what
 * it should be. */
mog_status mog_journal_read(mog_change *out, bool *found, MDB_txn *txn, MDB_dbi journal, uint64_t number,
                            mog_error *err);
/* The last change's number, and the chain after it; 0 and all zero when there is none. */
mog_status mog_journal_last(uint64_t *number, mog_digest *chain, MDB_txn *txn, MDB_dbi journal, mog_error *err);
/* Recomputes every leaf and the chain up to `until` (0: all); MOG_SYSTEM names the first entry that differs. */
mog_status mog_journal_verify(MDB_txn *txn, MDB_dbi journal, uint64_t until, mog_error *err);

#endif

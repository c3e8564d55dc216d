/* journal.h: the append-only record of every change to a store, and the Merkle tree over it.
 *
 * Change number n (from 1) holds what was done, when, by whom, the key it was done to and the BLAKE2b-256 of the bytes
 * stored (a record, a kind's layout, a note). Its leaf is SHA-256(0x00 || change), and is leaf n - 1 of a Merkle tree
 * after RFC 6962 section 2.1 (merkle.h), whose root after n changes says all that the store held then.
 *
 *     journal   number -> change · leaf
 *     tree      level 1 · index 8 -> hash 32 · checksum 8          complete subtrees of levels 4, 8, 12, …
 *
 * The change, numbers big endian: number 8 · recorded 8 · type 1 · size of key 1 · size of by 1 · key · by · payload 32
 *
 * Appending happens inside the caller's write transaction: an entry is durable exactly when the change it describes
 * is. The times never go back: a change that is recorded while the clock stands earlier than at the last one gets that
 * one's time.
 */
#ifndef MOG_ENGINE_STORE_JOURNAL_H
#define MOG_ENGINE_STORE_JOURNAL_H

#include "base/digest.h"
#include "base/error.h"
#include "engine/store/merkle.h"
#include "engine/store/writing.h"

/* name, number (part of the format), word, whether its content is a note (notes.h) */
#define MOG_CHANGES(C)                                                                                                 \
    C(RECORD_ADDED, 1, "record", false)                                                                                \
    C(KIND_REGISTERED, 2, "kind", false)                                                                               \
    C(RETRACTED, 3, "retracted", true)                                                                                 \
    C(ERASED, 4, "erased", true)                                                                                       \
    C(ATTACHED, 5, "attached", true)                                                                                   \
    C(KEY_CHANGED, 6, "key", true)                                                                                     \
    C(DISCLOSED, 7, "disclosed", true)                                                                                 \
    C(RUN_RECORDED, 8, "run", true)

typedef enum mog_change_type {
#define C(name, number, word, is_note) MOG_CHANGE_##name = number,
    MOG_CHANGES(C)
#undef C
} mog_change_type;

const char *mog_change_word(mog_change_type type); /* NULL: no such type */
int mog_change_find(mog_text word);                /* -1: none */
bool mog_change_is_note(mog_change_type type);

#define MOG_CHANGE_KEY_LIMIT 32
#define MOG_CHANGE_LIMIT (19 + MOG_CHANGE_KEY_LIMIT + MOG_AUTHOR_LIMIT + MOG_DIGEST_SIZE)

typedef struct mog_change {
    uint64_t number;
    mog_change_type type;
    mog_time recorded;
    uint8_t key[MOG_CHANGE_KEY_LIMIT]; /* of the database that the type names */
    uint32_t key_size;
    char by[MOG_AUTHOR_LIMIT + 1]; /* the login name of who did it, "uid 1000" where there is none */
    mog_digest payload;
    mog_digest leaf; /* filled in by append, read and decode */
} mog_change;

/* The bytes that the leaf is made of. */
size_t mog_change_encode(uint8_t out[MOG_CHANGE_LIMIT], const mog_change *change);
/* And back, with its leaf. False: they are no change. */
bool mog_change_decode(mog_change *out, const void *bytes, size_t size);
/* The record's id, of RETRACTED and ATTACHED; 0: the change is about none. Of RECORD_ADDED its number. */
uint64_t mog_change_record(const mog_change *change);

/* The journal as a transaction sees it. */
typedef struct mog_journal {
    MDB_txn *txn;
    MDB_dbi entries, tree;
} mog_journal;

mog_journal mog_journal_of(const mog_store *store, MDB_txn *txn);

/* *found false: no such number. MOG_SYSTEM when the entry's leaf is not what it should be. */
mog_status mog_journal_read(mog_change *out, bool *found, const mog_journal *journal, uint64_t number, mog_error *err);
/* The last change; number 0 when there is none. */
mog_status mog_journal_last(mog_change *out, const mog_journal *journal, mog_error *err);
/* The number of the last change that was recorded not after `at`, among the first `last`; 0: none was. */
mog_status mog_journal_known_at(uint64_t *number, const mog_journal *journal, uint64_t last, mog_time at,
                                mog_error *err);

/* Hashes of the tree: a mog_merkle_fetch, whose context is a const mog_journal. */
mog_status mog_journal_fetch(mog_digest *out, void *journal, uint32_t level, uint64_t index, mog_error *err);
mog_status mog_journal_root(mog_digest *out, const mog_journal *journal, uint64_t size, mog_error *err);
/* A stored hash of `tree` as it stands. *found false: it is not there. For verifying. */
mog_status mog_journal_stored(mog_digest *out, bool *found, const mog_journal *journal, uint32_t level, uint64_t index,
                              mog_error *err);
#define MOG_TREE_STEP 4 /* levels between those that are stored */

/* Where the journal ends, for appending. */
typedef struct mog_journal_end {
    mog_merkle_edge edge;
    mog_time recorded; /* of the last change; INT64_MIN: there is none */
} mog_journal_end;

mog_status mog_journal_find_end(mog_journal_end *out, const mog_journal *journal, mog_error *err);
/* Appends with the next number, which is put into change->number; `recorded` is raised to the last one's. */
mog_status mog_journal_append(mog_change *change, mog_journal_end *end, mog_writing *writing, mog_error *err);

/* Recomputes every leaf up to `until` (0: all), and the root, which is held against what the tree gives; MOG_SYSTEM names the first
 * entry that differs. engine/audit/verify.h does more. */
mog_status mog_journal_verify(const mog_journal *journal, uint64_t until, mog_error *err);

#endif

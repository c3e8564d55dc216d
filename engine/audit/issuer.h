/* issuer.h: what a store is called in checkpoints, and whose signatures it knows. */
#ifndef MOG_ENGINE_AUDIT_ISSUER_H
#define MOG_ENGINE_AUDIT_ISSUER_H

#include "engine/audit/checkpoint.h"
#include "engine/store/store.h"

#include <lmdb.h>

#define MOG_ORIGIN_SIZE (sizeof MOG_ORIGIN_START + 32)

/* "mognad.store/" and the store's id in hexadecimal. */
void mog_store_origin(char out[MOG_ORIGIN_SIZE], const mog_store *store);

/* The keys that a store says have signed for it: those of its changes KEY_CHANGED, in order; malloc'd. What a store says of itself proves
 * nothing to somebody who does not trust it: they tell apart two keys, not a true one from a false one. */
mog_status mog_known_keys(mog_verifier **out, uint32_t *count, const mog_store *store, MDB_txn *txn, mog_error *err);

/* The key of such a change, out of its note. False: it is none. */
bool mog_known_key_read(mog_verifier *out, mog_text note);

/* Writes to the journal that a key signs for the store, unless that stands there already. *changed: it did not. The store is writable. */
mog_status mog_known_key_add(bool *changed, mog_store *store, const mog_verifier *key, mog_text reason, mog_time now,
                             mog_error *err);

/* The checkpoint of the store as it is now, signed; appended to `out`. */
mog_status mog_checkpoint_now(mog_buffer *out, mog_store *store, const mog_signer *signer, mog_error *err);

#endif

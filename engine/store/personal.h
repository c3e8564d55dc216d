/* personal.h: the boxes of sealed values in a store, and the keys to them. For the files of engine/store and those above
 * that erase, verify or carry whole stores.
 *
 *     personal   record id 8 · ordinal 4, big endian -> box (seal.h)
 */
#ifndef MOG_ENGINE_STORE_PERSONAL_H
#define MOG_ENGINE_STORE_PERSONAL_H

#include "engine/store/seal.h"
#include "engine/store/writing.h"

#define MOG_BOX_KEY_SIZE 12

/* The store's keys, read when they are first asked for, and again when the file has changed. Owned by the store. From the first time that a
 * batch asks for them until it ends they stay the same: if the file changes meanwhile, which no mognad does, nothing can be written to it. */
mog_status mog_personal_keys(mog_keyring **out, mog_store *store, mog_error *err);

void mog_personal_forget(mog_store *store); /* they are read again when they are asked for */

mog_status mog_personal_put(mog_writing *writing, uint64_t record, const mog_box *boxes, uint32_t count,
                            mog_error *err);
/* *found false: there is no such box. A view. */
mog_status mog_personal_box(mog_text *out_view, bool *found, MDB_txn *txn, const mog_store *store, uint64_t record,
                            uint32_t ordinal, mog_error *err);
mog_status mog_personal_delete(mog_writing *writing, uint64_t record, uint32_t ordinal, mog_error *err);

/* The record with its values where they belong: mog_record_open with the store's boxes and keys. `values` false: they are
 * withheld, but for those that are erased. In a store that was imported without personal values, or restored without the keys to them, those that
 * are not there are withheld, not erased. */
mog_status mog_personal_open(const mog_record **out, mog_arena *arena, MDB_txn *txn, mog_store *store,
                             const mog_record *record, const mog_kind *kind, bool values, mog_error *err);

#endif

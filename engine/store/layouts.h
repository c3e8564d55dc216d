/* layouts.h: the database `kinds`: every layout under which records were ever written. For the files of engine/store
 * only.
 *
 *     kind name id · version (big endian) -> checksum · text (mog_kind_describe)         versions count from 1
 *
 * The policies say what a kind is today; this says what it was when a record was written.
 */
#ifndef MOG_ENGINE_STORE_LAYOUTS_H
#define MOG_ENGINE_STORE_LAYOUTS_H

#include "engine/store/writing.h"

#define MOG_LAYOUT_KEY_SIZE 8
void mog_layout_key(uint8_t out[MOG_LAYOUT_KEY_SIZE], uint32_t kind, uint32_t version);

/* The text of a layout. *found false: there is none. */
mog_status mog_layouts_text(mog_text *out_view, bool *found, MDB_txn *txn, MDB_dbi kinds, uint32_t kind,
                            uint32_t version, mog_error *err);
/* The layout, parsed, from `arena`. */
mog_status mog_layouts_read(const mog_kind **out, bool *found, mog_arena *arena, MDB_txn *txn, MDB_dbi kinds,
                            uint32_t kind, uint32_t version, mog_error *err);
/* The version whose text this is, 0 if none; and the latest, 0 if none. */
mog_status mog_layouts_find(uint32_t *version, uint32_t *latest, MDB_txn *txn, MDB_dbi kinds, uint32_t kind,
                            mog_text text, mog_error *err);
mog_status mog_layouts_put(mog_writing *writing, uint32_t kind, uint32_t version, mog_text text, mog_error *err);

#endif

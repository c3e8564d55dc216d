/* names.h: texts that stand in keys, as numbers: subjects, items, kinds. For the files of engine/store only.
 *
 *     0 · text -> id · checksum            1 · id -> checksum · text             (numbers big endian)
 *
 * Ids count from 1 and are never given twice; the last key of the database is the highest. The checksum is of id and
 * text, so that damage to either side is seen.
 */
#ifndef MOG_ENGINE_STORE_NAMES_H
#define MOG_ENGINE_STORE_NAMES_H

#include "engine/store/writing.h"

/* *id 0: it has never been interned. A text over MOG_NAME_LIMIT never has. */
mog_status mog_names_find(uint32_t *id, MDB_txn *txn, MDB_dbi names, mog_text text, mog_error *err);
/* MOG_SYSTEM when there is no such id: keys only hold ids that were given. */
mog_status mog_names_text(mog_text *out_view, MDB_txn *txn, MDB_dbi names, uint32_t id, mog_error *err);
/* The id, a new one if need be. The text is within MOG_NAME_LIMIT. */
mog_status mog_names_intern(uint32_t *id, mog_writing *writing, mog_text text, mog_error *err);

#endif

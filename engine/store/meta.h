/* meta.h: what a store says of itself, in the database `meta`. For the files of engine/store only.
 *
 *     "store"   format 4 · made 8 · id 16 · flags 4 · checksum 8          numbers big endian
 *     "erasing"  persons 16 each · checksum 8            there only while an erasure is not done (erase.h)
 *     "end"     changes 8 · root of the journal's tree 32 · checksum 8     as of the last commit
 *
 * Every format keeps the first four bytes of "store", and ends with the checksum.
 */
#ifndef MOG_ENGINE_STORE_META_H
#define MOG_ENGINE_STORE_META_H

#include "engine/store/writing.h"

#define MOG_STORE_ID_SIZE 16

enum { MOG_STORE_WITHOUT_PERSONAL = 1 }; /* imported without personal values, or restored without the keys to them */

typedef struct mog_meta {
    uint32_t format;
    mog_time made;
    uint8_t id[MOG_STORE_ID_SIZE]; /* random; the same for a copy of the store */
    uint32_t flags;
} mog_meta;

/* MOG_SYSTEM: no store, damage, or another format (then the format is filled in). */
mog_status mog_meta_read(mog_meta *out, MDB_txn *txn, const mog_store *store, mog_error *err);
mog_status mog_meta_write(mog_writing *writing, const mog_meta *meta, mog_error *err);
void mog_meta_new_id(uint8_t out[MOG_STORE_ID_SIZE]);

/* mog_store_create with what it is to say of itself: for copies and imports. */
mog_status mog_store_create_as(const char *dir, const mog_meta *meta, mog_error *err);

/* "sums": for each database the checksums of its keys, added up, 8 each; checksum 8. Of those of a later version: 0 */
mog_status mog_meta_read_sums(uint64_t out[MOG_DATABASE_COUNT], MDB_txn *txn, const mog_store *store, mog_error *err);
mog_status mog_meta_write_sums(mog_writing *writing, mog_error *err);

typedef struct mog_meta_end {
    uint64_t changes;
    mog_digest root;
} mog_meta_end;

mog_status mog_meta_read_end(mog_meta_end *out, MDB_txn *txn, const mog_store *store, mog_error *err);
/* That the journal, of so many changes, ends where the last commit left it. `root` may be NULL: it is not looked at. */
mog_status mog_meta_check_end(uint64_t changes, const mog_digest *root, MDB_txn *txn, const mog_store *store,
                              mog_error *err);
mog_status mog_meta_write_end(mog_writing *writing, const mog_meta_end *end, mog_error *err);

#endif

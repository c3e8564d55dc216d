/* pages.h: whether the trees in which LMDB keeps the databases are whole. For the files of engine/store and those above that verify.
 *
 * LMDB has no checksums: a bit that flips in a page's header, in the place of a node, or in a key makes records vanish without a
 * word, and no check of the records that are found can tell. So before figures are made of a store, its pages are looked
 * through, which takes a small part of the time of reading the records: every page is what its parent says, every search for a key finds it, there
 * are as many keys as LMDB counts, and their checksums add up to the sum that every commit leaves in `meta` (writing.h).
 * Values are not looked at: they have checksums of their own, and are checked as they are read.
 *
 * The format of pages is that of LMDB 0.9 (MDB_DATA_VERSION 1): mdb.c, structures MDB_page, MDB_node and MDB_db.
 */
#ifndef MOG_ENGINE_STORE_PAGES_H
#define MOG_ENGINE_STORE_PAGES_H

#include "engine/store/environment.h"

/* As `txn` sees them. MOG_SYSTEM, with the page, when one is damaged. */
mog_status mog_pages_check(MDB_txn *txn, mog_store *store, const mog_database *databases, size_t count, mog_error *err);

#endif

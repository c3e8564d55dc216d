/* notes.h: what changes say that are not records: retractions, erasures, attachments, keys, disclosures, runs. For the
 * files of engine/store and engine/audit.
 *
 *     notes      change number -> checksum 8 · one line of JSON, whose BLAKE2b-256 is the change's payload
 *     retracted  record id -> number of the change that retracted it · checksum 8
 *     attached   record id · change number -> checksum 8 of the key
 *
 * The last two are found in `notes` as well; they are there to be asked.
 */
#ifndef MOG_ENGINE_STORE_NOTES_H
#define MOG_ENGINE_STORE_NOTES_H

#include "base/json.h"
#include "engine/store/journal.h"

#define MOG_NOTE_LIMIT (64u << 10) /* bytes of a note */

/* The line of JSON of a note; a view. *found false: there is none of that number. */
mog_status mog_notes_text(mog_text *out_view, bool *found, MDB_txn *txn, const mog_store *store, uint64_t number,
                          mog_error *err);
mog_status mog_notes_put(mog_writing *writing, uint64_t number, mog_text line, mog_error *err);

/* The change that retracted a record; 0: none. */
mog_status mog_notes_retracted(uint64_t *number, MDB_txn *txn, const mog_store *store, uint64_t record, mog_error *err);
mog_status mog_notes_put_retracted(mog_writing *writing, uint64_t record, uint64_t number, mog_error *err);

/* The next change after `after` that attached something to a record; 0: there is none. */
mog_status mog_notes_next_attached(uint64_t *number, MDB_txn *txn, const mog_store *store, uint64_t record,
                                   uint64_t after, mog_error *err);
mog_status mog_notes_put_attached(mog_writing *writing, uint64_t record, uint64_t number, mog_error *err);

#endif

/* contents.h: the bytes of attachments, and what notes keep (kept.h), each once, under its BLAKE2b-256. For the files of engine/store and those
 * above that carry whole stores.
 *
 *     contents   digest 32 · part (from 0, big endian) 4 -> a zstd frame with checksum, of MOG_CONTENT_PART bytes (the last: fewer)
 *
 * An empty file has one part, of no bytes.
 */
#ifndef MOG_ENGINE_STORE_CONTENTS_H
#define MOG_ENGINE_STORE_CONTENTS_H

#include "base/digest.h"
#include "engine/store/writing.h"

#define MOG_CONTENT_PART ((size_t)1 << 20)
#define MOG_CONTENT_LIMIT ((uint64_t)64 << 20) /* bytes of an attachment; kept.h has a limit of its own */

/* Nothing is written where it is kept already. */
mog_status mog_contents_put(mog_digest *out, mog_writing *writing, const void *bytes, size_t size, mog_error *err);

/* Part `part` of a content, from `arena`. *found false: there is no such part. MOG_SYSTEM: it is damaged. */
mog_status mog_contents_part(mog_text *out, bool *found, mog_arena *arena, MDB_txn *txn, const mog_store *store,
                             const mog_digest *digest, uint32_t part, mog_error *err);
/* All of it: from `arena`, and held against its digest. `size` is what the note says. */
mog_status mog_contents_read(mog_text *out, mog_arena *arena, MDB_txn *txn, const mog_store *store,
                             const mog_digest *digest, uint64_t size, mog_error *err);

#endif

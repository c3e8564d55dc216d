/* kept.h: bytes that a note keeps beside it, such as what a recorded run came to.
 *
 *     "kept": [{"name":"results","size":1234,"content":"<BLAKE2b-256 in hex>"}, …]     in the note
 *
 * and the contents (contents.h). The same bytes are kept once, whoever keeps them.
 */
#ifndef MOG_ENGINE_STORE_KEPT_H
#define MOG_ENGINE_STORE_KEPT_H

#include "engine/store/store.h"

#define MOG_KEPT_MOST 16                   /* in a note */
#define MOG_KEPT_LIMIT ((uint64_t)1 << 30) /* bytes of one */

typedef struct mog_kept {
    mog_text name;
    uint64_t size; /* bytes */
    mog_digest content;
} mog_kept;

/* Puts the bytes into the batch; the note that names them follows in the same one. `out` borrows the name. MOG_INPUT: there are more than
 * MOG_KEPT_LIMIT. */
mog_status mog_batch_keep(mog_kept *out, mog_batch *batch, mog_text name, const void *bytes, size_t size,
                          mog_error *err);

/* The value of "kept"; a new reference. */
json_t *mog_kept_to_json(const mog_kept *kept, size_t count);
/* And back, from the note; names are borrowed from it. A note without "kept" keeps nothing. Returns how many; -1: what it says is none. */
int mog_kept_parse(mog_kept out[MOG_KEPT_MOST], const json_t *note);

/* The bytes, held against their digest; a NUL follows them. */
mog_status mog_snapshot_kept(mog_text *out, mog_arena *arena, mog_snapshot *snapshot, const mog_kept *kept,
                             mog_error *err);

#endif

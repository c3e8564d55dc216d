/* checkpoint.h: signed checkpoints of a store's journal, as c2sp.org/tlog-checkpoint lays them down: signed notes whose text is
 *
 *     mognad.store/0f3a…      origin: whose journal it is
 *     4711                    number of changes, decimal
 *     BASE64                  root of the Merkle tree over them (store/merkle.h)
 *
 * Further lines are allowed, not empty, and signed as well; mognad writes none and heeds none. Who keeps a checkpoint can show later that
 * nothing up to its change number was altered since.
 */
#ifndef MOG_ENGINE_AUDIT_CHECKPOINT_H
#define MOG_ENGINE_AUDIT_CHECKPOINT_H

#include "base/digest.h"
#include "engine/audit/signed_note.h"

#define MOG_ORIGIN_START "mognad.store/"
#define MOG_ORIGIN_LIMIT 200 /* bytes of an origin that is read */

typedef struct mog_checkpoint {
    mog_text origin;
    uint64_t size;
    mog_digest root;
} mog_checkpoint;

/* Appends the signed note. */
void mog_checkpoint_write(mog_buffer *out, const mog_checkpoint *checkpoint, const mog_signer *signer);

/* Reads what may be anything: MOG_INPUT says what is wrong. `note` (views `bytes`) is for mog_signed_note_check; until that has found a
 * signature by a key that is trusted, nothing that stands there means anything. */
mog_status mog_checkpoint_read(mog_checkpoint *out, mog_signed_note *note, mog_arena *arena, mog_text bytes,
                               mog_error *err);

#endif

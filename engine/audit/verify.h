/* verify.h: whether a store is what its journal says, and its journal what checkpoints say.
 *
 * In one snapshot everything is computed again: the journal's leaves, its tree with all stored hashes, the root; each record against
 * the digest in its change, its key, its layout; names in both directions; kinds; notes and what is looked up through them; attachments
 * with their contents; personal values against their commitments, as far as their keys are here; and that nothing stands in any
 * database that the journal does not name. The journal is compared with each checkpoint at the checkpoint's size.
 *
 * Somebody who can write the store's file can make all of that anew, except the signatures of checkpoints that are kept elsewhere. So what
 * is said here without a checkpoint is that the store is whole, and with one that nothing up to it was altered.
 *
 * The store is opened and read in a process of its own, since reading a file that is damaged can crash or not end. Memory: as much as there
 * are distinct names (a bit each), kinds, erasures and contents (about 100 bytes each), and the largest record.
 */
#ifndef MOG_ENGINE_AUDIT_VERIFY_H
#define MOG_ENGINE_AUDIT_VERIFY_H

#include "base/json.h"
#include "engine/audit/checkpoint.h"

/* A checkpoint to hold the store against: what was read from a file. */
typedef struct mog_kept_checkpoint {
    const char *name; /* the file's, for people */
    mog_checkpoint checkpoint;
    mog_signed_note note;
} mog_kept_checkpoint;

#define MOG_VERIFY_PATIENCE (120 * MOG_SECOND)

typedef struct mog_verify_plan {
    const char *folder;
    const mog_kept_checkpoint *checkpoints;
    uint32_t checkpoint_count;
    const mog_verifier
        *verifiers; /* keys that are trusted; none: those that the store itself names, which proves less */
    uint32_t verifier_count;
    void (*progress)(void *context, uint64_t done, uint64_t total); /* in the calling process; may be NULL */
    void *progress_context;
    int64_t
        patience; /* nanoseconds without any progress after which the file counts as damaged; 0: MOG_VERIFY_PATIENCE */
} mog_verify_plan;

/* MOG_OK: all holds. MOG_NO: something differs. In both cases *out is a report, a new reference:
 *
 *     {"holds": false, "store": "mognad.store/…", "changes": 4711, "root": BASE64,
 *      "records": …, "kinds": …, "notes": …, "contents": …,
 *      "personal": {"values": …, "opened": …, "erased": …, "without_key": …, "withheld": …},
 *      "checkpoints": [{"file": …, "changes": …, "signed_by": "NAME+ID", "key": "given" or "from the store", "holds": true, false or null}],
 *      "difference": {"what": …, "database": …, "change": …, "record": …, "subject": …, "item": …, "kind": …,
 *                     "checkpoint": …, "after": …, "until": …}}
 *
 * Figures are of what was verified before the first difference. "holds" of a checkpoint is null where that came before it.
 *
 * MOG_INPUT: a checkpoint is signed by nobody known, or its signature does not hold. MOG_SYSTEM: there is no such store, it is of another
 * format, or reading it crashed or did not end. */
mog_status mog_verify(json_t **out, const mog_verify_plan *plan, mog_error *err);

#endif

/* proof.h: that a change is in a store's journal, for somebody who has a checkpoint and not the store.
 *
 * A proof is one JSON object:
 *
 *     {"format": "mognad proof 1",
 *      "change": {"number": 12, "recorded": RFC 3339, "type": "record", "by": …, "key": HEX, "payload": HEX, "path": [BASE64, …]},
 *      "record": BASE64,                    the record's bytes as they are stored: the change's payload is their BLAKE2b-256
 *      "layout": {"text": …, "change": {…}}   how they are read: the kind's text, and the change that registered it
 *      "note": …                            instead of these, of a change that is not a record: its line of JSON
 *      "checkpoint": …}                     the signed checkpoint
 *
 * A change and its path lead to the root in the checkpoint (RFC 6962; store/journal.h says what a leaf is made of). Personal values are not
 * in a record's bytes; commitments to them are.
 */
#ifndef MOG_ENGINE_AUDIT_PROOF_H
#define MOG_ENGINE_AUDIT_PROOF_H

#include "base/json.h"
#include "engine/audit/checkpoint.h"
#include "engine/store/journal.h"

#define MOG_PROOF_LIMIT (32u << 20) /* bytes of a proof that is read */

/* Proves change `number` under a checkpoint of this store. *out is a new reference. MOG_INPUT: there is no such change, or it came after the
 * checkpoint. MOG_NO: the checkpoint is not one of this store as it is now. `content` false: without record, layout and note. */
mog_status mog_proof_make(json_t **out, mog_store *store, uint64_t number, bool content, mog_text checkpoint,
                          mog_error *err);

/* What a proof holds. All of it is from the arena. */
typedef struct mog_proof {
    mog_change change;
    const mog_record *record; /* NULL: it is not in the proof */
    const mog_kind *kind;     /* the record's layout */
    mog_text layout;          /* its text */
    mog_text note;            /* empty: not in the proof */
    mog_checkpoint checkpoint;
    mog_signed_note signed_note; /* whose signatures are for the caller to check */
    char why[256];               /* with MOG_NO: what does not hold */
} mog_proof;

/* Reads what may be anything, and checks that all that is in it follows from the checkpoint in it. MOG_INPUT: it is no proof. MOG_NO: it does
 * not hold. What the checkpoint is worth is not looked at. */
mog_status mog_proof_check(mog_proof *out, mog_arena *arena, mog_text text, mog_error *err);

#endif

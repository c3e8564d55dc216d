/* erase.h: personal values taken away for good, with the keys to them.
 *
 * In this order:
 *  1. in one transaction, the boxes of the values leave `personal`, the journal gets a change ERASED whose note says whose and why, and
 *     `meta` notes under "erasing" the persons whose keys are still to go;
 *  2. the keys leave the keyring's file (keyring.h): what LMDB's free pages, and copies of data.mdb, hold of the boxes cannot be opened
 *     any more;
 *  3. in another transaction, "erasing" is taken away.
 * If the machine stops before 1 is done, nothing has happened. After that the values are gone for whoever reads the store, and
 * the next writer, whatever it writes, does 2 and 3 before it writes anything (mog_batch_begin): so no key is made anew for
 * a person before the old one is gone, and to do 2 twice does no harm. With 2 before 1, values could be gone of which the
 * journal does not say why, and nobody could tell that from damage.
 *
 * What a person's values are is said in docs/evidence.md. Those of retracted records are erased too.
 */
#ifndef MOG_ENGINE_STORE_ERASE_H
#define MOG_ENGINE_STORE_ERASE_H

#include "engine/store/writing.h"

#define MOG_ERASED_AT_ONCE                                                                                             \
    1000 /* persons that one note names; more take more notes, of which the first counts all values */

typedef struct mog_erasure {
    mog_text subject; /* empty: all there are */
    const mog_text
        *persons; /* names, as in the key "person" or the value itself; case and white space make no difference */
    size_t person_count;
    mog_text reason;
} mog_erasure;

typedef struct mog_erased {
    uint64_t persons; /* a person is one of a subject; 0: nobody matches, and nothing was done */
    uint64_t values, records;
    uint64_t others; /* values in the same records that are of others, and stay */
    uint64_t change; /* the number of the last change ERASED; 0: none */
} mog_erased;

/* What mog_batch_erase would erase. The store may be open for reading only. MOG_INPUT: there is nothing about the subject, or a name is
 * none. */
mog_status mog_store_count_erasure(mog_erased *out, mog_store *store, const mog_erasure *erasure, mog_error *err);

/* Step 1, but for the commit; mog_batch_commit does the rest. Nothing personal can be added to the batch after it. MOG_INPUT as above, and a
 * reason that is empty or over MOG_REASON_LIMIT; then the batch is as it was. */
mog_status mog_batch_erase(mog_erased *out, mog_batch *batch, const mog_erasure *erasure, mog_error *err);

/* Steps 2 and 3, where an erasure stopped after step 1. For mog_batch_begin. */
mog_status mog_erasure_finish(mog_writing *writing, mog_error *err);
/* Likewise, after its commit. For mog_batch_commit. */
mog_status mog_erasure_complete(mog_store *store, mog_error *err);

#endif

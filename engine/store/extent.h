/* extent.h: whether the store's file is as long as its pages say, so that reading it cannot run off its end (SIGBUS).
 *
 * LMDB itself may leave the file a few pages short: a page that was taken and given back within one transaction, and
 * lies last, is never written. Then it is in LMDB's list of free pages. A batch lengthens the file after such a
 * commit; and when it was killed in between, the next to open does. A file that is short in any other way has been
 * truncated.
 */
#ifndef MOG_ENGINE_STORE_EXTENT_H
#define MOG_ENGINE_STORE_EXTENT_H

#include "engine/store/environment.h"

/* MOG_SYSTEM when data.mdb was truncated. Called before any other page is read. */
mog_status mog_extent_check(mog_store *store, mog_error *err);

/* After a commit, under the writers' lock. A failure is not told: the commit stands, and the next to open will look
 * again. */
void mog_extent_mend(mog_store *store);

#endif

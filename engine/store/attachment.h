/* attachment.h: files attached to records; for the files of engine/store, and those above that carry whole stores.
 *
 * A change ATTACHED, whose note is {"record":12,"name":"report.pdf","size":1234,"content":"<BLAKE2b-256 in hex>"}, and the
 * content (contents.h).
 */
#ifndef MOG_ENGINE_STORE_ATTACHMENT_H
#define MOG_ENGINE_STORE_ATTACHMENT_H

#include "engine/store/batch.h"
#include "engine/store/store.h"

#define MOG_ATTACHMENT_NAME_LIMIT 200 /* bytes */

/* What a file may be called: one step of a path, that a shell and a terminal can live with. `why` is set where it may not. */
bool mog_attachment_name_fits(mog_text name, const char **why);

/* mog_batch_attach for a record that is there. */
mog_status mog_attachment_put(uint64_t *number, mog_batch *batch, uint64_t record, mog_text name, const void *bytes,
                              size_t size, mog_error *err);

/* What a note says; name from `arena`. False: it is no such note. */
bool mog_attachment_parse(mog_attachment *out, mog_arena *arena, mog_text note);

#endif

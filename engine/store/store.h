/* store.h: the evidence store: one LMDB environment in one folder.
 *
 *     meta      format version, when it was made
 *     names     interned texts: subjects, items, kinds; both ways (names.h)
 *     kinds     every layout of every kind ever used: kind name id · version -> text (layouts.h)
 *     records   subject id · kind id · item id · ~observed · ~id, big endian -> record (record.h). Item id 0: the
 *               record of a plain kind, or the census of a many kind. One prefix scan per subject gives every kind,
 *               newest first
 *     journal   number -> change (journal.h). One number a change; a record's id is its number
 *
 * Nothing is overwritten or deleted. What is acknowledged by mog_batch_commit is on disk (LMDB's default flags,
 * fsync). The map grows by itself (environment.h).
 *
 * A mog_store belongs to the process that opened it: open it after any fork, and not twice in one process
 * (MOG_INTERNAL). Readers and one writer may be different processes. Damage (a failed checksum, LMDB's own complaint),
 * a newer format, a locked or read-only folder, a full disk: MOG_SYSTEM with cause and remedy.
 */
#ifndef MOG_ENGINE_STORE_STORE_H
#define MOG_ENGINE_STORE_STORE_H

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "dsl/kind.h"
#include "engine/store/record.h"

#define MOG_STORE_FORMAT 1
#define MOG_NAME_LIMIT 400 /* bytes of a subject, item or kind name */

typedef struct mog_store mog_store;
typedef struct mog_snapshot mog_snapshot; /* a read transaction */
typedef struct mog_batch mog_batch;       /* a write transaction */

/* Makes a new, empty store in `dir` (made if it is absent, mode 0700; MOG_INPUT if it holds a store already). */
mog_status mog_store_create(const char *dir, mog_time now, mog_error *err);
mog_status mog_store_open(mog_store **out, const char *dir, bool writable, mog_error *err);
void mog_store_close(mog_store *store); /* NULL is allowed */
const char *mog_store_folder(const mog_store *store);

/* ---- reading */

/* What was true of the store at one moment. `until`: sees only changes numbered up to it; 0: all there are. Keep it
 * short: a long-lived snapshot makes the file grow. */
mog_status mog_snapshot_begin(mog_snapshot **out, mog_store *store, uint64_t until, mog_error *err);
void mog_snapshot_end(mog_snapshot *snapshot);
uint64_t mog_snapshot_last(const mog_snapshot *snapshot); /* the number of the last change seen; 0: none */
/* The journal's chain after that change: identifies all that the snapshot sees. */
mog_status mog_snapshot_head(mog_digest *out, mog_snapshot *snapshot, mog_error *err);

/* All subjects that have a record, sorted by text. Views are borrowed from the snapshot. */
typedef struct mog_subject {
    uint32_t id;
    mog_text name; /* "system:hr" */
} mog_subject;
mog_status mog_snapshot_subjects(mog_subject **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                                 mog_error *err);

/* The id of an interned text, 0 if it is not in the store. */
mog_status mog_snapshot_find(uint32_t *out, mog_snapshot *snapshot, mog_text name, mog_error *err);
mog_status mog_snapshot_name(mog_text *out_view, mog_snapshot *snapshot, uint32_t id, mog_error *err);

/* The layout under which records of (kind id, version) were written; cached in the snapshot. */
mog_status mog_snapshot_layout(const mog_kind **out, mog_snapshot *snapshot, uint32_t kind, uint32_t version,
                               mog_error *err);

/* Records in key order. Checked as they are read; damage ends the walk with MOG_SYSTEM. `subject` 0 and `kind` 0: all.
 * Return MOG_NO from `visit` to stop early (the walk then returns MOG_OK). */
typedef mog_status mog_record_visit(void *context, const mog_record *record_view, mog_error *err);
mog_status mog_snapshot_walk(mog_snapshot *snapshot, uint32_t subject, uint32_t kind, mog_record_visit *visit,
                             void *context, mog_error *err);
/* One record by id; NULL when there is none. */
mog_status mog_snapshot_record(const mog_record **out_view, mog_snapshot *snapshot, uint64_t id, mog_error *err);

/* ---- writing */

/* Waits for another writer. Everything added becomes visible and durable together at commit, or not at all. One batch
 * at a time a store, and no snapshot of the same mog_store meanwhile: it would be in the way where the map must grow.
 */
mog_status mog_batch_begin(mog_batch **out, mog_store *store, mog_time now, mog_error *err);

/* Adds a finished record of `kind`, which stays where it is until the batch ends. Registers the kind's layout as a new
 * version where the store has another. MOG_INPUT, and the batch is as it was: the latest layout that the store holds
 * is not extended by this one (a field removed or retyped); a name is empty or over MOG_NAME_LIMIT; an item where the
 * kind has none, or none where it has. Any other failure: the batch can only be aborted. `id_out` may be NULL. */
mog_status mog_batch_add(uint64_t *id_out, mog_batch *batch, const mog_kind *kind, mog_record_builder *builder,
                         mog_error *err);
/* Frees the batch, also on failure. MOG_INPUT: registers that it adds would make subjects part of themselves (`part_of`). */
mog_status mog_batch_commit(mog_batch *batch, mog_error *err);
void mog_batch_abort(mog_batch *batch); /* NULL is allowed */

#endif

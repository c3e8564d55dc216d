/* store.h: the evidence store: one LMDB environment in one folder, and the keys of personal values beside it.
 *
 *     meta        format, when it was made, its id, where its journal ends (meta.h)
 *     names       interned texts: subjects, items, kinds; both ways (names.h)
 *     kinds       every layout of every kind ever used: kind name id · version -> text (layouts.h)
 *     records     subject id · kind id · item id · ~observed · ~id, big endian -> record (record.h). Item id 0: the
 *                 record of a plain kind, or the census of a many kind. One prefix scan per subject gives every kind,
 *                 newest first
 *     journal     number -> change, and the Merkle tree over them: journal, tree (journal.h). One number a change; a
 *                 record's id is its number
 *     notes       what changes say that are not records; retracted, attached (notes.h)
 *     personal    personal values of records, each in its box (personal.h, seal.h, keyring.h)
 *     contents    the bytes of attachments (contents.h)
 *
 * Nothing is overwritten or deleted, but that personal values can be erased. What is acknowledged by mog_batch_commit is
 * on disk (LMDB's default flags, fsync). The map grows by itself (environment.h).
 *
 * A mog_store belongs to the process that opened it: open it after any fork, and not twice in one process
 * (MOG_INTERNAL). Readers and one writer may be different processes. Damage (a failed checksum, LMDB's own complaint),
 * another format, a locked or read-only folder, a full disk: MOG_SYSTEM with cause and remedy.
 */
#ifndef MOG_ENGINE_STORE_STORE_H
#define MOG_ENGINE_STORE_STORE_H

#include "base/digest.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "dsl/kind.h"
#include "engine/store/record.h"

#define MOG_STORE_FORMAT 2
#define MOG_NAME_LIMIT 400 /* bytes of a subject, item or kind name */

typedef struct mog_store mog_store;
typedef struct mog_snapshot mog_snapshot; /* a read transaction */
typedef struct mog_batch mog_batch;       /* a write transaction */

/* Makes a new, empty store in `dir` (made if it is absent, mode 0700; MOG_INPUT if it holds a store already). */
mog_status mog_store_create(const char *dir, mog_time now, mog_error *err);
mog_status mog_store_open(mog_store **out, const char *dir, bool writable, mog_error *err);
void mog_store_close(mog_store *store); /* NULL is allowed */
/* Whether the permissions and the file system let this process write it. */
bool mog_store_may_be_written(const char *dir);
const char *mog_store_folder(const mog_store *store);

/* ---- reading */

/* What was true of the store at one moment. `until`: sees only changes numbered up to it. Keep it short: a long-lived
 * snapshot makes the file grow. */
#define MOG_UNTIL_NOW UINT64_C(0)  /* all there are */
#define MOG_UNTIL_START UINT64_MAX /* none */
mog_status mog_snapshot_begin(mog_snapshot **out, mog_store *store, uint64_t until, mog_error *err);
/* That nothing can be missing from what is read: looks through the pages of the databases that figures rest on (pages.h). MOG_SYSTEM: they are
 * damaged. */
mog_status mog_snapshot_check_pages(mog_snapshot *snapshot, mog_error *err);
void mog_snapshot_end(mog_snapshot *snapshot);
uint64_t mog_snapshot_last(const mog_snapshot *snapshot); /* the number of the last change seen; 0: none */
/* The `until` that shows the same to a snapshot begun later. */
uint64_t mog_snapshot_until(const mog_snapshot *snapshot);
/* The `until` of what had been recorded at a time. */
mog_status mog_store_known_at(uint64_t *until, mog_store *store, mog_time at, mog_error *err);
/* The root of the journal's tree after the last change seen: identifies all that the snapshot sees. */
mog_status mog_snapshot_head(mog_digest *out, mog_snapshot *snapshot, mog_error *err);

/* All subjects that have a record which is not retracted, sorted by text. Views are borrowed from the snapshot. */
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

/* The change that retracted a record, among those seen; 0: none did. */
mog_status mog_snapshot_retracted(uint64_t *number, const mog_snapshot *snapshot, uint64_t id, mog_error *err);

/* A record with its personal values where they belong, from `arena`; one without any comes back as it is. `layout` is the one it was
 * written under. `values` false: they are withheld, or marked as erased where they are. See seal.h for what stands where a value is not to be had. */
mog_status mog_snapshot_open_record(const mog_record **out, mog_snapshot *snapshot, mog_arena *arena,
                                    const mog_record *record, const mog_kind *layout, bool values, mog_error *err);

/* Records in key order, retracted ones too, and sealed as they are stored. Checked as they are read; damage ends the walk with MOG_SYSTEM. `subject` 0 and `kind` 0: all.
 * Return MOG_NO from `visit` to stop early (the walk then returns MOG_OK). */
typedef mog_status mog_record_visit(void *context, const mog_record *record_view, mog_error *err);
mog_status mog_snapshot_walk(mog_snapshot *snapshot, uint32_t subject, uint32_t kind, mog_record_visit *visit,
                             void *context, mog_error *err);
/* The same without those that are retracted. */
mog_status mog_snapshot_walk_standing(mog_snapshot *snapshot, uint32_t subject, uint32_t kind, mog_record_visit *visit,
                                      void *context, mog_error *err);
/* One record by id, retracted or not; NULL when there is none. */
mog_status mog_snapshot_record(const mog_record **out_view, mog_snapshot *snapshot, uint64_t id, mog_error *err);

/* A file attached to a record. */
typedef struct mog_attachment {
    uint64_t number; /* of the change that attached it */
    mog_text name;
    uint64_t size; /* bytes */
    mog_digest content;
} mog_attachment;

/* In the order in which they were attached, from `arena`. */
mog_status mog_snapshot_attachments(mog_attachment **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                                    uint64_t record, mog_error *err);
/* The bytes, held against their digest; a NUL follows them. */
mog_status mog_snapshot_content(mog_text *out, mog_arena *arena, mog_snapshot *snapshot,
                                const mog_attachment *attachment, mog_error *err);

/* A change of any type: who did what, when. *found false: there is none of that number among those seen. */
struct mog_change; /* journal.h */
mog_status mog_snapshot_change(struct mog_change *out, bool *found, mog_snapshot *snapshot, uint64_t number,
                               mog_error *err);

/* The line of JSON of a change that is not about what is stored in a record or kind: see MOG_CHANGES in journal.h. *found false: there is none
 * of that number among those seen. A view. */
mog_status mog_snapshot_note(mog_text *out_view, bool *found, mog_snapshot *snapshot, uint64_t number, mog_error *err);

/* ---- writing */

/* Waits for another writer. Everything added becomes visible and durable together at commit, or not at all. One batch
 * at a time a store, and no snapshot of the same mog_store meanwhile: it would be in the way where the map must grow.
 * `now` is when it is recorded, but never before the last change. */
mog_status mog_batch_begin(mog_batch **out, mog_store *store, mog_time now, mog_error *err);

typedef struct mog_added {
    uint64_t id;    /* the record's */
    bool identical; /* it was there already, and has not been added again */
} mog_added;

/* Adds a finished record of `kind`, in whose builder it is sealed where it has personal fields. Registers the kind's layout as a new
 * version where the store has another. What says the same as the newest record, that is not retracted, of its subject, kind, item and
 * time of observation is not added again. MOG_INPUT, and the batch is as it was: the latest layout that the store holds
 * is not extended by this one (a field removed or retyped); a name is empty or over MOG_NAME_LIMIT; an item where the
 * kind has none, or none where it has. Any other failure: the batch can only be aborted. `out` may be NULL. */
mog_status mog_batch_add(mog_added *out, mog_batch *batch, const mog_kind *kind, mog_record_builder *builder,
                         mog_error *err);

/* From now on the record counts as never having been recorded; it stays to be seen. MOG_INPUT: there is no such record, it is
 * retracted already, or the reason is empty or over MOG_REASON_LIMIT. `number` (may be NULL): of the change. */
#define MOG_REASON_LIMIT 2000 /* bytes */
mog_status mog_batch_retract(uint64_t *number, mog_batch *batch, uint64_t id, mog_text reason, mog_error *err);

/* Attaches a file to a record. `name` is what it is called: no folder, no control characters, at most 200 bytes. The same content under
 * the same name again is no change (*number 0). MOG_INPUT: the name, the size (contents.h), or there is no such record. */
mog_status mog_batch_attach(uint64_t *number, mog_batch *batch, uint64_t id, mog_text name, const void *bytes,
                            size_t size, mog_error *err);

/* A change that says something of itself: see MOG_CHANGES in journal.h. `note` is a JSON object, and stays the caller's; at most
 * MOG_NOTE_LIMIT bytes. `record` 0: it is about none. */
mog_status mog_batch_note(uint64_t *number, mog_batch *batch, int change_type, uint64_t record, const json_t *note,
                          mog_error *err);

/* Frees the batch, also on failure. MOG_INPUT: registers would make subjects part of themselves (`part_of`). */
mog_status mog_batch_commit(mog_batch *batch, mog_error *err);
void mog_batch_abort(mog_batch *batch); /* NULL is allowed */

#endif

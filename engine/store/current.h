/* current.h: the records that are current for one subject at one clock: the table that rules run over.
 *
 * Which records are current is said in docs/language.md ("Which records are current"). One cursor pass a subject fills
 * the table; records of kinds that the policy does not know are passed over. Staleness is not decided here: it depends
 * on the rule.
 */
#ifndef MOG_ENGINE_STORE_CURRENT_H
#define MOG_ENGINE_STORE_CURRENT_H

#include "dsl/program.h"
#include "engine/store/store.h"

/* One current record. `record` NULL: a census names the item and nothing is recorded of it. */
typedef struct mog_element {
    const mog_record *record; /* in the policy's layout of the kind */
    const uint8_t *row;       /* its row; NULL where record is */
    mog_text item;            /* empty for a plain kind */
} mog_element;

typedef struct mog_current {
    const mog_element *elements; /* plain kind: at most one; many: sorted by item */
    uint32_t count;
    const mog_record *census; /* the current census of a many kind; NULL: none */
} mog_current;

typedef struct mog_subject_table {
    mog_text subject;    /* "system:hr" */
    mog_text type, tail; /* "system", "hr" */
    mog_current *kinds;  /* by the policy's index of kinds */
} mog_subject_table;

/* Maps the policy's kinds to the store's. One for each policy and snapshot. */
typedef struct mog_current_reader mog_current_reader;
mog_status mog_current_reader_new(mog_current_reader **out, const mog_policy *policy, mog_snapshot *snapshot,
                                  mog_time clock, mog_error *err);
void mog_current_reader_free(mog_current_reader *reader);

/* Fills the table for a subject; valid until the next call or the end of the snapshot. */
mog_status mog_current_read(const mog_subject_table **out, mog_current_reader *reader, const mog_subject *subject,
                            mog_error *err);

/* Some kinds alone (by the policy's index), of any subject; the tables of others stay. `out` has a place for each. What it points at lies in
 * `arena` and in the snapshot. */
mog_status mog_current_read_kinds(mog_current *out, mog_current_reader *reader, mog_arena *arena,
                                  const mog_subject *subject, const uint32_t *kinds, uint32_t kind_count,
                                  mog_error *err);

/* What is current of one kind, of every subject that it is about, in the order of subjects: `take` gets each element once; what it points at is gone
 * when it returns. */
typedef void mog_current_take(void *context, mog_text subject, const mog_element *element);
mog_status mog_current_each(const mog_policy *policy, const mog_kind *kind, mog_snapshot *snapshot, mog_time clock,
                            mog_current_take *take, void *context, mog_error *err);

#endif

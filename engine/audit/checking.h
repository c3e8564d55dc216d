/* checking.h: a verification under way; for the files verify*.c only.
 *
 * Functions return MOG_NO when they have met a difference, which then stands in the report: the first one, since it ends the
 * verification. Damage that reading functions of engine/store report is a difference too.
 */
#ifndef MOG_ENGINE_AUDIT_CHECKING_H
#define MOG_ENGINE_AUDIT_CHECKING_H

#include "dsl/pool.h"
#include "engine/audit/issuer.h"
#include "engine/audit/verify.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/personal.h"

#include <stdarg.h>
#include <stdio.h>

/* A layout, and the change that registered it. */
typedef struct mog_checked_layout {
    uint32_t kind, version;
    const mog_kind *layout;
} mog_checked_layout;

typedef struct mog_checked_erasure {
    uint64_t number;
    char *subject; /* NULL: of any subject */
} mog_checked_erasure;

typedef struct mog_checked_counts {
    uint64_t records, kinds, notes, retracted, attached, boxes, tree;
    uint64_t values, opened, without_key, withheld, gone; /* personal values */
    uint64_t erased;                                      /* values, as the erasures say */
} mog_checked_counts;

typedef struct mog_checking {
    const mog_verify_plan *plan;
    mog_store *store;
    MDB_txn *txn;
    mog_journal journal;
    uint64_t last;
    json_t *difference; /* NULL: none yet */
    bool *matched;      /* of each checkpoint: */
    bool *reached;      /* it was compared */
    mog_digest root;
    mog_checked_counts counts;
    mog_arena *arena, *scratch; /* for all of it, and for the change at hand */
    mog_checked_layout *layouts;
    size_t layout_count, layout_capacity;
    mog_checked_erasure *erasures;
    size_t erasure_count, erasure_capacity;
    mog_pool persons;    /* that were erased, */
    uint64_t *erased_by; /* each by this change, the last that did */
    size_t erased_by_capacity;
    uint64_t later;    /* changes after `last` that were looked at for erasures */
    mog_pool contents; /* digests that attachments name */
    uint64_t *content_sizes;
    size_t content_size_capacity;
    uint8_t *used; /* a bit for each name, from 1: something has it */
    uint32_t name_count;
    /* progress */
    int channel;
    mog_database at;
    uint64_t done, total;
    int64_t told;
} mog_checking;

/* A difference. Returns MOG_NO. `database` as in MOG_DATABASES. */
mog_status mog_differs(mog_checking *c, mog_database database, uint64_t change, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Names a record in the difference: subject, item and kind by their numbers in a key, as far as they can be read. */
void mog_differs_on(mog_checking *c, const mog_record_key *key);
/* What a reading function returned: damage is a difference. MOG_OK and MOG_NO are passed on. */
mog_status mog_checked(mog_checking *c, mog_database database, uint64_t change, mog_status status, mog_error *err);
/* The same for a code of LMDB. */
mog_status mog_checked_code(mog_checking *c, mog_database database, uint64_t change, int code);

/* One more step was taken; at most every tenth of a second it is told. */
void mog_checking_step(mog_checking *c, mog_database database);

/* Walks a database, seeing to it that its keys ascend, so that the walk ends also in a file that is damaged. */
typedef mog_status mog_checked_visit(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value);
mog_status mog_checking_walk(mog_checking *c, mog_database database, mog_checked_visit *visit, void *context);

/* The journal by itself: leaves, order, tree, end, checkpoints (verify_journal.c). */
mog_status mog_check_journal(mog_checking *c);
/* Notes an erasure, so that records before it are known to lack values by right (verify_content.c). */
void mog_check_erasure(mog_checking *c, uint64_t number);
/* A person's key went by right: an erasure names the person, after this change. One that was written since the verification began counts:
 * the keys are those that are there now. */
bool mog_check_was_erased(mog_checking *c, const mog_person *person, uint64_t after);
/* Names lead from texts to numbers and back (verify_names.c). */
mog_status mog_check_names(mog_checking *c);
/* Something has a name. Afterwards: all of them are had by something. */
void mog_check_uses(mog_checking *c, uint32_t name);
mog_status mog_check_used(mog_checking *c);
/* What each change says that was stored (verify_content.c, verify_record.c). */
mog_status mog_check_changes(mog_checking *c);
mog_status mog_check_record(mog_checking *c, const mog_change *change);
/* The layout of a record among those registered so far; NULL: none. */
const mog_kind *mog_checked_layout_of(const mog_checking *c, uint32_t kind, uint32_t version);
/* Contents of attachments (verify_attached.c). */
mog_status mog_check_contents(mog_checking *c);
/* And that nothing else is there (verify_rest.c). */
mog_status mog_check_rest(mog_checking *c);

/* What mog_verify has its child do; for tests as well. `channel` is where progress is sent to; -1: nowhere. */
mog_status mog_verify_here(json_t **report, const mog_verify_plan *plan, int channel, mog_error *err);

#endif

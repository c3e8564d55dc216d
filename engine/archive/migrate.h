/* migrate.h: a store of format 1 (format1.h) brought to the present format.
 *
 * The old store is verified first. Then a new one is written in the folder STORE/migrating: the same changes with the same numbers and times,
 * the same records and layouts, the same numbers of names; personal values are sealed, so records that have some, and their digests, are not the
 * same bytes. Where a time was earlier than that of the change before it, which format 1 allowed, it is raised to that. Who made a change is
 * not known. The new store is verified (engine/audit/verify.h), and put in place:
 *
 *  1. personal.keys is renamed into the store's folder, which is synced: keys are there before what needs them;
 *  2. data.mdb gets the name data.format1.mdb as well (a hard link);
 *  3. the new data.mdb is renamed over data.mdb, and the folder is synced.
 *
 * A crash before 3 leaves a store of format 1, and migrating it again removes what is left and begins anew; the file of keys is of no use to
 * format 1. After 3 the store is the new one. Nobody else has the store open meanwhile (engine/store/usage.h).
 *
 * data.format1.mdb holds personal values in the clear; whoever migrates is told so.
 */
#ifndef MOG_ENGINE_ARCHIVE_MIGRATE_H
#define MOG_ENGINE_ARCHIVE_MIGRATE_H

#include "base/error.h"

#include <stdint.h>

#define MOG_FORMAT1_FILE "data.format1.mdb"

typedef struct mog_migration {
    uint64_t changes, records;
    uint64_t sealed; /* personal values */
    uint64_t raised; /* times that were raised */
} mog_migration;

/* MOG_INPUT: it has the present format already. MOG_SYSTEM: it is damaged, in use, or of another format; no room. Then it is as it was. */
mog_status mog_store_migrate(mog_migration *out, const char *dir, mog_error *err);

#endif

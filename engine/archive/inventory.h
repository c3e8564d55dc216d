/* inventory.h: what a store is and holds, in figures, at one moment. Nothing is verified: engine/audit does that. */
#ifndef MOG_ENGINE_ARCHIVE_INVENTORY_H
#define MOG_ENGINE_ARCHIVE_INVENTORY_H

#include "engine/store/meta.h"

typedef struct mog_inventory {
    mog_meta meta;
    uint64_t file_size, used_size, free_size; /* bytes of data.mdb: all; of pages in use; of pages that are free */
    uint64_t changes;
    mog_digest root;
    bool has_last;
    mog_time last_recorded;
    char last_by[MOG_AUTHOR_LIMIT + 1];
    uint64_t records, retracted;    /* all records; those of them that are retracted */
    uint64_t subjects, kinds;       /* with standing records; names of kinds, of any version */
    uint64_t attachments, contents; /* attached files; distinct ones */
    uint64_t content_size;          /* bytes of the distinct ones in the store, compressed */
    uint64_t personal;              /* values in boxes */
    bool knows_persons;             /* false: the keys cannot be read by us */
    uint64_t persons;               /* with keys */
    uint64_t readers;               /* snapshots open in other processes */
} mog_inventory;

mog_status mog_inventory_take(mog_inventory *out, mog_store *store, mog_error *err);

#endif

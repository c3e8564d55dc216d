/* format1.h: reading a store of format 1, which had no Merkle tree, no notes, and personal values in the clear; for migrate.c only.
 *
 *     meta      "store" -> format 4 · made 8 · checksum 8
 *     names, kinds, records      as in format 2 (engine/store/store.h), but that no record is sealed
 *     journal   number -> number 8 · recorded 8 · type 1 · size of key 1 · key · payload 32 · leaf 32 · chain 32
 *
 * Types 1 and 2 of journal.h; numbers big endian. leaf = SHA-256(0x00 || what stands before it), chain = SHA-256(0x01 || chain of the entry
 * before || leaf), the chain before the first being zeros. Nobody noted who did it, and times could go back.
 */
#ifndef MOG_ENGINE_ARCHIVE_FORMAT1_H
#define MOG_ENGINE_ARCHIVE_FORMAT1_H

#include "engine/store/journal.h"

typedef struct mog_format1 {
    mog_store
        *store; /* its environment, and the databases above; no function of engine/store that reads changes is for it */
    MDB_txn *txn;
    mog_time made;
    uint64_t last; /* the number of the last change */
} mog_format1;

/* Whoever calls has the store alone (`use_fd`). MOG_INPUT: it has the present format; MOG_SYSTEM: another, or damage. */
mog_status mog_format1_open(mog_format1 *out, const char *dir, int use_fd, mog_error *err);
void mog_format1_close(mog_format1 *old);

/* Everything: each leaf and the chain, each payload against its digest, each record against its layout, and that nothing else is there.
 * MOG_SYSTEM names the first that differs. */
mog_status mog_format1_verify(mog_format1 *old, mog_error *err);

/* A change (`by` empty, `leaf` as it stood), and the bytes that it stored: a record, or a layout's text. Views. */
mog_status mog_format1_change(mog_change *change, mog_text *stored, mog_format1 *old, uint64_t number, mog_error *err);
/* The number of names; they count from 1. */
mog_status mog_format1_names(uint32_t *out, mog_format1 *old, mog_error *err);

#endif

/* backup.h: a store in one file, made while others read and write it, and a store made of such a file again.
 *
 *     "mognad backup 1\n"
 *     "KEYS" section     the file of the keys to personal values, as it is (engine/store/keyring.h); left out where there is none, or it is
 *                        not wanted
 *     "DATA" section     data.mdb, compact (LMDB's copy without free pages)
 *     "DONE" · BLAKE2b-256 of all that stands before it (with "DONE")         and nothing after it
 *
 *     section    parts, ended by one of size 0; then the number of bytes that were compressed (8), and their BLAKE2b-256
 *     part       size (4) · so many bytes, at most MOG_BACKUP_PART, of one zstd stream with checksum a section          numbers big endian
 *
 * Why keys and data fit together, though nobody is made to wait. A key is on disk before the commit that needs it, so keys that are read after the copy's
 * transaction has begun hold all that the copy needs, unless some were erased in between. Keys are erased only after a change ERASED
 * has been committed (engine/store/erase.h). So: the number of the last change is read; the copy is begun, in a thread of
 * its own, into a pipe, which is known to have begun its transaction when the first bytes come; the keys are read; then
 * the journal is looked at again. If no change ERASED has come since the first look, no key had been taken away when the keys were
 * read, but for those of earlier changes, which the copy holds too. Else the copy is given up and begun again. While the keys are read their file may
 * be exchanged for another: then they are read again.
 *
 * A copy that was taken while an erasure was half done says so in its `meta`, and the next writer finishes it there too.
 *
 * The digests guard against damage, not against whoever can write the file: a backup from somebody else is not to be trusted
 * (LMDB trusts its pages); what comes from elsewhere comes as an archive (archive.h).
 *
 * Restoring makes a new folder (folder.h): every length and digest is checked, the store is opened, its journal verified and all its
 * records are read, and only then the folder gets its name.
 */
#ifndef MOG_ENGINE_ARCHIVE_BACKUP_H
#define MOG_ENGINE_ARCHIVE_BACKUP_H

#include "engine/archive/output.h"
#include "engine/store/store.h"

#include <stdio.h>

#define MOG_BACKUP_HEAD "mognad backup 1\n"
#define MOG_BACKUP_PART ((size_t)1 << 20)

typedef struct mog_backup {
    uint64_t stored;  /* bytes of data.mdb as it was copied */
    uint64_t size;    /* bytes of the backup */
    bool with_keys;   /* it has a section KEYS */
    uint64_t changes; /* of the store; a backup just made may hold a few more */
    uint64_t records; /* of a restored one: that were read */
    mog_digest root;  /* of a restored one */
} mog_backup;

/* Writes the backup; `out` is begun, and stays the caller's. MOG_SYSTEM: damage, no room, or erasures that do not end. */
mog_status mog_backup_write(mog_backup *made, mog_output *out, mog_store *store, bool with_keys, mog_error *err);

/* Makes the store of a backup. MOG_INPUT: it is no backup, a later version's, cut short or altered, or there is something in `dir`. On failure
 * nothing is left behind. `name` is the stream's, for errors. */
mog_status mog_backup_restore(mog_backup *restored, const char *dir, FILE *stream, const char *name, mog_error *err);

#endif

/* archive.h: a whole store as lines of JSON, and a store made of them again, with the same journal and so the same root.
 *
 * docs/archive.md says what each line is. In short:
 *
 *     head       version, id of the store, when it was made, number of changes, whether personal values are here
 *     change     in the order of their numbers: when, by whom, of what type, and what was stored: a record's bytes, a kind's
 *                layout, a note as it is
 *     value      after the record it belongs to, where personal values are wanted: person, salt, bytes
 *     content    before the change that attached it: a part of a file's bytes
 *     root       of the journal's tree, with the number of changes, and how many personal values were left out
 *     end        the digest of all lines before it
 *
 * Names have the numbers that their first use gives them, so they need no lines of their own.
 *
 * Exporting reads one snapshot. Importing trusts nothing: each line is held to its form, each record to its layout, each value to its
 * commitment, each attachment to its digest and to what files may be called; the journal is appended anew, change by change, and its root
 * must come out as the archive says. It fills a new folder (folder.h), and on any difference nothing is left of it. Memory: the
 * longest line (MOG_ARCHIVE_LINE) a few times over, 64 MiB for an attachment, 128 MiB at most for what is compressed, and the layouts of
 * kinds; it does not grow with the archive.
 *
 * Personal values are sealed under new keys. The secret that persons' numbers are made with (keyring.h) comes along with the values: the
 * numbers in notes of erasures stay right, and a person can still be found by name.
 */
#ifndef MOG_ENGINE_ARCHIVE_ARCHIVE_H
#define MOG_ENGINE_ARCHIVE_ARCHIVE_H

#include "engine/archive/output.h"
#include "engine/store/meta.h"
#include "engine/store/store.h"

#include <stdio.h>

#define MOG_ARCHIVE_VERSION 1
#define MOG_ARCHIVE_LINE ((size_t)24 << 20) /* bytes of a line at most */

typedef void mog_archive_progress(void *context, uint64_t done, uint64_t total); /* changes */

typedef struct mog_archive_plan {
    bool personal;   /* export: with personal values; whoever asks for them has had it journalled (DISCLOSED) */
    bool compress;   /* export: as one zstd stream; importing sees by itself whether it is one */
    size_t map_size; /* import: of the new store's map (environment.h); 0: as ever */
    mog_archive_progress *progress; /* may be NULL */
    void *context;
} mog_archive_plan;

typedef struct mog_archive_summary {
    uint8_t store[MOG_STORE_ID_SIZE];
    uint64_t changes, records, attachments;
    uint64_t values, withheld; /* personal values that are there, and that were left out and are not erased */
    uint64_t size;             /* export: bytes written */
    mog_digest root;
} mog_archive_summary;

/* How many records have personal values that could be exported. */
mog_status mog_archive_count_personal(uint64_t *records, mog_store *store, mog_error *err);

/* `to` is begun, and stays the caller's. MOG_SYSTEM: damage, no room. */
mog_status mog_archive_export(mog_archive_summary *out, mog_store *store, mog_output *to, const mog_archive_plan *plan,
                              mog_error *err);

/* MOG_INPUT: it is no archive, of a later version, cut short, altered, or holds what no store can hold; or there is something in `dir`.
 * `name` is the stream's, for errors, whose place is NAME:LINE. */
mog_status mog_archive_import(mog_archive_summary *out, const char *dir, FILE *stream, const char *name,
                              const mog_archive_plan *plan, mog_error *err);

#endif

/* importing.h: an import under way; for import.c and import_change.c only. */
#ifndef MOG_ENGINE_ARCHIVE_IMPORTING_H
#define MOG_ENGINE_ARCHIVE_IMPORTING_H

#include "engine/archive/archive.h"
#include "engine/store/batch.h"

typedef struct mog_imported_layout {
    uint32_t kind, version;
    const mog_kind *layout;
} mog_imported_layout;

typedef struct mog_importing {
    mog_archive_summary *out;
    const char *name; /* of the stream */
    uint64_t line;    /* at hand */
    const json_t *json;
    size_t taken; /* of its keys */
    mog_meta meta;
    uint64_t changes; /* that the head announced */
    bool personal;
    bool ended; /* only the last line is to come */
    mog_store *store;
    mog_batch *batch;
    mog_keyring *keys;  /* NULL: without personal values */
    size_t pending;     /* bytes in the batch, about */
    mog_arena *scratch; /* of the line at hand */
    mog_arena *arena;   /* of the layouts that were used last */
    mog_imported_layout *layouts;
    size_t layout_count, layout_capacity;
    bool has_parts; /* some register says what its subject is part of */
    /* the record whose values may follow */
    mog_buffer record;
    const mog_kind *kind;
    const uint8_t **commitments; /* in `record` */
    size_t commitment_count, commitment_capacity, next_value;
    bool has_values;  /* some have come */
    uint64_t missing; /* personal values that did not come, of all records */
    /* the contents that the next change must name: those that are whole, and the one whose parts are coming */
    mog_pool contents;
    uint32_t named; /* of them, by the change at hand: a bit each */
    bool has_content;
    mog_digest content;
    uint64_t content_size;
    uint32_t next_part;
    mog_buffer bytes;
} mog_importing;

/* MOG_INPUT, at the line at hand. */
mog_status mog_import_refuse(const mog_importing *m, mog_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What another function complained of, as a refusal of the line; MOG_OK is passed on. */
mog_status mog_import_refuse_for(const mog_importing *m, mog_status status, const mog_error *cause, mog_error *err);

/* What the line's object holds under a key. Texts are borrowed from it, bytes are from `scratch`. */
bool mog_import_has(const mog_importing *m, const char *key);
mog_status mog_import_text(mog_text *out, mog_importing *m, const char *key, mog_error *err);
mog_status mog_import_number(uint64_t *out, mog_importing *m, const char *key, mog_error *err);
mog_status mog_import_bool(bool *out, mog_importing *m, const char *key, mog_error *err);
mog_status mog_import_time(mog_time *out, mog_importing *m, const char *key, mog_error *err);
mog_status mog_import_hex(uint8_t *out, size_t size, mog_importing *m, const char *key, mog_error *err);
mog_status mog_import_base64(mog_text *out, mog_importing *m, const char *key, mog_error *err);
/* That nothing else stands in it. */
mog_status mog_import_line_ends(const mog_importing *m, mog_error *err);

/* A line of each sort (import_change.c). */
mog_status mog_import_change(mog_importing *m, mog_error *err);
mog_status mog_import_value(mog_importing *m, mog_error *err);
mog_status mog_import_content(mog_importing *m, mog_error *err);
/* The record at hand has all the values it will get. */
mog_status mog_import_settle_record(mog_importing *m, mog_error *err);

#endif

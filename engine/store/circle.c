#include "engine/store/circle.h"

#include "engine/store/keys.h"
#include "engine/store/layouts.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 12 /* subjects of a circle that are named */

int mog_part_of_slot(const mog_kind *kind)
{
    int slot = kind->is_register ? mog_row_find(&kind->row, MOG_TEXT("part_of")) : -1;
    if (slot < 0 || kind->row.fields[slot].personal) return -1;
    return kind->row.fields[slot].type.tag == MOG_TYPE_REFERENCE ? slot : -1;
}

typedef struct layout {
    uint32_t kind, version;
    int slot; /* of part_of; -1: none */
    const mog_kind *held;
} layout;

typedef struct climb {
    MDB_txn *txn;
    mog_store *store;
    MDB_cursor *cursor;
    mog_arena *arena;
    layout *layouts; /* that were met */
    size_t layout_count, layout_capacity;
    mog_pool settled; /* subjects from which the way up ends */
    mog_error *err;
} climb;

static mog_status find_layout(layout *out, climb *c, uint32_t kind, uint32_t version)
{
    for (size_t i = 0; i < c->layout_count; i++) {
        *out = c->layouts[i];
        if (out->kind == kind && out->version == version) return MOG_OK;
    }
    const mog_kind *held;
    bool found;
    mog_status status = mog_layouts_read(&held, &found, c->arena, c->txn, c->store->databases[MOG_DATABASE_KINDS], kind,
                                         version, c->err);
    if (!status && !found) status = mog_store_damaged(c->err, "version %u of kind %u is missing", version, kind);
    if (status) return status;
    int slot = mog_row_find(&held->row, MOG_TEXT("part_of"));
    if (slot >= 0 && (held->row.fields[slot].type.tag != MOG_TYPE_REFERENCE || held->row.fields[slot].personal))
        slot = -1;
    *out = (layout){kind, version, slot, held};
    MOG_PUSH(c->layouts, c->layout_count, c->layout_capacity) = *out;
    return MOG_OK;
}

static mog_status find_id(uint32_t *out, climb *c, mog_text name)
{
    return mog_names_find(out, c->txn, c->store->databases[MOG_DATABASE_NAMES], name, c->err);
}

/* The newest register of a subject; *out NULL: it has none. */
static mog_status find_register(const mog_record **out, climb *c, mog_text subject)
{
    const char *colon = subject.size ? memchr(subject.at, ':', subject.size) : NULL;
    uint32_t subject_id = 0, kind_id = 0;
    *out = NULL;
    if (!colon) return MOG_OK;
    mog_status status = find_id(&subject_id, c, subject);
    if (!status) status = find_id(&kind_id, c, (mog_text){subject.at, (size_t)(colon - subject.at)});
    if (status || !subject_id || !kind_id) return status;
    uint8_t room[MOG_RECORD_KEY_SIZE];
    mog_record_key wanted = {subject_id, kind_id, 0, INT64_MAX, UINT64_MAX}, found;
    mog_record_key_encode(room, &wanted);
    MDB_val key = {sizeof room, room}, value;
    int code = mdb_cursor_get(c->cursor, &key, &value, MDB_SET_RANGE);
    for (; !code; code = mdb_cursor_get(c->cursor, &key, &value, MDB_NEXT)) {
        uint64_t retracted;
        if (!mog_record_key_decode(&found, &key)) return mog_store_damaged(c->err, "a record's key is not one");
        if (found.subject != subject_id || found.kind != kind_id || found.item != 0) return MOG_OK;
        if ((status = mog_notes_retracted(&retracted, c->txn, c->store, found.id, c->err))) return status;
        if (retracted) continue;
        status = mog_record_check(value.mv_data, value.mv_size, c->err);
        if (!status) *out = value.mv_data;
        return status;
    }
    return code == MDB_NOTFOUND ? MOG_OK : mog_lmdb_fail(code, c->store->folder, "read the records", c->err);
}

/* What a subject is part of; empty: nothing that is known. */
static mog_status find_whole(mog_text *out, climb *c, mog_text subject)
{
    const mog_record *record;
    layout held;
    *out = (mog_text){0};
    mog_status status = find_register(&record, c, subject);
    if (status || !record || record->flags & MOG_RECORD_CENSUS) return status;
    if ((status = find_layout(&held, c, record->kind, record->version))) return status;
    if ((status = mog_record_check_layout(record, held.held, c->err))) return status;
    const uint8_t *row = mog_record_row(record);
    if (held.slot < 0 || !mog_row_has(row, (uint32_t)held.slot)) return MOG_OK;
    mog_text whole = mog_slot_text(mog_row_slot(row, held.held->row.words, (uint32_t)held.slot));
    *out = (mog_text){mog_arena_copy(c->arena, whole.at, whole.size), whole.size};
    return MOG_OK;
}

/* From the subject `from` on the path, up to it again. */
static mog_status refuse(climb *c, const mog_pool *path, size_t from)
{
    mog_buffer circle = {0};
    size_t count = path->count - from;
    for (size_t i = 0; i < count; i++) {
        if (count > SHOWN && i == SHOWN - 1) {
            mog_buffer_format(&circle, "… → ");
            i = count - 1;
        }
        mog_text name = path->entries[from + i].key;
        mog_buffer_format(&circle, "%.*s → ", (int)(name.size > 80 ? 80 : name.size), name.at);
    }
    mog_text first = path->entries[from].key;
    mog_buffer_format(&circle, "%.*s", (int)(first.size > 80 ? 80 : first.size), first.at);
    mog_fail(c->err, MOG_INPUT, "`part_of` leads in a circle: %s", circle.at);
    mog_error_hint(c->err, "nothing is part of itself; correct `part_of` in the register of one of them");
    mog_buffer_free(&circle);
    return MOG_INPUT;
}

/* Follows the way up from a subject. A circle that it runs into, but is not in itself, was there before. */
static mog_status climb_from(climb *c, mog_text subject)
{
    mog_pool path = {0};
    mog_text at = subject;
    mog_status status = MOG_OK;
    while (at.size && mog_pool_find(&c->settled, at.at, at.size) < 0) {
        bool is_new;
        uint32_t number = mog_pool_add(&path, at.at, at.size, &is_new);
        if (!is_new) {
            if (number == 0) status = refuse(c, &path, 0);
            break;
        }
        if ((status = find_whole(&at, c, at))) break;
    }
    if (!status && !at.size) { /* it ended */
        for (size_t i = 0; i < path.count; i++)
            mog_pool_add(&c->settled, path.entries[i].key.at, path.entries[i].key.size, NULL);
    }
    mog_pool_free(&path);
    return status;
}

mog_status mog_circle_check(MDB_txn *txn, mog_store *store, const mog_pool *subjects, mog_error *err)
{
    climb c = {.txn = txn, .store = store, .arena = mog_arena_new(), .err = err};
    mog_status status = MOG_OK;
    int code = mdb_cursor_open(txn, store->databases[MOG_DATABASE_RECORDS], &c.cursor);
    if (code) status = mog_lmdb_fail(code, store->folder, "read the records", err);
    for (size_t i = 0; i < subjects->count && !status; i++) status = climb_from(&c, subjects->entries[i].key);
    if (c.cursor) mdb_cursor_close(c.cursor);
    mog_pool_free(&c.settled);
    mog_arena_free(c.arena);
    free(c.layouts);
    return status;
}

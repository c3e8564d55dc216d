/* verify_content.c: what each change says that was stored: kinds, notes and what is looked up through them. Records: verify_record.c. */
#include "engine/audit/checking.h"

#include "engine/store/attachment.h"
#include "engine/store/contents.h"
#include "engine/store/kept.h"
#include "engine/store/layouts.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static bool is_of(const mog_change *change, const void *bytes, size_t size)
{
    mog_digest digest = mog_blake2b(bytes, size);
    return memcmp(&digest, &change->payload, sizeof digest) == 0;
}

static mog_status key_differs(mog_checking *c, const mog_change *change)
{
    return mog_differs(c, MOG_DATABASE_JOURNAL, change->number, "change %llu is about nothing that there can be",
                       (unsigned long long)change->number);
}

/* ---- kinds */

const mog_kind *mog_checked_layout_of(const mog_checking *c, uint32_t kind, uint32_t version)
{
    for (size_t i = 0; i < c->layout_count; i++) {
        if (c->layouts[i].kind == kind && c->layouts[i].version == version) return c->layouts[i].layout;
    }
    return NULL;
}

static mog_status check_layout_text(mog_checking *c, const mog_change *change, uint32_t id, uint32_t version,
                                    mog_text text, mog_text name)
{
    mog_kind *layout;
    unsigned long long number = change->number;
    if (!is_of(change, text.at, text.size))
        return mog_differs(c, MOG_DATABASE_KINDS, change->number,
                           "version %u of the kind %.*s is not the text that change %llu registered", version,
                           (int)name.size, name.at, number);
    if (mog_kind_parse(&layout, c->arena, text, NULL))
        return mog_differs(c, MOG_DATABASE_KINDS, change->number, "version %u of the kind %.*s cannot be read", version,
                           (int)name.size, name.at);
    if (!mog_text_equal(layout->name, name))
        return mog_differs(c, MOG_DATABASE_KINDS, change->number, "change %llu registered a kind under another's name",
                           number);
    if (version == 0 || (version > 1 && !mog_checked_layout_of(c, id, version - 1)) ||
        mog_checked_layout_of(c, id, version))
        return mog_differs(c, MOG_DATABASE_KINDS, change->number,
                           "version %u of the kind %.*s was registered out of turn", version, (int)name.size, name.at);
    MOG_PUSH(c->layouts, c->layout_count, c->layout_capacity) = (mog_checked_layout){id, version, layout};
    return MOG_OK;
}

static mog_status check_kind(mog_checking *c, const mog_change *change)
{
    mog_text text, name;
    bool found;
    mog_error cause = MOG_ERROR_NONE;
    if (change->key_size != MOG_LAYOUT_KEY_SIZE) return key_differs(c, change);
    uint32_t id = mog_get_be32(change->key), version = mog_get_be32(change->key + 4);
    mog_status status = mog_names_text(&name, c->txn, c->store->databases[MOG_DATABASE_NAMES], id, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_NAMES, change->number, status, &cause);
    mog_check_uses(c, id);
    status = mog_layouts_text(&text, &found, c->txn, c->store->databases[MOG_DATABASE_KINDS], id, version, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_KINDS, change->number, status, &cause);
    if (!found)
        return mog_differs(c, MOG_DATABASE_KINDS, change->number, "version %u of the kind %.*s is missing", version,
                           (int)name.size, name.at);
    c->counts.kinds++;
    return check_layout_text(c, change, id, version, text, name);
}

/* ---- notes */

static mog_status note_differs(mog_checking *c, const mog_change *change, const char *what)
{
    return mog_differs(c, MOG_DATABASE_NOTES, change->number, "the note of change %llu %s",
                       (unsigned long long)change->number, what);
}

/* Retractions and attachments are of a record that was added before. */
static mog_status check_about_record(mog_checking *c, const mog_change *change, const json_t *note)
{
    mog_change added;
    bool found;
    mog_error cause = MOG_ERROR_NONE;
    uint64_t record = mog_change_record(change);
    const json_t *named = json_object_get(note, "record");
    if (!record || record >= change->number) return key_differs(c, change);
    mog_status status = mog_journal_read(&added, &found, &c->journal, record, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_JOURNAL, record, status, &cause);
    if (!found || added.type != MOG_CHANGE_RECORD_ADDED) return key_differs(c, change);
    if (!json_is_integer(named) || (uint64_t)json_integer_value(named) != record)
        return note_differs(c, change, "names another record than the change does");
    return MOG_OK;
}

static mog_status check_retracted(mog_checking *c, const mog_change *change, const json_t *note)
{
    uint64_t number;
    mog_error cause = MOG_ERROR_NONE;
    uint64_t record = mog_change_record(change);
    mog_status status = check_about_record(c, change, note);
    if (status) return status;
    c->counts.retracted++;
    status = mog_notes_retracted(&number, c->txn, c->store, record, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_RETRACTED, change->number, status, &cause);
    if (number == change->number) return MOG_OK;
    return mog_differs(c, MOG_DATABASE_RETRACTED, change->number,
                       number ? "that record %llu was retracted is said of another change than %llu"
                              : "record %llu was retracted by change %llu, and does not count as retracted",
                       (unsigned long long)record, (unsigned long long)change->number);
}

/* A content that a change names: it is there, and all who name it say the same of its size. What is in it: verify_attached.c. */
static mog_status check_named(mog_checking *c, const mog_change *change, const mog_digest *content, uint64_t size)
{
    uint8_t room[MOG_DIGEST_SIZE + 4] = {0};
    bool is_new;
    memcpy(room, content, MOG_DIGEST_SIZE);
    MDB_val key = {sizeof room, room}, value;
    int code = mdb_get(c->txn, c->store->databases[MOG_DATABASE_CONTENTS], &key, &value);
    if (code && code != MDB_NOTFOUND) return mog_checked_code(c, MOG_DATABASE_CONTENTS, change->number, code);
    if (code)
        return mog_differs(c, MOG_DATABASE_CONTENTS, change->number, "the content that change %llu names is missing",
                           (unsigned long long)change->number);
    uint32_t which = mog_pool_add(&c->contents, content, MOG_DIGEST_SIZE, &is_new);
    size_t count = which;
    if (is_new) MOG_PUSH(c->content_sizes, count, c->content_size_capacity) = size;
    if (c->content_sizes[which] != size)
        return note_differs(c, change, "gives another size for a content than an earlier one");
    return MOG_OK;
}

static mog_status check_attached(mog_checking *c, const mog_change *change, mog_text line, const json_t *note)
{
    mog_attachment attached;
    uint64_t number, record = mog_change_record(change);
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = check_about_record(c, change, note);
    if (status) return status;
    if (!mog_attachment_parse(&attached, c->scratch, line))
        return note_differs(c, change, "is not that of an attachment");
    c->counts.attached++;
    status = mog_notes_next_attached(&number, c->txn, c->store, record, change->number - 1, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_ATTACHED, change->number, status, &cause);
    if (number != change->number)
        return mog_differs(c, MOG_DATABASE_ATTACHED, change->number,
                           "record %llu has an attachment by change %llu, and does not show it",
                           (unsigned long long)record, (unsigned long long)change->number);
    return check_named(c, change, &attached.content, attached.size);
}

static mog_status check_run(mog_checking *c, const mog_change *change, const json_t *note)
{
    mog_kept kept[MOG_KEPT_MOST];
    int count = mog_kept_parse(kept, note);
    mog_status status = MOG_OK;
    if (count < 0) return note_differs(c, change, "keeps what is none");
    for (int i = 0; i < count && !status; i++) status = check_named(c, change, &kept[i].content, kept[i].size);
    return status;
}

/* False: it is not the note of an erasure. `subject` is borrowed, NULL: of any. */
static bool read_erasure(const char **subject, uint64_t *values, const json_t *note)
{
    const json_t *named = json_object_get(note, "subject"), *count = json_object_get(note, "values");
    *subject = json_string_value(named);
    if (!json_is_integer(count) || json_integer_value(count) < 0) return false;
    *values = (uint64_t)json_integer_value(count);
    return true;
}

/* NULL: it cannot be read. */
static json_t *note_of(const mog_checking *c, MDB_txn *txn, uint64_t number)
{
    mog_text line;
    json_t *note;
    bool found;
    if (mog_notes_text(&line, &found, txn, c->store, number, NULL) || !found) return NULL;
    return mog_json_parse(&note, line, MOG_NOTE_LIMIT, NULL) ? NULL : note;
}

static void add_persons(mog_checking *c, uint64_t number, const json_t *note)
{
    const json_t *persons = json_object_get(note, "persons");
    for (size_t i = 0; i < json_array_size(persons); i++) {
        mog_person person;
        size_t size;
        const char *hex = json_string_value(json_array_get(persons, i));
        bool is_new;
        if (!hex || sodium_hex2bin(person.bytes, sizeof person.bytes, hex, strlen(hex), NULL, &size, NULL) != 0 ||
            size != sizeof person.bytes)
            continue;
        size_t which = mog_pool_add(&c->persons, &person, sizeof person, &is_new), count = which;
        if (is_new) MOG_PUSH(c->erased_by, count, c->erased_by_capacity) = number;
        c->erased_by[which] = number;
    }
}

/* What cannot be read is told when its turn comes. */
void mog_check_erasure(mog_checking *c, uint64_t number)
{
    const char *subject;
    uint64_t values;
    json_t *note = note_of(c, c->txn, number);
    if (!note) return;
    add_persons(c, number, note);
    if (read_erasure(&subject, &values, note)) {
        c->counts.erased += values;
        MOG_PUSH(c->erasures, c->erasure_count, c->erasure_capacity) =
            (mog_checked_erasure){number, subject ? mog_arena_copy(c->arena, subject, strlen(subject)) : NULL};
    }
    json_decref(note);
}

/* Whom changes erased that were written since the transaction began. */
static void add_later_persons(mog_checking *c)
{
    MDB_txn *txn;
    mog_change change;
    bool found = true;
    c->store->snapshots++; /* the map is not to be exchanged under the transaction that is open */
    mog_status status = mog_environment_begin(&txn, c->store, false, NULL);
    c->store->snapshots--;
    if (status) return;
    mog_journal journal = mog_journal_of(c->store, txn);
    if (c->later < c->last) c->later = c->last;
    while (!mog_journal_read(&change, &found, &journal, c->later + 1, NULL) && found) {
        json_t *note = change.type == MOG_CHANGE_ERASED ? note_of(c, txn, change.number) : NULL;
        add_persons(c, change.number, note);
        json_decref(note);
        c->later++;
    }
    mdb_txn_abort(txn);
}

static bool is_erased(const mog_checking *c, const mog_person *person, uint64_t after)
{
    int64_t which = mog_pool_find(&c->persons, person, sizeof *person);
    return which >= 0 && c->erased_by[which] > after;
}

bool mog_check_was_erased(mog_checking *c, const mog_person *person, uint64_t after)
{
    if (is_erased(c, person, after)) return true;
    add_later_persons(c);
    return is_erased(c, person, after);
}

static mog_status check_erased(mog_checking *c, const mog_change *change, const json_t *note)
{
    const char *subject;
    uint64_t values;
    return read_erasure(&subject, &values, note) ? MOG_OK : note_differs(c, change, "is not that of an erasure");
}

static mog_status check_parsed(mog_checking *c, const mog_change *change, mog_text line, const json_t *note)
{
    mog_verifier key;
    switch (change->type) {
    case MOG_CHANGE_RETRACTED: return check_retracted(c, change, note);
    case MOG_CHANGE_ATTACHED: return check_attached(c, change, line, note);
    case MOG_CHANGE_ERASED: return check_erased(c, change, note);
    case MOG_CHANGE_RUN_RECORDED: return check_run(c, change, note);
    case MOG_CHANGE_KEY_CHANGED:
        return mog_known_key_read(&key, line) ? MOG_OK : note_differs(c, change, "is not that of a key");
    default: return MOG_OK;
    }
}

static mog_status check_note(mog_checking *c, const mog_change *change)
{
    mog_text line;
    json_t *note;
    bool found;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_notes_text(&line, &found, c->txn, c->store, change->number, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_NOTES, change->number, status, &cause);
    if (!found) return note_differs(c, change, "is missing");
    if (!is_of(change, line.at, line.size)) return note_differs(c, change, "is not the one that was written");
    if (mog_json_parse(&note, line, MOG_NOTE_LIMIT, NULL)) return note_differs(c, change, "cannot be read");
    c->counts.notes++;
    status = json_is_object(note) ? check_parsed(c, change, line, note) : note_differs(c, change, "cannot be read");
    json_decref(note);
    return status;
}

mog_status mog_check_changes(mog_checking *c)
{
    mog_status status = MOG_OK;
    for (uint64_t number = 1; number <= c->last && !status; number++) {
        mog_change change;
        bool found;
        mog_error cause = MOG_ERROR_NONE;
        mog_arena_reset(c->scratch);
        status = mog_checked(c, MOG_DATABASE_JOURNAL, number,
                             mog_journal_read(&change, &found, &c->journal, number, &cause), &cause);
        if (status) break;
        if (!found)
            status = mog_differs(c, MOG_DATABASE_JOURNAL, number, "entry %llu of the journal is missing",
                                 (unsigned long long)number);
        else if (change.type == MOG_CHANGE_RECORD_ADDED) status = mog_check_record(c, &change);
        else if (change.type == MOG_CHANGE_KIND_REGISTERED) status = check_kind(c, &change);
        else status = check_note(c, &change);
        mog_checking_step(c, change.type == MOG_CHANGE_RECORD_ADDED ? MOG_DATABASE_RECORDS : MOG_DATABASE_NOTES);
    }
    return status;
}

#include "engine/store/erase.h"

#include "engine/store/batch.h"
#include "engine/store/keys.h"
#include "engine/store/names.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- whose */

static mog_status check_persons(const mog_erasure *erasure, mog_error *err)
{
    for (size_t i = 0; i < erasure->person_count; i++) {
        mog_text name = erasure->persons[i];
        if (name.size && name.size <= MOG_NAME_LIMIT && mog_utf8_valid(name) == name.size) continue;
        mog_fail(err, MOG_INPUT, "the name of a person is empty, longer than %d bytes, or not UTF-8", MOG_NAME_LIMIT);
        mog_error_hint(err, "name the person as the evidence does");
        return MOG_INPUT;
    }
    return MOG_OK;
}

typedef struct persons {
    mog_person *at;
    size_t count, capacity;
} persons;

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(mog_person));
}

static void add_persons(persons *all, const mog_keyring *keys, const mog_erasure *erasure, mog_text subject)
{
    for (size_t i = 0; i < erasure->person_count; i++)
        MOG_PUSH(all->at, all->count, all->capacity) = mog_keyring_person(keys, subject, erasure->persons[i]);
}

/* Of all subjects that have a record, retracted ones too. */
static mog_status add_of_all(persons *all, MDB_txn *txn, const mog_store *store, const mog_keyring *keys,
                             const mog_erasure *erasure, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    mog_status status = MOG_OK;
    int code = mdb_cursor_open(txn, store->databases[MOG_DATABASE_RECORDS], &cursor);
    if (code) return mog_lmdb_fail(code, store->folder, "read the records", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    while (!code && !status) {
        mog_record_key found = {0};
        mog_text subject;
        uint8_t room[MOG_RECORD_KEY_SIZE];
        if (!mog_record_key_decode(&found, &key)) status = mog_store_damaged(err, "a record's key is not one");
        else status = mog_names_text(&subject, txn, store->databases[MOG_DATABASE_NAMES], found.subject, err);
        if (status || found.subject == UINT32_MAX) break;
        add_persons(all, keys, erasure, subject);
        mog_record_key next = {.subject = found.subject + 1, .observed = INT64_MAX, .id = UINT64_MAX};
        mog_record_key_encode(room, &next);
        key = (MDB_val){sizeof room, room};
        code = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    }
    mdb_cursor_close(cursor);
    if (!status && code && code != MDB_NOTFOUND) status = mog_lmdb_fail(code, store->folder, "read the records", err);
    return status;
}

static mog_status add_of_one(persons *all, MDB_txn *txn, const mog_store *store, const mog_keyring *keys,
                             const mog_erasure *erasure, mog_error *err)
{
    uint32_t id;
    mog_status status = mog_names_find(&id, txn, store->databases[MOG_DATABASE_NAMES], erasure->subject, err);
    if (status) return status;
    if (!id) {
        mog_fail(err, MOG_INPUT, "there is no evidence about `%.*s`", (int)erasure->subject.size, erasure->subject.at);
        mog_error_hint(err, "`mognad evidence list` shows what there is evidence about");
        return MOG_INPUT;
    }
    add_persons(all, keys, erasure, erasure->subject);
    return MOG_OK;
}

/* ---- what they have in the store */

typedef struct place {
    uint64_t record;
    uint32_t ordinal;
} place;

typedef struct finding {
    persons all;   /* who could be meant, sorted */
    bool *matches; /* who of them has a key or a box */
    place *places; /* of their boxes */
    size_t count, capacity;
    uint64_t others; /* boxes of others in the same records */
} finding;

static void find_free(finding *f)
{
    free(f->all.at);
    free(f->matches);
    free(f->places);
}

static void note_match(finding *f, const void *person, bool *found)
{
    const mog_person *at = f->all.count ? bsearch(person, f->all.at, f->all.count, sizeof *at, by_bytes) : NULL;
    *found = at != NULL;
    if (at) f->matches[at - f->all.at] = true;
}

static mog_status find_boxes(finding *f, MDB_txn *txn, const mog_store *store, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, box;
    uint64_t record = 0, others = 0; /* the one at hand, and its boxes of others */
    bool meant = false;              /* it has one that is meant */
    mog_status status = MOG_OK;
    int code = mdb_cursor_open(txn, store->databases[MOG_DATABASE_PERSONAL], &cursor);
    if (code) return mog_lmdb_fail(code, store->folder, "read personal values", err);
    while (!status && !(code = mdb_cursor_get(cursor, &key, &box, MDB_NEXT))) {
        bool found;
        if (key.mv_size != MOG_BOX_KEY_SIZE || box.mv_size < MOG_PERSON_SIZE) {
            status = mog_store_damaged(err, "a personal value is cut short");
            break;
        }
        place here = {mog_get_be64(key.mv_data), mog_get_be32((const uint8_t *)key.mv_data + 8)};
        if (here.record != record) {
            f->others += meant ? others : 0;
            record = here.record;
            others = 0;
            meant = false;
        }
        note_match(f, box.mv_data, &found);
        others += !found;
        meant |= found;
        if (found) MOG_PUSH(f->places, f->count, f->capacity) = here;
    }
    f->others += meant ? others : 0;
    mdb_cursor_close(cursor);
    if (!status && code != MDB_NOTFOUND) status = mog_lmdb_fail(code, store->folder, "read personal values", err);
    return status;
}

static mog_status find(finding *out, MDB_txn *txn, const mog_store *store, const mog_keyring *keys,
                       const mog_erasure *erasure, mog_error *err)
{
    *out = (finding){0};
    mog_status status = check_persons(erasure, err);
    if (!status) {
        status = erasure->subject.size ? add_of_one(&out->all, txn, store, keys, erasure, err)
                                       : add_of_all(&out->all, txn, store, keys, erasure, err);
    }
    if (status) return status;
    if (out->all.count) qsort(out->all.at, out->all.count, sizeof *out->all.at, by_bytes);
    out->matches = calloc(out->all.count + 1, sizeof *out->matches);
    if (!out->matches) mog_out_of_memory();
    for (size_t i = 0; i < out->all.count; i++) out->matches[i] = mog_keyring_key(keys, &out->all.at[i]) != NULL;
    return find_boxes(out, txn, store, err);
}

/* Keeps those that match, each once, and counts. */
static mog_erased settle(finding *f)
{
    mog_erased counts = {.values = f->count, .others = f->others};
    size_t kept = 0;
    for (size_t i = 0; i < f->all.count; i++) {
        if (!f->matches[i] || (kept && by_bytes(&f->all.at[kept - 1], &f->all.at[i]) == 0)) continue;
        f->all.at[kept++] = f->all.at[i];
    }
    counts.persons = f->all.count = kept;
    for (size_t i = 0; i < f->count; i++) counts.records += i == 0 || f->places[i].record != f->places[i - 1].record;
    return counts;
}

mog_status mog_store_count_erasure(mog_erased *out, mog_store *store, const mog_erasure *erasure, mog_error *err)
{
    MDB_txn *txn;
    finding f;
    mog_keyring *keys;
    *out = (mog_erased){0};
    mog_status status = mog_personal_keys(&keys, store, err);
    if (!status) status = mog_environment_begin(&txn, store, false, err);
    if (status) return status;
    status = find(&f, txn, store, keys, erasure, err);
    if (!status) *out = settle(&f);
    else mog_error_place(err, "%s", store->folder);
    find_free(&f);
    mdb_txn_abort(txn);
    return status;
}

/* ---- step 1 */

static MDB_val erasing_key(void)
{
    static char name[] = "erasing";
    return (MDB_val){sizeof name - 1, name};
}

/* Whose keys are to go, as a view; *size 0: nobody's. */
static mog_status read_erasing(const uint8_t **at, size_t *size, mog_writing *writing, mog_error *err)
{
    MDB_val key = erasing_key(), value;
    *size = 0;
    int code = mdb_get(writing->txn, mog_writing_database(writing, MOG_DATABASE_META), &key, &value);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, writing->store->folder, "read the store", err);
    *at = value.mv_data;
    *size = value.mv_size < 8 ? 0 : value.mv_size - 8;
    if (!*size || *size % sizeof(mog_person) || mog_get_be64(*at + *size) != mog_checksum(*at, *size))
        return mog_store_damaged(err, "whose keys are to go cannot be read");
    return MOG_OK;
}

/* The persons, after those of an erasure earlier in the batch, and a checksum. */
static mog_status put_erasing(mog_writing *writing, const persons *gone, mog_error *err)
{
    const uint8_t *earlier;
    size_t before, size = gone->count * sizeof *gone->at;
    mog_status status = read_erasing(&earlier, &before, writing, err);
    if (status) return status;
    uint8_t *bytes = mog_allocate(before + size + 8);
    if (before) memcpy(bytes, earlier, before);
    memcpy(bytes + before, gone->at, size);
    size += before;
    mog_put_be64(bytes + size, mog_checksum(bytes, size));
    status = mog_writing_put(writing, MOG_DATABASE_META, erasing_key(), (MDB_val){size + 8, bytes}, 0,
                             "note whose keys are to go", err);
    free(bytes);
    return status;
}

static mog_status put_note(mog_erased *counts, mog_batch *batch, const mog_erasure *erasure, const mog_person *gone,
                           size_t count, uint64_t values, mog_error *err)
{
    json_t *note = mog_json_object(), *ids = mog_json_array();
    for (size_t i = 0; i < count; i++) {
        char hex[2 * MOG_PERSON_SIZE + 1];
        sodium_bin2hex(hex, sizeof hex, gone[i].bytes, MOG_PERSON_SIZE);
        mog_json_append(ids, mog_json_text(mog_text_of(hex)));
    }
    mog_json_set(note, "subject", erasure->subject.size ? mog_json_text(erasure->subject) : json_null());
    mog_json_set(note, "persons", ids);
    mog_json_set(note, "reason", mog_json_text(erasure->reason));
    mog_json_set(note, "values", mog_json_made(json_integer((json_int_t)values)));
    mog_status status = mog_batch_note(&counts->change, batch, MOG_CHANGE_ERASED, 0, note, err);
    json_decref(note);
    return status;
}

static mog_status take_away(mog_erased *counts, mog_batch *batch, const mog_erasure *erasure, const finding *f,
                            mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < f->count && !status; i++)
        status = mog_personal_delete(&batch->writing, f->places[i].record, f->places[i].ordinal, err);
    for (size_t i = 0; i < f->all.count && !status; i += MOG_ERASED_AT_ONCE) {
        size_t count = f->all.count - i < MOG_ERASED_AT_ONCE ? f->all.count - i : MOG_ERASED_AT_ONCE;
        status = put_note(counts, batch, erasure, f->all.at + i, count, i ? 0 : counts->values, err);
    }
    return status ? status : put_erasing(&batch->writing, &f->all, err);
}

mog_status mog_batch_erase(mog_erased *out, mog_batch *batch, const mog_erasure *erasure, mog_error *err)
{
    finding f = {0};
    mog_keyring *keys;
    *out = (mog_erased){0};
    if (!batch->writing.txn) return mog_fail(err, MOG_INTERNAL, "the batch has failed already");
    mog_status status = mog_batch_check_reason(erasure->reason, "say why, and not who: the reason stays", err);
    if (!status) status = mog_personal_keys(&keys, batch->store, err);
    if (!status) status = find(&f, batch->writing.txn, batch->store, keys, erasure, err);
    if (!status) *out = settle(&f);
    if (!status && out->persons) {
        batch->erases = true;
        status = take_away(out, batch, erasure, &f, err);
    }
    find_free(&f);
    return mog_batch_settle(batch, status, err);
}

/* ---- steps 2 and 3 */

/* Step 2. *marked false: nothing is to be done. */
static mog_status take_keys(bool *marked, mog_writing *writing, mog_error *err)
{
    mog_keyring *keys;
    const uint8_t *at;
    size_t size, erased;
    mog_status status = read_erasing(&at, &size, writing, err);
    *marked = status || size;
    if (status || !size) return status;
    if ((status = mog_personal_keys(&keys, writing->store, err))) return status;
    return mog_keyring_erase(&erased, keys, (const mog_person *)at, size / sizeof(mog_person), err);
}

/* Step 3, but for the commit. */
static mog_status clear_mark(mog_writing *writing, mog_error *err)
{
    return mog_writing_delete(writing, MOG_DATABASE_META, erasing_key(), "note whose keys are gone", err);
}

mog_status mog_erasure_finish(mog_writing *writing, mog_error *err)
{
    bool marked;
    const char *folder = writing->store->folder;
    mog_status status = take_keys(&marked, writing, err);
    if (!status && marked) status = clear_mark(writing, err);
    if (status) mog_error_place(err, "%s", folder);
    return status;
}

mog_status mog_erasure_complete(mog_store *store, mog_error *err)
{
    mog_writing writing;
    mog_error cause = MOG_ERROR_NONE;
    bool marked, gone = false;
    mog_status status = mog_writing_begin(&writing, store, &cause);
    if (!status) status = take_keys(&marked, &writing, &cause);
    gone = !status;
    if (!status && marked) status = clear_mark(&writing, &cause);
    if (!status) status = mog_writing_commit(&writing, &cause);
    mog_writing_abort(&writing);
    if (gone) return MOG_OK; /* a mark that could not be cleared does no harm: the next writer clears it */
    mog_fail(err, status, "the values are erased, but the keys to them are not gone yet: %s", cause.message);
    mog_error_hint(err, "the next command that writes to the store takes them away; free some space, or mend the "
                        "disk, and run one");
    return status;
}

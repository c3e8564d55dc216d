/* verify_rest.c: that nothing stands in any database but what the journal names. Each database is walked and counted; only where there is
 * more than was found by way of the journal is it walked again, for the first key too many. */
#include "engine/audit/checking.h"

#include "engine/store/layouts.h"
#include "engine/store/meta.h"
#include "engine/store/notes.h"

#include <stddef.h>

#include <string.h>

static mog_status count_one(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)c, (void)key, (void)value;
    ++*(uint64_t *)context;
    return MOG_OK;
}

/* ---- what is too much */

static mog_status extra(mog_checking *c, mog_database database, uint64_t change, const char *what)
{
    return mog_differs(c, database, change, "%s that no change of the journal is about", what);
}

/* The change under whose number something lies, if there is one of the type. */
static mog_status is_change(bool *out, mog_checking *c, uint64_t number, int type, mog_change *change)
{
    bool found;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_journal_read(change, &found, &c->journal, number, &cause);
    *out = !status && found && (type < 0 ? mog_change_is_note(change->type) : (int)change->type == type);
    return mog_checked(c, MOG_DATABASE_JOURNAL, number, status, &cause);
}

static mog_status extra_record(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context, (void)value;
    mog_record_key at;
    mog_change change;
    bool is;
    if (!mog_record_key_decode(&at, key)) return extra(c, MOG_DATABASE_RECORDS, 0, "there is a record");
    mog_status status = is_change(&is, c, at.id, MOG_CHANGE_RECORD_ADDED, &change);
    if (status || (is && memcmp(change.key, key->mv_data, key->mv_size) == 0)) return status;
    extra(c, MOG_DATABASE_RECORDS, at.id, "there is a record");
    mog_differs_on(c, &at);
    return MOG_NO;
}

static mog_status extra_note(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context, (void)value;
    mog_change change;
    bool is = false;
    uint64_t number = key->mv_size == 8 ? mog_get_be64(key->mv_data) : 0;
    mog_status status = number ? is_change(&is, c, number, -1, &change) : MOG_OK;
    return status || is ? status : extra(c, MOG_DATABASE_NOTES, number, "there is a note");
}

static mog_status extra_kind(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context, (void)value;
    const uint8_t *at = key->mv_data;
    if (key->mv_size == MOG_LAYOUT_KEY_SIZE && mog_checked_layout_of(c, mog_get_be32(at), mog_get_be32(at + 4)))
        return MOG_OK;
    return extra(c, MOG_DATABASE_KINDS, 0, "there is a version of a kind");
}

static mog_status extra_retraction(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context;
    mog_change change;
    bool is = false;
    uint64_t record = key->mv_size == 8 ? mog_get_be64(key->mv_data) : 0;
    uint64_t number = value->mv_size == 16 ? mog_get_be64(value->mv_data) : 0;
    mog_status status = number ? is_change(&is, c, number, MOG_CHANGE_RETRACTED, &change) : MOG_OK;
    if (status || (is && mog_change_record(&change) == record)) return status;
    mog_differs(c, MOG_DATABASE_RETRACTED, number, "record %llu counts as retracted, and no change retracted it",
                (unsigned long long)record);
    return MOG_NO;
}

static mog_status extra_attachment(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context, (void)value;
    mog_change change;
    bool is = false;
    const uint8_t *at = key->mv_data;
    uint64_t number = key->mv_size == 16 ? mog_get_be64(at + 8) : 0;
    mog_status status = number ? is_change(&is, c, number, MOG_CHANGE_ATTACHED, &change) : MOG_OK;
    if (status || (is && mog_change_record(&change) == mog_get_be64(at))) return status;
    return extra(c, MOG_DATABASE_ATTACHED, number, "a record shows an attachment");
}

static mog_status extra_box(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context, (void)value;
    mog_change change;
    bool is = false;
    const uint8_t *at = key->mv_data;
    uint64_t number = key->mv_size == MOG_BOX_KEY_SIZE ? mog_get_be64(at) : 0;
    mog_status status = number ? is_change(&is, c, number, MOG_CHANGE_RECORD_ADDED, &change) : MOG_OK;
    if (status) return status;
    if (is) {
        MDB_val record_key = {change.key_size, change.key}, stored;
        const mog_record *record;
        const mog_kind *kind;
        if (mdb_get(c->txn, c->store->databases[MOG_DATABASE_RECORDS], &record_key, &stored) == 0 &&
            (record = stored.mv_data) && (kind = mog_checked_layout_of(c, record->kind, record->version)) &&
            mog_get_be32(at + 8) < mog_record_sealed_count(record, kind))
            return MOG_OK;
    }
    return mog_differs(c, MOG_DATABASE_PERSONAL, number, "there is a personal value that no record is of");
}

static mog_status extra_hash(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context, (void)value;
    const uint8_t *at = key->mv_data;
    if (key->mv_size == 9 && at[0] < MOG_MERKLE_LEVELS && at[0] && at[0] % MOG_TREE_STEP == 0 &&
        mog_get_be64(at + 1) < c->last >> at[0])
        return MOG_OK;
    return mog_differs(c, MOG_DATABASE_TREE, 0, "there is a hash that is none of the journal's tree");
}

static const struct {
    mog_database database;
    size_t expected; /* where in the counts */
    mog_checked_visit *extra;
} COUNTED[] = {
    {MOG_DATABASE_TREE, offsetof(mog_checked_counts, tree), extra_hash},
    {MOG_DATABASE_RECORDS, offsetof(mog_checked_counts, records), extra_record},
    {MOG_DATABASE_NOTES, offsetof(mog_checked_counts, notes), extra_note},
    {MOG_DATABASE_KINDS, offsetof(mog_checked_counts, kinds), extra_kind},
    {MOG_DATABASE_RETRACTED, offsetof(mog_checked_counts, retracted), extra_retraction},
    {MOG_DATABASE_ATTACHED, offsetof(mog_checked_counts, attached), extra_attachment},
    {MOG_DATABASE_PERSONAL, offsetof(mog_checked_counts, boxes), extra_box},
};

static mog_status check_counts(mog_checking *c)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < sizeof COUNTED / sizeof *COUNTED && !status; i++) {
        mog_database database = COUNTED[i].database;
        uint64_t expected = *(const uint64_t *)((const char *)&c->counts + COUNTED[i].expected);
        uint64_t counted = 0;
        status = mog_checking_walk(c, database, count_one, &counted);
        if (status || counted == expected) continue;
        status = mog_checking_walk(c, database, COUNTED[i].extra, NULL);
        if (!status)
            status = mog_differs(c, database, 0, "the database holds %llu entries where the journal names %llu",
                                 (unsigned long long)counted, (unsigned long long)expected);
    }
    return status;
}

/* ---- what is around them */

/* Persons whose keys are still to go, where an erasure was stopped in the midst of it (store/erase.h). */
static mog_status check_erasing(mog_checking *c, const MDB_val *value)
{
    const uint8_t *at = value->mv_data;
    size_t size = value->mv_size < 8 ? 0 : value->mv_size - 8;
    bool whole =
        value->mv_size >= 8 && size % MOG_PERSON_SIZE == 0 && mog_get_be64(at + size) == mog_checksum(at, size);
    for (size_t i = 0; i < size && whole; i += MOG_PERSON_SIZE)
        whole = mog_pool_find(&c->persons, at + i, MOG_PERSON_SIZE) >= 0;
    return whole ? MOG_OK : mog_differs(c, MOG_DATABASE_META, 0, "an erasure is under way that no change is about");
}

static mog_status check_meta(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)context;
    mog_text name = {key->mv_data, key->mv_size};
    static const mog_text known[] = {{"store", 5}, {"end", 3}, {"sums", 4}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mog_text_equal(name, known[i])) return MOG_OK;
    if (mog_text_equal(name, MOG_TEXT("erasing"))) return check_erasing(c, value);
    return mog_differs(c, MOG_DATABASE_META, 0, "the store says something of itself that this program does not know");
}

/* The databases themselves are entries of one that has no name. */
static mog_status check_databases(mog_checking *c)
{
    MDB_dbi all;
    MDB_cursor *cursor;
    MDB_val key, value;
    int code = mdb_dbi_open(c->txn, NULL, 0, &all);
    if (!code) code = mdb_cursor_open(c->txn, all, &cursor);
    if (code) return mog_checked_code(c, MOG_DATABASE_META, 0, code);
    mog_status status = MOG_OK;
    int found = 0;
    while (!status && (code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        bool known = false;
        for (int i = 0; i < MOG_DATABASE_COUNT; i++)
            known |= mog_text_equal((mog_text){key.mv_data, key.mv_size}, mog_text_of(mog_database_names[i]));
        if (!known || ++found > MOG_DATABASE_COUNT)
            status = mog_differs(c, MOG_DATABASE_META, 0, "there is a database that is none of a store's");
    }
    mdb_cursor_close(cursor);
    if (!status && code != MDB_NOTFOUND) status = mog_checked_code(c, MOG_DATABASE_META, 0, code);
    return status;
}

/* A value that is gone has a change that could have erased it; there are no more of them than were erased. */
static mog_status check_erasures(mog_checking *c)
{
    if (c->counts.gone <= c->counts.erased) return MOG_OK;
    return mog_differs(c, MOG_DATABASE_PERSONAL, 0, "%llu personal values are missing, and only %llu were erased",
                       (unsigned long long)c->counts.gone, (unsigned long long)c->counts.erased);
}

mog_status mog_check_rest(mog_checking *c)
{
    mog_status status = check_counts(c);
    if (!status) status = mog_check_used(c);
    if (!status) status = mog_check_contents(c);
    if (!status) status = check_erasures(c);
    if (!status) status = mog_checking_walk(c, MOG_DATABASE_META, check_meta, NULL);
    return status ? status : check_databases(c);
}

/* verify_record.c: a record against the change that added it, and its personal values against their commitments. */
#include "engine/audit/checking.h"

#include "engine/store/meta.h"
#include "engine/store/names.h"

#include <stdlib.h>
#include <string.h>

static mog_status differs(mog_checking *c, const mog_record_key *key, const char *what)
{
    bool first = !c->difference;
    mog_differs(c, MOG_DATABASE_RECORDS, key->id, "record %llu %s", (unsigned long long)key->id, what);
    if (first) mog_differs_on(c, key);
    return MOG_NO;
}

/* The text of a number in the key is the record's own. */
static mog_status check_name(mog_checking *c, const mog_record_key *key, uint32_t id, mog_text text, const char *what)
{
    mog_text name;
    mog_error cause = MOG_ERROR_NONE;
    if (!id) return text.size ? differs(c, key, what) : MOG_OK;
    mog_status status = mog_names_text(&name, c->txn, c->store->databases[MOG_DATABASE_NAMES], id, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_NAMES, key->id, status, &cause);
    mog_check_uses(c, id);
    return mog_text_equal(name, text) ? MOG_OK : differs(c, key, what);
}

static mog_status check_header(mog_checking *c, const mog_change *change, const mog_record_key *key,
                               const mog_record *record)
{
    if (record->id != key->id) return differs(c, key, "says that it is another one");
    if (record->kind != key->kind) return differs(c, key, "lies under another kind than its own");
    if (record->observed != key->observed) return differs(c, key, "lies under another time than its own");
    if (record->recorded != change->recorded)
        return differs(c, key, "was recorded at another time than its change says");
    return MOG_OK;
}

/* Texts may be looked at after the layout was checked. */
static mog_status check_names(mog_checking *c, const mog_record_key *key, const mog_record *record,
                              const mog_kind *kind)
{
    mog_status status =
        check_name(c, key, key->subject, mog_record_subject(record), "lies under another subject than its own");
    if (!status)
        status = check_name(c, key, key->item, mog_record_item(record), "lies under another item than its own");
    if (!status) status = check_name(c, key, key->kind, kind->name, "lies under another kind than its own");
    if (status) return status;
    bool census = record->flags & MOG_RECORD_CENSUS, item = key->item != 0;
    if (!key->subject) return differs(c, key, "has no subject");
    if (item != (kind->many && !census))
        return differs(c, key, item ? "has an item where there can be none" : "has no item");
    return MOG_OK;
}

/* ---- personal values */

typedef struct valued {
    mog_checking *c;
    const mog_record_key *key;
    const mog_record *record;
    mog_keyring *ring;
} valued;

/* Whether a change after the record erased values of its subject. */
static bool can_be_erased(const mog_checking *c, const mog_record *record)
{
    mog_text subject = mog_record_subject(record);
    for (size_t i = 0; i < c->erasure_count; i++) {
        const mog_checked_erasure *erasure = &c->erasures[i];
        if (erasure->number > record->id &&
            (!erasure->subject || mog_text_equal(subject, mog_text_of(erasure->subject))))
            return true;
    }
    return false;
}

static mog_status value_differs(const valued *v, mog_text path, const char *what)
{
    bool first = !v->c->difference;
    mog_differs(v->c, MOG_DATABASE_PERSONAL, v->key->id, "the personal value %.*s of record %llu %s", (int)path.size,
                path.at, (unsigned long long)v->key->id, what);
    if (first) mog_differs_on(v->c, v->key);
    return MOG_NO;
}

static mog_status check_value(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment, mog_error *err)
{
    (void)err;
    const valued *v = context;
    mog_checking *c = v->c;
    mog_text box;
    bool found, opened;
    mog_opened_value value;
    mog_error cause = MOG_ERROR_NONE;
    c->counts.values++;
    mog_status status = mog_personal_box(&box, &found, c->txn, c->store, v->key->id, ordinal, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_PERSONAL, v->key->id, status, &cause);
    if (!found) {
        if (c->store->flags & MOG_STORE_WITHOUT_PERSONAL) c->counts.withheld++;
        else if (can_be_erased(c, v->record)) c->counts.gone++;
        else return value_differs(v, path, "is missing, and no change says that it was erased");
        return MOG_OK;
    }
    c->counts.boxes++;
    status = mog_box_open(&value, &opened, c->scratch, box, commitment, v->ring, &cause);
    if (status) return value_differs(v, path, "is not the one that the record is of");
    if (opened) {
        c->counts.opened++;
        return MOG_OK;
    }
    /* A copy for an auditor comes without keys; but where there are keys, each is there until its person is erased. */
    if (mog_keyring_exists(v->ring) && !mog_check_was_erased(c, &value.person, v->key->id))
        return value_differs(v, path, "has lost its key, and no change says that it was erased");
    c->counts.without_key++;
    return MOG_OK;
}

static mog_status check_values(mog_checking *c, const mog_record_key *key, const mog_record *record,
                               const mog_kind *kind)
{
    valued v = {.c = c, .key = key, .record = record};
    mog_error cause = MOG_ERROR_NONE;
    if (record->flags & MOG_RECORD_CENSUS) return MOG_OK;
    if (!(record->flags & MOG_RECORD_SEALED))
        return mog_kind_has_personal(kind) ? differs(c, key, "shows its personal values to all") : MOG_OK;
    mog_status status = mog_personal_keys(&v.ring, c->store, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_PERSONAL, key->id, status, &cause);
    status = mog_record_sealed_each(record, kind, check_value, &v, &cause);
    return status == MOG_NO || c->difference ? MOG_NO : mog_checked(c, MOG_DATABASE_PERSONAL, key->id, status, &cause);
}

/* ---- the record */

static mog_status check_bytes(mog_checking *c, const mog_change *change, const mog_record_key *key,
                              const MDB_val *value)
{
    mog_error cause = MOG_ERROR_NONE;
    mog_digest digest = mog_blake2b(value->mv_data, value->mv_size);
    if (memcmp(&digest, &change->payload, sizeof digest) != 0)
        return differs(c, key, "is not the one that was added: its bytes differ");
    if (mog_record_check(value->mv_data, value->mv_size, &cause)) return differs(c, key, "is no record");
    const mog_record *record = value->mv_data;
    mog_status status = check_header(c, change, key, record);
    if (status) return status;
    const mog_kind *kind = mog_checked_layout_of(c, record->kind, record->version);
    if (!kind) return differs(c, key, "is of a version of its kind that had not been registered");
    if (mog_record_check_layout(record, kind, &cause)) {
        bool first = !c->difference;
        mog_differs(c, MOG_DATABASE_RECORDS, key->id, "record %llu does not keep to its layout: %s",
                    (unsigned long long)key->id, cause.message);
        if (first) mog_differs_on(c, key);
        return MOG_NO;
    }
    status = check_names(c, key, record, kind);
    return status ? status : check_values(c, key, record, kind);
}

mog_status mog_check_record(mog_checking *c, const mog_change *change)
{
    mog_record_key key;
    MDB_val stored = {change->key_size, (void *)change->key}, value;
    if (!mog_record_key_decode(&key, &stored) || key.id != change->number)
        return mog_differs(c, MOG_DATABASE_JOURNAL, change->number,
                           "change %llu added a record under a key that is none of its own",
                           (unsigned long long)change->number);
    int code = mdb_get(c->txn, c->store->databases[MOG_DATABASE_RECORDS], &stored, &value);
    if (code == MDB_NOTFOUND) return differs(c, &key, "is missing");
    if (code) return mog_checked_code(c, MOG_DATABASE_RECORDS, change->number, code);
    c->counts.records++;
    return check_bytes(c, change, &key, &value);
}

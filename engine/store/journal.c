/* An entry, numbers big endian:
 *
 *     number 8 · recorded 8 · type 1 · key size 1 · key · payload 32      the change: what the leaf is made of
 *     leaf 32 · chain 32
 */
#include "engine/store/journal.h"

#include "engine/store/environment.h"
#include "engine/store/keys.h"

#include <string.h>

#define FIXED_SIZE 18
#define CHANGE_LIMIT (FIXED_SIZE + 32 + MOG_DIGEST_SIZE)
#define ENTRY_LIMIT (CHANGE_LIMIT + 2 * MOG_DIGEST_SIZE)

static size_t encode_change(uint8_t out[CHANGE_LIMIT], const mog_change *change)
{
    mog_put_be64(out, change->number);
    mog_put_be64(out + 8, (uint64_t)change->recorded);
    out[16] = (uint8_t)change->type;
    out[17] = (uint8_t)change->key_size;
    memcpy(out + FIXED_SIZE, change->key, change->key_size);
    memcpy(out + FIXED_SIZE + change->key_size, &change->payload, MOG_DIGEST_SIZE);
    return FIXED_SIZE + change->key_size + MOG_DIGEST_SIZE;
}

static mog_digest leaf_of(const mog_change *change)
{
    uint8_t bytes[1 + CHANGE_LIMIT] = {0x00};
    return mog_sha256(bytes, 1 + encode_change(bytes + 1, change));
}

static mog_digest chain_of(const mog_digest *before, const mog_digest *leaf)
{
    uint8_t bytes[1 + 2 * MOG_DIGEST_SIZE] = {0x01};
    memcpy(bytes + 1, before, MOG_DIGEST_SIZE);
    memcpy(bytes + 1 + MOG_DIGEST_SIZE, leaf, MOG_DIGEST_SIZE);
    return mog_sha256(bytes, sizeof bytes);
}

static bool same(const mog_digest *a, const mog_digest *b)
{
    return !memcmp(a, b, sizeof *a);
}

/* False: the bytes are no entry of that number. The digests are taken as they stand. */
static bool decode(mog_change *out, const MDB_val *key, const MDB_val *value)
{
    const uint8_t *at = value->mv_data;
    if (key->mv_size != 8 || value->mv_size < FIXED_SIZE || value->mv_size > ENTRY_LIMIT) return false;
    out->number = mog_get_be64(at);
    out->recorded = (int64_t)mog_get_be64(at + 8);
    out->type = at[16];
    out->key_size = at[17];
    if (out->key_size > sizeof out->key) return false;
    if (value->mv_size != FIXED_SIZE + out->key_size + 3 * MOG_DIGEST_SIZE) return false;
    if (out->number != mog_get_be64(key->mv_data)) return false;
    memcpy(out->key, at + FIXED_SIZE, out->key_size);
    at += FIXED_SIZE + out->key_size;
    memcpy(&out->payload, at, MOG_DIGEST_SIZE);
    memcpy(&out->leaf, at + MOG_DIGEST_SIZE, MOG_DIGEST_SIZE);
    memcpy(&out->chain, at + 2 * (size_t)MOG_DIGEST_SIZE, MOG_DIGEST_SIZE);
    return true;
}

static mog_status fetch(mog_change *out, bool *found, MDB_txn *txn, MDB_dbi journal, uint64_t number, mog_error *err)
{
    uint8_t room[8];
    mog_put_be64(room, number);
    MDB_val key = {sizeof room, room}, value;
    int code = mdb_get(txn, journal, &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read the journal", err);
    if (decode(out, &key, &value)) return MOG_OK;
    return mog_store_damaged(err, "entry %llu of the journal cannot be read", (unsigned long long)number);
}

/* `before` is the chain before the entry. */
static mog_status check(const mog_change *change, const mog_digest *before, mog_error *err)
{
    mog_digest leaf = leaf_of(change), chain = chain_of(before, &leaf);
    if (same(&leaf, &change->leaf) && same(&chain, &change->chain)) return MOG_OK;
    return mog_store_damaged(err, "entry %llu of the journal has changed", (unsigned long long)change->number);
}

/* The last entry as it stands; number 0 when there is none. */
static mog_status fetch_last(mog_change *out, MDB_txn *txn, MDB_dbi journal, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    *out = (mog_change){0};
    int code = mdb_cursor_open(txn, journal, &cursor);
    if (code) return mog_lmdb_fail(code, NULL, "read the journal", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read the journal", err);
    if (decode(out, &key, &value)) return MOG_OK;
    return mog_store_damaged(err, "the last entry of the journal cannot be read");
}

mog_status mog_journal_append(mog_change *change, MDB_txn *txn, MDB_dbi journal, mog_error *err)
{
    mog_change last;
    mog_status status = fetch_last(&last, txn, journal, err);
    if (status) return status;
    change->number = last.number + 1;
    change->leaf = leaf_of(change);
    change->chain = chain_of(&last.chain, &change->leaf);

    uint8_t number[8], entry[ENTRY_LIMIT];
    mog_put_be64(number, change->number);
    size_t size = encode_change(entry, change);
    memcpy(entry + size, &change->leaf, MOG_DIGEST_SIZE);
    memcpy(entry + size + MOG_DIGEST_SIZE, &change->chain, MOG_DIGEST_SIZE);
    MDB_val key = {sizeof number, number}, value = {size + 2 * (size_t)MOG_DIGEST_SIZE, entry};
    int code = mdb_put(txn, journal, &key, &value, MDB_NOOVERWRITE | MDB_APPEND);
    return code ? mog_lmdb_fail(code, NULL, "write the journal", err) : MOG_OK;
}

mog_status mog_journal_read(mog_change *out, bool *found, MDB_txn *txn, MDB_dbi journal, uint64_t number,
                            mog_error *err)
{
    mog_change before = {0};
    mog_status status = fetch(out, found, txn, journal, number, err);
    if (status || !*found) return status;
    if (number > 1) {
        bool any;
        status = fetch(&before, &any, txn, journal, number - 1, err);
        if (!status && !any) {
            status = mog_store_damaged(err, "entry %llu of the journal is missing", (unsigned long long)number - 1);
        }
    }
    return status ? status : check(out, &before.chain, err);
}

mog_status mog_journal_last(uint64_t *number, mog_digest *chain, MDB_txn *txn, MDB_dbi journal, mog_error *err)
{
    mog_change last;
    bool found = false;
    mog_status status = fetch_last(&last, txn, journal, err);
    if (!status && last.number) status = mog_journal_read(&last, &found, txn, journal, last.number, err);
    if (status) return status;
    *number = last.number;
    *chain = last.chain;
    return MOG_OK;
}

mog_status mog_journal_verify(MDB_txn *txn, MDB_dbi journal, uint64_t until, mog_error *err)
{
    mog_digest chain = {{0}};
    for (uint64_t number = 1; !until || number <= until; number++) {
        mog_change change;
        bool found;
        mog_status status = fetch(&change, &found, txn, journal, number, err);
        if (!status && found) status = check(&change, &chain, err);
        if (status) return status;
        if (!found) {
            uint64_t last;
            if ((status = mog_journal_last(&last, &chain, txn, journal, err))) return status;
            if (!until && last == number - 1) return MOG_OK;
            return mog_store_damaged(err, "entry %llu of the journal is missing", (unsigned long long)number);
        }
        chain = change.chain;
    }
    return MOG_OK;
}

#include "engine/store/journal.h"

#include "engine/store/keys.h"
#include "engine/store/meta.h"

#include <string.h>

#define FIXED_SIZE 19
#define TREE_KEY_SIZE 9
#define TREE_VALUE_SIZE (MOG_DIGEST_SIZE + 8)

/* ---- changes */

static const struct {
    mog_change_type type;
    const char *word;
    bool is_note;
} TYPES[] = {
#define C(name, number, word, is_note) {MOG_CHANGE_##name, word, is_note},
    MOG_CHANGES(C)
#undef C
};
#define TYPE_COUNT (sizeof TYPES / sizeof *TYPES)

static int type_index(mog_change_type type)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (TYPES[i].type == type) return (int)i;
    }
    return -1;
}

const char *mog_change_word(mog_change_type type)
{
    int index = type_index(type);
    return index < 0 ? NULL : TYPES[index].word;
}

int mog_change_find(mog_text word)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (mog_text_equal(mog_text_of(TYPES[i].word), word)) return (int)TYPES[i].type;
    }
    return -1;
}

bool mog_change_is_note(mog_change_type type)
{
    int index = type_index(type);
    return index >= 0 && TYPES[index].is_note;
}

size_t mog_change_encode(uint8_t out[MOG_CHANGE_LIMIT], const mog_change *change)
{
    size_t by = strlen(change->by);
    mog_put_be64(out, change->number);
    mog_put_be64(out + 8, (uint64_t)change->recorded);
    out[16] = (uint8_t)change->type;
    out[17] = (uint8_t)change->key_size;
    out[18] = (uint8_t)by;
    uint8_t *at = out + FIXED_SIZE;
    memcpy(at, change->key, change->key_size);
    memcpy(at += change->key_size, change->by, by);
    memcpy(at += by, &change->payload, MOG_DIGEST_SIZE);
    return (size_t)(at - out) + MOG_DIGEST_SIZE;
}

bool mog_change_decode(mog_change *out, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    *out = (mog_change){0};
    if (size < FIXED_SIZE) return false;
    size_t key = at[17], by = at[18];
    if (key > MOG_CHANGE_KEY_LIMIT || by > MOG_AUTHOR_LIMIT || size != FIXED_SIZE + key + by + MOG_DIGEST_SIZE)
        return false;
    out->number = mog_get_be64(at);
    out->recorded = (int64_t)mog_get_be64(at + 8);
    out->type = at[16];
    out->key_size = (uint32_t)key;
    memcpy(out->key, at + FIXED_SIZE, key);
    memcpy(out->by, at + FIXED_SIZE + key, by);
    memcpy(&out->payload, at + FIXED_SIZE + key + by, MOG_DIGEST_SIZE);
    out->leaf = mog_merkle_leaf(bytes, size);
    return mog_change_word(out->type) && strlen(out->by) == by;
}

uint64_t mog_change_record(const mog_change *change)
{
    if (change->type == MOG_CHANGE_RECORD_ADDED) return change->number;
    bool about = change->type == MOG_CHANGE_RETRACTED || change->type == MOG_CHANGE_ATTACHED;
    return about && change->key_size == 8 ? mog_get_be64(change->key) : 0;
}

/* ---- reading */

mog_journal mog_journal_of(const mog_store *store, MDB_txn *txn)
{
    return (mog_journal){txn, store->databases[MOG_DATABASE_JOURNAL], store->databases[MOG_DATABASE_TREE]};
}

static mog_status damaged(mog_error *err, uint64_t number, const char *what)
{
    return mog_store_damaged(err, "entry %llu of the journal %s", (unsigned long long)number, what);
}

/* The entry, whose leaf is the one that stands beside it. */
static mog_status decode(mog_change *out, const MDB_val *key, const MDB_val *value, mog_error *err)
{
    uint64_t number = key->mv_size == 8 ? mog_get_be64(key->mv_data) : 0;
    if (value->mv_size <= MOG_DIGEST_SIZE) return damaged(err, number, "cannot be read");
    size_t size = value->mv_size - MOG_DIGEST_SIZE;
    bool whole = mog_change_decode(out, value->mv_data, size);
    if (memcmp(&out->leaf, (const uint8_t *)value->mv_data + size, MOG_DIGEST_SIZE) != 0)
        return damaged(err, number, "has changed");
    if (!whole || out->number != number) return damaged(err, number, "cannot be read");
    return MOG_OK;
}

mog_status mog_journal_read(mog_change *out, bool *found, const mog_journal *journal, uint64_t number, mog_error *err)
{
    uint8_t room[8];
    mog_put_be64(room, number);
    MDB_val key = {sizeof room, room}, value;
    int code = mdb_get(journal->txn, journal->entries, &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read the journal", err);
    return decode(out, &key, &value, err);
}

static mog_status read_present(mog_change *out, const mog_journal *journal, uint64_t number, mog_error *err)
{
    bool found;
    mog_status status = mog_journal_read(out, &found, journal, number, err);
    return status || found ? status : damaged(err, number, "is missing");
}

mog_status mog_journal_last(mog_change *out, const mog_journal *journal, mog_error *err)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    *out = (mog_change){0};
    int code = mdb_cursor_open(journal->txn, journal->entries, &cursor);
    if (code) return mog_lmdb_fail(code, NULL, "read the journal", err);
    code = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    mdb_cursor_close(cursor);
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read the journal", err);
    return decode(out, &key, &value, err);
}

mog_status mog_journal_known_at(uint64_t *number, const mog_journal *journal, uint64_t last, mog_time at,
                                mog_error *err)
{
    uint64_t low = 0, high = last; /* change `low` is known (or 0), those after `high` are not */
    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2;
        mog_change change;
        mog_status status = read_present(&change, journal, middle, err);
        if (status) return status;
        if (change.recorded <= at) low = middle;
        else high = middle - 1;
    }
    *number = low;
    return MOG_OK;
}

/* ---- the tree */

static MDB_val tree_key(uint8_t room[TREE_KEY_SIZE], uint32_t level, uint64_t index)
{
    room[0] = (uint8_t)level;
    mog_put_be64(room + 1, index);
    return (MDB_val){TREE_KEY_SIZE, room};
}

mog_status mog_journal_stored(mog_digest *out, bool *found, const mog_journal *journal, uint32_t level, uint64_t index,
                              mog_error *err)
{
    uint8_t room[TREE_KEY_SIZE];
    MDB_val key = tree_key(room, level, index), value;
    int code = mdb_get(journal->txn, journal->tree, &key, &value);
    *found = code == 0;
    if (code == MDB_NOTFOUND) return MOG_OK;
    if (code) return mog_lmdb_fail(code, NULL, "read the journal's tree", err);
    const uint8_t *at = value.mv_data;
    if (value.mv_size != TREE_VALUE_SIZE || mog_get_be64(at + MOG_DIGEST_SIZE) != mog_checksum(at, MOG_DIGEST_SIZE)) {
        return mog_store_damaged(err, "hash %u.%llu of the journal's tree has changed", level,
                                 (unsigned long long)index);
    }
    memcpy(out, at, MOG_DIGEST_SIZE);
    return MOG_OK;
}

mog_status mog_journal_fetch(mog_digest *out, void *journal, uint32_t level, uint64_t index, mog_error *err)
{
    mog_status status;
    if (level == 0) {
        mog_change change;
        status = read_present(&change, journal, index + 1, err);
        if (!status) *out = change.leaf;
        return status;
    }
    if (level % MOG_TREE_STEP == 0) {
        bool found;
        status = mog_journal_stored(out, &found, journal, level, index, err);
        if (status || found) return status;
        return mog_store_damaged(err, "hash %u.%llu of the journal's tree is missing", level,
                                 (unsigned long long)index);
    }
    mog_digest left, right;
    if ((status = mog_journal_fetch(&left, journal, level - 1, 2 * index, err))) return status;
    if ((status = mog_journal_fetch(&right, journal, level - 1, 2 * index + 1, err))) return status;
    *out = mog_merkle_node(&left, &right);
    return MOG_OK;
}

mog_status mog_journal_root(mog_digest *out, const mog_journal *journal, uint64_t size, mog_error *err)
{
    mog_merkle_edge edge;
    mog_status status = mog_merkle_edge_at(&edge, size, mog_journal_fetch, (void *)journal, err);
    if (!status) *out = mog_merkle_root(&edge);
    return status;
}

/* ---- appending */

mog_status mog_journal_find_end(mog_journal_end *out, const mog_journal *journal, mog_error *err)
{
    mog_change last;
    mog_status status = mog_journal_last(&last, journal, err);
    if (status) return status;
    out->recorded = last.number ? last.recorded : INT64_MIN;
    return mog_merkle_edge_at(&out->edge, last.number, mog_journal_fetch, (void *)journal, err);
}

static mog_status keep_hash(void *context, uint32_t level, uint64_t index, const mog_digest *hash, mog_error *err)
{
    if (level % MOG_TREE_STEP) return MOG_OK;
    uint8_t room[TREE_KEY_SIZE], value[TREE_VALUE_SIZE];
    memcpy(value, hash, MOG_DIGEST_SIZE);
    mog_put_be64(value + MOG_DIGEST_SIZE, mog_checksum(value, MOG_DIGEST_SIZE));
    return mog_writing_put(context, MOG_DATABASE_TREE, tree_key(room, level, index), (MDB_val){sizeof value, value},
                           MDB_NOOVERWRITE, "write the journal's tree", err);
}

mog_status mog_journal_append(mog_change *change, mog_journal_end *end, mog_writing *writing, mog_error *err)
{
    change->number = end->edge.size + 1;
    if (change->recorded < end->recorded) change->recorded = end->recorded;
    uint8_t number[8], entry[MOG_CHANGE_LIMIT + MOG_DIGEST_SIZE];
    size_t size = mog_change_encode(entry, change);
    change->leaf = mog_merkle_leaf(entry, size);
    memcpy(entry + size, &change->leaf, MOG_DIGEST_SIZE);
    mog_put_be64(number, change->number);
    mog_status status = mog_writing_put(writing, MOG_DATABASE_JOURNAL, (MDB_val){sizeof number, number},
                                        (MDB_val){size + MOG_DIGEST_SIZE, entry}, MDB_NOOVERWRITE | MDB_APPEND,
                                        "write the journal", err);
    if (!status) status = mog_merkle_add(&end->edge, &change->leaf, keep_hash, writing, err);
    if (!status) end->recorded = change->recorded;
    return status;
}

/* ---- verifying */

mog_status mog_journal_verify(const mog_journal *journal, uint64_t until, mog_error *err)
{
    mog_merkle_edge edge = {0};
    mog_change last;
    mog_digest root, kept;
    mog_time before = INT64_MIN;
    mog_status status = mog_journal_last(&last, journal, err);
    if (status) return status;
    if (!until) until = last.number;
    for (uint64_t number = 1; number <= until; number++) {
        mog_change change;
        if ((status = read_present(&change, journal, number, err))) return status;
        if (change.recorded < before) return damaged(err, number, "was recorded before the one in front of it");
        before = change.recorded;
        if ((status = mog_merkle_add(&edge, &change.leaf, NULL, NULL, err))) return status;
    }
    root = mog_merkle_root(&edge);
    if ((status = mog_journal_root(&kept, journal, until, err))) return status;
    if (memcmp(&root, &kept, sizeof root) != 0)
        return mog_store_damaged(err, "the journal's tree does not fit its first %llu entries",
                                 (unsigned long long)until);
    return MOG_OK;
}

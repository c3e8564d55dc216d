/* The journal: what was written can be read, and what was changed afterwards is named. */
#include "tests/unit/store_fixture.h"

#include "engine/store/journal.h"

#define ENTRIES 20

typedef struct bare {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi journal;
} bare;

static void open_bare(bare *b, fixture *f)
{
    assert_int_equal(mdb_env_create(&b->env), 0);
    assert_int_equal(mdb_env_open(b->env, f->folder, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(b->env, NULL, 0, &b->txn), 0);
    assert_int_equal(mdb_dbi_open(b->txn, NULL, 0, &b->journal), 0);
}

static void close_bare(bare *b)
{
    mdb_txn_abort(b->txn);
    mdb_env_close(b->env);
}

static void append_some(bare *b, mog_change *out)
{
    mog_error err = MOG_ERROR_NONE;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        out[i] = (mog_change){.type = i % 2 ? MOG_CHANGE_RECORD_ADDED : MOG_CHANGE_KIND_REGISTERED,
                              .recorded = -5 + (int64_t)i,
                              .key_size = 8 + i % 25};
        memset(out[i].key, (int)i, out[i].key_size);
        out[i].payload = mog_blake2b(&i, sizeof i);
        assert_ok(mog_journal_append(&out[i], b->txn, b->journal, &err), err);
    }
}

static void get(bare *b, uint64_t number, MDB_val *key, MDB_val *value, uint8_t room[8])
{
    for (int i = 0; i < 8; i++) room[i] = (uint8_t)(number >> (56 - 8 * i));
    *key = (MDB_val){8, room};
    assert_int_equal(mdb_get(b->txn, b->journal, key, value), 0);
}

static void entries_are_numbered_from_one_and_come_back(void **state)
{
    bare b;
    mog_change written[ENTRIES], read;
    mog_error err = MOG_ERROR_NONE;
    bool found;
    uint64_t last;
    mog_digest chain, zero = {{0}};
    open_bare(&b, *state);
    assert_ok(mog_journal_last(&last, &chain, b.txn, b.journal, &err), err);
    assert_int_equal(last, 0);
    assert_memory_equal(&chain, &zero, sizeof zero);
    assert_ok(mog_journal_verify(b.txn, b.journal, 0, &err), err);
    append_some(&b, written);
    for (uint64_t n = 1; n <= ENTRIES; n++) {
        assert_ok(mog_journal_read(&read, &found, b.txn, b.journal, n, &err), err);
        const mog_change *was = &written[n - 1];
        assert_true(found && read.number == n && was->number == n);
        assert_true(read.type == was->type && read.recorded == was->recorded && read.key_size == was->key_size);
        assert_memory_equal(read.key, was->key, was->key_size);
        assert_memory_equal(&read.payload, &was->payload, sizeof read.payload);
        assert_memory_equal(&read.chain, &was->chain, sizeof read.chain);
    }
    assert_ok(mog_journal_read(&read, &found, b.txn, b.journal, ENTRIES + 1, &err), err);
    assert_false(found);
    assert_ok(mog_journal_last(&last, &chain, b.txn, b.journal, &err), err);
    assert_int_equal(last, ENTRIES);
    assert_memory_equal(&chain, &written[ENTRIES - 1].chain, sizeof chain);
    assert_ok(mog_journal_verify(b.txn, b.journal, 0, &err), err);
    assert_ok(mog_journal_verify(b.txn, b.journal, 7, &err), err);
    close_bare(&b);
}

/* Computed from the words of journal.h, and the layout in journal.c. */
static void leaf_and_chain_are_hashed_as_said(void **state)
{
    bare b;
    mog_change written[ENTRIES];
    open_bare(&b, *state);
    append_some(&b, written);
    mog_digest chain = {{0}};
    for (uint64_t n = 1; n <= ENTRIES; n++) {
        MDB_val key, value;
        uint8_t room[8], bytes[200] = {0x00};
        get(&b, n, &key, &value, room);
        size_t change = value.mv_size - 64;
        memcpy(bytes + 1, value.mv_data, change);
        mog_digest leaf = mog_sha256(bytes, 1 + change);
        bytes[0] = 0x01;
        memcpy(bytes + 1, &chain, 32);
        memcpy(bytes + 33, &leaf, 32);
        chain = mog_sha256(bytes, 65);
        assert_memory_equal(&leaf, &written[n - 1].leaf, 32);
        assert_memory_equal(&chain, &written[n - 1].chain, 32);
    }
    close_bare(&b);
}

static void a_changed_byte_is_named_wherever_it_is(void **state)
{
    bare b;
    mog_change written[ENTRIES], read;
    mog_error err;
    bool found;
    open_bare(&b, *state);
    append_some(&b, written);
    MDB_val key, value;
    uint8_t room[8];
    get(&b, 8, &key, &value, room);
    size_t size = value.mv_size;
    for (size_t at = 0; at < size; at++) {
        uint8_t copy[200];
        get(&b, 8, &key, &value, room);
        memcpy(copy, value.mv_data, size);
        copy[at] ^= 0x10;
        MDB_val changed = {size, copy};
        assert_int_equal(mdb_put(b.txn, b.journal, &key, &changed, 0), 0);
        assert_fails(mog_journal_read(&read, &found, b.txn, b.journal, 8, &err), MOG_SYSTEM, err, "entry 8 ");
        assert_fails(mog_journal_verify(b.txn, b.journal, 0, &err), MOG_SYSTEM, err, "entry 8 ");
        err = MOG_ERROR_NONE;
        assert_ok(mog_journal_verify(b.txn, b.journal, 7, &err), err);
        copy[at] ^= 0x10;
        assert_int_equal(mdb_put(b.txn, b.journal, &key, &changed, 0), 0);
    }
    assert_ok(mog_journal_verify(b.txn, b.journal, 0, &err), err);
    close_bare(&b);
}

static void a_missing_or_moved_entry_is_named(void **state)
{
    bare b;
    mog_change written[ENTRIES];
    mog_error err;
    MDB_val key, value;
    uint8_t room[8], fourth[200];
    open_bare(&b, *state);
    append_some(&b, written);
    get(&b, 4, &key, &value, room);
    size_t size = value.mv_size;
    memcpy(fourth, value.mv_data, size);
    get(&b, 5, &key, &value, room);
    MDB_val moved = {size, fourth};
    assert_int_equal(mdb_put(b.txn, b.journal, &key, &moved, 0), 0);
    assert_fails(mog_journal_verify(b.txn, b.journal, 0, &err), MOG_SYSTEM, err, "entry 5 ");
    assert_int_equal(mdb_del(b.txn, b.journal, &key, NULL), 0);
    assert_fails(mog_journal_verify(b.txn, b.journal, 0, &err), MOG_SYSTEM, err, "entry 5 ");
    assert_fails(mog_journal_verify(b.txn, b.journal, 5, &err), MOG_SYSTEM, err, "entry 5 ");
    close_bare(&b);
}

static void more_entries_than_there_are_cannot_be_verified(void **state)
{
    bare b;
    mog_change written[ENTRIES];
    mog_error err;
    open_bare(&b, *state);
    append_some(&b, written);
    assert_fails(mog_journal_verify(b.txn, b.journal, ENTRIES + 1, &err), MOG_SYSTEM, err, "entry 21 ");
    close_bare(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_are_numbered_from_one_and_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaf_and_chain_are_hashed_as_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_byte_is_named_wherever_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_or_moved_entry_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_entries_than_there_are_cannot_be_verified, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}

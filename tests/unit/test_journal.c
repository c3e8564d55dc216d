/* The journal: what was written can be read, and what was changed afterwards is named. */
#include "tests/unit/store_fixture.h"

#include "engine/store/journal.h"

#define ENTRIES 40 /* more than two stored subtrees of the tree */

typedef struct opened {
    mog_store *store;
    mog_writing writing;
    mog_journal journal;
    MDB_dbi entries;
    mog_change written[ENTRIES];
} opened;

static void open_store(opened *o, fixture *f)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_create(f->dir, 0, &err), err);
    assert_ok(mog_store_open(&o->store, f->dir, true, &err), err);
    assert_ok(mog_writing_begin(&o->writing, o->store, &err), err);
    o->journal = mog_journal_of(o->store, o->writing.txn);
    o->entries = o->journal.entries;
}

static void close_store(opened *o)
{
    mog_writing_abort(&o->writing);
    mog_store_close(o->store);
}

static void append_some(opened *o)
{
    mog_error err = MOG_ERROR_NONE;
    mog_journal_end end;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        /* The end is found anew now and then, as by another batch. */
        if (i % 7 == 0) assert_ok(mog_journal_find_end(&end, &o->journal, &err), err);
        mog_change *change = &o->written[i];
        *change = (mog_change){.type = i % 2 ? MOG_CHANGE_RECORD_ADDED : MOG_CHANGE_KIND_REGISTERED,
                               .recorded = -5 + (int64_t)i,
                               .key_size = 8 + i % 25};
        memset(change->key, (int)i, change->key_size);
        memset(change->by, 'a' + (int)(i % 26), i % 30);
        change->payload = mog_blake2b(&i, sizeof i);
        assert_ok(mog_journal_append(change, &end, &o->writing, &err), err);
    }
}

static void get(opened *o, uint64_t number, MDB_val *key, MDB_val *value, uint8_t room[8])
{
    for (int i = 0; i < 8; i++) room[i] = (uint8_t)(number >> (56 - 8 * i));
    *key = (MDB_val){8, room};
    assert_int_equal(mdb_get(o->writing.txn, o->entries, key, value), 0);
}

static void entries_are_numbered_from_one_and_come_back(void **state)
{
    opened o;
    mog_change read;
    mog_error err = MOG_ERROR_NONE;
    bool found;
    open_store(&o, *state);
    assert_ok(mog_journal_last(&read, &o.journal, &err), err);
    assert_int_equal(read.number, 0);
    assert_ok(mog_journal_verify(&o.journal, 0, &err), err);
    append_some(&o);
    for (uint64_t n = 1; n <= ENTRIES; n++) {
        assert_ok(mog_journal_read(&read, &found, &o.journal, n, &err), err);
        const mog_change *was = &o.written[n - 1];
        assert_true(found && read.number == n && was->number == n);
        assert_true(read.type == was->type && read.recorded == was->recorded && read.key_size == was->key_size);
        assert_memory_equal(read.key, was->key, was->key_size);
        assert_string_equal(read.by, was->by);
        assert_memory_equal(&read.payload, &was->payload, sizeof read.payload);
        assert_memory_equal(&read.leaf, &was->leaf, sizeof read.leaf);
    }
    assert_ok(mog_journal_read(&read, &found, &o.journal, ENTRIES + 1, &err), err);
    assert_false(found);
    assert_ok(mog_journal_last(&read, &o.journal, &err), err);
    assert_int_equal(read.number, ENTRIES);
    assert_ok(mog_journal_verify(&o.journal, 0, &err), err);
    assert_ok(mog_journal_verify(&o.journal, 7, &err), err);
    close_store(&o);
}

/* Computed from the words of journal.h. */
static void leaves_and_roots_are_hashed_as_said(void **state)
{
    opened o;
    mog_error err = MOG_ERROR_NONE;
    mog_merkle_edge edge = {0};
    open_store(&o, *state);
    append_some(&o);
    for (uint64_t n = 1; n <= ENTRIES; n++) {
        MDB_val key, value;
        uint8_t room[8], bytes[1 + MOG_CHANGE_LIMIT] = {0x00};
        mog_digest root, expected;
        get(&o, n, &key, &value, room);
        size_t change = value.mv_size - MOG_DIGEST_SIZE;
        memcpy(bytes + 1, value.mv_data, change);
        mog_digest leaf = mog_sha256(bytes, 1 + change);
        assert_memory_equal(&leaf, &o.written[n - 1].leaf, 32);
        assert_ok(mog_merkle_add(&edge, &leaf, NULL, NULL, &err), err);
        expected = mog_merkle_root(&edge);
        assert_ok(mog_journal_root(&root, &o.journal, n, &err), err);
        assert_memory_equal(&root, &expected, sizeof root);
    }
    close_store(&o);
}

static void a_changed_byte_is_named_wherever_it_is(void **state)
{
    opened o;
    mog_change read;
    mog_error err;
    bool found;
    open_store(&o, *state);
    append_some(&o);
    MDB_val key, value;
    uint8_t room[8];
    get(&o, 8, &key, &value, room);
    size_t size = value.mv_size;
    for (size_t at = 0; at < size; at++) {
        uint8_t copy[MOG_CHANGE_LIMIT + MOG_DIGEST_SIZE];
        get(&o, 8, &key, &value, room);
        memcpy(copy, value.mv_data, size);
        copy[at] ^= 0x10;
        MDB_val changed = {size, copy};
        assert_int_equal(mdb_put(o.writing.txn, o.entries, &key, &changed, 0), 0);
        assert_fails(mog_journal_read(&read, &found, &o.journal, 8, &err), MOG_SYSTEM, err, "entry 8 ");
        assert_fails(mog_journal_verify(&o.journal, 0, &err), MOG_SYSTEM, err, "entry 8 ");
        err = MOG_ERROR_NONE;
        assert_ok(mog_journal_verify(&o.journal, 7, &err), err);
        copy[at] ^= 0x10;
        assert_int_equal(mdb_put(o.writing.txn, o.entries, &key, &changed, 0), 0);
    }
    assert_ok(mog_journal_verify(&o.journal, 0, &err), err);
    close_store(&o);
}

static void a_missing_or_moved_entry_is_named(void **state)
{
    opened o;
    mog_error err;
    MDB_val key, value;
    uint8_t room[8], fourth[MOG_CHANGE_LIMIT + MOG_DIGEST_SIZE];
    open_store(&o, *state);
    append_some(&o);
    get(&o, 4, &key, &value, room);
    size_t size = value.mv_size;
    memcpy(fourth, value.mv_data, size);
    get(&o, 5, &key, &value, room);
    MDB_val moved = {size, fourth};
    assert_int_equal(mdb_put(o.writing.txn, o.entries, &key, &moved, 0), 0);
    assert_fails(mog_journal_verify(&o.journal, 0, &err), MOG_SYSTEM, err, "entry 5 ");
    assert_int_equal(mdb_del(o.writing.txn, o.entries, &key, NULL), 0);
    assert_fails(mog_journal_verify(&o.journal, 0, &err), MOG_SYSTEM, err, "entry 5 ");
    assert_fails(mog_journal_verify(&o.journal, 5, &err), MOG_SYSTEM, err, "entry 5 ");
    close_store(&o);
}

static void more_entries_than_there_are_cannot_be_verified(void **state)
{
    opened o;
    mog_error err;
    open_store(&o, *state);
    append_some(&o);
    assert_fails(mog_journal_verify(&o.journal, ENTRIES + 1, &err), MOG_SYSTEM, err, "entry 41 ");
    close_store(&o);
}

static void a_hash_of_the_tree_that_was_changed_is_noticed(void **state)
{
    opened o;
    mog_error err;
    mog_digest root;
    uint8_t where[9] = {4}, wrong[40] = {0};
    open_store(&o, *state);
    append_some(&o);
    MDB_val key = {sizeof where, where}, value = {sizeof wrong, wrong};
    assert_int_equal(mdb_put(o.writing.txn, o.journal.tree, &key, &value, 0), 0);
    assert_fails(mog_journal_root(&root, &o.journal, ENTRIES, &err), MOG_SYSTEM, err, "hash 4.0 ");
    assert_fails(mog_journal_verify(&o.journal, 0, &err), MOG_SYSTEM, err, "hash 4.0 ");
    assert_int_equal(mdb_del(o.writing.txn, o.journal.tree, &key, NULL), 0);
    assert_fails(mog_journal_verify(&o.journal, 0, &err), MOG_SYSTEM, err, "hash 4.0 ");
    close_store(&o);
}

static void time_never_goes_back(void **state)
{
    opened o;
    mog_error err = MOG_ERROR_NONE;
    mog_journal_end end;
    open_store(&o, *state);
    assert_ok(mog_journal_find_end(&end, &o.journal, &err), err);
    static const struct {
        mog_time clock, recorded;
    } steps[] = {{100, 100}, {50, 100}, {100, 100}, {101, 101}, {INT64_MIN, 101}, {200, 200}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        mog_change change = {.type = MOG_CHANGE_RECORD_ADDED, .recorded = steps[i].clock};
        assert_ok(mog_journal_append(&change, &end, &o.writing, &err), err);
        assert_int_equal(change.recorded, steps[i].recorded);
    }
    close_store(&o);
}

static void what_was_known_at_a_time_is_found(void **state)
{
    opened o;
    mog_error err = MOG_ERROR_NONE;
    open_store(&o, *state);
    append_some(&o); /* number n at n - 6 */
    for (mog_time at = -10; at < ENTRIES; at++) {
        uint64_t number, expected = at < -5 ? 0 : at + 6 > ENTRIES ? ENTRIES : (uint64_t)(at + 6);
        assert_ok(mog_journal_known_at(&number, &o.journal, ENTRIES, at, &err), err);
        assert_int_equal(number, expected);
    }
    close_store(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_are_numbered_from_one_and_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_and_roots_are_hashed_as_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_byte_is_named_wherever_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_or_moved_entry_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_entries_than_there_are_cannot_be_verified, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hash_of_the_tree_that_was_changed_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(time_never_goes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_known_at_a_time_is_found, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}

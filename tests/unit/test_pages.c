/* The trees of a store's databases: whole ones pass, and what would make records vanish is told. */
#include "tests/unit/store_fixture.h"

#include "engine/store/pages.h"
#include "engine/store/snapshot.h"

#include <fcntl.h>

static mog_status check(fixture *f, mog_error *err)
{
    mog_store *store;
    mog_snapshot *snapshot;
    *err = MOG_ERROR_NONE;
    mog_status status = mog_store_open(&store, f->dir, false, err);
    if (status) return status;
    status = mog_snapshot_begin(&snapshot, store, MOG_UNTIL_NOW, err);
    if (!status) {
        status = mog_snapshot_check_pages(snapshot, err);
        mog_snapshot_end(snapshot);
    }
    mog_store_close(store);
    return status;
}

static void whole_stores_pass(void **state)
{
    fixture *f = *state;
    mog_error err;
    make_with(f, 0);
    assert_ok(check(f, &err), err);
    tear_down(state);
    for (uint32_t records = 1; records < 6000; records = 3 * records + 1) {
        set_up(state);
        f = *state;
        make_with(f, records);
        assert_ok(check(f, &err), err);
        tear_down(state);
    }
    set_up(state);
}

/* In one batch, so that no old pages hold such nodes. */
static void make_at_once(fixture *f, uint32_t records)
{
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *kind = kind_of(f->arena, FAULT_KIND);
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    for (uint32_t i = 0; i < records; i++) {
        char item[16];
        snprintf(item, sizeof item, "item%u", i);
        assert_ok(add_integer(NULL, batch, kind, "system:hr", item, i, i, &err), err);
    }
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
}

/* Some bits of every key. */
static void a_flipped_bit_of_any_key_is_told(void **state)
{
    fixture *f = *state;
    mog_error err;
    char path[120];
    make_at_once(f, 120);
    file_of(path, f);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct stat about;
    assert_int_equal(fstat(fd, &about), 0);
    size_t size = (size_t)about.st_size;
    uint8_t *bytes = malloc(size);
    assert_int_equal(pread(fd, bytes, size, 0), (ssize_t)size);
    uint32_t flipped = 0, told = 0;
    /* A node of a record: flags 0, a key of 28 bytes, and the record's size at the start of the value. */
    for (size_t at = 2 * 4096; at + 40 < size && flipped < 2000; at++) {
        uint16_t flags, key;
        uint32_t length, record;
        memcpy(&length, bytes + at, 4);
        memcpy(&flags, bytes + at + 4, 2);
        memcpy(&key, bytes + at + 6, 2);
        if (flags || key != MOG_RECORD_KEY_SIZE) continue;
        memcpy(&record, bytes + at + 8 + key, 4);
        if (record != length || length > 4000) continue;
        for (size_t i = 0; i < key; i += 3, flipped++) {
            uint8_t changed = bytes[at + 8 + i] ^ (uint8_t)(1 << (i % 8));
            assert_int_equal(pwrite(fd, &changed, 1, (off_t)(at + 8 + i)), 1);
            mog_status status = check(f, &err);
            told += status != MOG_OK;
            assert_true(status == MOG_OK || status == MOG_SYSTEM);
            assert_int_equal(pwrite(fd, bytes + at + 8 + i, 1, (off_t)(at + 8 + i)), 1);
        }
    }
    print_message("%u bits flipped, %u told of\n", flipped, told);
    assert_int_equal(told, flipped);
    assert_true(flipped > 500);
    assert_ok(check(f, &err), err);
    free(bytes);
    close(fd);
}

static void a_key_that_was_added_or_taken_away_elsewhere_is_told(void **state)
{
    fixture *f = *state;
    mog_error err;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi records;
    MDB_cursor *cursor;
    MDB_val key, value;
    make_with(f, 20);
    assert_int_equal(mdb_env_create(&env), 0);
    mdb_env_set_maxdbs(env, 32);
    assert_int_equal(mdb_env_open(env, f->dir, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, "records", 0, &records), 0);
    assert_int_equal(mdb_cursor_open(txn, records, &cursor), 0);
    assert_int_equal(mdb_cursor_get(cursor, &key, &value, MDB_FIRST), 0);
    assert_int_equal(mdb_cursor_del(cursor, 0), 0);
    mdb_cursor_close(cursor);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
    assert_fails(check(f, &err), MOG_SYSTEM, err, "a key of its database `records` has changed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whole_stores_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_flipped_bit_of_any_key_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_that_was_added_or_taken_away_elsewhere_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}

/* What a batch must not be led into: by a store whose journal was cut off, by keys that change under it, by what it refused. */
#include "tests/unit/store_fixture.h"

#include "engine/store/batch.h"
#include "engine/store/keys.h"
#include "engine/store/snapshot.h"

#include <fcntl.h>

#define PERSONAL_KIND "kind many account about system { n integer owner text personal pin integer personal }"

static mog_store *open_new(fixture *f)
{
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_create(f->dir, 1, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    return store;
}

static mog_batch *begin(mog_store *store, mog_time now)
{
    mog_batch *batch;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_batch_begin(&batch, store, now, &err), err);
    return batch;
}

static void commit(mog_batch *batch)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_batch_commit(batch, &err), err);
}

static uint64_t changes_of(mog_store *store)
{
    mog_snapshot *snapshot;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_snapshot_begin(&snapshot, store, MOG_UNTIL_NOW, &err), err);
    uint64_t last = mog_snapshot_last(snapshot);
    mog_snapshot_end(snapshot);
    return last;
}

/* `limit` 0: that of all records. */
static mog_status add_account(mog_added *added, mog_batch *batch, const mog_kind *kind, const char *item,
                              const char *owner, const char *person, bool limited, mog_error *err)
{
    mog_record_builder b = {0};
    mog_record_begin(&b, kind, false);
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 0, 7);
    mog_record_put_text(&b, &kind->row, mog_record_first_row(), 1, mog_text_of(owner));
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 2, 99);
    b.person = mog_text_of(person);
    mog_status status =
        mog_record_finish(&b, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("t"), MOG_ASSURANCE_STATED, 5, err);
    if (limited) b.limit = b.bytes.size;
    if (!status) status = mog_batch_add(added, batch, kind, &b, err);
    mog_record_builder_free(&b);
    return status;
}

/* ---- the journal */

typedef void alteration(mog_record *record);

/* Behind the store's back: the last entry of a database is removed or, if it is a record, altered, with a checksum that fits. */
static void alter_last(fixture *f, const char *database, alteration *alter)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi entries;
    MDB_cursor *cursor;
    MDB_val key, value;
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, 16), 0);
    assert_int_equal(mdb_env_set_mapsize(env, 64 << 20), 0);
    assert_int_equal(mdb_env_open(env, f->dir, MDB_NOSYNC, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, database, 0, &entries), 0);
    assert_int_equal(mdb_cursor_open(txn, entries, &cursor), 0);
    assert_int_equal(mdb_cursor_get(cursor, &key, &value, MDB_LAST), 0);
    if (alter) {
        mog_record *record = (mog_record *)mog_arena_copy(f->arena, value.mv_data, value.mv_size);
        alter(record);
        record->checksum = mog_record_checksum(record);
        value.mv_data = record;
        assert_int_equal(mdb_cursor_put(cursor, &key, &value, MDB_CURRENT), 0);
    } else {
        assert_int_equal(mdb_cursor_del(cursor, 0), 0);
    }
    mdb_cursor_close(cursor);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

/* Otherwise the batch would write a new end, and nobody could see any more that something is missing. */
static void nothing_is_added_to_a_journal_that_was_cut_off(void **state)
{
    fixture *f = *state;
    mog_store *store;
    mog_batch *batch;
    mog_error err = MOG_ERROR_NONE;
    make_with(f, 3);
    alter_last(f, "journal", NULL);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_fails(mog_batch_begin(&batch, store, 200, &err), MOG_SYSTEM, err, "should have 4 entries and has 3");
    assert_non_null(err.place[0] ? err.place : NULL);
    mog_store_close(store);
}

/* ---- records that were altered */

static void move_subject(mog_record *record)
{
    record->subject_at = 0x7ffffff0;
}

static void lengthen_source(mog_record *record)
{
    record->source_size = UINT32_MAX;
}

static void move_text(mog_record *record) /* that `part_of` or `note` points at */
{
    uint64_t far = UINT64_C(0x7ffffff0) << 32 | 5;
    memcpy((uint8_t *)(record + 1) + 8, &far, sizeof far);
}

static void an_altered_record_leads_no_batch_astray(void **state)
{
    static alteration *const alterations[] = {move_subject, lengthen_source, move_text};
    for (size_t i = 0; i < 3; i++) {
        fixture *f = *state;
        mog_error err = MOG_ERROR_NONE;
        mog_store *store = open_new(f);
        const mog_kind *unit = kind_of(f->arena, "kind unit about unit { part_of unit name text }");
        mog_record_builder b = {0};
        for (int round = 0; round < 2; round++) {
            mog_batch *batch = begin(store, 10);
            mog_record_begin(&b, unit, false);
            mog_record_put_text(&b, &unit->row, mog_record_first_row(), slot_of(&unit->row, "part_of"),
                                MOG_TEXT("unit:b"));
            if (round)
                mog_record_put_text(&b, &unit->row, mog_record_first_row(), slot_of(&unit->row, "name"), MOG_TEXT("n"));
            assert_ok(mog_record_finish(&b, MOG_TEXT("unit:a"), mog_text_of(NULL), MOG_TEXT("t"), MOG_ASSURANCE_STATED,
                                        5 - round, &err),
                      err);
            if (round) { /* the circle is looked for, through the altered one */
                mog_status status = mog_batch_add(NULL, batch, unit, &b, &err);
                if (!status) status = mog_batch_commit(batch, &err);
                else mog_batch_abort(batch);
                assert_int_equal(status, MOG_SYSTEM);
                break;
            }
            assert_ok(mog_batch_add(NULL, batch, unit, &b, &err), err);
            commit(batch);
            mog_store_close(store);
            alter_last(f, "records", alterations[i]);
            assert_ok(mog_store_open(&store, f->dir, true, &err), err);
            batch = begin(store, 10); /* the same once more: they are compared */
            mog_record_begin(&b, unit, false);
            mog_record_put_text(&b, &unit->row, mog_record_first_row(), slot_of(&unit->row, "part_of"),
                                MOG_TEXT("unit:b"));
            assert_ok(mog_record_finish(&b, MOG_TEXT("unit:a"), mog_text_of(NULL), MOG_TEXT("t"), MOG_ASSURANCE_STATED,
                                        5, &err),
                      err);
            assert_fails(mog_batch_add(NULL, batch, unit, &b, &err), MOG_SYSTEM, err, "damaged");
            mog_batch_abort(batch);
            err = MOG_ERROR_NONE;
        }
        mog_record_builder_free(&b);
        mog_store_close(store);
        assert_int_equal(nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    }
}

/* ---- what is the same */

/* Under an older layout one can say less; it is not the same as what was said under the newer one. */
static void what_an_older_layout_cannot_say_is_not_overlooked(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *older = kind_of(f->arena, "kind backup about system { a integer }"),
                   *newer = kind_of(f->arena, "kind backup about system { a integer b integer }");
    mog_store *store = open_new(f);
    mog_added first, again;
    mog_batch *batch = begin(store, 10);
    assert_ok(add_integer(NULL, batch, older, "system:hr", NULL, 1, 7, &err), err); /* registers the older one */
    for (int i = 0; i < 2; i++) {
        mog_record_builder b = {0};
        mog_record_begin(&b, newer, false);
        mog_record_put_word(&b, &newer->row, mog_record_first_row(), 0, 7);
        if (i == 0) mog_record_put_word(&b, &newer->row, mog_record_first_row(), 1, 8);
        assert_ok(mog_record_finish(&b, MOG_TEXT("system:hr"), mog_text_of(NULL), MOG_TEXT("test"),
                                    MOG_ASSURANCE_MEASURED, 2 + i, &err),
                  err);
        assert_ok(mog_batch_add(&first, batch, newer, &b, &err), err);
        mog_record_builder_free(&b);
        b = (mog_record_builder){0};
        mog_record_begin(&b, older, false);
        mog_record_put_word(&b, &older->row, mog_record_first_row(), 0, 7);
        assert_ok(mog_record_finish(&b, MOG_TEXT("system:hr"), mog_text_of(NULL), MOG_TEXT("test"),
                                    MOG_ASSURANCE_MEASURED, 2 + i, &err),
                  err);
        assert_ok(mog_batch_add(&again, batch, older, &b, &err), err);
        mog_record_builder_free(&b);
        assert_int_equal(again.identical, i == 1); /* it differs in b, and then it does not */
    }
    commit(batch);
    mog_store_close(store);
}

/* Whose a value is decides what is erased with whom. */
static void values_of_another_person_are_not_the_same(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, PERSONAL_KIND);
    mog_store *store = open_new(f);
    mog_added added;
    mog_batch *batch = begin(store, 10);
    assert_ok(add_account(&added, batch, kind, "a", "asa", NULL, false, &err), err);
    assert_ok(add_account(&added, batch, kind, "a", "asa", NULL, false, &err), err);
    assert_true(added.identical);
    assert_ok(add_account(&added, batch, kind, "a", "asa", " ASA", false, &err), err); /* it was hers already */
    assert_true(added.identical);
    assert_ok(add_account(&added, batch, kind, "a", "asa", "Bo", false, &err), err);
    assert_false(added.identical);
    assert_ok(add_account(&added, batch, kind, "a", "asa", "bo", false, &err), err);
    assert_true(added.identical);
    commit(batch);
    mog_store_close(store);
}

/* ---- what was refused */

static void a_record_that_is_refused_leaves_nothing(void **state)
{
    fixture *f = *state;
    mog_error err;
    const mog_kind *kind = kind_of(f->arena, PERSONAL_KIND);
    mog_store *store = open_new(f);
    mog_batch *batch = begin(store, 10);
    /* What is sealed is larger than what was given. */
    assert_fails(add_account(NULL, batch, kind, "a", "asa", NULL, true, &err), MOG_INPUT, err, "");
    err = MOG_ERROR_NONE;
    commit(batch);
    assert_int_equal(changes_of(store), 0);
    batch = begin(store, 10);
    assert_ok(add_account(NULL, batch, kind, "a", "asa", NULL, false, &err), err);
    commit(batch);
    assert_int_equal(changes_of(store), 2);
    mog_store_close(store);
}

static void a_reason_can_be_read_again(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    uint64_t number;
    make_with(f, 1);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    mog_batch *batch = begin(store, 200);
    static const mog_text bad[] = {{"a\0b", 3}, {"a\xff", 2}, {"", 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(mog_batch_retract(&number, batch, 2, bad[i], &err), MOG_INPUT, err, "reason");
    err = MOG_ERROR_NONE;
    assert_ok(mog_batch_retract(&number, batch, 2, MOG_TEXT("mätt fel\n\x1b[31m"), &err), err);
    commit(batch);
    mog_store_close(store);
}

/* ---- keys */

static void touch_keys(fixture *f)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", f->dir, MOG_KEYRING_FILE);
    struct timespec times[2] = {{1000, 0}, {1000, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* A backup program may set times, or worse. Keys that were made are in use until the batch ends. */
static void keys_that_change_under_a_batch_are_not_let_go(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, PERSONAL_KIND);
    mog_store *store = open_new(f);
    mog_batch *batch = begin(store, 10);
    assert_ok(add_account(NULL, batch, kind, "a", "asa", NULL, false, &err), err);
    commit(batch);
    batch = begin(store, 20);
    assert_ok(add_account(NULL, batch, kind, "b", "bo", NULL, false, &err), err);
    touch_keys(f);
    assert_ok(add_account(NULL, batch, kind, "a", "asa", NULL, false, &err), err); /* is compared with what is stored */
    assert_ok(add_account(NULL, batch, kind, "c", "cy", NULL, false, &err), err);
    assert_fails(mog_batch_commit(batch, &err), MOG_INTERNAL, err, "changed since"); /* nothing is acknowledged */
    batch = begin(store, 30);                                                        /* and the next one is all right */
    err = MOG_ERROR_NONE;
    assert_ok(add_account(NULL, batch, kind, "c", "cy", NULL, false, &err), err);
    commit(batch);
    mog_store_close(store);
}

static void keys_of_a_batch_that_was_given_up_are_not_kept(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_keyring *ring;
    const mog_kind *kind = kind_of(f->arena, PERSONAL_KIND);
    mog_store *store = open_new(f);
    mog_batch *batch = begin(store, 10);
    assert_ok(add_account(NULL, batch, kind, "a", "asa", NULL, false, &err), err);
    mog_batch_abort(batch);
    batch = begin(store, 20);
    assert_ok(add_account(NULL, batch, kind, "b", "bo", NULL, false, &err), err);
    commit(batch);
    assert_ok(mog_personal_keys(&ring, store, &err), err);
    assert_int_equal(mog_keyring_count(ring), 1);
    mog_store_close(store);
}

int main(void)
{
#define IN_A_FOLDER(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(nothing_is_added_to_a_journal_that_was_cut_off),
        IN_A_FOLDER(an_altered_record_leads_no_batch_astray),
        IN_A_FOLDER(what_an_older_layout_cannot_say_is_not_overlooked),
        IN_A_FOLDER(values_of_another_person_are_not_the_same),
        IN_A_FOLDER(a_record_that_is_refused_leaves_nothing),
        IN_A_FOLDER(a_reason_can_be_read_again),
        IN_A_FOLDER(keys_that_change_under_a_batch_are_not_let_go),
        IN_A_FOLDER(keys_of_a_batch_that_was_given_up_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The store in use: adding, reading, names, layouts, growing, several processes. */
#include "tests/unit/store_fixture.h"

#include "engine/store/journal.h"
#include "engine/store/snapshot.h"

#include <sys/wait.h>

static const char KIND[] = "kind backup about system { a integer }";
static const char MANY[] = "kind many account about system { a integer note text }";

static mog_store *make(fixture *f, bool writable)
{
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    if (access(f->dir, F_OK)) assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, writable, &err), err);
    return store;
}

static uint64_t add_one(mog_store *store, const mog_kind *kind, const char *subject, const char *item,
                        mog_time observed, int64_t value)
{
    mog_error err = MOG_ERROR_NONE;
    mog_batch *batch;
    uint64_t id = 0;
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    assert_ok(add_integer(&id, batch, kind, subject, item, observed, value, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    return id;
}

static size_t count_records(mog_snapshot *snapshot, const char *subject, const char *kind)
{
    mog_error err = MOG_ERROR_NONE;
    uint32_t subject_id = 0, kind_id = 0;
    size_t count = 0;
    if (subject) assert_ok(mog_snapshot_find(&subject_id, snapshot, mog_text_of(subject), &err), err);
    if (kind) assert_ok(mog_snapshot_find(&kind_id, snapshot, mog_text_of(kind), &err), err);
    if ((subject && !subject_id) || (kind && !kind_id)) return 0;
    assert_ok(mog_snapshot_walk(snapshot, subject_id, kind_id, count_one, &count, &err), err);
    return count;
}

static size_t count_all(mog_store *store)
{
    mog_error err = MOG_ERROR_NONE;
    mog_snapshot *snapshot;
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    size_t count = count_records(snapshot, NULL, NULL);
    mog_journal journal = mog_journal_of(store, snapshot->txn);
    assert_ok(mog_journal_verify(&journal, 0, &err), err);
    mog_snapshot_end(snapshot);
    return count;
}

/* ---- */

static void a_new_store_is_empty(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, false);
    mog_snapshot *snapshot;
    mog_subject *subjects;
    size_t count;
    uint32_t id;
    mog_digest head, none = mog_sha256("", 0); /* RFC 6962: the root of no leaves */
    const mog_record *record;
    assert_string_equal(mog_store_folder(store), f->dir);
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_int_equal(mog_snapshot_last(snapshot), 0);
    assert_ok(mog_snapshot_head(&head, snapshot, &err), err);
    assert_memory_equal(&head, &none, sizeof none);
    assert_ok(mog_snapshot_subjects(&subjects, &count, f->arena, snapshot, &err), err);
    assert_int_equal(count, 0);
    assert_ok(mog_snapshot_find(&id, snapshot, MOG_TEXT("system:hr"), &err), err);
    assert_int_equal(id, 0);
    assert_ok(mog_snapshot_record(&record, snapshot, 1, &err), err);
    assert_null(record);
    assert_int_equal(count_records(snapshot, NULL, NULL), 0);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    struct stat about;
    assert_int_equal(stat(f->dir, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    mog_store_close(NULL);
    mog_batch_abort(NULL);
}

static void what_was_added_is_there_after_reopening(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, KIND), *many = kind_of(f->arena, MANY);
    mog_store *store = make(f, true);
    assert_int_equal(add_one(store, kind, "system:hr", NULL, 10, 1), 2);
    assert_int_equal(add_one(store, many, "system:hr", "anna", 10, 2), 4);
    assert_int_equal(add_one(store, many, "system:åö", "anna", -20, 3), 5);
    assert_int_equal(add_one(store, many, "system:hr", "anna", 30, 4), 6);
    mog_store_close(store);

    store = make(f, false);
    mog_snapshot *snapshot;
    const mog_record *record;
    const mog_kind *layout;
    mog_text name;
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_int_equal(mog_snapshot_last(snapshot), 6);
    assert_ok(mog_snapshot_record(&record, snapshot, 5, &err), err);
    assert_true(record && record->id == 5 && record->observed == -20 && record->recorded == 100);
    assert_true(mog_text_equal(mog_record_subject(record), MOG_TEXT("system:åö")));
    assert_true(mog_text_equal(mog_record_item(record), MOG_TEXT("anna")));
    assert_ok(mog_snapshot_layout(&layout, snapshot, record->kind, record->version, &err), err);
    assert_int_equal(integer_of(record, layout, "a"), 3);
    assert_ok(mog_snapshot_name(&name, snapshot, record->kind, &err), err);
    assert_true(mog_text_equal(name, MOG_TEXT("account")));
    assert_ok(mog_snapshot_record(&record, snapshot, 3, &err), err); /* the kind was registered */
    assert_null(record);
    assert_ok(mog_snapshot_record(&record, snapshot, 7, &err), err);
    assert_null(record);
    assert_int_equal(count_records(snapshot, NULL, NULL), 4);
    assert_int_equal(count_records(snapshot, "system:hr", NULL), 3);
    assert_int_equal(count_records(snapshot, NULL, "account"), 3);
    assert_int_equal(count_records(snapshot, "system:åö", "backup"), 0);
    assert_int_equal(count_records(snapshot, "system:hr", "account"), 2);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
}

static mog_status note_order(void *context, const mog_record *record, mog_error *err)
{
    (void)err;
    mog_buffer_format(context, "%d ", (int)record->id);
    return record->id == 2 ? MOG_NO : MOG_OK;
}

static void a_walk_goes_newest_first_and_stops_when_told(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, true);
    const mog_kind *kind = kind_of(f->arena, KIND);
    const mog_time observed[] = {-5, INT64_MAX, INT64_MIN, 7, -5};
    for (size_t i = 0; i < 5; i++) add_one(store, kind, "system:hr", NULL, observed[i], (int64_t)i);
    mog_snapshot *snapshot;
    mog_buffer order = {0};
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_ok(mog_snapshot_walk(snapshot, 0, 0, note_order, &order, &err), err);
    assert_string_equal(order.at, "3 5 6 2 ");
    mog_buffer_free(&order);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
}

static void subjects_are_sorted_and_limited_to_what_is_seen(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, true);
    const mog_kind *kind = kind_of(f->arena, KIND), *many = kind_of(f->arena, MANY);
    const char *const names[] = {"system:b", "organisation:x", "system:a", "system:ab", "system:B"};
    for (size_t i = 0; i < 5; i++) {
        add_one(store, kind, names[i], NULL, 1, 0);
        add_one(store, many, names[i], "an item is no subject", 1, 0);
        add_one(store, kind, names[0], NULL, 100 + (mog_time)i, 0); /* new records of an old subject come first in it */
    }
    mog_snapshot *snapshot;
    mog_subject *subjects;
    size_t count;
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_ok(mog_snapshot_subjects(&subjects, &count, f->arena, snapshot, &err), err);
    const char *const sorted[] = {"organisation:x", "system:B", "system:a", "system:ab", "system:b"};
    assert_int_equal(count, 5);
    for (size_t i = 0; i < 5; i++) {
        uint32_t id;
        assert_true(mog_text_equal(subjects[i].name, mog_text_of(sorted[i])));
        assert_ok(mog_snapshot_find(&id, snapshot, subjects[i].name, &err), err);
        assert_int_equal(id, subjects[i].id);
    }
    mog_snapshot_end(snapshot);
    for (uint64_t until = 1; until <= 17; until++) {
        assert_ok(mog_snapshot_begin(&snapshot, store, until, &err), err);
        assert_ok(mog_snapshot_subjects(&subjects, &count, f->arena, snapshot, &err), err);
        assert_int_equal(mog_snapshot_last(snapshot), until);
        assert_int_equal(count, until < 2 ? 0 : until < 6 ? 1 : until < 9 ? 2 : until < 12 ? 3 : until < 15 ? 4 : 5);
        mog_snapshot_end(snapshot);
    }
    mog_store_close(store);
}

static void an_earlier_snapshot_can_be_had_again(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, true);
    const mog_kind *kind = kind_of(f->arena, KIND);
    mog_snapshot *snapshot;
    mog_digest then, again, now;
    const mog_record *record;
    add_one(store, kind, "system:hr", NULL, 1, 0);
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    uint64_t last = mog_snapshot_last(snapshot);
    assert_ok(mog_snapshot_head(&then, snapshot, &err), err);
    mog_snapshot_end(snapshot);
    for (int i = 0; i < 5; i++) add_one(store, kind, "system:hr", NULL, i, 0);
    assert_ok(mog_snapshot_begin(&snapshot, store, last, &err), err);
    assert_ok(mog_snapshot_head(&again, snapshot, &err), err);
    assert_memory_equal(&then, &again, sizeof then);
    assert_int_equal(count_records(snapshot, NULL, NULL), 1);
    assert_ok(mog_snapshot_record(&record, snapshot, last + 1, &err), err);
    assert_null(record);
    mog_snapshot_end(snapshot);
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_ok(mog_snapshot_head(&now, snapshot, &err), err);
    assert_memory_not_equal(&then, &now, sizeof then);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
}

static void a_batch_is_all_or_nothing(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, true);
    const mog_kind *kind = kind_of(f->arena, KIND);
    mog_batch *batch;
    uint64_t id = 0;
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    for (int i = 0; i < 10; i++) assert_ok(add_integer(&id, batch, kind, "system:hr", NULL, i, 0, &err), err);
    mog_batch_abort(batch);
    assert_int_equal(count_all(store), 0);
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    assert_ok(add_integer(&id, batch, kind, "system:hr", NULL, 1, 0, &err), err);
    assert_int_equal(id, 2); /* no number was used up */
    assert_fails(mog_batch_begin(&(mog_batch *){NULL}, store, 100, &err), MOG_INTERNAL, err, "batch");
    err = MOG_ERROR_NONE;
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_int_equal(count_all(store), 1);
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err); /* an empty one */
    mog_store_close(store);
    store = make(f, false);
    assert_fails(mog_batch_begin(&batch, store, 100, &err), MOG_INTERNAL, err, "reading only");
    mog_store_close(store);
}

static void what_cannot_be_added_leaves_the_batch_as_it_was(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, true);
    const mog_kind *kind = kind_of(f->arena, KIND), *many = kind_of(f->arena, MANY);
    const mog_kind *less = kind_of(f->arena, "kind backup about system { b integer }");
    char name[MOG_NAME_LIMIT + 2];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    mog_batch *batch;
    uint64_t id = 0;
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    assert_ok(add_integer(&id, batch, kind, "system:hr", NULL, 1, 0, &err), err);
    assert_fails(add_integer(&id, batch, kind, "", NULL, 1, 0, &err), MOG_INPUT, err, "no subject");
    assert_fails(add_integer(&id, batch, kind, name, NULL, 1, 0, &err), MOG_INPUT, err, "400 bytes");
    assert_fails(add_integer(&id, batch, many, "system:hr", name, 1, 0, &err), MOG_INPUT, err, "400 bytes");
    assert_fails(add_integer(&id, batch, many, "system:hr", NULL, 1, 0, &err), MOG_INPUT, err, "needs an item");
    assert_fails(add_integer(&id, batch, kind, "system:hr", "x", 1, 0, &err), MOG_INPUT, err, "can be none");
    assert_fails(add_census(batch, kind, "system:hr", 1, (const char *const[]){NULL}, &err), MOG_INPUT, err, "census");
    assert_fails(add_integer(&id, batch, less, "system:hr", NULL, 1, 0, &err), MOG_INPUT, err, "`a` is no longer");
    name[sizeof name - 2] = '\0';
    err = MOG_ERROR_NONE;
    assert_ok(add_integer(&id, batch, many, name, name, 1, 0, &err), err); /* exactly the limit */
    assert_int_equal(id, 4);
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_int_equal(count_all(store), 2);
    mog_store_close(store);
}

static void a_layout_that_grows_gets_a_version_and_the_old_one_is_kept(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f, true);
    const mog_kind *first = kind_of(f->arena, KIND),
                   *second = kind_of(f->arena, "kind backup about system { a integer b text }");
    const mog_kind *same = kind_of(f->arena, KIND);
    const struct {
        const mog_kind *kind;
        uint32_t version;
    } steps[] = {{first, 1}, {second, 2}, {same, 1}, {second, 2}};
    for (size_t i = 0; i < 4; i++) {
        mog_snapshot *snapshot;
        const mog_record *record;
        const mog_kind *layout;
        uint64_t id = add_one(store, steps[i].kind, "system:hr", NULL, (mog_time)i, (int64_t)i);
        assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
        assert_ok(mog_snapshot_record(&record, snapshot, id, &err), err);
        assert_int_equal(record->version, steps[i].version);
        assert_ok(mog_snapshot_layout(&layout, snapshot, record->kind, record->version, &err), err);
        assert_int_equal(layout->row.count, steps[i].version);
        assert_int_equal(integer_of(record, layout, "a"), i);
        assert_fails(mog_snapshot_layout(&layout, snapshot, record->kind, 9, &err), MOG_SYSTEM, err, "missing");
        err = MOG_ERROR_NONE;
        mog_snapshot_end(snapshot);
    }
    mog_store_close(store);
}

/* ---- growing */

static void fill(mog_batch *batch, const mog_kind *many, uint32_t count)
{
    mog_error err = MOG_ERROR_NONE;
    mog_record_builder b = {0};
    static char note[700];
    memset(note, 'n', sizeof note);
    for (uint32_t i = 0; i < count; i++) {
        char subject[32], item[32];
        uint64_t id = 0;
        snprintf(subject, sizeof subject, "system:%u", i % 97);
        snprintf(item, sizeof item, "item %u", i);
        mog_record_begin(&b, many, false);
        mog_record_put_word(&b, &many->row, mog_record_first_row(), 0, i);
        mog_record_put_text(&b, &many->row, mog_record_first_row(), 1, (mog_text){note, sizeof note});
        assert_ok(mog_record_finish(&b, mog_text_of(subject), mog_text_of(item), (mog_text){0}, MOG_ASSURANCE_STATED, i,
                                    &err),
                  err);
        mog_added added;
        assert_ok(mog_batch_add(&added, batch, many, &b, &err), err);
        id = added.id;
        assert_int_equal(id, i + 2);
    }
    mog_record_builder_free(&b);
}

static mog_status check_number(void *context, const mog_record *record, mog_error *err)
{
    (void)err;
    const mog_kind *many = context;
    assert_int_equal(integer_of(record, many, "a"), record->id - 2);
    assert_int_equal(record->observed, record->id - 2);
    return MOG_OK;
}

/* From 128 KiB, to some 20 MiB at most: the map is full many times in one batch, and for some of the counts only at
 * commit. */
static void a_batch_outgrows_its_map_and_goes_on(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *many = kind_of(f->arena, MANY);
    unsigned grew_at_commit = 0;
    for (uint32_t count = 45; count < 6000; count = count < 60 ? count + 1 : count * 9) {
        mog_store *store;
        mog_batch *batch;
        mog_snapshot *snapshot;
        char path[120];
        assert_ok(mog_store_create(f->dir, 5, &err), err);
        assert_ok(mog_store_open_sized(&store, f->dir, true, 128 << 10, &err), err);
        assert_true(mog_environment_map_size(store) <= 128 << 10);
        assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
        fill(batch, many, count);
        size_t before = mog_environment_map_size(store);
        assert_ok(mog_batch_commit(batch, &err), err);
        if (mog_environment_map_size(store) > before) grew_at_commit++;
        if (count > 1000) assert_true(before > 1 << 20);
        assert_int_equal(count_all(store), count);
        assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
        assert_ok(mog_snapshot_walk(snapshot, 0, 0, check_number, (void *)(uintptr_t)many, &err), err);
        mog_snapshot_end(snapshot);
        mog_store_close(store);
        file_of(path, f);
        remove(path);
    }
    assert_true(grew_at_commit > 0);
}

static void a_reader_follows_when_another_process_makes_the_store_larger(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    pid_t child = fork();
    if (child == 0) { /* the writer, after the reader has opened */
        mog_store *store;
        mog_batch *batch;
        usleep(100000);
        const mog_kind *many = kind_of(f->arena, MANY);
        bool good = !mog_store_open(&store, f->dir, true, &err) && !mog_batch_begin(&batch, store, 100, &err);
        if (good) fill(batch, many, 2000);
        good = good && !mog_batch_commit(batch, &err);
        mog_store_close(store);
        _exit(good ? 0 : 1);
    }
    mog_store *store;
    assert_ok(mog_store_open_sized(&store, f->dir, false, 128 << 10, &err), err);
    assert_int_equal(count_all(store), 0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(count_all(store), 2000);
    mog_store_close(store);
}

static void two_writers_take_turns(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, KIND);
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    pid_t children[2];
    for (int c = 0; c < 2; c++) {
        if ((children[c] = fork())) continue;
        mog_store *store;
        if (mog_store_open(&store, f->dir, true, &err)) _exit(1);
        for (int i = 0; i < 20; i++) add_one(store, kind, c ? "system:a" : "system:b", NULL, i, i);
        mog_store_close(store);
        _exit(0);
    }
    mog_store *store = make(f, false);
    for (int i = 0; i < 50; i++) count_all(store); /* verifies the journal meanwhile */
    for (int c = 0; c < 2; c++) {
        int status;
        assert_int_equal(waitpid(children[c], &status, 0), children[c]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_all(store), 40);
    mog_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_store_is_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_added_is_there_after_reopening, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_walk_goes_newest_first_and_stops_when_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(subjects_are_sorted_and_limited_to_what_is_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_earlier_snapshot_can_be_had_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_batch_is_all_or_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_added_leaves_the_batch_as_it_was, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_layout_that_grows_gets_a_version_and_the_old_one_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_batch_outgrows_its_map_and_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reader_follows_when_another_process_makes_the_store_larger, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(two_writers_take_turns, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}

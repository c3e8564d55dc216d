/* What was so, and what was known: corrections, retractions, the same said twice, and what is attached. */
#include "tests/unit/store_fixture.h"

#include "engine/store/current.h"
#include "engine/store/journal.h"

#define PLAIN "kind backup about system { a integer note text }"
#define MANY "kind many account about system { a integer note text }"

typedef struct world {
    mog_store *store;
    const mog_kind *plain, *many;
    mog_error err;
} world;

static void open_world(world *w, fixture *f)
{
    *w = (world){.plain = kind_of(f->arena, PLAIN), .many = kind_of(f->arena, MANY)};
    assert_ok(mog_store_create(f->dir, 0, &w->err), w->err);
    assert_ok(mog_store_open(&w->store, f->dir, true, &w->err), w->err);
}

static mog_added add(world *w, mog_time now, const mog_kind *kind, const char *item, mog_time observed, int64_t value,
                     const char *note)
{
    mog_batch *batch;
    mog_added added;
    mog_record_builder b = {0};
    assert_ok(mog_batch_begin(&batch, w->store, now, &w->err), w->err);
    mog_record_begin(&b, kind, false);
    /* In either order: what is said does not depend on it. */
    if (note && value % 2) mog_record_put_text(&b, &kind->row, mog_record_first_row(), 1, mog_text_of(note));
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 0, (uint64_t)value);
    if (note && value % 2 == 0) mog_record_put_text(&b, &kind->row, mog_record_first_row(), 1, mog_text_of(note));
    assert_ok(mog_record_finish(&b, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("test"), MOG_ASSURANCE_MEASURED,
                                observed, &w->err),
              w->err);
    assert_ok(mog_batch_add(&added, batch, kind, &b, &w->err), w->err);
    assert_ok(mog_batch_commit(batch, &w->err), w->err);
    mog_record_builder_free(&b);
    return added;
}

static mog_status retract(uint64_t *number, world *w, mog_time now, uint64_t id, const char *reason, mog_error *err)
{
    mog_batch *batch;
    *err = MOG_ERROR_NONE;
    assert_ok(mog_batch_begin(&batch, w->store, now, err), *err);
    mog_status status = mog_batch_retract(number, batch, id, mog_text_of(reason), err);
    if (status) {
        mog_batch_abort(batch);
        return status;
    }
    return mog_batch_commit(batch, err);
}

/* The value of the current record at a clock, as known at a time; -1: there is none. */
static int64_t value_at(world *w, mog_time clock, mog_time known_at)
{
    mog_policy policy = {.kinds = (const mog_kind *const[]){w->plain}, .kind_count = 1};
    mog_snapshot *snapshot;
    mog_current_reader *reader;
    const mog_subject_table *table;
    uint64_t until;
    mog_subject subject = {.name = MOG_TEXT("system:hr")};
    assert_ok(mog_store_known_at(&until, w->store, known_at, &w->err), w->err);
    assert_ok(mog_snapshot_begin(&snapshot, w->store, until, &w->err), w->err);
    assert_ok(mog_snapshot_find(&subject.id, snapshot, subject.name, &w->err), w->err);
    assert_ok(mog_current_reader_new(&reader, &policy, snapshot, clock, &w->err), w->err);
    assert_ok(mog_current_read(&table, reader, &subject, &w->err), w->err);
    int64_t value = table->kinds[0].count ? integer_of(table->kinds[0].elements[0].record, w->plain, "a") : -1;
    mog_current_reader_free(reader);
    mog_snapshot_end(snapshot);
    return value;
}

static void what_was_so_and_what_was_known_are_asked_apart(void **state)
{
    world w;
    open_world(&w, *state);
    add(&w, 100, w.plain, NULL, 10, 1, NULL);
    add(&w, 200, w.plain, NULL, 20, 2, NULL);
    add(&w, 300, w.plain, NULL, 10, 3, NULL); /* corrects what was said of 10 */
    assert_int_equal(value_at(&w, 5, 1000), -1);
    assert_int_equal(value_at(&w, 15, 99), -1);
    assert_int_equal(value_at(&w, 15, 100), 1);
    assert_int_equal(value_at(&w, 15, 299), 1);
    assert_int_equal(value_at(&w, 15, 300), 3);
    assert_int_equal(value_at(&w, 25, 150), 1);
    assert_int_equal(value_at(&w, 25, 300), 2);
    mog_store_close(w.store);
}

static void a_retraction_brings_back_what_was_said_before(void **state)
{
    world w;
    mog_error err;
    uint64_t number, seen;
    open_world(&w, *state);
    add(&w, 100, w.plain, NULL, 10, 1, NULL);
    uint64_t wrong = add(&w, 200, w.plain, NULL, 20, 2, NULL).id;
    assert_ok(retract(&number, &w, 300, wrong, "the wrong system", &err), err);
    assert_int_equal(number, wrong + 1);
    assert_int_equal(value_at(&w, 25, 250), 2);
    assert_int_equal(value_at(&w, 25, 300), 1);

    mog_snapshot *snapshot;
    const mog_record *record;
    mog_text note;
    bool found;
    size_t all = 0, standing = 0;
    assert_ok(mog_snapshot_begin(&snapshot, w.store, MOG_UNTIL_NOW, &err), err);
    assert_ok(mog_snapshot_retracted(&seen, snapshot, wrong, &err), err);
    assert_int_equal(seen, number);
    assert_ok(mog_snapshot_record(&record, snapshot, wrong, &err), err);
    assert_non_null(record);
    assert_ok(mog_snapshot_note(&note, &found, snapshot, number, &err), err);
    assert_true(found && mog_text_contains(note, MOG_TEXT("\"reason\":\"the wrong system\"")));
    assert_ok(mog_snapshot_walk(snapshot, 0, 0, count_one, &all, &err), err);
    assert_ok(mog_snapshot_walk_standing(snapshot, 0, 0, count_one, &standing, &err), err);
    assert_true(all == 2 && standing == 1);
    mog_snapshot_end(snapshot);
    assert_ok(mog_snapshot_begin(&snapshot, w.store, wrong, &err), err);
    assert_ok(mog_snapshot_retracted(&seen, snapshot, wrong, &err), err);
    assert_int_equal(seen, 0); /* not yet */
    mog_snapshot_end(snapshot);
    mog_store_close(w.store);
}

static void a_subject_of_which_all_is_retracted_is_gone(void **state)
{
    fixture *f = *state;
    world w;
    mog_error err;
    mog_snapshot *snapshot;
    mog_subject *subjects;
    size_t count;
    open_world(&w, f);
    uint64_t id = add(&w, 100, w.plain, NULL, 10, 1, NULL).id;
    assert_ok(retract(NULL, &w, 300, id, "it never existed", &err), err);
    assert_ok(mog_snapshot_begin(&snapshot, w.store, MOG_UNTIL_NOW, &err), err);
    assert_ok(mog_snapshot_subjects(&subjects, &count, f->arena, snapshot, &err), err);
    assert_int_equal(count, 0);
    mog_snapshot_end(snapshot);
    mog_store_close(w.store);
}

static void what_cannot_be_retracted_is_refused_with_the_reason(void **state)
{
    world w;
    mog_error err;
    open_world(&w, *state);
    uint64_t id = add(&w, 100, w.plain, NULL, 10, 1, NULL).id;
    char *long_reason = calloc(1, MOG_REASON_LIMIT + 2);
    memset(long_reason, 'x', MOG_REASON_LIMIT + 1);
    assert_int_equal(retract(NULL, &w, 200, id + 1, "why", &err), MOG_INPUT);
    assert_non_null(strstr(err.message, "no record"));
    assert_int_equal(retract(NULL, &w, 200, 1, "why", &err), MOG_INPUT); /* the kind was registered */
    assert_int_equal(retract(NULL, &w, 200, 0, "why", &err), MOG_INPUT);
    assert_int_equal(retract(NULL, &w, 200, id, "", &err), MOG_INPUT);
    assert_int_equal(retract(NULL, &w, 200, id, long_reason, &err), MOG_INPUT);
    assert_ok(retract(NULL, &w, 200, id, "why", &err), err);
    assert_int_equal(retract(NULL, &w, 200, id, "why", &err), MOG_INPUT);
    assert_non_null(strstr(err.message, "already"));
    free(long_reason);
    mog_store_close(w.store);
}

static void the_same_again_is_recognised(void **state)
{
    world w;
    mog_error err;
    open_world(&w, *state);
    mog_added first = add(&w, 100, w.many, "anna", 10, 2, "note");
    assert_false(first.identical);
    mog_added again = add(&w, 200, w.many, "anna", 10, 2, "note");
    assert_true(again.identical && again.id == first.id);
    assert_false(add(&w, 200, w.many, "bo", 10, 2, "note").identical);
    assert_false(add(&w, 200, w.many, "anna", 11, 2, "note").identical);
    assert_false(add(&w, 200, w.many, "anna", 10, 2, NULL).identical);   /* a correction … */
    assert_false(add(&w, 200, w.many, "anna", 10, 2, "note").identical); /* … and back again */
    mog_added last = add(&w, 300, w.many, "anna", 10, 2, "note");
    assert_true(last.identical);
    assert_ok(retract(NULL, &w, 400, last.id, "no", &err), err);
    assert_false(add(&w, 500, w.many, "anna", 10, 2, "note").identical); /* what stands now is the correction */
    mog_store_close(w.store);
}

static void the_same_again_is_recognised_when_the_kind_has_grown(void **state)
{
    fixture *f = *state;
    world w;
    open_world(&w, f);
    mog_added first = add(&w, 100, w.plain, NULL, 10, 3, "note");
    const mog_kind *grown = kind_of(f->arena, "kind backup about system { a integer note text more bool }");
    mog_added again = add(&w, 200, grown, NULL, 10, 3, "note");
    assert_true(again.identical && again.id == first.id);
    assert_false(add(&w, 200, grown, NULL, 10, 4, "note").identical);
    mog_store_close(w.store);
}

static void attachments_are_kept_once_and_come_back(void **state)
{
    fixture *f = *state;
    world w;
    mog_error err = MOG_ERROR_NONE;
    mog_batch *batch;
    uint64_t number;
    size_t size = 3 * (1 << 20) + 7;
    char *bytes = malloc(size);
    for (size_t i = 0; i < size; i++) bytes[i] = (char)(i * i >> 7);
    open_world(&w, f);
    uint64_t id = add(&w, 100, w.plain, NULL, 10, 1, NULL).id;
    assert_ok(mog_batch_begin(&batch, w.store, 200, &err), err);
    assert_ok(mog_batch_attach(&number, batch, id, MOG_TEXT("rapport å.pdf"), bytes, size, &err), err);
    assert_int_equal(number, id + 1);
    assert_ok(mog_batch_attach(&number, batch, id, MOG_TEXT("rapport å.pdf"), bytes, size, &err), err);
    assert_int_equal(number, 0); /* the same again */
    assert_ok(mog_batch_attach(&number, batch, id, MOG_TEXT("empty"), "", 0, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);

    mog_snapshot *snapshot;
    mog_attachment *all;
    size_t count;
    mog_text read;
    assert_ok(mog_snapshot_begin(&snapshot, w.store, MOG_UNTIL_NOW, &err), err);
    assert_ok(mog_snapshot_attachments(&all, &count, f->arena, snapshot, id, &err), err);
    assert_int_equal(count, 2);
    assert_true(mog_text_equal(all[0].name, MOG_TEXT("rapport å.pdf")) && all[0].size == size);
    assert_ok(mog_snapshot_content(&read, f->arena, snapshot, &all[0], &err), err);
    assert_true(read.size == size && !memcmp(read.at, bytes, size));
    assert_ok(mog_snapshot_content(&read, f->arena, snapshot, &all[1], &err), err);
    assert_int_equal(read.size, 0);
    all[0].size--;
    assert_fails(mog_snapshot_content(&read, f->arena, snapshot, &all[0], &err), MOG_SYSTEM, err, "has changed");
    mog_snapshot_end(snapshot);
    free(bytes);
    mog_store_close(w.store);
}

static void names_that_lead_elsewhere_cannot_be_attached(void **state)
{
    world w;
    mog_error err;
    mog_batch *batch;
    open_world(&w, *state);
    uint64_t id = add(&w, 100, w.plain, NULL, 10, 1, NULL).id;
    static const char *const names[] = {"",
                                        "..",
                                        "../x",
                                        "/etc/passwd",
                                        "a/b",
                                        "a\\b",
                                        "a\nb",
                                        ".hidden",
                                        "-rf",
                                        "\xff",
                                        "a\xe2\x80\xae"
                                        "b"};
    err = MOG_ERROR_NONE;
    assert_ok(mog_batch_begin(&batch, w.store, 200, &err), err);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_fails(mog_batch_attach(NULL, batch, id, mog_text_of(names[i]), "x", 1, &err), MOG_INPUT, err,
                     "called that");
    }
    assert_fails(mog_batch_attach(NULL, batch, id + 7, MOG_TEXT("x"), "x", 1, &err), MOG_INPUT, err, "no record");
    err = MOG_ERROR_NONE;
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(w.store);
}

static void changes_are_seen_through_a_snapshot_up_to_its_last(void **state)
{
    world w;
    mog_error err = MOG_ERROR_NONE;
    mog_snapshot *snapshot;
    mog_change change;
    bool found;
    open_world(&w, *state);
    uint64_t id = add(&w, 100, w.plain, NULL, 10, 1, NULL).id;
    add(&w, 200, w.plain, NULL, 20, 2, NULL);
    assert_ok(mog_snapshot_begin(&snapshot, w.store, id, &err), err);
    assert_ok(mog_snapshot_change(&change, &found, snapshot, id, &err), err);
    assert_true(found && change.type == MOG_CHANGE_RECORD_ADDED && change.number == id && change.recorded == 100);
    assert_true(change.by[0] != '\0');
    static const uint64_t unseen[] = {0, 1000, UINT64_MAX};
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        assert_ok(mog_snapshot_change(&change, &found, snapshot, unseen[i], &err), err);
        assert_false(found);
    }
    assert_ok(mog_snapshot_change(&change, &found, snapshot, id + 1, &err), err);
    assert_false(found);
    mog_snapshot_end(snapshot);
    mog_store_close(w.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_are_seen_through_a_snapshot_up_to_its_last, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_so_and_what_was_known_are_asked_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_retraction_brings_back_what_was_said_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_subject_of_which_all_is_retracted_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_retracted_is_refused_with_the_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_again_is_recognised, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_again_is_recognised_when_the_kind_has_grown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(attachments_are_kept_once_and_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_that_lead_elsewhere_cannot_be_attached, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("two_times", tests, NULL, NULL);
}

/* Which records are current: the rules of docs/language.md, one by one, and all together against a slow reading of
 * them. */
#include "tests/unit/store_fixture.h"

#include "engine/store/current.h"

typedef struct world {
    fixture *f;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *plain, *many;
    mog_policy policy;
    const mog_kind *kinds[2];
    mog_snapshot *snapshot;
    mog_current_reader *reader;
} world;

static void open_world(world *w, void **state)
{
    mog_error err = MOG_ERROR_NONE;
    *w = (world){.f = *state};
    mog_kind *plain = (mog_kind *)(uintptr_t)kind_of(w->f->arena, "kind backup about system { a integer }");
    mog_kind *many = (mog_kind *)(uintptr_t)kind_of(w->f->arena, "kind many account about system { a integer }");
    many->index = 1;
    w->plain = w->kinds[0] = plain;
    w->many = w->kinds[1] = many;
    w->policy = (mog_policy){.kinds = w->kinds, .kind_count = 2};
    assert_ok(mog_store_create(w->f->dir, 0, &err), err);
    assert_ok(mog_store_open(&w->store, w->f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&w->batch, w->store, 1000, &err), err);
}

static void plain(world *w, mog_time observed, int64_t value)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(add_integer(NULL, w->batch, w->plain, "system:hr", NULL, observed, value, &err), err);
}

static void item(world *w, const char *name, mog_time observed, int64_t value)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(add_integer(NULL, w->batch, w->many, "system:hr", name, observed, value, &err), err);
}

#define CENSUS(w, observed, ...) census(w, observed, (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
static void census(world *w, mog_time observed, const char *const *items)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(add_census(w->batch, w->many, "system:hr", observed, items, &err), err);
}

static void commit(world *w)
{
    mog_error err = MOG_ERROR_NONE;
    if (!w->batch) return;
    assert_ok(mog_batch_commit(w->batch, &err), err);
    w->batch = NULL;
}

static const mog_subject_table *look_until(world *w, mog_time clock, uint64_t until)
{
    mog_error err = MOG_ERROR_NONE;
    const mog_subject_table *table;
    mog_subject subject = {.name = MOG_TEXT("system:hr")};
    commit(w);
    mog_current_reader_free(w->reader);
    mog_snapshot_end(w->snapshot);
    assert_ok(mog_snapshot_begin(&w->snapshot, w->store, until, &err), err);
    assert_ok(mog_snapshot_find(&subject.id, w->snapshot, subject.name, &err), err);
    assert_ok(mog_current_reader_new(&w->reader, &w->policy, w->snapshot, clock, &err), err);
    assert_ok(mog_current_read(&table, w->reader, &subject, &err), err);
    return table;
}

static const mog_subject_table *look(world *w, mog_time clock)
{
    return look_until(w, clock, 0);
}

static void close_world(world *w)
{
    commit(w);
    mog_current_reader_free(w->reader);
    mog_snapshot_end(w->snapshot);
    mog_store_close(w->store);
}

/* The items and their values: "anna=1 bo=?"; "census " in front when there is one. */
static const char *told(const mog_current *current, const mog_kind *kind)
{
    static char out[400];
    size_t used = (size_t)snprintf(out, sizeof out, "%s", current->census ? "census" : "");
    for (uint32_t i = 0; i < current->count; i++) {
        const mog_element *e = &current->elements[i];
        used +=
            (size_t)snprintf(out + used, sizeof out - used, "%s%.*s=", used ? " " : "", (int)e->item.size, e->item.at);
        if (e->record)
            used += (size_t)snprintf(out + used, sizeof out - used, "%d", (int)integer_of(e->record, kind, "a"));
        else used += (size_t)snprintf(out + used, sizeof out - used, "?");
        assert_true(e->row == (e->record ? mog_record_row(e->record) : NULL));
    }
    return out;
}

#define assert_plain(table, text) assert_string_equal(told(&(table)->kinds[0], w.plain), text)
#define assert_many(table, text) assert_string_equal(told(&(table)->kinds[1], w.many), text)

static void the_newest_observed_is_current(void **state)
{
    world w;
    open_world(&w, state);
    plain(&w, 10, 1);
    plain(&w, 30, 3);
    plain(&w, 20, 2);
    const mog_subject_table *table = look(&w, 100);
    assert_plain(table, "=3");
    assert_true(mog_text_equal(table->type, MOG_TEXT("system")) && mog_text_equal(table->tail, MOG_TEXT("hr")));
    assert_many(table, "");
    close_world(&w);
}

static void of_two_at_the_same_instant_the_later_recorded_is(void **state)
{
    world w;
    open_world(&w, state);
    plain(&w, 10, 1);
    plain(&w, 10, 2);
    item(&w, "anna", -10, 1);
    item(&w, "anna", -10, 2);
    assert_plain(look(&w, 100), "=2");
    assert_many(look(&w, 100), "anna=2");
    close_world(&w);
}

static void what_was_observed_after_the_clock_is_not_seen(void **state)
{
    world w;
    open_world(&w, state);
    for (int i = 0; i < 40; i++) plain(&w, i, i);
    item(&w, "anna", 5, 5);
    item(&w, "anna", 50, 50);
    item(&w, "bo", 50, 50);
    CENSUS(&w, 60, "eva");
    assert_plain(look(&w, 39), "=39");
    assert_plain(look(&w, 7), "=7");
    assert_plain(look(&w, 0), "=0");
    assert_plain(look(&w, -1), "");
    assert_many(look(&w, 49), "anna=5");
    assert_many(look(&w, 4), "");
    assert_many(look(&w, 50), "anna=50 bo=50");
    assert_many(look(&w, 60), "census eva=?");
    close_world(&w);
}

static void what_was_recorded_after_until_is_not_seen(void **state)
{
    world w;
    open_world(&w, state);
    plain(&w, 10, 1); /* change 1 registers the kind; this is 2 */
    plain(&w, 10, 2);
    plain(&w, 5, 9);
    plain(&w, 20, 3);
    assert_plain(look_until(&w, 100, 1), "");
    assert_plain(look_until(&w, 100, 2), "=1");
    assert_plain(look_until(&w, 100, 3), "=2");
    assert_plain(look_until(&w, 100, 4), "=2");
    assert_plain(look_until(&w, 100, 5), "=3");
    close_world(&w);
}

static void a_census_rules_out_what_it_does_not_name(void **state)
{
    world w;
    open_world(&w, state);
    item(&w, "zoe", 10, 1);
    item(&w, "anna", 10, 2);
    item(&w, "bo", 20, 3);
    item(&w, "eva", 21, 4);
    CENSUS(&w, 20, "anna", "carl", "aa", "zz");
    /* zoe and bo (at the same instant) are out; eva came after the census; aa, carl, zz have no record */
    assert_many(look(&w, 100), "census aa=? anna=2 carl=? eva=4 zz=?");
    close_world(&w);
}

static void an_empty_census_makes_an_empty_list(void **state)
{
    world w;
    open_world(&w, state);
    item(&w, "anna", 10, 1);
    CENSUS(&w, 20);
    const mog_subject_table *table = look(&w, 100);
    assert_many(table, "census");
    assert_int_equal(table->kinds[1].census->observed, 20);
    close_world(&w);
}

static void the_newest_census_counts_and_of_ties_the_later(void **state)
{
    world w;
    open_world(&w, state);
    item(&w, "anna", 10, 1);
    item(&w, "bo", 10, 2);
    CENSUS(&w, 30, "anna");
    CENSUS(&w, 20, "anna", "bo");
    assert_many(look(&w, 100), "census anna=1");
    assert_many(look(&w, 25), "census anna=1 bo=2");
    assert_many(look(&w, 15), "anna=1 bo=2");
    mog_error err = MOG_ERROR_NONE;
    mog_current_reader_free(w.reader);
    w.reader = NULL;
    mog_snapshot_end(w.snapshot);
    w.snapshot = NULL;
    assert_ok(mog_batch_begin(&w.batch, w.store, 1001, &err), err);
    CENSUS(&w, 30, "bo");
    assert_many(look(&w, 100), "census bo=2");
    close_world(&w);
}

static void an_item_named_whose_records_are_later_than_the_clock_has_none(void **state)
{
    world w;
    open_world(&w, state);
    item(&w, "anna", 50, 1);
    CENSUS(&w, 20, "anna");
    assert_many(look(&w, 30), "census anna=?");
    assert_many(look(&w, 50), "census anna=1");
    close_world(&w);
}

static void kinds_that_the_policy_does_not_know_are_passed_over(void **state)
{
    world w;
    mog_error err = MOG_ERROR_NONE;
    open_world(&w, state);
    const mog_kind *other = kind_of(w.f->arena, "kind aardvark about system { a integer }");
    const mog_kind *another = kind_of(w.f->arena, "kind many zebra about system { a integer }");
    assert_ok(add_integer(NULL, w.batch, other, "system:hr", NULL, 1, 7, &err), err);
    plain(&w, 10, 1);
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "z%d", i);
        assert_ok(add_integer(NULL, w.batch, another, "system:hr", name, 1, 7, &err), err);
    }
    item(&w, "anna", 10, 2);
    assert_plain(look(&w, 100), "=1");
    assert_many(look(&w, 100), "anna=2");
    close_world(&w);
}

static void another_subject_and_an_unknown_one_have_their_own_tables(void **state)
{
    world w;
    mog_error err = MOG_ERROR_NONE;
    const mog_subject_table *table;
    open_world(&w, state);
    plain(&w, 10, 1);
    assert_ok(add_integer(NULL, w.batch, w.plain, "system:pay", NULL, 1, 2, &err), err);
    item(&w, "anna", 10, 3);
    assert_plain(look(&w, 100), "=1");
    mog_subject pay = {.name = MOG_TEXT("system:pay")}, none = {.id = 0, .name = MOG_TEXT("system")};
    assert_ok(mog_snapshot_find(&pay.id, w.snapshot, pay.name, &err), err);
    assert_ok(mog_current_read(&table, w.reader, &pay, &err), err);
    assert_plain(table, "=2");
    assert_many(table, "");
    assert_ok(mog_current_read(&table, w.reader, &none, &err), err);
    assert_plain(table, "");
    assert_true(table->tail.size == 0 && mog_text_equal(table->type, MOG_TEXT("system")));
    close_world(&w);
}

static void old_records_come_in_the_policys_layout(void **state)
{
    world w;
    mog_error err = MOG_ERROR_NONE;
    open_world(&w, state);
    plain(&w, 10, 1);
    item(&w, "anna", 10, 1);
    mog_kind *newer = (mog_kind *)(uintptr_t)kind_of(w.f->arena, "kind many account about system { b text a integer }");
    newer->index = 1;
    mog_record_builder b = {0};
    mog_record_begin(&b, newer, false);
    mog_record_put_word(&b, &newer->row, mog_record_first_row(), 1, 2);
    assert_ok(
        mog_record_finish(&b, MOG_TEXT("system:hr"), MOG_TEXT("bo"), (mog_text){0}, MOG_ASSURANCE_MEASURED, 10, &err),
        err);
    assert_ok(mog_batch_add(NULL, w.batch, newer, &b, &err), err);
    item(&w, "carl", 10, 3); /* the old layout once more */
    mog_record_builder_free(&b);
    assert_many(look(&w, 100), "anna=1 bo=2 carl=3");
    w.many = w.kinds[1] = newer;
    const mog_subject_table *table = look(&w, 100);
    assert_many(table, "anna=1 bo=2 carl=3");
    assert_int_equal(table->kinds[1].elements[0].record->id, 4);
    const mog_kind *plain_now = kind_of(w.f->arena, "kind account about system { a integer }");
    w.kinds[1] = plain_now;
    mog_current_reader *reader;
    mog_subject subject = {.name = MOG_TEXT("system:hr")};
    assert_ok(mog_snapshot_find(&subject.id, w.snapshot, subject.name, &err), err);
    assert_ok(mog_current_reader_new(&reader, &w.policy, w.snapshot, 100, &err), err);
    assert_fails(mog_current_read(&table, reader, &subject, &err), MOG_INPUT, err, "`account`");
    mog_current_reader_free(reader);
    close_world(&w);
}

/* ---- against a slow reading of the rules */

typedef struct event {
    int item; /* -1: a census, of the items in `names` */
    unsigned names;
    mog_time observed;
    int64_t value;
} event;

#define ITEMS 6

static void expect(char *out, size_t size, const event *events, size_t count, mog_time clock)
{
    const event *census = NULL, *newest[ITEMS] = {NULL};
    for (size_t i = 0; i < count; i++) {
        const event *e = &events[i];
        if (e->observed > clock) continue;
        const event **best = e->item < 0 ? &census : &newest[e->item];
        if (!*best || e->observed >= (*best)->observed) *best = e;
    }
    size_t used = (size_t)snprintf(out, size, "%s", census ? "census" : "");
    for (int i = 0; i < ITEMS; i++) {
        bool named = census && census->names >> i & 1;
        if (!named && (!newest[i] || (census && newest[i]->observed <= census->observed))) continue;
        used += (size_t)snprintf(out + used, size - used, "%si%d=", used ? " " : "", i);
        if (newest[i]) used += (size_t)snprintf(out + used, size - used, "%d", (int)newest[i]->value);
        else used += (size_t)snprintf(out + used, size - used, "?");
    }
}

static void any_history_reads_as_the_rules_say(void **state)
{
    uint64_t random = 42;
    for (int round = 0; round < 12; round++) {
        world w;
        event events[60];
        open_world(&w, state);
        size_t count = 5 * (size_t)round + 3;
        for (size_t i = 0; i < count; i++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            unsigned bits = (unsigned)(random >> 32);
            event *e = &events[i];
            *e = (event){.item = (int)(bits % (ITEMS + 1)) - 1,
                         .names = bits >> 8 & 63,
                         .observed = bits >> 16 & 7,
                         .value = (int64_t)i};
            char names[ITEMS][4];
            const char *named[ITEMS + 1];
            int n = 0;
            for (int k = 0; k < ITEMS; k++) {
                snprintf(names[k], sizeof names[k], "i%d", k);
                if (e->names >> k & 1) named[n++] = names[k];
            }
            named[n] = NULL;
            if (e->item < 0) census(&w, e->observed, named);
            else item(&w, names[e->item], e->observed, e->value);
        }
        for (mog_time clock = -1; clock <= 8; clock++) {
            for (size_t seen = 1; seen <= count; seen += 7) {
                char expected[400];
                expect(expected, sizeof expected, events, seen, clock);
                assert_many(look_until(&w, clock, seen + 1), expected); /* change 1 is the kind's */
            }
        }
        close_world(&w);
        char path[120];
        file_of(path, w.f);
        remove(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_newest_observed_is_current, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_at_the_same_instant_the_later_recorded_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_observed_after_the_clock_is_not_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_recorded_after_until_is_not_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_census_rules_out_what_it_does_not_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_census_makes_an_empty_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_newest_census_counts_and_of_ties_the_later, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_item_named_whose_records_are_later_than_the_clock_has_none, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(kinds_that_the_policy_does_not_know_are_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_subject_and_an_unknown_one_have_their_own_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(old_records_come_in_the_policys_layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_history_reads_as_the_rules_say, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("current", tests, NULL, NULL);
}

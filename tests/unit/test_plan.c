/* What is to become of an action, by what was recorded of it and what an assessment says now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine/plan/plan.h"

#include <string.h>

#define DAY(n) ((n)*MOG_DAY)

static const mog_plan_terms terms = {.clock = DAY(100), .refresh_before = MOG_PLAN_NONE, .days = MOG_PLAN_DAYS};

static mog_plan_action held(mog_plan_status status, mog_time closed)
{
    return (mog_plan_action){.record = 1,
                             .observed = DAY(50),
                             .item = MOG_TEXT("1.1/r@system:a"),
                             .subject = MOG_TEXT("system:a"),
                             .rule = MOG_TEXT("1.1/r"),
                             .priority = 2,
                             .status = status,
                             .opened = DAY(40),
                             .due = DAY(90),
                             .done = MOG_PLAN_NONE,
                             .closed = closed,
                             .accepted_until = MOG_PLAN_NONE};
}

static mog_plan_found found(mog_plan_verdict verdict)
{
    return (mog_plan_found){verdict, MOG_PLAN_NONE};
}

/* Rows: none, open, ticked as done, stopped by hand, closed by its rule, stopped by its rule. Columns: gone, passes, fails, unknown, broken. */
static void each_step_is_as_the_table_of_the_page_says(void **state)
{
    (void)state;
    enum {
        N = MOG_PLAN_TO_NOTHING,
        O = MOG_PLAN_TO_OPEN,
        R = MOG_PLAN_TO_REOPEN,
        C = MOG_PLAN_TO_CLOSE,
        S = MOG_PLAN_TO_STOP,
        T = MOG_PLAN_TO_CHANGE
    };
    static const int without[6][5] = {{N, N, O, N, N}, {S, C, N, T, N}, {S, C, R, R, N},
                                      {S, C, R, R, N}, {N, N, R, N, N}, {N, N, R, N, N}};
    static const int with_unknown[6][5] = {{N, N, O, O, N}, {S, C, N, T, N}, {S, C, R, R, N},
                                           {S, C, R, R, N}, {N, N, R, R, N}, {N, N, R, R, N}};
    const mog_plan_action rows[6] = {{0},
                                     held(MOG_PLAN_UNDER_WAY, MOG_PLAN_NONE),
                                     held(MOG_PLAN_DONE, MOG_PLAN_NONE),
                                     held(MOG_PLAN_STOPPED, MOG_PLAN_NONE),
                                     held(MOG_PLAN_DONE, DAY(60)),
                                     held(MOG_PLAN_STOPPED, DAY(60))};
    mog_plan_terms asked = terms;
    asked.unknown = true;
    for (int r = 0; r < 6; r++)
        for (int v = 0; v < 5; v++) {
            mog_plan_found now = found((mog_plan_verdict)v);
            assert_int_equal(mog_plan_decide(r ? &rows[r] : NULL, &now, &terms), without[r][v]);
            assert_int_equal(mog_plan_decide(r ? &rows[r] : NULL, &now, &asked), with_unknown[r][v]);
        }
}

/* What a step makes of an action asks for no further step. */
static void a_step_is_taken_once(void **state)
{
    (void)state;
    const mog_time closed[] = {MOG_PLAN_NONE, DAY(60)}, accepted[] = {MOG_PLAN_NONE, DAY(70), DAY(100), DAY(150)};
    for (int s = MOG_PLAN_NOT_STARTED; s <= MOG_PLAN_STOPPED; s++)
        for (int c = 0; c < 2; c++)
            for (int a = 0; a < 4; a++)
                for (int v = 0; v < 5; v++)
                    for (int e = 0; e < 2; e++)
                        for (int u = 0; u < 2; u++) {
                            mog_plan_action one = held((mog_plan_status)s, closed[c]);
                            mog_plan_found now = {(mog_plan_verdict)v, e ? DAY(200) : MOG_PLAN_NONE};
                            mog_plan_terms with = terms;
                            one.accepted_until = accepted[a];
                            with.unknown = u;
                            mog_plan_step step = mog_plan_decide(&one, &now, &with);
                            mog_plan_action after = mog_plan_after(&one, step, &now, 3, &with);
                            assert_int_equal(mog_plan_decide(&after, &now, &with), MOG_PLAN_TO_NOTHING);
                        }
}

static void what_was_ticked_is_as_late_as_it_was(void **state)
{
    (void)state;
    mog_plan_found fails = found(MOG_PLAN_FAILS);
    mog_plan_action ticked = held(MOG_PLAN_DONE, MOG_PLAN_NONE), closed = held(MOG_PLAN_DONE, DAY(60));
    closed.done = DAY(60);
    mog_plan_action a = mog_plan_after(&ticked, MOG_PLAN_TO_REOPEN, &fails, 1, &terms);
    mog_plan_action b = mog_plan_after(&closed, MOG_PLAN_TO_REOPEN, &fails, 1, &terms);
    assert_true(a.due == DAY(90) && a.priority == 2 && a.reopened == 1 && a.status == MOG_PLAN_NOT_STARTED);
    assert_true(b.due == DAY(130) && b.priority == 1 && b.reopened == 1 && b.done == MOG_PLAN_NONE &&
                b.closed == MOG_PLAN_NONE);
}

static void a_day_of_the_persons_own_stays_when_the_rule_confirms_it(void **state)
{
    (void)state;
    mog_plan_found passes = found(MOG_PLAN_PASSES);
    mog_plan_action ticked = held(MOG_PLAN_DONE, MOG_PLAN_NONE), open = held(MOG_PLAN_UNDER_WAY, MOG_PLAN_NONE);
    ticked.done = DAY(95);
    assert_true(mog_plan_after(&ticked, MOG_PLAN_TO_CLOSE, &passes, 0, &terms).done == DAY(95));
    assert_true(mog_plan_after(&open, MOG_PLAN_TO_CLOSE, &passes, 0, &terms).done == DAY(100));
    assert_true(mog_plan_after(&ticked, MOG_PLAN_TO_CLOSE, &passes, 0, &terms).closed == DAY(100));
}

static void an_exception_moves_the_day_but_never_to_an_earlier_one(void **state)
{
    (void)state;
    mog_plan_found now = {MOG_PLAN_FAILS, DAY(120)};
    mog_plan_action soon = held(MOG_PLAN_NOT_STARTED, MOG_PLAN_NONE), late = soon;
    late.due = DAY(300);
    assert_int_equal(mog_plan_decide(&soon, &now, &terms), MOG_PLAN_TO_CHANGE);
    soon = mog_plan_after(&soon, MOG_PLAN_TO_CHANGE, &now, 0, &terms);
    late = mog_plan_after(&late, MOG_PLAN_TO_CHANGE, &now, 0, &terms);
    assert_true(soon.due == DAY(120) && soon.accepted_until == DAY(120) && late.due == DAY(300));
    assert_int_equal(mog_plan_state_of(&soon, DAY(120)), MOG_PLAN_IS_ACCEPTED); /* its last moment */
    assert_int_equal(mog_plan_state_of(&soon, DAY(120) + 1), MOG_PLAN_IS_OVERDUE);
}

static void what_is_old_is_seen_again(void **state)
{
    (void)state;
    mog_plan_terms with = terms;
    mog_plan_found fails = found(MOG_PLAN_FAILS), passes = found(MOG_PLAN_PASSES), broken = found(MOG_PLAN_BROKEN);
    mog_plan_action open = held(MOG_PLAN_NOT_STARTED, MOG_PLAN_NONE), closed = held(MOG_PLAN_DONE, DAY(50));
    with.refresh_before = DAY(51);
    assert_int_equal(mog_plan_decide(&open, &fails, &with), MOG_PLAN_TO_REFRESH);
    assert_int_equal(mog_plan_decide(&closed, &passes, &with), MOG_PLAN_TO_REFRESH);
    assert_int_equal(mog_plan_decide(&closed, &broken, &with), MOG_PLAN_TO_NOTHING);
    with.refresh_before = DAY(50);
    assert_int_equal(mog_plan_decide(&open, &fails, &with), MOG_PLAN_TO_NOTHING);
}

static void the_more_important_comes_first(void **state)
{
    (void)state;
    mog_plan_action list[7];
    for (int i = 0; i < 7; i++) list[i] = held(MOG_PLAN_NOT_STARTED, MOG_PLAN_NONE);
    list[0].priority = 1;
    list[0].due = DAY(200);
    list[1].due = DAY(80);
    list[2].owner = MOG_TEXT("unit:a");
    list[3].owner = MOG_TEXT("unit:b");
    list[4].due = MOG_PLAN_NONE;
    list[5].priority = 0;
    list[6].priority = 1;
    list[6].status = MOG_PLAN_DONE;
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++) {
            int by = mog_plan_compare(&list[i], &list[k], DAY(100));
            assert_int_equal((by > 0) - (by < 0), (i > k) - (i < k));
        }
}

static void what_costs_more_has_the_higher_priority(void **state)
{
    (void)state;
    const int64_t one = 25 * MOG_ACHIEVEMENT_ONE;
    assert_int_equal(mog_plan_priority(0, false), 4);
    assert_int_equal(mog_plan_priority(3 * one - 1, false), 4);
    assert_int_equal(mog_plan_priority(3 * one, false), 3);
    assert_int_equal(mog_plan_priority(8 * one, false), 2);
    assert_int_equal(mog_plan_priority(16 * one, false), 1);
    assert_int_equal(mog_plan_priority(0, true), 1);
}

static void days_are_counted_from_midnight(void **state)
{
    (void)state;
    mog_plan_terms with = terms;
    with.clock = DAY(100) + 17 * MOG_HOUR;
    assert_true(mog_plan_due(1, &with) == DAY(130));
    with.clock = -DAY(100) - 17 * MOG_HOUR; /* before 1970 */
    assert_true(mog_plan_due(1, &with) == -DAY(71));
    with.clock = INT64_MAX - 1;
    assert_true(mog_plan_due(4, &with) <= with.clock); /* beyond what fits */
}

static void an_item_is_the_same_every_time_and_no_others(void **state)
{
    (void)state;
    char long_name[800];
    mog_arena *arena = mog_arena_new();
    mog_text rule = MOG_TEXT("8.13/restore_tested");
    assert_true(
        mog_text_equal(mog_plan_item(arena, rule, MOG_TEXT("system:hr")), MOG_TEXT("8.13/restore_tested@system:hr")));
    strcpy(long_name, "system:");
    for (size_t size = 7; size < 780; size += 2) {
        memcpy(long_name + size, "\xc3\xa5", 3);
        mog_text item = mog_plan_item(arena, rule, (mog_text){long_name, size + 2});
        bool whole = rule.size + 1 + size + 2 <= MOG_NAME_LIMIT;
        assert_true(item.size <= MOG_NAME_LIMIT && mog_utf8_valid(item) == item.size);
        assert_true(mog_text_contains(item, MOG_TEXT("@@")) != whole);
    }
    mog_text a = mog_plan_item(arena, rule, (mog_text){long_name, 700}),
             b = mog_plan_item(arena, rule, (mog_text){long_name, 702}),
             c = mog_plan_item(arena, rule, (mog_text){long_name, 700});
    assert_true(!mog_text_equal(a, b) && mog_text_equal(a, c));
    /* a subject that is called what is left of another is another */
    mog_text rest = {a.at + rule.size + 1, a.size - rule.size - 1};
    assert_false(mog_text_equal(mog_plan_item(arena, rule, rest), a) && rest.at[0] != '@');
    assert_true(rest.at[0] == '@');
    mog_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_is_as_the_table_of_the_page_says),
        cmocka_unit_test(a_step_is_taken_once),
        cmocka_unit_test(what_was_ticked_is_as_late_as_it_was),
        cmocka_unit_test(a_day_of_the_persons_own_stays_when_the_rule_confirms_it),
        cmocka_unit_test(an_exception_moves_the_day_but_never_to_an_earlier_one),
        cmocka_unit_test(what_is_old_is_seen_again),
        cmocka_unit_test(the_more_important_comes_first),
        cmocka_unit_test(what_costs_more_has_the_higher_priority),
        cmocka_unit_test(days_are_counted_from_midnight),
        cmocka_unit_test(an_item_is_the_same_every_time_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

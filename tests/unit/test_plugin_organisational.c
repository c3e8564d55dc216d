/* The functions of the plugin `organisational`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "plugins/organisational/retention.c"
#include "plugins/organisational/working_days.c"

#define UNUSED(state) ((void)(state))

/* Midnight UTC, as a date is written in the rule language. */
static int64_t at(int64_t year, int month, int date)
{
    return day_of(year, month, date) * DAY;
}

static void days_have_the_number_and_weekday_of_the_calendar(void **state)
{
    UNUSED(state);
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(2000, 3, 1), 11017);
    assert_int_equal(day_of(1969, 12, 31), -1);
    assert_int_equal(weekday(0), THURSDAY);
    assert_int_equal(weekday(-4), SUNDAY);
    assert_int_equal(weekday(day_of(2026, 6, 20)), SATURDAY);
    for (int64_t day = -120000; day < 120000; day += 13) {
        int64_t year = year_of(day);
        assert_true(day_of(year, 1, 1) <= day && day < day_of(year + 1, 1, 1));
    }
}

static void easter_falls_where_the_almanac_says(void **state)
{
    UNUSED(state);
    static const struct {
        int64_t year;
        int month, date;
    } known[] = {
        {1818, 3, 22}, {1943, 4, 25}, {1961, 4, 2},  {1981, 4, 19}, {1999, 4, 4},  {2000, 4, 23},
        {2008, 3, 23}, {2011, 4, 24}, {2016, 3, 27}, {2019, 4, 21}, {2020, 4, 12}, {2021, 4, 4},
        {2022, 4, 17}, {2023, 4, 9},  {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28},
        {2030, 4, 21}, {2038, 4, 25}, {2049, 4, 18}, {2285, 3, 22},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_int_equal(easter(known[i].year), day_of(known[i].year, known[i].month, known[i].date));
    }
}

static void the_holidays_of_2026_are_those_of_the_law(void **state)
{
    UNUSED(state);
    static const int holidays[][2] = {{1, 1},  {1, 6}, {4, 3},  {4, 5},   {4, 6},   {5, 1},  {5, 14},
                                      {5, 24}, {6, 6}, {6, 20}, {10, 31}, {12, 25}, {12, 26}};
    for (int64_t day = day_of(2026, 1, 1); day <= day_of(2026, 12, 31); day++) {
        bool expected = weekday(day) == SUNDAY;
        for (size_t i = 0; i < sizeof holidays / sizeof holidays[0]; i++) {
            expected |= day == day_of(2026, holidays[i][0], holidays[i][1]);
        }
        assert_int_equal(is_public_holiday(day * DAY), expected);
    }
}

static void the_national_day_took_the_place_of_whit_monday(void **state)
{
    UNUSED(state);
    assert_int_equal(is_public_holiday(at(2004, 5, 31)), 1);
    assert_int_equal(is_public_holiday(at(2005, 5, 16)), 0);
    assert_int_equal(is_public_holiday(at(2003, 6, 6)), 0);
    assert_int_equal(is_public_holiday(at(2005, 6, 6)), 1);
}

static void movable_saturdays_keep_within_their_weeks(void **state)
{
    UNUSED(state);
    for (int64_t year = 1990; year < 2200; year++) {
        int found = 0;
        for (int date = 20; date <= 26; date++) {
            int64_t day = day_of(year, 6, date);
            if (weekday(day) != SUNDAY && holiday(day)) found++;
        }
        assert_int_equal(found, 1);
        int64_t days[HOLIDAYS];
        holidays_of(year, days);
        assert_int_equal(weekday(days[10]), SATURDAY);
        assert_true(days[10] >= day_of(year, 10, 31) && days[10] <= day_of(year, 11, 6));
    }
}

static void working_days_count_from_the_day_after(void **state)
{
    UNUSED(state);
    assert_int_equal(working_days(at(2026, 3, 2), at(2026, 3, 2)), 0);
    assert_int_equal(working_days(at(2026, 3, 2), at(2026, 3, 3)), 1);
    assert_int_equal(working_days(at(2026, 3, 6), at(2026, 3, 9)), 1); /* over a weekend */
    assert_int_equal(working_days(at(2026, 4, 2), at(2026, 4, 7)), 1); /* over Easter */
    assert_int_equal(working_days(at(2026, 4, 7), at(2026, 4, 2)), -1);
    assert_int_equal(working_days(at(2026, 12, 23), at(2027, 1, 7)),
                     8); /* 24, 28-31, 4, 5, 7: eves are working days, Epiphany is not */
}

static void counting_agrees_with_looking_at_each_day(void **state)
{
    UNUSED(state);
    for (int64_t first = day_of(1989, 12, 1); first < day_of(2033, 1, 1); first += 997) {
        int64_t expected = 0;
        for (int64_t day = first + 1; day < first + 800; day++) {
            expected += working(day);
            assert_int_equal(working_days(first * DAY, day * DAY), expected);
        }
    }
}

/* In 2008 Ascension Day was on the first of May. */
static void two_holidays_on_one_day_count_once(void **state)
{
    UNUSED(state);
    assert_int_equal(easter(2008) + 39, day_of(2008, 5, 1));
    assert_int_equal(working_days(at(2008, 4, 30), at(2008, 5, 2)), 1);
}

static void adding_is_the_inverse_of_counting(void **state)
{
    UNUSED(state);
    for (int64_t hour = 0; hour < 24 * 900; hour += 7) {
        int64_t time = at(2025, 1, 1) + hour * HOUR;
        for (int64_t n = 1; n < 300; n += 31) {
            int64_t later = add_working_days(time, n), earlier = add_working_days(time, -n);
            assert_int_equal(working_days(time, later), n);
            assert_true(working(date_in_sweden(later)));
            assert_true(working(date_in_sweden(earlier)));
            assert_int_equal(working_days(earlier, time), n - 1 + working(date_in_sweden(time)));
        }
    }
    assert_int_equal(add_working_days(at(2026, 4, 2), 1), at(2026, 4, 7));
    assert_int_equal(add_working_days(at(2026, 3, 27), 1), at(2026, 3, 30)); /* past the change to summer time */
    assert_int_equal(add_working_days(at(2026, 4, 4), 0), at(2026, 4, 4));
}

static void a_time_belongs_to_its_date_in_sweden(void **state)
{
    UNUSED(state);
    assert_int_equal(date_in_sweden(at(2026, 12, 24) + 22 * HOUR), day_of(2026, 12, 24));
    assert_int_equal(date_in_sweden(at(2026, 12, 24) + 23 * HOUR), day_of(2026, 12, 25));
    assert_int_equal(date_in_sweden(at(2026, 6, 5) + 22 * HOUR), day_of(2026, 6, 6));
    assert_int_equal(is_public_holiday(at(2026, 12, 24) + 23 * HOUR), 1);
    /* Summer time in 2026: from 29 March to 25 October, 01:00 UTC. */
    assert_int_equal(last_sunday(2026, 3), day_of(2026, 3, 29));
    assert_int_equal(last_sunday(2026, 10), day_of(2026, 10, 25));
    assert_int_equal(date_in_sweden(at(2026, 3, 28) + 22 * HOUR + HOUR / 2), day_of(2026, 3, 28));
    assert_int_equal(date_in_sweden(at(2026, 3, 29) + 22 * HOUR), day_of(2026, 3, 30));
    assert_int_equal(date_in_sweden(at(2026, 10, 24) + 22 * HOUR), day_of(2026, 10, 25));
    assert_int_equal(date_in_sweden(at(2026, 10, 25) + 22 * HOUR + HOUR / 2), day_of(2026, 10, 25));
    assert_int_equal(date_in_sweden(-1), 0);
}

static void what_cannot_be_written_is_unknown(void **state)
{
    UNUSED(state);
    assert_int_equal(add_working_days(at(2026, 1, 1), 70000), MOG_NO_INTEGER);
    assert_int_equal(add_working_days(at(2026, 1, 1), -100000), MOG_NO_INTEGER);
    assert_int_equal(add_working_days(at(2026, 1, 1), INT64_MAX), MOG_NO_INTEGER);
    assert_int_equal(add_working_days(INT64_MAX, 1), MOG_NO_INTEGER);
    assert_int_equal(add_working_days(INT64_MIN + 1, -1), MOG_NO_INTEGER);
    assert_true(working_days(INT64_MIN + 1, INT64_MAX) > 140000);
    assert_int_equal(working_days(INT64_MIN + 1, INT64_MAX), -working_days(INT64_MAX, INT64_MIN + 1));
}

static void only_working_days_have_working_time(void **state)
{
    UNUSED(state);
    /* Winter time: midnight in Sweden is 23:00 UTC. */
    int64_t friday_16 = at(2026, 3, 6) + 15 * HOUR, monday_10 = at(2026, 3, 9) + 9 * HOUR;
    assert_int_equal(working_time(friday_16, monday_10), 18 * HOUR);
    assert_int_equal(working_time(monday_10, friday_16), -18 * HOUR);
    assert_int_equal(working_time(friday_16, friday_16 + HOUR), HOUR);
    assert_int_equal(working_time(friday_16, friday_16), 0);
    assert_int_equal(working_time(at(2026, 3, 7) + HOUR, at(2026, 3, 8) + HOUR), 0);                   /* a weekend */
    assert_int_equal(working_time(at(2026, 4, 2) + 10 * HOUR, at(2026, 4, 7) + 10 * HOUR), 24 * HOUR); /* over Easter */
    assert_int_equal(working_time(at(2026, 3, 27) + 10 * HOUR, at(2026, 3, 30) + 9 * HOUR),
                     24 * HOUR); /* over the change to summer time */
    assert_int_equal(working_time(at(2026, 10, 23) + 10 * HOUR, at(2026, 10, 26) + 11 * HOUR),
                     24 * HOUR); /* and back */
    assert_int_equal(working_time(INT64_MAX, 0), MOG_NO_INTEGER);
    assert_int_equal(working_time(0, INT64_MIN + 1), MOG_NO_INTEGER);
}

static void working_time_adds_up(void **state)
{
    UNUSED(state);
    for (int64_t hour = 0; hour < 24 * 400; hour += 5) {
        int64_t from = at(2026, 1, 1) + hour * HOUR, middle = from + 31 * HOUR, to = middle + 77 * HOUR;
        int64_t whole = working_time(from, to);
        assert_int_equal(working_time(from, middle) + working_time(middle, to), whole);
        assert_true(whole >= 0 && whole <= to - from);
        int64_t counted = 0;
        for (int64_t t = from; t < to; t += HOUR / 2) counted += working(date_in_sweden(t)) ? HOUR / 2 : 0;
        assert_int_equal(counted, whole);
    }
}

static void records_are_kept_for_whole_calendar_years(void **state)
{
    UNUSED(state);
    assert_int_equal(retention_until(at(2026, 3, 1), 7), at(2034, 1, 1));
    assert_int_equal(retention_until(at(2026, 12, 31), 7), at(2034, 1, 1));
    assert_int_equal(retention_until(at(2026, 12, 31) + 23 * HOUR, 7), at(2035, 1, 1)); /* New Year in Sweden */
    assert_int_equal(retention_until(at(2026, 3, 1), 0), at(2027, 1, 1));
    assert_int_equal(retention_until(at(2026, 3, 1), 235), at(2262, 1, 1));
    assert_int_equal(retention_until(at(2026, 3, 1), 236), MOG_NO_INTEGER);
    assert_int_equal(retention_until(at(2026, 3, 1), INT64_MAX), MOG_NO_INTEGER);
    assert_int_equal(retention_until(at(2026, 3, 1), -1), MOG_NO_INTEGER);
    assert_int_equal(retention_until(INT64_MIN + 1, 0), at(1678, 1, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_have_the_number_and_weekday_of_the_calendar),
        cmocka_unit_test(easter_falls_where_the_almanac_says),
        cmocka_unit_test(the_holidays_of_2026_are_those_of_the_law),
        cmocka_unit_test(the_national_day_took_the_place_of_whit_monday),
        cmocka_unit_test(movable_saturdays_keep_within_their_weeks),
        cmocka_unit_test(working_days_count_from_the_day_after),
        cmocka_unit_test(counting_agrees_with_looking_at_each_day),
        cmocka_unit_test(two_holidays_on_one_day_count_once),
        cmocka_unit_test(adding_is_the_inverse_of_counting),
        cmocka_unit_test(a_time_belongs_to_its_date_in_sweden),
        cmocka_unit_test(what_cannot_be_written_is_unknown),
        cmocka_unit_test(only_working_days_have_working_time),
        cmocka_unit_test(working_time_adds_up),
        cmocka_unit_test(records_are_kept_for_whole_calendar_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Instants, durations, the civil calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define UNUSED(state) ((void)(state))

static mog_time at(const char *text)
{
    mog_time time = 0;
    if (!mog_time_parse(&time, mog_text_of(text))) fail_msg("not read: %s", text);
    return time;
}

static void times_are_read_as_rfc_3339_says(void **state)
{
    UNUSED(state);
    assert_true(at("1970-01-01") == 0);
    assert_true(at("1970-01-01T00:00:01Z") == MOG_SECOND);
    assert_true(at("1985-04-12T23:20:50.52Z") == 482196050 * MOG_SECOND + 520000000);
    assert_true(at("1996-12-19T16:39:57-08:00") == at("1996-12-20T00:39:57Z"));
    assert_true(at("1990-12-31T23:59:60Z") == at("1991-01-01T00:00:00Z"));
    assert_true(at("1990-12-31t15:59:60-08:00") == at("1991-01-01T00:00:00z"));
    assert_true(at("1937-01-01T12:00:27.87+00:20") == at("1937-01-01T11:40:27.87Z"));
    assert_true(at("2024-02-29") == at("2024-02-28") + MOG_DAY);
}

static void what_is_no_time_is_refused(void **state)
{
    UNUSED(state);
    static const char *const wrong[] = {"",           "2026",       "2026-13-01",           "2026-02-29",           "2026-11-31",
                                        "2026-1-01",  "26-11-01",   "2026-11-01T08:00:00",  "2026-11-01 08:00:00Z", "2026-11-01T24:00:00Z",
                                        "1677-12-31", "2262-01-01", "2026-11-01T08:60:00Z", "2026-11-01T08:00:00+24:00", "2026-11-01Z",
                                        "2026-11-01T08:00:00.Z", "2026-11-01T08:00:61Z", "x026-11-01"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        mog_time time;
        if (mog_time_parse(&time, mog_text_of(wrong[i]))) fail_msg("was read: %s", wrong[i]);
    }
}

/* The oracle is the C library's own calendar. */
static void the_calendar_agrees_with_the_c_library(void **state)
{
    UNUSED(state);
    srand(7);
    for (int i = 0; i < 20000; i++) {
        int64_t days = (int64_t)(rand() % 212000) - 106000;
        time_t seconds = (time_t)(days * 86400 + rand() % 86400);
        struct tm tm;
        gmtime_r(&seconds, &tm);
        mog_civil civil;
        mog_time_to_civil(&civil, (int64_t)seconds * MOG_SECOND + 5);
        assert_int_equal(civil.year, tm.tm_year + 1900);
        assert_int_equal(civil.month, tm.tm_mon + 1);
        assert_int_equal(civil.day, tm.tm_mday);
        assert_int_equal(civil.hour, tm.tm_hour);
        assert_int_equal(civil.second, tm.tm_sec);
        assert_int_equal(civil.nanosecond, 5);
        assert_int_equal(mog_time_weekday((int64_t)seconds * MOG_SECOND), tm.tm_wday == 0 ? 7 : tm.tm_wday);
        mog_time back;
        assert_true(mog_time_from_civil(&back, &civil));
        assert_true(back == (int64_t)seconds * MOG_SECOND + 5);
    }
}

static void a_time_is_written_as_it_is_read(void **state)
{
    UNUSED(state);
    char text[MOG_TIME_TEXT];
    mog_time_format(text, at("2026-11-01T02:00:00Z"));
    assert_string_equal(text, "2026-11-01T02:00:00Z");
    mog_time_format(text, at("2026-11-01T02:00:00.5Z"));
    assert_string_equal(text, "2026-11-01T02:00:00.500Z");
    mog_time_format(text, at("1969-12-31T23:59:59.999999999Z"));
    assert_string_equal(text, "1969-12-31T23:59:59.999999999Z");
    mog_time_format_short(text, at("2026-11-01"));
    assert_string_equal(text, "2026-11-01");
    mog_time_format_short(text, at("2026-11-01T02:00:00Z"));
    assert_string_equal(text, "2026-11-01 02:00:00Z");
}

static void months_are_calendar_arithmetic_and_clamp(void **state)
{
    UNUSED(state);
    mog_time out;
    assert_true(mog_time_add(&out, at("2026-01-31"), (mog_duration){.months = 1}));
    assert_true(out == at("2026-02-28"));
    assert_true(mog_time_add(&out, at("2024-01-31T10:00:00Z"), (mog_duration){.months = 1, .ns = MOG_DAY}));
    assert_true(out == at("2024-03-01T10:00:00Z"));
    assert_true(mog_time_subtract(&out, at("2024-02-29"), (mog_duration){.months = 12}));
    assert_true(out == at("2023-02-28"));
    assert_true(mog_time_add(&out, at("2026-11-01"), (mog_duration){.months = -11}));
    assert_true(out == at("2025-12-01"));
    assert_false(mog_time_add(&out, at("2200-01-01"), (mog_duration){.months = 1200}));
    assert_false(mog_time_subtract(&out, INT64_MAX, (mog_duration){.ns = INT64_MIN}));
    assert_false(mog_time_add(&out, INT64_MAX, (mog_duration){.ns = INT64_MAX, .months = INT32_MAX}));
}

static void durations_are_read_as_iso_8601_says(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text;
        int64_t ns;
        int32_t months;
    } right[] = {
        {"P35D", 35 * MOG_DAY, 0}, {"PT12H", 12 * MOG_HOUR, 0},       {"P1Y2M10DT2H30M", 10 * MOG_DAY + 150 * MOG_MINUTE, 14},
        {"P2W", 14 * MOG_DAY, 0},  {"PT1.5S", MOG_SECOND * 3 / 2, 0}, {"-P1D", -MOG_DAY, 0},
        {"P0D", 0, 0},
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        mog_duration d;
        if (!mog_duration_parse(&d, mog_text_of(right[i].text))) fail_msg("not read: %s", right[i].text);
        assert_true(d.ns == right[i].ns);
        assert_int_equal(d.months, right[i].months);
    }
    static const char *const wrong[] = {"", "P", "PT", "P1", "1D", "P1S", "PT1D", "P1D1Y", "P1W1D", "P1.5D", "P99999999999999999999D", "P1D ", "P-1D"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        mog_duration d;
        if (mog_duration_parse(&d, mog_text_of(wrong[i]))) fail_msg("was read: %s", wrong[i]);
    }
}

static void durations_are_told_in_both_languages(void **state)
{
    UNUSED(state);
    char text[MOG_DURATION_TEXT];
    mog_duration_format(text, (mog_duration){.ns = 35 * MOG_DAY}, false);
    assert_string_equal(text, "35 days");
    mog_duration_format(text, (mog_duration){.months = 27}, false);
    assert_string_equal(text, "2 years 3 months");
    mog_duration_format(text, (mog_duration){.ns = 35 * MOG_DAY}, true);
    assert_string_equal(text, "35 dagar");
    mog_duration_format(text, (mog_duration){0}, false);
    assert_string_equal(text, "0 days");
    mog_duration_format(text, (mog_duration){.ns = INT64_MIN, .months = INT32_MIN}, true);
    assert_true(strlen(text) < MOG_DURATION_TEXT);
    assert_true(mog_duration_compare((mog_duration){.months = 1}, (mog_duration){.ns = 30 * MOG_DAY}) > 0);
    assert_true(mog_duration_compare((mog_duration){.months = 1}, (mog_duration){.ns = 31 * MOG_DAY}) < 0);
    assert_int_equal(mog_duration_compare((mog_duration){.months = 12}, (mog_duration){.ns = 12 * MOG_MONTH_NOMINAL}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_as_rfc_3339_says),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(the_calendar_agrees_with_the_c_library),
        cmocka_unit_test(a_time_is_written_as_it_is_read),
        cmocka_unit_test(months_are_calendar_arithmetic_and_clamp),
        cmocka_unit_test(durations_are_read_as_iso_8601_says),
        cmocka_unit_test(durations_are_told_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

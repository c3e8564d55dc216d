/* When a schedule is due, and how its words are written for systemd, for the shell and for cron. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "cli/schedule_calendar.h"
#include "cli/schedule_quote.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define UNUSED(state) ((void)(state))

static cli_calendar parsed(const char *text)
{
    cli_calendar calendar;
    mog_error err = MOG_ERROR_NONE;
    if (cli_calendar_parse(&calendar, mog_text_of(text), &err)) fail_msg("%s: %s", text, err.message);
    return calendar;
}

static void what_is_no_calendar_is_refused_with_the_part(void **state)
{
    UNUSED(state);
    static const char *const cases[][2] = {
        {"Sat..Mon 1:05", "Monday"},
        {"", "empty"},
        {"   ", "empty"},
        {"06:60", "minute"},
        {"24:00", "hour"},
        {"6", "DAY"},
        {"Mondag 06:00", "weekday"},
        {"06:00 Mon", "first"},
        {"*-13-01", "month"},
        {"*-*-32", "day"},
        {"*-*-0", "day"},
        {"06:00,", "missing"},
        {"*:*:*:*", "HOUR"},
        {"1969-01-01", "year"},
        {"Mon..", "weekday"},
        {"06:5..1", "begins"},
        {"06:*/5", "number"},
        {"06:1/0", "step"},
        {"*~01-01", "before"},
        {"06:00 Mars/Olympus", "zone"},
        {"06:00\n", ""},
        {"daily 06:00", "first"},
        {"UTC", "weekday"},
        {"06:00.5", "A..B"},
        {"06:00 ../../etc", "zone"},
        {"*-*-*-*", "date"},
        {"~01", ""},
        {"*~29", "1 to 28"},
        {"*-*-5..5", "begins"},
        {"17/9:00", "beyond"},
        {"*~1,27", "1 to 25"},
        {"Mon Tue", "first"},
        {"06:00 06:00", "first"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cli_calendar calendar;
        mog_error err = MOG_ERROR_NONE;
        assert_int_equal(cli_calendar_parse(&calendar, mog_text_of(cases[i][0]), &err), MOG_USAGE);
        if (!strstr(err.message, cases[i][1])) fail_msg("`%s`: %s", cases[i][0], err.message);
    }
}

static void what_cron_can_say_is_said_in_its_fields(void **state)
{
    UNUSED(state);
    static const char *const cases[][2] = {
        {"Mon 06:00", "0 6 * * 1"},
        {"Sun 06:00", "0 6 * * 0"},
        {"Mon..Fri 22:30", "30 22 * * 1-5"},
        {"Sat..Sun 1:05", "5 1 * * 0,6"},
        {"tuesday,Thu *-*-* 04:00:00", "0 4 * * 2,4"},
        {"*-*-01 06:00", "0 6 1 * *"},
        {"*-01,07-15", "0 0 15 1,7 *"},
        {"03-25 12:00", "0 12 25 3 *"},
        {"*:0/15", "*/15 * * * *"},
        {"08..18/2:00", "0 8,10,12,14,16,18 * * *"},
        {"*:*", "* * * * *"},
        {"minutely", "* * * * *"},
        {"hourly", "0 * * * *"},
        {"daily", "0 0 * * *"},
        {"weekly", "0 0 * * 1"},
        {"monthly", "0 0 1 * *"},
        {"quarterly", "0 0 1 */3 *"},
        {"semiannually", "0 0 1 1,7 *"},
        {"yearly", "0 0 1 1 *"},
    };
    mog_arena *arena = mog_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *fields = NULL;
        cli_calendar calendar = parsed(cases[i][0]);
        assert_int_equal(cli_calendar_to_cron(&fields, arena, &calendar, NULL), MOG_OK);
        assert_string_equal(fields, cases[i][1]);
    }
    mog_arena_free(arena);
}

static void what_cron_cannot_say_is_refused_with_the_reason(void **state)
{
    UNUSED(state);
    static const char *const cases[][2] = {
        {"06:00:30", "seconds"},      {"*:*:*", "seconds"},
        {"2027-*-01 06:00", "years"}, {"*-*~01 06:00", "end of the month"},
        {"Mon 06:00 UTC", "zone"},    {"Mon *-*-01..07", "not both"},
    };
    mog_arena *arena = mog_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *fields = NULL;
        mog_error err = MOG_ERROR_NONE;
        cli_calendar calendar = parsed(cases[i][0]);
        assert_int_equal(cli_calendar_to_cron(&fields, arena, &calendar, &err), MOG_USAGE);
        assert_non_null(strstr(err.message, cases[i][1]));
    }
    mog_arena_free(arena);
}

static mog_time at(const char *text)
{
    mog_time time;
    assert_true(mog_time_parse(&time, mog_text_of(text)));
    return time;
}

static void go_to(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

static void the_moments_around_one_are_found(void **state)
{
    UNUSED(state);
    static const char *const cases[][4] = {
        /* calendar, now, the one before, the next */
        {"Mon 06:00", "2026-11-04T12:00:00Z", "2026-11-02T06:00:00Z", "2026-11-09T06:00:00Z"},
        {"Mon 06:00", "2026-11-09T06:00:00Z", "2026-11-09T06:00:00Z", "2026-11-16T06:00:00Z"},
        {"*-*~01 22:30", "2028-02-10T00:00:00Z", "2028-01-31T22:30:00Z", "2028-02-29T22:30:00Z"},
        {"*-02-29", "2026-01-01T00:00:00Z", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
        {"Mon *-05~07/1 12:00", "2026-01-01T00:00:00Z", "2025-05-26T12:00:00Z", "2026-05-25T12:00:00Z"},
        {"*:0/20:30", "2026-11-04T12:20:30Z", "2026-11-04T12:20:30Z", "2026-11-04T12:40:30Z"},
        {"2026,2030-01-01", "2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z"},
        {"daily UTC", "2026-12-31T23:59:59Z", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"},
    };
    go_to("UTC");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_time found;
        cli_calendar calendar = parsed(cases[i][0]);
        assert_true(cli_calendar_last(&found, &calendar, at(cases[i][1])));
        if (found != at(cases[i][2])) fail_msg("`%s`: the one before is wrong", cases[i][0]);
        assert_true(cli_calendar_next(&found, &calendar, at(cases[i][1])));
        if (found != at(cases[i][3])) fail_msg("`%s`: the next is wrong", cases[i][0]);
    }
}

static void a_calendar_that_is_over_or_elsewhere_has_no_next_moment(void **state)
{
    UNUSED(state);
    mog_time found;
    cli_calendar over = parsed("2020-01-01"), never = parsed("*-02-30"), elsewhere = parsed("06:00 Europe/Stockholm");
    assert_false(cli_calendar_next(&found, &over, at("2026-01-01")));
    assert_false(cli_calendar_next(&found, &never, at("2026-01-01")));
    assert_false(cli_calendar_last(&found, &never, at("2026-01-01")));
    assert_false(cli_calendar_next(&found, &elsewhere, at("2026-01-01")));
}

static void a_time_that_the_clock_passes_over_is_passed_over(void **state)
{
    UNUSED(state);
    mog_time found;
    cli_calendar calendar = parsed("02:30");
    go_to("CET-1CEST,M3.5.0,M10.5.0/3");
    assert_true(cli_calendar_next(&found, &calendar, at("2026-03-28T12:00:00Z")));
    assert_true(found == at("2026-03-30T00:30:00Z")); /* on the 29th there is no 02:30 */
    assert_true(cli_calendar_last(&found, &calendar, at("2026-03-29T12:00:00Z")));
    assert_true(found == at("2026-03-28T01:30:00Z"));
    go_to("UTC");
}

static void words_are_quoted_for_units(void **state)
{
    UNUSED(state);
    static const char *const cases[][3] = {
        {"assess", "assess", "assess"},
        {"", "\"\"", "\"\""},
        {"a b", "\"a b\"", "\"a b\""},
        {"50%", "\"50%%\"", "\"50%%\""},
        {"$HOME", "\"$HOME\"", "\"$$HOME\""},
        {"a\\b", "\"a\\\\b\"", "\"a\\\\b\""},
        {"say \"no\"", "\"say \\\"no\\\"\"", "\"say \\\"no\\\"\""},
        {"it's", "\"it's\"", "\"it's\""},
        {"a\nb", "\"a\\x0ab\"", "\"a\\x0ab\""},
        {";", "\";\"", "\";\""},
        {"å", "\"å\"", "\"å\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_buffer path = {0}, argument = {0};
        cli_quote_unit(&path, mog_text_of(cases[i][0]), CLI_QUOTE_PATH);
        cli_quote_unit(&argument, mog_text_of(cases[i][0]), CLI_QUOTE_ARGUMENT);
        assert_string_equal(path.at, cases[i][1]);
        assert_string_equal(argument.at, cases[i][2]);
        mog_buffer_free(&path);
        mog_buffer_free(&argument);
    }
}

static void words_are_quoted_for_the_shell_and_for_cron(void **state)
{
    UNUSED(state);
    mog_buffer line = {0}, cron = {0};
    cli_quote_shell(&line, MOG_TEXT("it's 5 % of $x"));
    assert_string_equal(line.at, "'it'\\''s 5 % of $x'");
    cli_quote_cron(&cron, mog_text_of(line.at));
    assert_string_equal(cron.at, "'it'\\''s 5 \\% of $x'");
    mog_buffer_free(&line);
    mog_buffer_free(&cron);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_calendar_is_refused_with_the_part),
        cmocka_unit_test(what_cron_can_say_is_said_in_its_fields),
        cmocka_unit_test(what_cron_cannot_say_is_refused_with_the_reason),
        cmocka_unit_test(the_moments_around_one_are_found),
        cmocka_unit_test(a_calendar_that_is_over_or_elsewhere_has_no_next_moment),
        cmocka_unit_test(a_time_that_the_clock_passes_over_is_passed_over),
        cmocka_unit_test(words_are_quoted_for_units),
        cmocka_unit_test(words_are_quoted_for_the_shell_and_for_cron),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

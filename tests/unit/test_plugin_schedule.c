/* The plugin `technological`: the longest gap of schedules, and the strength of password policies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "plugins/technological/cron.c"
#include "plugins/technological/on_calendar.c"
#include "plugins/technological/password.c"
#include "plugins/technological/schedule.c"

#define UNUSED(state) ((void)(state))

typedef struct gap_case {
    const char *text;
    int64_t gap; /* MOG_NO_INTEGER: unknown */
} gap_case;

#define NONE MOG_NO_INTEGER

static void assert_gaps(const gap_case *cases, size_t count, int64_t (*gap_of)(const char *))
{
    for (size_t i = 0; i < count; i++) {
        int64_t gap = gap_of(cases[i].text);
        if (gap != cases[i].gap) {
            fail_msg("%s: %lld s, not %lld s", cases[i].text, (long long)(gap / SECOND),
                     (long long)(cases[i].gap / SECOND));
        }
    }
}

static const gap_case entries[] = {
    {"0 2 * * *", DAY},
    {"  0\t2  * * *  ", DAY},
    {"* * * * *", MINUTE},
    {"*/15 * * * *", 15 * MINUTE},
    {"0-30/10 * * * *", 30 * MINUTE},
    {"0,30 2,14 * * *", DAY - 12 * HOUR - 30 * MINUTE},
    {"30 2 * * mon-fri", 3 * DAY},
    {"30 2 * * Mon,WED,fri", 3 * DAY},
    {"5 4 * * 7", 7 * DAY},
    {"5 4 * * 0", 7 * DAY},
    {"5 4 * * 5-7", 5 * DAY},
    {"0 8-17 * * 1-5", 2 * DAY + 15 * HOUR},
    {"0 0 1 * *", 31 * DAY},
    {"0 0 1 jan,jul *", 184 * DAY},
    {"0 0 31 */2 *", 184 * DAY}, /* from 31 July to 31 January: September and November have none */
    {"0 0 29 2 *", 2921 * DAY},  /* 1896 to 1904: a year of a century without it */
    {"0 0 1 * mon", 7 * DAY},    /* the first or a Monday */
    {"0 0 13 * 5", 7 * DAY},
    {"0 0 */2 * mon", 21 * DAY}, /* begins with a star: an odd date and a Monday */
    {"@hourly", HOUR},
    {"@daily", DAY},
    {"@Midnight ", DAY},
    {"@weekly", 7 * DAY},
    {"@monthly", 31 * DAY},
    {"@yearly", 366 * DAY},
    {"@annually", 366 * DAY},
    /* never, or not to be told */
    {"0 0 30 2 *", NONE},
    {"@reboot", NONE},
    {"@daily 5", NONE},
    {"", NONE},
    {" ", NONE},
    {"*", NONE},
    {"0 2 * *", NONE},
    {"0 2 * * * root", NONE},
    {"0 0 0 2 * * *", NONE},
    {"60 * * * *", NONE},
    {"0 24 * * *", NONE},
    {"0 0 0 * *", NONE},
    {"0 0 * 13 *", NONE},
    {"0 0 * * 8", NONE},
    {"5/15 * * * *", NONE},
    {"*/0 * * * *", NONE},
    {"30-10 * * * *", NONE},
    {"1-2-3 * * * *", NONE},
    {"1, * * * *", NONE},
    {",1 * * * *", NONE},
    {"- * * * *", NONE},
    {"*5 * * * *", NONE},
    {"100 * * * *", NONE},
    {"-1 * * * *", NONE},
    {"? * * * *", NONE},
    {"0 0 L * *", NONE},
    {"0 0 * * 5#2", NONE},
    {"0 0 * * funday", NONE},
    {"0 0 * * mond", NONE},
    {"\xc3\xa5 0 * * *", NONE},
};

static void gaps_of_crontab_entries(void **state)
{
    UNUSED(state);
    assert_gaps(entries, sizeof entries / sizeof *entries, cron_longest_gap);
}

/* As `systemd-analyze calendar --iterations` of systemd 252 lists them. */
static const gap_case events[] = {
    {"minutely", MINUTE},
    {"hourly", HOUR},
    {"daily", DAY},
    {"Weekly", 7 * DAY},
    {"monthly", 31 * DAY},
    {"quarterly", 92 * DAY},
    {"semiannually", 184 * DAY},
    {"yearly", 366 * DAY},
    {"daily UTC", DAY},
    {"Mon..Fri 02:30", 3 * DAY},
    {"Mon-Fri", 3 * DAY},
    {"Mon,Wed *-*-* 04:00:15", 5 * DAY},
    {"Tuesday 01:00", 7 * DAY},
    {"*-*-01 04:00", 31 * DAY},
    {"*-*-31", 61 * DAY},
    {"*-06", 31 * DAY},
    {"*:0/15", 15 * MINUTE},
    {"*:*", MINUTE},
    {"*:2/3", 3 * MINUTE},
    {"*-*-* *:*:30", MINUTE},
    {"*-*-* *:*:0/20", 20 * SECOND},
    {"*-*-* 8..17/3:30:00", 15 * HOUR},
    {"12..14:10,20,30", DAY - 2 * HOUR - 20 * MINUTE},
    {"Sat,Sun 12,13:05", 6 * DAY - HOUR},
    {"*-02~01", 366 * DAY},
    {"*-*~1,2", 30 * DAY},
    {"*-*~03/2 4:00", 29 * DAY},
    {"Mon *-05~07/1", 371 * DAY},
    {"Fri *-*-13", 427 * DAY},
    {"*-12-24 05:40 UTC", 366 * DAY},
    {"12-24", 366 * DAY},
    {"*-1/2-1", 62 * DAY},
    {"*-*-5/7", 10 * DAY},
    {"*-*-* 00:00:00 Europe/Stockholm", DAY},
    /* never, or not to be told */
    {"", NONE},
    {" \t ", NONE},
    {"UTC", NONE},
    {"*-2-30", NONE},
    {"2026-01-01", NONE},
    {"2026-*-* 01:00", NONE},
    {"Mon..", NONE},
    {"..Mon", NONE},
    {"Sat..Mon", NONE},
    {"Mo", NONE},
    {"Mon,,Tue", NONE},
    {"Mon Tue", NONE},
    {",Mon", NONE},
    {"Mon,", NONE},
    {",1:00", NONE},
    {"*-*~,1", NONE},
    {"*-*~1,", NONE},
    {"*-*-* 25:00", NONE},
    {"*-*-* 12:60", NONE},
    {"*-*-* 12:00:60", NONE},
    {"*-*-* 12:00:00.5", NONE},
    {"*-*-* *", NONE},
    {"*-13-01", NONE},
    {"*-*-32", NONE},
    {"*-*~00", NONE},
    {"*-*~1/0", NONE},
    {"*/2:00", NONE},
    {"1/0:00", NONE},
    {"5..2:00", NONE},
    {"1,:00", NONE},
    {"01:00 *-*-*", NONE},
    {"01:00 02:00", NONE},
    {"05", NONE},
    {"~01", NONE},
    {"@1", NONE},
    {"0 2 * * *", NONE},
    {"a b c d e f g", NONE},
};

static void gaps_of_calendar_events(void **state)
{
    UNUSED(state);
    assert_gaps(events, sizeof events / sizeof *events, calendar_longest_gap);
    char long_word[1000];
    memset(long_word, '1', sizeof long_word);
    long_word[sizeof long_word - 1] = '\0';
    assert_int_equal(calendar_longest_gap(long_word), NONE);
    assert_int_equal(cron_longest_gap(long_word), NONE);
}

/* Table A.1 of SP 800-63-2, people's choice; one try costs nothing. */
static void strength_is_that_of_the_table(void **state)
{
    UNUSED(state);
    static const struct {
        int64_t length;
        double bits, refused, mixed;
    } table[] = {{8, 18, 24, 30},  {10, 21, 26, 32}, {12, 24, 28, 34}, {14, 27, 30, 36},
                 {16, 30, 32, 38}, {18, 33, 34, 40}, {20, 36, 36, 42}, {22, 38, 38, 44},
                 {24, 40, 40, 46}, {30, 46, 46, 52}, {40, 56, 56, 62}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_true(password_strength(table[i].length, 0, 0, 1) == table[i].bits);
        assert_true(password_strength(table[i].length, 2, 1, 1) == table[i].refused);
        assert_true(password_strength(table[i].length, 3, 1, 1) == table[i].mixed);
    }
}

static void attempts_let_through_are_subtracted(void **state)
{
    UNUSED(state);
    assert_true(password_strength(12, 0, 1, 8) == 25);
    assert_true(password_strength(12, 0, 1, 64) == 22);
    assert_true(password_strength(12, 0, 1, 100) == 21.36);
    assert_true(password_strength(12, 0, 1, 101) == 0); /* SP 800-63B, 5.2.2 */
    assert_true(password_strength(12, 4, 1, 0) == 0);
    assert_true(password_strength(7, 4, 1, 1) == 0); /* SP 800-63B, 5.1.1.2 */
    assert_true(password_strength(INT64_MAX, 4, 1, 1) > 1000);
}

static void longer_is_never_weaker(void **state)
{
    UNUSED(state);
    for (int64_t length = 0; length < 100; length++) {
        for (int refused = 0; refused < 2; refused++) {
            assert_true(password_strength(length + 1, 0, refused, 10) >= password_strength(length, 0, refused, 10));
            assert_true(password_strength(length, 0, 1, 10) >= password_strength(length, 0, 0, 10));
            assert_true(password_strength(length, 0, refused, 10) >= password_strength(length, 0, refused, 11));
        }
    }
}

static void figures_that_describe_no_policy_are_unknown(void **state)
{
    UNUSED(state);
    assert_true(isnan(password_strength(-1, 0, 0, 1)));
    assert_true(isnan(password_strength(8, -1, 0, 1)));
    assert_true(isnan(password_strength(8, 5, 0, 1)));
    assert_true(isnan(password_strength(8, 0, 0, -1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_of_crontab_entries),       cmocka_unit_test(gaps_of_calendar_events),
        cmocka_unit_test(strength_is_that_of_the_table), cmocka_unit_test(attempts_let_through_are_subtracted),
        cmocka_unit_test(longer_is_never_weaker),        cmocka_unit_test(figures_that_describe_no_policy_are_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

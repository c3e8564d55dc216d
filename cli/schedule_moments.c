/* schedule_moments.c: the moments of a calendar before and after one. */
#include "cli/schedule_calendar.h"

#include <string.h>
#include <time.h>

#define MOST_DAYS (30 * 366)

typedef struct moments {
    const cli_calendar *calendar;
    bool utc, back;
} moments;

static bool has(uint64_t set, int bit)
{
    return set >> bit & 1;
}

static struct tm broken_down(const moments *m, time_t time)
{
    struct tm tm = {0};
    if (m->utc) gmtime_r(&time, &tm);
    else localtime_r(&time, &tm);
    return tm;
}

static int days_of(int month, int year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month] + (month == 1 && leap);
}

static bool is_year(const cli_calendar *calendar, int year)
{
    for (size_t i = 0; i < calendar->year_count; i++) {
        const cli_calendar_years *one = &calendar->years[i];
        if (year >= one->first && year <= one->last && (year - one->first) % one->step == 0) return true;
    }
    return calendar->year_count == 0;
}

static bool is_day(const cli_calendar *calendar, const struct tm *tm)
{
    int year = tm->tm_year + 1900;
    int day = calendar->from_end ? days_of(tm->tm_mon, year) + 1 - tm->tm_mday : tm->tm_mday;
    return has(calendar->weekdays, tm->tm_wday) && has(calendar->months, tm->tm_mon + 1) && has(calendar->days, day) &&
           is_year(calendar, year);
}

/* False: the clock passes over that time on that day. */
static bool made(time_t *out, const moments *m, const struct tm *day, int hour, int minute, int second)
{
    struct tm tm = *day;
    tm.tm_hour = hour;
    tm.tm_min = minute;
    tm.tm_sec = second;
    tm.tm_isdst = -1;
    *out = m->utc ? timegm(&tm) : mktime(&tm);
    return tm.tm_hour == hour && tm.tm_min == minute;
}

static int seconds_of(const struct tm *tm)
{
    return 3600 * tm->tm_hour + 60 * tm->tm_min + tm->tm_sec;
}

/* The first of the day beyond `edge` seconds in the direction of search. */
static bool search_day(time_t *out, const moments *m, const struct tm *day, int edge)
{
    const cli_calendar *c = m->calendar;
    for (int i = 0; i < 24; i++) {
        int hour = m->back ? 23 - i : i;
        for (int j = 0; j < 60 && has(c->hours, hour); j++) {
            int minute = m->back ? 59 - j : j;
            for (int k = 0; k < 60 && has(c->minutes, minute); k++) {
                int second = m->back ? 59 - k : k, at = 3600 * hour + 60 * minute + second;
                if (!has(c->seconds, second) || (m->back ? at > edge : at <= edge)) continue;
                if (made(out, m, day, hour, minute, second)) return true;
            }
        }
    }
    return false;
}

static bool search(mog_time *out, const cli_calendar *calendar, mog_time time, bool back)
{
    moments m = {calendar, strcmp(calendar->zone, "UTC") == 0, back};
    time_t found;
    if (*calendar->zone && !m.utc) return false;
    struct tm day = broken_down(&m, (time_t)(time / MOG_SECOND));
    int edge = seconds_of(&day), none = back ? 86400 : -1;
    for (int i = 0; i < MOST_DAYS; i++) {
        if (is_day(calendar, &day) && search_day(&found, &m, &day, edge)) {
            *out = (mog_time)found * MOG_SECOND;
            return true;
        }
        day.tm_mday += back ? -1 : 1;
        day.tm_hour = 12; /* noon is there on every day */
        day.tm_min = day.tm_sec = 0;
        day.tm_isdst = -1;
        if ((m.utc ? timegm(&day) : mktime(&day)) == -1) return false;
        edge = none;
    }
    return false;
}

bool cli_calendar_next(mog_time *out, const cli_calendar *calendar, mog_time time)
{
    return search(out, calendar, time, false);
}

bool cli_calendar_last(mog_time *out, const cli_calendar *calendar, mog_time time)
{
    return search(out, calendar, time, true);
}

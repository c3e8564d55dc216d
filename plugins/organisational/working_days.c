/* working_days.c: the Swedish calendar of working days. */
#include "working_days.h"

#include "../days.h"

#include <mognad/plugin.h>

/* Easter Sunday in the Gregorian calendar: the anonymous algorithm of Nature 13 (1876), 487, as given by J. Meeus, Astronomical
 * Algorithms (1991), chapter 8. */
static int64_t easter(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
    int64_t f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
    int64_t i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int64_t n = h + l - 7 * m + 114;
    return day_of(year, (int)(n / 31), (int)(n % 31 + 1));
}

static int64_t saturday_from(int64_t day)
{
    return day + (SATURDAY - weekday(day) + 7) % 7;
}

#define HOLIDAYS 13

/* The public holidays of a year other than ordinary Sundays: 1 § of the law (1989:253). The National Day took the place of Whit
 * Monday in 2005 (2004:1320). */
static void holidays_of(int64_t year, int64_t days[HOLIDAYS])
{
    int64_t sunday = easter(year);
    int n = 0;
    days[n++] = day_of(year, 1, 1);                  /* nyårsdagen */
    days[n++] = day_of(year, 1, 6);                  /* trettondedag jul */
    days[n++] = sunday - 2;                          /* långfredagen */
    days[n++] = sunday;                              /* påskdagen */
    days[n++] = sunday + 1;                          /* annandag påsk */
    days[n++] = day_of(year, 5, 1);                  /* första maj */
    days[n++] = sunday + 39;                         /* Kristi himmelsfärdsdag */
    days[n++] = sunday + 49;                         /* pingstdagen */
    days[n++] = year >= 2005 ? day_of(year, 6, 6)    /* nationaldagen */
                             : sunday + 50;          /* annandag pingst */
    days[n++] = saturday_from(day_of(year, 6, 20));  /* midsommardagen */
    days[n++] = saturday_from(day_of(year, 10, 31)); /* alla helgons dag */
    days[n++] = day_of(year, 12, 25);                /* juldagen */
    days[n++] = day_of(year, 12, 26);                /* annandag jul */
}

static bool holiday(int64_t day)
{
    if (weekday(day) == SUNDAY) return true;
    int64_t days[HOLIDAYS];
    holidays_of(year_of(day), days);
    for (int i = 0; i < HOLIDAYS; i++) {
        if (days[i] == day) return true;
    }
    return false;
}

static bool working(int64_t day)
{
    return weekday(day) < SATURDAY && !holiday(day);
}

static int64_t last_sunday(int64_t year, int month)
{
    int64_t last = day_of(year, month, 31);
    return last - (weekday(last) + 1) % 7;
}

int64_t date_in_sweden(int64_t time)
{
    int64_t day = floor_divide(time, DAY), of_day = time % DAY + (time % DAY < 0 ? DAY : 0), year = year_of(day);
    /* The clock changes at 01:00 UTC. */
    int64_t start = last_sunday(year, 3), end = last_sunday(year, 10);
    bool summer = (day > start || (day == start && of_day >= HOUR)) && (day < end || (day == end && of_day < HOUR));
    return day + (of_day + (summer ? 2 : 1) * HOUR) / DAY;
}

/* Days from Monday to Friday before `day`, from a Monday before all. */
static int64_t weekdays_before(int64_t day)
{
    int64_t weeks = floor_divide(day + THURSDAY, 7);
    int of_week = weekday(day);
    return weeks * 5 + (of_week > 5 ? 5 : of_week);
}

/* Working days in first..last. */
static int64_t count_working(int64_t first, int64_t last)
{
    int64_t count = weekdays_before(last + 1) - weekdays_before(first);
    for (int64_t year = year_of(first); year <= year_of(last); year++) {
        int64_t days[HOLIDAYS];
        holidays_of(year, days);
        for (int i = 0; i < HOLIDAYS; i++) {
            bool twice = false; /* Ascension Day was on 1 May in 2008 */
            for (int j = 0; j < i; j++) twice |= days[j] == days[i];
            if (!twice && days[i] >= first && days[i] <= last && weekday(days[i]) < SATURDAY) count--;
        }
    }
    return count;
}

int64_t working_days(int64_t from, int64_t to)
{
    int64_t first = date_in_sweden(from), last = date_in_sweden(to);
    return last >= first ? count_working(first + 1, last) : -count_working(last + 1, first);
}

/* More working days than lie between the first and the last time that can be written. */
#define MOST 200000

int64_t add_working_days(int64_t time, int64_t count)
{
    if (count > MOST || count < -MOST) return MOG_NO_INTEGER;
    int64_t from = date_in_sweden(time), day = from, step = count < 0 ? -1 : 1;
    for (int64_t left = count; left != 0;) {
        day += step;
        if (working(day)) left -= step;
    }
    int64_t way, moved;
    if (__builtin_mul_overflow(day - from, DAY, &way) || __builtin_add_overflow(time, way, &moved))
        return MOG_NO_INTEGER;
    /* Late in the evening the change between winter and summer time can carry the date across midnight. */
    int64_t arrived = date_in_sweden(moved);
    if (arrived != day && __builtin_add_overflow(moved, arrived > day ? -HOUR : HOUR, &moved)) return MOG_NO_INTEGER;
    return moved;
}

/* The first moment of a day in Sweden. */
static int64_t start_in_sweden(int64_t day)
{
    int64_t start = day * DAY - 2 * HOUR;
    return date_in_sweden(start) == day ? start : start + HOUR;
}

/* Nanoseconds from..to, on the same day or later, that fall on working days. */
static int64_t time_at_work(int64_t from, int64_t to)
{
    int64_t first = date_in_sweden(from), last = date_in_sweden(to);
    if (first == last) return working(first) ? to - from : 0;
    int64_t time =
        (working(first) ? start_in_sweden(first + 1) - from : 0) + (working(last) ? to - start_in_sweden(last) : 0);
    /* The clock changes on Sundays, so that a working day has 24 hours. */
    return time + (last - first > 1 ? count_working(first + 1, last - 1) * DAY : 0);
}

/* Times near the ends of what 64 bits hold have no day beside them. */
static bool has_days_beside(int64_t time)
{
    return time > INT64_MIN + 2 * DAY && time < INT64_MAX - 2 * DAY;
}

int64_t working_time(int64_t from, int64_t to)
{
    if (!has_days_beside(from) || !has_days_beside(to)) return MOG_NO_INTEGER;
    return from <= to ? time_at_work(from, to) : -time_at_work(to, from);
}

int is_public_holiday(int64_t time)
{
    return holiday(date_in_sweden(time));
}

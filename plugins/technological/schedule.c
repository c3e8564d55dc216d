/* schedule.c: how long it may be until something runs again. */
#include "schedule.h"

#include "../days.h"

#include <mognad/plugin.h>

/* Any 400 years will do. */
#define FIRST_YEAR 2000

/* The runs of one day, in seconds since its midnight. */
typedef struct day_runs {
    int first, last, gap; /* gap: the longest between two of them; first: -1 without any */
} day_runs;

static bool has(uint64_t bits, int i)
{
    return bits >> i & 1;
}

static day_runs runs_of_a_day(const schedule *s)
{
    day_runs runs = {-1, -1, 0};
    for (int minute = 0; minute < 24 * 60; minute++) {
        if (!has(s->hours, minute / 60) || !has(s->minutes, minute % 60)) continue;
        for (int second = 0; second < 60; second++) {
            if (!has(s->seconds, second)) continue;
            int at = minute * 60 + second;
            if (runs.first < 0) runs.first = at;
            else if (at - runs.last > runs.gap) runs.gap = at - runs.last;
            runs.last = at;
        }
    }
    return runs;
}

static bool runs_on(const schedule *s, int date, int days_in_its_month, int of_week)
{
    bool by_date = has(s->days, date) || has(s->last_days, days_in_its_month - date + 1);
    bool by_weekday = has(s->weekdays, of_week);
    return s->date_or_weekday ? by_date || by_weekday : by_date && by_weekday;
}

/* The most days from one day with runs to the next; 0 without any. */
static int64_t most_days_apart(const schedule *s)
{
    int64_t start = day_of(FIRST_YEAR, 1, 1), first = -1, latest = -1, most = 0, day = start;
    for (int year = FIRST_YEAR; year < FIRST_YEAR + 400; year++) {
        for (int month = 1; month <= 12; month++) {
            int count = days_in_month(year, month);
            for (int date = 1; date <= count && has(s->months, month); date++) {
                if (!runs_on(s, date, count, weekday(day + date - 1))) continue;
                int64_t found = day + date - 1;
                if (first < 0) first = found;
                else if (found - latest > most) most = found - latest;
                latest = found;
            }
            day += count;
        }
    }
    if (first < 0) return 0;
    int64_t around = first + DAYS_OF_400_YEARS - latest;
    return around > most ? around : most;
}

int64_t schedule_longest_gap(const schedule *s)
{
    day_runs runs = runs_of_a_day(s);
    int64_t apart = most_days_apart(s);
    if (runs.first < 0 || apart == 0) return MOG_NO_INTEGER;
    int64_t over_night = apart * DAY - (runs.last - runs.first) * SECOND, within = runs.gap * SECOND;
    return over_night > within ? over_night : within;
}

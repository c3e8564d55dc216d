/* days.h: days of the Gregorian calendar as numbers, for the plugins that count them. Day 0 is 1970-01-01, a Thursday; times are nanoseconds since its
 * midnight UTC, as in <mognad/plugin.h>. */
#ifndef PLUGINS_DAYS_H
#define PLUGINS_DAYS_H

#include <stdbool.h>
#include <stdint.h>

#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The calendar repeats itself after 400 years, weekdays included: 20,871 weeks. */
#define DAYS_OF_400_YEARS 146097

enum { MONDAY, THURSDAY = 3, SATURDAY = 5, SUNDAY = 6 };

static inline int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static inline int weekday(int64_t day)
{
    int64_t offset = (day + THURSDAY) % 7;
    return (int)(offset < 0 ? offset + 7 : offset);
}

/* Day number of a date, and the year of a day number: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil and
 * civil_from_days. Years are counted from March there. */
static inline int64_t day_of(int64_t year, int month, int date)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_divide(y, 400), of_era = y - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1;
    return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static inline int64_t year_of(int64_t day)
{
    int64_t year = 1970 + floor_divide(day, 366);
    while (day_of(year + 1, 1, 1) <= day) year++;
    while (day_of(year, 1, 1) > day) year--;
    return year;
}

static inline int days_in_month(int64_t year, int month)
{
    return (int)(month == 12 ? 31 : day_of(year, month + 1, 1) - day_of(year, month, 1));
}

#endif

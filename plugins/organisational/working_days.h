/* working_days.h: the Swedish calendar of working days.
 *
 * A working day is neither a Saturday nor a public holiday by the law (1989:253) on public holidays. Midsummer Eve, Christmas
 * Eve and New Year's Eve are working days here: the law does not name them, although agreements often give leave on them and the law
 * (1930:173) on computing statutory time lets no period end on them.
 *
 * A time belongs to the date that it has in Sweden: UTC+1, and UTC+2 from the last Sunday of March to the last Sunday
 * of October, 01:00 UTC, as since 1996. A date written without a clock time (midnight UTC) is therefore that date.
 */
#ifndef ORGANISATIONAL_WORKING_DAYS_H
#define ORGANISATIONAL_WORKING_DAYS_H

#include <stdint.h>

/* Day number of the date that a time has in Sweden. */
int64_t date_in_sweden(int64_t time);

/* Working days after the date of `from` up to and including that of `to`; 0 on the same day; negative when `to` is earlier. */
int64_t working_days(int64_t from, int64_t to);

/* The `count`-th working day after the date of `time` (before it, when negative), at the same time of day in UTC; `time` itself
 * when `count` is 0. working_days(t, add_working_days(t, n)) = n for n > 0. Unknown beyond the year 2262 or before 1677. */
int64_t add_working_days(int64_t time, int64_t count);

/* Time between the two that falls on working days, midnight to midnight in Sweden, as a duration; negative when `to` is earlier. From Friday 16:00 to
 * Monday 10:00 it is 18 hours. For promises that are given in hours of days when somebody is at work; what law gives in hours runs on Sundays too. */
int64_t working_time(int64_t from, int64_t to);

/* Whether the date is a public holiday: Sundays are, Saturdays as such are not. */
int is_public_holiday(int64_t time);

#endif

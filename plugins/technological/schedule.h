/* schedule.h: when something runs, as crontabs and systemd timers say it, and how long it may be until it runs again. */
#ifndef TECHNOLOGICAL_SCHEDULE_H
#define TECHNOLOGICAL_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* What may match, a bit for each value: it runs in each second that has all. Days count from the start of the month (bit 1..31) or from its end (bit 1 is the
 * last). */
typedef struct schedule {
    uint64_t seconds, minutes;
    uint32_t hours, days, last_days, months;
    uint8_t weekdays;     /* bit 0 is Monday */
    bool date_or_weekday; /* one of the two is enough; otherwise both are needed */
} schedule;

/* Bits first..last. */
static inline uint64_t bits_between(int first, int last)
{
    return (UINT64_MAX >> (63 - last)) & (UINT64_MAX << first);
}

/* The longest time between two runs that follow each other, over the 400 years after which the calendar repeats itself; MOG_NO_INTEGER for what never runs.
 * Clocks are taken as running evenly: when summer time begins or ends an hour may be missing or twice. */
int64_t schedule_longest_gap(const schedule *s);

/* Of a crontab entry's five fields (minute, hour, day of month, month, day of week), as crontab(5) of Debian's cron reads them: "30 2 * * mon-fri"; lists,
 * ranges, steps after a range or `*`; names of months and weekdays by three letters; 0 and 7 are Sunday; or one word: @hourly, @daily, @midnight, @weekly,
 * @monthly, @yearly, @annually. Where both days are restricted (neither begins with `*`) one of them is enough. Unknown (MOG_NO_INTEGER) for anything else:
 * @reboot, seconds, a command after the fields, `?`, `L`, `#` and steps after a single number, which programs read differently; and for days that never come
 * (30 February). */
int64_t cron_longest_gap(const char *expression);

/* Of a systemd timer's OnCalendar=, as systemd.time(7) has it: "Mon..Fri 02:30", "*-*-01 04:00:00", "*:0/15", "*-02~01" (days from the end of the month), or
 * one word: minutely, hourly, daily, weekly, monthly, quarterly, semiannually, yearly, annually. A time zone at the end changes nothing. Unknown
 * (MOG_NO_INTEGER) for anything else, for years other than `*` (after the last of them it never runs) and for fractions of seconds. */
int64_t calendar_longest_gap(const char *expression);

#endif

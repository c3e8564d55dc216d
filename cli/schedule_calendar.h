/* schedule_calendar.h: when a schedule is due: a calendar event expression as systemd.time(7) has it.
 *
 *     [WEEKDAYS] [DATE] [TIME] [ZONE]      Mon 06:00 · Mon..Fri *-*-01..07 06:00:00 · *-*~01 22:30 Europe/Stockholm
 *     minutely, hourly, daily, weekly, monthly, quarterly, semiannually, yearly, annually  [ZONE]
 *
 * A part of a date or time is `*`, or a list by commas of A, A..B, A/N and A..B/N. `~` before the day counts from the end of the month. A
 * date that is left out is every day, a time that is left out is midnight. What systemd reads and this does not: seconds with decimals, years of
 * two digits, @SECONDS, ranges of one (5..5), and steps beyond the end of their range.
 */
#ifndef MOG_CLI_SCHEDULE_CALENDAR_H
#define MOG_CLI_SCHEDULE_CALENDAR_H

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

#define CLI_CALENDAR_YEARS 8u

typedef struct cli_calendar_years {
    int first, last, step;
} cli_calendar_years;

typedef struct cli_calendar {
    uint64_t weekdays; /* bit 0 Sunday .. bit 6 Saturday, as cron counts */
    uint64_t months;   /* bits 1..12 */
    uint64_t days;     /* bits 1..31; from_end: 1 is the last day of the month */
    uint64_t hours, minutes, seconds;
    bool from_end;
    cli_calendar_years years[CLI_CALENDAR_YEARS];
    size_t year_count; /* 0: every year */
    char zone[64];     /* "": that of the machine */
} cli_calendar;

/* MOG_USAGE: it is none; the message quotes the part that is wrong. */
mog_status cli_calendar_parse(cli_calendar *out, mog_text text, mog_error *err);

/* The five fields of crontab(5), from `arena`. MOG_USAGE: cron cannot say it; the message says why. */
mog_status cli_calendar_to_cron(const char **out, mog_arena *arena, const cli_calendar *calendar, mog_error *err);

/* The first moment after `time`, or the last at or before it. False: none within thirty years, or it is of a zone that is neither the machine's
 * nor UTC. */
bool cli_calendar_next(mog_time *out, const cli_calendar *calendar, mog_time time);
bool cli_calendar_last(mog_time *out, const cli_calendar *calendar, mog_time time);

#endif

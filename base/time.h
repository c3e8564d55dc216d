/* time.h: instants, durations and the civil calendar.
 *
 * An instant (mog_time) is a count of nanoseconds since 1970-01-01T00:00:00Z, without leap seconds, in the proleptic
 * Gregorian calendar; years 1678 to 2261 fit, and what lies outside them is refused. A duration is a number of calendar
 * months and an exact number of nanoseconds; either may be negative. Adding one goes through the calendar in UTC:
 * months first, the day clamped to the last of the month, then the exact part.
 *
 * Nothing here reads a clock except mog_time_now, which a run reads once and hands down, and mog_monotonic.
 */
#ifndef MOG_BASE_TIME_H
#define MOG_BASE_TIME_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef int64_t mog_time;

typedef struct mog_duration {
    int64_t ns;
    int32_t months;
} mog_duration;

typedef struct mog_civil {
    int32_t year;
    int32_t month, day;           /* 1..12, 1..31 */
    int32_t hour, minute, second; /* 0..23, 0..59, 0..59 */
    int32_t nanosecond;
} mog_civil;

#define MOG_SECOND INT64_C(1000000000)
#define MOG_MINUTE (60 * MOG_SECOND)
#define MOG_HOUR (60 * MOG_MINUTE)
#define MOG_DAY (24 * MOG_HOUR)
/* A month compared with exact time: a twelfth of the average Gregorian year of 365.2425 days. */
#define MOG_MONTH_NOMINAL (INT64_C(2629746) * MOG_SECOND)

mog_time mog_time_now(void); /* the system's clock, whole seconds */
int64_t mog_monotonic(void); /* nanoseconds since some moment: for how long things take, never for what is assessed */

/* RFC 3339 section 5.6: `date-time` with any offset, or `full-date` (midnight UTC). Case-insensitive T and Z. The
 * second 60 is read as the first instant of the next minute. Digits past nanoseconds are cut off. False: not such a text, or
 * outside the range. */
bool mog_time_parse(mog_time *out, mog_text text);

/* RFC 3339 in UTC, with as many decimals as are needed (0, 3, 6 or 9): "2026-11-01T02:00:00Z". NUL-terminated. */
#define MOG_TIME_TEXT 36
void mog_time_format(char out[MOG_TIME_TEXT], mog_time time);
/* For people: "2026-11-01" at midnight UTC, else "2026-11-01 02:00:00Z". */
void mog_time_format_short(char out[MOG_TIME_TEXT], mog_time time);

bool mog_time_from_civil(mog_time *out, const mog_civil *civil); /* false: no such day or outside the range */
void mog_time_to_civil(mog_civil *out, mog_time time);
int mog_time_weekday(mog_time time); /* 1 Monday .. 7 Sunday (ISO 8601) */

/* False when the result is outside the range. Subtracting adds the negated duration. */
bool mog_time_add(mog_time *out, mog_time time, mog_duration duration);
bool mog_time_subtract(mog_time *out, mog_time time, mog_duration duration);

/* ISO 8601-1:2019 clause 5.5.2: "P35D", "PT12H", "P1Y2M10DT2H30M", "P2W"; a leading "-" negates; decimals in seconds
 * only. */
bool mog_duration_parse(mog_duration *out, mog_text text);
/* By nominal length: exact part plus MOG_MONTH_NOMINAL a month. <0, 0, >0. Never overflows. */
int mog_duration_compare(mog_duration a, mog_duration b);
/* "35 days", "1 month", "2 years 3 months", "12 hours", "1.5 seconds", "0 days"; `swedish`: "35 dagar". A "-" in front
 * holds for the whole, unless the exact part says its own sign: "1 month -3 days". */
#define MOG_DURATION_TEXT 160
void mog_duration_format(char out[MOG_DURATION_TEXT], mog_duration duration, bool swedish);

#endif

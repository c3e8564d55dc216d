#include "base/time.h"

#include <stdio.h>
#include <time.h>

__extension__ typedef __int128 wide;

#define FIRST_YEAR 1678
#define LAST_YEAR 2261

/* Days from 1970-01-01 to a day of the proleptic Gregorian calendar. The year is taken to begin in March, so that the
 * leap day is its last; 400 years are an era of 146,097 days. Months of such a year follow (153 m + 2) / 5. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(mog_civil *out, int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    out->day = (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1);
    out->month = (int32_t)(march_month < 10 ? march_month + 3 : march_month - 9);
    out->year = (int32_t)(year_of_era + era * 400 + (out->month <= 2));
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Rounds towards minus infinity. */
static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* True when the instant lies in the years that fit; they do with room to spare in 64 bits. */
static bool in_range(wide ns)
{
    const wide day = MOG_DAY;
    return ns >= days_from_civil(FIRST_YEAR, 1, 1) * day && ns < days_from_civil(LAST_YEAR + 1, 1, 1) * day;
}

mog_time mog_time_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * MOG_SECOND;
}

int64_t mog_monotonic(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MOG_SECOND + now.tv_nsec;
}

bool mog_time_from_civil(mog_time *out, const mog_civil *c)
{
    if (c->year < FIRST_YEAR || c->year > LAST_YEAR || c->month < 1 || c->month > 12 || c->day < 1 ||
        c->day > days_in_month(c->year, c->month) || c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 ||
        c->second < 0 || c->second > 59 || c->nanosecond < 0 || c->nanosecond >= MOG_SECOND) {
        return false;
    }
    *out = days_from_civil(c->year, c->month, c->day) * MOG_DAY + c->hour * MOG_HOUR + c->minute * MOG_MINUTE +
           c->second * MOG_SECOND + c->nanosecond;
    return true;
}

void mog_time_to_civil(mog_civil *out, mog_time time)
{
    int64_t days = floor_divide(time, MOG_DAY);
    int64_t rest = (int64_t)(time - (wide)days * MOG_DAY); /* days * MOG_DAY may lie below INT64_MIN */
    civil_from_days(out, days);
    out->hour = (int32_t)(rest / MOG_HOUR);
    out->minute = (int32_t)(rest / MOG_MINUTE % 60);
    out->second = (int32_t)(rest / MOG_SECOND % 60);
    out->nanosecond = (int32_t)(rest % MOG_SECOND);
}

int mog_time_weekday(mog_time time)
{
    int64_t days = floor_divide(time, MOG_DAY);
    return (int)(((days + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
}

/* Reads exactly `count` digits. */
static bool take_digits(int32_t *out, mog_text *text, int count)
{
    if (text->size < (size_t)count) return false;
    int32_t value = 0;
    for (int i = 0; i < count; i++) {
        char c = text->at[i];
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    text->at += count;
    text->size -= (size_t)count;
    *out = value;
    return true;
}

static bool take(mog_text *text, char c)
{
    if (text->size == 0 || text->at[0] != c) return false;
    text->at++;
    text->size--;
    return true;
}

/* The digits after a decimal point, of which there must be one: nanoseconds. */
static bool take_fraction(int32_t *out, mog_text *text)
{
    int32_t value = 0, scale = 100000000;
    size_t i = 0;
    for (; i < text->size && text->at[i] >= '0' && text->at[i] <= '9'; i++) {
        value += (text->at[i] - '0') * scale;
        scale /= 10;
    }
    text->at += i;
    text->size -= i;
    *out = value;
    return i > 0;
}

/* time-offset of RFC 3339, in minutes. */
static bool take_offset(int32_t *minutes, mog_text *text)
{
    *minutes = 0;
    if (take(text, 'Z') || take(text, 'z')) return true;
    int32_t hour, minute, sign = take(text, '-') ? -1 : take(text, '+') ? 1 : 0;
    if (sign == 0 || !take_digits(&hour, text, 2) || !take(text, ':') || !take_digits(&minute, text, 2)) return false;
    *minutes = sign * (hour * 60 + minute);
    return hour <= 23 && minute <= 59;
}

bool mog_time_parse(mog_time *out, mog_text text)
{
    mog_civil c = {0};
    int32_t offset = 0;
    bool leap_second = false;
    if (!take_digits(&c.year, &text, 4) || !take(&text, '-') || !take_digits(&c.month, &text, 2) || !take(&text, '-') ||
        !take_digits(&c.day, &text, 2)) {
        return false;
    }
    if (text.size > 0) {
        if (!take(&text, 'T') && !take(&text, 't')) return false;
        if (!take_digits(&c.hour, &text, 2) || !take(&text, ':') || !take_digits(&c.minute, &text, 2) ||
            !take(&text, ':') || !take_digits(&c.second, &text, 2)) {
            return false;
        }
        if (take(&text, '.') && !take_fraction(&c.nanosecond, &text)) return false;
        if (!take_offset(&offset, &text) || text.size > 0) return false;
        leap_second = c.second == 60;
        if (leap_second) {
            c.second = 59;
            c.nanosecond = 0;
        }
    }
    mog_time local;
    if (!mog_time_from_civil(&local, &c)) return false;
    wide utc = (wide)local - offset * MOG_MINUTE + (leap_second ? MOG_SECOND : 0);
    if (!in_range(utc)) return false;
    *out = (mog_time)utc;
    return true;
}

void mog_time_format(char out[MOG_TIME_TEXT], mog_time time)
{
    mog_civil c;
    mog_time_to_civil(&c, time);
    int used = snprintf(out, MOG_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
                        c.second);
    char *end = out + used;
    size_t room = MOG_TIME_TEXT - (size_t)used;
    if (c.nanosecond == 0) snprintf(end, room, "Z");
    else if (c.nanosecond % 1000000 == 0) snprintf(end, room, ".%03dZ", c.nanosecond / 1000000);
    else if (c.nanosecond % 1000 == 0) snprintf(end, room, ".%06dZ", c.nanosecond / 1000);
    else snprintf(end, room, ".%09dZ", c.nanosecond);
}

void mog_time_format_short(char out[MOG_TIME_TEXT], mog_time time)
{
    mog_time_format(out, time);
    if (time % MOG_DAY == 0) out[10] = '\0';
    else out[10] = ' ';
}

/* Months through the calendar, then the exact part. */
static bool move(mog_time *out, mog_time time, int64_t months, wide ns)
{
    wide sum = time;
    if (months != 0) {
        mog_civil c;
        mog_time_to_civil(&c, time);
        int64_t month = (int64_t)c.year * 12 + (c.month - 1) + months;
        int64_t year = floor_divide(month, 12);
        int in_year = (int)(month - year * 12) + 1;
        /* Checked before the days are multiplied; the exact part may still bring a far date back. */
        int last = days_in_month(year, in_year);
        int64_t days = days_from_civil(year, in_year, c.day < last ? c.day : last);
        sum = (wide)days * MOG_DAY + (time - (wide)floor_divide(time, MOG_DAY) * MOG_DAY);
    }
    sum += ns;
    if (!in_range(sum)) return false;
    *out = (mog_time)sum;
    return true;
}

bool mog_time_add(mog_time *out, mog_time time, mog_duration duration)
{
    return move(out, time, duration.months, duration.ns);
}

bool mog_time_subtract(mog_time *out, mog_time time, mog_duration duration)
{
    return move(out, time, -(int64_t)duration.months, -(wide)duration.ns);
}

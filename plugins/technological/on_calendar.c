/* on_calendar.c: calendar events of systemd timers. */
#include "schedule.h"

#include <mognad/plugin.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Weekday, date, time and time zone, and one too many. */
#define WORDS 5
#define LONGEST_WORD 120

static const char *const shorthands[][2] = {
    {"minutely", "*-*-* *:*:00"},
    {"hourly", "*-*-* *:00:00"},
    {"daily", "*-*-* 00:00:00"},
    {"weekly", "Mon *-*-* 00:00:00"},
    {"monthly", "*-*-01 00:00:00"},
    {"quarterly", "*-01,04,07,10-01 00:00:00"},
    {"semiannually", "*-01,07-01 00:00:00"},
    {"semi-annually", "*-01,07-01 00:00:00"},
    {"biannually", "*-01,07-01 00:00:00"},
    {"bi-annually", "*-01,07-01 00:00:00"},
    {"yearly", "*-01-01 00:00:00"},
    {"annually", "*-01-01 00:00:00"},
};

static const char *const weekday_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Digits, at most `most`, or -1. */
static int take_digits(const char **at, int most)
{
    int number = -1;
    for (int i = 0; i < most && **at >= '0' && **at <= '9'; i++, (*at)++)
        number = (number < 0 ? 0 : number * 10) + (**at - '0');
    return number;
}

/* `*`, or a list of values and ranges with repetitions. */
static bool take_component(uint64_t *bits, const char **at, int first, int last)
{
    if (**at == '*') {
        (*at)++;
        *bits = bits_between(first, last);
        return true;
    }
    for (;; (*at)++) {
        int from = take_digits(at, 2), to = from, step = 1;
        bool range = strncmp(*at, "..", 2) == 0;
        if (range) {
            *at += 2;
            to = take_digits(at, 2);
        }
        if (**at == '/') {
            (*at)++;
            step = take_digits(at, 2);
            if (!range) to = last;
        }
        if (from < first || to < from || to > last || step <= 0) return false;
        for (int i = from; i <= to; i += step) *bits |= UINT64_C(1) << i;
        if (**at != ',') return true;
    }
}

/* Days from the end of the month: a list of values, whose repetitions go on towards the end. */
static bool take_last_days(uint64_t *bits, const char **at)
{
    for (;; (*at)++) {
        int from = take_digits(at, 2), step = 31;
        if (from < 1 || from > 31) return false;
        if (**at == '/') {
            (*at)++;
            step = take_digits(at, 2);
            if (step <= 0) return false;
        }
        for (int i = from; i >= 1; i -= step) *bits |= UINT64_C(1) << i;
        if (**at != ',') return true;
    }
}

static int take_weekday(const char **at)
{
    size_t size = 0;
    while (is_letter((*at)[size])) size++;
    for (int i = 0; i < 7; i++) {
        if ((size != 3 && size != strlen(weekday_names[i])) || strncasecmp(*at, weekday_names[i], size) != 0) continue;
        *at += size;
        return i;
    }
    return -1;
}

static bool read_weekdays(schedule *s, const char *at)
{
    s->weekdays = 0;
    for (;; at++) {
        int first = take_weekday(&at), last = first;
        if (strncmp(at, "..", 2) == 0 || *at == '-') {
            at += *at == '-' ? 1 : 2;
            last = take_weekday(&at);
        }
        if (first < 0 || last < first) return false;
        s->weekdays |= (uint8_t)bits_between(first, last);
        if (*at != ',') return *at == '\0';
    }
}

/* "*-12-24" or "12-24", or with `~` before the days. A year of its own ends. */
static bool read_date(schedule *s, const char *at)
{
    uint64_t months = 0, days = 0;
    if (strncmp(at, "*-", 2) == 0 && strpbrk(at + 2, "-~") != NULL) at += 2;
    if (!take_component(&months, &at, 1, 12)) return false;
    bool from_end = *at == '~';
    if (*at != '-' && !from_end) return false;
    at++;
    if (!(from_end ? take_last_days(&days, &at) : take_component(&days, &at, 1, 31)) || *at != '\0') return false;
    s->months = (uint32_t)months;
    s->days = (uint32_t)(from_end ? 0 : days);
    s->last_days = (uint32_t)(from_end ? days : 0);
    return true;
}

static bool read_time(schedule *s, const char *at)
{
    uint64_t hours = 0;
    s->minutes = s->seconds = 0;
    if (!take_component(&hours, &at, 0, 23) || *at++ != ':') return false;
    if (!take_component(&s->minutes, &at, 0, 59)) return false;
    s->hours = (uint32_t)hours;
    if (*at == '\0') {
        s->seconds = 1;
        return true;
    }
    return *at++ == ':' && take_component(&s->seconds, &at, 0, 59) && *at == '\0';
}

/* "UTC", "Europe/Stockholm". */
static bool is_time_zone(const char *word)
{
    return strcasecmp(word, "UTC") == 0 ||
           (is_letter(*word) && strchr(word, '/') != NULL && strpbrk(word, ".,:*~") == NULL);
}

/* Words that blanks separate; -1 for one that is too long or too many. */
static int split(char out[WORDS][LONGEST_WORD + 1], const char *text)
{
    int count = 0;
    for (text += strspn(text, " \t"); *text != '\0'; text += strspn(text, " \t")) {
        size_t size = strcspn(text, " \t");
        if (count == WORDS || size > LONGEST_WORD) return -1;
        memcpy(out[count], text, size);
        out[count++][size] = '\0';
        text += size;
    }
    return count;
}

static bool read_expression(schedule *s, const char *text)
{
    char part[WORDS][LONGEST_WORD + 1];
    int count = split(part, text), i = 0;
    if (count > 1 && is_time_zone(part[count - 1])) count--;
    if (count == 1) {
        for (size_t j = 0; j < sizeof shorthands / sizeof shorthands[0]; j++) {
            if (strcasecmp(part[0], shorthands[j][0]) == 0) count = split(part, shorthands[j][1]);
        }
    }
    if (count < 1) return false;
    *s = (schedule){.seconds = 1,
                    .minutes = 1,
                    .hours = 1,
                    .days = (uint32_t)bits_between(1, 31),
                    .months = (uint32_t)bits_between(1, 12),
                    .weekdays = 0x7f};
    if (i < count && is_letter(*part[i]) && !read_weekdays(s, part[i++])) return false;
    if (i < count && strchr(part[i], ':') == NULL && !read_date(s, part[i++])) return false;
    if (i < count && !read_time(s, part[i++])) return false;
    return i == count;
}

int64_t calendar_longest_gap(const char *expression)
{
    schedule s;
    return read_expression(&s, expression) ? schedule_longest_gap(&s) : MOG_NO_INTEGER;
}

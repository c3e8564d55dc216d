/* cron.c: entries of crontabs. */
#include "schedule.h"

#include <mognad/plugin.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

typedef struct field {
    int first, last;
    const char *names; /* three letters each, the first stands for `first` */
} field;

enum { CRON_MINUTE, CRON_HOUR, CRON_DATE, CRON_MONTH, CRON_WEEKDAY, CRON_FIELDS };

static const field fields[CRON_FIELDS] = {
    [CRON_MINUTE] = {0, 59, ""},
    [CRON_HOUR] = {0, 23, ""},
    [CRON_DATE] = {1, 31, ""},
    [CRON_MONTH] = {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
    [CRON_WEEKDAY] = {0, 7, "sunmontuewedthufrisat"},
};

static const char *const words[][2] = {
    {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
    {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@hourly", "0 * * * *"},
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits, at most two, or -1. */
static int take_number(const char **at)
{
    int number = -1;
    for (int i = 0; i < 2 && is_digit(**at); i++, (*at)++) number = (number < 0 ? 0 : number * 10) + (**at - '0');
    return is_digit(**at) ? -1 : number;
}

/* A number or a name, within the field's bounds, or -1. */
static int take_value(const char **at, const field *f)
{
    int value = take_number(at);
    for (int i = 0; value < 0 && f->names[i] != '\0'; i += 3) {
        if (strncasecmp(*at, f->names + i, 3) != 0) continue;
        value = f->first + i / 3;
        *at += 3;
    }
    return value >= f->first && value <= f->last ? value : -1;
}

/* `*`, a value or a range, and the step after it. */
static bool take_range(uint64_t *bits, const char **at, const field *f)
{
    int first = f->first, last = f->last, step = 1;
    bool single = false;
    if (**at == '*') (*at)++;
    else {
        first = last = take_value(at, f);
        single = **at != '-';
        if (!single) {
            (*at)++;
            last = take_value(at, f);
        }
    }
    if (first < 0 || last < first) return false;
    if (**at == '/' && !single) {
        (*at)++;
        step = take_number(at);
    }
    if (step <= 0) return false;
    for (int i = first; i <= last; i += step) *bits |= UINT64_C(1) << i;
    return true;
}

/* A list of ranges up to a blank or the end. */
static bool take_field(uint64_t *bits, const char **at, const field *f)
{
    for (;; (*at)++) {
        if (!take_range(bits, at, f)) return false;
        if (**at != ',') break;
    }
    return **at == '\0' || is_blank(**at);
}

static const char *spelt_out(const char *expression)
{
    size_t size = strcspn(expression, " \t");
    if (expression[size + strspn(expression + size, " \t")] != '\0') return expression;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i][0]) == size && strncasecmp(expression, words[i][0], size) == 0) return words[i][1];
    }
    return expression;
}

int64_t cron_longest_gap(const char *expression)
{
    const char *at = spelt_out(expression + strspn(expression, " \t"));
    uint64_t bits[CRON_FIELDS] = {0};
    bool any[CRON_FIELDS];
    for (int i = 0; i < CRON_FIELDS; i++) {
        any[i] = *at == '*';
        if (!take_field(&bits[i], &at, &fields[i])) return MOG_NO_INTEGER;
        at += strspn(at, " \t");
    }
    if (*at != '\0') return MOG_NO_INTEGER;
    uint64_t from_sunday = bits[CRON_WEEKDAY] | bits[CRON_WEEKDAY] >> 7;
    schedule s = {
        .seconds = 1,
        .minutes = bits[CRON_MINUTE],
        .hours = (uint32_t)bits[CRON_HOUR],
        .days = (uint32_t)bits[CRON_DATE],
        .months = (uint32_t)bits[CRON_MONTH],
        .weekdays = (uint8_t)((from_sunday >> 1 & 0x3f) | (from_sunday & 1) << 6),
        .date_or_weekday = !any[CRON_DATE] && !any[CRON_WEEKDAY],
    };
    return schedule_longest_gap(&s);
}

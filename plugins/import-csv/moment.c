/* moment.c: times and dates, by a stated form or as ISO 8601 has them. */
#include "convert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

typedef struct moment {
    int year, month, day, hour, minute, second;
    bool timed;
    char rest[16]; /* of ISO 8601: the fraction of the second */
    char zone[12]; /* "Z", "+01:00"; empty: not said */
} moment;

/* ---- by a form */

static const struct {
    const char *letters;
    size_t at;
    int digits;
} parts[] = {
    {"YYYY", offsetof(moment, year), 4}, {"MM", offsetof(moment, month), 2},  {"DD", offsetof(moment, day), 2},
    {"hh", offsetof(moment, hour), 2},   {"mm", offsetof(moment, minute), 2}, {"ss", offsetof(moment, second), 2},
    {"M", offsetof(moment, month), 0},   {"D", offsetof(moment, day), 0},     {"h", offsetof(moment, hour), 0},
};
#define PARTS (sizeof parts / sizeof *parts)

/* The part that the form has here; PARTS: a sign that stands for itself. */
static size_t part_at(const char *form)
{
    size_t i = 0;
    while (i < PARTS && strncmp(form, parts[i].letters, strlen(parts[i].letters)) != 0) i++;
    return i;
}

bool format_is_sound(const char *format, bytes *why)
{
    unsigned seen = 0;
    for (const char *at = format; *at;) {
        size_t i = part_at(at);
        if (i == PARTS) {
            if (strchr("YMDhms", *at)) {
                bytes_format(why, "the form `%s` is not made of YYYY, MM, DD, hh, mm and ss", format);
                return false;
            }
            at++;
            continue;
        }
        unsigned bit = 1u << parts[i].at / sizeof(int);
        if (seen & bit) {
            bytes_format(why, "the form `%s` has a part twice", format);
            return false;
        }
        seen |= bit;
        at += strlen(parts[i].letters);
    }
    if ((seen & 7u) != 7u) bytes_format(why, "the form `%s` lacks the year, month or day", format);
    else if ((seen & 0x30u) && !(seen & 8u)) bytes_format(why, "the form `%s` has minutes without hours", format);
    else return true;
    return false;
}

/* Digits: as many as said, or one or two. */
static const char *take_digits(int *out, const char *at, int digits)
{
    int most = digits ? digits : 2, taken = 0, value = 0;
    while (taken < most && at[taken] >= '0' && at[taken] <= '9') value = 10 * value + (at[taken++] - '0');
    if (taken == 0 || (digits && taken < digits)) return NULL;
    *out = value;
    return at + taken;
}

static bool take_form(moment *m, const char *text, const char *form)
{
    while (*form) {
        size_t i = part_at(form);
        if (i == PARTS) {
            if (*text++ != *form++) return false;
            continue;
        }
        int value;
        text = take_digits(&value, text, parts[i].digits);
        if (!text) return false;
        memcpy((char *)m + parts[i].at, &value, sizeof value);
        if (parts[i].letters[0] == 'h') m->timed = true;
        form += strlen(parts[i].letters);
    }
    return *text == '\0';
}

/* ---- as ISO 8601 has them: 2026-11-01, 2026-11-01 08:30, 2026-11-01T08:30:00.5+01:00 */

static bool take_zone(moment *m, const char *text)
{
    int hours, minutes = 0;
    if (*text == '\0') return true;
    if ((*text == 'Z' || *text == 'z') && text[1] == '\0') {
        strcpy(m->zone, "Z");
        return true;
    }
    char sign = *text;
    if (sign != '+' && sign != '-') return false;
    text = take_digits(&hours, text + 1, 2);
    if (text && *text == ':') text++;
    if (text && *text) text = take_digits(&minutes, text, 2);
    if (!text || *text || hours > 23 || minutes > 59) return false;
    snprintf(m->zone, sizeof m->zone, "%c%02d:%02d", sign, hours % 24, minutes % 60);
    return true;
}

static bool take_iso(moment *m, const char *text)
{
    if (!(text = take_digits(&m->year, text, 4)) || *text++ != '-') return false;
    if (!(text = take_digits(&m->month, text, 2)) || *text++ != '-') return false;
    if (!(text = take_digits(&m->day, text, 2))) return false;
    if (*text == '\0') return true;
    if (*text != 'T' && *text != 't' && *text != ' ') return false;
    m->timed = true;
    if (!(text = take_digits(&m->hour, text + 1, 2)) || *text++ != ':') return false;
    if (!(text = take_digits(&m->minute, text, 2))) return false;
    if (*text == ':' && !(text = take_digits(&m->second, text + 1, 2))) return false;
    if (*text == '.' || *text == ',') {
        size_t digits = strspn(text + 1, "0123456789");
        if (digits == 0 || digits > 9) return false;
        snprintf(m->rest, sizeof m->rest, ".%.*s", (int)digits, text + 1);
        text += 1 + digits;
    }
    return take_zone(m, text);
}

/* ---- what it is worth */

static bool is_in_calendar(const moment *m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m->month < 1 || m->month > 12) return false;
    bool leap = (m->year % 4 == 0 && m->year % 100 != 0) || m->year % 400 == 0;
    int last = days[m->month - 1] + (m->month == 2 && leap);
    return m->year > 0 && m->day >= 1 && m->day <= last && m->hour < 24 && m->minute < 60 && m->second < 61;
}

bool zone_is_known(const char *zone)
{
    moment m = {0};
    char path[256];
    if (*zone && take_zone(&m, zone)) return true;
    if (!*zone || *zone == '/' || strstr(zone, "..")) return false;
    struct stat about;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* The distance from UTC in a named zone at that time of its clocks. Of the hour that comes twice in autumn the first is meant. This process is the
 * importer's own, so its zone may be set. */
static bool find_distance(moment *m, const char *zone, bytes *why)
{
    struct tm at = {.tm_year = m->year - 1900,
                    .tm_mon = m->month - 1,
                    .tm_mday = m->day,
                    .tm_hour = m->hour,
                    .tm_min = m->minute,
                    .tm_sec = m->second,
                    .tm_isdst = 1};
    struct tm told;
    const char *now = getenv("TZ");
    if (!now || strcmp(now, zone) != 0) setenv("TZ", zone, 1), tzset();
    for (int summer = 1; summer >= 0; summer--) {
        struct tm tried = at;
        tried.tm_isdst = summer;
        time_t time = mktime(&tried);
        if (!localtime_r(&time, &told)) continue;
        if (told.tm_mday != at.tm_mday || told.tm_hour != at.tm_hour || told.tm_min != at.tm_min) continue;
        long minutes = told.tm_gmtoff / 60;
        snprintf(m->zone, sizeof m->zone, "%c%02d:%02d", minutes < 0 ? '-' : '+', (int)(labs(minutes) / 60) % 24,
                 (int)(labs(minutes) % 60));
        return true;
    }
    bytes_format(why, "is a time that the clocks of %s leap over", zone);
    return false;
}

static bool find_zone(moment *m, const value_form *form, bytes *why)
{
    moment fixed = {0};
    if (m->zone[0]) return true;
    if (!form->zone) {
        bytes_add_text(why, "has no time zone: say \"zone\" in the mapping, as \"Europe/Stockholm\"");
        return false;
    }
    if (!take_zone(&fixed, form->zone)) return find_distance(m, form->zone, why);
    memcpy(m->zone, fixed.zone, sizeof m->zone);
    return true;
}

bool read_time(bytes *out, const char *text, const value_form *form, bytes *why)
{
    moment m = {0};
    bytes_clear(out);
    if (!(form->format ? take_form(&m, text, form->format) : take_iso(&m, text))) {
        if (form->format) bytes_format(why, "is not a time of the form %s", form->format);
        else
            bytes_add_text(
                why, "is not a time as 2026-11-01 or 2026-11-01T08:30:00Z; other forms are stated in the mapping");
        return false;
    }
    if (!is_in_calendar(&m)) {
        bytes_add_text(why, "is not in the calendar");
        return false;
    }
    if (m.timed && !find_zone(&m, form, why)) return false;
    bytes_format(out, "%04d-%02d-%02d", m.year, m.month, m.day);
    if (m.timed) bytes_format(out, "T%02d:%02d:%02d%s%s", m.hour, m.minute, m.second, m.rest, m.zone);
    return true;
}

/* text.c: texts of other tools made fit for evidence. */
#include "import.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

char *format(const char *pattern, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, pattern);
    int size = vasprintf(&text, pattern, arguments);
    va_end(arguments);
    if (size < 0) abort();
    return text;
}

void *allocate(size_t count, size_t size)
{
    void *made = calloc(count ? count : 1, size ? size : 1);
    if (made == NULL) abort();
    return made;
}

/* Doubles at powers of two. */
void *grow(void *items, size_t count, size_t size)
{
    if (count != 0 && (count & (count - 1)) != 0) return items;
    items = reallocarray(items, count ? 2 * count : 1, size);
    if (items == NULL) abort();
    return items;
}

bool same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* The code point at `text`, and its length; of what is no UTF-8 U+FFFD and 1. */
static uint32_t code_point(const unsigned char *text, size_t *length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = *text < 0x80             ? 1
                  : (*text & 0xe0) == 0xc0 ? 2
                  : (*text & 0xf0) == 0xe0 ? 3
                  : (*text & 0xf8) == 0xf0 ? 4
                                           : 0;
    *length = 1;
    if (size == 0) return 0xfffd;
    uint32_t code = size == 1 ? *text : *text & (0x7fu >> size);
    for (size_t k = 1; k < size; k++) {
        if ((text[k] & 0xc0) != 0x80) return 0xfffd;
        code = code << 6 | (text[k] & 0x3fu);
    }
    if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return 0xfffd;
    *length = size;
    return code;
}

static bool is_blank(uint32_t code)
{
    return code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0x2028 || code == 0x2029;
}

/* What turns the direction of writing: a text with it shows as another than it is. */
static bool is_turning(uint32_t code)
{
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

#define CUT "\xe2\x80\xa6" /* … */

char *clean(const char *text, size_t limit)
{
    if (text == NULL) return NULL;
    size_t size = 0, fits = 0;
    char *out = allocate(limit + sizeof CUT + 8, 1);
    bool gap = false;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        size_t length;
        uint32_t code = code_point(at, &length);
        const char *bytes = code == 0xfffd ? "\xef\xbf\xbd" : (const char *)at;
        size_t wide = code == 0xfffd ? 3 : length;
        at += length;
        if (is_blank(code)) {
            gap = size > 0;
            continue;
        }
        if (is_turning(code)) continue;
        if (size + gap + wide > limit) {
            memcpy(out + fits, CUT, sizeof CUT);
            return out;
        }
        if (gap) out[size++] = ' ';
        gap = false;
        memcpy(out + size, bytes, wide);
        size += wide;
        if (size + strlen(CUT) <= limit) fits = size;
    }
    if (size > 0) return out;
    free(out);
    return NULL;
}

/* FNV-1a, 64 bits: tells names apart, and need not withstand anybody who makes them alike. */
static uint64_t digest(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

char *item_name(const char *first, const char *second, const char *third)
{
    char *whole = format("%s%s%s%s%s", first ? first : "", first && second ? " " : "", second ? second : "",
                         third && (first || second) ? " " : "", third ? third : "");
    char *name = clean(whole, NAME_LIMIT);
    char *all = clean(whole, strlen(whole) * 3);
    if (name != NULL && all != NULL && strcmp(name, all) != 0) {
        char *start = clean(whole, NAME_LIMIT - 17);
        free(name);
        name = format("%s~%016" PRIx64, start, digest(all));
        free(start);
    }
    free(all);
    free(whole);
    return name;
}

static bool digits(const char **text, int count, int *value)
{
    *value = 0;
    for (int k = 0; k < count; k++, (*text)++) {
        if (**text < '0' || **text > '9') return false;
        *value = *value * 10 + (**text - '0');
    }
    return true;
}

static bool skip(const char **text, const char *any)
{
    if (**text == '\0' || strchr(any, **text) == NULL) return false;
    (*text)++;
    return true;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* "Z" or "+01:00", checked. */
static bool is_zone(const char *text)
{
    int hours, minutes;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0) return true;
    return skip(&text, "+-") && digits(&text, 2, &hours) && skip(&text, ":") && digits(&text, 2, &minutes) &&
           *text == '\0' && hours < 24 && minutes < 60;
}

char *moment(const char *text, bool local)
{
    struct tm at = {.tm_isdst = -1};
    const char *rest = text;
    if (text == NULL || strlen(text) > 64) return NULL;
    if (!digits(&rest, 4, &at.tm_year) || !skip(&rest, "-") || !digits(&rest, 2, &at.tm_mon) || !skip(&rest, "-") ||
        !digits(&rest, 2, &at.tm_mday) || !skip(&rest, "Tt ") || !digits(&rest, 2, &at.tm_hour) || !skip(&rest, ":") ||
        !digits(&rest, 2, &at.tm_min) || !skip(&rest, ":") || !digits(&rest, 2, &at.tm_sec))
        return NULL;
    if (at.tm_year < 1970 || at.tm_year > 2200 || at.tm_mon < 1 || at.tm_mon > 12 || at.tm_mday < 1 ||
        at.tm_mday > days_of(at.tm_year, at.tm_mon) || at.tm_hour > 23 || at.tm_min > 59 || at.tm_sec > 59)
        return NULL;
    const char *part = rest;
    if (skip(&rest, ".")) {
        size_t count = strspn(rest, "0123456789");
        if (count == 0) return NULL;
        rest += count;
    }
    /* finer than nanoseconds is cut */
    int part_size = rest - part > 10 ? 10 : (int)(rest - part);
    if (is_zone(rest)) return format("%.10sT%.8s%.*s%s", text, text + 11, part_size, part, *rest == 'z' ? "Z" : rest);
    if (*rest != '\0' || !local) return NULL;
    at.tm_year -= 1900;
    at.tm_mon -= 1;
    time_t seconds = mktime(&at);
    struct tm utc;
    char out[32];
    if (seconds == (time_t)-1 || gmtime_r(&seconds, &utc) == NULL) return NULL;
    strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%S", &utc);
    return format("%s%.*sZ", out, part_size, part);
}

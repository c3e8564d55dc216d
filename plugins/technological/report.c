/* report.c: facts as evidence records. */
#include "collect.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000000)

/* What the machine says need not be UTF-8; bytes outside ASCII are then shown as U+FFFD. */
static json_t *text_value(const char *text)
{
    json_t *value = json_string(text);
    if (value != NULL) return value;
    char *safe = allocate(strlen(text) * 3 + 1, 1), *to = safe;
    for (const char *from = text; *from != '\0'; from++) {
        if ((unsigned char)*from < 0x80) *to++ = *from;
        else to = stpcpy(to, "\xef\xbf\xbd");
    }
    value = json_string(safe);
    free(safe);
    return value;
}

static void put(json_t *fields, const char *name, json_t *value)
{
    if (json_object_set_new(fields, name, value) != 0) abort();
}

void set_text(json_t *fields, const char *name, const char *value)
{
    if (value != NULL) put(fields, name, text_value(value));
}

void set_truth(json_t *fields, const char *name, truth value)
{
    if (value != UNKNOWN) put(fields, name, json_boolean(value == YES));
}

void set_integer(json_t *fields, const char *name, int64_t value)
{
    if (value != MOG_NO_INTEGER) put(fields, name, json_integer(value));
}

void set_number(json_t *fields, const char *name, double value)
{
    if (isfinite(value)) put(fields, name, json_real(value));
}

void set_time(json_t *fields, const char *name, int64_t value)
{
    if (value == MOG_NO_INTEGER) return;
    time_t seconds = (time_t)(value / SECOND - (value % SECOND < 0));
    struct tm utc;
    char text[64];
    if (gmtime_r(&seconds, &utc) == NULL || utc.tm_year > 9999 - 1900) return;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    put(fields, name, json_string(text));
}

void set_duration(json_t *fields, const char *name, int64_t nanoseconds)
{
    if (nanoseconds == MOG_NO_INTEGER || nanoseconds < 0) return;
    int64_t part = nanoseconds % SECOND;
    char text[64];
    if (part == 0) snprintf(text, sizeof text, "PT%" PRId64 "S", nanoseconds / SECOND);
    else snprintf(text, sizeof text, "PT%" PRId64 ".%09" PRId64 "S", nanoseconds / SECOND, part);
    put(fields, name, json_string(text));
}

static void hand_over(machine *m, const char *kind, json_t *record)
{
    char *line = json_dumps(record, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(record);
    if (line == NULL) abort();
    if (m->emit(line) == 0) {
        m->reported++;
    } else {
        m->refused++;
        say(m, MOG_LOG_WARNING, "a record of kind %s was refused", kind);
    }
    free(line);
}

static json_t *new_record(const char *kind)
{
    json_t *record = json_object();
    put(record, "kind", json_string(kind));
    return record;
}

void report(machine *m, const char *kind, const char *item, json_t *fields)
{
    if (json_object_size(fields) == 0) {
        json_decref(fields);
        return;
    }
    json_t *record = new_record(kind);
    set_text(record, "item", item);
    put(record, "fields", fields);
    hand_over(m, kind, record);
}

void report_census(machine *m, const char *kind, const names *items)
{
    json_t *list = json_array(), *record = new_record(kind);
    for (size_t i = 0; i < items->count; i++) {
        if (json_array_append_new(list, text_value(items->at[i])) != 0) abort();
    }
    put(record, "census", list);
    hand_over(m, kind, record);
}

void say(const machine *m, int level, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    char *text = format_list(pattern, arguments);
    va_end(arguments);
    m->log(level, text);
    free(text);
}

/* results.c: what cppcheck found. */
#include "results.h"

#include "../import/xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef enum level { ERROR, WARNING, NOTE, LEVELS } level;

static const struct severity {
    const char *theirs;
    level level;
} severities[] = {
    {"error", ERROR},         {"warning", WARNING},  {"style", WARNING}, {"performance", WARNING},
    {"portability", WARNING}, {"information", NOTE}, {"debug", NOTE},    {"none", NOTE},
};
static const char *const level_words[LEVELS] = {"error", "warning", "note"};
static const char *const level_counts[LEVELS] = {"errors", "warnings", "notes"};

typedef struct reading {
    import *i;
    char *version;
    bool complete;      /* the end of <results> was seen */
    json_t *rows, *row; /* row: the error at hand; NULL: none */
    bool located;
    int64_t counts[LEVELS];
} reading;

static void put_attribute(reading *r, json_t *row, const char *field, const xml_place *place, const char *name)
{
    char *value = attribute(place, name);
    put_text(r->i, row, field, value, TEXT_LIMIT);
    free(value);
}

static int64_t whole(char *text)
{
    char *stop;
    errno = 0;
    long long value = text != NULL && *text >= '0' && *text <= '9' ? strtoll(text, &stop, 10) : -1;
    bool fine = value >= 0 && errno == 0 && *stop == '\0';
    free(text);
    return fine ? value : MOG_NO_INTEGER;
}

static bool begin_error(reading *r, const xml_place *place)
{
    char *severity = attribute(place, "severity");
    size_t k = 0, count = sizeof severities / sizeof severities[0];
    while (k < count && !same(severities[k].theirs, severity)) k++;
    if (k == count) {
        refuse(r->i, "the severity `%.60s` is not one of cppcheck's", severity ? severity : "");
        free(severity);
        return false;
    }
    free(severity);
    r->row = new_object();
    r->located = false;
    r->counts[severities[k].level]++;
    put_attribute(r, r->row, "rule", place, "id");
    put_attribute(r, r->row, "message", place, "msg");
    put_text(r->i, r->row, "level", level_words[severities[k].level], NAME_LIMIT);
    put_text(r->i, r->row, "category", severities[k].theirs, NAME_LIMIT);
    int64_t weakness = whole(attribute(place, "cwe"));
    if (weakness > 0) {
        json_t *list = new_array();
        char *name = format("CWE-%lld", (long long)weakness);
        add_text(r->i, list, name, NAME_LIMIT);
        free(name);
        put(r->i, r->row, "weaknesses", list);
    }
    char *inconclusive = attribute(place, "inconclusive");
    put_truth(r->i, r->row, "inconclusive", same(inconclusive, "true"));
    free(inconclusive);
    return true;
}

/* The first location is where the fault is; those after it lead there. */
static void take_location(reading *r, const xml_place *place)
{
    if (r->located) return;
    r->located = true;
    put_attribute(r, r->row, "file", place, "file");
    int64_t line = whole(attribute(place, "line")), column = whole(attribute(place, "column"));
    put_integer(r->i, r->row, "line", line > 0 ? line : MOG_NO_INTEGER);
    put_integer(r->i, r->row, "column", column > 0 ? column : MOG_NO_INTEGER);
}

static bool begin(reading *r, const xml_place *place)
{
    if (place->depth == 0) {
        char *version = attribute(place, "version");
        bool fine = strcmp(place->name, "results") == 0 && same(version, "2");
        free(version);
        return fine || refuse(r->i, "not cppcheck's XML of version 2 (`cppcheck --xml`), but `%.60s`", place->name);
    }
    if (place->depth == 1 && strcmp(place->name, "cppcheck") == 0 && r->version == NULL)
        r->version = attribute(place, "version");
    if (place->depth == 2 && strcmp(place->name, "error") == 0) return begin_error(r, place);
    if (place->depth == 3 && r->row != NULL && strcmp(place->name, "location") == 0) take_location(r, place);
    return true;
}

static bool each(void *context, xml_event event, const xml_place *place)
{
    reading *r = context;
    if (event == XML_BEGIN) return begin(r, place);
    if (event == XML_END && place->depth == 0) r->complete = true;
    if (event != XML_END || place->depth != 2 || r->row == NULL) return true;
    json_t *row = r->row;
    r->row = NULL;
    return add_row(r->i, r->rows, row);
}

static void tell_run(reading *r)
{
    import *i = r->i;
    char *subject = subject_of(i, "system", NULL);
    if (subject == NULL) return;
    json_t *fields = new_object();
    put_text(i, fields, "tool", "cppcheck", NAME_LIMIT);
    put_text(i, fields, "version", r->version, NAME_LIMIT);
    for (level k = 0; k < LEVELS; k++) put_integer(i, fields, level_counts[k], r->counts[k]);
    put(i, fields, "findings", json_incref(r->rows));
    char *name = item_name("cppcheck", i->run, NULL), *source = item_name("cppcheck", r->version, NULL);
    hand_over(i, "code_analysis", subject, name, NULL, source, fields);
    free(source);
    free(name);
    free(subject);
}

int import_cppcheck(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
import i;
    reading r = {.i = &i, .rows = new_array()};
    if (import_begin(&i, file, emit, log, "cppcheck") && read_xml(&i, each, &r)) {
        if (r.complete) tell_run(&r);
        else refuse(&i, "it does not hold the results of cppcheck");
    }
    free(r.version);
    json_decref(r.row);
    json_decref(r.rows);
    return import_end(&i);
}

/* record.c: records for evidence, and what is said to the user. */
#include "import.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- beginning and end */

static bool read_settings(import *i)
{
    if (i->file->settings == NULL) return true;
    json_error_t fault;
    json_t *settings = json_loads(i->file->settings, JSON_REJECT_DUPLICATES, &fault);
    const char *run = NULL;
    if (settings == NULL) return refuse(i, "the settings are no JSON: %s (line %d)", fault.text, fault.line);
    if (!json_is_object(settings) || json_unpack_ex(settings, &fault, JSON_STRICT, "{s?s}", "run", &run) != 0)
        refuse(i, "the settings are to be an object with the text `run`, {\"run\": \"api\"}, and nothing else");
    else i->run = clean(run, NAME_LIMIT / 2);
    json_decref(settings);
    return !i->failed;
}

bool import_begin(import *i, const mog_import_file *file, mog_emit *emit, mog_log *log, const char *tool)
{
    *i = (import){.file = file, .emit = emit, .log = log, .tool = tool};
    return read_settings(i);
}

int import_end(import *i)
{
    free(i->run);
    i->run = NULL;
    if (i->odd > 0)
        say(i, MOG_LOG_WARNING, "%zu values are of another type or form than the format says; they are left out",
            i->odd);
    if (!i->failed && i->reported == 0 && i->refused == 0) refuse(i, "nothing in it could be made a record");
    return i->failed;
}

static void tell(const import *i, int level, const char *pattern, va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, pattern, arguments) < 0) abort();
    char *line = clean(text, 1500);
    char *whole = format("%s: %s", i->file->name ? i->file->name : i->tool, line ? line : "");
    i->log(level, whole);
    free(whole);
    free(line);
    free(text);
}

void say(const import *i, int level, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    tell(i, level, pattern, arguments);
    va_end(arguments);
}

bool refuse(import *i, const char *pattern, ...)
{
    if (i->failed) return false;
    i->failed = true;
    va_list arguments;
    va_start(arguments, pattern);
    tell(i, MOG_LOG_ERROR, pattern, arguments);
    va_end(arguments);
    return false;
}

/* ---- fields */

json_t *new_object(void)
{
    json_t *made = json_object();
    if (made == NULL) abort();
    return made;
}

json_t *new_array(void)
{
    json_t *made = json_array();
    if (made == NULL) abort();
    return made;
}

void put(import *i, json_t *object, const char *name, json_t *value)
{
    i->written += strlen(name) + 5;
    if (json_object_set_new(object, name, value) != 0) abort();
}

void put_text(import *i, json_t *object, const char *name, const char *text, size_t limit)
{
    char *line = clean(text, limit);
    if (line == NULL) return;
    i->written += strlen(line);
    put(i, object, name, json_string(line));
    free(line);
}

void put_integer(import *i, json_t *object, const char *name, int64_t value)
{
    if (value != MOG_NO_INTEGER) put(i, object, name, json_integer(value));
}

void put_number(import *i, json_t *object, const char *name, double value)
{
    if (isfinite(value)) put(i, object, name, json_real(value));
}

void put_truth(import *i, json_t *object, const char *name, int value)
{
    if (value >= 0) put(i, object, name, json_boolean(value != 0));
}

void put_moment(import *i, json_t *object, const char *name, const char *text, bool local)
{
    char *at = moment(text, local);
    put_text(i, object, name, at, NAME_LIMIT);
    free(at);
}

void add_text(import *i, json_t *array, const char *text, size_t limit)
{
    char *line = clean(text, limit);
    if (line == NULL) return;
    i->written += strlen(line) + 3;
    if (json_array_append_new(array, json_string(line)) != 0) abort();
    free(line);
}

bool add_row(import *i, json_t *list, json_t *row)
{
    if (json_array_append_new(list, row) != 0) abort();
    if (json_array_size(list) > ROW_LIMIT || i->written > RECORD_LIMIT)
        return refuse(i, "more in one run than a record holds (%u rows, %zu MiB); let the tool look at less at a time",
                      ROW_LIMIT, RECORD_LIMIT >> 20);
    return true;
}

const char *word_for(const word *words, const char *theirs)
{
    for (; theirs != NULL && words->theirs != NULL; words++) {
        if (strcmp(words->theirs, theirs) == 0) return words->ours;
    }
    return NULL;
}

/* ---- records */

char *subject_of(import *i, const char *type, const char *name)
{
    if (i->file->subject != NULL) return format("%s", i->file->subject);
    char *line = name == NULL ? NULL : clean(name, NAME_LIMIT - strlen(type) - 1);
    char *subject = line == NULL ? NULL : format("%s:%s", type, line);
    free(line);
    if (subject == NULL)
        refuse(i, "the file does not tell what it is about; say it with --subject, such as %s:NAME", type);
    return subject;
}

bool hand_over(import *i, const char *kind, const char *subject, const char *item, const char *observed,
               const char *source, json_t *fields)
{
    json_t *record = new_object();
    put_text(i, record, "kind", kind, NAME_LIMIT);
    put_text(i, record, "subject", subject, NAME_LIMIT);
    put_text(i, record, "item", item, NAME_LIMIT);
    put_text(i, record, "observed", observed, NAME_LIMIT);
    put_text(i, record, "source", source, NAME_LIMIT);
    put(i, record, "fields", fields);
    i->written = 0;
    char *line = json_dumps(record, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(record);
    if (line == NULL) abort();
    size_t size = strlen(line);
    bool taken = false;
    if (size > RECORD_LIMIT) {
        refuse(i, "%s: a record of %zu bytes, and at most %zu are taken; let the tool look at less at a time", kind,
               size, RECORD_LIMIT);
    } else if (i->emit(line) == 0) {
        i->reported++;
        taken = true;
    } else {
        i->refused++;
        if (observed == NULL && !i->timeless) {
            i->timeless = true;
            say(i, MOG_LOG_WARNING, "the file does not tell when it was so; say it with --observed TIME");
        }
    }
    free(line);
    return taken;
}

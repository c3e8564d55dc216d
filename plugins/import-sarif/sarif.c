/* sarif.c: the runs of a SARIF file. */
#include "sarif.h"

#include <stdlib.h>
#include <string.h>

#define RUN_LIMIT 1000u

/* When the run began and ended, over its invocations, and whether all of them succeeded. */
typedef struct span {
    const char *started, *finished;
    int succeeded; /* -1: not told of all */
} span;

/* SARIF's times are UTC and end in Z, of one precision within a file, so they compare as texts do. */
static span span_of(import *i, const json_t *run)
{
    span s = {.succeeded = -1};
    const json_t *all = array_in(i, run, "invocations"), *one;
    size_t n;
    bool told = true, fine = true;
    json_array_foreach((json_t *)all, n, one)
    {
        const char *started = text_in(i, one, "startTimeUtc"), *finished = text_in(i, one, "endTimeUtc");
        int succeeded = truth_in(i, one, "executionSuccessful");
        if (started != NULL && (s.started == NULL || strcmp(started, s.started) < 0)) s.started = started;
        if (finished != NULL && (s.finished == NULL || strcmp(finished, s.finished) > 0)) s.finished = finished;
        told = told && succeeded >= 0;
        fine = fine && succeeded != 0;
    }
    if (json_array_size(all) > 0 && !fine) s.succeeded = 0;
    else if (json_array_size(all) > 0 && told) s.succeeded = 1;
    return s;
}

static json_t *rules_by_id(import *i, const json_t *driver)
{
    json_t *map = new_object(), *rule;
    size_t n;
    json_array_foreach((json_t *)array_in(i, driver, "rules"), n, rule)
    {
        const char *id = text_in(i, rule, "id");
        if (id != NULL && json_object_get(map, id) == NULL && json_object_set(map, id, rule) != 0) abort();
    }
    return map;
}

static json_t *fields_of(tool_run *t, const span *s, const char *category)
{
    static const char *const counts[] = {"errors", "warnings", "notes", "others"};
    import *i = t->i;
    json_t *fields = new_object();
    const json_t *source = json_array_get(array_in(i, t->run, "versionControlProvenance"), 0);
    const char *version = text_in(i, t->driver, "semanticVersion");
    put_text(i, fields, "tool", text_in(i, t->driver, "name"), NAME_LIMIT);
    put_text(i, fields, "version", version ? version : text_in(i, t->driver, "version"), NAME_LIMIT);
    put_text(i, fields, "category", category, NAME_LIMIT);
    put_text(i, fields, "repository", text_in(i, source, "repositoryUri"), TEXT_LIMIT);
    put_text(i, fields, "revision", text_in(i, source, "revisionId"), NAME_LIMIT);
    put_moment(i, fields, "started", s->started, false);
    put_moment(i, fields, "finished", s->finished, false);
    put_truth(i, fields, "succeeded", s->succeeded);
    for (size_t k = 0; k < 4; k++) put_integer(i, fields, counts[k], t->counts[k]);
    return fields;
}

/* Names that runs of this file have been given; a second of the same name is "NAME 2". */
static char *name_of(json_t *names, const char *tool, const char *category, const char *run)
{
    char *name = item_name(tool, category, run);
    for (int n = 2; json_object_get(names, name) != NULL; n++) {
        char *number = format("%d", n), *whole = item_name(tool, category, run), *next = item_name(whole, number, NULL);
        free(name);
        free(whole);
        free(number);
        name = next;
    }
    if (json_object_set_new(names, name, json_true()) != 0) abort();
    return name;
}

static void tell_run(tool_run *t, json_t *names, const char *subject, json_t *rows, bool has_results)
{
    import *i = t->i;
    span s = span_of(i, t->run);
    const char *tool = text_in(i, t->driver, "name"), *version = text_in(i, t->driver, "semanticVersion");
    const char *category = text_in(i, object_in(i, t->run, "automationDetails"), "id");
    if (version == NULL) version = text_in(i, t->driver, "version");
    json_t *fields = fields_of(t, &s, category);
    if (has_results) put(i, fields, "findings", json_incref(rows));
    char *name = name_of(names, tool, category, i->run), *source = item_name(tool, version, NULL);
    char *observed = moment(s.finished, false);
    hand_over(i, "code_analysis", subject, name, observed, source, fields);
    free(observed);
    free(source);
    free(name);
}

/* A run without `results` says that it had none to give (3.14.23), which is not that nothing was found. */
static bool take_run(import *i, json_t *names, const char *subject, const json_t *run)
{
    const json_t *driver = object_in(i, object_in(i, run, "tool"), "driver"), *results = array_in(i, run, "results"),
                 *one;
    const char *tool = text_in(i, driver, "name");
    size_t n;
    bool fine = true;
    if (tool == NULL || *tool == '\0') return refuse(i, "a run does not name its tool");
    tool_run t = {.i = i, .run = run, .driver = driver, .rules = rules_by_id(i, driver)};
    json_t *rows = new_array();
    i->written = 0;
    json_array_foreach((json_t *)results, n, one)
    {
        fine = take_result(&t, rows, one);
        if (!fine) break;
    }
    if (fine) tell_run(&t, names, subject, rows, results != NULL);
    json_decref(rows);
    json_decref(t.rules);
    return fine && !i->failed;
}

static bool take_document(import *i, const json_t *document)
{
    const char *version = json_string_value(json_object_get(document, "version"));
    const json_t *runs = json_object_get(document, "runs"), *run;
    size_t n;
    if (version == NULL || !json_is_array(runs))
        return refuse(i, "no SARIF: an object with `version` and the array `runs`");
    if (strcmp(version, "2.1.0") != 0) return refuse(i, "SARIF %.20s; version 2.1.0 is read here", version);
    if (json_array_size(runs) > RUN_LIMIT) return refuse(i, "more than %u runs", RUN_LIMIT);
    char *subject = subject_of(i, "system", NULL);
    json_t *names = new_object();
    if (subject != NULL) {
        json_array_foreach((json_t *)runs, n, run)
        {
            if (!take_run(i, names, subject, run)) break;
        }
    }
    json_decref(names);
    free(subject);
    return !i->failed;
}

int import_sarif(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
import i;
    json_t *document = import_begin(&i, file, emit, log, "SARIF") ? read_json(&i) : NULL;
    if (document != NULL) take_document(&i, document);
    json_decref(document);
    return import_end(&i);
}

/* vulnerabilities.c: what is known to be wrong with components. */
#include "bom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const severities[] = {"none", "info", "low", "medium", "high", "critical"};
static const word states[] = {{"resolved", "resolved"},
                              {"resolved_with_pedigree", "resolved_with_pedigree"},
                              {"exploitable", "exploitable"},
                              {"in_triage", "in_triage"},
                              {"false_positive", "false_positive"},
                              {"not_affected", "not_affected"},
                              {NULL, NULL}};

typedef struct rated {
    int severity; /* -1: unknown */
    double score;
    const char *vector, *method;
    bool by_3_1;
} rated;

static int severity_of(import *i, const char *theirs)
{
    int count = (int)(sizeof severities / sizeof severities[0]);
    if (theirs == NULL || strcmp(theirs, "unknown") == 0) return -1;
    for (int k = 0; k < count; k++) {
        if (strcmp(severities[k], theirs) == 0) return k;
    }
    i->odd++;
    return -1;
}

static void take_rating(import *i, rated *r, const json_t *rating)
{
    const char *method = text_in(i, rating, "method"), *vector = text_in(i, rating, "vector");
    int severity = severity_of(i, text_in(i, rating, "severity"));
    double score = number_in(i, rating, "score");
    bool by_3_1 = same(method, "CVSSv31");
    /* other methods have scales of their own */
    bool of_cvss = method != NULL && strncmp(method, "CVSS", 4) == 0;
    if (severity > r->severity) r->severity = severity;
    if (of_cvss && score >= 0 && score <= 10 && (isnan(r->score) || score > r->score)) r->score = score;
    if (vector != NULL && (r->vector == NULL || (by_3_1 && !r->by_3_1))) {
        r->vector = vector;
        r->method = method;
        r->by_3_1 = by_3_1;
    }
}

/* Many tools leave out the head of a vector of CVSS 3.1, which the method says. */
static void put_vector(import *i, json_t *row, const rated *r)
{
    if (r->vector == NULL) return;
    bool headless = r->by_3_1 && strncmp(r->vector, "CVSS:", 5) != 0;
    char *vector = format("%s%s", headless ? "CVSS:3.1/" : "", r->vector);
    put_text(i, row, "vector", vector, TEXT_LIMIT);
    put_text(i, row, "method", r->method, NAME_LIMIT);
    free(vector);
}

static void put_components(import *i, json_t *row, const json_t *names, const json_t *vulnerability)
{
    const json_t *all = array_in(i, vulnerability, "affects"), *one;
    json_t *list = new_array();
    size_t n;
    json_array_foreach((json_t *)all, n, one)
    {
        const char *reference = text_in(i, one, "ref");
        const char *name = reference ? json_string_value(json_object_get(names, reference)) : NULL;
        if (reference != NULL) add_text(i, list, name ? name : reference, NAME_LIMIT);
    }
    if (all != NULL) put(i, row, "components", list);
    else json_decref(list);
}

static void put_weaknesses(import *i, json_t *row, const json_t *vulnerability)
{
    const json_t *all = array_in(i, vulnerability, "cwes"), *one;
    json_t *list = new_array();
    size_t n;
    json_array_foreach((json_t *)all, n, one)
    {
        if (!json_is_integer(one) || json_integer_value(one) < 1 || json_array_size(list) == 64) continue;
        char *name = format("CWE-%" JSON_INTEGER_FORMAT, json_integer_value(one));
        add_text(i, list, name, NAME_LIMIT);
        free(name);
    }
    if (json_array_size(list) > 0) put(i, row, "weaknesses", list);
    else json_decref(list);
}

bool take_vulnerability(import *i, json_t *rows, const json_t *names, const json_t *vulnerability)
{
    if (!json_is_object(vulnerability)) return refuse(i, "a vulnerability is no object");
    rated r = {.severity = -1, .score = NAN};
    const json_t *one;
    size_t n;
    json_array_foreach((json_t *)array_in(i, vulnerability, "ratings"), n, one) take_rating(i, &r, one);
    const char *state = text_in(i, object_in(i, vulnerability, "analysis"), "state");
    if (state != NULL && word_for(states, state) == NULL) i->odd++;
    json_t *row = new_object();
    put_text(i, row, "name", text_in(i, vulnerability, "id"), NAME_LIMIT);
    put_components(i, row, names, vulnerability);
    put_text(i, row, "severity", r.severity < 0 ? NULL : severities[r.severity], NAME_LIMIT);
    put_number(i, row, "score", r.score);
    put_vector(i, row, &r);
    put_text(i, row, "state", word_for(states, state), NAME_LIMIT);
    put_moment(i, row, "published", text_in(i, vulnerability, "published"), false);
    put_text(i, row, "remedy", text_in(i, vulnerability, "recommendation"), TEXT_LIMIT);
    put_weaknesses(i, row, vulnerability);
    return add_row(i, rows, row);
}

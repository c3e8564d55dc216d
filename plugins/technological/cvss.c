/* cvss.c: reads CVSS vectors and hands them to the formulas of their version. */
#include "cvss.h"
#include "cvss_vector.h"

#include <math.h>
#include <string.h>

typedef struct version {
    const char *prefix;
    const cvss_metric *metrics;
    size_t base, count;
} version;

enum { VERSION_3_0, VERSION_3_1, VERSION_4_0, VERSIONS };

static const version versions[VERSIONS] = {
    [VERSION_3_0] = {"CVSS:3.0/", cvss3_metrics, BASE3, METRICS3},
    [VERSION_3_1] = {"CVSS:3.1/", cvss3_metrics, BASE3, METRICS3},
    [VERSION_4_0] = {"CVSS:4.0/", cvss4_metrics, BASE4, METRICS4},
};

static size_t find_metric(const version *v, const char *name, size_t size)
{
    size_t i = 0;
    while (i < v->count && !(strlen(v->metrics[i].name) == size && strncmp(v->metrics[i].name, name, size) == 0)) i++;
    return i;
}

/* Index of a word among words that blanks separate, or -1. */
static int find_value(const char *values, const char *word, size_t size)
{
    for (int i = 0; size > 0; i++) {
        size_t length = strcspn(values, " ");
        if (length == size && strncmp(values, word, size) == 0) return i;
        if (values[length] == '\0') break;
        values += length + 1;
    }
    return -1;
}

/* Index of each metric's value. What is left out and may be is X, the first. */
static bool read_metrics(int chosen[CVSS_MOST_METRICS], const version *v, const char *at)
{
    for (size_t i = 0; i < v->count; i++) chosen[i] = -1;
    for (;;) {
        size_t name = strcspn(at, ":/");
        size_t index = find_metric(v, at, name);
        if (index == v->count || at[name] != ':' || chosen[index] >= 0) return false;
        at += name + 1;
        size_t value = strcspn(at, "/");
        chosen[index] = find_value(v->metrics[index].values, at, value);
        if (chosen[index] < 0) return false;
        at += value;
        if (*at == '\0') break;
        at++;
    }
    for (size_t i = 0; i < v->count; i++) {
        if (chosen[i] < 0 && i < v->base) return false;
        if (chosen[i] < 0) chosen[i] = 0;
    }
    return true;
}

static double score_of(const char *vector, bool all)
{
    for (int i = 0; i < VERSIONS; i++) {
        size_t prefix = strlen(versions[i].prefix);
        if (strncmp(vector, versions[i].prefix, prefix) != 0) continue;
        int chosen[CVSS_MOST_METRICS];
        if (!read_metrics(chosen, &versions[i], vector + prefix)) return NAN;
        return i == VERSION_4_0 ? cvss4_score(chosen, all) : cvss3_score(chosen, all, i == VERSION_3_1);
    }
    return NAN;
}

double cvss_severity(const char *vector)
{
    return score_of(vector, false);
}

double cvss_score(const char *vector)
{
    return score_of(vector, true);
}

const char *cvss_rating(double score)
{
    if (!(score >= 0 && score <= 10)) return NULL;
    /* Scores have one decimal, so 3.9 is the last before 4.0. */
    if (score < 0.1) return "none";
    if (score < 4) return "low";
    if (score < 7) return "medium";
    return score < 9 ? "high" : "critical";
}

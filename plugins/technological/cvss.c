/* cvss.c: the base score of CVSS 3.1. Section numbers are those of the CVSS v3.1 Specification Document. */
#include "cvss.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PREFIX "CVSS:3.1/"

/* The base metrics come first: a vector must have them all. */
enum { AV, AC, PR, UI, S, C, I, A, BASE };

typedef struct metric {
    char name[4];
    char values[6]; /* each a letter */
} metric;

/* Section 6, table 15. */
static const metric metrics[] = {
    [AV] = {"AV", "NALP"},
    [AC] = {"AC", "LH"},
    [PR] = {"PR", "NLH"},
    [UI] = {"UI", "NR"},
    [S] = {"S", "UC"},
    [C] = {"C", "HLN"},
    [I] = {"I", "HLN"},
    [A] = {"A", "HLN"},
    /* Temporal. */
    {"E", "XHFPU"},
    {"RL", "XUWTO"},
    {"RC", "XCRU"},
    /* Environmental. */
    {"CR", "XHML"},
    {"IR", "XHML"},
    {"AR", "XHML"},
    {"MAV", "XNALP"},
    {"MAC", "XLH"},
    {"MPR", "XNLH"},
    {"MUI", "XNR"},
    {"MS", "XUC"},
    {"MC", "XNLH"},
    {"MI", "XNLH"},
    {"MA", "XNLH"},
};
#define METRICS (sizeof metrics / sizeof metrics[0])

/* Section 7.4, in the order of the letters above. */
static const double attack_vector[] = {0.85, 0.62, 0.55, 0.2};
static const double attack_complexity[] = {0.77, 0.44};
static const double privileges[2][3] = {{0.85, 0.62, 0.27}, {0.85, 0.68, 0.5}}; /* scope unchanged, changed */
static const double user_interaction[] = {0.85, 0.62};
static const double impact_of[] = {0.56, 0.22, 0};

static size_t find_metric(const char *name, size_t size)
{
    size_t i = 0;
    while (i < METRICS && !(strlen(metrics[i].name) == size && strncmp(metrics[i].name, name, size) == 0)) i++;
    return i;
}

/* Index of each metric's letter, -1 where it is not named. */
static bool read_vector(int chosen[METRICS], const char *vector)
{
    for (size_t i = 0; i < METRICS; i++) chosen[i] = -1;
    if (strncmp(vector, PREFIX, strlen(PREFIX)) != 0) return false;
    const char *at = vector + strlen(PREFIX);
    for (;;) {
        size_t name = strcspn(at, ":/");
        size_t index = find_metric(at, name);
        if (index == METRICS || at[name] != ':' || chosen[index] >= 0) return false;
        char letter = at[name + 1];
        const char *found = letter == '\0' ? NULL : strchr(metrics[index].values, letter);
        if (found == NULL) return false;
        chosen[index] = (int)(found - metrics[index].values);
        at += name + 2;
        if (*at == '\0') break;
        if (*at++ != '/') return false;
    }
    for (size_t i = 0; i < BASE; i++) {
        if (chosen[i] < 0) return false;
    }
    return true;
}

/* By multiplication and not pow(), whose last bit differs between libraries. */
static double to_the_15th(double x)
{
    double x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
    return x8 * x4 * x2 * x;
}

/* Appendix A: the smallest number with one decimal that is not less, free of what binary fractions add or lose. */
static double roundup(double value)
{
    int64_t scaled = (int64_t)(value * 100000 + 0.5);
    return scaled % 10000 == 0 ? (double)scaled / 100000 : (double)(scaled / 10000 + 1) / 10;
}

double cvss_severity(const char *vector)
{
    int at[METRICS];
    if (!read_vector(at, vector)) return NAN;
    /* Section 7.1. */
    bool changed = at[S] == 1;
    double iss = 1 - (1 - impact_of[at[C]]) * (1 - impact_of[at[I]]) * (1 - impact_of[at[A]]);
    double impact = changed ? 7.52 * (iss - 0.029) - 3.25 * to_the_15th(iss - 0.02) : 6.42 * iss;
    double exploitability = 8.22 * attack_vector[at[AV]] * attack_complexity[at[AC]] * privileges[changed][at[PR]] *
                            user_interaction[at[UI]];
    if (impact <= 0) return 0;
    double sum = changed ? 1.08 * (impact + exploitability) : impact + exploitability;
    return roundup(sum < 10 ? sum : 10);
}

const char *cvss_rating(double score)
{
    if (!(score >= 0 && score <= 10)) return NULL;
    /* Section 5, table 14: scores have one decimal, so 3.9 is the last before 4.0. */
    if (score < 0.1) return "none";
    if (score < 4) return "low";
    if (score < 7) return "medium";
    return score < 9 ? "high" : "critical";
}

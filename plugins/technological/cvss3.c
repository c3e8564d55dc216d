/* cvss3.c: the formulas of CVSS 3.0 and 3.1. Section numbers are those of the CVSS v3.1 Specification Document. */
#include "cvss_vector.h"

#include <math.h>
#include <stdint.h>

/* Table 15. What a modified metric may be stands in the order of the base metric, after X. */
const cvss_metric cvss3_metrics[METRICS3] = {
    [AV3] = {"AV", "N A L P"},   [AC3] = {"AC", "L H"},       [PR3] = {"PR", "N L H"},       [UI3] = {"UI", "N R"},
    [S3] = {"S", "U C"},         [C3] = {"C", "H L N"},       [I3] = {"I", "H L N"},         [A3] = {"A", "H L N"},
    [E3] = {"E", "X H F P U"},   [RL3] = {"RL", "X U W T O"}, [RC3] = {"RC", "X C R U"},     [CR3] = {"CR", "X H M L"},
    [IR3] = {"IR", "X H M L"},   [AR3] = {"AR", "X H M L"},   [MAV3] = {"MAV", "X N A L P"}, [MAC3] = {"MAC", "X L H"},
    [MPR3] = {"MPR", "X N L H"}, [MUI3] = {"MUI", "X N R"},   [MS3] = {"MS", "X U C"},       [MC3] = {"MC", "X H L N"},
    [MI3] = {"MI", "X H L N"},   [MA3] = {"MA", "X H L N"},
};

/* Section 7.4, in the order of the values above. */
static const double attack_vector[] = {0.85, 0.62, 0.55, 0.2};
static const double attack_complexity[] = {0.77, 0.44};
static const double privileges[2][3] = {{0.85, 0.62, 0.27}, {0.85, 0.68, 0.5}}; /* scope unchanged, changed */
static const double user_interaction[] = {0.85, 0.62};
static const double impact_of[] = {0.56, 0.22, 0};
static const double exploit_code[] = {1, 1, 0.97, 0.94, 0.91};
static const double remediation[] = {1, 1, 0.97, 0.96, 0.95};
static const double confidence[] = {1, 1, 0.96, 0.92};
static const double requirement[] = {1, 1.5, 1, 0.5};

/* By multiplication and not pow(), whose last bit differs between libraries. */
static double power(double x, int exponent)
{
    double result = 1;
    for (int i = 0; i < exponent; i++) result *= x;
    return result;
}

/* Appendix A: the smallest number with one decimal that is not less, free of what binary fractions add or lose. 3.0 means the same and says it shorter. */
static double roundup(double value)
{
    int64_t scaled = (int64_t)(value * 100000 + 0.5);
    return scaled % 10000 == 0 ? (double)scaled / 100000 : (double)(scaled / 10000 + 1) / 10;
}

static double exploitability(const int *at, bool changed)
{
    return 8.22 * attack_vector[at[AV3]] * attack_complexity[at[AC3]] * privileges[changed][at[PR3]] *
           user_interaction[at[UI3]];
}

static double combined(double impact, double exploit, bool changed)
{
    if (impact <= 0) return 0;
    double sum = changed ? 1.08 * (impact + exploit) : impact + exploit;
    return roundup(sum < 10 ? sum : 10);
}

/* Section 7.1. */
static double base_score(const int *at)
{
    bool changed = at[S3] == 1;
    double iss = 1 - (1 - impact_of[at[C3]]) * (1 - impact_of[at[I3]]) * (1 - impact_of[at[A3]]);
    double impact = changed ? 7.52 * (iss - 0.029) - 3.25 * power(iss - 0.02, 15) : 6.42 * iss;
    return combined(impact, exploitability(at, changed), changed);
}

/* Section 7.3. */
static double modified_score(const int *chosen, bool version_3_1)
{
    int at[BASE3];
    for (int i = 0; i < BASE3; i++) at[i] = chosen[MAV3 + i] > 0 ? chosen[MAV3 + i] - 1 : chosen[i];
    bool changed = at[S3] == 1;
    double kept = 1;
    for (int i = 0; i < 3; i++) kept *= 1 - requirement[chosen[CR3 + i]] * impact_of[at[C3 + i]];
    double miss = 1 - kept < 0.915 ? 1 - kept : 0.915;
    double loss = version_3_1 ? power(miss * 0.9731 - 0.02, 13) : power(miss - 0.02, 15);
    double impact = changed ? 7.52 * (miss - 0.029) - 3.25 * loss : 6.42 * miss;
    return combined(impact, exploitability(at, changed), changed);
}

double cvss3_score(const int *chosen, bool all, bool version_3_1)
{
    if (!all) return base_score(chosen);
    bool environmental = false;
    for (int i = CR3; i < METRICS3; i++) environmental |= chosen[i] > 0;
    double score = environmental ? modified_score(chosen, version_3_1) : base_score(chosen);
    /* Section 7.2. */
    return roundup(score * exploit_code[chosen[E3]] * remediation[chosen[RL3]] * confidence[chosen[RC3]]);
}

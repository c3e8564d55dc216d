/* cvss4.c: the score of CVSS 4.0. Section and table numbers are those of the CVSS v4.0 Specification Document.
 *
 * Metrics fall into six equivalence sets (EQ1..EQ6, section 8.2), each with two or three levels, 0 the worst. The levels together are the MacroVector, for
 * which experts set a score (the table below). A vector that is not among the worst of its MacroVector gets less: for each set, the way down to the next
 * MacroVector in that set's direction, in proportion to how many steps the vector lies below the worst; of these the mean (section 8.3).
 *
 * All is counted in whole tenths and steps, so that the one rounding at the end, half up, is exact on every machine.
 */
#include "cvss_vector.h"

#include <stdint.h>
#include <string.h>

/* Table 23; section 2 for what the letters mean. Values stand from the worst to the best, apart from X; so an index is the steps from the worst. */
const cvss_metric cvss4_metrics[METRICS4] = {
    [AV4] = {"AV", "N A L P"},     [AC4] = {"AC", "L H"},
    [AT4] = {"AT", "N P"},         [PR4] = {"PR", "N L H"},
    [UI4] = {"UI", "N P A"},       [VC4] = {"VC", "H L N"},
    [VI4] = {"VI", "H L N"},       [VA4] = {"VA", "H L N"},
    [SC4] = {"SC", "H L N"},       [SI4] = {"SI", "H L N"},
    [SA4] = {"SA", "H L N"},       [E4] = {"E", "X A P U"},
    [CR4] = {"CR", "X H M L"},     [IR4] = {"IR", "X H M L"},
    [AR4] = {"AR", "X H M L"},     [MAV4] = {"MAV", "X N A L P"},
    [MAC4] = {"MAC", "X L H"},     [MAT4] = {"MAT", "X N P"},
    [MPR4] = {"MPR", "X N L H"},   [MUI4] = {"MUI", "X N P A"},
    [MVC4] = {"MVC", "X H L N"},   [MVI4] = {"MVI", "X H L N"},
    [MVA4] = {"MVA", "X H L N"},   [MSC4] = {"MSC", "X H L N"},
    [MSI4] = {"MSI", "X H L N S"}, [MSA4] = {"MSA", "X H L N S"},
    [S4] = {"S", "X N P"},         [AU4] = {"AU", "X N Y"},
    [R4] = {"R", "X A U I"},       [V4] = {"V", "X D C"},
    [RE4] = {"RE", "X L M H"},     [U4] = {"U", "X Clear Green Amber Red"},
};

/* Scores of the 270 MacroVectors in tenths, of section 8.3's table. By EQ1 and EQ2; then by EQ3, EQ4, EQ5 and EQ6, where EQ3 at 2 has EQ6 at 1 only. */
#define OF_EQ1_EQ2 45

static const uint8_t macro_scores[3][2][OF_EQ1_EQ2] = {
    {{100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68, 98, 95, 95, 92, 90,
      84,  93, 92, 89, 81, 81, 65,  88, 80, 78, 70, 69, 48, 92, 82, 72, 79, 69, 50, 69, 55, 27},
     {99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53, 95, 93, 92, 85, 85,
      73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30, 86, 75, 52, 71, 52, 29, 63, 29, 17}},
    {{98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49, 94, 89, 88, 77, 76,
      67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25, 83, 70, 54, 65, 58, 26, 53, 21, 13},
     {95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30, 89, 78, 76, 67, 62,
      58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16, 71, 59, 30, 58, 26, 15, 23, 13, 6}},
    {{93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22, 85, 75, 74, 55, 62,
      51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8,  64, 51, 20, 47, 21, 11, 24, 9,  4},
     {88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11, 75, 55, 58, 45, 40,
      21, 61, 51, 48, 18, 20, 9,  46, 18, 17, 7,  8,  2,  53, 24, 14, 24, 12, 5,  10, 3,  1}},
};

typedef struct macro {
    int eq[7]; /* by number; eq[0] is not used */
} macro;

/* Score of a MacroVector in tenths, -1 where there is none such. */
static int macro_score(macro m)
{
    if (m.eq[1] > 2 || m.eq[2] > 1 || m.eq[3] > 2 || m.eq[4] > 2 || m.eq[5] > 2 || m.eq[6] > 1) return -1;
    if (m.eq[3] == 2 && m.eq[6] == 0) return -1;
    int place = m.eq[3] < 2 ? m.eq[3] * 18 + m.eq[4] * 6 + m.eq[5] * 2 + m.eq[6] : 36 + m.eq[4] * 3 + m.eq[5];
    return macro_scores[m.eq[1]][m.eq[2]][place];
}

/* Steps of each metric from its worst value, as they count: E and the requirements that are not said are the worst, and a modified metric takes the place of
 * its base metric. The harm to a subsequent system has the worse value S (safety), before H, which only a modified metric can have. */
enum { EFFECTIVE = AR4 + 1 };

static void effective(int steps[EFFECTIVE], const int *chosen, bool all)
{
    for (int i = 0; i < BASE4; i++) {
        int modified = all ? chosen[MAV4 + i] : 0;
        steps[i] = modified > 0 ? modified - 1 : chosen[i];
    }
    for (int i = E4; i < EFFECTIVE; i++) steps[i] = all && chosen[i] > 0 ? chosen[i] - 1 : 0;
    steps[SC4] += 1;
    for (int i = SI4; i <= SA4; i++) steps[i] = steps[i] == 3 ? 0 : steps[i] + 1;
}

/* Tables 24 to 29. */
static macro macro_of(const int *at)
{
    bool vc = at[VC4] == 0, vi = at[VI4] == 0, va = at[VA4] == 0;
    bool any_best_way = at[AV4] == 0 || at[PR4] == 0 || at[UI4] == 0;
    macro m = {{0}};
    m.eq[1] = at[AV4] == 0 && at[PR4] == 0 && at[UI4] == 0 ? 0 : any_best_way && at[AV4] != 3 ? 1 : 2;
    m.eq[2] = at[AC4] == 0 && at[AT4] == 0 ? 0 : 1;
    m.eq[3] = vc && vi ? 0 : vc || vi || va ? 1 : 2;
    m.eq[4] = at[SI4] == 0 || at[SA4] == 0 ? 0 : at[SC4] == 1 || at[SI4] == 1 || at[SA4] == 1 ? 1 : 2;
    m.eq[5] = at[E4];
    m.eq[6] = (vc && at[CR4] == 0) || (vi && at[IR4] == 0) || (va && at[AR4] == 0) ? 0 : 1;
    return m;
}

/* The directions in which a MacroVector has a next one. EQ3 and EQ6 overlap and are taken together. */
enum { DOWN_EQ1, DOWN_EQ2, DOWN_EQ3_EQ6, DOWN_EQ4, DOWN_EQ5, DIRECTIONS };

/* The score of the next MacroVector in tenths, -1 without one. */
static int next_score(macro m, int direction)
{
    static const int sets[DIRECTIONS] = {1, 2, 3, 4, 5};
    macro next = m;
    next.eq[sets[direction]]++;
    if (direction != DOWN_EQ3_EQ6 || m.eq[6] == 1) return macro_score(next);
    /* From EQ6 at 0 the next is EQ6 at 1; where EQ3 is 0 too there are two ways, and the higher score counts. */
    macro other = m;
    other.eq[6] = 1;
    int way = macro_score(other), other_way = m.eq[3] == 0 ? macro_score(next) : -1;
    return way > other_way ? way : other_way;
}

/* Steps from the worst vectors of all to the worst of the MacroVector, and the depth of the MacroVector in steps, for each level of the sets (tables 24 to
 * 30). A MacroVector may have several worst vectors; they all lie equally many steps down, so it does not matter which. */
typedef struct extent {
    int first, depth;
} extent;

static const extent of_eq1[] = {{0, 1}, {1, 4}, {3, 5}};
static const extent of_eq2[] = {{0, 1}, {1, 2}};
static const extent of_eq3_eq6[3][2] = {{{0, 7}, {3, 6}}, {{1, 8}, {3, 8}}, {{0, 0}, {3, 10}}};
static const extent of_eq4[] = {{1, 6}, {3, 5}, {6, 4}};

static extent extent_of(macro m, int direction)
{
    switch (direction) {
    case DOWN_EQ1: return of_eq1[m.eq[1]];
    case DOWN_EQ2: return of_eq2[m.eq[2]];
    case DOWN_EQ3_EQ6: return of_eq3_eq6[m.eq[3]][m.eq[6]];
    case DOWN_EQ4: return of_eq4[m.eq[4]];
    default: return (extent){0, 1};
    }
}

static int steps_in(const int *at, int direction)
{
    switch (direction) {
    case DOWN_EQ1: return at[AV4] + at[PR4] + at[UI4];
    case DOWN_EQ2: return at[AC4] + at[AT4];
    case DOWN_EQ3_EQ6: return at[VC4] + at[VI4] + at[VA4] + at[CR4] + at[IR4] + at[AR4];
    case DOWN_EQ4: return at[SC4] + at[SI4] + at[SA4];
    default: return 0; /* each level of EQ5 is one value of E */
    }
}

/* A multiple of every depth. */
#define PARTS 840

double cvss4_score(const int *chosen, bool all)
{
    int at[EFFECTIVE];
    effective(at, chosen, all);
    if (at[VC4] == 2 && at[VI4] == 2 && at[VA4] == 2 && at[SC4] == 3 && at[SI4] == 3 && at[SA4] == 3) return 0;
    macro m = macro_of(at);
    int64_t score = macro_score(m), less = 0, ways = 0;
    for (int i = 0; i < DIRECTIONS; i++) {
        int next = next_score(m, i);
        if (next < 0) continue;
        extent e = extent_of(m, i);
        less += (score - next) * (steps_in(at, i) - e.first) * (PARTS / e.depth);
        ways++;
    }
    if (ways == 0) return (double)score / 10;
    int64_t whole = PARTS * ways;
    return (double)((2 * (score * whole - less) + whole) / (2 * whole)) / 10;
}

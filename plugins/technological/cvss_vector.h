/* cvss_vector.h: a CVSS vector as indices, and what scores it. */
#ifndef TECHNOLOGICAL_CVSS_VECTOR_H
#define TECHNOLOGICAL_CVSS_VECTOR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cvss_metric {
    const char *name;
    const char *values; /* "N A L P"; of metrics that may be left out the first is X, which means the same */
} cvss_metric;

/* Metrics of 3.0 and 3.1: 3.1 specification, table 15. */
enum {
    AV3,
    AC3,
    PR3,
    UI3,
    S3,
    C3,
    I3,
    A3,
    BASE3,
    E3 = BASE3,
    RL3,
    RC3,
    CR3,
    IR3,
    AR3,
    MAV3,
    MAC3,
    MPR3,
    MUI3,
    MS3,
    MC3,
    MI3,
    MA3,
    METRICS3,
};
extern const cvss_metric cvss3_metrics[METRICS3];

/* Metrics of 4.0: table 23. */
enum {
    AV4,
    AC4,
    AT4,
    PR4,
    UI4,
    VC4,
    VI4,
    VA4,
    SC4,
    SI4,
    SA4,
    BASE4,
    E4 = BASE4,
    CR4,
    IR4,
    AR4,
    MAV4,
    MAC4,
    MAT4,
    MPR4,
    MUI4,
    MVC4,
    MVI4,
    MVA4,
    MSC4,
    MSI4,
    MSA4,
    S4,
    AU4,
    R4,
    V4,
    RE4,
    U4,
    METRICS4,
};
extern const cvss_metric cvss4_metrics[METRICS4];

#define CVSS_MOST_METRICS METRICS4

/* `chosen` holds the index of each metric's value. `all`: metrics beyond the base count. */
double cvss3_score(const int *chosen, bool all, bool version_3_1);
double cvss4_score(const int *chosen, bool all);

#endif

/* The plugin `technological`: scores by CVSS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "plugins/technological/cvss.c"
#include "plugins/technological/cvss3.c"
#include "plugins/technological/cvss4.c"

#define UNUSED(state) ((void)(state))

/* ---- 3.0 and 3.1 */

/* From the examples that FIRST publishes, and vectors of well-known vulnerabilities as the NVD scores them. */
static const struct {
    const char *vector;
    double score;
    const char *rating;
} scored[] = {
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N", 5.4, "medium"},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, "medium"},    /* phpMyAdmin, CVE-2013-1937 */
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4, "medium"},    /* MySQL, CVE-2013-0375 */
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1, "low"},       /* SSLv3 POODLE, CVE-2014-3566 */
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9, "critical"},  /* VMware, CVE-2012-1516 */
    {"CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 7.8, "high"},      /* Adobe Acrobat, CVE-2009-0658 */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5, "high"},      /* Heartbleed, CVE-2014-0160 */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "critical"},  /* Shellshock, CVE-2014-6271 */
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 6.8, "medium"},    /* DNS cache, CVE-2008-1447 */
    {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 6.8, "medium"},    /* Sophos, CVE-2014-2005 */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0, "critical"}, /* Log4Shell, CVE-2021-44228 */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 5.8, "medium"},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N", 5.3, "medium"},
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.1, "high"}, /* EternalBlue, CVE-2017-0144 */
    {"CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.8, "high"},
    {"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8, "high"},   /* Dirty Pipe, CVE-2022-0847 */
    {"CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:C/C:H/I:N/A:N", 5.6, "medium"}, /* Meltdown, CVE-2017-5754 */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, "none"},
    {"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:C/C:N/I:N/A:N", 0.0, "none"},
};

static void base_scores_are_those_that_are_published(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < sizeof scored / sizeof scored[0]; i++) {
        double score = cvss_severity(scored[i].vector);
        if (score != scored[i].score) fail_msg("%s: %.17g, not %.17g", scored[i].vector, score, scored[i].score);
        assert_string_equal(cvss_rating(score), scored[i].rating);
    }
}

static void metrics_may_come_in_any_order_with_those_that_do_not_count(void **state)
{
    UNUSED(state);
    assert_true(cvss_severity("CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N") == 9.8);
    assert_true(cvss_severity("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U") == 9.8);
    assert_true(cvss_severity("CVSS:3.1/MAV:P/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/CR:L/IR:X/AR:H/MS:C/MPR:X") == 9.8);
}

static void vectors_that_are_malformed_are_unknown(void **state)
{
    UNUSED(state);
    static const char *const vectors[] = {
        "",
        "CVSS:3.1/",
        "CVSS:3.1",
        "nonsense",
        "CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.1/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "CVSS:2.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",                    /* the metrics of 3.1 */
        "CVSS:3.1/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", /* and those of 4.0 */
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N",      /* SA is missing */
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:S", /* only MSA can be S */
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:Blue",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:Gree",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSC:S",
        "CVSS:4.0/AV:X/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "CVSS:4.0/",
        "CVSS:3.1/AV:N L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "(CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H)",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",         /* A is missing */
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H", /* twice */
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/E:U",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
        "CVSS:3.1//AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:M",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A",
        "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:HIGH",
        "CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/XX:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H ",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:Z",
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        if (!isnan(cvss_severity(vectors[i])) || !isnan(cvss_score(vectors[i]))) fail_msg("%s", vectors[i]);
    }
}

/* Appendix A: 4.02 goes up to 4.1, 4.00 stays; an error in the last bit does not lift a score. */
static void rounding_up_ignores_what_binary_fractions_add(void **state)
{
    UNUSED(state);
    assert_true(roundup(4.02) == 4.1);
    assert_true(roundup(4.0) == 4.0);
    assert_true(roundup(4.000000001) == 4.0);
    assert_true(roundup(0.1 + 0.2) == 0.3);
    assert_true(roundup(8.59999999) == 8.6);
    assert_true(roundup(0) == 0);
    assert_true(roundup(10) == 10);
}

/* Every base vector has a score with one decimal within 0..10, and a changed scope never lowers it. */
/* 3.0 has the same base score: it rounds up with fewer words, and the vectors have no binary fraction that would show. */
static void every_vector_has_a_score(void **state)
{
    UNUSED(state);
    char vector[80];
    int at[8], tried = 0;
    for (at[0] = 0; at[0] < 4; at[0]++)
        for (at[1] = 0; at[1] < 2; at[1]++)
            for (at[2] = 0; at[2] < 3; at[2]++)
                for (at[3] = 0; at[3] < 2; at[3]++)
                    for (at[5] = 0; at[5] < 3; at[5]++)
                        for (at[6] = 0; at[6] < 3; at[6]++)
                            for (at[7] = 0; at[7] < 3; at[7]++) {
                                double scores[2];
                                for (at[4] = 0; at[4] < 2; at[4]++) {
                                    int size = snprintf(vector, sizeof vector, "CVSS:3.1");
                                    for (int i = 0; i < 8; i++) {
                                        size += snprintf(vector + size, sizeof vector - (size_t)size, "/%s:%c",
                                                         cvss3_metrics[i].name, cvss3_metrics[i].values[2 * at[i]]);
                                    }
                                    scores[at[4]] = cvss_severity(vector);
                                    assert_true(cvss_score(vector) == scores[at[4]]);
                                    vector[7] = '0';
                                    assert_true(cvss_severity(vector) == scores[at[4]]);
                                    assert_true(scores[at[4]] >= 0 && scores[at[4]] <= 10);
                                    assert_float_equal(scores[at[4]] * 10, (double)(int)(scores[at[4]] * 10 + 0.5),
                                                       1e-9);
                                    tried++;
                                }
                                assert_true(scores[1] >= scores[0]);
                            }
    assert_int_equal(tried, 2592);
}

static void ratings_follow_the_scale(void **state)
{
    UNUSED(state);
    assert_string_equal(cvss_rating(0), "none");
    assert_string_equal(cvss_rating(0.1), "low");
    assert_string_equal(cvss_rating(3.9), "low");
    assert_string_equal(cvss_rating(4), "medium");
    assert_string_equal(cvss_rating(6.9), "medium");
    assert_string_equal(cvss_rating(7), "high");
    assert_string_equal(cvss_rating(8.9), "high");
    assert_string_equal(cvss_rating(9), "critical");
    assert_string_equal(cvss_rating(10), "critical");
    assert_null(cvss_rating(-0.1));
    assert_null(cvss_rating(10.1));
    assert_null(cvss_rating(NAN));
}

/* ---- 4.0 */

typedef struct published {
    const char *vector;
    double score;
} published;

/* The examples that FIRST publishes with the specification. */
static const published examples[] = {
    {"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3},  /* CVE-2022-41741 */
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.7},  /* CVE-2020-3549 */
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", 8.3},  /* CVE-2023-3089 */
    {"CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 4.6},  /* CVE-2021-44714 */
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 5.1},  /* CVE-2022-21830 */
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 6.9},  /* CVE-2022-22186 */
    {"CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N", 5.9},  /* CVE-2023-21989 */
    {"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 9.3},  /* CVE-2020-3947 */
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 8.7},  /* Heartbleed */
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0}, /* Log4Shell */
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3},  /* Shellshock */
};

/* From the vectors that the calculators of FIRST and Red Hat are tested with. */
static const published bases[] = {
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L", 9.2},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:H/SI:N/SA:L", 7.8},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:L/SA:N", 6.9},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:H/SI:L/SA:H", 7.9},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:N/VA:L/SC:N/SI:H/SA:N", 8.3},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:L/VI:N/VA:L/SC:N/SI:H/SA:N", 6.3},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:L/VA:N/SC:L/SI:N/SA:N", 5.3},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 8.6},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:L/SC:N/SI:H/SA:N", 9.2},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:N/SC:N/SI:L/SA:L", 8.5},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", 5.1},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:L/SC:N/SI:L/SA:N", 7.1},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:L", 7.2},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:H/VI:L/VA:L/SC:L/SI:L/SA:L", 7.0},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:A/VC:H/VI:H/VA:H/SC:H/SI:N/SA:H", 9.3},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:A/VC:N/VI:L/VA:L/SC:L/SI:L/SA:H", 6.2},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:N/VC:L/VI:L/VA:L/SC:L/SI:L/SA:N", 5.1},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:P/VC:L/VI:L/VA:N/SC:L/SI:N/SA:N", 4.8},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:A/VC:L/VI:N/VA:N/SC:H/SI:N/SA:H", 6.0},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:N/SA:H", 9.5},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:N/VA:N/SC:L/SI:L/SA:H", 9.0},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:H/VA:N/SC:L/SI:N/SA:L", 8.2},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:L/VA:L/SC:H/SI:L/SA:L", 7.0},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:N/SC:H/SI:N/SA:L", 8.7},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:L/VI:L/VA:N/SC:H/SI:N/SA:N", 4.9},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:L/VI:L/VA:N/SC:N/SI:N/SA:H", 4.6},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:N/SA:N", 2.1},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:N/VI:N/VA:N/SC:N/SI:L/SA:N", 2.3},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:A/VC:H/VI:H/VA:L/SC:L/SI:L/SA:L", 7.3},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:N/VI:L/VA:L/SC:H/SI:H/SA:H", 5.5},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:P/VC:H/VI:L/VA:L/SC:L/SI:N/SA:L", 5.8},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:N/VI:L/VA:L/SC:L/SI:N/SA:N", 1.8},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:N/VI:N/VA:H/SC:L/SI:N/SA:L", 5.6},
    {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:L/SI:H/SA:L", 9.4},
    {"CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:P/VC:H/VI:H/VA:H/SC:H/SI:L/SA:H", 8.8},
    {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:A/VC:N/VI:N/VA:N/SC:N/SI:H/SA:N", 4.0},
    {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:L", 9.1},
    {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:L/VI:L/VA:H/SC:L/SI:N/SA:N", 8.3},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 7.3},
};

static const published wholes[] = {
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A", 7.3},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P", 5.9},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U", 4.1},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/E:A", 0.0},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:H/IR:H/AR:M", 7.2},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:H/IR:M/AR:L", 7.1},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:M/IR:M/AR:H", 7.2},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:M/IR:M/AR:M", 5.5},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:L/IR:L/AR:H", 7.1},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/CR:L/IR:L/AR:L", 5.4},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/S:N/AU:Y/R:I/V:C/RE:H/U:Amber", 7.3},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 5.2},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L", 8.1},
};

static void assert_scores(const published *cases, size_t count, double (*score)(const char *))
{
    for (size_t i = 0; i < count; i++) {
        double found = score(cases[i].vector);
        if (found != cases[i].score) fail_msg("%s: %.17g, not %.17g", cases[i].vector, found, cases[i].score);
    }
}

static void scores_of_4_0_are_those_that_are_published(void **state)
{
    UNUSED(state);
    assert_scores(examples, sizeof examples / sizeof *examples, cvss_severity);
    assert_scores(bases, sizeof bases / sizeof *bases, cvss_severity);
    assert_scores(bases, sizeof bases / sizeof *bases, cvss_score);
    assert_scores(wholes, sizeof wholes / sizeof *wholes, cvss_score);
}

static void threat_and_surroundings_count_only_where_they_are_asked_for(void **state)
{
    UNUSED(state);
    static const char whole[] =
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U/MAV:P/CR:L/U:Clear";
    assert_true(cvss_severity(whole) == 9.3);
    assert_true(cvss_score(whole) < 7);
    assert_true(
        cvss_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:X/CR:X/MAV:X/MSI:X/U:X") == 9.3);
    assert_true(cvss_score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S") == 10);
    /* The temporal and environmental scores of 3.1: section 7.2 and 7.3, worked by hand with exact fractions. */
    assert_true(cvss_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U") == 7.8);
    assert_true(cvss_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MC:N/MI:N/MA:N") == 0);
    assert_true(cvss_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/MS:U") == 9.8);
}

static macro macro_at(int index)
{
    return (macro){{0, index / 108 % 3, index / 54 % 2, index / 18 % 3, index / 6 % 3, index / 2 % 3, index % 2}};
}

/* Section 8.3: experts ranked MacroVectors, and one that is lower in a set is never worse. */
static void a_lower_macro_vector_never_scores_higher(void **state)
{
    UNUSED(state);
    int count = 0, sum = 0;
    for (int i = 0; i < 324; i++) {
        macro m = macro_at(i);
        int score = macro_score(m);
        if (score < 0) continue;
        count++;
        sum += score;
        for (int eq = 1; eq <= 6; eq++) {
            macro next = m;
            next.eq[eq]++;
            assert_true(macro_score(next) <= score);
        }
    }
    assert_int_equal(count, 270);
    assert_int_equal(sum, 16563);
}

/* One decimal, within 0..10, and never above the score of the MacroVector, which is that of its worst vectors. */
static void every_vector_of_4_0_has_a_score_below_its_macro_vector(void **state)
{
    UNUSED(state);
    static const int sizes[BASE4] = {4, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3};
    int tried = 0;
    for (int i = 0; i < 104976; i++) {
        int chosen[METRICS4] = {0}, at[EFFECTIVE];
        for (int rest = i, j = 0; j < BASE4; rest /= sizes[j], j++) chosen[j] = rest % sizes[j];
        double score = cvss4_score(chosen, false);
        effective(at, chosen, false);
        assert_true(score >= 0 && score * 10 <= macro_score(macro_of(at)) + 1e-9);
        assert_true(fabs(score * 10 - round(score * 10)) < 1e-9);
        assert_true(cvss4_score(chosen, true) == score);
        tried++;
    }
    assert_int_equal(tried, 104976);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base_scores_are_those_that_are_published),
        cmocka_unit_test(metrics_may_come_in_any_order_with_those_that_do_not_count),
        cmocka_unit_test(vectors_that_are_malformed_are_unknown),
        cmocka_unit_test(rounding_up_ignores_what_binary_fractions_add),
        cmocka_unit_test(every_vector_has_a_score),
        cmocka_unit_test(ratings_follow_the_scale),
        cmocka_unit_test(scores_of_4_0_are_those_that_are_published),
        cmocka_unit_test(threat_and_surroundings_count_only_where_they_are_asked_for),
        cmocka_unit_test(a_lower_macro_vector_never_scores_higher),
        cmocka_unit_test(every_vector_of_4_0_has_a_score_below_its_macro_vector),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

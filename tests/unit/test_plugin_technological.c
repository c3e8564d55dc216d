/* The functions of the plugin `technological`, and what its collector makes of texts. The collector as a whole is tested by
 * tests/system/test_collect_host.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "plugins/technological/cvss.c"

#include "plugins/technological/firewall_rules.c"
#include "plugins/technological/names.c"
#include "plugins/technological/sudo_rights.c"
#include "plugins/technological/text.c"

#undef DEPTH
#include "plugins/technological/sudoers.c"

#define UNUSED(state) ((void)(state))

/* ---- what sudoers.c asks of other parts */

char *host_name(const machine *m)
{
    return format("%s", m->root);
}

static const char *files[8][2];
static int file_count;

char *read_file(const machine *m, const char *path)
{
    UNUSED(m);
    for (int i = 0; i < file_count; i++) {
        if (strcmp(files[i][0], path) == 0) return format("%s", files[i][1]);
    }
    return NULL;
}

truth file_exists(const machine *m, const char *path)
{
    char *text = read_file(m, path);
    truth there = text != NULL || strcmp(path, "/etc/sudoers.d") == 0 ? YES : NO;
    free(text);
    return there;
}

bool read_folder(names *out, const machine *m, const char *path)
{
    UNUSED(m);
    *out = (names){0};
    for (int i = 0; i < file_count; i++) {
        if (starts_with(files[i][0], path) && files[i][0][strlen(path)] == '/')
            names_add(out, files[i][0] + strlen(path) + 1);
    }
    return true;
}

/* ---- CVSS */

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
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:2.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
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
        if (!isnan(cvss_severity(vectors[i]))) fail_msg("%s", vectors[i]);
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
                                                         metrics[i].name, metrics[i].values[at[i]]);
                                    }
                                    scores[at[4]] = cvss_severity(vector);
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

/* ---- sudoers */

/* Rights of user "u" (1000) in the groups "g" (1000) and "sudo" (27) on the host "web1". */
static sudo_rights rights_by(const char *text)
{
    files[0][0] = "/etc/sudoers";
    files[0][1] = text;
    if (file_count == 0) file_count = 1;
    char *group_names[] = {"g", "sudo"};
    const int64_t ids[] = {1000, 27};
    names groups = {group_names, 2};
    machine m = {.root = "web1"};
    sudo_user user = {"u", 1000, &groups, ids, 2};
    sudoers *rules = sudoers_read(&m);
    sudo_rights rights = sudoers_rights(rules, &user);
    sudoers_free(rules);
    file_count = 0;
    return rights;
}

static const struct {
    const char *text;
    truth any, every, without_password;
} sudoers_cases[] = {
    {"", NO, NO, NO},
    {"root ALL=(ALL:ALL) ALL\n", NO, NO, NO},
    {"u ALL=(ALL:ALL) ALL\n", YES, YES, NO},
    {"u ALL=ALL", YES, YES, NO},
    {"%sudo\tALL=(ALL:ALL) ALL\n", YES, YES, NO},
    {"%wheel ALL=(ALL) ALL\n", NO, NO, NO},
    {"%#27 ALL=(ALL) ALL\n", YES, YES, NO},
    {"#1000 ALL=(ALL) NOPASSWD: ALL\n", YES, YES, YES},
    {"#1000ALL is a comment\n", UNKNOWN, UNKNOWN, UNKNOWN},
    {"# u ALL=(ALL) ALL\n", NO, NO, NO},
    {"u ALL=(ALL) NOPASSWD: /usr/bin/systemctl restart nginx\n", YES, NO, YES},
    {"u ALL=(ALL) NOPASSWD: /bin/a, PASSWD: /bin/b\n", YES, NO, YES},
    {"u ALL=(ALL) NOPASSWD: ALL\nu ALL=(ALL) PASSWD: ALL\n", YES, YES, NO},
    {"u ALL=(ALL) ALL, !/bin/su\n", YES, YES, NO},
    {"u ALL=(ALL) ALL\nu ALL=(ALL) !ALL\n", NO, NO, NO},
    {"ALL, !u ALL=(ALL) ALL\n", NO, NO, NO},
    {"!u ALL=(ALL) ALL\n", NO, NO, NO},
    {"v, u ALL = NOEXEC: SETENV: NOPASSWD: /bin/a -x \\, -y\n", YES, NO, YES},
    {"u web1=(root) ALL\n", YES, YES, NO},
    {"u WEB1.example.org=(root) ALL\n", YES, YES, NO},
    {"u web2=(root) ALL\n", NO, NO, NO},
    {"u web?=(root) ALL\n", YES, YES, NO},
    {"u 192.0.2.0/24=(root) ALL\n", UNKNOWN, UNKNOWN, NO},
    {"u web2=(root) ALL : web1=(root) NOPASSWD: ALL\n", YES, YES, YES},
    {"u ALL=(postgres) NOPASSWD: ALL\n", NO, NO, NO},
    {"u ALL=(postgres) /bin/a, (root) /bin/b\n", YES, NO, NO},
    {"u ALL=(:adm) ALL\n", NO, NO, NO},
    {"u ALL=(ALL, !root) ALL\n", NO, NO, NO},
    {"u ALL=(#0) ALL\n", YES, YES, NO},
    {"User_Alias OPS = v, u : DEV = w\nOPS ALL=(ALL) ALL\n", YES, YES, NO},
    {"DEV ALL=(ALL) ALL\nUser_Alias OPS = v : DEV = u\n", YES, YES, NO},
    {"User_Alias A = B\nUser_Alias B = A\nA ALL=(ALL) ALL\n", NO, NO, NO},
    {"Host_Alias WEB = web1, web2\nu WEB=(ALL) ALL\n", YES, YES, NO},
    {"Runas_Alias DB = postgres, root\nu ALL=(DB) ALL\n", YES, YES, NO},
    {"Cmnd_Alias EVERYTHING = ALL\nu ALL=(ALL) EVERYTHING\n", YES, YES, NO},
    {"Cmnd_Alias SOME = /bin/a, /bin/b x, /bin/c\nu ALL=(ALL) NOPASSWD: SOME\n", YES, NO, YES},
    {"u ALL=(ALL) \\\n  NOPASSWD: \\\n ALL\n", YES, YES, YES},
    {"Defaults !authenticate\nu ALL=(ALL) ALL\n", YES, YES, YES},
    {"Defaults env_reset, !authenticate\nu ALL=(ALL) PASSWD: ALL\n", YES, YES, NO},
    {"Defaults:u !authenticate\nu ALL=(ALL) ALL\n", YES, YES, YES},
    {"Defaults:v !authenticate\nu ALL=(ALL) ALL\n", YES, YES, NO},
    {"Defaults@web1 !authenticate\nu ALL=(ALL) ALL\n", YES, YES, YES},
    {"Defaults exempt_group = sudo\nu ALL=(ALL) ALL\n", YES, YES, YES},
    {"Defaults targetpw\nALL ALL=(ALL) ALL\n", UNKNOWN, UNKNOWN, NO},
    {"Defaults mail_badpass\nDefaults secure_path=\"/usr/sbin:/usr/bin\"\nu ALL=(ALL) ALL\n", YES, YES, NO},
    {"u ALL=(ALL) sha256:0AB/+z== /bin/a, NOPASSWD: /bin/b\n", YES, NO, YES},
    {"u ALL=(ALL) CWD=/tmp TIMEOUT=5m NOPASSWD: /bin/a\n", YES, NO, YES},
    {"u ALL=(ALL) sudoedit /etc/motd\n", YES, NO, NO},
    {"+netgroup ALL=(ALL) ALL\n", UNKNOWN, UNKNOWN, NO},
    {"this is not a rule\n", UNKNOWN, UNKNOWN, UNKNOWN},
    {"u ALL=(ALL\n", UNKNOWN, UNKNOWN, UNKNOWN},
    {"u ALL=\n", UNKNOWN, UNKNOWN, UNKNOWN},
    {"User_Alias = u\n", UNKNOWN, UNKNOWN, UNKNOWN},
    {"\"u\" ALL=(ALL) ALL\n", YES, YES, NO},
    {"@include missing\n", UNKNOWN, UNKNOWN, UNKNOWN},
    {"@include sudoers\n", UNKNOWN, UNKNOWN, UNKNOWN}, /* itself */
};

static void rights_are_those_that_sudo_gives(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < sizeof sudoers_cases / sizeof sudoers_cases[0]; i++) {
        sudo_rights r = rights_by(sudoers_cases[i].text);
        if (r.any != sudoers_cases[i].any || r.every != sudoers_cases[i].every ||
            r.without_password != sudoers_cases[i].without_password) {
            fail_msg("%s: any %d, every %d, without password %d", sudoers_cases[i].text, r.any, r.every,
                     r.without_password);
        }
    }
}

static void included_folders_are_read_without_what_sudo_passes_over(void **state)
{
    UNUSED(state);
    static const char *const endings[][2] = {
        {"/etc/sudoers.d/90-u", "y"}, {"/etc/sudoers.d/u.old", "n"}, {"/etc/sudoers.d/u~", "n"}};
    for (size_t i = 0; i < 3; i++) {
        for (int old = 0; old < 2; old++) {
            files[1][0] = endings[i][0];
            files[1][1] = "u ALL=(ALL) NOPASSWD: ALL\n";
            file_count = 2;
            sudo_rights r = rights_by(old ? "#includedir /etc/sudoers.d\n" : "@includedir sudoers.d\n");
            assert_int_equal(r.without_password, endings[i][1][0] == 'y' ? YES : NO);
        }
    }
    files[1][0] = "/etc/sudoers.web1";
    files[1][1] = "u ALL=(ALL) ALL\n";
    file_count = 2;
    assert_int_equal(rights_by("@include /etc/sudoers.%h\n").every, YES);
}

/* ---- packet filters */

static filter_state by_nft(const char *json)
{
    filter_state s = {0};
    assert_true(filter_from_nft(&s, json));
    return s;
}

#define CHAIN(family, policy)                                                                                          \
    "{\"chain\":{\"family\":\"" family                                                                                 \
    "\",\"table\":\"filter\",\"name\":\"input\",\"type\":\"filter\",\"hook\":\"input\",\"prio\":0,"                    \
    "\"policy\":\"" policy "\"}}"
#define RULE(family, expr)                                                                                             \
    "{\"rule\":{\"family\":\"" family "\",\"table\":\"filter\",\"chain\":\"input\",\"expr\":[" expr "]}}"
#define RULESET(...) "{\"nftables\":[{\"metainfo\":{}}," __VA_ARGS__ "]}"

static void a_policy_or_a_last_rule_refuses_by_default(void **state)
{
    UNUSED(state);
    filter_state s = by_nft(RULESET(CHAIN("inet", "drop") "," RULE("inet", "{\"match\":{}},{\"accept\":null}")));
    assert_true(s.denies[FAMILY_IPV4] && s.denies[FAMILY_IPV6]);
    assert_int_equal(s.rules, 1);
    s = by_nft(RULESET(CHAIN("ip", "drop")));
    assert_true(s.denies[FAMILY_IPV4] && !s.denies[FAMILY_IPV6]);
    s = by_nft(RULESET(CHAIN("ip6", "accept") "," RULE("ip6", "{\"counter\":null},{\"reject\":{}}")));
    assert_true(!s.denies[FAMILY_IPV4] && s.denies[FAMILY_IPV6]);
    s = by_nft(RULESET(CHAIN("inet", "accept") "," RULE("inet", "{\"drop\":null}") "," RULE(
        "inet", "{\"match\":{}},{\"accept\":null}")));
    assert_true(!s.denies[FAMILY_IPV4] && !s.denies[FAMILY_IPV6]);
    assert_int_equal(by_nft("{\"nftables\":[]}").rules, 0);
    filter_state none = {0};
    assert_false(filter_from_nft(&none, "{"));
    assert_false(filter_from_nft(&none, "[]"));
    assert_false(filter_from_nft(&none, ""));
}

static void iptables_tell_the_same(void **state)
{
    UNUSED(state);
    char drop[] =
        "*nat\n:INPUT DROP [0:0]\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n";
    char last[] =
        "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-port-unreachable\n";
    char open[] =
        "*nat\n:INPUT DROP [0:0]\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\n-A INPUT -p tcp -j ACCEPT\n";
    filter_state s = {0};
    filter_from_iptables(&s, drop, FAMILY_IPV4);
    assert_true(s.denies[FAMILY_IPV4] && !s.denies[FAMILY_IPV6]);
    assert_int_equal(s.rules, 1);
    filter_from_iptables(&s, last, FAMILY_IPV6);
    assert_true(s.denies[FAMILY_IPV6]);
    assert_int_equal(s.rules, 3);
    s = (filter_state){0};
    filter_from_iptables(&s, open, FAMILY_IPV4);
    assert_false(s.denies[FAMILY_IPV4]);
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
        cmocka_unit_test(rights_are_those_that_sudo_gives),
        cmocka_unit_test(included_folders_are_read_without_what_sudo_passes_over),
        cmocka_unit_test(a_policy_or_a_last_rule_refuses_by_default),
        cmocka_unit_test(iptables_tell_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

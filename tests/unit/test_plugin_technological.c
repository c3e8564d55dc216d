/* What the collector of the plugin `technological` makes of texts. The collector as a whole is tested by
 * tests/system/test_collect_host.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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
        cmocka_unit_test(rights_are_those_that_sudo_gives),
        cmocka_unit_test(included_folders_are_read_without_what_sudo_passes_over),
        cmocka_unit_test(a_policy_or_a_last_rule_refuses_by_default),
        cmocka_unit_test(iptables_tell_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

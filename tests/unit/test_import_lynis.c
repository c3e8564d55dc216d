/* The importer `lynis`. Real reports are read by tests/system/test_import_real.py. */
#include "tests/unit/import_world.h"

#define REPORT(inside) "# Lynis Report\nreport_version_major=1\nhostname=web1\n" inside "finish=true\n"

static void findings_and_the_index_are_told(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            REPORT(
                "lynis_version=3.0.8\nreport_datetime_end=2026-10-01 08:00:00\ntest_category=all\ntest_group=all\n"
                "warning[]=KRNL-5830|Reboot needed|-|-|\nsuggestion[]=SSH-7408|Harden|MaxAuthTries|set 3|\n"
                "suggestion[]=SSH-7408|Harden|LogLevel|-|\nexception_event[]=BOOT-5104:001|Unknown|\nmanual[]=Look\n"
                "hardening_index=61\ntests_executed=SSH-7408|KRNL-5830|\ntests_skipped=MALW-3288|\nlynis_tests_done=9\n"),
            NULL),
        0);
    expect_text("0.kind", "check_run");
    expect_text("0.subject", "host:web1");
    expect_text("0.item", "Lynis");
    expect_text("0.source", "Lynis 3.0.8");
    expect_number("0.fields.score", 61);
    expect_number("0.fields.score_maximum", 100);
    expect_number("0.fields.warnings", 1);
    expect_number("0.fields.suggestions", 2);
    expect_number("0.fields.errors", 1);
    expect_number("0.fields.not_checked", 2);
    expect_number("0.fields.executed", 2);
    expect_text("0.fields.tests.1", "KRNL-5830");
    expect_text("0.fields.results.0.rule", "KRNL-5830");
    expect_text("0.fields.results.0.result", "warning");
    expect_unknown("0.fields.results.0.detail");
    expect_unknown("0.fields.results.0.severity");
    expect_text("0.fields.results.1.detail", "MaxAuthTries \xc2\xb7 set 3");
    expect_text("0.fields.results.4.title", "Look");
    expect_unknown("0.fields.results.4.rule");
    expect_text("0.fields.results.5.result", "not_checked");
}

/* Lynis writes 0 for what it has not looked at. */
static void no_is_an_answer_only_where_a_test_ran(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            REPORT(
                "os_name=Debian\nos_version=12\nvm=2\ncontainer=0\nfirewall_active=0\nmalware_scanner_installed=0\n"
                "audit_daemon_running=1\nuptime_in_seconds=90\ninstalled_packages=836\ntests_executed=MALW-3280|XFIRE-4590|\n"),
            NULL),
        0);
    expect_text("1.kind", "audited_host");
    expect_text("1.fields.name", "Debian");
    expect_unknown("1.fields.virtual");
    expect_truth("1.fields.container", 0);
    expect_unknown("1.fields.firewall_active");
    expect_truth("1.fields.malware_scanner", 0);
    expect_truth("1.fields.audit_running", 1);
    expect_text("1.fields.uptime", "PT90S");
    expect_number("1.fields.packages", 836);
}

static void an_audit_of_some_groups_is_a_run_of_its_own(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            REPORT(
                "test_category=security\ntest_group=ssh time\nhardening_index=101\nfirewall_active=0\nfirewall_active=1\n"),
            "system:x"),
        0);
    assert_int_equal(json_array_size(records), 1); /* an audited host is a host */
    expect_text("0.item", "Lynis category security, group ssh time");
    expect_text("0.fields.profile", "category security, group ssh time");
    expect_unknown("0.fields.score");
    expect_unknown("0.fields.executed");
    expect_unknown("0.observed");
}

static void what_is_no_whole_report_is_refused(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "empty"},
        {"\n\n", "empty"},
        {"{\"a\": 1}", "no report of Lynis"},
        {"# Lynis Report\nwarning[]=A|b|\n", "finish=true"},
        {"# Lynis Report\nfinish=false\n", "finish=true"},
        {"# Lynis Report\nreport_version_major=2\nfinish=true\n", "version 2"},
        {"# Lynis Report\nhostname=a\nhostname=b\nfinish=true\n", "two reports"},
        {"# Lynis Report\ntests_executed=A|\ntests_executed=B|\nfinish=true\n", "two reports"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
        expect_refused(cases[k].text, strlen(cases[k].text), cases[k].reason);
    expect_refused("# Lynis Report\n\0", 16, "NUL");
    expect_refused("\xff\xfe#\0 \0", 6, "NUL");
}

static void bytes_that_are_no_text_do_not_pass(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text(REPORT("warning[]=A\x01|b\xff\xe4|\xf0\x9f\x98\x80|\xed\xa0\x80|\n"), NULL), 0);
    expect_text("0.fields.results.0.rule", "A");
    expect_text("0.fields.results.0.title", "b\xef\xbf\xbd\xef\xbf\xbd");
    /* U+202E */
    assert_int_equal(import_text("# Lynis Report\nhostname=a\xe2\x80\xae"
                                 "b\nfinish=true\n",
                                 NULL),
                     0);
    expect_text("0.subject", "host:ab");
}

static void long_lines_are_passed_over(void **state)
{
    UNUSED(state);
    size_t size = 3u << 20;
    char *text = malloc(size + 200), *end;
    end = stpcpy(text, "# Lynis Report\nhostname=web1\npackages=");
    memset(end, 'a', size);
    strcpy(end + size, "\nhardening_index=7\nfinish=true\n");
    assert_int_equal(import_text(text, NULL), 0);
    expect_number("0.fields.score", 7);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_and_the_index_are_told),
        cmocka_unit_test(no_is_an_answer_only_where_a_test_ran),
        cmocka_unit_test(an_audit_of_some_groups_is_a_run_of_its_own),
        cmocka_unit_test(what_is_no_whole_report_is_refused),
        cmocka_unit_test(bytes_that_are_no_text_do_not_pass),
        cmocka_unit_test(long_lines_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}

/* The importer `openscap`. Real files of oscap are read by tests/system/test_import_real.py. */
#include <time.h>
#include "tests/unit/import_world.h"

#define XCCDF "xmlns=\"http://checklists.nist.gov/xccdf/1.2\""
#define RESULT(inside)                                                                                                 \
    "<TestResult " XCCDF " end-time=\"2026-10-01T08:00:00Z\"><target>web1</target>" inside "</TestResult>"
#define ROW(rule, result) "<rule-result idref=\"" rule "\"><result>" result "</result></rule-result>"

static void every_result_of_xccdf_is_told_and_counted(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text(RESULT(ROW("a", "pass") ROW("b", "fail") ROW("c", "error") ROW("d", "unknown")
                                            ROW("e", "notapplicable") ROW("f", "notchecked") ROW("g", "notselected")
                                                ROW("h", "informational") ROW("i", "fixed") ROW("j", "fail")),
                                 NULL),
                     0);
    expect_text("0.kind", "check_run");
    expect_text("0.subject", "host:web1");
    expect_text("0.observed", "2026-10-01T08:00:00Z");
    static const char *const counts[] = {"passed",      "errors",       "undetermined",  "not_applicable",
                                         "not_checked", "not_selected", "informational", "fixed"};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        char path[64];
        snprintf(path, sizeof path, "0.fields.%s", counts[k]);
        expect_number(path, 1);
    }
    expect_number("0.fields.failed", 2);
    assert_int_equal(json_array_size(value_at("0.fields.results")), 9); /* without the one that is not selected */
    expect_text("0.fields.results.0.result", "passed");
    expect_text("0.fields.results.3.rule", "d");
    expect_unknown("0.fields.results.3.result");
    expect_text("0.fields.results.6.rule", "h");
    expect_unknown("0.fields.results.0.severity");
    expect_unknown("0.fields.score");
}

static void titles_and_references_come_from_the_benchmark(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            "<Benchmark " XCCDF " id=\"b\"><Group><Rule id=\"a\"><title>No <em>empty</em>\n  passwords</title>"
            "<reference href=\"u\">1.2</reference><reference>1.2</reference><ident system=\"s\">E-1</ident><check><title>no</title></check></Rule></Group>"
            "<TestResult end-time=\"2026-10-01T08:00:00Z\" version=\"7\"><profile idref=\"p\"/><target>web1</target>"
            "<rule-result idref=\"a\" severity=\"unknown\" weight=\"2.5\"><result>pass</result><ident system=\"t\">E-2</ident></rule-result>"
            "</TestResult></Benchmark>",
            "host:other"),
        0);
    expect_text("0.subject", "host:other");
    expect_text("0.item", "b p");
    expect_text("0.fields.benchmark", "b");
    expect_text("0.fields.benchmark_version", "7");
    expect_text("0.fields.target", "web1");
    expect_text("0.fields.results.0.title", "No empty passwords");
    expect_text("0.fields.results.0.severity", "unrated");
    expect_number("0.fields.results.0.weight", 2.5);
    expect_text("0.fields.results.0.references.0", "t E-2");
    expect_text("0.fields.results.0.references.1", "u 1.2");
    expect_text("0.fields.results.0.references.2", "1.2");
    expect_text("0.fields.results.0.references.3", "s E-1");
}

static void a_title_that_two_benchmarks_say_differently_is_unknown(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            "<a:asset-report-collection xmlns:a=\"http://scap.nist.gov/schema/asset-reporting-format/1.1\" " XCCDF ">"
            "<Benchmark id=\"b\"><Rule id=\"a\"><title>One</title></Rule><Rule id=\"b\"><title>Same</title></Rule></Benchmark>"
            "<Benchmark id=\"c\"><Rule id=\"a\"><title>Two</title></Rule><Rule id=\"b\"><title>Same</title></Rule></Benchmark>" RESULT(
                "<benchmark id=\"c\" href=\"#c\"/>" ROW("a", "pass") ROW("b", "pass"))
                RESULT("<benchmark id=\"b\" href=\"#b\"/>" ROW("a", "fail")) "</a:asset-report-collection>",
            NULL),
        0);
    assert_int_equal(json_array_size(records), 2);
    expect_text("0.fields.benchmark", "c");
    expect_unknown("0.fields.results.0.title");
    expect_text("0.fields.results.1.title", "Same");
    expect_text("1.item", "b");
    expect_number("1.fields.failed", 1);
}

static void the_default_score_counts_whatever_the_order(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text(RESULT("<score system=\"urn:xccdf:scoring:flat\" maximum=\"9\">3</score>"
                                        "<score system=\"urn:xccdf:scoring:default\" maximum=\"100.0\">75.25</score>"
                                        "<score system=\"urn:xccdf:scoring:flat-unweighted\" maximum=\"8\">2</score>"),
                                 NULL),
                     0);
    expect_number("0.fields.score", 75.25);
    expect_number("0.fields.score_maximum", 100);
    assert_int_equal(import_text(RESULT("<score>12</score>"), NULL), 0);
    expect_text("0.fields.scoring", "urn:xccdf:scoring:default");
    expect_number("0.fields.score_maximum", 100);
}

static void version_1_1_and_times_without_zone_are_read(void **state)
{
    UNUSED(state);
    setenv("TZ", "UTC-2", 1);
    tzset();
    assert_int_equal(
        import_text(
            "<x:TestResult xmlns:x=\"http://checklists.nist.gov/xccdf/1.1\" end-time=\"2012-01-01T01:00:00\"><x:target>a</x:target>"
            "<rule-result idref=\"other\" xmlns=\"urn:other\"><result>pass</result></rule-result></x:TestResult>",
            NULL),
        0);
    unsetenv("TZ");
    tzset();
    expect_text("0.observed", "2011-12-31T23:00:00Z");
    expect_number("0.fields.passed", 0);
}

static void other_encodings_are_read_where_they_are_declared(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><TestResult " XCCDF
                                 "><target>l\xf6n</target></TestResult>",
                                 NULL),
                     0);
    expect_text("0.subject", "host:l\xc3\xb6n");
    expect_unknown("0.observed");
    static const char bad[] = "<TestResult " XCCDF "><target>l\xf6n</target></TestResult>";
    expect_refused(bad, sizeof bad - 1, "not proper UTF-8");
    static const char odd[] = "<?xml version=\"1.0\" encoding=\"x-none\"?><TestResult " XCCDF "/>";
    expect_refused(odd, sizeof odd - 1, "encoding");
}

static void entities_are_never_expanded(void **state)
{
    UNUSED(state);
    static const char *const documents[] = {
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]>" RESULT(
            "<profile idref=\"&c;\"/>"),
        "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><TestResult " XCCDF
        "><target>&a;</target></TestResult>",
        "<!DOCTYPE l SYSTEM \"http://127.0.0.1:9/x.dtd\">" RESULT(""),
        "<!DOCTYPE l [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>" RESULT(""),
        "<!DOCTYPE l>" RESULT(""),
    };
    for (size_t k = 0; k < sizeof documents / sizeof documents[0]; k++)
        expect_refused(documents[k], strlen(documents[k]), "document type declaration");
    static const char undeclared[] = "<TestResult " XCCDF "><target>&a;</target></TestResult>";
    expect_refused(undeclared, sizeof undeclared - 1, "Entity 'a' not defined");
}

static void what_is_no_result_is_refused(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "not XML that is read here"},
        {"no xml", "not XML that is read here"},
        {"<html/>", "but `html`"},
        {"<TestResult/>", "but `TestResult`"},
        {"<Benchmark " XCCDF " id=\"b\"/>", "no TestResult"},
        {"<TestResult " XCCDF "><rule-result><result>pass</result></rule-result></TestResult>",
         "does not name its rule"},
        {"<TestResult " XCCDF "><rule-result idref=\"a\"/></TestResult>", "rule a has no result"},
        {"<TestResult " XCCDF ">" ROW("a", "fine") "</TestResult>", "`fine`"},
        {"<TestResult " XCCDF "><target>x</target>", "not XML that is read here"},
        {"<TestResult " XCCDF " id=\"a\" id=\"b\"/>", "redefined"},
        {"<x:TestResult/>", "prefix x"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
        expect_refused(cases[k].text, strlen(cases[k].text), cases[k].reason);
    assert_int_not_equal(import_text("<TestResult " XCCDF "/>", NULL), 0);
    assert_non_null(strstr(said, "--subject"));
}

/* A start, and a stretch again and again up to a size. */
static void expect_large_refused(const char *start, const char *stretch, size_t size, const char *reason)
{
    size_t length = strlen(start), step = strlen(stretch);
    char *text = malloc(size + step);
    memcpy(text, start, length);
    for (; length < size; length += step) memcpy(text + length, stretch, step);
    expect_refused(text, length, reason);
    free(text);
}

static void what_is_too_large_is_refused_at_once(void **state)
{
    UNUSED(state);
    expect_large_refused("<TestResult " XCCDF ">", "<a>", 1 << 20, "nested more than 100 deep");
    expect_large_refused("<TestResult " XCCDF " id=\"", "aaaaaaaa", 16 << 20, "of more than 128 KiB");
    expect_large_refused("<TestResult " XCCDF " ", "xmlns:aa='bbbb' ", 16 << 20, "of more than 128 KiB");
    expect_large_refused("<!--", "aaaaaaaa", 16 << 20, "of more than 128 KiB");
    expect_large_refused("<", "aaaaaaaa", 16 << 20, "of more than 128 KiB");
    expect_large_refused("<TestResult " XCCDF "><target><![CDATA[", "aaaaaaaa", 16 << 20, "of more than 8192 KiB");
    expect_large_refused("<!DOCTYPE a [", "<!ENTITY a 'aaaaaaaaaaaaaaaa'>", 16 << 20, "document type declaration");
    expect_large_refused("<TestResult " XCCDF "><target>a</target>", ROW("r", "pass"), 16 << 20,
                         "more in one run than a record holds");
}

static void long_names_keep_apart_what_differs_in_their_ends(void **state)
{
    UNUSED(state);
    char text[4096], first[512];
    for (int k = 0; k < 2; k++) {
        snprintf(text, sizeof text,
                 "<TestResult %s><benchmark id=\"%0900d\"/><profile idref=\"p%d\"/><target>x</target></TestResult>",
                 XCCDF, 7, k);
        assert_int_equal(import_text(text, NULL), 0);
        const char *item = json_string_value(value_at("0.item"));
        assert_true(strlen(item) <= 400);
        if (k == 0) snprintf(first, sizeof first, "%s", item);
        else assert_string_not_equal(first, item);
    }
}

static void settings_name_the_run(void **state)
{
    UNUSED(state);
    static const char text[] = RESULT("<benchmark id=\"b\"/>");
    assert_int_equal(import_bytes(text, sizeof text - 1, NULL, "{\"run\": \"night\"}"), 0);
    expect_text("0.item", "b night");
    static const char *const bad[] = {"", "[]", "{\"run\": 1}", "{\"ran\": \"x\"}", "{\"run\": \"a\", \"run\": \"b\"}"};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        assert_int_not_equal(import_bytes(text, sizeof text - 1, NULL, bad[k]), 0);
        assert_non_null(strstr(said, "settings"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_result_of_xccdf_is_told_and_counted),
        cmocka_unit_test(titles_and_references_come_from_the_benchmark),
        cmocka_unit_test(a_title_that_two_benchmarks_say_differently_is_unknown),
        cmocka_unit_test(the_default_score_counts_whatever_the_order),
        cmocka_unit_test(version_1_1_and_times_without_zone_are_read),
        cmocka_unit_test(other_encodings_are_read_where_they_are_declared),
        cmocka_unit_test(entities_are_never_expanded),
        cmocka_unit_test(what_is_no_result_is_refused),
        cmocka_unit_test(what_is_too_large_is_refused_at_once),
        cmocka_unit_test(long_names_keep_apart_what_differs_in_their_ends),
        cmocka_unit_test(settings_name_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}

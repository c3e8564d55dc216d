/* The importer `sarif`. A real file of clang is read by tests/system/test_import_real.py. */
#include "tests/unit/import_world.h"

#define DOCUMENT(runs) "{\"version\":\"2.1.0\",\"runs\":[" runs "]}"
#define RUN(driver, inside) "{\"tool\":{\"driver\":{\"name\":\"T\"" driver "}}" inside "}"

/* SARIF 2.1.0, 3.27.10 */
static void a_level_that_is_left_out_comes_from_where_the_standard_says(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            DOCUMENT(RUN(
                ",\"rules\":[{\"id\":\"A\",\"defaultConfiguration\":{\"level\":\"error\"}},{\"id\":\"B\"}]",
                ",\"invocations\":[{\"executionSuccessful\":true,\"ruleConfigurationOverrides\":"
                "[{\"descriptor\":{\"id\":\"B\"},\"configuration\":{\"level\":\"note\"}}]}],"
                "\"results\":[{\"ruleId\":\"A\",\"level\":\"note\"},{\"ruleId\":\"A\"},{\"ruleIndex\":0},{\"ruleId\":\"B\"},"
                "{\"ruleId\":\"B\",\"provenance\":{\"invocationIndex\":0}},{\"ruleId\":\"A\",\"kind\":\"pass\"},{\"ruleId\":\"C\"}]")),
            "system:x"),
        0);
    static const char *const levels[] = {"note", "error", "error", "warning", "note", "none", "warning"};
    for (size_t k = 0; k < sizeof levels / sizeof levels[0]; k++) {
        char path[64];
        snprintf(path, sizeof path, "0.fields.findings.%zu.level", k);
        expect_text(path, levels[k]);
    }
    expect_text("0.fields.findings.2.rule", "A");
    expect_number("0.fields.errors", 2);
    expect_number("0.fields.warnings", 2);
    expect_number("0.fields.notes", 2);
    expect_number("0.fields.others", 1);
    expect_truth("0.fields.succeeded", 1);
}

static void rules_of_extensions_are_found(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            DOCUMENT(
                "{\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"A\",\"defaultConfiguration\":{\"level\":\"error\"}}]},"
                "\"extensions\":[{\"name\":\"E\",\"rules\":[{\"id\":\"X\",\"defaultConfiguration\":{\"level\":\"note\"}}]}]},"
                "\"results\":[{\"rule\":{\"index\":0,\"toolComponent\":{\"index\":0}}},{\"rule\":{\"index\":5,\"toolComponent\":{\"index\":9}}}]}"),
            "system:x"),
        0);
    expect_text("0.fields.findings.0.rule", "X");
    expect_text("0.fields.findings.0.level", "note");
    expect_text("0.fields.findings.1.level", "warning");
}

/* 3.27.23 */
static void suppression_is_unknown_where_nothing_is_said(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            DOCUMENT(RUN("", ",\"results\":[{},{\"suppressions\":[]},{\"suppressions\":[{\"kind\":\"inSource\"}]},"
                             "{\"suppressions\":[{\"kind\":\"external\",\"status\":\"accepted\"}]},"
                             "{\"suppressions\":[{\"kind\":\"external\",\"status\":\"underReview\"}]}]")),
            "system:x"),
        0);
    expect_unknown("0.fields.findings.0.suppressed");
    expect_truth("0.fields.findings.1.suppressed", 0);
    expect_truth("0.fields.findings.2.suppressed", 1);
    expect_truth("0.fields.findings.3.suppressed", 1);
    expect_truth("0.fields.findings.4.suppressed", 0);
}

static void messages_places_and_fingerprints_are_told(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            DOCUMENT(RUN(
                ",\"semanticVersion\":\"1.2\",\"rules\":[{\"id\":\"A\",\"shortDescription\":{\"text\":\"S\"},\"messageStrings\":{\"m\":{\"text\":\"{0} {{x}} {1}{7}\"}},"
                "\"properties\":{\"security-severity\":\"8.1\",\"tags\":[\"external/cwe/cwe-079\",\"not-cwe-1\"]}}]",
                ",\"artifacts\":[{\"location\":{\"uri\":\"src/a.c\"}}],\"versionControlProvenance\":[{\"repositoryUri\":\"u\",\"revisionId\":\"r\"}],"
                "\"automationDetails\":{\"id\":\"api/1\"},\"invocations\":[{\"endTimeUtc\":\"2026-10-01T08:00:00.25Z\"}],"
                "\"results\":[{\"ruleId\":\"A\",\"message\":{\"id\":\"m\",\"arguments\":[\"p\",\"q\"]},\"baselineState\":\"unchanged\","
                "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"index\":0},\"region\":{\"startLine\":3,\"startColumn\":4}}},{}],"
                "\"partialFingerprints\":{\"h/v1\":\"1\"},\"taxa\":[{\"id\":\"22\",\"toolComponent\":{\"name\":\"CWE\"}}]}]")),
            "system:x"),
        0);
    expect_text("0.item", "T api/1");
    expect_text("0.observed", "2026-10-01T08:00:00.25Z");
    expect_text("0.source", "T 1.2");
    expect_text("0.fields.revision", "r");
    expect_unknown("0.fields.succeeded");
    expect_text("0.fields.findings.0.title", "S");
    expect_text("0.fields.findings.0.message", "p {x} q");
    expect_number("0.fields.findings.0.severity", 8.1);
    expect_text("0.fields.findings.0.file", "src/a.c");
    expect_number("0.fields.findings.0.line", 3);
    expect_text("0.fields.findings.0.baseline", "unchanged");
    expect_text("0.fields.findings.0.weaknesses.0", "CWE-22");
    expect_text("0.fields.findings.0.weaknesses.1", "CWE-79");
    expect_unknown("0.fields.findings.0.weaknesses.2");
    expect_text("0.fields.findings.0.fingerprints.0", "h/v1=1");
}

static void several_runs_are_several_items(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text("\xef\xbb\xbf" DOCUMENT(
                                     RUN("", ",\"results\":[]") "," RUN("", "") "," RUN("", ",\"results\":null")),
                                 "system:x"),
                     0);
    assert_int_equal(json_array_size(records), 3);
    expect_text("0.item", "T");
    assert_true(json_is_array(value_at("0.fields.findings")));
    expect_text("1.item", "T 2");
    expect_unknown("1.fields.findings"); /* it had none to give */
    expect_text("2.item", "T 3");
}

static void what_is_of_another_type_is_left_out_and_told(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(DOCUMENT(RUN(",\"rules\":7",
                                 ",\"results\":[{\"ruleId\":5,\"message\":[],\"locations\":{},\"level\":\"note\"}]")),
                    "system:x"),
        0);
    expect_unknown("0.fields.findings.0.rule");
    assert_non_null(strstr(said, "warning: f: "));
    assert_non_null(strstr(said, "of another type"));
}

static void what_is_not_sarif_is_refused(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "not JSON"},
        {"[]", "no SARIF"},
        {"{}", "no SARIF"},
        {"{\"version\":\"2.0.0\",\"runs\":[]}", "SARIF 2.0.0"},
        {"{\"version\":\"2.1.0\",\"runs\":{}}", "no SARIF"},
        {"{\"version\":\"2.1.0\",\"version\":\"2.1.0\",\"runs\":[]}", "duplicate"},
        {DOCUMENT(""), "nothing in it"},
        {DOCUMENT("7"), "does not name its tool"},
        {DOCUMENT(RUN("", ",\"results\":[7]")), "no object"},
        {DOCUMENT(RUN("", ",\"results\":[{\"level\":\"grave\"}]")), "`grave`"},
        {DOCUMENT(RUN("", ",\"results\":[{\"kind\":\"grave\"}]")), "`grave`"},
        {"{\"version\":\"2.1.0\",\"runs\":[", "not JSON"},
        {"\xff\xfe{\0", "not JSON"},
        {"{\"a\":\"\\ud800\"}", "not JSON"},
        {"{\"a\":\"\xc3\x28\"}", "not JSON"},
        {"{\"a\":1e999}", "not JSON"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
        expect_refused(cases[k].text, strlen(cases[k].text), cases[k].reason);
}

static void deep_and_wide_json_is_refused(void **state)
{
    UNUSED(state);
    size_t size = 40u << 20;
    char *text = malloc(size);
    memset(text, '[', 100000);
    expect_refused(text, 100000, "depth");
    for (size_t k = 0; k + 3 <= size; k += 3) memcpy(text + k, "{},", 3);
    text[0] = '[';
    text[1] = ' ';
    text[2] = ' ';
    expect_refused(text, size / 3 * 3, "512 MiB of memory");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_that_is_left_out_comes_from_where_the_standard_says),
        cmocka_unit_test(rules_of_extensions_are_found),
        cmocka_unit_test(suppression_is_unknown_where_nothing_is_said),
        cmocka_unit_test(messages_places_and_fingerprints_are_told),
        cmocka_unit_test(several_runs_are_several_items),
        cmocka_unit_test(what_is_of_another_type_is_left_out_and_told),
        cmocka_unit_test(what_is_not_sarif_is_refused),
        cmocka_unit_test(deep_and_wide_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}

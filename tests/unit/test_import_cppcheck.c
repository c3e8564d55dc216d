/* The importer `cppcheck`. */
#include "tests/unit/import_world.h"

#define RESULTS(inside)                                                                                                \
    "<?xml version=\"1.0\"?><results version=\"2\"><cppcheck version=\"2.10\"/><errors>" inside "</errors></results>"
#define FOUND(severity) "<error id=\"i\" severity=\"" severity "\" msg=\"m\"/>"

static void each_severity_has_a_level(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text(RESULTS(FOUND("error") FOUND("warning") FOUND("style") FOUND("performance")
                                             FOUND("portability") FOUND("information")),
                                 "system:x"),
                     0);
    expect_number("0.fields.errors", 1);
    expect_number("0.fields.warnings", 4);
    expect_number("0.fields.notes", 1);
    expect_text("0.fields.findings.2.level", "warning");
    expect_text("0.fields.findings.2.category", "style");
    expect_unknown("0.fields.findings.2.suppressed");
    expect_unknown("0.observed");
}

static void the_first_location_is_the_place(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            RESULTS(
                "<error id=\"nullPointer\" severity=\"error\" msg=\"Null: &apos;p&apos;\" cwe=\"476\" inconclusive=\"true\">"
                "<location file=\"a.c\" line=\"6\" column=\"38\"/><location file=\"b.c\" line=\"1\"/></error>"),
            "system:x"),
        0);
    expect_text("0.item", "cppcheck");
    expect_text("0.fields.version", "2.10");
    expect_text("0.fields.findings.0.message", "Null: 'p'");
    expect_text("0.fields.findings.0.file", "a.c");
    expect_number("0.fields.findings.0.line", 6);
    expect_number("0.fields.findings.0.column", 38);
    expect_truth("0.fields.findings.0.inconclusive", 1);
    expect_text("0.fields.findings.0.weaknesses.0", "CWE-476");
}

static void nothing_found_is_an_empty_list(void **state)
{
    UNUSED(state);
    assert_int_equal(import_text(RESULTS(""), "system:x"), 0);
    assert_true(json_is_array(value_at("0.fields.findings")));
    assert_int_equal(json_array_size(value_at("0.fields.findings")), 0);
}

static void what_is_not_cppchecks_is_refused(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "not XML"},
        {"<results><error file=\"a\" line=\"1\" id=\"x\" severity=\"error\" msg=\"m\"/></results>", "version 2"},
        {"<html/>", "`html`"},
        {RESULTS(FOUND("grave")), "`grave`"},
        {"<results version=\"2\"><errors>" FOUND("error"), "not XML"},
        {"<!DOCTYPE a>" RESULTS(""), "document type declaration"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
        expect_refused(cases[k].text, strlen(cases[k].text), cases[k].reason);
    assert_int_not_equal(import_text(RESULTS(""), NULL), 0);
    assert_non_null(strstr(said, "--subject"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_severity_has_a_level),
        cmocka_unit_test(the_first_location_is_the_place),
        cmocka_unit_test(nothing_found_is_an_empty_list),
        cmocka_unit_test(what_is_not_cppchecks_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}

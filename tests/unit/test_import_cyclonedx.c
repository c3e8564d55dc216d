/* The importer `cyclonedx`. */
#include "tests/unit/import_world.h"

#define BOM(version, inside) "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"" version "\"" inside "}"

static void components_are_told_with_those_within_them(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            BOM("1.6",
                ",\"metadata\":{\"timestamp\":\"2026-10-01T10:00:00+02:00\",\"tools\":{\"components\":[{\"name\":\"maker\",\"version\":\"3\"}]},"
                "\"component\":{\"type\":\"application\",\"name\":\"api\",\"version\":\"2\"}},"
                "\"components\":[{\"type\":\"library\",\"group\":\"g\",\"name\":\"lib\",\"version\":\"1\",\"purl\":\"pkg:a/b@1\",\"scope\":\"required\","
                "\"supplier\":{\"name\":\"S\"},\"licenses\":[{\"license\":{\"id\":\"MIT\"}},{\"license\":{\"name\":\"Own\"}},{\"expression\":\"A OR B\"}],"
                "\"components\":[{\"type\":\"operating-system\",\"name\":\"inner\",\"licenses\":[]}]},{\"type\":\"new-type\",\"name\":\"last\"}]"),
            "system:x"),
        0);
    expect_text("0.kind", "bill_of_materials");
    expect_text("0.item", "api");
    expect_text("0.observed", "2026-10-01T10:00:00+02:00");
    expect_text("0.source", "maker 3");
    expect_text("0.fields.version", "2");
    expect_text("0.fields.components.0.purl", "pkg:a/b@1");
    expect_text("0.fields.components.0.licences.2", "A OR B");
    expect_text("0.fields.components.0.supplier", "S");
    expect_text("0.fields.components.1.name", "inner");
    expect_text("0.fields.components.1.type", "operating_system");
    assert_true(json_is_array(value_at("0.fields.components.1.licences")));
    expect_text("0.fields.components.2.name", "last");
    expect_unknown("0.fields.components.2.type");
    expect_unknown("0.fields.components.2.licences");
    expect_unknown("0.fields.vulnerabilities");
    assert_non_null(strstr(said, "1 values"));
}

static void the_worst_rating_counts(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            BOM("1.5",
                ",\"components\":[{\"bom-ref\":\"a\",\"group\":\"g\",\"name\":\"lib\",\"version\":\"1\"}],\"vulnerabilities\":[{\"id\":\"V\",\"cwes\":[79],"
                "\"affects\":[{\"ref\":\"a\"},{\"ref\":\"urn:cdx:1\"}],\"published\":\"2026-09-01T00:00:00Z\",\"recommendation\":\"Update\","
                "\"ratings\":[{\"severity\":\"medium\",\"score\":6.1,\"method\":\"CVSSv2\",\"vector\":\"AV:N\"},"
                "{\"severity\":\"high\",\"score\":7.5,\"method\":\"CVSSv31\",\"vector\":\"AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\"},"
                "{\"severity\":\"unknown\",\"score\":99,\"method\":\"other\"}],\"analysis\":{\"state\":\"in_triage\"}},{\"id\":\"W\"}]"),
            "host:x"),
        0);
    expect_text("0.fields.vulnerabilities.0.severity", "high");
    expect_number("0.fields.vulnerabilities.0.score", 7.5);
    expect_text("0.fields.vulnerabilities.0.vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N");
    expect_text("0.fields.vulnerabilities.0.method", "CVSSv31");
    expect_text("0.fields.vulnerabilities.0.components.0", "g/lib 1");
    expect_text("0.fields.vulnerabilities.0.components.1", "urn:cdx:1");
    expect_text("0.fields.vulnerabilities.0.weaknesses.0", "CWE-79");
    expect_text("0.fields.vulnerabilities.0.state", "in_triage");
    expect_unknown("0.fields.vulnerabilities.1.severity");
    expect_unknown("0.fields.vulnerabilities.1.state");
}

static void no_vulnerabilities_are_not_unknown_ones(void **state)
{
    UNUSED(state);
    assert_int_equal(
        import_text(
            BOM("1.4",
                ",\"metadata\":{\"tools\":[{\"vendor\":\"v\",\"name\":\"t\",\"version\":\"1\"}]},\"vulnerabilities\":[]"),
            "system:x"),
        0);
    assert_true(json_is_array(value_at("0.fields.vulnerabilities")));
    expect_unknown("0.fields.components");
    expect_text("0.fields.tool", "t");
    expect_text("0.item", "CycloneDX");
}

static void what_is_not_cyclonedx_is_refused(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "not JSON"},
        {"[]", "no CycloneDX"},
        {"{\"bomFormat\":\"SPDX\",\"specVersion\":\"1.5\"}", "no CycloneDX"},
        {BOM("1.1", ""), "CycloneDX 1.1"},
        {BOM("1.5", ",\"components\":{}"), "no array"},
        {BOM("1.5", ",\"components\":[1]"), "no object"},
        {BOM("1.5", ",\"components\":[{}]"), "no name"},
        {BOM("1.5", ",\"vulnerabilities\":[1]"), "no object"},
        {BOM("1.5", ",\"components\":[{\"name\":\"a\",\"bom-ref\":\"r\"},{\"name\":\"b\",\"bom-ref\":\"r\"}]"),
         "bom-ref"},
        {BOM("1.5", ",\"components\":[{\"name\":\"a\",\"name\":\"b\"}]"), "duplicate"},
        {BOM("1.5", ",\"components\":[{\"name\":\"a\\u0000b\"}]"), "not JSON"},
        {"<?xml version=\"1.0\"?><bom/>", "not JSON"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
        expect_refused(cases[k].text, strlen(cases[k].text), cases[k].reason);
    assert_int_not_equal(import_text(BOM("1.5", ""), NULL), 0);
    assert_non_null(strstr(said, "--subject"));
}

static void components_nest_as_deep_as_json_may(void **state)
{
    UNUSED(state);
    static char text[100000];
    char *end = stpcpy(text, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"");
    for (int k = 0; k < 1000; k++) end = stpcpy(end, ",\"components\":[{\"name\":\"a\"");
    for (int k = 0; k < 1000; k++) end = stpcpy(end, "}]");
    strcpy(end, "}");
    assert_int_equal(import_text(text, "system:x"), 0);
    assert_int_equal(json_array_size(value_at("0.fields.components")), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components_are_told_with_those_within_them),
        cmocka_unit_test(the_worst_rating_counts),
        cmocka_unit_test(no_vulnerabilities_are_not_unknown_ones),
        cmocka_unit_test(what_is_not_cyclonedx_is_refused),
        cmocka_unit_test(components_nest_as_deep_as_json_may),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}

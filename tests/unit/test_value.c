/* Values as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dsl/value.h"

#include <float.h>

static void reads(mog_value value, mog_type type, bool percent, const char *english, const char *swedish)
{
    for (int sv = 0; sv < 2; sv++) {
        mog_buffer out = {0};
        mog_buffer_format(&out, "<");
        mog_value_format(&out, &value, &type, percent, sv);
        mog_buffer_format(&out, ">");
        out.at[out.size - 1] = '\0';
        assert_string_equal(out.at + 1, sv ? swedish : english);
        mog_buffer_free(&out);
    }
}

static void number_reads(double number, bool percent, const char *english, const char *swedish)
{
    reads((mog_value){.d = number, .known = 1}, (mog_type){.tag = MOG_TYPE_NUMBER}, percent, english, swedish);
}

static void truth_is_said_in_words(void **state)
{
    (void)state;
    reads((mog_value){.i = 1, .known = 1}, (mog_type){.tag = MOG_TYPE_BOOL}, false, "yes", "ja");
    reads((mog_value){.i = 0, .known = 1}, (mog_type){.tag = MOG_TYPE_BOOL}, false, "no", "nej");
    reads((mog_value){.i = 1}, (mog_type){.tag = MOG_TYPE_BOOL}, false, "(unknown)", "(okänt)");
}

static void numbers_have_no_decimals_that_say_nothing(void **state)
{
    (void)state;
    number_reads(0.95, true, "95 %", "95 %");
    number_reads(0.9512, true, "95.1 %", "95,1 %");
    number_reads(1, true, "100 %", "100 %");
    number_reads(1.5, false, "1.5", "1,5");
    number_reads(-0.0000001, false, "0", "0");
    number_reads(0.1234567, false, "0.123457", "0,123457");
    number_reads(100, false, "100", "100");
    number_reads(1e300, false, "1e+300", "1e+300");
    number_reads(-DBL_MAX, false, "-1.79769313486232e+308", "-1,79769313486232e+308");
    reads((mog_value){.i = INT64_MIN, .known = 1}, (mog_type){.tag = MOG_TYPE_INTEGER}, false, "-9223372036854775808",
          "-9223372036854775808");
}

static void other_types_read_as_people_write_them(void **state)
{
    (void)state;
    const mog_text names[] = {MOG_TEXT("none"), MOG_TEXT("daily")};
    const mog_enum values = {names, 2};
    reads((mog_value){.i = 1, .known = 1}, (mog_type){.tag = MOG_TYPE_ENUM, .values = &values}, false, "daily",
          "daily");
    reads((mog_value){.i = 2, .known = 1}, (mog_type){.tag = MOG_TYPE_ENUM, .values = &values}, false, "?", "?");
    reads((mog_value){.text = "abc", .n = 3, .known = 1}, (mog_type){.tag = MOG_TYPE_TEXT}, false, "abc", "abc");
    reads((mog_value){.text = "unit:hr", .n = 7, .known = 1}, (mog_type){.tag = MOG_TYPE_REFERENCE}, false, "unit:hr",
          "unit:hr");
    reads((mog_value){.i = 35 * MOG_DAY, .known = 1}, (mog_type){.tag = MOG_TYPE_DURATION}, false, "35 days",
          "35 dagar");
    reads((mog_value){.n = 6, .known = 1}, (mog_type){.tag = MOG_TYPE_DURATION}, false, "6 months", "6 månader");
    reads((mog_value){.n = (uint32_t)-6, .known = 1}, (mog_type){.tag = MOG_TYPE_DURATION}, false, "-6 months",
          "-6 månader");
    reads((mog_value){.i = 0, .known = 1}, (mog_type){.tag = MOG_TYPE_TIME}, false, "1970-01-01", "1970-01-01");
    mog_control_id id;
    assert_true(mog_control_id_parse(&id, MOG_TEXT("5.10")));
    reads((mog_value){.i = (int64_t)id, .known = 1}, (mog_type){.tag = MOG_TYPE_CONTROL}, false, "5.10", "5.10");
    reads((mog_value){.n = 1, .known = 1}, (mog_type){.tag = MOG_TYPE_LIST}, false, "1 item", "1 post");
    reads((mog_value){.n = 3, .known = 1}, (mog_type){.tag = MOG_TYPE_SET}, false, "3 items", "3 poster");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truth_is_said_in_words),
        cmocka_unit_test(numbers_have_no_decimals_that_say_nothing),
        cmocka_unit_test(other_types_read_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Numbers of controls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dsl/control_id.h"

static mog_control_id id(const char *text)
{
    mog_control_id made = 0;
    if (!mog_control_id_parse(&made, mog_text_of(text))) fail_msg("not read: %s", text);
    return made;
}

static void numbers_are_ordered_by_their_parts(void **state)
{
    (void)state;
    const char *const ordered[] = {"1",   "1.1", "1.1.1", "1.1.1.1", "1.2", "5",    "5.1",
                                   "5.2", "5.9", "5.10",  "5.10.1",  "8.1", "10.1", "65535"};
    for (size_t i = 1; i < sizeof ordered / sizeof *ordered; i++) assert_true(id(ordered[i - 1]) < id(ordered[i]));
    assert_true(id("5.1") != id("5.10"));
}

static void what_is_written_is_what_was_read(void **state)
{
    (void)state;
    const char *const numbers[] = {"5.1", "5.10", "8.13", "1", "65535.65535.65535.65535", "1.2.3"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[MOG_CONTROL_ID_TEXT];
        mog_control_id_format(text, id(numbers[i]));
        assert_string_equal(text, numbers[i]);
    }
}

static void other_texts_are_no_numbers(void **state)
{
    (void)state;
    const char *const texts[] = {"",        "0",    "5.0",  "05.1", "5.01",      "5.",
                                 ".5",      "5..1", "5.1 ", " 5.1", "5.1.2.3.4", "65536",
                                 "1.65536", "-5",   "5,1",  "a",    "5.1a",      "99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mog_control_id made = 77;
        if (mog_control_id_parse(&made, mog_text_of(texts[i]))) fail_msg("read: `%s`", texts[i]);
        assert_true(made == 77);
    }
}

static void no_control_is_written_as_zero(void **state)
{
    (void)state;
    char text[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(text, 0);
    assert_string_equal(text, "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_ordered_by_their_parts),
        cmocka_unit_test(what_is_written_is_what_was_read),
        cmocka_unit_test(other_texts_are_no_numbers),
        cmocka_unit_test(no_control_is_written_as_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

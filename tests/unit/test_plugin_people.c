/* The functions of the plugin `people`. The numbers are Skatteverket's published test numbers, or have birth dates in the 1890s and
 * computed check digits: nobody alive has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "plugins/people/personal_number.c"
#include "plugins/people/share.c"

#include <stdio.h>

#define UNUSED(state) ((void)(state))

static void right_numbers_are_recognised(void **state)
{
    UNUSED(state);
    static const char *const numbers[] = {
        "189001019802",  "18900101-9802", "900101+9802", "900101-9802",   "9001019802",
        "19121212-1212", "191212121212",  "121212+1212", "18900161-9809", /* a coordination number: the first of January and 60 */
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (!is_personal_number(numbers[i])) fail_msg("%s", numbers[i]);
    }
}

static void anything_else_is_not_a_number(void **state)
{
    UNUSED(state);
    static const char *const others[] = {
        "",
        "1",
        "18900101-9803",  /* check digit */
        "18900101-980",   /* too short */
        "18900101-98022", /* too long */
        " 18900101-9802", /* more than the number */
        "18900101-9802 ",
        "18900101 9802",
        "18900101+9802", /* the plus belongs to the short form */
        "18900101--9802",
        "18901301-9808", /* no such month */
        "18900132-9805", /* no such day */
        "18900230-9806",
        "18900229-9809", /* 1890 was no leap year */
        "18900160-9800", /* no day at all */
        "17900101-9802", /* no such century */
        "18900101-0009", /* no such serial */
        "18900101-T802", /* interim */
        "556036-0793",   /* an organisation */
        "ABCDEFGH-IJKL",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (is_personal_number(others[i])) fail_msg("%s", others[i]);
    }
}

/* Of the ten last digits exactly one is right, and leap days exist in leap years. */
static void the_check_digit_is_unique(void **state)
{
    UNUSED(state);
    char number[32];
    for (int serial = 1; serial < 1000; serial++) {
        int right = 0;
        for (int last = 0; last < 10; last++) {
            snprintf(number, sizeof number, "18960229-%03d%d", serial, last);
            right += is_personal_number(number);
        }
        assert_int_equal(right, 1);
    }
}

static void masking_keeps_the_year_of_birth(void **state)
{
    UNUSED(state);
    static const char *const cases[][2] = {
        {"18900101-9802", "1890****-****"},
        {"189001019802", "1890********"},
        {"900101-9802", "90****-****"},
        {"900101+9802", "90****+****"},
        {"9001019802", "90********"},
        {"18900161-9809", "1890****-****"},
        {"18900101\xe2\x80\x93"
         "9802",
         "1890****\xe2\x80\x93"
         "****"},
        {"(18900101-9802)", "(1890****-****)"},
        {"18900101-9802, 121212+1212; nobody", "1890****-****, 12****+****; nobody"},
        {"18900101-9802"
         "."
         "18900101-9802",
         "1890****-****.1890****-****"},
        {"pnr:18900101-9802", "pnr:1890****-****"},
        {"18900101-T802", "1890****-****"}, /* interim */
        {"18900101-9803", "1890****-****"}, /* mistyped, and still somebody */
        {"18900101 9802", "1890**** ****"},
        {"\xc3\xa5 18900101-9802 \xc3\xb6", "\xc3\xa5 1890****-**** \xc3\xb6"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(mask_personal_number(cases[i][0]), cases[i][1]);
    }
}

static void masking_leaves_the_rest_alone(void **state)
{
    UNUSED(state);
    static const char *const untouched[] = {
        "",
        "no number",
        "556036-0793", /* an organisation: month 60 */
        "08-123 456 78",
        "2026-11-25",
        "20261125",
        "20261125 0830",  /* a date and a time of day */
        "118900101-9802", /* part of something longer */
        "18900101-98021",
        "18900101-9802a",
        "a18900101-9802",
        "18901301-9808",
        "0123456789012345678901234567890123456789",
        "189001",
        "18900101-",
        "1890-01-01",
    };
    for (size_t i = 0; i < sizeof untouched / sizeof untouched[0]; i++) {
        assert_string_equal(mask_personal_number(untouched[i]), untouched[i]);
    }
}

static void long_texts_are_masked_throughout(void **state)
{
    UNUSED(state);
    enum { TIMES = 20000 };
    static const char number[] = "18900101-9802 ", hidden[] = "1890****-**** ";
    size_t size = sizeof number - 1;
    char *text = malloc(TIMES * size + 1);
    for (size_t i = 0; i < TIMES; i++) memcpy(text + i * size, number, size);
    text[TIMES * size] = '\0';
    const char *result = mask_personal_number(text);
    for (size_t i = 0; i < TIMES; i++) assert_memory_equal(result + i * size, hidden, size);
    assert_string_equal(mask_personal_number("a"), "a");
    free(text);
}

/* Table I of Newcombe (1998), method 3. */
static void intervals_are_those_that_newcombe_prints(void **state)
{
    UNUSED(state);
    static const struct {
        int64_t part, whole;
        double least, most;
    } printed[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        assert_float_equal(share_at_least(printed[i].part, printed[i].whole), printed[i].least, 0.00006);
        assert_float_equal(share_at_most(printed[i].part, printed[i].whole), printed[i].most, 0.00006);
    }
}

static void the_interval_holds_the_share_and_narrows_with_people(void **state)
{
    UNUSED(state);
    for (int64_t whole = 1; whole < 60; whole++) {
        for (int64_t part = 0; part <= whole; part++) {
            double share = (double)part / (double)whole, least = share_at_least(part, whole),
                   most = share_at_most(part, whole);
            assert_true(least >= 0 && least <= share && share <= most && most <= 1);
            assert_true(fabs(least - (1 - share_at_most(whole - part, whole))) < 1e-12);
            assert_true(share_at_least(part * 10, whole * 10) >= least && share_at_most(part * 10, whole * 10) <= most);
        }
    }
    assert_true(share_at_least(0, 5) == 0 && share_at_most(5, 5) == 1);
}

static void what_is_no_share_is_unknown(void **state)
{
    UNUSED(state);
    assert_true(isnan(share_at_least(0, 0)));
    assert_true(isnan(share_at_least(-1, 5)));
    assert_true(isnan(share_at_least(6, 5)));
    assert_true(isnan(share_at_most(1, -5)));
    assert_true(share_at_most(INT64_MAX, INT64_MAX) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_numbers_are_recognised),
        cmocka_unit_test(anything_else_is_not_a_number),
        cmocka_unit_test(the_check_digit_is_unique),
        cmocka_unit_test(masking_keeps_the_year_of_birth),
        cmocka_unit_test(masking_leaves_the_rest_alone),
        cmocka_unit_test(long_texts_are_masked_throughout),
        cmocka_unit_test(intervals_are_those_that_newcombe_prints),
        cmocka_unit_test(the_interval_holds_the_share_and_narrows_with_people),
        cmocka_unit_test(what_is_no_share_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

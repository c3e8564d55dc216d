/* Code: what the machine relies on is verified, and code is shown as people read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dsl/limits.h"
#include "dsl/program.h"

#include <string.h>

#define OP(name, ...)                                                                                                  \
    {                                                                                                                  \
        .op = MOG_OP_##name, __VA_ARGS__                                                                               \
    }

static const mog_kind backup = {.name = {"backup", 6}};
static const mog_kind *const kinds[] = {&backup};
static const mog_value constants[2];
static const mog_duration thresholds[] = {{0, 0}, {30 * MOG_DAY, 0}};
static const mog_regex regexes[] = {{{"a+", 2}, true}};
static const mog_format formats[] = {{.type = {.tag = MOG_TYPE_NUMBER}, .percent = true, .swedish = true}};
static const mog_function_use functions[] = {{.plugin = {"tech", 4}, .name = {"f", 1}, .argument_count = 2}};

static const mog_policy policy = {
    .kinds = kinds,
    .kind_count = 1,
    .constants = constants,
    .constant_count = 2,
    .thresholds = thresholds,
    .threshold_count = 2,
    .regexes = regexes,
    .regex_count = 1,
    .formats = formats,
    .format_count = 1,
    .functions = functions,
    .function_count = 1,
};

#define VERIFY(registers, ...)                                                                                         \
    verify((const mog_instruction[]){__VA_ARGS__},                                                                     \
           sizeof((const mog_instruction[]){__VA_ARGS__}) / sizeof(mog_instruction), registers)

/* The message of the fault, or "". */
static const char *verify(const mog_instruction *at, size_t count, uint32_t registers)
{
    static mog_error err;
    err = MOG_ERROR_NONE;
    mog_code code = {.at = at, .count = (uint32_t)count, .registers = registers};
    mog_status status = mog_code_verify(&policy, &code, &err);
    assert_int_equal(status, err.status);
    assert_true(status == MOG_OK || status == MOG_INTERNAL);
    return err.message;
}

static void good_code_is_accepted(void **state)
{
    (void)state;
    assert_string_equal(VERIFY(1, OP(CONST, .dst = 0, .b = 1), OP(END, .a = 0)), "");
    /* a loop: r2 counts as written in the body only */
    assert_string_equal(VERIFY(4, OP(LIST, .dst = 0, .a = 0, .b = 1), OP(BEGIN, .dst = 1, .a = 0),
                               OP(CONST, .dst = 3, .b = 0), OP(NEXT_RECORD, .dst = 2, .a = 1, .c = 6),
                               OP(AND, .dst = 3, .a = 3, .b = 2), OP(JUMP, .c = 3), OP(END, .a = 3)),
                        "");
    /* both branches write */
    assert_string_equal(VERIFY(2, OP(NOW, .dst = 0), OP(JUMP_TRUE, .a = 0, .c = 4), OP(CONST, .dst = 1),
                               OP(JUMP, .c = 5), OP(NOTHING, .dst = 1), OP(END, .a = 1)),
                        "");
    /* the end of a block that says findings has no result */
    assert_string_equal(VERIFY(1, OP(NOW, .dst = 0), OP(FINDING, .a = 0), OP(END, .a = 9)), "");
    mog_code none = {0};
    assert_int_equal(mog_code_verify(&policy, &none, NULL), MOG_OK);
}

static void what_the_machine_relies_on_is_checked(void **state)
{
    (void)state;
    const char *reads = "it reads a register that there is not", *index = "an index is past the end of its table";
    assert_non_null(strstr(VERIFY(1, {.op = MOG_OP_COUNT}), "there is no such instruction"));
    assert_non_null(strstr(VERIFY(1, OP(NOW, .dst = 0), OP(END, .a = 1)), reads));
    assert_non_null(strstr(VERIFY(1, OP(NOW, .dst = 1), OP(END, .a = 0)), "it writes a register that there is not"));
    assert_non_null(strstr(VERIFY(1, OP(JUMP, .c = 1)), "it jumps past the end"));
    assert_non_null(strstr(VERIFY(1, OP(NOW, .dst = 0)), "the block does not end with END"));
    assert_non_null(strstr(VERIFY(1, OP(CONST, .dst = 0, .b = 2), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(RECORD, .dst = 0, .a = 1), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(RECORD, .dst = 0, .b = 2), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(NOW), OP(MATCHES, .b = 1), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(NOW), OP(FORMAT, .b = 1), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(NOW), OP(LOAD_LIST, .c = 12), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(NOW), OP(LOAD_WORD, .b = MOG_LIMIT_FIELDS), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(NOW), OP(CALL, .a = 0, .b = 0, .c = 1), OP(END)), index));
    assert_non_null(strstr(VERIFY(1, OP(NOW), OP(CALL, .a = 0, .b = UINT32_MAX, .c = 2), OP(END)), reads));
    assert_non_null(strstr(VERIFY(1u << 20, OP(NOW), OP(END)), "registers"));
    mog_instruction one = OP(NOW);
    assert_non_null(strstr(verify(&one, 0, 1), "without instructions"));
}

static void a_register_is_written_on_every_path_before_it_is_read(void **state)
{
    (void)state;
    const char *unwritten = "reads a register that is not written on every path";
    assert_non_null(strstr(VERIFY(1, OP(END, .a = 0)), unwritten));
    assert_non_null(strstr(
        VERIFY(2, OP(NOW, .dst = 0), OP(JUMP_TRUE, .a = 0, .c = 3), OP(CONST, .dst = 1), OP(END, .a = 1)), unwritten));
    /* at the end of an iteration the element is not written */
    assert_non_null(strstr(VERIFY(3, OP(LIST, .dst = 0), OP(BEGIN, .dst = 1, .a = 0),
                                  OP(NEXT_ROW, .dst = 2, .a = 1, .c = 4), OP(JUMP, .c = 2), OP(END, .a = 2)),
                           unwritten));
    assert_non_null(strstr(VERIFY(2, OP(NOW, .dst = 0), OP(TAINT, .dst = 1, .a = 0), OP(END, .a = 0)), unwritten));
    /* a way back that makes an earlier place unsafe */
    assert_non_null(strstr(VERIFY(2, OP(NOW, .dst = 0), OP(JUMP, .c = 3), OP(END, .a = 1),
                                  OP(JUMP_FALSE, .a = 0, .c = 2), OP(CONST, .dst = 1), OP(JUMP, .c = 2)),
                           unwritten));
}

static void code_is_shown_an_instruction_a_line(void **state)
{
    (void)state;
    const mog_instruction at[] = {
        OP(RECORD, .dst = 0, .a = 0, .b = 1),
        OP(ROW, .dst = 1, .a = 0),
        OP(LOAD_WORD, .dst = 2, .a = 1, .b = 7),
        OP(LOAD_LIST, .dst = 3, .a = 1, .b = 2, .c = 24),
        OP(BEGIN, .dst = 4, .a = 3),
        OP(NEXT_ROW, .dst = 5, .a = 4, .c = 9),
        OP(MATCHES, .dst = 6, .a = 5, .b = 0),
        OP(FORMAT, .dst = 6, .a = 6, .b = 0),
        OP(CALL, .dst = 7, .a = 0, .b = 5, .c = 2),
        OP(JUMP_FALSE, .a = 2, .c = 11),
        OP(CONST, .dst = 2, .b = 1),
        OP(AND, .dst = 2, .a = 2, .b = 7),
        OP(JUMP, .c = 14),
        OP(NOW, .dst = 1),
        {.op = 999},
        OP(LIST, .dst = 1, .a = 9, .b = 0),
        OP(END, .a = 2),
    };
    mog_code code = {.at = at, .count = sizeof at / sizeof *at, .registers = 8};
    mog_buffer out = {0};
    mog_code_disassemble(&out, &policy, &code);
    assert_string_equal(out.at, "     0  RECORD            r0 = kind backup, fresh 30 days\n"
                                "     1  ROW               r1 = r0\n"
                                "     2  LOAD_WORD         r2 = r1, slot 7\n"
                                "     3  LOAD_LIST         r3 = r1, slot 2, width 24\n"
                                "     4  BEGIN             r4 = r3\n"
                                "     5  NEXT_ROW          r5 = r4, end -> 9\n"
                                "     6  MATCHES           r6 = r5, /a+/i\n"
                                "     7  FORMAT            r6 = r6, as number, percent, sv\n"
                                "     8  CALL              r7 = tech.f(r5..r6)\n"
                                "     9  JUMP_FALSE        r2 -> 11\n"
                                "    10  CONST             r2 = constant 1\n"
                                "    11  AND               r2 = r2, r7\n"
                                "    12  JUMP              -> 14\n"
                                "    13  NOW               r1\n"
                                "    14  ?999\n"
                                "    15  LIST              r1 = kind ?\n"
                                "    16  END               r2\n");
    mog_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_code_is_accepted),
        cmocka_unit_test(what_the_machine_relies_on_is_checked),
        cmocka_unit_test(a_register_is_written_on_every_path_before_it_is_read),
        cmocka_unit_test(code_is_shown_an_instruction_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

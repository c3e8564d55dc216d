/* The machine's values: logic, comparisons, arithmetic, texts, calls, and what ends a run. */
#include "tests/unit/machine_world.h"

#include <math.h>

static int make_world(void **state)
{
    *state = world_new();
    return 0;
}

static int drop_world(void **state)
{
    world_free(*state);
    return 0;
}

static void want_truth(world *w, mog_opcode op, mog_value a, mog_value b, bool expected)
{
    mog_outcome out = apply(w, op, a, b);
    assert_int_equal(out.fault, MOG_FAULT_NONE);
    assert_true(out.value.known);
    assert_int_equal(out.value.i, expected);
}

static void want_fault(world *w, mog_opcode op, mog_value a, mog_value b, mog_fault fault)
{
    mog_outcome out = apply(w, op, a, b);
    assert_int_equal(out.fault, fault);
    assert_int_equal(out.at, 2);
    assert_true(strlen(mog_fault_text(out.fault)) > 5);
}

static void want_value(world *w, mog_opcode op, mog_value a, mog_value b, mog_value expected)
{
    mog_outcome out = apply(w, op, a, b);
    assert_int_equal(out.fault, MOG_FAULT_NONE);
    assert_true(same_value(&out.value, &expected));
}

static void want_text(world *w, mog_opcode op, mog_value a, mog_value b, const char *expected)
{
    mog_outcome out = apply(w, op, a, b);
    assert_int_equal(out.fault, MOG_FAULT_NONE);
    assert_true(out.value.known);
    assert_int_equal(out.value.n, strlen(expected));
    assert_string_equal(out.value.text, expected); /* a NUL follows */
}

/* ---- logic */

static void logic_is_kleenes(void **state)
{
    world *w = *state;
    static const struct {
        char a, b, both, either;
    } rows[] = {
        {'T', 'T', 'T', 'T'}, {'T', 'F', 'F', 'T'}, {'T', '?', '?', 'T'}, {'F', 'T', 'F', 'T'}, {'F', 'F', 'F', 'F'},
        {'F', '?', 'F', '?'}, {'?', 'T', '?', 'T'}, {'?', 'F', 'F', '?'}, {'?', '?', '?', '?'},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mog_value a = rows[i].a == '?' ? unknown(70) : truth(rows[i].a == 'T');
        mog_value b = rows[i].b == '?' ? unknown(71) : truth(rows[i].b == 'T');
        const struct {
            mog_opcode op;
            char result;
        } both[] = {{MOG_OP_AND, rows[i].both}, {MOG_OP_OR, rows[i].either}};
        for (int k = 0; k < 2; k++) {
            mog_value value = apply(w, both[k].op, a, b).value;
            char got = value.known ? (value.i ? 'T' : 'F') : '?';
            assert_int_equal(got, both[k].result);
            if (got == '?') assert_int_equal(value.n, a.known ? 71 : 70); /* the first cause */
        }
    }
    want_truth(w, MOG_OP_NOT, truth(true), truth(true), false);
    want_truth(w, MOG_OP_NOT, truth(false), truth(true), true);
}

/* Learning what was unknown never changes what was known. */
static void logic_is_monotone(void **state)
{
    world *w = *state;
    srand(4711);
    for (int round = 0; round < 400; round++) {
        int inputs[4], ops[12], left[12], right[12];
        for (int i = 0; i < 4; i++) inputs[i] = rand() % 3; /* 2: unknown */
        for (int i = 0; i < 12; i++) {
            ops[i] = rand() % 3;
            left[i] = rand() % (4 + i);
            right[i] = rand() % (4 + i);
        }
        mog_value vague = {0};
        for (int filling = -1; filling < 16; filling++) {
            start(w);
            for (int i = 0; i < 4; i++) {
                bool is_unknown = inputs[i] == 2 && filling < 0;
                bool value = inputs[i] == 2 ? filling >> i & 1 : inputs[i];
                emit_constant(w, (uint32_t)i, is_unknown ? unknown(90 + (uint32_t)i) : truth(value));
            }
            static const mog_opcode choices[] = {MOG_OP_AND, MOG_OP_OR, MOG_OP_NOT};
            for (int i = 0; i < 12; i++) {
                emit(w, choices[ops[i]], 4 + (uint32_t)i, (uint32_t)left[i], ops[i] == 2 ? 0 : (uint32_t)right[i], 0);
            }
            emit(w, MOG_OP_END, 0, 15, 0, 0);
            mog_value value = execute(w).value;
            if (filling < 0) vague = value;
            else {
                assert_true(value.known);
                if (vague.known) assert_int_equal(value.i, vague.i);
            }
        }
    }
}

static void unknown_operands_are_passed_on(void **state)
{
    world *w = *state;
    static const struct {
        mog_opcode op;
        mog_type_tag a, b; /* MOG_TYPE_COUNT: no operand b */
    } ops[] = {
        {MOG_OP_NOT, MOG_TYPE_BOOL, MOG_TYPE_COUNT},
        {MOG_OP_EQ_WORD, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_NE_WORD, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_LT_WORD, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_LE_WORD, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_EQ_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_NE_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_LT_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_LE_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_EQ_TEXT, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_NE_TEXT, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_LT_TEXT, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_LE_TEXT, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_EQ_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
        {MOG_OP_NE_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
        {MOG_OP_LT_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
        {MOG_OP_LE_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
        {MOG_OP_INTEGER_NUMBER, MOG_TYPE_INTEGER, MOG_TYPE_COUNT},
        {MOG_OP_ADD_INTEGER, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_SUBTRACT_INTEGER, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_MULTIPLY_INTEGER, MOG_TYPE_INTEGER, MOG_TYPE_INTEGER},
        {MOG_OP_NEGATE_INTEGER, MOG_TYPE_INTEGER, MOG_TYPE_COUNT},
        {MOG_OP_ADD_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_SUBTRACT_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_MULTIPLY_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_DIVIDE_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_NUMBER},
        {MOG_OP_NEGATE_NUMBER, MOG_TYPE_NUMBER, MOG_TYPE_COUNT},
        {MOG_OP_TIME_ADD, MOG_TYPE_TIME, MOG_TYPE_DURATION},
        {MOG_OP_TIME_SUBTRACT, MOG_TYPE_TIME, MOG_TYPE_DURATION},
        {MOG_OP_TIME_DIFFERENCE, MOG_TYPE_TIME, MOG_TYPE_TIME},
        {MOG_OP_ADD_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
        {MOG_OP_SUBTRACT_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
        {MOG_OP_MULTIPLY_DURATION, MOG_TYPE_DURATION, MOG_TYPE_INTEGER},
        {MOG_OP_NEGATE_DURATION, MOG_TYPE_DURATION, MOG_TYPE_COUNT},
        {MOG_OP_CONTAINS, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_STARTS, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_ENDS, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_LOWER, MOG_TYPE_TEXT, MOG_TYPE_COUNT},
        {MOG_OP_LENGTH, MOG_TYPE_TEXT, MOG_TYPE_COUNT},
        {MOG_OP_MATCHES, MOG_TYPE_TEXT, MOG_TYPE_COUNT},
        {MOG_OP_SET_HAS_WORD, MOG_TYPE_INTEGER, MOG_TYPE_SET},
        {MOG_OP_SET_HAS_TEXT, MOG_TYPE_TEXT, MOG_TYPE_SET},
        {MOG_OP_SET_HAS_DURATION, MOG_TYPE_DURATION, MOG_TYPE_SET},
        {MOG_OP_CONCAT, MOG_TYPE_TEXT, MOG_TYPE_TEXT},
        {MOG_OP_COPY, MOG_TYPE_TEXT, MOG_TYPE_COUNT},
        {MOG_OP_ROW, MOG_TYPE_LIST, MOG_TYPE_COUNT},
        {MOG_OP_LOAD_WORD, MOG_TYPE_LIST, MOG_TYPE_COUNT},
        {MOG_OP_LOAD_TEXT, MOG_TYPE_LIST, MOG_TYPE_COUNT},
        {MOG_OP_LOAD_DURATION, MOG_TYPE_LIST, MOG_TYPE_COUNT},
        {MOG_OP_LOAD_LIST, MOG_TYPE_LIST, MOG_TYPE_COUNT},
        {MOG_OP_LOAD_SET, MOG_TYPE_LIST, MOG_TYPE_COUNT},
    };
    const mog_value text = text_of("x"), one = integer(1);
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        bool is_binary = ops[i].b != MOG_TYPE_COUNT;
        mog_value a = ops[i].a == MOG_TYPE_TEXT ? text : one;
        mog_value b = ops[i].b == MOG_TYPE_TEXT ? text : one;
        for (int which = 1; which <= (is_binary ? 3 : 1); which++) {
            mog_value x = which & 1 ? unknown(60) : a, y = which & 2 ? unknown(61) : b;
            start(w);
            emit_constant(w, 0, x);
            emit_constant(w, 1, y);
            emit(w, ops[i].op, 2, 0, is_binary ? 1 : 0, ops[i].op == MOG_OP_LOAD_LIST ? w->volume.size : 0);
            emit(w, MOG_OP_END, 0, 2, 0, 0);
            mog_outcome out = execute(w);
            mog_value expected = which & 1 ? unknown(60) : unknown(61);
            assert_int_equal(out.fault, MOG_FAULT_NONE);
            if (!same_value(&out.value, &expected)) fail_msg("opcode %d, operands %d", (int)ops[i].op, which);
        }
    }
}

static void known_and_unknown_can_be_asked(void **state)
{
    world *w = *state;
    want_truth(w, MOG_OP_IS_KNOWN, truth(false), truth(true), true);
    want_truth(w, MOG_OP_IS_KNOWN, unknown(1), truth(true), false);
}

static void taint_spoils_what_is_known_only(void **state)
{
    world *w = *state;
    const mog_value cases[][3] = {
        {integer(3), integer(4), integer(3)},
        {integer(3), unknown(50), unknown(50)},
        {unknown(51), unknown(50), unknown(51)},
        {unknown(51), integer(4), unknown(51)},
    };
    for (size_t i = 0; i < 4; i++) {
        start(w);
        emit_constant(w, 0, cases[i][0]);
        emit_constant(w, 1, cases[i][1]);
        emit(w, MOG_OP_TAINT, 0, 1, 0, 0);
        emit(w, MOG_OP_END, 0, 0, 0, 0);
        mog_value value = execute(w).value;
        assert_true(same_value(&value, &cases[i][2]));
    }
}

static void jumps_go_where_they_say(void **state)
{
    world *w = *state;
    static const struct {
        mog_opcode op;
        bool on_true, on_false, on_unknown;
    } jumps[] = {
        {MOG_OP_JUMP, true, true, true},           {MOG_OP_JUMP_TRUE, true, false, false},
        {MOG_OP_JUMP_FALSE, false, true, false},   {MOG_OP_JUMP_KNOWN, true, true, false},
        {MOG_OP_JUMP_UNKNOWN, false, false, true},
    };
    for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
        const mog_value values[] = {truth(true), truth(false), unknown(5)};
        const bool taken[] = {jumps[i].on_true, jumps[i].on_false, jumps[i].on_unknown};
        for (int k = 0; k < 3; k++) {
            start(w);
            emit_constant(w, 0, values[k]);
            emit_constant(w, 1, integer(1));
            emit(w, jumps[i].op, 0, 0, 0, 4);
            emit_constant(w, 1, integer(2));
            emit(w, MOG_OP_END, 0, 1, 0, 0);
            assert_int_equal(execute(w).value.i, taken[k] ? 1 : 2);
        }
    }
}

static void plain_values_come_from_the_machine(void **state)
{
    world *w = *state;
    start(w);
    emit(w, MOG_OP_NOW, 0, 0, 0, 0);
    emit(w, MOG_OP_END, 0, 0, 0, 0);
    assert_int_equal(execute(w).value.i, NOW);
    start(w);
    emit(w, MOG_OP_NOW, 1, 0, 0, 0);
    emit(w, MOG_OP_NOTHING, 0, 0, 0, 0);
    emit(w, MOG_OP_END, 0, 0, 0, 0);
    mog_value nothing = execute(w).value;
    assert_false(nothing.known);
    assert_int_equal(nothing.why, MOG_WHY_EMPTY);
    assert_int_equal(nothing.n, 1);
    start(w);
    emit(w, MOG_OP_SUBJECT_ID, 0, 0, 0, 0);
    emit(w, MOG_OP_SUBJECT_TAIL, 1, 0, 0, 0);
    emit(w, MOG_OP_CONCAT, 2, 0, 1, 0);
    emit(w, MOG_OP_END, 0, 2, 0, 0);
    assert_string_equal(execute(w).value.text, "system:hrhr");
}

/* ---- comparisons */

static void orders_agree_with_c(void **state)
{
    world *w = *state;
    const int64_t words[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    const double numbers[] = {-1e308, -1, 0, 0.1, 1, 1e308};
    const char *const texts[] = {"", "a", "ab", "b", "å"};
    const mog_value spans[] = {span(-1, 0), span(0, 0), span(0, 30 * MOG_DAY), span(1, 0), span(0, 31 * MOG_DAY)};
#define ORDERED(values, make, kind)                                                                                    \
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {                                                    \
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {                                                \
            want_truth(w, MOG_OP_EQ_##kind, make(values[i]), make(values[k]), i == k);                                 \
            want_truth(w, MOG_OP_NE_##kind, make(values[i]), make(values[k]), i != k);                                 \
            want_truth(w, MOG_OP_LT_##kind, make(values[i]), make(values[k]), i < k);                                  \
            want_truth(w, MOG_OP_LE_##kind, make(values[i]), make(values[k]), i <= k);                                 \
        }                                                                                                              \
    }
#define AS_IT_IS(value) (value)
    ORDERED(words, integer, WORD)
    ORDERED(numbers, number, NUMBER)
    ORDERED(texts, text_of, TEXT)
    ORDERED(spans, AS_IT_IS, DURATION)
    want_truth(w, MOG_OP_EQ_DURATION, span(12, 0), span(0, 12 * MOG_MONTH_NOMINAL), true);
    /* A text is its bytes, NUL and all. */
    want_truth(w, MOG_OP_EQ_TEXT, (mog_value){.text = "a\0b", .n = 3, .known = 1}, text_of("a"), false);
}

/* ---- arithmetic */

static void integers_count_or_overflow(void **state)
{
    world *w = *state;
    want_value(w, MOG_OP_ADD_INTEGER, integer(2), integer(3), integer(5));
    want_value(w, MOG_OP_SUBTRACT_INTEGER, integer(2), integer(3), integer(-1));
    want_value(w, MOG_OP_MULTIPLY_INTEGER, integer(-2), integer(3), integer(-6));
    want_value(w, MOG_OP_NEGATE_INTEGER, integer(INT64_MAX), integer(0), integer(-INT64_MAX));
    want_value(w, MOG_OP_INTEGER_NUMBER, integer(-7), integer(0), number(-7));
    want_fault(w, MOG_OP_ADD_INTEGER, integer(INT64_MAX), integer(1), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_SUBTRACT_INTEGER, integer(INT64_MIN), integer(1), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_MULTIPLY_INTEGER, integer(INT64_MAX), integer(2), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_NEGATE_INTEGER, integer(INT64_MIN), integer(0), MOG_FAULT_OVERFLOW);
}

static void numbers_are_finite_and_have_one_zero(void **state)
{
    world *w = *state;
    want_value(w, MOG_OP_ADD_NUMBER, number(0.5), number(0.25), number(0.75));
    want_value(w, MOG_OP_SUBTRACT_NUMBER, number(0.5), number(0.25), number(0.25));
    want_value(w, MOG_OP_MULTIPLY_NUMBER, number(0.5), number(0.25), number(0.125));
    want_value(w, MOG_OP_DIVIDE_NUMBER, number(1), number(4), number(0.25));
    want_value(w, MOG_OP_NEGATE_NUMBER, number(4), number(0), number(-4));
    want_fault(w, MOG_OP_ADD_NUMBER, number(1.7e308), number(1.7e308), MOG_FAULT_NOT_FINITE);
    want_fault(w, MOG_OP_SUBTRACT_NUMBER, number(-1.7e308), number(1.7e308), MOG_FAULT_NOT_FINITE);
    want_fault(w, MOG_OP_MULTIPLY_NUMBER, number(1e200), number(1e200), MOG_FAULT_NOT_FINITE);
    want_fault(w, MOG_OP_DIVIDE_NUMBER, number(1e200), number(1e-200), MOG_FAULT_NOT_FINITE);
    want_fault(w, MOG_OP_DIVIDE_NUMBER, number(1), number(0), MOG_FAULT_DIVISION);
    want_fault(w, MOG_OP_DIVIDE_NUMBER, number(0), number(-0.0), MOG_FAULT_DIVISION);
    want_value(w, MOG_OP_NEGATE_NUMBER, number(0), number(0), number(0));
    want_value(w, MOG_OP_MULTIPLY_NUMBER, number(0), number(-3), number(0));
    want_value(w, MOG_OP_DIVIDE_NUMBER, number(0), number(-3), number(0));
}

static void times_and_durations_go_by_the_calendar(void **state)
{
    world *w = *state;
    mog_time january, february, last;
    assert_true(mog_time_parse(&january, MOG_TEXT("2026-01-31")));
    assert_true(mog_time_parse(&february, MOG_TEXT("2026-02-28")));
    assert_true(mog_time_parse(&last, MOG_TEXT("2261-12-31")));
    want_value(w, MOG_OP_TIME_ADD, integer(january), span(1, 0), integer(february));
    want_value(w, MOG_OP_TIME_SUBTRACT, integer(february), span(0, 28 * MOG_DAY), integer(january));
    want_value(w, MOG_OP_TIME_DIFFERENCE, integer(february), integer(january), span(0, 28 * MOG_DAY));
    want_value(w, MOG_OP_TIME_DIFFERENCE, integer(january), integer(february), span(0, -28 * MOG_DAY));
    want_fault(w, MOG_OP_TIME_ADD, integer(last), span(0, MOG_DAY), MOG_FAULT_TIME_RANGE);
    want_fault(w, MOG_OP_TIME_SUBTRACT, integer(0), span(INT32_MAX, 0), MOG_FAULT_TIME_RANGE);
    want_fault(w, MOG_OP_TIME_DIFFERENCE, integer(last), integer(-last), MOG_FAULT_OVERFLOW);
    want_value(w, MOG_OP_ADD_DURATION, span(1, 5), span(-3, 6), span(-2, 11));
    want_value(w, MOG_OP_SUBTRACT_DURATION, span(1, 5), span(3, 6), span(-2, -1));
    want_value(w, MOG_OP_MULTIPLY_DURATION, span(-2, 5), integer(3), span(-6, 15));
    want_value(w, MOG_OP_NEGATE_DURATION, span(-2, 5), integer(3), span(2, -5));
    want_fault(w, MOG_OP_ADD_DURATION, span(0, INT64_MAX), span(0, 1), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_ADD_DURATION, span(INT32_MAX, 0), span(1, 0), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_SUBTRACT_DURATION, span(INT32_MIN, 0), span(1, 0), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_MULTIPLY_DURATION, span(1, 0), integer(INT64_C(1) << 31), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_MULTIPLY_DURATION, span(0, 2), integer(INT64_MAX), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_NEGATE_DURATION, span(INT32_MIN, 0), integer(0), MOG_FAULT_OVERFLOW);
    want_fault(w, MOG_OP_NEGATE_DURATION, span(0, INT64_MIN), integer(0), MOG_FAULT_OVERFLOW);
}

/* ---- texts */

static void texts_are_looked_at(void **state)
{
    world *w = *state;
    want_truth(w, MOG_OP_CONTAINS, text_of("abc"), text_of("b"), true);
    want_truth(w, MOG_OP_CONTAINS, text_of("abc"), text_of(""), true);
    want_truth(w, MOG_OP_CONTAINS, text_of("abc"), text_of("cb"), false);
    want_truth(w, MOG_OP_STARTS, text_of("abc"), text_of("ab"), true);
    want_truth(w, MOG_OP_STARTS, text_of("abc"), text_of("bc"), false);
    want_truth(w, MOG_OP_ENDS, text_of("abc"), text_of("bc"), true);
    want_truth(w, MOG_OP_ENDS, text_of("abc"), text_of("ab"), false);
    want_value(w, MOG_OP_LENGTH, text_of("åäö"), integer(0), integer(3));
    want_value(w, MOG_OP_LENGTH, text_of(""), integer(0), integer(0));
}

static void texts_are_built(void **state)
{
    world *w = *state;
    want_text(w, MOG_OP_LOWER, text_of("SVC-Åäö"), integer(0), "svc-åäö");
    want_text(w, MOG_OP_LOWER, text_of("SVC@[`{Z"), integer(0), "svc@[`{z");
    want_text(w, MOG_OP_LOWER, text_of("already"), integer(0), "already");
    want_text(w, MOG_OP_CONCAT, text_of("a"), text_of("b"), "ab");
    want_text(w, MOG_OP_CONCAT, text_of(""), text_of(""), "");
    start(w);
    emit_constant(w, 0, integer(12));
    emit(w, MOG_OP_FORMAT, 1, 0, FORMAT_INTEGER, 0);
    emit_constant(w, 2, unknown(3));
    emit(w, MOG_OP_FORMAT, 3, 2, FORMAT_PERCENT, 0);
    emit(w, MOG_OP_CONCAT, 4, 1, 3, 0);
    emit(w, MOG_OP_END, 0, 4, 0, 0);
    assert_string_equal(execute(w).value.text, "12(unknown)");
    mog_machine_reset(w->machine);
    assert_string_equal(execute(w).value.text, "12(unknown)");
}

static void long_texts_are_refused(void **state)
{
    world *w = *state;
    char *half = mog_arena_take(w->arena, MOG_TEXT_LIMIT + 2);
    memset(half, 'A', MOG_TEXT_LIMIT + 1);
    mog_value just = {.text = half, .n = MOG_TEXT_LIMIT, .known = 1}, over = just, one = text_of("x");
    over.n++;
    assert_int_equal(apply(w, MOG_OP_CONCAT, just, text_of("")).value.n, MOG_TEXT_LIMIT);
    want_fault(w, MOG_OP_CONCAT, just, one, MOG_FAULT_TEXT_LIMIT);
    assert_int_equal(apply(w, MOG_OP_LOWER, just, one).value.n, MOG_TEXT_LIMIT);
    want_fault(w, MOG_OP_LOWER, over, one, MOG_FAULT_TEXT_LIMIT);
    start(w);
    emit_constant(w, 0, over);
    emit(w, MOG_OP_FORMAT, 1, 0, FORMAT_TEXT, 0);
    emit(w, MOG_OP_END, 0, 1, 0, 0);
    assert_int_equal(execute(w).fault, MOG_FAULT_TEXT_LIMIT);
}

static mog_outcome match(world *w, mog_value text, uint32_t regex)
{
    start(w);
    emit_constant(w, 0, text);
    emit(w, MOG_OP_MATCHES, 1, 0, regex, 0);
    emit(w, MOG_OP_END, 0, 1, 0, 0);
    return execute(w);
}

static void a_slow_match_is_an_error(void **state)
{
    world *w = *state;
    assert_int_equal(match(w, text_of("SVC_backup"), REGEX_SVC).value.i, 1);
    assert_int_equal(match(w, text_of("anna"), REGEX_SVC).value.i, 0);
    char *text = mog_arena_take(w->arena, 40001);
    memset(text, 'a', 39999);
    text[39999] = 'b';
    mog_outcome out = match(w, (mog_value){.text = text, .n = 40000, .known = 1}, REGEX_SLOW);
    assert_int_equal(out.fault, MOG_FAULT_REGEX_LIMIT);
    assert_int_equal(out.at, 1);
    assert_string_equal(out.detail, "/(a+)+$/ on a text of 40000 bytes");
}

/* ---- budget */

static void endless_loops_end(void **state)
{
    world *w = *state;
    start(w);
    emit_constant(w, 0, truth(true));
    emit(w, MOG_OP_NOT, 1, 0, 0, 0);
    emit(w, MOG_OP_JUMP, 0, 0, 0, 1);
    emit(w, MOG_OP_END, 0, 0, 0, 0);
    mog_outcome out = execute(w);
    assert_int_equal(out.fault, MOG_FAULT_BUDGET);
    assert_int_equal(out.at, 2);
}

/* Scratch memory is bounded by the budget. */
static void building_without_end_ends(void **state)
{
    world *w = *state;
    char *text = mog_arena_take(w->arena, 60001);
    memset(text, 'a', 60000);
    start(w);
    emit_constant(w, 0, (mog_value){.text = text, .n = 60000, .known = 1});
    emit_constant(w, 1, text_of("b"));
    emit(w, MOG_OP_CONCAT, 2, 0, 1, 0);
    emit(w, MOG_OP_JUMP, 0, 0, 0, 2);
    emit(w, MOG_OP_END, 0, 0, 0, 0);
    assert_int_equal(execute(w).fault, MOG_FAULT_BUDGET);
}

static void long_texts_are_charged(void **state)
{
    world *w = *state;
    uint32_t size = 4 << 20;
    char *text = mog_arena_take(w->arena, (size_t)size + 1);
    memset(text, 'a', size);
    mog_value value = {.text = text, .n = size, .known = 1};
    start(w);
    emit_constant(w, 0, value);
    emit(w, MOG_OP_LENGTH, 1, 0, 0, 0);
    emit(w, MOG_OP_EQ_TEXT, 2, 0, 0, 0);
    emit(w, MOG_OP_JUMP, 0, 0, 0, 1);
    emit(w, MOG_OP_END, 0, 0, 0, 0);
    assert_int_equal(execute(w).fault, MOG_FAULT_BUDGET);
}

/* ---- functions and findings */

static mog_outcome call(world *w, uint32_t function, mog_value a, mog_value b)
{
    start(w);
    emit_constant(w, 4, a);
    emit_constant(w, 5, b);
    emit(w, MOG_OP_CALL, 1, function, 4, 2);
    emit(w, MOG_OP_END, 0, 1, 0, 0);
    return execute(w);
}

static void functions_are_called(void **state)
{
    world *w = *state;
    mog_value name = text_of("vector"), five = integer(5);
    w->call_result = number(9.5);
    mog_outcome out = call(w, FUNCTION_NUMBER, name, five);
    assert_true(out.value.known && out.value.d > 9.4);
    assert_int_equal(w->called, 2); /* once with tracing, once without */
    assert_int_equal(w->called_function, FUNCTION_NUMBER);
    assert_true(same_value(&w->called_with[0], &name) && same_value(&w->called_with[1], &five));

    out = call(w, FUNCTION_NUMBER, name, unknown(8));
    assert_false(out.value.known);
    assert_int_equal(out.value.n, 8);
    assert_int_equal(w->called, 0);

    w->call_result = unknown(1234);
    out = call(w, FUNCTION_TEXT, name, five);
    assert_int_equal(out.value.known, 0);
    assert_int_equal(out.value.why, MOG_WHY_FUNCTION);
    assert_int_equal(out.value.n, 2);
    assert_null(out.value.at);
}

static void functions_that_fail_are_errors(void **state)
{
    world *w = *state;
    w->call_fails = true;
    mog_outcome out = call(w, FUNCTION_INTEGER, text_of("x"), integer(1));
    w->call_fails = false;
    assert_int_equal(out.fault, MOG_FAULT_FUNCTION);
    assert_string_equal(out.detail, "it was not in the mood");
    w->call_result = number(NAN);
    assert_int_equal(call(w, FUNCTION_NUMBER, text_of("x"), integer(1)).fault, MOG_FAULT_NOT_FINITE);
    w->call_result = (mog_value){.text = "x", .n = MOG_TEXT_LIMIT + 1, .known = 1};
    assert_int_equal(call(w, FUNCTION_TEXT, text_of("x"), integer(1)).fault, MOG_FAULT_TEXT_LIMIT);

    mog_machine *with = w->machine;
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_machine_new(&w->machine, &w->policy, NOW, NULL, NULL, &err), MOG_OK);
    out = call(w, FUNCTION_INTEGER, text_of("x"), integer(1));
    assert_int_equal(out.fault, MOG_FAULT_FUNCTION);
    assert_string_equal(out.detail, "plugin demo is not loaded");
    mog_machine_free(w->machine);
    w->machine = with;
}

static void findings_are_said_in_order(void **state)
{
    world *w = *state;
    start(w);
    emit_constant(w, 0, text_of("first"));
    emit(w, MOG_OP_FINDING, 0, 0, 0, 0);
    emit_constant(w, 0, text_of("second"));
    emit(w, MOG_OP_FINDING, 0, 0, 0, 0);
    emit_constant(w, 0, unknown(1));
    emit(w, MOG_OP_FINDING, 0, 0, 0, 0);
    emit(w, MOG_OP_END, 0, 0, 0, 0);
    execute(w);
    assert_int_equal(w->said_count, 3);
    assert_true(mog_text_equal(w->said[0], MOG_TEXT("first")));
    assert_true(mog_text_equal(w->said[1], MOG_TEXT("second")));
    assert_true(mog_text_equal(w->said[2], MOG_TEXT("(unknown)")));
    mog_outcome out;
    mog_machine_run(&out, w->machine, &(mog_code){.at = w->code, .count = w->length, .registers = 1}, &w->table, NULL,
                    NULL);
    assert_int_equal(out.fault, MOG_FAULT_NONE);
}

static void a_faulty_pattern_makes_no_machine(void **state)
{
    world *w = *state;
    mog_regex regex = {MOG_TEXT("(("), false};
    mog_policy policy = w->policy;
    policy.regexes = &regex;
    policy.regex_count = 1;
    mog_error err = MOG_ERROR_NONE;
    mog_machine *machine;
    assert_int_equal(mog_machine_new(&machine, &policy, NOW, NULL, NULL, &err), MOG_INPUT);
    assert_null(machine);
    mog_machine_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(logic_is_kleenes),
        TEST(logic_is_monotone),
        TEST(unknown_operands_are_passed_on),
        TEST(known_and_unknown_can_be_asked),
        TEST(taint_spoils_what_is_known_only),
        TEST(jumps_go_where_they_say),
        TEST(plain_values_come_from_the_machine),
        TEST(orders_agree_with_c),
        TEST(integers_count_or_overflow),
        TEST(numbers_are_finite_and_have_one_zero),
        TEST(times_and_durations_go_by_the_calendar),
        TEST(texts_are_looked_at),
        TEST(texts_are_built),
        TEST(long_texts_are_refused),
        TEST(a_slow_match_is_an_error),
        TEST(endless_loops_end),
        TEST(building_without_end_ends),
        TEST(long_texts_are_charged),
        TEST(functions_are_called),
        TEST(functions_that_fail_are_errors),
        TEST(findings_are_said_in_order),
        TEST(a_faulty_pattern_makes_no_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

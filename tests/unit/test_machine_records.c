/* The machine over records: what is read, what is unknown and why, loops, and what a trace tells. */
#include "tests/unit/machine_world.h"

#include <stdio.h>

#define FRESH (NOW - MOG_DAY)
#define OLD (NOW - 20 * MOG_DAY)

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

static mog_value result(world *w, uint32_t reg)
{
    emit(w, MOG_OP_END, 0, reg, 0, 0);
    mog_outcome out = execute(w);
    assert_int_equal(out.fault, MOG_FAULT_NONE);
    return out.value;
}

static void assert_unknown(mog_value value, mog_why why, const void *at, uint32_t instruction)
{
    assert_false(value.known);
    assert_int_equal(value.why, why);
    assert_ptr_equal(value.at, at);
    assert_int_equal(value.n, instruction);
}

/* A record with something in each field but RATE and the paddings, save the last. */
static const mog_record *full_record(world *w, mog_time observed)
{
    mog_record_builder b;
    const mog_row *row = &w->plain.row;
    size_t first = mog_record_first_row();
    begin_record(w, &b);
    mog_record_put_word(&b, row, first, FLAG, 1);
    mog_record_put_word(&b, row, first, COUNT, (uint64_t)INT64_C(-5));
    mog_record_put_text(&b, row, first, NAME, MOG_TEXT("räksmörgås"));
    mog_record_put_word(&b, row, first, AT, (uint64_t)NOW);
    mog_record_put_duration(&b, row, first, AGE, (mog_duration){.ns = -7, .months = -3});
    size_t rows = mog_record_put_list(&b, row, first, VOLUMES, &w->volume, 3);
    mog_record_put_text(&b, &w->volume, rows, VOLUME_NAME, MOG_TEXT("/"));
    mog_record_put_word(&b, &w->volume, rows, VOLUME_SIZE, 10);
    mog_record_put_word(&b, &w->volume, rows + w->volume.size, VOLUME_SIZE, 20);
    mog_record_put_text(&b, &w->volume, rows + 2 * w->volume.size, VOLUME_NAME, MOG_TEXT("/home"));
    size_t tags = mog_record_put_set(&b, row, first, TAGS, 2);
    mog_record_fill_text(&b, tags, MOG_TEXT("red"));
    mog_record_fill_text(&b, tags + 8, MOG_TEXT("blue"));
    size_t codes = mog_record_put_set(&b, row, first, CODES, 3);
    for (size_t i = 0; i < 3; i++) mog_record_fill_word(&b, codes + 8 * i, 7 * (i + 1));
    size_t terms = mog_record_put_set(&b, row, first, TERMS, 2);
    mog_record_fill_duration(&b, terms, (mog_duration){.months = 1});
    mog_record_fill_duration(&b, terms + 8, (mog_duration){.ns = MOG_DAY});
    mog_record_put_word(&b, row, first, LAST_FIELD, 69);
    return end_record(w, &b, "", observed);
}

/* r0 = the record, r1 = its row. */
static void start_with_row(world *w, uint32_t threshold)
{
    start(w);
    emit(w, MOG_OP_RECORD, 0, PLAIN, threshold, 0);
    emit(w, MOG_OP_ROW, 1, 0, 0, 0);
}

static mog_value field(world *w, mog_opcode op, uint32_t slot)
{
    start_with_row(w, NEVER_STALE);
    emit(w, op, 2, 1, slot, op == MOG_OP_LOAD_LIST ? w->volume.size : 0);
    return result(w, 2);
}

static void fields_are_read(void **state)
{
    world *w = *state;
    const mog_record *record = full_record(w, FRESH);
    put_element(w, PLAIN, "", record);
    assert_int_equal(field(w, MOG_OP_LOAD_WORD, FLAG).i, 1);
    assert_int_equal(field(w, MOG_OP_LOAD_WORD, COUNT).i, -5);
    assert_int_equal(field(w, MOG_OP_LOAD_WORD, AT).i, NOW);
    assert_int_equal(field(w, MOG_OP_LOAD_WORD, LAST_FIELD).i, 69);
    mog_value name = field(w, MOG_OP_LOAD_TEXT, NAME);
    assert_string_equal(name.text, "räksmörgås");
    assert_int_equal(name.n, strlen("räksmörgås"));
    mog_value age = field(w, MOG_OP_LOAD_DURATION, AGE);
    assert_int_equal(age.i, -7);
    assert_int_equal((int32_t)age.n, -3);
    assert_int_equal(field(w, MOG_OP_LOAD_LIST, VOLUMES).n, 3);
    assert_int_equal(field(w, MOG_OP_LOAD_SET, TAGS).n, 2);
    assert_unknown(field(w, MOG_OP_LOAD_WORD, RATE), MOG_WHY_MISSING, record, 2);
    assert_unknown(field(w, MOG_OP_LOAD_WORD, LAST_FIELD - 1), MOG_WHY_MISSING, record, 2);
    assert_unknown(field(w, MOG_OP_LOAD_TEXT, FIRST_PAD), MOG_WHY_MISSING, record, 2);
    assert_unknown(field(w, MOG_OP_LOAD_LIST, FIRST_PAD), MOG_WHY_MISSING, record, 2);
}

static void thresholds_count_back_from_the_clock(void **state)
{
    world *w = *state;
    mog_time month;
    assert_true(mog_time_subtract(&month, NOW, (mog_duration){.months = 1}));
    assert_int_equal(mog_machine_threshold(w->machine, NEVER_STALE), INT64_MIN);
    assert_int_equal(mog_machine_threshold(w->machine, TEN_DAYS), NOW - 10 * MOG_DAY);
    assert_int_equal(mog_machine_threshold(w->machine, ONE_MONTH), month);
    assert_int_equal(mog_machine_threshold(w->machine, FOR_EVER), INT64_MIN);
}

static void a_stale_record_says_nothing_but_when(void **state)
{
    world *w = *state;
    static const struct {
        mog_time observed;
        uint32_t threshold;
        bool stale;
    } cases[] = {
        {NOW, TEN_DAYS, false},
        {NOW - 10 * MOG_DAY, TEN_DAYS, false},
        {NOW - 10 * MOG_DAY - 1, TEN_DAYS, true},
        {NOW - 10 * MOG_DAY - 1, NEVER_STALE, false},
        {NOW - 10 * MOG_DAY - 1, ONE_MONTH, false},
        {NOW - 32 * MOG_DAY, ONE_MONTH, true},
        {0, FOR_EVER, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        clear_table(w);
        const mog_record *record = full_record(w, cases[i].observed);
        put_element(w, PLAIN, "", record);
        start_with_row(w, cases[i].threshold);
        emit(w, MOG_OP_LOAD_WORD, 2, 1, COUNT, 0);
        mog_value count = result(w, 2);
        if (cases[i].stale) assert_unknown(count, MOG_WHY_STALE, record, 0);
        else assert_int_equal(count.i, -5);
        start_with_row(w, cases[i].threshold);
        emit(w, MOG_OP_OBSERVED, 2, 0, 0, 0);
        assert_int_equal(result(w, 2).i, cases[i].observed);
        start_with_row(w, cases[i].threshold);
        emit(w, MOG_OP_IS_KNOWN, 2, 0, 0, 0);
        assert_int_equal(result(w, 2).i, !cases[i].stale);
    }
}

static void what_was_never_collected_is_unknown(void **state)
{
    world *w = *state;
    assert_unknown(field(w, MOG_OP_LOAD_WORD, COUNT), MOG_WHY_NEVER, NULL, 0);
    /* Even in a register that held an element before. */
    put_element(w, MANY, "anna", counted_record(w, "anna", 1, FRESH));
    start(w);
    emit(w, MOG_OP_LIST, 1, MANY, NEVER_STALE, 0);
    emit(w, MOG_OP_BEGIN, 2, 1, 0, 0);
    emit(w, MOG_OP_NEXT_RECORD, 0, 2, 0, 3);
    emit(w, MOG_OP_RECORD, 0, PLAIN, NEVER_STALE, 0);
    emit(w, MOG_OP_OBSERVED, 3, 0, 0, 0);
    assert_unknown(result(w, 3), MOG_WHY_NEVER, NULL, 3);
}

/* ---- lists of records */

static mog_value list(world *w, uint32_t threshold)
{
    start(w);
    emit(w, MOG_OP_LIST, 0, MANY, threshold, 0);
    return result(w, 0);
}

static void lists_are_known_as_the_census_says(void **state)
{
    world *w = *state;
    assert_unknown(list(w, TEN_DAYS), MOG_WHY_NEVER, NULL, 0);

    put_census(w, FRESH); /* names nothing */
    assert_true(list(w, TEN_DAYS).known);
    assert_int_equal(list(w, TEN_DAYS).n, 0);

    clear_table(w);
    put_census(w, OLD);
    assert_unknown(list(w, TEN_DAYS), MOG_WHY_STALE, w->current[MANY].census, 0);
    assert_true(list(w, NEVER_STALE).known);
    put_element(w, MANY, "anna", NULL); /* named only */
    assert_unknown(list(w, TEN_DAYS), MOG_WHY_STALE, w->current[MANY].census, 0);
    assert_int_equal(list(w, NEVER_STALE).n, 1);
    put_element(w, MANY, "bo", counted_record(w, "bo", 1, OLD - MOG_DAY)); /* a record, though stale */
    assert_int_equal(list(w, TEN_DAYS).n, 2);

    clear_table(w);
    put_census(w, FRESH);
    put_element(w, MANY, "anna", NULL);
    assert_int_equal(list(w, TEN_DAYS).n, 1);

    clear_table(w);
    put_element(w, MANY, "anna", counted_record(w, "anna", 1, OLD));
    assert_int_equal(list(w, TEN_DAYS).n, 1);
}

/* Calls `body` for what stands between NEXT and the jump back: r2 iterates, r3 is the element. Register 9 is kept through the loop. */
static void loop_over_records(world *w, uint32_t threshold, void (*body)(world *))
{
    emit(w, MOG_OP_LIST, 0, MANY, threshold, 0);
    emit(w, MOG_OP_BEGIN, 2, 0, 0, 0);
    uint32_t top = emit(w, MOG_OP_NEXT_RECORD, 3, 2, 0, 0);
    body(w);
    emit(w, MOG_OP_JUMP, 0, 0, 0, top);
    w->code[top].c = w->length;
}

static void append_item(world *w)
{
    emit(w, MOG_OP_COPY, 4, 3, 0, 0);
    emit(w, MOG_OP_ITEM, 5, 4, 0, 0);
    emit(w, MOG_OP_CONCAT, 9, 9, 5, 0);
}

static void append_whether_known(world *w)
{
    emit(w, MOG_OP_ROW, 4, 3, 0, 0);
    emit(w, MOG_OP_LOAD_WORD, 4, 4, COUNT, 0);
    emit(w, MOG_OP_FORMAT, 5, 4, FORMAT_INTEGER, 0);
    emit(w, MOG_OP_CONCAT, 9, 9, 5, 0);
}

static void append_observed(world *w)
{
    emit(w, MOG_OP_OBSERVED, 4, 3, 0, 0);
    emit(w, MOG_OP_FORMAT, 5, 4, FORMAT_INTEGER, 0);
    emit(w, MOG_OP_CONCAT, 9, 9, 5, 0);
}

static void elements_keep_their_names_when_they_know_nothing(void **state)
{
    world *w = *state;
    put_census(w, FRESH);
    put_element(w, MANY, "anna", counted_record(w, "anna", 4, FRESH));
    put_element(w, MANY, "bo", counted_record(w, "bo", 5, OLD));
    const mog_element *cia = put_element(w, MANY, "cia", NULL);
    void (*const bodies[])(world *) = {append_item, append_whether_known, append_observed};
    char observed[100];
    snprintf(observed, sizeof observed, "%lld%lld(unknown)", (long long)FRESH, (long long)OLD);
    const char *const expected[] = {"annabocia", "4(unknown)(unknown)", observed};
    for (int i = 0; i < 3; i++) {
        start(w);
        emit_constant(w, 9, text_of(""));
        loop_over_records(w, TEN_DAYS, bodies[i]);
        assert_string_equal(result(w, 9).text, expected[i]);
    }
    start(w);
    emit_constant(w, 9, text_of(""));
    emit_constant(w, 4, integer(0));
    loop_over_records(w, TEN_DAYS, append_whether_known);
    mog_value last = result(w, 4);
    assert_unknown(last, MOG_WHY_UNRECORDED, cia, 4);
}

static void nothing_is_walked_over_an_unknown_list(void **state)
{
    world *w = *state;
    start(w);
    emit_constant(w, 9, text_of("none"));
    loop_over_records(w, TEN_DAYS, append_item);
    assert_string_equal(result(w, 9).text, "none");
}

static void compare_count(world *w)
{
    emit(w, MOG_OP_ROW, 4, 3, 0, 0);
    emit(w, MOG_OP_LOAD_WORD, 4, 4, COUNT, 0);
    emit(w, MOG_OP_LT_WORD, 4, 10, 4, 0);
    emit(w, MOG_OP_OR, 9, 9, 4, 0);
}

/* `any x has x.count > 5`, over random records, against the definition. */
static void loops_decide_as_the_definition_says(void **state)
{
    world *w = *state;
    srand(1);
    for (int round = 0; round < 300; round++) {
        clear_table(w);
        put_census(w, FRESH);
        int size = rand() % 6;
        bool is_true = false, is_unknown = false;
        mog_why first = MOG_WHY_MISSING;
        for (int i = 0; i < size; i++) {
            int count = rand() % 7, what = rand() % 4;
            mog_record_builder b;
            const mog_record *record = what == 0   ? NULL
                                       : what == 1 ? counted_record(w, "x", count, OLD)
                                       : what == 2 ? end_record(w, begin_record(w, &b), "x", FRESH)
                                                   : counted_record(w, "x", count, FRESH);
            put_element(w, MANY, "x", record);
            is_true |= what == 3 && count > 5;
            if (what != 3 && !is_unknown) {
                first = what == 0 ? MOG_WHY_UNRECORDED : what == 1 ? MOG_WHY_STALE : MOG_WHY_MISSING;
                is_unknown = true;
            }
        }
        start(w);
        emit_constant(w, 9, truth(false));
        emit_constant(w, 10, integer(5));
        loop_over_records(w, TEN_DAYS, compare_count);
        mog_value value = result(w, 9);
        assert_int_equal(value.known, is_true || !is_unknown);
        if (value.known) assert_int_equal(value.i, is_true);
        else assert_int_equal(value.why, first);
    }
}

/* ---- lists and sets inside a record */

/* r6 = the element or row in the list or set field `slot`, r9 is carried along. */
static void loop_over_field(world *w, mog_opcode load, mog_opcode next, uint32_t slot, void (*body)(world *))
{
    start(w);
    emit_constant(w, 7, integer(0));
    emit_constant(w, 9, integer(0));
    emit(w, MOG_OP_RECORD, 0, PLAIN, NEVER_STALE, 0);
    emit(w, MOG_OP_ROW, 1, 0, 0, 0);
    emit(w, load, 2, 1, slot, w->volume.size);
    emit(w, MOG_OP_BEGIN, 3, 2, 0, 0);
    uint32_t top = emit(w, next, 6, 3, 0, 0);
    body(w);
    emit(w, MOG_OP_JUMP, 0, 0, 0, top);
    w->code[top].c = w->length;
}

static void add_size(world *w)
{
    emit(w, MOG_OP_LOAD_WORD, 7, 6, VOLUME_SIZE, 0);
    uint32_t jump = emit(w, MOG_OP_JUMP_UNKNOWN, 0, 7, 0, 0);
    emit(w, MOG_OP_ADD_INTEGER, 9, 9, 7, 0);
    w->code[jump].c = w->length;
}

static void add_word(world *w)
{
    emit(w, MOG_OP_ADD_INTEGER, 9, 9, 6, 0);
}

static void add_length(world *w)
{
    emit(w, MOG_OP_LENGTH, 7, 6, 0, 0);
    emit(w, MOG_OP_ADD_INTEGER, 9, 9, 7, 0);
}

static void keep(world *w)
{
    emit(w, MOG_OP_COPY, 9, 6, 0, 0);
}

static void rows_and_sets_are_walked(void **state)
{
    world *w = *state;
    const mog_record *record = full_record(w, FRESH);
    put_element(w, PLAIN, "", record);
    loop_over_field(w, MOG_OP_LOAD_LIST, MOG_OP_NEXT_ROW, VOLUMES, add_size);
    assert_int_equal(result(w, 9).i, 30);
    mog_value last = (loop_over_field(w, MOG_OP_LOAD_LIST, MOG_OP_NEXT_ROW, VOLUMES, add_size), result(w, 7));
    assert_unknown(last, MOG_WHY_MISSING, record, 7); /* the last volume has no size, and the record is to blame */
    loop_over_field(w, MOG_OP_LOAD_SET, MOG_OP_NEXT_WORD, CODES, add_word);
    assert_int_equal(result(w, 9).i, 42);
    loop_over_field(w, MOG_OP_LOAD_SET, MOG_OP_NEXT_TEXT, TAGS, add_length);
    assert_int_equal(result(w, 9).i, 7);
    loop_over_field(w, MOG_OP_LOAD_SET, MOG_OP_NEXT_DURATION, TERMS, keep);
    mog_value term = result(w, 9);
    assert_int_equal(term.i, MOG_DAY);
    assert_int_equal(term.n, 0);
}

static void membership_is_told(void **state)
{
    world *w = *state;
    put_element(w, PLAIN, "", full_record(w, FRESH));
    const struct {
        mog_opcode op;
        uint32_t set;
        mog_value value;
        bool is_member;
    } cases[] = {
        {MOG_OP_SET_HAS_WORD, CODES, integer(7), true},
        {MOG_OP_SET_HAS_WORD, CODES, integer(21), true},
        {MOG_OP_SET_HAS_WORD, CODES, integer(8), false},
        {MOG_OP_SET_HAS_TEXT, TAGS, text_of("blue"), true},
        {MOG_OP_SET_HAS_TEXT, TAGS, text_of("blu"), false},
        {MOG_OP_SET_HAS_DURATION, TERMS, span(0, MOG_DAY), true},
        {MOG_OP_SET_HAS_DURATION, TERMS, span(0, 5), false},
        {MOG_OP_SET_HAS_DURATION, TERMS, span(0, MOG_MONTH_NOMINAL), true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start_with_row(w, NEVER_STALE);
        emit(w, MOG_OP_LOAD_SET, 2, 1, cases[i].set, 0);
        emit_constant(w, 3, cases[i].value);
        emit(w, cases[i].op, 4, 3, 2, 0);
        assert_int_equal(result(w, 4).i, cases[i].is_member);
    }
}

static void loops_stand_inside_loops(void **state)
{
    world *w = *state;
    for (int i = 0; i < 5; i++) put_element(w, MANY, "x", counted_record(w, "x", i, FRESH));
    start(w);
    emit_constant(w, 9, integer(0));
    emit(w, MOG_OP_LIST, 0, MANY, TEN_DAYS, 0);
    emit(w, MOG_OP_BEGIN, 1, 0, 0, 0);
    uint32_t outer = emit(w, MOG_OP_NEXT_RECORD, 2, 1, 0, 0);
    emit(w, MOG_OP_ROW, 3, 2, 0, 0);
    emit(w, MOG_OP_LOAD_WORD, 4, 3, COUNT, 0);
    emit(w, MOG_OP_BEGIN, 5, 0, 0, 0);
    uint32_t inner = emit(w, MOG_OP_NEXT_RECORD, 6, 5, 0, 0);
    emit(w, MOG_OP_ROW, 7, 6, 0, 0);
    emit(w, MOG_OP_LOAD_WORD, 7, 7, COUNT, 0);
    emit(w, MOG_OP_MULTIPLY_INTEGER, 8, 4, 7, 0);
    emit(w, MOG_OP_ADD_INTEGER, 9, 9, 8, 0);
    emit(w, MOG_OP_JUMP, 0, 0, 0, inner);
    w->code[inner].c = w->length;
    emit(w, MOG_OP_JUMP, 0, 0, 0, outer);
    w->code[outer].c = w->length;
    assert_int_equal(result(w, 9).i, 10 * 10);
}

/* ---- traces */

static void a_trace_tells_each_value_and_its_record(void **state)
{
    world *w = *state;
    const mog_element *anna = put_element(w, MANY, "anna", counted_record(w, "anna", 4, FRESH));
    const mog_element *bo = put_element(w, MANY, "bo", counted_record(w, "bo", 6, OLD));
    start(w);
    emit_constant(w, 9, truth(false));
    emit_constant(w, 10, integer(5));
    loop_over_records(w, TEN_DAYS, compare_count);
    emit(w, MOG_OP_TAINT, 10, 9, 0, 0);
    assert_false(result(w, 9).known);
    static const struct {
        uint32_t at;
        char whose; /* element: upper case; record only: lower case */
        bool known;
    } expected[] = {
        {0, '-', true},   {1, '-', true},                                                     /* constants */
        {2, '-', true},                                                                       /* the list; not BEGIN */
        {4, 'A', true},   {5, 'a', true},  {6, 'a', true},  {7, '-', true},  {8, '-', true},  /* anna */
        {4, 'B', false},  {5, '-', false}, {6, '-', false}, {7, '-', false}, {8, '-', false}, /* bo, stale */
        {10, '-', false},                                                                     /* tainted */
    };
    assert_int_equal(w->step_count, sizeof expected / sizeof expected[0]);
    for (uint32_t i = 0; i < w->step_count; i++) {
        const mog_trace_step *step = &w->steps[i];
        assert_int_equal(step->at, expected[i].at);
        assert_int_equal(w->step_values[i].known, expected[i].known);
        char whose = expected[i].whose;
        assert_ptr_equal(step->element, whose == 'A' ? anna : whose == 'B' ? bo : NULL);
        assert_ptr_equal(step->record, whose == '-' ? NULL : whose == 'B' ? bo->record : anna->record);
    }
    assert_int_equal(w->step_values[5].i, 4);
    assert_ptr_equal(w->step_values[13].at, bo->record);
    assert_int_equal(w->step_values[13].n, 4); /* NEXT_RECORD found it stale */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_are_read),
        TEST(thresholds_count_back_from_the_clock),
        TEST(a_stale_record_says_nothing_but_when),
        TEST(what_was_never_collected_is_unknown),
        TEST(lists_are_known_as_the_census_says),
        TEST(elements_keep_their_names_when_they_know_nothing),
        TEST(nothing_is_walked_over_an_unknown_list),
        TEST(loops_decide_as_the_definition_says),
        TEST(rows_and_sets_are_walked),
        TEST(membership_is_told),
        TEST(loops_stand_inside_loops),
        TEST(a_trace_tells_each_value_and_its_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

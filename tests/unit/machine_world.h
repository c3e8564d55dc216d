/* machine_world.h: a policy, a table of records and an assembler, for the tests of the machine. Every program is verified, run, and
 * run once more with tracing, which must not change anything.
 */
#ifndef MOG_TESTS_UNIT_MACHINE_WORLD_H
#define MOG_TESTS_UNIT_MACHINE_WORLD_H

#include "engine/vm/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define NOW (INT64_C(1800000000) * MOG_SECOND)

/* Fields of both kinds; with `pad` the layout has 70 fields, so that those at the end lie in the second presence word. */
enum { FLAG, COUNT, RATE, NAME, AT, AGE, VOLUMES, TAGS, CODES, TERMS, FIRST_PAD, LAST_FIELD = 69, FIELDS = 70 };
enum { VOLUME_NAME, VOLUME_SIZE, VOLUME_FIELDS };
enum { PLAIN, MANY, KINDS };
enum { NEVER_STALE, TEN_DAYS, ONE_MONTH, FOR_EVER, THRESHOLDS };
enum { REGEX_SVC, REGEX_SLOW, REGEXES };
enum { FORMAT_INTEGER, FORMAT_PERCENT, FORMAT_TEXT, FORMATS };
enum { FUNCTION_NUMBER, FUNCTION_TEXT, FUNCTION_INTEGER, FUNCTIONS };

typedef struct world {
    mog_arena *arena;
    mog_field fields[FIELDS], volume_fields[VOLUME_FIELDS];
    mog_row volume;
    mog_kind plain, many;
    const mog_kind *kinds[KINDS];
    mog_value constants[256];
    mog_duration thresholds[THRESHOLDS];
    mog_regex regexes[REGEXES];
    mog_format formats[FORMATS];
    mog_function_use functions[FUNCTIONS];
    mog_policy policy;
    mog_current current[KINDS];
    mog_element elements[KINDS][64];
    mog_subject_table table;
    mog_machine *machine;
    /* the program, and what it said */
    mog_instruction code[512];
    uint32_t length;
    mog_text said[256];
    uint32_t said_count;
    mog_trace_step steps[4096];
    mog_value step_values[4096];
    uint32_t step_count;
    /* what the next call of a function does */
    bool call_fails;
    mog_value call_result;
    uint32_t called, called_function;
    mog_value called_with[6];
} world;

/* ---- values */

static inline mog_value truth(bool b)
{
    return (mog_value){.i = b, .known = 1};
}
static inline mog_value integer(int64_t i)
{
    return (mog_value){.i = i, .known = 1};
}
static inline mog_value number(double d)
{
    return (mog_value){.d = d, .known = 1};
}
static inline mog_value text_of(const char *t)
{
    return (mog_value){.text = t, .n = (uint32_t)strlen(t), .known = 1};
}
static inline mog_value span(int32_t months, int64_t ns)
{
    return (mog_value){.i = ns, .n = (uint32_t)months, .known = 1};
}

/* An unknown that can be told from others: `mark` stands for the instruction. */
static inline mog_value unknown(uint32_t mark)
{
    return (mog_value){.n = mark, .why = MOG_WHY_MISSING};
}

static inline bool same_value(const mog_value *a, const mog_value *b)
{
    return a->i == b->i && a->n == b->n && a->width == b->width && a->known == b->known && a->why == b->why;
}

/* ---- the world */

static bool answer(void *context, uint32_t index, const mog_value *arguments, mog_value *result, mog_arena *scratch,
                   char *detail, size_t detail_size)
{
    (void)scratch;
    world *w = context;
    w->called++;
    w->called_function = index;
    memcpy(w->called_with, arguments, w->functions[index].argument_count * sizeof *arguments);
    if (w->call_fails) {
        strncpy(detail, "it was not in the mood", detail_size);
        return false;
    }
    *result = w->call_result;
    return true;
}

static inline void lay_out(mog_row *row, const mog_field *fields, uint32_t count)
{
    uint32_t words = (count + 63) / 64;
    *row = (mog_row){.fields = fields, .count = count, .words = words, .size = 8 * (words + count)};
}

static inline world *world_new(void)
{
    static const mog_type_tag tags[] = {
        [FLAG] = MOG_TYPE_BOOL, [COUNT] = MOG_TYPE_INTEGER, [RATE] = MOG_TYPE_NUMBER,  [NAME] = MOG_TYPE_TEXT,
        [AT] = MOG_TYPE_TIME,   [AGE] = MOG_TYPE_DURATION,  [VOLUMES] = MOG_TYPE_LIST, [TAGS] = MOG_TYPE_SET,
        [CODES] = MOG_TYPE_SET, [TERMS] = MOG_TYPE_SET,
    };
    mog_arena *arena = mog_arena_new();
    world *w = mog_take(arena, world);
    w->arena = arena;
    for (int i = 0; i < FIELDS; i++) {
        w->fields[i].path = mog_text_of(mog_arena_format(arena, "field%d", i));
        w->fields[i].type.tag = i < FIRST_PAD ? tags[i] : MOG_TYPE_INTEGER;
    }
    w->fields[VOLUMES].type.row = &w->volume;
    w->fields[TAGS].type.element = MOG_TYPE_TEXT;
    w->fields[CODES].type.element = MOG_TYPE_INTEGER;
    w->fields[TERMS].type.element = MOG_TYPE_DURATION;
    w->volume_fields[VOLUME_NAME] = (mog_field){.path = MOG_TEXT("name"), .type.tag = MOG_TYPE_TEXT};
    w->volume_fields[VOLUME_SIZE] = (mog_field){.path = MOG_TEXT("size"), .type.tag = MOG_TYPE_INTEGER};
    lay_out(&w->volume, w->volume_fields, VOLUME_FIELDS);
    w->plain = (mog_kind){.name = MOG_TEXT("backup"), .index = PLAIN};
    w->many = (mog_kind){.name = MOG_TEXT("account"), .many = true, .index = MANY};
    lay_out(&w->plain.row, w->fields, FIELDS);
    lay_out(&w->many.row, w->fields, FIELDS);
    w->kinds[PLAIN] = &w->plain;
    w->kinds[MANY] = &w->many;
    w->thresholds[TEN_DAYS].ns = 10 * MOG_DAY;
    w->thresholds[ONE_MONTH].months = 1;
    w->thresholds[FOR_EVER].months = 12 * 5000;
    w->regexes[REGEX_SVC] = (mog_regex){MOG_TEXT("^svc[-_]"), true};
    w->regexes[REGEX_SLOW] = (mog_regex){MOG_TEXT("(a+)+$"), false};
    w->formats[FORMAT_INTEGER].type.tag = MOG_TYPE_INTEGER;
    w->formats[FORMAT_PERCENT] = (mog_format){.type.tag = MOG_TYPE_NUMBER, .percent = true};
    w->formats[FORMAT_TEXT].type.tag = MOG_TYPE_TEXT;
    static const mog_type_tag results[] = {MOG_TYPE_NUMBER, MOG_TYPE_TEXT, MOG_TYPE_INTEGER};
    for (int i = 0; i < FUNCTIONS; i++) {
        w->functions[i] = (mog_function_use){.plugin = MOG_TEXT("demo"),
                                             .name = MOG_TEXT("f"),
                                             .result = results[i],
                                             .argument_count = 2,
                                             .arguments = {MOG_TYPE_TEXT, MOG_TYPE_INTEGER}};
    }
    w->policy = (mog_policy){.arena = arena,
                             .kinds = w->kinds,
                             .kind_count = KINDS,
                             .constants = w->constants,
                             .thresholds = w->thresholds,
                             .threshold_count = THRESHOLDS,
                             .regexes = w->regexes,
                             .regex_count = REGEXES,
                             .formats = w->formats,
                             .format_count = FORMATS,
                             .functions = w->functions,
                             .function_count = FUNCTIONS};
    for (int i = 0; i < KINDS; i++) w->current[i].elements = w->elements[i];
    w->table = (mog_subject_table){
        .subject = MOG_TEXT("system:hr"), .type = MOG_TEXT("system"), .tail = MOG_TEXT("hr"), .kinds = w->current};
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_machine_new(&w->machine, &w->policy, NOW, answer, w, &err), MOG_OK);
    return w;
}

static inline void world_free(world *w)
{
    mog_machine_free(w->machine);
    mog_arena_free(w->arena);
}

/* ---- records: begun, filled by mog_record_put_…, and put into the table */

static inline mog_record_builder *begin_record(world *w, mog_record_builder *builder)
{
    *builder = (mog_record_builder){0};
    mog_record_begin(builder, &w->many, false);
    return builder;
}

/* Ends the record; it is put at an odd address, since records may lie at any. */
static inline const mog_record *end_record(world *w, mog_record_builder *builder, const char *item, mog_time observed)
{
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_record_finish(builder, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("test"),
                                       MOG_ASSURANCE_MEASURED, observed, &err),
                     MOG_OK);
    char *at = mog_arena_take(w->arena, builder->bytes.size + 1);
    memcpy(at + 1, builder->bytes.at, builder->bytes.size);
    mog_record_builder_free(builder);
    return (const mog_record *)(at + 1);
}

/* `record` NULL: an item that the census names and that nothing is recorded of. */
static inline const mog_element *put_element(world *w, int kind, const char *item, const mog_record *record)
{
    mog_element *e = &w->elements[kind][w->current[kind].count++];
    *e = (mog_element){.record = record, .row = record ? mog_record_row(record) : NULL, .item = mog_text_of(item)};
    return e;
}

static inline const mog_record *counted_record(world *w, const char *item, int64_t count, mog_time observed)
{
    mog_record_builder b;
    begin_record(w, &b);
    mog_record_put_word(&b, &w->many.row, mog_record_first_row(), COUNT, (uint64_t)count);
    return end_record(w, &b, item, observed);
}

static inline void put_census(world *w, mog_time observed)
{
    mog_record_builder b = {0};
    mog_record_begin(&b, &w->many, true);
    mog_record_put_census(&b, NULL, 0);
    w->current[MANY].census = end_record(w, &b, "", observed);
}

static inline void clear_table(world *w)
{
    for (int i = 0; i < KINDS; i++) {
        w->current[i].count = 0;
        w->current[i].census = NULL;
    }
}

/* ---- the assembler */

/* Appends an instruction and returns its number. */
static inline uint32_t emit(world *w, mog_opcode op, uint32_t dst, uint32_t a, uint32_t b, uint32_t c)
{
    w->code[w->length] = (mog_instruction){.op = (uint16_t)op, .dst = (uint16_t)dst, .a = a, .b = b, .c = c};
    return w->length++;
}

/* r[dst] = a constant. */
static inline uint32_t emit_constant(world *w, uint32_t dst, mog_value value)
{
    w->constants[w->policy.constant_count] = value;
    return emit(w, MOG_OP_CONST, dst, 0, w->policy.constant_count++, 0);
}

static inline void start(world *w)
{
    w->length = 0;
    w->policy.constant_count = 0;
}

static inline void note_finding(void *context, mog_text finding)
{
    world *w = context;
    if (w->said_count < 256) w->said[w->said_count++] = finding;
}

static inline void note_step(void *context, const mog_trace_step *step)
{
    world *w = context;
    if (w->step_count == 4096) return;
    w->step_values[w->step_count] = *step->value;
    w->steps[w->step_count++] = *step;
}

static inline mog_outcome execute(world *w)
{
    mog_code code = {.at = w->code, .count = w->length, .registers = 32};
    mog_error err = MOG_ERROR_NONE;
    if (mog_code_verify(&w->policy, &code, &err)) fail_msg("%s", err.message);
    mog_outcome plain, traced;
    uint32_t said;
    w->said_count = w->step_count = w->called = 0;
    mog_machine_run(&plain, w->machine, &code, &w->table, note_finding, w);
    said = w->said_count;
    mog_machine_trace(&traced, w->machine, &code, &w->table, note_finding, w, note_step, w);
    assert_int_equal(w->said_count, said < 128 ? 2 * said : w->said_count);
    w->said_count = said;
    assert_int_equal(traced.fault, plain.fault);
    assert_int_equal(traced.at, plain.at);
    assert_string_equal(traced.detail, plain.detail);
    assert_int_equal(traced.value.known, plain.value.known);
    assert_int_equal(traced.value.n, plain.value.n);
    return plain;
}

/* op r2 from r0 (and r1). */
static inline mog_outcome apply(world *w, mog_opcode op, mog_value a, mog_value b)
{
    start(w);
    emit_constant(w, 0, a);
    emit_constant(w, 1, b);
    emit(w, op, 2, 0, 1, 0);
    emit(w, MOG_OP_END, 0, 2, 0, 0);
    return execute(w);
}

#endif

/* Programs that the checker passes, made by chance from the input, on worlds made from it: the machine says what a walk over the tree says, twice the
 * same, and with tracing too. */
#include "tests/unit/walk_stage.h"

#define PROGRAMS 3

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ignore_step(void *context, const mog_trace_step *step)
{
    (void)context;
    demand(step->value != NULL, "a step without a value");
}

static void check(stage *s, uint32_t rule, const walk_world *world, const walk_node *program)
{
    walker w = {.world = world};
    walk_value v = walk(&w, program);
    char expected = w.failed ? 'E' : !v.known ? '?' : v.i ? 'T' : 'F';
    mog_outcome traced;
    demand(run(s, rule) == expected && run(s, rule) == expected, "the machine and the walk do not agree");
    mog_machine_trace(&traced, s->machine, &s->policy->rules[rule].condition, &s->table, NULL, NULL, ignore_step, NULL);
    demand((traced.fault != MOG_FAULT_NONE) == (expected == 'E'), "tracing changes the outcome");
    mog_machine_reset(s->machine);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dice d = {
        .state = UINT64_C(0x9E3779B97F4A7C15) + size, .bytes = bytes, .byte_count = size, .arena = mog_arena_new()};
    walk_node *programs[PROGRAMS];
    walk_world world;
    mog_buffer text = {0};
    stage s;
    any_world(&d, &world);
    begin_text(&text);
    for (int i = 0; i < PROGRAMS; i++) {
        programs[i] = any_node(&d, W_BOOL, 2 + under(&d, 4));
        write_rule(&text, i, programs[i]);
    }
    mog_buffer_format(&text, "}\n");
    open_stage(&s, &text, PROGRAMS);
    set_stage(&s, &world);
    for (uint32_t i = 0; i < PROGRAMS; i++) check(&s, i, &world, programs[i]);
    close_stage(&s);
    mog_buffer_free(&text);
    mog_arena_free(d.arena);
    return 0;
}

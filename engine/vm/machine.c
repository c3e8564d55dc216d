#include "engine/vm/machine.h"

#include "engine/vm/run.h"

#include <stdlib.h>

#include "engine/vm/loop.inc.h"

const char *mog_fault_text(mog_fault fault)
{
    static const char *const texts[] = {
#define F(tag, text) text,
        MOG_FAULTS(F)
#undef F
    };
    return texts[fault];
}

/* The instant before which a record is stale. A threshold so long that it leads out of the calendar makes nothing stale. */
static mog_time stale_before(const mog_policy *policy, uint32_t threshold, mog_time clock)
{
    static const mog_duration zero;
    mog_time instant;
    if (threshold == 0) return INT64_MIN;
    if (mog_time_subtract(&instant, clock, policy->thresholds[threshold])) return instant;
    return mog_duration_compare(policy->thresholds[threshold], zero) < 0 ? INT64_MAX : INT64_MIN;
}

void mog_machine_fit(mog_machine *machine, uint32_t registers)
{
    if (registers <= machine->capacity) return;
    machine->registers = mog_reallocate(machine->registers, registers * sizeof *machine->registers);
    machine->cursors = mog_reallocate(machine->cursors, registers * sizeof *machine->cursors);
    /* Written before they are read on every path, except that a cursor that nothing needs is copied along. */
    for (uint32_t i = machine->capacity; i < registers; i++) {
        machine->registers[i] = (mog_value){0};
        machine->cursors[i] = (mog_cursor){0};
    }
    machine->capacity = registers;
}

static uint32_t most_registers(const mog_policy *policy)
{
    uint32_t most = 16;
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const mog_rule *rule = &policy->rules[i];
        const mog_code *blocks[] = {&rule->where, &rule->condition, &rule->target, &rule->findings, &rule->findings_sv};
        for (size_t k = 0; k < sizeof blocks / sizeof blocks[0]; k++) {
            if (blocks[k]->registers > most) most = blocks[k]->registers;
        }
    }
    return most;
}

mog_status mog_machine_new(mog_machine **out, const mog_policy *policy, mog_time clock, mog_call *call,
                           void *call_context, mog_error *err)
{
    *out = NULL;
    mog_matcher *matcher;
    mog_status status = mog_matcher_new(&matcher, policy->regexes, policy->regex_count, err);
    if (status) return status;
    mog_machine *m = mog_allocate(sizeof *m);
    *m = (mog_machine){
        .policy = policy,
        .clock = clock,
        .stale_before = mog_allocate(policy->threshold_count * sizeof *m->stale_before),
        .call = call,
        .call_context = call_context,
        .matcher = matcher,
        .scratch = mog_arena_new(),
    };
    for (uint32_t i = 0; i < policy->threshold_count; i++) m->stale_before[i] = stale_before(policy, i, clock);
    mog_machine_fit(m, most_registers(policy));
    *out = m;
    return MOG_OK;
}

void mog_machine_free(mog_machine *machine)
{
    if (!machine) return;
    free(machine->stale_before);
    mog_matcher_free(machine->matcher);
    mog_arena_free(machine->scratch);
    mog_buffer_free(&machine->buffer);
    free(machine->registers);
    free(machine->cursors);
    free(machine->reached);
    free(machine);
}

mog_time mog_machine_threshold(const mog_machine *machine, uint32_t index)
{
    return machine->stale_before[index];
}

void mog_machine_reach(mog_machine *machine, const mog_others *others)
{
    machine->others = others;
}

void mog_machine_reset(mog_machine *machine)
{
    mog_arena_reset(machine->scratch);
    if (!machine->others) return;
    machine->reached_count = 0;
    machine->others->begin(machine->others->context);
}

const mog_other *const *mog_machine_reached(const mog_machine *machine, size_t *count)
{
    *count = machine->reached_count;
    return machine->reached;
}

void mog_machine_forget(mog_machine *machine)
{
    machine->reached_count = 0;
}

void mog_machine_run(mog_outcome *out, mog_machine *machine, const mog_code *code, const mog_subject_table *table,
                     mog_say *say, void *say_context)
{
    run(out, machine, code, table, say, say_context);
}

/* What a child of an assessment opens, in this order: the store (or the evidence in memory), the machine, and last the code of others. */
#include "engine/assess/process.h"
#include "engine/assess/worker.h"

/* Tells the supervisor that foreign code runs. */
static bool watched_call(void *context, uint32_t index, const mog_value *arguments, mog_value *result,
                         mog_arena *scratch, char *detail, size_t detail_size)
{
    mog_bench *bench = context;
    mog_watch *watch = bench->watch;
    if (!watch) return mog_library_call(bench->library, index, arguments, result, scratch, detail, detail_size);
    atomic_store_explicit(&watch->function, index, memory_order_relaxed);
    atomic_store_explicit(&watch->called_rule, atomic_load(&watch->rule), memory_order_relaxed);
    atomic_store_explicit(&watch->called_ever, 1, memory_order_relaxed);
    atomic_store(&watch->phase, MOG_PHASE_CALL);
    bool done = mog_library_call(bench->library, index, arguments, result, scratch, detail, detail_size);
    atomic_store(&watch->phase, MOG_PHASE_RULE);
    return done;
}

static mog_status meet_neighbours(mog_bench *bench, const mog_plan *plan, mog_error *err)
{
    mog_time clock = plan->options.clock;
    mog_status status = MOG_OK;
    bench->relations = plan->relations;
    if (!plan->relations.at) {
        bench->arena = mog_arena_new();
        mog_relations_begin(&bench->relations, bench->arena, plan->policy);
        status = mog_relations_read(&bench->relations, bench->arena, plan->policy, bench->snapshot, clock, err);
    }
    mog_neighbours_begin(&bench->neighbours, plan->policy, bench->snapshot, bench->reader, &bench->relations, clock);
    mog_machine_reach(bench->machine, &bench->neighbours.others);
    return status;
}

mog_status mog_bench_check(const mog_bench *bench, mog_error *err)
{
    if (!bench->neighbours.status) return MOG_OK;
    *err = bench->neighbours.err;
    return bench->neighbours.status;
}

mog_status mog_bench_open(mog_bench *bench, const mog_plan *plan, mog_watch *watch, mog_error *err)
{
    mog_status status;
    *bench = (mog_bench){.watch = watch};
    if (plan->options.memory) {
        bench->snapshot = mog_memory_snapshot(plan->options.memory);
    } else {
        if ((status = mog_store_open(&bench->store, plan->store, false, err))) return status;
        if ((status = mog_snapshot_begin(&bench->snapshot, bench->store, plan->until, err))) return status;
    }
    status = mog_current_reader_new(&bench->reader, plan->policy, bench->snapshot, plan->options.clock, err);
    if (status) return status;
    bool calls = plan->policy->function_count > 0;
    status =
        mog_machine_new(&bench->machine, plan->policy, plan->options.clock, calls ? watched_call : NULL, bench, err);
    if (!status && plan->policy->reaches_others) status = meet_neighbours(bench, plan, err);
    if (status || !calls) return status;

    if (watch) atomic_store(&watch->phase, MOG_PHASE_LOAD);
    if ((status = mog_library_load(&bench->library, plan->host, plan->policy, err))) return status;
    /* From here on, what the process takes is on account of the plugins; the store's map is not. */
    static volatile uint32_t nobody;
    mog_process_limit_memory(plan->options.memory_limit, watch ? &watch->exhausted : &nobody);
    return MOG_OK;
}

void mog_bench_close(mog_bench *bench)
{
    if (bench->neighbours.arena) mog_neighbours_end(&bench->neighbours);
    mog_arena_free(bench->arena);
    if (bench->machine) mog_machine_free(bench->machine);
    if (bench->reader) mog_current_reader_free(bench->reader);
    if (bench->snapshot) mog_snapshot_end(bench->snapshot);
    mog_store_close(bench->store);
    mog_library_free(bench->library);
}

/* The supervisor: starts workers, takes what they send, and finds out what became of one that ended.
 *
 * This process never opens the store and never runs a plugin; it holds results and little else. How the end of a worker is read:
 *
 *     in a plugin's function, or late in a rule    that rule on that subject is an error; a new worker goes on past it
 *     later, on the same subject                   a function has damaged the process: the last rule that called one is an error
 *     later still, on another subject              the subject is tried once more in a new worker
 *     otherwise                                    the store could not be read
 */
#include "engine/assess/assess.h"

#include "engine/assess/collect.h"
#include "engine/assess/process.h"
#include "engine/assess/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define MOST_JOBS 256u
#define MOST_CLAIM 16u
#define PATIENCE 100 /* ms between looks at the watches */

typedef struct seat { /* of one worker at a time */
    pid_t pid;        /* 0: empty */
    mog_stream stream;
    mog_watch *watch;
    mog_work work;
    uint32_t ticks; /* as last seen */
    int64_t since;  /* when they were first seen so */
} seat;

typedef struct supervisor {
    mog_plan plan;
    mog_collection collection;
    mog_shared *shared;
    size_t shared_size;
    seat *seats;
    uint32_t jobs;
    uint32_t *skip_of;
    mog_skip *skips;
    size_t skip_count, skip_capacity;
    uint8_t *retried; /* by subject */
    mog_error *err;
} supervisor;

static mog_status prepare(supervisor *s)
{
    uint32_t subjects = s->plan.subject_count;
    uint32_t jobs = s->plan.options.jobs ? s->plan.options.jobs : mog_core_count();
    if (jobs > MOST_JOBS) jobs = MOST_JOBS;
    if (jobs > subjects) jobs = subjects;
    s->jobs = jobs;
    s->shared_size = sizeof *s->shared + jobs * sizeof(mog_watch);
    void *shared = mmap(NULL, s->shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return mog_fail_errno(s->err, errno, "cannot share memory with the workers");
    s->shared = shared;
    s->seats = mog_take_array(s->plan.arena, seat, jobs);
    s->skip_of = mog_take_array(s->plan.arena, uint32_t, subjects);
    s->retried = mog_take_array(s->plan.arena, uint8_t, subjects);
    uint32_t claim = jobs ? subjects / (jobs * 8) : 1;
    claim = claim < 1 ? 1 : claim > MOST_CLAIM ? MOST_CLAIM : claim;
    for (uint32_t j = 0; j < jobs; j++) {
        s->seats[j].watch = &s->shared->watches[j];
        s->seats[j].work =
            (mog_work){.plan = &s->plan, .shared = s->shared, .claim = claim, .done = s->collection.done};
    }
    return MOG_OK;
}

static mog_status start(supervisor *s, seat *at, uint32_t low, uint32_t high)
{
    int fd;
    mog_watch *watch = at->watch;
    atomic_store(&watch->phase, MOG_PHASE_START);
    atomic_store(&watch->called_rule, UINT32_MAX);
    atomic_store(&watch->called_ever, 0);
    atomic_store(&watch->subject, UINT32_MAX);
    atomic_store(&watch->low, low);
    atomic_store(&watch->high, high);
    watch->exhausted = 0;
    at->work.watch = watch;
    at->work.low = low;
    at->work.high = high;
    at->work.skip_of = s->skip_of;
    at->work.skips = s->skips;
    mog_status status = mog_process_start(&at->pid, &fd, mog_worker_run, &at->work, s->err);
    if (status) {
        at->pid = 0;
        return status;
    }
    mog_stream_begin(&at->stream, &s->plan, fd);
    at->ticks = atomic_load(&watch->ticks);
    at->since = mog_monotonic();
    return MOG_OK;
}

static void leave(seat *at)
{
    mog_stream_end(&at->stream);
    at->pid = 0;
}

static void kill_all(supervisor *s)
{
    for (uint32_t j = 0; j < s->jobs; j++) {
        if (s->seats[j].pid == 0) continue;
        mog_process_kill(s->seats[j].pid);
        leave(&s->seats[j]);
    }
}

/* ---- the end of a worker that did not say goodbye */

typedef enum end { END_DIED, END_LATE, END_BABBLED } end;

static bool is_skipped(const supervisor *s, uint32_t rule, uint32_t subject)
{
    for (uint32_t i = s->skip_of[subject]; i; i = s->skips[i - 1].next)
        if (s->skips[i - 1].rule == rule) return true;
    return false;
}

static void describe(char *en, char *sv, size_t size, const supervisor *s, const seat *at, end how, int wait_status)
{
    char why[64], why_sv[64];
    int64_t milliseconds = s->plan.options.call_limit / 1000000;
    long long limit = (long long)(s->plan.options.memory_limit >> 20);
    bool exhausted =
        at->watch->exhausted || (how == END_DIED && WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == MOG_SYSTEM);
    mog_process_describe(why, why_sv, sizeof why, wait_status);
    if (how == END_LATE) {
        snprintf(en, size, "took longer than %g s and was ended", (double)milliseconds / 1000);
        snprintf(sv, size, "tog längre tid än %g s och avbröts", (double)milliseconds / 1000);
    } else if (how == END_BABBLED) {
        snprintf(en, size, "damaged the worker process");
        snprintf(sv, size, "skadade arbetsprocessen");
    } else if (exhausted) {
        snprintf(en, size, "used up its memory, %lld MiB, and ended the worker process (%s)", limit, why);
        snprintf(sv, size, "förbrukade sitt minne, %lld MiB, och avslutade arbetsprocessen (%s)", limit, why_sv);
    } else {
        snprintf(en, size, "ended the worker process (%s)", why);
        snprintf(sv, size, "avslutade arbetsprocessen (%s)", why_sv);
    }
}

/* The function that was at fault, by name; or the rule, where none was running. */
static void name_culprit(char *en, char *sv, size_t size, const supervisor *s, const seat *at, bool in_function)
{
    uint32_t function = atomic_load(&at->watch->function);
    if (!in_function || function >= s->plan.policy->function_count) {
        snprintf(en, size, "the rule");
        snprintf(sv, size, "regeln");
        return;
    }
    const mog_function_use *use = &s->plan.policy->functions[function];
    char name[128];
    snprintf(name, sizeof name, "%.*s.%.*s", (int)use->plugin.size, use->plugin.at, (int)use->name.size, use->name.at);
    snprintf(en, size, "the function %s", name);
    snprintf(sv, size, "funktionen %s", name);
}

/* Marks the rule as an error on the subject. False: it cannot have been. */
static bool blame(supervisor *s, const seat *at, uint32_t rule, bool in_function, end how, int wait_status)
{
    char who[160], who_sv[160], what[160], what_sv[160];
    size_t place;
    uint32_t subject = atomic_load(&at->watch->subject);
    if (!mog_plan_place(&place, &s->plan, rule, subject)) return false;
    if (s->collection.done[subject] || is_skipped(s, rule, subject)) return false;
    name_culprit(who, who_sv, sizeof who, s, at, in_function);
    describe(what, what_sv, sizeof what, s, at, how, wait_status);
    MOG_PUSH(s->skips, s->skip_count, s->skip_capacity) = (mog_skip){
        .rule = rule,
        .next = s->skip_of[subject],
        .en = mog_arena_format(s->plan.arena, "%s %s", who, what),
        .sv = mog_arena_format(s->plan.arena, "%s %s", who_sv, what_sv),
    };
    s->skip_of[subject] = (uint32_t)s->skip_count;
    return true;
}

static mog_status fail_load(supervisor *s, const seat *at, end how, int wait_status)
{
    char what[160], what_sv[160];
    describe(what, what_sv, sizeof what, s, at, how, wait_status);
    mog_fail(s->err, MOG_SYSTEM, "a plugin that the policies use %s while it was loaded", what);
    mog_error_hint(s->err, "`mognad plugin list` shows the plugins; --plugins chooses other folders");
    return MOG_SYSTEM;
}

/* Whether the work can go on, and from where. */
static mog_status read_end(supervisor *s, seat *at, end how, int wait_status)
{
    mog_watch *watch = at->watch;
    uint32_t phase = atomic_load(&watch->phase), subject = atomic_load(&watch->subject);
    uint32_t called = atomic_load(&watch->called_rule);
    if (phase == MOG_PHASE_LOAD) return fail_load(s, at, how, wait_status);
    if (phase == MOG_PHASE_CALL && blame(s, at, atomic_load(&watch->rule), true, how, wait_status)) return MOG_OK;
    if (phase == MOG_PHASE_RULE && how == END_LATE && blame(s, at, atomic_load(&watch->rule), false, how, wait_status))
        return MOG_OK;
    if (called != UINT32_MAX && blame(s, at, called, true, how, wait_status)) return MOG_OK;
    if (atomic_load(&watch->called_ever) && subject < s->plan.subject_count && !s->retried[subject]) {
        s->retried[subject] = 1;
        return MOG_OK;
    }
    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == MOG_SYSTEM) {
        mog_fail(s->err, MOG_SYSTEM, "a worker process ran out of memory");
        mog_error_hint(s->err, "fewer workers may help: --jobs 1");
        return MOG_SYSTEM;
    }
    return mog_store_broke(s->err, s->plan.store, wait_status);
}

/* A worker has ended, or is to be. Starts another one where work is left that it had claimed. */
static mog_status replace(supervisor *s, seat *at, end how)
{
    int wait_status = 0;
    if (how == END_DIED) wait_status = mog_process_end(at->pid);
    else mog_process_kill(at->pid);
    bool ended_well = at->stream.said_bye && how == END_DIED;
    leave(at);
    if (ended_well) return MOG_OK;
    mog_status status = read_end(s, at, how, wait_status);
    uint32_t low = atomic_load(&at->watch->low), high = atomic_load(&at->watch->high);
    uint32_t count = s->plan.subject_count;
    if (low > count || high > count || low > high) low = high = 0; /* what is lost so is found in the last sweep */
    return status ? status : start(s, at, low, high);
}

/* ---- the work */

static mog_status take(supervisor *s, seat *at)
{
    mog_status sent = MOG_OK;
    mog_received received = mog_receive(&at->stream.receiver);
    bool sensible = mog_collect_frames(&s->collection, &at->stream, &sent, s->err);
    if (at->stream.failed) return sent;
    if (!sensible) return replace(s, at, END_BABBLED);
    return received == MOG_RECEIVED_END ? replace(s, at, END_DIED) : MOG_OK;
}

/* A worker is late when the same rule has been at work, or plugins have been loading, for longer than the limit. */
static mog_status look_at_watches(supervisor *s)
{
    mog_status status = MOG_OK;
    int64_t now = mog_monotonic();
    for (uint32_t j = 0; j < s->jobs && !status; j++) {
        seat *at = &s->seats[j];
        uint32_t ticks = atomic_load(&at->watch->ticks), phase = atomic_load(&at->watch->phase);
        if (at->pid == 0) continue;
        bool limited = phase == MOG_PHASE_RULE || phase == MOG_PHASE_CALL || phase == MOG_PHASE_LOAD;
        if (ticks != at->ticks || !limited) {
            at->ticks = ticks;
            at->since = now;
        } else if (now - at->since >= s->plan.options.call_limit) {
            status = replace(s, at, END_LATE);
            continue;
        }
        /* A process that a plugin started may hold the pipe open past the worker's end. */
        struct pollfd file = {at->stream.receiver.fd, POLLIN, 0};
        if (mog_process_has_ended(at->pid) && poll(&file, 1, 0) == 0) status = replace(s, at, END_DIED);
    }
    return status;
}

static mog_status attend(supervisor *s)
{
    struct pollfd files[MOST_JOBS];
    int patience = s->plan.options.call_limit < PATIENCE * 4000000LL ? PATIENCE / 10 : PATIENCE;
    int64_t looked = mog_monotonic();
    const mog_assess_options *options = &s->plan.options;
    for (;;) {
        uint32_t busy = 0;
        for (uint32_t j = 0; j < s->jobs; j++) {
            files[j] = (struct pollfd){s->seats[j].pid ? s->seats[j].stream.receiver.fd : -1, POLLIN, 0};
            busy += s->seats[j].pid != 0;
        }
        if (busy == 0) return MOG_OK;
        int ready = poll(files, s->jobs, patience);
        mog_status status = MOG_OK;
        for (uint32_t j = 0; j < s->jobs && ready > 0 && !status; j++)
            if (files[j].revents) status = take(s, &s->seats[j]);
        if (!status && mog_monotonic() - looked >= (int64_t)patience * 1000000) {
            status = look_at_watches(s);
            looked = mog_monotonic();
        }
        if (status) return status;
        if (options->progress)
            options->progress(options->progress_context, s->collection.done_count, s->plan.subject_count);
    }
}

static mog_status work(supervisor *s)
{
    mog_status status = MOG_OK;
    for (uint32_t j = 0; j < s->jobs && !status; j++) status = start(s, &s->seats[j], 0, 0);
    if (!status) status = attend(s);
    /* Claims can only have been lost where a plugin wrote over the shared memory. One worker at a time sees to them. */
    uint64_t before = UINT64_MAX;
    while (!status && s->collection.done_count < s->plan.subject_count && before != s->collection.done_count) {
        before = s->collection.done_count;
        status = start(s, &s->seats[0], 0, s->plan.subject_count);
        if (!status) status = attend(s);
    }
    if (!status && s->collection.done_count < s->plan.subject_count)
        status = mog_fail(s->err, MOG_INTERNAL, "the workers left subjects out");
    kill_all(s);
    return status;
}

static void keep_risks(mog_assessment *assessment, const mog_risks *risks)
{
    mog_control_risk *kept = mog_take_array(assessment->arena, mog_control_risk, risks->count);
    if (risks->count) memcpy(kept, risks->at, risks->count * sizeof *kept);
    assessment->risks = kept;
    assessment->risk_count = (uint32_t)risks->count;
}

mog_status mog_assess(mog_assessment **out, const char *store, const mog_policy *policy, const mog_host *host,
                      const mog_assess_options *options, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    mog_assessment *assessment = mog_take(arena, mog_assessment);
    supervisor s = {.plan = {.arena = mog_arena_new()}, .err = err};
    mog_arena *scratch = s.plan.arena;
    *out = NULL;
    mog_status status = mog_plan_make(&s.plan, scratch, store, policy, host, options, err);
    if (status) goto done;
    mog_collection_begin(&s.collection, &s.plan, arena);
    if ((status = prepare(&s))) goto done;
    if ((status = work(&s))) goto done;
    assessment->arena = arena;
    assessment->policy = policy;
    mog_collection_finish(assessment, &s.collection);
    keep_risks(assessment, &s.plan.risks);
    assessment->clock = options->clock;
    assessment->run = mog_plan_run(&s.plan);
    assessment->journal_head = s.plan.journal_head;
    assessment->journal_number = s.plan.journal_number;
    assessment->whole = !options->subject.size && !options->rule.size && !options->gate.size && !options->memory;
    *out = assessment;
    arena = NULL;
done:
    mog_collection_end(&s.collection);
    mog_plan_end(&s.plan);
    if (s.shared) munmap(s.shared, s.shared_size);
    free(s.skips);
    mog_arena_free(scratch);
    mog_arena_free(arena);
    return status;
}

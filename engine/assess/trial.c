/* Tests are dealt out to processes, each of which sends what came of its own. Plugins run in children of those (mog_assess), so a function
 * that crashes costs its test alone. */
#include "engine/assess/trial.h"

#include "engine/assess/process.h"
#include "engine/assess/trial_one.h"
#include "engine/assess/wire.h"

#include <unistd.h>

#define MOST_JOBS 64u
#define FEWEST_A_JOB 8u /* for fewer a process of their own does not pay */

typedef struct bundle {
    const mog_policy *policy;
    const mog_host *host;
    mog_arena *arena;
    mog_trial *at; /* `test` is set */
    uint32_t count;
} bundle;

/* ---- in a child */

typedef struct share {
    const bundle *all;
    uint32_t first, step;
} share;

static void send_texts(mog_sender *sender, const char *const *texts, uint32_t count)
{
    mog_send_u32(sender, texts ? count : 0);
    for (uint32_t i = 0; texts && i < count; i++) mog_send_string(sender, texts[i]);
}

static void send_trial(mog_sender *sender, uint32_t index, const mog_trial *trial)
{
    mog_send_begin(sender, MOG_FRAME_RESULT);
    mog_send_u32(sender, index);
    mog_send_byte(sender, (uint8_t)trial->outcome);
    mog_send_byte(sender, (uint8_t)trial->verdict);
    mog_send_u64(sender, (uint64_t)trial->achievement);
    mog_send_u32(sender, trial->refused);
    mog_send_u64(sender, (uint64_t)trial->took);
    mog_send_string(sender, trial->reason);
    mog_send_string(sender, trial->reason_sv);
    send_texts(sender, trial->findings, trial->finding_count);
    send_texts(sender, trial->findings_sv, trial->finding_count);
    mog_send_end(sender);
}

static void run_share(void *context, int pipe)
{
    const share *mine = context;
    const bundle *all = mine->all;
    mog_sender sender = {.fd = pipe};
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    mog_status status = MOG_OK;
    for (uint32_t i = mine->first; i < all->count && !status; i += mine->step) {
        mog_trial trial;
        mog_arena_reset(arena);
        status = mog_trial_run(&trial, arena, all->policy, all->host, all->at[i].test, &err);
        if (!status) send_trial(&sender, i, &trial);
    }
    mog_send_finish(&sender, status, &err);
    mog_arena_free(arena);
}

/* ---- in the parent */

static const char *take_string(mog_arena *arena, mog_frame *frame)
{
    mog_text text;
    return mog_take_string(frame, &text) ? mog_arena_copy(arena, text.at, text.size) : NULL;
}

static const char **take_texts(mog_arena *arena, mog_frame *frame, uint32_t *count)
{
    *count = mog_take_u32(frame);
    if (*count > MOG_FINDING_LIMIT) frame->bad = true;
    if (frame->bad || *count == 0) return NULL;
    const char **texts = mog_take_array(arena, const char *, *count);
    for (uint32_t i = 0; i < *count; i++) texts[i] = take_string(arena, frame);
    return texts;
}

static bool take_trial(bundle *all, mog_frame *frame)
{
    uint32_t index = mog_take_u32(frame), swedish;
    if (index >= all->count) return false;
    mog_trial *trial = &all->at[index];
    trial->outcome = (mog_trial_outcome)mog_take_byte(frame);
    trial->verdict = (mog_verdict)mog_take_byte(frame);
    trial->achievement = (int64_t)mog_take_u64(frame);
    trial->refused = mog_take_u32(frame);
    trial->took = (int64_t)mog_take_u64(frame);
    trial->reason = take_string(all->arena, frame);
    trial->reason_sv = take_string(all->arena, frame);
    trial->findings = take_texts(all->arena, frame, &trial->finding_count);
    trial->findings_sv = take_texts(all->arena, frame, &swedish);
    if (swedish != trial->finding_count) trial->findings_sv = NULL;
    return mog_frame_ended(frame) && trial->outcome <= MOG_TRIAL_REFUSED && trial->verdict < MOG_VERDICT_COUNT;
}

/* All that one child sends. */
static mog_status take_share(bundle *all, mog_receiver *receiver, mog_error *err)
{
    mog_frame frame;
    bool broken = false;
    do {
        while (!broken && mog_receiver_next(receiver, &frame, &broken)) {
            if (frame.type == MOG_FRAME_BYE) return MOG_OK;
            if (frame.type == MOG_FRAME_ERROR) return mog_take_error(&frame, err);
            broken = frame.type != MOG_FRAME_RESULT || !take_trial(all, &frame);
        }
    } while (!broken && mog_receive(receiver) != MOG_RECEIVED_END);
    return mog_fail(err, MOG_INTERNAL, "a process that ran tests of policies ended before they were done");
}

static mog_status deal_out(bundle *all, uint32_t jobs, mog_error *err)
{
    pid_t pids[MOST_JOBS];
    mog_receiver receivers[MOST_JOBS] = {0};
    share shares[MOST_JOBS];
    uint32_t started = 0;
    mog_status status = MOG_OK;
    while (started < jobs && !status) {
        shares[started] = (share){all, started, jobs};
        status = mog_process_start(&pids[started], &receivers[started].fd, run_share, &shares[started], err);
        if (!status) started++;
    }
    for (uint32_t j = 0; j < started; j++) {
        if (!status) status = take_share(all, &receivers[j], err);
        close(receivers[j].fd);
        mog_buffer_free(&receivers[j].buffer);
        mog_process_kill(pids[j]);
    }
    return status;
}

static mog_status run_here(bundle *all, mog_error *err)
{
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < all->count && !status; i++)
        status = mog_trial_run(&all->at[i], all->arena, all->policy, all->host, all->at[i].test, err);
    return status;
}

static bool is_wanted(const mog_policy *policy, const mog_policy_test *test, mog_text filter)
{
    return filter.size == 0 || mog_text_contains(test->name, filter) ||
           mog_text_contains(policy->rules[test->rule].id, filter) ||
           mog_text_contains(policy->files[test->span.file].path, filter);
}

mog_status mog_try_tests(mog_trials **out, const mog_policy *policy, const mog_host *host,
                         const mog_trial_options *options, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    bundle all = {policy, host, arena, mog_take_array(arena, mog_trial, policy->test_count), 0};
    for (uint32_t t = 0; t < policy->test_count; t++)
        if (is_wanted(policy, &policy->tests[t], options->filter)) all.at[all.count++].test = &policy->tests[t];
    uint32_t jobs = options->jobs ? options->jobs : mog_core_count();
    if (jobs > MOST_JOBS) jobs = MOST_JOBS;
    if (jobs > all.count / FEWEST_A_JOB) jobs = all.count / FEWEST_A_JOB;
    mog_status status = jobs > 1 ? deal_out(&all, jobs, err) : run_here(&all, err);
    *out = NULL;
    if (status) {
        mog_arena_free(arena);
        return status;
    }
    mog_trials *made = mog_take(arena, mog_trials);
    *made = (mog_trials){.arena = arena, .policy = policy, .trials = all.at, .count = all.count};
    for (uint32_t i = 0; i < all.count; i++) made->passed += all.at[i].outcome == MOG_TRIAL_PASSED;
    mog_coverage_count(made, mog_take_array(arena, mog_coverage, policy->rule_count));
    *out = made;
    return MOG_OK;
}

void mog_trials_free(mog_trials *trials)
{
    if (trials) mog_arena_free(trials->arena);
}

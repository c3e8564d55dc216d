/* schedule_notice.c: whether what a schedule did is worth telling, and what is told. */
#include "cli/causes.h"
#include "cli/runs.h"
#include "cli/schedule.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TOLD 10u /* results */

/* What the command put on record, and what is before it. */
typedef struct outcome {
    mog_run run, previous;
    bool has_run, has_previous;
    mog_run_diff *diff; /* NULL: there is nothing to compare, or a run kept too little */
} outcome;

/* ---- what came of it */

static bool of_one_choice(const mog_run *a, const mog_run *b)
{
    return mog_text_equal(a->profile, b->profile) && mog_text_equal(a->subject, b->subject) &&
           mog_text_equal(a->rule, b->rule) && !a->rescored && !b->rescored;
}

static void find_runs(outcome *out, const mog_run *runs, size_t count, uint64_t last_run)
{
    if (!count || runs[count - 1].number <= last_run) return;
    out->run = runs[count - 1];
    out->has_run = true;
    for (size_t i = count - 1; i > 0 && !out->has_previous; i--) {
        out->has_previous = of_one_choice(&runs[i - 1], &out->run);
        if (out->has_previous) out->previous = runs[i - 1];
    }
}

/* `compare`: what the run changed is wanted too. */
static void look(outcome *out, cli_context *cli, uint64_t last_run, bool compare)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    const mog_run *runs;
    size_t count = 0;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = compare ? cli_load_host(cli, &err) : MOG_OK;
    if (!status) status = cli_open_snapshot(&store, &snapshot, cli, &err);
    if (!status) status = mog_run_list(&runs, &count, cli->arena, snapshot, &err);
    if (!status) find_runs(out, runs, count, last_run);
    if (!status && compare && out->has_previous)
        status = mog_run_compare(&out->diff, snapshot, &out->previous, &out->run, &cli->host->language, &err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    if (status) mog_log_say(MOG_LEVEL_WARNING, "what the run changed is not known: %s", err.message);
}

/* ---- whether it is told */

static bool is_less(double now, double before)
{
    return !isnan(before) && (isnan(now) || now < before);
}

static bool is_worse(const outcome *o)
{
    if (!o->has_previous) return false;
    return is_less(o->run.strict, o->previous.strict) || o->run.level < o->previous.level ||
           (o->run.degraded && !o->previous.degraded);
}

static bool is_changed(const outcome *o)
{
    if (!o->has_run) return false;
    if (!o->has_previous) return true;
    return is_worse(o) || is_less(o->previous.strict, o->run.strict) || o->run.level != o->previous.level ||
           o->run.degraded != o->previous.degraded || (o->diff && o->diff->result_count > 0);
}

/* Why it is to be told; NULL: it is not. */
static const char *reason_of(const cli_notice *notice, const outcome *o)
{
    int status = notice->now->status;
    bool knows_before = notice->before->is_there && notice->before->ended;
    bool is_broken = status != MOG_OK && status != MOG_NO;
    bool another = knows_before ? status != notice->before->status : status != MOG_OK;
    cli_notify on = notice->schedule->notify_on;
    if (on == CLI_NOTIFY_FAILURE || is_broken) return status != MOG_OK ? "failure" : NULL;
    if (is_worse(o) || (another && status == MOG_NO)) return "worse";
    if (on == CLI_NOTIFY_WORSE) return NULL;
    if (is_changed(o) || another) return "change";
    return on == CLI_NOTIFY_ALWAYS ? "always" : NULL;
}

/* ---- what is told */

static json_t *word_or_null(const mog_run_result *result)
{
    return result ? mog_json_made(json_string(mog_verdict_word(result->verdict))) : json_null();
}

static json_t *causes_json(const mog_run_diff *diff)
{
    size_t counts[MOG_CAUSE_COUNT] = {0};
    double gain[MOG_CAUSE_COUNT] = {0};
    json_t *out = mog_json_array();
    for (size_t i = 0; i < diff->result_count; i++) {
        counts[diff->results[i].cause]++;
        gain[diff->results[i].cause] += diff->results[i].loss_before - diff->results[i].loss_after;
    }
    for (int cause = 0; cause < MOG_CAUSE_COUNT; cause++) {
        if (!counts[cause]) continue;
        json_t *one = mog_json_object();
        mog_json_set(one, "cause", mog_json_made(json_string(mog_cause_word((mog_cause)cause))));
        mog_json_set(one, "results", mog_json_made(json_integer((json_int_t)counts[cause])));
        mog_json_set(one, "gain", mog_json_figure(gain[cause]));
        mog_json_append(out, one);
    }
    return out;
}

static json_t *change_json(const cli_context *cli, const mog_run_diff *diff)
{
    json_t *out = mog_json_object(), *results = mog_json_array();
    for (size_t i = 0; i < diff->result_count && i < TOLD; i++) {
        const mog_result_change *change = &diff->results[i];
        json_t *one = mog_json_object();
        mog_json_set(one, "rule", mog_json_text(change->rule));
        mog_json_set(one, "subject", mog_json_text(change->subject));
        mog_json_set(one, "before", word_or_null(change->before));
        mog_json_set(one, "after", word_or_null(change->after));
        mog_json_set(one, "cause", mog_json_made(json_string(mog_cause_word(change->cause))));
        mog_json_set(one, "why", mog_json_text(mog_text_of(cli_change_why(cli, change))));
        mog_json_set(one, "gain", mog_json_figure(change->loss_before - change->loss_after));
        mog_json_append(results, one);
    }
    mog_json_set(out, "same_policies", mog_json_made(json_boolean(diff->same_policies)));
    mog_json_set(out, "changed", mog_json_made(json_integer((json_int_t)diff->result_count)));
    mog_json_set(out, "causes", causes_json(diff));
    mog_json_set(out, "results", results);
    return out;
}

static json_t *notice_json(const cli_context *cli, const cli_notice *notice, const outcome *o, const char *reason)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "schedule", mog_json_text(mog_text_of(notice->schedule->name)));
    mog_json_set(out, "reason", mog_json_text(mog_text_of(reason)));
    mog_json_set(out, "command", mog_json_text(mog_text_of(notice->now->line)));
    mog_json_set(out, "store", mog_json_text(mog_text_of(notice->schedule->store)));
    mog_json_set(out, "started", mog_json_time(notice->now->started));
    mog_json_set(out, "ended", mog_json_time(notice->now->ended));
    mog_json_set(out, "status", mog_json_made(json_integer(notice->now->status)));
    mog_json_set(out, "run", o->has_run ? cli_run_to_json(&o->run) : json_null());
    mog_json_set(out, "previous", o->has_previous ? cli_run_to_json(&o->previous) : json_null());
    mog_json_set(out, "change", o->diff ? change_json(cli, o->diff) : json_null());
    return out;
}

/* ---- telling */

/* The text as a file to be read from its beginning, so that a command that does not read it hangs nobody. */
static mog_status written(int *fd, const json_t *json, mog_error *err)
{
    *fd = memfd_create("mognad-notice", MFD_CLOEXEC);
    FILE *stream = *fd >= 0 ? fdopen(dup(*fd), "w") : NULL;
    if (!stream) return mog_fail_errno(err, errno, "cannot write what is to be told");
    mog_status status = mog_json_write(stream, json, 0, err);
    fputc('\n', stream);
    if (fclose(stream) && !status) status = mog_fail_errno(err, errno, "cannot write what is to be told");
    lseek(*fd, 0, SEEK_SET);
    return status;
}

static mog_status tell(cli_context *cli, const cli_schedule *schedule, const json_t *json, mog_error *err)
{
    char line[] = "-c", shell[] = "sh";
    char *words[] = {shell, line, mog_arena_format(cli->arena, "%s", schedule->notify), NULL};
    int how = 0, fd = -1;
    mog_status status = written(&fd, json, err);
    if (!status) status = cli_schedule_spawn(&how, "/bin/sh", words, fd, true, schedule->notify_limit, err);
    if (fd >= 0) close(fd);
    if (status || how == 0) return status;
    if (how < 0) mog_fail(err, MOG_SYSTEM, "the notification took more than %u seconds", schedule->notify_limit);
    else if (how > 128) mog_fail(err, MOG_SYSTEM, "the notification was ended by signal %d", how - 128);
    else mog_fail(err, MOG_SYSTEM, "the notification ended with status %d", how);
    mog_error_hint(err,
                   "try it by hand: echo '{}' | sh -c COMMAND; under systemd it runs with what the service may do");
    return MOG_SYSTEM;
}

mog_status cli_schedule_notify(const char **became, uint64_t *run, cli_context *cli, const cli_notice *notice,
                               mog_error *err)
{
    outcome o = {0};
    mog_status status = MOG_OK;
    look(&o, cli, notice->last_run, notice->schedule->notify != NULL);
    *run = o.has_run ? o.run.number : 0;
    const char *reason = notice->schedule->notify ? reason_of(notice, &o) : NULL;
    *became = notice->schedule->notify ? "no reason" : "not asked";
    if (reason) {
        json_t *json = notice_json(cli, notice, &o, reason);
        status = tell(cli, notice->schedule, json, err);
        json_decref(json);
        *became = status ? "failed" : "done";
    }
    mog_run_diff_free(o.diff);
    return status;
}

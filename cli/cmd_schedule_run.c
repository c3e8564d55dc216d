/* mognad schedule run: what a timer calls: the command of a schedule, once at a time, with what came of it kept and told. */
#include "cli/runs.h"
#include "cli/schedule.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GRACE (5 * MOG_MINUTE) /* the timer itself has this long before a run counts as missed */

static mog_status read_schedule(cli_schedule *out, cli_context *cli, mog_error *err)
{
    const char *root = cli_value(cli, "root"), *name = cli->argc ? cli->argv[0] : NULL;
    if (!name) return cli_usage(err, cli, "name a schedule; `mognad schedule list` shows those that are installed");
    mog_status status = cli_schedule_check_name(cli, name, err);
    if (status) return status;
    if (cli->argc == 1) {
        root = root && strcmp(root, "/") != 0 ? cli_absolute(cli->arena, root) : "";
        status = cli_schedule_find(out, cli, root, name, cli_flag(cli, "user"), err);
        cli->store = out->store;
        return status;
    }
    const char **writable = mog_take_array(cli->arena, const char *, 2);
    *out = (cli_schedule){.name = name, .writable = writable};
    status = cli_schedule_read_notify(out, cli, err);
    if (!status)
        status = cli_schedule_command(out, cli, cli_absolute(cli->arena, cli->store), cli->argv + 1,
                                      (size_t)cli->argc - 1, err);
    if (!status) cli->store = out->store;
    return status;
}

static uint64_t last_run_of(const cli_context *cli)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_run last;
    mog_arena *arena = mog_arena_new();
    mog_error unsaid = MOG_ERROR_NONE; /* the command will say what is wrong with the store */
    mog_status status = cli_open_snapshot(&store, &snapshot, cli, &unsaid);
    if (!status) status = mog_run_find(&last, arena, snapshot, MOG_TEXT("last"), &unsaid);
    uint64_t number = status ? 0 : last.number;
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    mog_arena_free(arena);
    return number;
}

/* A moment of the calendar has passed without a run. */
static bool is_missed(const cli_calendar *calendar, const cli_schedule_state *state, mog_time now)
{
    mog_time due, from = state->started > state->since ? state->started : state->since;
    return cli_calendar_last(&due, calendar, now - GRACE) && due > from;
}

static mog_status busy(cli_context *cli, const cli_schedule *schedule)
{
    char began[MOG_TIME_TEXT] = "?";
    cli_schedule_state state;
    mog_error unsaid = MOG_ERROR_NONE;
    if (!cli_schedule_read_state(&state, cli->arena, schedule->store, schedule->name, &unsaid) && state.started)
        mog_time_format(began, state.started);
    mog_log_say(MOG_LEVEL_NOTE,
                CLI_SAY(cli, "schedule %s is running already, since %s; nothing is done",
                        "schemat %s körs redan, sedan %s; inget görs"),
                schedule->name, began);
    return CLI_SCHEDULE_BUSY;
}

/* The lock is held. */
static mog_status do_it(cli_context *cli, const cli_schedule *schedule, const cli_schedule_state *before,
                        mog_error *err)
{
    char first[] = "mognad";
    char **words = mog_take_array(cli->arena, char *, schedule->word_count + 2);
    cli_schedule_state now = {.since = before->is_there ? before->since : cli->now,
                              .started = mog_time_now(),
                              .process = getpid(),
                              .line = cli_schedule_line(cli->arena, schedule)};
    cli_notice notice = {schedule, before, &now, last_run_of(cli)};
    words[0] = first;
    for (size_t i = 0; i < schedule->word_count; i++) words[i + 1] = schedule->words[i];
    words[schedule->word_count + 1] = NULL;
    setenv("MOGNAD_STORE", schedule->store, 1);
    setenv("MOGNAD_SCHEDULE", schedule->name, 1);
    mog_status status = cli_schedule_write_state(cli, schedule->store, schedule->name, &now, err);
    if (!status)
        status = cli_schedule_spawn(&now.status, cli_absolute(cli->arena, "/proc/self/exe"), words, -1, false, 0, err);
    if (status) return status;
    now.ended = mog_time_now();
    mog_error other = MOG_ERROR_NONE;
    mog_status told = cli_schedule_notify(&now.notified, &now.run, cli, &notice, &other);
    status = cli_schedule_write_state(cli, schedule->store, schedule->name, &now, err);
    if (status) return status;
    if (now.status > 128)
        return mog_fail(err, MOG_SYSTEM, "the command of schedule %s was ended by signal %d", schedule->name,
                        now.status - 128);
    if (told) *err = other;
    return told && now.status <= MOG_NO ? told : (mog_status)now.status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_schedule schedule;
    cli_schedule_state before;
    cli_calendar calendar;
    int fd = -1;
    const char *catch_up = cli_value(cli, "catch-up");
    mog_status status = catch_up ? cli_calendar_parse(&calendar, mog_text_of(catch_up), err) : MOG_OK;
    if (!status) status = read_schedule(&schedule, cli, err);
    if (!status) status = cli_schedule_lock(&fd, cli->arena, schedule.store, schedule.name, err);
    if (status == CLI_SCHEDULE_BUSY) return catch_up ? MOG_OK : busy(cli, &schedule);
    if (status) return status;
    status = cli_schedule_read_state(&before, cli->arena, schedule.store, schedule.name, err);
    if (status == MOG_NO) status = MOG_OK;
    if (!status && catch_up && !before.is_there) {
        before.since = cli->now; /* what was due before is none of ours */
        status = cli_schedule_write_state(cli, schedule.store, schedule.name, &before, err);
    } else if (!status && (!catch_up || is_missed(&calendar, &before, cli->now))) {
        status = do_it(cli, &schedule, &before, err);
    }
    close(fd);
    return status;
}

static const cli_option options[] = {
    {"catch-up", 0, "WHEN", "only if a moment of this calendar has passed without a run, as when the machine was off"},
    {"notify", 0, "COMMAND", "a line for the shell that is given what came of it as JSON"},
    {"notify-on", 0, "WHEN", "always, change (the default), worse or failure"},
    {"notify-limit", 0, "SECONDS", "how long that command may take; default 60"},
    {"user", 0, NULL, "of your own schedules, not the system's"},
    {"root", 0, "DIR", "look for installed schedules below this folder; default /"},
    {0},
};

const cli_command cmd_schedule_run = {
    .name = "schedule run",
    .usage = "NAME [-- COMMAND…]",
    .summary = "run the command of a schedule now, unless it is running",
    .text =
        "Without a command it is the one that is installed under that name. The exit status is that of the command;\n"
        "75 where the schedule is running already; 4 where the notification failed and the command did not.\n\n"
        "example:\n"
        "  mognad schedule run weekly\n"
        "  mognad schedule run weekly --store /srv/isms/store -- assess",
    .options = options,
    .common = CLI_STORE | CLI_LANG,
    .run = run,
};

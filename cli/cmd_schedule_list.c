/* mognad schedule list: the schedules that are installed, what they did last, and when they are due. */
#include "cli/schedule.h"

#include <stdlib.h>
#include <string.h>

typedef enum outcome {
    OUTCOME_NEVER,
    OUTCOME_RUNNING,
    OUTCOME_DONE,
    OUTCOME_NO,
    OUTCOME_FAILED,
    OUTCOME_BROKEN_OFF, /* killed, or the machine stopped */
    OUTCOME_UNREADABLE
} outcome;

static const struct {
    const char *word, *english, *swedish;
    cli_style style;
} outcomes[] = {
    {"never", "not run yet", "inte körd än", CLI_DIM},
    {"running", "running", "körs", CLI_PLAIN},
    {"done", "done", "klar", CLI_GREEN},
    {"no", "done, and the answer is no", "klar, och svaret är nej", CLI_YELLOW},
    {"failed", "failed", "misslyckades", CLI_RED},
    {"broken_off", "broken off: killed, or the machine stopped", "avbruten: dödad, eller maskinen stannade", CLI_RED},
    {"unreadable", "its state cannot be read", "dess tillstånd kan inte läsas", CLI_RED},
};

typedef struct row {
    const cli_schedule *schedule; /* NULL: known by its state alone, as one of a user's crontab */
    const char *name, *command;
    cli_schedule_state state;
    outcome outcome;
    mog_time next; /* 0: not known */
} row;

typedef struct rows {
    row *at;
    size_t count, capacity;
} rows;

static outcome outcome_of(const cli_schedule_state *state, mog_status read)
{
    if (read && read != MOG_NO) return OUTCOME_UNREADABLE;
    if (state->running) return OUTCOME_RUNNING;
    if (!state->started) return OUTCOME_NEVER;
    if (!state->ended) return OUTCOME_BROKEN_OFF;
    return state->status == MOG_OK ? OUTCOME_DONE : state->status == MOG_NO ? OUTCOME_NO : OUTCOME_FAILED;
}

static row make_row(cli_context *cli, const cli_schedule *schedule, const char *store, const char *name)
{
    row made = {.schedule = schedule, .name = name};
    cli_calendar calendar;
    mog_error unsaid = MOG_ERROR_NONE;
    mog_status read = cli_schedule_read_state(&made.state, cli->arena, store, name, &unsaid);
    made.outcome = outcome_of(&made.state, read);
    made.command = schedule ? cli_schedule_line(cli->arena, schedule) : made.state.line;
    if (schedule && !cli_calendar_parse(&calendar, mog_text_of(schedule->calendar), NULL) &&
        !cli_calendar_next(&made.next, &calendar, cli->now))
        made.next = 0;
    return made;
}

static bool is_known(const rows *all, const char *name, const char *store)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].schedule && strcmp(all->at[i].name, name) == 0 && strcmp(all->at[i].schedule->store, store) == 0)
            return true;
    return false;
}

static mog_status make_rows(rows *all, cli_context *cli, mog_error *err)
{
    const cli_schedule *installed;
    const char **names, *root = cli_value(cli, "root"), *store = cli_absolute(cli->arena, cli->store);
    size_t count, name_count = 0;
    root = root && strcmp(root, "/") != 0 ? cli_absolute(cli->arena, root) : "";
    mog_status status = cli_schedule_list(&installed, &count, cli, root, err);
    for (size_t i = 0; i < count && !status; i++)
        MOG_PUSH(all->at, all->count, all->capacity) =
            make_row(cli, &installed[i], installed[i].store, installed[i].name);
    if (!status) status = cli_schedule_state_names(&names, &name_count, cli->arena, store, err);
    for (size_t i = 0; i < name_count && !status; i++)
        if (!is_known(all, names[i], store))
            MOG_PUSH(all->at, all->count, all->capacity) = make_row(cli, NULL, store, names[i]);
    return status;
}

/* ---- telling */

static const char *time_words(const cli_context *cli, mog_time time)
{
    char text[MOG_TIME_TEXT];
    if (!time) return "–";
    mog_time_format_short(text, time);
    return mog_arena_format(cli->arena, "%s", text);
}

static const char *where_words(const cli_context *cli, const cli_schedule *schedule)
{
    if (!schedule) return CLI_SAY(cli, "not installed", "inte installerat");
    if (schedule->edited)
        return schedule->is_cron ? CLI_SAY(cli, "cron, edited", "cron, ändrat för hand")
                                 : CLI_SAY(cli, "systemd, edited", "systemd, ändrat för hand");
    if (schedule->is_cron) return "cron";
    return schedule->is_user ? CLI_SAY(cli, "systemd, your own", "systemd, ditt eget") : "systemd";
}

static const char *outcome_words(const cli_context *cli, const row *one)
{
    const char *said = CLI_SAY(cli, outcomes[one->outcome].english, outcomes[one->outcome].swedish);
    if (one->outcome == OUTCOME_FAILED)
        said = mog_arena_format(cli->arena, CLI_SAY(cli, "%s (status %d)", "%s (status %d)"), said, one->state.status);
    if (one->state.notified && strcmp(one->state.notified, "failed") == 0)
        said = mog_arena_format(cli->arena, "%s; %s", said,
                                CLI_SAY(cli, "the notification failed", "meddelandet misslyckades"));
    return said;
}

static void print_text(cli_context *cli, const rows *all)
{
    const char *heads[] = {CLI_SAY(cli, "schedule", "schema"), CLI_SAY(cli, "when", "när"),
                           CLI_SAY(cli, "where", "var"),       CLI_SAY(cli, "last", "senast"),
                           CLI_SAY(cli, "outcome", "utfall"),  CLI_SAY(cli, "next", "nästa"),
                           CLI_SAY(cli, "command", "kommando")};
    if (!all->count) {
        cli_print(cli, CLI_PLAIN, "%s\n",
                  CLI_SAY(cli, "No schedule is installed. `mognad schedule install` installs one.",
                          "Inget schema är installerat. `mognad schedule install` installerar ett."));
        return;
    }
    cli_table *table = cli_table_new(cli, heads, 7, "       ");
    for (size_t i = 0; i < all->count; i++) {
        const row *one = &all->at[i];
        cli_table_cell(table, CLI_BOLD, "%s", one->name);
        cli_table_cell(table, CLI_PLAIN, "%s", one->schedule ? one->schedule->calendar : "–");
        cli_table_cell(table, one->schedule && one->schedule->edited ? CLI_YELLOW : CLI_PLAIN, "%s",
                       where_words(cli, one->schedule));
        cli_table_cell(table, CLI_PLAIN, "%s", time_words(cli, one->state.started));
        cli_table_cell(table, outcomes[one->outcome].style, "%s", outcome_words(cli, one));
        cli_table_cell(table, CLI_PLAIN, "%s", time_words(cli, one->next));
        cli_table_cell(table, CLI_DIM, "%s", one->command);
    }
    cli_table_print(table);
}

static json_t *time_or_null(mog_time time)
{
    return time ? mog_json_time(time) : json_null();
}

static json_t *row_json(const row *one)
{
    json_t *out = mog_json_object();
    const cli_schedule *s = one->schedule;
    mog_json_set(out, "name", mog_json_text(mog_text_of(one->name)));
    mog_json_set(out, "calendar", mog_json_string_or_null(s ? s->calendar : NULL));
    mog_json_set(out, "by", mog_json_string_or_null(!s ? NULL : s->is_cron ? "cron" : "systemd"));
    mog_json_set(out, "own", s ? mog_json_made(json_boolean(s->is_user)) : json_null());
    mog_json_set(out, "file", mog_json_string_or_null(s ? s->file : NULL));
    mog_json_set(out, "edited", s ? mog_json_made(json_boolean(s->edited)) : json_null());
    mog_json_set(out, "store", mog_json_string_or_null(s ? s->store : NULL));
    mog_json_set(out, "command", mog_json_text(mog_text_of(one->command)));
    mog_json_set(out, "outcome", mog_json_made(json_string(outcomes[one->outcome].word)));
    mog_json_set(out, "started", time_or_null(one->state.started));
    mog_json_set(out, "ended", time_or_null(one->state.ended));
    mog_json_set(out, "status", one->state.ended ? mog_json_made(json_integer(one->state.status)) : json_null());
    mog_json_set(out, "run", one->state.run ? mog_json_made(json_integer((json_int_t)one->state.run)) : json_null());
    mog_json_set(out, "notified", mog_json_string_or_null(one->state.notified));
    mog_json_set(out, "next", time_or_null(one->next));
    return out;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    rows all = {0};
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = make_rows(&all, cli, err);
    if (!status && cli->json) {
        json_t *out = mog_json_array();
        for (size_t i = 0; i < all.count; i++) mog_json_append(out, row_json(&all.at[i]));
        status = cli_print_json(out, err);
        json_decref(out);
    } else if (!status) {
        print_text(cli, &all);
    }
    free(all.at);
    return status;
}

static const cli_option options[] = {
    {"root", 0, "DIR", "look below this folder; default /"},
    {0},
};

const cli_command cmd_schedule_list = {
    .name = "schedule list",
    .usage = "",
    .summary = "list the schedules, what they did last and when they are due",
    .text =
        "The system's and your own are listed, and what has been run on the store without being installed, such as the\n"
        "lines of a crontab. Without the delay of the timer, the next time is when it is due.\n\n"
        "example:\n"
        "  mognad schedule list",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

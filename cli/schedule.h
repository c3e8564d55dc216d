/* schedule.h: schedules: what is run, when, and what came of it.
 *
 * A schedule is what `mognad schedule install` wrote: a service and a timer for systemd, or a file for cron. It is one with the files: their first
 * line holds it as JSON after CLI_SCHEDULE_MARK, the second the digest of all that follows, so that what was edited by hand is seen. Both call
 * `mognad schedule run NAME … -- COMMAND`, which needs nothing but its own words.
 *
 * What came of it stands in the folder `schedules` of the store: NAME.json, the state, written anew as a whole each time, and NAME.lock,
 * a file under flock(2) for as long as the schedule runs. Texts are from the arena of the command.
 */
#ifndef MOG_CLI_SCHEDULE_H
#define MOG_CLI_SCHEDULE_H

#include "cli/cli.h"
#include "cli/schedule_calendar.h"

#define CLI_SCHEDULE_MARK "# mognad schedule 1: "
#define CLI_SCHEDULE_LIMIT 60u /* seconds for the notification, unless it is told */
/* EX_TEMPFAIL of sysexits.h: the schedule is running already; it is neither done nor failed. */
#define CLI_SCHEDULE_BUSY ((mog_status)75)

typedef enum cli_notify { CLI_NOTIFY_ALWAYS, CLI_NOTIFY_CHANGE, CLI_NOTIFY_WORSE, CLI_NOTIFY_FAILURE } cli_notify;

typedef struct cli_schedule {
    const char *name, *calendar, *store, *program; /* paths are absolute */
    char **words;                                  /* the command, "assess" first */
    size_t word_count;
    const char *notify; /* a line for the shell; NULL: none */
    cli_notify notify_on;
    uint32_t notify_limit; /* seconds */
    bool is_user, is_cron;
    const char *account; /* whom it runs as; "" of a user's own */
    bool dynamic;        /* DynamicUser= */
    bool network, collects;
    uint32_t delay; /* RandomizedDelaySec=, seconds */
    const char **writable;
    size_t writable_count; /* folders, besides the store */
    mog_time installed;
    /* of one that was read: */
    const char *file;
    bool edited;
} cli_schedule;

/* [a-z0-9] and then [a-z0-9_-], 48 characters at most: what systemd, cron and every file system take. MOG_USAGE: it is no such name. */
mog_status cli_schedule_check_name(const cli_context *cli, const char *name, mog_error *err);
const char *cli_notify_word(cli_notify when);
/* --notify, --notify-on, --notify-limit. */
mog_status cli_schedule_read_notify(cli_schedule *out, const cli_context *cli, mog_error *err);

/* ---- the command of a schedule (schedule_command.c) */

/* Reads the words as the program would: a command that is none, or options that it does not know, are MOG_USAGE. Sets words with paths made absolute, the
 * store, and whether it collects; adds to writable, which has room for two more, what it writes besides the store. `store`: where the words name none. */
mog_status cli_schedule_command(cli_schedule *out, cli_context *cli, const char *store, char **given, size_t count,
                                mog_error *err);
bool cli_schedule_has_word(const cli_schedule *schedule, const char *word);
/* "assess --record", as a line for the shell. */
const char *cli_schedule_line(mog_arena *arena, const cli_schedule *schedule);

/* ---- files (schedule_files.c, schedule_unit.c, schedule_crontab.c) */

typedef struct cli_schedule_file {
    const char *path, *text;
} cli_schedule_file;
#define CLI_SCHEDULE_FILES 2u

/* `mognad schedule run …` as the service calls it, quoted for the unit, or for the shell. */
void cli_schedule_add_call(mog_buffer *out, const cli_schedule *schedule, bool for_unit, bool catch_up);
const char *cli_schedule_service(mog_arena *arena, const cli_schedule *schedule);
const char *cli_schedule_timer(mog_arena *arena, const cli_schedule *schedule);
/* Lines for a crontab; of a user's own without the column of the account. MOG_USAGE: cron cannot do it. */
mog_status cli_schedule_crontab(const char **out, mog_arena *arena, const cli_schedule *schedule, mog_error *err);

/* The files of the schedule with their marks, under `root` ("": none). A user's cron has none: *count 0. */
mog_status cli_schedule_files(cli_schedule_file files[CLI_SCHEDULE_FILES], size_t *count, mog_arena *arena,
                              const char *root, const cli_schedule *schedule, mog_error *err);
/* All that are installed under `root`, by name; what cannot be read is warned of. */
mog_status cli_schedule_list(const cli_schedule **out, size_t *count, cli_context *cli, const char *root,
                             mog_error *err);
/* The one of that name, a user's own before the system's. MOG_INPUT: there is none. */
mog_status cli_schedule_find(cli_schedule *out, cli_context *cli, const char *root, const char *name, bool only_user,
                             mog_error *err);
/* MOG_INPUT: there is such a file that mognad did not write, or, unless `force`, one that it did. */
mog_status cli_schedule_may_write(const cli_schedule_file *file, bool force, mog_error *err);
mog_status cli_schedule_write(cli_context *cli, const cli_schedule_file *file, mog_error *err);

/* ---- state (schedule_state.c) */

typedef struct cli_schedule_state {
    mog_time since;          /* known since */
    mog_time started, ended; /* 0: never, not yet */
    int64_t process;
    int status;           /* exit status of the command, once it has ended; 128 + N: ended by signal N */
    uint64_t run;         /* on record, made by it; 0: none */
    const char *notified; /* "not asked", "no reason", "done", or why it failed */
    const char *line;     /* the command */
    bool is_there;
    bool running; /* the lock is held */
} cli_schedule_state;

/* MOG_NO: there is no state. */
mog_status cli_schedule_read_state(cli_schedule_state *out, mog_arena *arena, const char *store, const char *name,
                                   mog_error *err);
mog_status cli_schedule_write_state(cli_context *cli, const char *store, const char *name,
                                    const cli_schedule_state *state, mog_error *err);
/* Takes the lock, until *fd is closed. CLI_SCHEDULE_BUSY: another holds it; err is not filled. */
mog_status cli_schedule_lock(int *fd, mog_arena *arena, const char *store, const char *name, mog_error *err);
/* Names of all states in the store. */
mog_status cli_schedule_state_names(const char ***out, size_t *count, mog_arena *arena, const char *store,
                                    mog_error *err);

/* ---- running (schedule_process.c, schedule_notice.c) */

/* Runs a program with its words in a group of its own; `stdin_fd` -1: nothing to read. `limit` in seconds, 0: none; past it the group is killed.
 * Signals that would end this process are passed on meanwhile. *how: the exit status; 128 + N: ended by signal N; -1: killed for its time. */
mog_status cli_schedule_spawn(int *how, const char *program, char *const *words, int stdin_fd, bool to_stderr,
                              uint32_t limit, mog_error *err);

typedef struct cli_notice {
    const cli_schedule *schedule;
    const cli_schedule_state *before, *now;
    uint64_t last_run; /* the last on record when it began; 0: none */
} cli_notice;
/* Looks for what the command recorded (now->run, 0: nothing), and notifies where there is a reason to. Returns what became of the notification for the
 * state; MOG_SYSTEM: it failed. */
mog_status cli_schedule_notify(const char **became, uint64_t *run, cli_context *cli, const cli_notice *notice,
                               mog_error *err);

#endif

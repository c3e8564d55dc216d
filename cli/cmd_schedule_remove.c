/* mognad schedule remove: takes away what `schedule install` wrote. */
#include "cli/schedule.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static mog_status take_away(const char *path, mog_error *err)
{
    if (unlink(path) == 0 || errno == ENOENT) return MOG_OK;
    mog_fail_errno(err, errno, "cannot remove it");
    mog_error_place(err, "%s", path);
    mog_error_hint(err, "as the one who installed it");
    return MOG_SYSTEM;
}

/* The timer beside a service, if mognad wrote it. */
static mog_status remove_timer(cli_context *cli, const cli_schedule *schedule, mog_error *err)
{
    mog_error why = MOG_ERROR_NONE;
    size_t size = strlen(schedule->file) - strlen(".service");
    const char *path = mog_arena_format(cli->arena, "%.*s.timer", (int)size, schedule->file);
    cli_schedule_file file = {path, ""};
    if (cli_schedule_may_write(&file, true, &why)) {
        mog_log_say(MOG_LEVEL_WARNING, "%s: %s", path, why.message);
        return MOG_OK;
    }
    return take_away(path, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_schedule schedule;
    const char *root = cli_value(cli, "root");
    root = root && strcmp(root, "/") != 0 ? cli_absolute(cli->arena, root) : "";
    if (cli->argc != 1) return cli_usage(err, cli, "name one schedule; `mognad schedule list` shows them");
    mog_status status = cli_schedule_find(&schedule, cli, root, cli->argv[0], cli_flag(cli, "user"), err);
    if (!status && schedule.edited && !cli_flag(cli, "force")) {
        status = mog_fail(err, MOG_INPUT, "the file was edited since mognad wrote it");
        mog_error_place(err, "%s", schedule.file);
        mog_error_hint(err, "--force removes it all the same");
    }
    if (!status && !schedule.is_cron) status = remove_timer(cli, &schedule, err);
    if (!status) status = take_away(schedule.file, err);
    if (status) return status;
    const char *user = schedule.is_user ? " --user" : "";
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "removed: %s\n", "borttagen: %s\n"), schedule.file);
    if (!schedule.is_cron)
        printf("%s\n  systemctl%s disable --now mognad-%s.timer\n  systemctl%s daemon-reload\n",
               CLI_SAY(cli, "Now run:", "Kör nu:"), user, schedule.name, user);
    return MOG_OK;
}

static const cli_option options[] = {
    {"user", 0, NULL, "one of your own, not the system's"},
    {"root", 0, "DIR", "below this folder; default /"},
    {"force", 0, NULL, "also where the file was edited"},
    {0},
};

const cli_command cmd_schedule_remove = {
    .name = "schedule remove",
    .usage = "NAME",
    .summary = "take away what `schedule install` wrote",
    .text = "What the schedule did stays on record in the store.\n\n"
            "example:\n"
            "  mognad schedule remove weekly",
    .options = options,
    .common = CLI_LANG,
    .run = run,
};

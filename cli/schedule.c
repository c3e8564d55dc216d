#include "cli/schedule.h"

#include "cli/numbers.h"

#include <string.h>

#define LONGEST_NAME 48u

mog_status cli_schedule_check_name(const cli_context *cli, const char *name, mog_error *err)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789",
                      rest[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t size = strlen(name);
    if (size && size <= LONGEST_NAME && strchr(first, name[0]) && strspn(name, rest) == size) return MOG_OK;
    return cli_usage(err, cli, "a schedule is named by a-z, 0-9, _ and -, at most %u of them, as `weekly`; not `%.60s`",
                     LONGEST_NAME, name);
}

static const char *const whens[] = {"always", "change", "worse", "failure"};

const char *cli_notify_word(cli_notify when)
{
    return whens[when];
}

mog_status cli_schedule_read_notify(cli_schedule *out, const cli_context *cli, mog_error *err)
{
    const char *when = cli_value(cli, "notify-on");
    out->notify = cli_value(cli, "notify");
    out->notify_on = CLI_NOTIFY_CHANGE;
    out->notify_limit = CLI_SCHEDULE_LIMIT;
    if (!out->notify && (when || cli_value(cli, "notify-limit")))
        return cli_usage(err, cli, "--notify-on and --notify-limit say more of --notify, which is not given");
    if (out->notify && !*out->notify) return cli_usage(err, cli, "--notify takes a command");
    for (size_t i = 0; when; i++) {
        if (i == sizeof whens / sizeof *whens)
            return cli_usage(err, cli, "--notify-on takes always, change, worse or failure, not `%s`", when);
        if (strcmp(when, whens[i]) != 0) continue;
        out->notify_on = (cli_notify)i;
        break;
    }
    mog_status status = cli_read_number(&out->notify_limit, cli, "notify-limit", 3600, err);
    if (!status && !out->notify_limit) status = cli_usage(err, cli, "--notify-limit takes a second or more");
    return status;
}

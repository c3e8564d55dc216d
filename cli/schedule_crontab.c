/* schedule_crontab.c: a schedule as lines of crontab(5), where there is no systemd. */
#include "cli/schedule.h"
#include "cli/schedule_quote.h"

#include <string.h>

#define LONGEST 998u /* what Vixie cron takes as a command */

static mog_status add_line(mog_buffer *out, const cli_schedule *schedule, const char *fields, bool catch_up,
                           mog_error *err)
{
    mog_buffer call = {0};
    mog_status status = MOG_OK;
    cli_schedule_add_call(&call, schedule, false, catch_up);
    mog_buffer_format(out, "%s ", fields);
    if (!schedule->is_user) mog_buffer_format(out, "%s ", schedule->account);
    cli_quote_cron(out, mog_text_of(call.at));
    mog_buffer_add(out, "\n", 1);
    if (memchr(call.at, '\n', call.size)) status = mog_fail(err, MOG_USAGE, "a line of cron cannot hold a newline");
    else if (call.size > LONGEST)
        status = mog_fail(err, MOG_USAGE, "the command has %zu bytes, and cron takes %u", call.size, LONGEST);
    if (status) mog_error_hint(err, "put it into a script, or shorten it");
    mog_buffer_free(&call);
    return status;
}

mog_status cli_schedule_crontab(const char **out, mog_arena *arena, const cli_schedule *schedule, mog_error *err)
{
    cli_calendar calendar;
    const char *fields = "";
    mog_buffer text = {0};
    mog_status status = cli_calendar_parse(&calendar, mog_text_of(schedule->calendar), err);
    if (!status) status = cli_calendar_to_cron(&fields, arena, &calendar, err);
    if (status) return status;
    if (!schedule->is_user)
        mog_buffer_format(&text, "SHELL=/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
                                 "# minute hour day month weekday account command\n");
    status = add_line(&text, schedule, fields, false, err);
    mog_buffer_format(&text, "# What was missed while the machine was off is caught up within the hour.\n");
    /* A minute of its own for each name, so that not all begin at once. */
    const char *hourly =
        mog_arena_format(arena, "%u * * * *", (unsigned)(mog_text_hash(mog_text_of(schedule->name)) % 60));
    if (!status) status = add_line(&text, schedule, hourly, true, err);
    *out = mog_arena_format(arena, "%s", text.at);
    mog_buffer_free(&text);
    return status;
}

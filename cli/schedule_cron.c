/* schedule_cron.c: a calendar as the five fields of crontab(5). */
#include "cli/schedule_calendar.h"

#include <string.h>

static bool has(uint64_t set, int bit)
{
    return set >> bit & 1;
}

static bool is_whole(uint64_t set, int least, int most)
{
    for (int i = least; i <= most; i++)
        if (!has(set, i)) return false;
    return true;
}

/* The set is `*` and a step over all that is possible; 0: it is not. */
static int step_of(uint64_t set, int least, int most)
{
    for (int step = 2; step <= (most - least + 1) / 3; step++) {
        bool same = true;
        for (int i = least; i <= most && same; i++) same = has(set, i) == ((i - least) % step == 0);
        if (same) return step;
    }
    return 0;
}

static void add_field(mog_buffer *out, uint64_t set, int least, int most)
{
    int step = step_of(set, least, most);
    if (out->size) mog_buffer_format(out, " ");
    if (is_whole(set, least, most)) mog_buffer_format(out, "*");
    else if (step) mog_buffer_format(out, "*/%d", step);
    if (is_whole(set, least, most) || step) return;
    bool first = true;
    for (int i = least; i <= most; i++) {
        if (!has(set, i)) continue;
        int last = i;
        while (last < most && has(set, last + 1)) last++;
        mog_buffer_format(out, last > i ? "%s%d-%d" : "%s%d", first ? "" : ",", i, last);
        first = false;
        i = last;
    }
}

mog_status cli_calendar_to_cron(const char **out, mog_arena *arena, const cli_calendar *c, mog_error *err)
{
    bool all_days = is_whole(c->days, 1, 31), all_weekdays = is_whole(c->weekdays, 0, 6);
    const struct {
        bool is_so;
        const char *why;
    } against[] = {
        {c->seconds != 1, "cron knows no seconds"},
        {c->year_count > 0, "cron knows no years"},
        {c->from_end, "cron does not count days from the end of the month"},
        {*c->zone != '\0', "cron goes by the time zone of the machine"},
        {!all_days && !all_weekdays, "with weekdays and days of the month cron takes either, not both"},
    };
    for (size_t i = 0; i < sizeof against / sizeof *against; i++) {
        if (!against[i].is_so) continue;
        mog_fail(err, MOG_USAGE, "the calendar cannot be given to cron: %s", against[i].why);
        mog_error_hint(err,
                       "use one that cron has too, such as `Mon 06:00` or `*-*-01 06:00`, or a machine with systemd");
        return MOG_USAGE;
    }
    mog_buffer fields = {0};
    add_field(&fields, c->minutes, 0, 59);
    add_field(&fields, c->hours, 0, 23);
    add_field(&fields, c->days, 1, 31);
    add_field(&fields, c->months, 1, 12);
    add_field(&fields, c->weekdays, 0, 6);
    *out = mog_arena_format(arena, "%s", fields.at);
    mog_buffer_free(&fields);
    return MOG_OK;
}

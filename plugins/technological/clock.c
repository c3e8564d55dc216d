/* clock.c: whether the clock follows a source, by the kernel's own word (adjtimex(2)), and what keeps it there. */
#include "collect.h"

#include <sys/timex.h>

/* The name of the process, and where the program lies when it does not run. */
static const struct {
    const char *process, *program, *name;
} keepers[] = {
    {"chronyd", "/usr/sbin/chronyd", "chrony"},
    {"systemd-timesyncd", "/lib/systemd/systemd-timesyncd", "systemd-timesyncd"},
    {"ntpd", "/usr/sbin/ntpd", "ntpd"},
    {"phc2sys", "/usr/sbin/phc2sys", "phc2sys"},
};
#define KEEPERS (sizeof keepers / sizeof keepers[0])

static void set_kernel_state(json_t *fields)
{
    struct timex state = {.modes = 0};
    int result = adjtimex(&state);
    if (result < 0) return;
    bool synchronised = result != TIME_ERROR && !(state.status & STA_UNSYNC);
    set_truth(fields, "synchronised", synchronised ? YES : NO);
    /* Microseconds; without a source the kernel only lets it grow. */
    if (synchronised) set_duration(fields, "max_error", (int64_t)state.maxerror * 1000);
}

/* What runs, else the first that is installed. */
static void set_keeper(json_t *fields, const machine *m)
{
    for (size_t i = 0; i < KEEPERS; i++) {
        if (program_runs(m, keepers[i].process) != YES) continue;
        set_text(fields, "service", keepers[i].name);
        set_truth(fields, "running", YES);
        return;
    }
    for (size_t i = 0; i < KEEPERS; i++) {
        if (file_exists(m, keepers[i].program) != YES) continue;
        set_text(fields, "service", keepers[i].name);
        set_truth(fields, "running", program_runs(m, keepers[i].process));
        return;
    }
}

void collect_clock(machine *m)
{
    json_t *fields = json_object();
    if (m->live) set_kernel_state(fields);
    set_keeper(fields, m);
    report(m, "clock_sync", NULL, fields);
}

/* processes.c: what runs, from /proc. */
#include "collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_THREAD 0x00200000u /* PF_KTHREAD of the kernel's sched.h */

/* proc_pid_stat(5): pid (name) state ppid pgrp session tty tpgid flags …; the name may hold blanks and parentheses. */
static bool parse_stat(process *out, char *text)
{
    char *open = strchr(text, '('), *close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open) return false;
    *close = '\0';
    int terminal;
    unsigned flags;
    if (sscanf(close + 1, " %*c %*d %*d %*d %d %*d %u", &terminal, &flags) != 2) return false;
    snprintf(out->name, sizeof out->name, "%s", open + 1);
    out->terminal = terminal != 0;
    out->kernel = (flags & KERNEL_THREAD) != 0;
    return true;
}

void read_processes(machine *m)
{
    names entries;
    read_folder(&entries, m, "/proc");
    for (size_t i = 0; i < entries.count; i++) {
        int64_t pid;
        if (!to_integer(&pid, entries.at[i])) continue;
        char *path = format("/proc/%s/stat", entries.at[i]);
        char *text = read_file(m, path);
        free(path);
        process found = {.pid = (pid_t)pid};
        if (text != NULL && parse_stat(&found, text)) {
            m->processes = grow(m->processes, m->process_count, sizeof *m->processes);
            m->processes[m->process_count++] = found;
            /* Where /proc hides the processes of others (hidepid), the first one is among them. */
            if (pid == 1) m->all_processes = true;
        }
        free(text);
    }
    names_free(&entries);
}

truth program_runs(const machine *m, const char *name)
{
    for (size_t i = 0; i < m->process_count; i++) {
        if (strncmp(m->processes[i].name, name, sizeof m->processes[i].name - 1) == 0) return YES;
    }
    return m->all_processes ? NO : UNKNOWN;
}

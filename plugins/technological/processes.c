/* processes.c: what runs, from /proc. */
#include "collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUT 15                    /* TASK_COMM_LEN, without its NUL */
#define KERNEL_THREAD 0x00200000u /* PF_KTHREAD of the kernel's sched.h */

/* proc_pid_stat(5): pid (name) state ppid pgrp session tty tpgid flags …; the name may hold blanks and parentheses. */
static bool parse_stat(process *out, char *text)
{
    char *open = strchr(text, '('), *close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open) return false;
    *close = '\0';
    int leader, terminal;
    unsigned flags;
    if (sscanf(close + 1, " %*c %*d %*d %d %d %*d %u", &leader, &terminal, &flags) != 3) return false;
    snprintf(out->name, sizeof out->name, "%.*s", CUT, open + 1);
    out->session = (pid_t)leader;
    out->terminal = terminal != 0;
    out->kernel = (flags & KERNEL_THREAD) != 0;
    return true;
}

/* The kernel cuts names at 15 bytes, and makes one name of systemd-journald and systemd-journal-upload. The command line has the whole,
 * unless the program has written something else there. */
static void complete_name(process *p, const machine *m)
{
    if (strlen(p->name) != CUT) return;
    char *path = format("/proc/%d/cmdline", (int)p->pid), *text = read_file(m, path), *rest = text;
    char *program = text == NULL ? NULL : next_word(&rest), *slash = program == NULL ? NULL : strrchr(program, '/');
    if (slash != NULL) program = slash + 1;
    if (program != NULL && starts_with(program, p->name)) snprintf(p->name, sizeof p->name, "%s", program);
    free(text);
    free(path);
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
            complete_name(&found, m);
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
    truth found = m->all_processes ? NO : UNKNOWN;
    for (size_t i = 0; i < m->process_count; i++) {
        const char *running = m->processes[i].name;
        if (strcmp(running, name) == 0) return YES;
        if (strlen(running) == CUT && starts_with(name, running))
            found = UNKNOWN; /* it may be, or another that is cut to the same */
    }
    return found;
}

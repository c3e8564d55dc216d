/* collect.c: the collector `host`: one part after the other. */
#include "collect.h"

#include <stdlib.h>
#include <string.h>

static void (*const parts[])(machine *) = {
    collect_operating_system, collect_accounts, collect_remote_login, collect_packages,
    collect_patch_state,      collect_services, collect_hardening,    collect_clock,
    collect_logging,          collect_firewall, collect_file_systems,
};

/* The subject is what the caller calls this machine. Another name is common (aliases), and worth a word. */
static void compare_name(const machine *m)
{
    char *name = host_name(m);
    const char *asked = strchr(m->subject, ':');
    if (name != NULL && asked != NULL && strcmp(asked + 1, name) != 0) {
        say(m, MOG_LOG_INFO, "the facts about %s are those of the machine that calls itself %s", m->subject, name);
    }
    free(name);
}

/* The register record of the host (its name, owner and class) is the organisation's to state: a record of it from here would replace
 * what they have stated. */
int collect_host(const char *subject, mog_emit *emit, mog_log *log)
{
    const char *root = getenv("MOGNAD_HOST_ROOT");
    if (root == NULL || strcmp(root, "/") == 0) root = "";
    machine m = {.root = root, .live = *root == '\0', .subject = subject, .emit = emit, .log = log};
    if (!m.live && file_exists(&m, "/etc") != YES) {
        say(&m, MOG_LOG_ERROR, "MOGNAD_HOST_ROOT: %s holds no file system of a machine (no folder etc in it)", root);
        return 1;
    }
    read_processes(&m);
    compare_name(&m);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) parts[i](&m);
    free(m.processes);
    if (m.reported > 0) return 0;
    say(&m, MOG_LOG_ERROR,
        m.refused > 0 ? "every record was refused: are the kinds of host.mog among the policies?"
                      : "no fact about this machine could be read");
    return 1;
}

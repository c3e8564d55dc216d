/* hardening.c: settings of the kernel against what is expected of a machine that is no router and no laboratory. */
#include "collect.h"

#include <stdlib.h>
#include <string.h>

typedef enum comparison { EQUAL, AT_LEAST, NOT } comparison;

static const struct {
    const char *name; /* as sysctl(8) writes it */
    comparison comparison;
    int64_t value;
    const char *reason;
} expected[] = {
    {"fs.protected_fifos", AT_LEAST, 1, "another user's pipe in a shared folder is not written to by mistake"},
    {"fs.protected_hardlinks", EQUAL, 1, "nobody links to files they could not read"},
    {"fs.protected_regular", AT_LEAST, 1, "another user's file in a shared folder is not written to by mistake"},
    {"fs.protected_symlinks", EQUAL, 1, "links in shared folders are not followed for another user"},
    {"fs.suid_dumpable", NOT, 1, "the memory of privileged programs is not left to users"},
    {"kernel.dmesg_restrict", EQUAL, 1, "the kernel's messages, which hold addresses, are for root"},
    {"kernel.kptr_restrict", AT_LEAST, 1, "addresses in the kernel are hidden"},
    {"kernel.perf_event_paranoid", AT_LEAST, 2, "users do not measure the kernel"},
    {"kernel.randomize_va_space", EQUAL, 2, "programs lie at addresses that cannot be foretold"},
    {"kernel.unprivileged_bpf_disabled", AT_LEAST, 1, "users do not load code into the kernel"},
    {"kernel.yama.ptrace_scope", AT_LEAST, 1, "a program does not read the memory of its neighbours"},
    {"net.core.bpf_jit_harden", AT_LEAST, 1, "code made in the kernel cannot be shaped by users"},
    {"net.ipv4.conf.all.accept_redirects", EQUAL, 0, "others do not change the routes"},
    {"net.ipv4.conf.all.accept_source_route", EQUAL, 0, "a sender does not choose the route"},
    {"net.ipv4.conf.all.log_martians", EQUAL, 1, "packets with impossible addresses are logged"},
    {"net.ipv4.conf.all.rp_filter", AT_LEAST, 1, "packets with forged senders are dropped"},
    {"net.ipv4.conf.all.secure_redirects", EQUAL, 0, "not even gateways change the routes"},
    {"net.ipv4.conf.all.send_redirects", EQUAL, 0, "the machine is no router"},
    {"net.ipv4.conf.default.accept_redirects", EQUAL, 0, "others do not change the routes, on new interfaces"},
    {"net.ipv4.conf.default.accept_source_route", EQUAL, 0, "a sender does not choose the route, on new interfaces"},
    {"net.ipv4.icmp_echo_ignore_broadcasts", EQUAL, 1, "the machine does not multiply somebody's packets"},
    {"net.ipv4.icmp_ignore_bogus_error_responses", EQUAL, 1, "false errors do not fill the log"},
    {"net.ipv4.tcp_syncookies", AT_LEAST, 1, "a flood of half-open connections does not close the door"},
    {"net.ipv6.conf.all.accept_redirects", EQUAL, 0, "others do not change the routes"},
    {"net.ipv6.conf.all.accept_source_route", EQUAL, 0, "a sender does not choose the route"},
    {"vm.mmap_min_addr", AT_LEAST, 4096, "a null pointer in the kernel leads nowhere"},
};

static bool fulfils(int64_t value, size_t i)
{
    switch (expected[i].comparison) {
    case EQUAL: return value == expected[i].value;
    case AT_LEAST: return value >= expected[i].value;
    case NOT: return value != expected[i].value;
    }
    return false;
}

static json_t *setting_row(size_t i, const char *value, int64_t number)
{
    static const char *const words[] = {[EQUAL] = "", [AT_LEAST] = ">= ", [NOT] = "not "};
    char *wanted = format("%s%lld", words[expected[i].comparison], (long long)expected[i].value);
    json_t *row = json_object();
    set_text(row, "name", expected[i].name);
    set_text(row, "value", value);
    set_text(row, "expected", wanted);
    set_truth(row, "compliant", fulfils(number, i) ? YES : NO);
    set_text(row, "reason", expected[i].reason);
    free(wanted);
    return row;
}

static char *setting_path(const char *name)
{
    char *path = format("/proc/sys/%s", name);
    for (char *dot = path; (dot = strchr(dot, '.')) != NULL;) *dot = '/';
    return path;
}

/* A setting that this kernel does not have, or does not show us, is not listed. */
void collect_hardening(machine *m)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char *path = setting_path(expected[i].name), *value = read_word(m, path);
        int64_t number;
        if (value != NULL && to_integer(&number, value)) json_array_append_new(rows, setting_row(i, value, number));
        free(value);
        free(path);
    }
    json_t *fields = json_object();
    if (json_array_size(rows) > 0) json_object_set_new(fields, "settings", rows);
    else json_decref(rows);
    report(m, "hardening", NULL, fields);
}

/* logging.c: who receives the logs, whether they last, whether a copy leaves the machine, and whether the kernel audits. */
#include "collect.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY (INT64_C(86400) * 1000000000)

/* Receivers, the more capable first. */
static const struct {
    const char *process, *name, *rotation;
    bool files; /* writes to /var/log by itself */
} receivers[] = {
    {"rsyslogd", "rsyslog", "/etc/logrotate.d/rsyslog", true},
    {"syslog-ng", "syslog-ng", "/etc/logrotate.d/syslog-ng", true},
    {"systemd-journald", "systemd-journald", NULL, false},
};
#define RECEIVERS (sizeof receivers / sizeof receivers[0])

/* Programs that carry logs to a collector elsewhere. */
static const char *const carriers[] = {
    "systemd-journal-upload",
    "filebeat",
    "fluent-bit",
    "fluentd",
    "td-agent",
    "vector",
    "promtail",
    "alloy",
    "otelcol",
    "splunkd",
    "wazuh-agentd",
    "nxlog",
    "elastic-agent",
    "journalbeat",
};

/* A line of rsyslog.conf(5) that sends on: "*.* @host", "@@host", omfwd or omrelp as the type of an action. */
static bool sends_on(const char *line)
{
    line += strspn(line, " \t");
    if (*line == '#' || *line == '\0') return false;
    if (strstr(line, "\"omfwd\"") != NULL || strstr(line, "\"omrelp\"") != NULL || strstr(line, ":omrelp:") != NULL)
        return true;
    const char *selector_end = line + strcspn(line, " \t");
    const char *action = selector_end + strspn(selector_end, " \t-");
    return *action == '@' && strchr("$:", *line) == NULL;
}

static truth file_sends_on(const machine *m, const char *path, const char *const *marks, size_t mark_count)
{
    char *text = read_file(m, path);
    if (text == NULL) return file_exists(m, path) == NO ? NO : UNKNOWN;
    truth found = NO;
    for (char *rest = text, *line; found == NO && (line = next_line(&rest)) != NULL;) {
        drop_comment(line, '#');
        if (mark_count == 0) found = sends_on(line) ? YES : NO;
        for (size_t i = 0; i < mark_count; i++) found = strstr(line, marks[i]) != NULL ? YES : found;
    }
    free(text);
    return found;
}

/* `marks`: words that betray it; none for the syntax of rsyslog. */
static truth files_send_on(const machine *m, const char *main_file, const char *pattern, const char *const *marks,
                           size_t mark_count)
{
    truth found = file_sends_on(m, main_file, marks, mark_count);
    names files;
    if (!expand_pattern(&files, m, pattern) && found == NO) found = UNKNOWN;
    for (size_t i = 0; i < files.count && found != YES; i++) {
        truth one = file_sends_on(m, files.at[i], marks, mark_count);
        if (one != NO) found = one;
    }
    names_free(&files);
    return found;
}

/* Receivers of syslog-ng over the network. */
static const char *const syslog_ng_marks[] = {"network(", "syslog(", "tcp(", "udp(", "loki(", "elasticsearch-http(",
                                              "http("};

static truth sent_elsewhere(const machine *m, size_t receiver)
{
    truth otherwise = NO;
    for (size_t i = 0; i < sizeof carriers / sizeof carriers[0]; i++) {
        truth runs = program_runs(m, carriers[i]);
        if (runs == YES) return YES;
        if (runs == UNKNOWN) otherwise = UNKNOWN;
    }
    truth found = NO;
    if (receiver == 0) found = files_send_on(m, "/etc/rsyslog.conf", "/etc/rsyslog.d/*.conf", NULL, 0);
    if (receiver == 1) {
        found = files_send_on(m, "/etc/syslog-ng/syslog-ng.conf", "/etc/syslog-ng/conf.d/*.conf", syslog_ng_marks,
                              sizeof syslog_ng_marks / sizeof syslog_ng_marks[0]);
        /* The same words also name sources, so only their absence is certain. */
        if (found == YES) found = UNKNOWN;
    }
    return found == NO ? otherwise : found;
}

/* The setting of journald.conf(5); files in journald.conf.d come after the main one. */
static char *journal_setting(const machine *m, const char *key)
{
    static const char *const places[] = {"/usr/lib/systemd/journald.conf", "/etc/systemd/journald.conf",
                                         "/usr/lib/systemd/journald.conf.d/*.conf",
                                         "/etc/systemd/journald.conf.d/*.conf"};
    char *value = NULL;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        names files;
        expand_pattern(&files, m, places[i]);
        for (size_t j = 0; j < files.count; j++) {
            char *text = read_file(m, files.at[j]), *found = text == NULL ? NULL : setting(text, key);
            if (found != NULL) {
                free(value);
                value = found;
            }
            free(text);
        }
        names_free(&files);
    }
    return value;
}

/* "auto" keeps the journal where the folder for it is there. */
static truth journal_persistent(const machine *m)
{
    char *storage = journal_setting(m, "Storage");
    truth kept = UNKNOWN;
    if (storage == NULL || strcasecmp(storage, "auto") == 0) kept = file_exists(m, "/var/log/journal");
    else if (strcasecmp(storage, "persistent") == 0) kept = YES;
    else if (strcasecmp(storage, "volatile") == 0 || strcasecmp(storage, "none") == 0) kept = NO;
    free(storage);
    return kept;
}

static truth persistent(const machine *m, size_t receiver)
{
    char *type = file_system_type(m, "/var/log");
    bool in_memory = type != NULL && (strcmp(type, "tmpfs") == 0 || strcmp(type, "ramfs") == 0);
    free(type);
    if (in_memory) return NO;
    return receivers[receiver].files ? YES : journal_persistent(m);
}

/* logrotate(8): a period and how many periods are kept. */
typedef struct rotation {
    int64_t period, count; /* days; 0: not said */
    bool by_size;          /* then time says nothing */
} rotation;

static void read_rotation(rotation *r, char *text)
{
    static const struct {
        const char *word;
        int64_t days;
    } periods[] = {{"daily", 1}, {"weekly", 7}, {"monthly", 30}, {"yearly", 365}};
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        drop_comment(line, '#');
        char *word = next_word(&line), *value = next_word(&line);
        if (word == NULL) continue;
        for (size_t i = 0; i < 4; i++) r->period = strcmp(word, periods[i].word) == 0 ? periods[i].days : r->period;
        if (strcmp(word, "rotate") == 0 && value != NULL && !to_integer(&r->count, value)) r->count = 0;
        r->by_size |= strcmp(word, "size") == 0 || strcmp(word, "maxsize") == 0 || strcmp(word, "maxage") == 0;
    }
}

static int64_t file_retention(const machine *m, const char *path)
{
    rotation r = {0};
    char *common = read_file(m, "/etc/logrotate.conf"), *own = read_file(m, path);
    if (own != NULL) {
        read_rotation(&r, common);
        read_rotation(&r, own);
    }
    bool said = own != NULL && !r.by_size && r.period > 0 && r.count > 0 && r.count < 10000;
    free(own);
    free(common);
    return said ? r.period * r.count * DAY : MOG_NO_INTEGER;
}

/* MaxRetentionSec, systemd.time(7), in its common form: a number and a unit. Without it the journal is kept until its room is full. */
static int64_t journal_retention(const machine *m)
{
    static const struct {
        const char *unit;
        int64_t seconds;
    } units[] = {{"", 1},
                 {"s", 1},
                 {"sec", 1},
                 {"m", 60},
                 {"min", 60},
                 {"h", 3600},
                 {"hour", 3600},
                 {"d", 86400},
                 {"day", 86400},
                 {"days", 86400},
                 {"w", 604800},
                 {"week", 604800},
                 {"weeks", 604800},
                 {"month", 2629800},
                 {"months", 2629800},
                 {"year", 31557600},
                 {"years", 31557600}};
    char *value = journal_setting(m, "MaxRetentionSec");
    int64_t number = 0, span = MOG_NO_INTEGER;
    if (value != NULL) {
        size_t digits = strspn(value, "0123456789");
        char *unit = trim(value + digits);
        for (size_t i = 0; i < digits && digits < 8; i++) number = number * 10 + (value[i] - '0');
        for (size_t i = 0; number > 0 && i < sizeof units / sizeof units[0]; i++) {
            if (strcmp(unit, units[i].unit) == 0 &&
                __builtin_mul_overflow(number * units[i].seconds, INT64_C(1000000000), &span)) {
                span = MOG_NO_INTEGER;
            }
        }
    }
    free(value);
    return span;
}

/* auditd says that somebody listens; the kernel can be told to audit without it. */
static truth kernel_audits(const machine *m)
{
    char *told = run_program(m, 10, (const char *const[]){"auditctl", "-s", NULL});
    if (told != NULL) {
        const char *state = strstr(told, "enabled ");
        truth answer = state == NULL ? UNKNOWN : state[8] == '0' ? NO : YES;
        free(told);
        if (answer != UNKNOWN) return answer;
    }
    truth daemon = program_runs(m, "auditd");
    if (daemon != NO) return daemon;
    char *arguments = read_word(m, "/proc/cmdline");
    truth answer = arguments == NULL || strstr(arguments, "audit=1") != NULL ? UNKNOWN : NO;
    free(arguments);
    return answer;
}

void collect_logging(machine *m)
{
    json_t *fields = json_object();
    size_t r = 0;
    truth runs = UNKNOWN, none = YES;
    for (; r < RECEIVERS && (runs = program_runs(m, receivers[r].process)) != YES; r++) {
        if (runs == UNKNOWN) none = UNKNOWN;
    }
    if (r < RECEIVERS) {
        set_text(fields, "service", receivers[r].name);
        set_truth(fields, "running", YES);
        set_truth(fields, "persistent", persistent(m, r));
        set_truth(fields, "remote", sent_elsewhere(m, r));
        set_duration(fields, "retention",
                     receivers[r].rotation != NULL ? file_retention(m, receivers[r].rotation) : journal_retention(m));
    } else if (none == YES) {
        set_truth(fields, "running", NO);
    }
    set_truth(fields, "audit", kernel_audits(m));
    report(m, "logging", NULL, fields);
}

/* report.c: the report of Lynis. */
#include "report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- settings that are read. `must`: two that differ are two reports in one file. Of others they make the value unknown. */

typedef enum setting {
    FORMAT,
    STARTED,
    FINISHED,
    VERSION,
    CATEGORY,
    GROUP,
    HOSTNAME,
    INDEX,
    FINISH,
    DONE,
    OS_NAME,
    OS_VERSION,
    KERNEL,
    VIRTUAL,
    CONTAINER,
    UPTIME,
    PACKAGES,
    FIREWALL,
    MALWARE,
    AUDIT,
    TIME_SERVICE,
    ROTATION,
    COMPILER,
    VULNERABLE,
    SETTINGS
} setting;

/* `proof`: Lynis begins with 0 and writes it even when it has not looked, so 0 is an answer only where one of these tests ran. */
static const struct known {
    const char *key;
    bool must;
    const char *field; /* of audited_host; NULL: handled by name */
    enum { TEXT, TRUTH, COUNT } type;
    const char *proof;
} known[SETTINGS] = {
    [FORMAT] = {"report_version_major", true, NULL, TEXT, NULL},
    [STARTED] = {"report_datetime_start", true, NULL, TEXT, NULL},
    [FINISHED] = {"report_datetime_end", true, NULL, TEXT, NULL},
    [VERSION] = {"lynis_version", true, NULL, TEXT, NULL},
    [CATEGORY] = {"test_category", true, NULL, TEXT, NULL},
    [GROUP] = {"test_group", true, NULL, TEXT, NULL},
    [HOSTNAME] = {"hostname", true, NULL, TEXT, NULL},
    [INDEX] = {"hardening_index", true, NULL, TEXT, NULL},
    [FINISH] = {"finish", true, NULL, TEXT, NULL},
    [DONE] = {"lynis_tests_done", true, NULL, TEXT, NULL},
    [OS_NAME] = {"os_name", false, "name", TEXT, NULL},
    [OS_VERSION] = {"os_version", false, "version", TEXT, NULL},
    [KERNEL] = {"os_kernel_version_full", false, "kernel", TEXT, NULL},
    [VIRTUAL] = {"vm", false, "virtual", TRUTH, NULL}, /* 2: Lynis could not tell */
    [CONTAINER] = {"container", false, "container", TRUTH, NULL},
    [UPTIME] = {"uptime_in_seconds", false, NULL, COUNT, NULL},
    [PACKAGES] = {"installed_packages", false, "packages", COUNT, NULL},
    [FIREWALL] = {"firewall_active", false, "firewall_active", TRUTH, "FIRE-4590"},
    [MALWARE] = {"malware_scanner_installed", false, "malware_scanner", TRUTH, "MALW-3280"},
    [AUDIT] = {"audit_daemon_running", false, "audit_running", TRUTH, "ACCT-9628"},
    [TIME_SERVICE] = {"ntp_daemon_running", false, "time_service_running", TRUTH, "TIME-3104"},
    [ROTATION] = {"log_rotation_config_found", false, "log_rotation", TRUTH, "LOGG-2146"},
    [COMPILER] = {"compiler_installed", false, "compiler_installed", TRUTH, "HRDN-7220"},
    [VULNERABLE] = {"vulnerable_packages_found", false, "vulnerable_packages", TRUTH,
                    "PKGS-7380|PKGS-7381|PKGS-7382|PKGS-7386|PKGS-7390|PKGS-7392|PKGS-7393"},
};

/* Lists, and what a line of them is among the results. */
static const struct list {
    const char *key, *result;
    bool has_rule; /* the first part is the test's id */
} lists[] = {
    {"warning[]", "warning", true},
    {"suggestion[]", "suggestion", true},
    {"exception_event[]", "error", true},
    {"manual[]", "not_checked", false},
};

typedef struct report {
    import *i;
    bool is_one; /* the first line was one of a report */
    char *values[SETTINGS];
    bool conflict[SETTINGS];
    json_t *rows, *tests;
    int64_t counts[4], executed, skipped; /* executed -1: not told */
} report;

/* Cuts off what stands before the mark; NULL at the end. */
static char *next_part(char **rest, char mark)
{
    char *part = *rest;
    if (part == NULL) return NULL;
    char *stop = strchr(part, mark);
    if (stop != NULL) *stop++ = '\0';
    *rest = stop;
    return part;
}

/* "-" and nothing are no text. */
static const char *said(const char *part)
{
    return part == NULL || *part == '\0' || strcmp(part, "-") == 0 ? NULL : part;
}

static bool take_list(report *r, size_t which, char *value)
{
    import *i = r->i;
    char *rest = value;
    json_t *row = new_object();
    if (lists[which].has_rule) put_text(i, row, "rule", said(next_part(&rest, '|')), NAME_LIMIT);
    put_text(i, row, "title", said(next_part(&rest, '|')), TEXT_LIMIT);
    put_text(i, row, "result", lists[which].result, NAME_LIMIT);
    const char *details = said(next_part(&rest, '|')), *solution = said(next_part(&rest, '|'));
    char *both = format("%s%s%s", details ? details : "", details && solution ? " · " : "", solution ? solution : "");
    put_text(i, row, "detail", both, TEXT_LIMIT);
    free(both);
    r->counts[which]++;
    return add_row(i, r->rows, row);
}

/* "A|B|C" */
static bool take_tests(report *r, char *value, bool ran)
{
    import *i = r->i;
    if (ran && r->executed >= 0) return refuse(i, "tests_executed stands twice: two reports in one file");
    if (ran) r->executed = 0;
    for (char *test, *rest = value; (test = next_part(&rest, '|')) != NULL;) {
        if (said(test) == NULL) continue;
        if (ran) {
            add_text(i, r->tests, test, NAME_LIMIT);
            r->executed++;
            if (json_array_size(r->tests) > ROW_LIMIT) return refuse(i, "more than %u tests", ROW_LIMIT);
            continue;
        }
        json_t *row = new_object();
        put_text(i, row, "rule", test, NAME_LIMIT);
        put_text(i, row, "result", "not_checked", NAME_LIMIT);
        r->skipped++;
        if (!add_row(i, r->rows, row)) return false;
    }
    return true;
}

static bool take_setting(report *r, setting which, const char *value)
{
    if (r->values[which] == NULL) {
        r->values[which] = format("%s", value);
    } else if (strcmp(r->values[which], value) != 0) {
        if (known[which].must)
            return refuse(r->i, "%s is both `%.60s` and `%.60s`: two reports in one file", known[which].key,
                          r->values[which], value);
        r->conflict[which] = true;
    }
    return true;
}

static bool take_line(report *r, char *line)
{
    if (!r->is_one) {
        if (strcmp(line, "# Lynis Report") != 0 && strncmp(line, "report_version_major=", 21) != 0)
            return refuse(r->i, "no report of Lynis: its first line is `# Lynis Report`");
        r->is_one = true;
    }
    char *value = strchr(line, '=');
    if (*line == '#' || value == NULL) return true;
    *value++ = '\0';
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        if (strcmp(line, lists[k].key) == 0) return take_list(r, k, value);
    }
    if (strcmp(line, "tests_executed") == 0) return take_tests(r, value, true);
    if (strcmp(line, "tests_skipped") == 0) return take_tests(r, value, false);
    for (setting k = 0; k < SETTINGS; k++) {
        if (strcmp(line, known[k].key) == 0) return take_setting(r, k, value);
    }
    return true;
}

/* ---- lines */

typedef struct line {
    char *at;
    size_t size;
    bool too_long; /* and passed over */
} line;

static bool finish_line(report *r, line *l)
{
    bool fine = true;
    l->at[l->size] = '\0';
    if (l->size > 0 && l->at[l->size - 1] == '\r') l->at[--l->size] = '\0';
    if (!l->too_long && l->size > 0) fine = take_line(r, l->at);
    l->size = 0;
    l->too_long = false;
    return fine;
}

static bool take_bytes(report *r, line *l, const char *bytes, size_t size)
{
    if (memchr(bytes, '\0', size) != NULL) return refuse(r->i, "a NUL byte: no text, or one in UTF-16");
    while (size > 0) {
        const char *stop = memchr(bytes, '\n', size);
        size_t length = stop != NULL ? (size_t)(stop - bytes) : size;
        if (l->size + length > LINE_LIMIT) l->too_long = true;
        if (l->too_long && !r->is_one) return refuse(r->i, "no report of Lynis: its first line is `# Lynis Report`");
        if (!l->too_long) {
            memcpy(l->at + l->size, bytes, length);
            l->size += length;
        }
        if (stop == NULL) return true;
        if (!finish_line(r, l)) return false;
        bytes += length + 1;
        size -= length + 1;
    }
    return true;
}

static bool read_report(report *r)
{
    static char bytes[65536];
    line l = {.at = allocate(LINE_LIMIT + 1, 1)};
    size_t total = 0;
    ptrdiff_t got;
    bool fine = true;
    while (fine && (got = read_some(r->i, &total, REPORT_LIMIT, bytes, sizeof bytes)) > 0)
        fine = take_bytes(r, &l, bytes, (size_t)got);
    if (fine && !r->i->failed) fine = finish_line(r, &l);
    free(l.at);
    return fine && !r->i->failed;
}

/* ---- records */

static int64_t whole(const char *text)
{
    char *stop;
    if (text == NULL || *text < '0' || *text > '9') return MOG_NO_INTEGER;
    errno = 0;
    long long value = strtoll(text, &stop, 10);
    return errno != 0 || *stop != '\0' ? MOG_NO_INTEGER : value;
}

static double index_of(report *r)
{
    int64_t value = whole(r->values[INDEX]);
    if (value >= 0 && value <= 100) return (double)value;
    if (r->values[INDEX] != NULL) r->i->odd++;
    return NAN;
}

/* What was asked for, where it was not all: "group authentication". NULL: all. */
static char *scope_of(const report *r)
{
    const char *category = said(r->values[CATEGORY]), *group = said(r->values[GROUP]);
    if (same(category, "all")) category = NULL;
    if (same(group, "all")) group = NULL;
    if (category == NULL && group == NULL) return NULL;
    return format("%s%s%s%s%s", category ? "category " : "", category ? category : "", category && group ? ", " : "",
                  group ? "group " : "", group ? group : "");
}

static void tell_run(report *r, const char *subject, const char *observed, const char *source)
{
    import *i = r->i;
    json_t *fields = new_object();
    double score = index_of(r);
    char *scope = scope_of(r);
    put_text(i, fields, "tool", "Lynis", NAME_LIMIT);
    put_text(i, fields, "version", said(r->values[VERSION]), NAME_LIMIT);
    put_text(i, fields, "profile", scope, NAME_LIMIT);
    put_text(i, fields, "target", said(r->values[HOSTNAME]), NAME_LIMIT);
    put_moment(i, fields, "started", r->values[STARTED], true);
    put_moment(i, fields, "finished", r->values[FINISHED], true);
    put_number(i, fields, "score", score);
    put_number(i, fields, "score_maximum", isnan(score) ? NAN : 100);
    put_text(i, fields, "scoring", isnan(score) ? NULL : "hardening index", NAME_LIMIT);
    put_integer(i, fields, "warnings", r->counts[0]);
    put_integer(i, fields, "suggestions", r->counts[1]);
    put_integer(i, fields, "errors", r->counts[2]);
    put_integer(i, fields, "not_checked", r->counts[3] + r->skipped);
    put_integer(i, fields, "executed", r->executed >= 0 ? r->executed : whole(r->values[DONE]));
    if (r->executed >= 0) put(i, fields, "tests", json_incref(r->tests));
    put(i, fields, "results", json_incref(r->rows));
    char *name = item_name("Lynis", scope, i->run);
    hand_over(i, "check_run", subject, name, observed, source, fields);
    free(name);
    free(scope);
}

static bool ran(const report *r, const char *tests)
{
    size_t n;
    json_t *test;
    json_array_foreach(r->tests, n, test)
    {
        const char *found = strstr(tests, json_string_value(test));
        if (found != NULL && json_string_length(test) == strcspn(found, "|") && (found == tests || found[-1] == '|'))
            return true;
    }
    return false;
}

static int truth_of(const report *r, setting which, const char *value)
{
    if (strcmp(value, "1") == 0) return 1;
    if (strcmp(value, "0") == 0 && (known[which].proof == NULL || ran(r, known[which].proof))) return 0;
    return -1;
}

static void tell_host(report *r, const char *subject, const char *observed, const char *source)
{
    import *i = r->i;
    json_t *fields = new_object();
    if (strncmp(subject, "host:", 5) != 0) {
        json_decref(fields);
        return;
    }
    for (setting k = 0; k < SETTINGS; k++) {
        const char *value = said(r->values[k]);
        if (known[k].field == NULL || value == NULL || r->conflict[k]) continue;
        switch (known[k].type) {
        case TEXT: put_text(i, fields, known[k].field, value, NAME_LIMIT); break;
        case COUNT: put_integer(i, fields, known[k].field, whole(value)); break;
        case TRUTH: put_truth(i, fields, known[k].field, truth_of(r, k, value)); break;
        }
    }
    int64_t uptime = r->conflict[UPTIME] ? MOG_NO_INTEGER : whole(r->values[UPTIME]);
    if (uptime != MOG_NO_INTEGER && uptime <= INT64_C(100) * 366 * 86400) {
        char *text = format("PT%lldS", (long long)uptime);
        put_text(i, fields, "uptime", text, NAME_LIMIT);
        free(text);
    }
    if (json_object_size(fields) > 0) hand_over(i, "audited_host", subject, NULL, observed, source, fields);
    else json_decref(fields);
}

static bool is_whole(report *r)
{
    if (!r->is_one) return refuse(r->i, "empty: no report of Lynis");
    if (r->values[FORMAT] != NULL && strcmp(r->values[FORMAT], "1") != 0)
        return refuse(r->i, "a report of version %.20s; version 1 is read here", r->values[FORMAT]);
    if (r->values[FINISH] == NULL || strcmp(r->values[FINISH], "true") != 0)
        return refuse(r->i, "it has no line `finish=true`: the audit was broken off or the file is cut; run it again");
    return true;
}

int import_lynis(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
import i;
    report r = {.i = &i, .rows = new_array(), .tests = new_array(), .executed = -1};
    if (import_begin(&i, file, emit, log, "Lynis") && read_report(&r) && is_whole(&r)) {
        char *subject = subject_of(&i, "host", said(r.values[HOSTNAME]));
        char *observed = moment(r.values[FINISHED], true), *source = item_name("Lynis", said(r.values[VERSION]), NULL);
        if (subject != NULL) {
            tell_run(&r, subject, observed, source);
            tell_host(&r, subject, observed, source);
        }
        free(source);
        free(observed);
        free(subject);
    }
    for (setting k = 0; k < SETTINGS; k++) free(r.values[k]);
    json_decref(r.rows);
    json_decref(r.tests);
    return import_end(&i);
}

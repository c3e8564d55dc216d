/* os.c: which operating system this is, and how long its supplier stands by it. */
#include "collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

char *host_name(const machine *m)
{
    char *name = NULL;
    if (m->live) {
        char text[256] = "";
        if (gethostname(text, sizeof text - 1) == 0) name = format("%s", text);
    } else {
        name = read_word(m, "/etc/hostname");
    }
    if (name != NULL && *name == '\0') {
        free(name);
        name = NULL;
    }
    return name;
}

/* "2028-06-30", the midnight that ends the day in UTC: support holds through it. */
static int64_t end_of_day(const char *date)
{
    struct tm utc = {0};
    char extra;
    if (date == NULL || sscanf(date, "%4d-%2d-%2d%c", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &extra) != 3) {
        return MOG_NO_INTEGER;
    }
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    if (utc.tm_mon < 0 || utc.tm_mon > 11 || utc.tm_mday < 1 || utc.tm_mday > 31) return MOG_NO_INTEGER;
    time_t day = timegm(&utc);
    return time_of((int64_t)day + 86400);
}

/* The supplier's own calendar, package distro-info-data: version,codename,series,created,release,eol,eol-lts,… The long-term support of Debian
 * (eol-lts) is open to everybody and counts; what follows it is bought. A date that is not there yet is not known. */
static int64_t support_by_calendar(const machine *m, const char *id, const char *version)
{
    char *path = format("/usr/share/distro-info/%s.csv", id), *text = read_file(m, path);
    int64_t end = MOG_NO_INTEGER;
    int column = -1, longer = -1;
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        char *cells[16];
        int count = 0;
        for (char *cell; count < 16 && (cell = next_part(&line, ',')) != NULL;) cells[count++] = trim(cell);
        if (column < 0) {
            for (int i = 0; i < count; i++) {
                column = strcmp(cells[i], "eol") == 0 ? i : column;
                longer = strcmp(cells[i], "eol-lts") == 0 ? i : longer;
            }
            if (column < 0) break;
        } else if (count > column) {
            char *first = cells[0]; /* "12", or "22.04 LTS" */
            char *number = next_word(&first);
            if (number == NULL || strcmp(number, version) != 0) continue;
            end = longer >= 0 && count > longer ? end_of_day(cells[longer]) : MOG_NO_INTEGER;
            if (end == MOG_NO_INTEGER) end = end_of_day(cells[column]);
        }
    }
    free(text);
    free(path);
    return end;
}

static bool plain_word(const char *text)
{
    return text != NULL && *text != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* What a hypervisor calls the hardware it shows (systemd-detect-virt has the same list). */
static const char *const virtual_hardware[] = {
    "KVM",
    "QEMU",
    "VMware",
    "VMW",
    "innotek GmbH",
    "VirtualBox",
    "Xen",
    "Bochs",
    "Parallels",
    "BHYVE",
    "Virtual Machine",
    "Amazon EC2",
    "OpenStack",
    "Google Compute Engine",
    "Hyper-V",
    "RHEV",
    "oVirt",
    "Firecracker",
};

static truth virtual_by_hardware(const machine *m)
{
    static const char *const files[] = {"/sys/class/dmi/id/product_name", "/sys/class/dmi/id/sys_vendor"};
    truth found = UNKNOWN;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *said = read_word(m, files[i]);
        if (said != NULL && found == UNKNOWN) found = NO;
        for (size_t j = 0; said != NULL && j < sizeof virtual_hardware / sizeof virtual_hardware[0]; j++) {
            if (strstr(said, virtual_hardware[j]) != NULL) found = YES;
        }
        free(said);
    }
    return found;
}

/* The processor says whether a hypervisor is under it (x86; other processors do not). */
static truth virtual_by_processor(const machine *m)
{
    char *text = read_file(m, "/proc/cpuinfo");
    truth found = UNKNOWN;
    for (char *rest = text, *line; text != NULL && found == UNKNOWN && (line = next_line(&rest)) != NULL;) {
        if (!starts_with(line, "flags")) continue;
        found = NO;
        for (char *word; (word = next_word(&line)) != NULL;) found = strcmp(word, "hypervisor") == 0 ? YES : found;
    }
    free(text);
    return found;
}

static truth is_virtual(const machine *m)
{
    static const char *const marks[] = {"/run/systemd/container", "/.dockerenv", "/run/.containerenv",
                                        "/proc/xen/capabilities"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (file_exists(m, marks[i]) == YES) return YES;
    }
    truth hardware = virtual_by_hardware(m), processor = virtual_by_processor(m);
    if (hardware == YES || processor == YES) return YES;
    return processor == NO || hardware == NO ? NO : UNKNOWN;
}

static int64_t booted(const machine *m)
{
    char *text = read_file(m, "/proc/stat");
    int64_t seconds, time = MOG_NO_INTEGER;
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        if (starts_with(line, "btime ") && to_integer(&seconds, trim(line + 6))) time = time_of(seconds);
    }
    free(text);
    return time;
}

void collect_operating_system(machine *m)
{
    char *release = read_file(m, "/etc/os-release");
    if (release == NULL) release = read_file(m, "/usr/lib/os-release");
    json_t *fields = json_object();
    if (release != NULL) {
        char *name = setting(release, "NAME"), *version = setting(release, "VERSION_ID"), *id = setting(release, "ID");
        char *stated = setting(release, "SUPPORT_END");
        int64_t end = end_of_day(stated);
        if (end == MOG_NO_INTEGER && version != NULL && plain_word(id)) end = support_by_calendar(m, id, version);
        set_text(fields, "name", name);
        set_text(fields, "version", version);
        set_time(fields, "end_of_support", end);
        free(stated);
        free(id);
        free(version);
        free(name);
    }
    free(release);
    char *kernel = read_word(m, "/proc/sys/kernel/osrelease");
    set_text(fields, "kernel", kernel);
    free(kernel);
    set_truth(fields, "virtual", is_virtual(m));
    set_time(fields, "booted", booted(m));
    report(m, "operating_system", NULL, fields);
}

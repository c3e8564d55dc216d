/* patches.c: upgrades that wait, and whether they are installed without anybody's help. */
#include "apt_settings.h"
#include "collect.h"

#include <stdlib.h>
#include <string.h>

#define LISTS "/var/lib/apt/lists"

typedef struct pending {
    int64_t all, security;
} pending;

/* "Inst NAME [OLD] (NEW ARCHIVE, ARCHIVE [ARCH])": without OLD it is a package that comes anew. An archive is that of security
 * fixes when it calls itself so: "Debian-Security:12/stable-security", "Ubuntu:24.04/noble-security". */
static pending count_pending(char *text)
{
    pending count = {0};
    for (char *rest = text, *line; (line = next_line(&rest)) != NULL;) {
        if (!starts_with(line, "Inst ")) continue;
        char *archives = strchr(line, '('), *old = strchr(line, '[');
        if (archives == NULL || old == NULL || old > archives) continue;
        count.all++;
        if (strstr(archives, "-security") != NULL || strstr(archives, "-Security") != NULL) count.security++;
    }
    return count;
}

static bool has_lists(const machine *m)
{
    names files;
    bool found = false;
    read_folder(&files, m, LISTS);
    for (size_t i = 0; i < files.count; i++) found |= strstr(files.at[i], "_Packages") != NULL;
    names_free(&files);
    return found;
}

/* A rehearsal that locks nothing and writes no cache. dist-upgrade, since an upgrade that brings a new package in (a kernel) waits too. */
static void set_pending(json_t *fields, const machine *m)
{
    char *told = run_program(m, 60,
                             (const char *const[]){"apt-get", "-s", "-q", "-o", "Debug::NoLocking=1", "-o",
                                                   "Dir::Cache::pkgcache=", "-o",
                                                   "Dir::Cache::srcpkgcache=", "dist-upgrade", NULL});
    if (told == NULL) return;
    pending count = count_pending(told);
    set_integer(fields, "pending", count.all);
    set_integer(fields, "pending_security", count.security);
    free(told);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The folder changes when lists are put in place; the stamps are set by the daily job when it has fetched them. The lists themselves carry the
 * time of the archive. */
static int64_t lists_updated(const machine *m)
{
    int64_t time = file_modified(m, LISTS);
    time = later(time, file_modified(m, "/var/lib/apt/periodic/update-success-stamp"));
    return later(time, file_modified(m, "/var/lib/apt/periodic/update-stamp"));
}

static bool switched_on(const char *value)
{
    return value != NULL && *value != '\0' && strcmp(value, "0") != 0 && strcmp(value, "false") != 0;
}

static bool is_masked(const machine *m, const char *unit)
{
    char *path = format("/etc/systemd/system/%s", unit), *target = read_link(m, path);
    bool masked = target != NULL && strcmp(target, "/dev/null") == 0;
    free(target);
    free(path);
    return masked;
}

/* Packages that upgrade by rules of their own. */
static truth other_upgraders(const machine *m)
{
    static const char *const others[] = {"cron-apt", "landscape-client"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (package_installed(m, others[i]) == YES) return UNKNOWN;
    }
    return NO;
}

/* unattended-upgrades does it when APT::Periodic says so; its own default is to take the security archive. */
static truth automatic(const machine *m)
{
    truth installed = package_installed(m, "unattended-upgrades");
    if (installed != YES) return installed == NO ? other_upgraders(m) : UNKNOWN;
    apt_settings settings;
    if (!apt_settings_read(&settings, m)) {
        apt_settings_free(&settings);
        return UNKNOWN;
    }
    const char *enable = apt_setting(&settings, "APT::Periodic::Enable");
    bool on = (enable == NULL || switched_on(enable)) &&
              switched_on(apt_setting(&settings, "APT::Periodic::Unattended-Upgrade")) &&
              switched_on(apt_setting(&settings, "APT::Periodic::Update-Package-Lists"));
    apt_settings_free(&settings);
    if (on && (is_masked(m, "apt-daily-upgrade.timer") || is_masked(m, "apt-daily.timer"))) on = false;
    return on ? YES : other_upgraders(m);
}

/* Packages leave the mark only where something that makes it is installed; without that its absence says nothing. */
static truth reboot_required(const machine *m)
{
    if (file_exists(m, "/run/reboot-required") == YES || file_exists(m, "/var/run/reboot-required") == YES) return YES;
    bool marked = file_exists(m, "/usr/share/update-notifier/notify-reboot-required") == YES ||
                  file_exists(m, "/etc/kernel/postinst.d/unattended-upgrades") == YES;
    return marked && file_exists(m, "/run") == YES ? NO : UNKNOWN;
}

void collect_patch_state(machine *m)
{
    if (file_exists(m, "/usr/bin/apt-get") != YES) return;
    json_t *fields = json_object();
    set_text(fields, "manager", "apt");
    if (has_lists(m)) {
        set_time(fields, "lists_updated", lists_updated(m));
        set_pending(fields, m);
    }
    set_truth(fields, "automatic", automatic(m));
    set_truth(fields, "reboot_required", reboot_required(m));
    report(m, "patch_state", NULL, fields);
}

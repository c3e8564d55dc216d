/* schedule_unit.c: a schedule as a service and a timer of systemd (systemd.exec(5), systemd.service(5), systemd.timer(5)). */
#include "cli/schedule.h"
#include "cli/schedule_quote.h"

#include <string.h>

/* When a setting is written: all of its bits must hold. */
enum {
    OF_SYSTEM = 1,        /* a user's own service manager may not make mount and network namespaces */
    ENCLOSED = 2,         /* it observes nothing of this machine, so the machine can be hidden from it */
    OFFLINE = 4,          /* it talks to nobody */
    ONLINE = 8,           /* it may */
    ALONE = 16,           /* no command of the user's runs with it, which may make code as it runs */
    AWAY_FROM_HOMES = 32, /* nothing that it needs lies in a home */
    IN_HOMES = 64,
    AWAY_FROM_TMP = 128,
    COLLECTS = 256,
    DYNAMIC = 512,
};

typedef struct setting {
    unsigned when;
    const char *line;
} setting;

static const setting settings[] = {
    {0, "Nice=10"},
    {0, "UMask=0077"},
    {0, "NoNewPrivileges=yes"},
    {DYNAMIC, "DynamicUser=yes"},
    {OF_SYSTEM | ENCLOSED, "CapabilityBoundingSet="},
    {OF_SYSTEM | COLLECTS, "CapabilityBoundingSet=CAP_DAC_READ_SEARCH"},
    {OF_SYSTEM, "AmbientCapabilities="},
    {OF_SYSTEM | ENCLOSED, "ProtectSystem=strict"},
    {OF_SYSTEM | ENCLOSED | AWAY_FROM_HOMES, "ProtectHome=yes"},
    {OF_SYSTEM | ENCLOSED | IN_HOMES, "ProtectHome=read-only"},
    {OF_SYSTEM | ENCLOSED | AWAY_FROM_TMP, "PrivateTmp=yes"},
    {OF_SYSTEM | ENCLOSED, "PrivateDevices=yes"},
    {OF_SYSTEM | ENCLOSED, "ProtectProc=invisible"},
    {OF_SYSTEM | ENCLOSED, "ProtectKernelTunables=yes"},
    {OF_SYSTEM | ENCLOSED, "ProtectKernelModules=yes"},
    {OF_SYSTEM | ENCLOSED, "ProtectKernelLogs=yes"},
    {OF_SYSTEM | ENCLOSED, "ProtectControlGroups=yes"},
    {OF_SYSTEM | ENCLOSED, "ProtectClock=yes"},
    {OF_SYSTEM | ENCLOSED, "ProtectHostname=yes"},
    {OF_SYSTEM | OFFLINE, "PrivateNetwork=yes"},
    {OFFLINE, "RestrictAddressFamilies=AF_UNIX"},
    {ONLINE, "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"},
    {0, "RestrictNamespaces=yes"},
    {0, "RestrictRealtime=yes"},
    {0, "RestrictSUIDSGID=yes"},
    {0, "LockPersonality=yes"},
    {ALONE, "MemoryDenyWriteExecute=yes"},
    {0, "SystemCallArchitectures=native"},
    {0, "SystemCallFilter=@system-service"},
    {0, "SystemCallErrorNumber=EPERM"},
};

static bool is_under(const char *path, const char *folder)
{
    size_t size = strlen(folder);
    return path && strncmp(path, folder, size) == 0 && (path[size] == '/' || !path[size]);
}

/* A path that the service needs lies under one of the folders: the program, the store, what is written, a word of the command, or one that the notification
 * speaks of. */
static bool needs(const cli_schedule *schedule, const char *const *folders)
{
    for (; *folders; folders++) {
        bool any = is_under(schedule->program, *folders) || is_under(schedule->store, *folders);
        for (size_t i = 0; i < schedule->writable_count; i++) any |= is_under(schedule->writable[i], *folders);
        for (size_t i = 0; i < schedule->word_count; i++) {
            const char *equals = strchr(schedule->words[i], '=');
            any |= is_under(schedule->words[i], *folders) || (equals && is_under(equals + 1, *folders));
        }
        if (any || (schedule->notify && strstr(schedule->notify, *folders))) return true;
    }
    return false;
}

static unsigned circumstances(const cli_schedule *schedule)
{
    static const char *const homes[] = {"/home", "/root", "/run/user", NULL};
    static const char *const temporary[] = {"/tmp", "/var/tmp", NULL};
    unsigned is = schedule->is_user ? 0 : OF_SYSTEM;
    is |= schedule->collects ? COLLECTS : ENCLOSED;
    is |= schedule->network ? ONLINE : OFFLINE;
    is |= schedule->notify ? 0 : ALONE;
    is |= needs(schedule, homes) ? IN_HOMES : AWAY_FROM_HOMES;
    is |= needs(schedule, temporary) ? 0 : AWAY_FROM_TMP;
    is |= schedule->dynamic ? DYNAMIC : 0;
    return is;
}

static void add_word(mog_buffer *out, bool for_unit, const char *word)
{
    if (out->size) mog_buffer_add(out, " ", 1);
    if (for_unit) cli_quote_unit(out, mog_text_of(word), CLI_QUOTE_ARGUMENT);
    else cli_quote_shell(out, mog_text_of(word));
}

void cli_schedule_add_call(mog_buffer *out, const cli_schedule *schedule, bool for_unit, bool catch_up)
{
    char limit[16];
    mog_buffer call = {0};
    snprintf(limit, sizeof limit, "%u", schedule->notify_limit);
    if (for_unit) cli_quote_unit(&call, mog_text_of(schedule->program), CLI_QUOTE_PATH);
    else cli_quote_shell(&call, mog_text_of(schedule->program));
    const char *const words[] = {"schedule",
                                 "run",
                                 schedule->name,
                                 "--store",
                                 schedule->store,
                                 catch_up ? "--catch-up" : NULL,
                                 catch_up ? schedule->calendar : NULL};
    const char *const notify[] = {
        "--notify", schedule->notify, "--notify-on", cli_notify_word(schedule->notify_on), "--notify-limit", limit};
    for (size_t i = 0; i < sizeof words / sizeof *words && words[i]; i++) add_word(&call, for_unit, words[i]);
    for (size_t i = 0; schedule->notify && i < sizeof notify / sizeof *notify; i++)
        add_word(&call, for_unit, notify[i]);
    add_word(&call, for_unit, "--");
    for (size_t i = 0; i < schedule->word_count; i++) add_word(&call, for_unit, schedule->words[i]);
    mog_buffer_add(out, call.at, call.size);
    mog_buffer_free(&call);
}

/* The folder of /var/lib that systemd gives to the account: the first part of the store's path below it. */
static const char *state_directory(mog_arena *arena, const cli_schedule *schedule)
{
    static const char *const above[] = {"/var/lib/private/", "/var/lib/"};
    const char *below = schedule->store;
    for (size_t i = 0; i < 2 && below == schedule->store; i++)
        if (strncmp(below, above[i], strlen(above[i])) == 0) below += strlen(above[i]);
    return mog_arena_copy(arena, below, strcspn(below, "/"));
}

static void add_item(mog_buffer *out, mog_arena *arena, const char *before, const char *mark, const char *path)
{
    mog_buffer_format(out, "%s", before);
    cli_quote_unit(out, mog_text_of(mog_arena_format(arena, "%s%s", mark, path)), CLI_QUOTE_PATH);
}

/* A folder that is not there is passed over by its mark: what then fails says more than systemd would. */
static void add_writable(mog_buffer *out, mog_arena *arena, const cli_schedule *schedule)
{
    add_item(out, arena, "ReadWritePaths=", "-", schedule->store);
    for (size_t i = 0; i < schedule->writable_count; i++) add_item(out, arena, " ", "-", schedule->writable[i]);
    mog_buffer_format(out, "\n");
}

static const char *finished(mog_arena *arena, mog_buffer *out)
{
    const char *text = mog_arena_format(arena, "%s", out->at);
    mog_buffer_free(out);
    return text;
}

const char *cli_schedule_service(mog_arena *arena, const cli_schedule *schedule)
{
    mog_buffer out = {0};
    unsigned is = circumstances(schedule);
    bool confined = (is & OF_SYSTEM) && (is & ENCLOSED);
    mog_buffer_format(&out, "[Unit]\nDescription=mognad, schedule %s\n", schedule->name);
    add_item(&out, arena, "RequiresMountsFor=", "", schedule->store);
    mog_buffer_format(&out, "\n");
    if (schedule->network && !schedule->is_user)
        mog_buffer_format(&out, "Wants=network-online.target\nAfter=network-online.target\n");
    mog_buffer_format(&out, "\n[Service]\nType=oneshot\nExecStart=");
    cli_schedule_add_call(&out, schedule, true, false);
    mog_buffer_format(&out, "\n# It was running already: no failure.\nSuccessExitStatus=%d\n", (int)CLI_SCHEDULE_BUSY);
    if (!schedule->is_user) mog_buffer_format(&out, "User=%s\n", schedule->account);
    if (schedule->dynamic) {
        add_item(&out, arena, "StateDirectory=", "", state_directory(arena, schedule));
        mog_buffer_format(&out, "\n");
    }
    if (confined) add_writable(&out, arena, schedule);
    if (schedule->collects)
        mog_buffer_format(&out,
                          "# A collector sees the machine as it is, so nothing of it is hidden or made read-only.\n");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if ((settings[i].when & is) == settings[i].when) mog_buffer_format(&out, "%s\n", settings[i].line);
    return finished(arena, &out);
}

const char *cli_schedule_timer(mog_arena *arena, const cli_schedule *schedule)
{
    mog_buffer out = {0};
    mog_buffer_format(&out,
                      "[Unit]\nDescription=When mognad runs schedule %s\n\n[Timer]\nOnCalendar=%s\n"
                      "# A run that was missed is caught up.\nPersistent=true\nRandomizedDelaySec=%u\n\n"
                      "[Install]\nWantedBy=timers.target\n",
                      schedule->name, schedule->calendar, schedule->delay);
    return finished(arena, &out);
}

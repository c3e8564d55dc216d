/* mognad schedule install: writes what lets systemd or cron run a command of mognad at times. */
#include "cli/numbers.h"
#include "cli/report.h"
#include "cli/schedule.h"

#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DELAY 300u
#define DYNAMIC_FIRST 61184u /* systemd(1), "Users, Groups, UIDs and GIDs": those of DynamicUser= */
#define DYNAMIC_LAST 65519u

typedef struct plan {
    cli_schedule schedule;
    const char *root;
    cli_schedule_file files[CLI_SCHEDULE_FILES];
    size_t file_count;
    const char *crontab; /* of a user's own, that nobody but crontab(1) writes; else NULL */
    const char *steps[4];
    size_t step_count;
    mog_time next; /* 0: not known */
} plan;

/* ---- whom it runs as */

static bool is_account(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t size = strlen(name);
    return size && size < 32 && name[0] != '-' && strspn(name, letters) == size;
}

static mog_status owner_of(uid_t *out, cli_context *cli, const plan *p, mog_error *err)
{
    struct stat about;
    const char *inside = mog_arena_format(cli->arena, "%s%s", p->root, p->schedule.store);
    if (stat(inside, &about) && stat(p->schedule.store, &about)) {
        mog_fail(err, MOG_INPUT, "there is no store there, whose owner the schedule could run as");
        mog_error_place(err, "%s", p->schedule.store);
        mog_error_hint(err, "`mognad init --store DIR` makes one; or say --run-as USER");
        return MOG_INPUT;
    }
    *out = about.st_uid;
    return MOG_OK;
}

static mog_status choose_dynamic(plan *p, const cli_context *cli, mog_error *err)
{
    const char *as = cli_value(cli, "run-as");
    if (p->schedule.is_cron || p->schedule.is_user)
        return cli_usage(err, cli, "accounts that are made for a service are systemd's, and of the system alone");
    if (strncmp(p->schedule.store, "/var/lib/", strlen("/var/lib/")) != 0)
        return cli_usage(err, cli, "a service with an account of its own keeps its store under /var/lib, not in %s",
                         p->schedule.store);
    p->schedule.dynamic = true;
    p->schedule.account = as ? as : "mognad";
    return MOG_OK;
}

static mog_status choose_account(plan *p, cli_context *cli, mog_error *err)
{
    uid_t owner = 0;
    const char *as = cli_value(cli, "run-as");
    p->schedule.account = "";
    if (as && !is_account(as)) return cli_usage(err, cli, "--run-as takes the name of an account, not `%s`", as);
    if (cli_flag(cli, "dynamic-user")) return choose_dynamic(p, cli, err);
    if (p->schedule.is_user)
        return as ? cli_usage(err, cli, "--run-as does not go with --user: it runs as you") : MOG_OK;
    p->schedule.account = as;
    if (as) return MOG_OK;
    mog_status status = owner_of(&owner, cli, p, err);
    if (status) return status;
    bool below = strncmp(p->schedule.store, "/var/lib/", strlen("/var/lib/")) == 0;
    if (below && owner >= DYNAMIC_FIRST && owner <= DYNAMIC_LAST && !p->schedule.is_cron)
        return choose_dynamic(p, cli, err);
    const struct passwd *user = getpwuid(owner);
    p->schedule.account = user && is_account(user->pw_name) ? mog_arena_format(cli->arena, "%s", user->pw_name)
                                                            : mog_arena_format(cli->arena, "%u", (unsigned)owner);
    if (owner == 0)
        mog_log_say(MOG_LEVEL_WARNING, "%s",
                    CLI_SAY(cli,
                            "the store belongs to root, so the schedule runs as root; better give the store to an "
                            "account of its own",
                            "underlaget tillhör root, så schemat körs som root; ge det hellre till ett eget konto"));
    return MOG_OK;
}

/* ---- the plan */

static void choose_where(plan *p, const cli_context *cli)
{
    bool has_systemd = *p->root || access("/run/systemd/system", F_OK) == 0;
    p->schedule.is_cron = cli_flag(cli, "cron") || !has_systemd;
    if (!has_systemd && !cli_flag(cli, "cron"))
        mog_log_say(MOG_LEVEL_NOTE, "%s",
                    CLI_SAY(cli, "this machine is not run by systemd: it is done with cron",
                            "denna maskin styrs inte av systemd: det görs med cron"));
}

static void remark(const plan *p, const cli_context *cli)
{
    const cli_schedule *s = &p->schedule;
    bool is_assess = strcmp(s->words[0], "assess") == 0;
    if (s->notify && !s->network && !s->is_cron)
        mog_log_say(MOG_LEVEL_NOTE, "%s",
                    CLI_SAY(cli, "the command of --notify has no network; --network gives it",
                            "kommandot i --notify har inget nätverk; --network ger det"));
    if (is_assess && cli_schedule_has_word(s, "--no-record"))
        mog_log_say(MOG_LEVEL_NOTE, "%s",
                    CLI_SAY(cli, "with `--no-record` no run is put on record, and nothing can be compared",
                            "med `--no-record` antecknas ingen körning, och inget kan jämföras"));
}

static void add_steps(plan *p, mog_arena *arena)
{
    const char *user = p->schedule.is_user ? " --user" : "";
    if (p->schedule.is_cron) return;
    p->steps[p->step_count++] = mog_arena_format(arena, "systemctl%s daemon-reload", user);
    p->steps[p->step_count++] =
        mog_arena_format(arena, "systemctl%s enable --now mognad-%s.timer", user, p->schedule.name);
    if (p->schedule.is_user) p->steps[p->step_count++] = "loginctl enable-linger";
}

static mog_status read_options(plan *p, cli_context *cli, mog_error *err)
{
    cli_schedule *s = &p->schedule;
    const char *root = cli_value(cli, "root");
    s->name = cli_value(cli, "name");
    s->calendar = cli_value(cli, "calendar");
    s->delay = DELAY;
    s->is_user = cli_flag(cli, "user");
    s->installed = cli->now;
    p->root = root && strcmp(root, "/") != 0 ? cli_absolute(cli->arena, root) : "";
    if (!s->name) return cli_usage(err, cli, "--name is missing");
    if (!s->calendar) return cli_usage(err, cli, "--calendar is missing");
    if (*p->root && cli_flag(cli, "enable")) return cli_usage(err, cli, "--enable does not go with --root");
    mog_status status = cli_schedule_check_name(cli, s->name, err);
    if (!status) status = cli_read_number(&s->delay, cli, "delay", 86400, err);
    if (!status) status = cli_schedule_read_notify(s, cli, err);
    return status;
}

static void add_writable(cli_schedule *s, cli_context *cli)
{
    const char **all = mog_take_array(cli->arena, const char *, cli->given_count + 3);
    for (size_t i = 0; i < cli->given_count; i++)
        if (strcmp(cli->given[i].option->name, "writable") == 0)
            all[s->writable_count++] = cli_absolute(cli->arena, cli->given[i].value);
    s->writable = all;
}

static mog_status make_plan(plan *p, cli_context *cli, mog_error *err)
{
    cli_calendar calendar;
    cli_schedule *s = &p->schedule;
    mog_status status = read_options(p, cli, err);
    if (!status) status = cli_calendar_parse(&calendar, mog_text_of(s->calendar), err);
    if (status) return status;
    add_writable(s, cli);
    status = cli_schedule_command(s, cli, cli_absolute(cli->arena, cli->store), cli->argv, (size_t)cli->argc, err);
    if (status) return status;
    s->program = cli_absolute(cli->arena, "/proc/self/exe");
    s->network = s->collects || cli_flag(cli, "network");
    choose_where(p, cli);
    if (!cli_calendar_next(&p->next, &calendar, cli->now)) p->next = 0;
    status = choose_account(p, cli, err);
    if (!status) status = cli_schedule_files(p->files, &p->file_count, cli->arena, p->root, s, err);
    if (!status && !p->file_count) status = cli_schedule_crontab(&p->crontab, cli->arena, s, err);
    if (!status) add_steps(p, cli->arena);
    if (!status) remark(p, cli);
    return status;
}

/* ---- doing it */

static mog_status write_files(const plan *p, cli_context *cli, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < p->file_count && !status; i++)
        status = cli_schedule_may_write(&p->files[i], cli_flag(cli, "force"), err);
    for (size_t i = 0; i < p->file_count && !status; i++) status = cli_schedule_write(cli, &p->files[i], err);
    return status;
}

static mog_status enable(const plan *p, mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < p->step_count && i < 2 && !status; i++) {
        int how = 0;
        char shell[] = "sh", dash[] = "-c", *words[] = {shell, dash, (char *)p->steps[i], NULL};
        status = cli_schedule_spawn(&how, "/bin/sh", words, -1, true, 0, err);
        if (status || how == 0) continue;
        status = mog_fail(err, MOG_SYSTEM, "`%s` ended with status %d", p->steps[i], how);
        mog_error_hint(err, "the files are written; run it by hand when its cause is gone");
    }
    return status;
}

/* ---- telling */

static mog_status print_json(const plan *p, const cli_context *cli, mog_error *err)
{
    json_t *out = mog_json_object(), *files = mog_json_array(), *steps = mog_json_array();
    for (size_t i = 0; i < p->file_count; i++) {
        json_t *one = mog_json_object();
        mog_json_set(one, "path", mog_json_text(mog_text_of(p->files[i].path)));
        mog_json_set(one, "text", mog_json_text(mog_text_of(p->files[i].text)));
        mog_json_append(files, one);
    }
    for (size_t i = 0; i < p->step_count; i++) mog_json_append(steps, mog_json_text(mog_text_of(p->steps[i])));
    mog_json_set(out, "schedule", mog_json_text(mog_text_of(p->schedule.name)));
    mog_json_set(out, "calendar", mog_json_text(mog_text_of(p->schedule.calendar)));
    mog_json_set(out, "next", p->next ? mog_json_time(p->next) : json_null());
    mog_json_set(out, "written", mog_json_made(json_boolean(!cli_flag(cli, "dry-run") && p->file_count)));
    mog_json_set(out, "files", files);
    mog_json_set(out, "crontab", mog_json_string_or_null(p->crontab));
    mog_json_set(out, "then", steps);
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static void print_text(const plan *p, const cli_context *cli)
{
    char next[MOG_TIME_TEXT];
    bool dry = cli_flag(cli, "dry-run");
    for (size_t i = 0; i < p->file_count; i++) {
        if (dry) cli_print(cli, CLI_BOLD, "==> %s <==\n", p->files[i].path);
        if (dry) printf("%s\n", p->files[i].text);
        else cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "written: %s\n", "skriven: %s\n"), p->files[i].path);
    }
    if (p->crontab)
        cli_print(cli, CLI_PLAIN, "%s\n",
                  CLI_SAY(cli, "Add these lines with `crontab -e`:", "Lägg till dessa rader med `crontab -e`:"));
    if (p->crontab) printf("%s\n", p->crontab);
    if (p->next) {
        mog_time_format(next, p->next);
        cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "next time: %s\n", "nästa gång: %s\n"), next);
    }
    if (cli_flag(cli, "enable") || !p->step_count) return;
    cli_print(cli, CLI_PLAIN, "%s\n", CLI_SAY(cli, "Now run:", "Kör nu:"));
    for (size_t i = 0; i < p->step_count; i++) printf("  %s\n", p->steps[i]);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    plan p = {0};
    bool dry = cli_flag(cli, "dry-run");
    mog_status status = make_plan(&p, cli, err);
    if (!status && !dry) status = write_files(&p, cli, err);
    if (!status && !dry && cli_flag(cli, "enable")) status = enable(&p, err);
    if (!status && cli->json) return print_json(&p, cli, err);
    if (!status) print_text(&p, cli);
    return status;
}

static const cli_option options[] = {
    {"name", 0, "NAME", "what the schedule is called: a-z, 0-9, _ and -"},
    {"calendar", 0, "WHEN",
     "when it is run, as systemd writes it: 'Mon 06:00', '*-*-01 06:00', 'Mon..Fri 22:30', daily"},
    {"user", 0, NULL, "a schedule of your own instead of the system's"},
    {"cron", 0, NULL, "for cron, also where there is systemd"},
    {"root", 0, "DIR", "write below this folder, as for an image of a system; default /"},
    {"run-as", 0, "USER", "the account; default the owner of the store"},
    {"dynamic-user", 0, NULL, "an account that systemd makes for the service; the store is under /var/lib"},
    {"network", 0, NULL, "leave the service its network; a collector has it anyway"},
    {"writable", 0, "DIR", "a further folder that the service may write, repeatable"},
    {"delay", 0, "SECONDS", "begin at random up to so much later, with systemd; default 300"},
    {"notify", 0, "COMMAND", "a line for the shell that is given what came of it as JSON"},
    {"notify-on", 0, "WHEN", "always, change (the default), worse or failure"},
    {"notify-limit", 0, "SECONDS", "how long that command may take; default 60"},
    {"enable", 0, NULL, "let systemctl begin with it at once"},
    {"force", 0, NULL, "write over a schedule of that name"},
    {"dry-run", 0, NULL, "print the files, write nothing"},
    {0},
};

const cli_command cmd_schedule_install = {
    .name = "schedule install",
    .usage = "-- COMMAND…",
    .summary = "let systemd or cron run a command of mognad at times",
    .text =
        "Writes a service and a timer for systemd, which runs the command with as few rights as it needs and catches\n"
        "up what was missed; where there is no systemd, a file for cron. A file that mognad did not write is never\n"
        "written over. docs/schedule.md says more.\n\n"
        "example:\n"
        "  mognad schedule install --name weekly --calendar 'Mon 06:00' --store /srv/isms/store -- assess --fail-under 80",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

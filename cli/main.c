/* main.c: from the words on the command line to a command. */
#include "cli/cli.h"
#include "cli/contained.h"

#include "base/version.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const cli_command *const cli_commands[] = {
#define C(command) &command,
#include "cli/commands.def"
#undef C
    NULL,
};

static int widest_name(void)
{
    size_t widest = 0;
    for (size_t i = 0; cli_commands[i]; i++)
        if (strlen(cli_commands[i]->name) > widest) widest = strlen(cli_commands[i]->name);
    return (int)widest;
}

static void print_overview(FILE *stream)
{
    fputs("mognad assesses an organisation's information security: evidence in, rules over it, scores out.\n\n"
          "usage: mognad COMMAND [OPTION…] [ARGUMENT…]\n\ncommands:\n",
          stream);
    for (size_t i = 0; cli_commands[i]; i++) {
        fprintf(stream, "  %-*s  %s\n", widest_name(), cli_commands[i]->name, cli_commands[i]->summary);
    }
    fputs("\nmognad COMMAND --help tells more, with an example.\n"
          "exit status: 0 done; 1 done, and the answer is no; 2 wrong usage; 3 input refused;\n"
          "             4 store or system fault; 5 internal fault\n",
          stream);
}

/* The commands whose first word is `group`; false when there are none. */
static bool print_group(FILE *stream, const char *group)
{
    size_t size = strlen(group);
    bool any = false;
    for (size_t i = 0; cli_commands[i]; i++) {
        const char *name = cli_commands[i]->name;
        if (strncmp(name, group, size) != 0 || name[size] != ' ') continue;
        if (!any) fprintf(stream, "usage: mognad %s COMMAND [OPTION…] [ARGUMENT…]\n\ncommands:\n", group);
        any = true;
        fprintf(stream, "  %-*s  %s\n", widest_name(), name, cli_commands[i]->summary);
    }
    return any;
}

const cli_command *cli_find_command(int argc, char **argv, int *words)
{
    for (*words = argc < 3 ? argc : 3; *words > 0; (*words)--) {
        char name[128] = "";
        for (int i = 0; i < *words; i++) {
            size_t used = strlen(name);
            snprintf(name + used, sizeof name - used, "%s%s", i ? " " : "", argv[i]);
        }
        for (size_t i = 0; cli_commands[i]; i++) {
            if (strcmp(cli_commands[i]->name, name) == 0) return cli_commands[i];
        }
    }
    return NULL;
}

static mog_status no_such_command(int argc, char **argv, mog_error *err)
{
    mog_text names[64];
    size_t count = 0;
    for (size_t i = 0; cli_commands[i] && count < 64; i++) names[count++] = mog_text_of(cli_commands[i]->name);
    bool two = argc > 1 && argv[1][0] != '-';
    char asked[256];
    snprintf(asked, sizeof asked, "%.120s%s%.120s", argv[0], two ? " " : "", two ? argv[1] : "");
    int near = mog_text_nearest(mog_text_of(asked), names, count);
    if (near < 0) near = mog_text_nearest(mog_text_of(argv[0]), names, count);
    mog_fail(err, MOG_USAGE, "there is no command `%s`", asked);
    if (near >= 0) mog_error_hint(err, "did you mean `mognad %.*s`?", (int)names[near].size, names[near].at);
    else mog_error_hint(err, "mognad --help lists the commands");
    return MOG_USAGE;
}

static mog_status run_command(const cli_command *command, int argc, char **argv, mog_error *err)
{
    cli_context cli = {.command = command, .arena = mog_arena_new()};
    mog_status status = cli_parse(&cli, argc, argv, err);
    if (status == MOG_NO) {
        cli_help(&cli);
        status = MOG_OK;
    } else if (status == MOG_OK) {
        bool is_parent = command->common & CLI_STORE && cli_contain(&status, cli.store, err);
        if (!is_parent) status = command->run(&cli, err);
    }
    mog_policy_free(cli.policy);
    mog_host_free(cli.host);
    free(cli.given);
    mog_arena_free(cli.arena);
    return status;
}

static mog_status dispatch(int argc, char **argv, mog_error *err)
{
    if (argc == 0) {
        print_overview(stderr);
        return MOG_USAGE;
    }
    if (strcmp(argv[0], "--version") == 0 || strcmp(argv[0], "-V") == 0) {
        puts("mognad " MOG_VERSION);
        puts("License GPL-3.0-or-later. There is no warranty, to the extent permitted by law.");
        return MOG_OK;
    }
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
        print_overview(stdout);
        return MOG_OK;
    }
    if (strcmp(argv[0], "help") == 0) { /* mognad help evidence add = mognad evidence add --help */
        argc--, argv++;
        int words = 0;
        const cli_command *command = argc > 0 ? cli_find_command(argc, argv, &words) : NULL;
        char *help[] = {"--help", NULL};
        if (command) return run_command(command, 1, help, err);
        if (argc == 0) print_overview(stdout);
        else if (!print_group(stdout, argv[0])) return no_such_command(argc, argv, err);
        return MOG_OK;
    }
    int words = 0;
    const cli_command *command = cli_find_command(argc, argv, &words);
    if (command) return run_command(command, argc - words, argv + words, err);
    bool asks = argc == 1 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    if (asks && print_group(argc == 1 ? stderr : stdout, argv[0])) return argc == 1 ? MOG_USAGE : MOG_OK;
    return no_such_command(argc, argv, err);
}

static void tell(const mog_error *err)
{
    if (err->place[0]) mog_log_say(MOG_LEVEL_ERROR, "%s: %s", err->place, err->message);
    else mog_log_say(MOG_LEVEL_ERROR, "%s", err->message);
    if (err->hint[0]) mog_log_say(MOG_LEVEL_NOTE, "%s", err->hint);
}

/* Whoever read stdout wants no more of it (`mognad … | head`): not a fault to tell of. */
static bool reader_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) > 0 && out.revents & POLLERR;
}

/* A standard file that is closed would have its number taken by the next file opened, such as the store's, and what is
 * printed would be written there. Each is held by one that can do nothing: reading or writing it still fails. */
static bool hold_standard_files(void)
{
    static const int useless[] = {[STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_RDONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) continue;
        if (open("/dev/null", useless[fd]) != fd) return false; /* the lowest free number is this one */
    }
    return true;
}

int main(int argc, char **argv)
{
    if (!hold_standard_files()) return MOG_SYSTEM;
    setlocale(LC_CTYPE, "C.UTF-8"); /* numbers and sorting stay those of C */
    signal(SIGPIPE, SIG_IGN);       /* a reader that leaves is an error of writing */
    signal(SIGXFSZ, SIG_IGN);       /* so is a file that may not be so large */
    mog_error err = MOG_ERROR_NONE;
    mog_status status = dispatch(argc - 1, argv + 1, &err);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        if (status == MOG_OK || status == MOG_NO)
            status = mog_fail(&err, MOG_SYSTEM, "the output could not be written in full");
    }
    if (err.status != MOG_OK && !reader_left()) tell(&err);
    return (int)status;
}

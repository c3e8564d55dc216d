/* options.c: the options that commands share, and those of their own, through getopt_long. */
#include "cli/cli.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef struct common_option {
    unsigned bit;
    cli_option option;
} common_option;

static const common_option common_options[] = {
    {CLI_STORE, {"store", 's', "DIR", "the evidence store; else MOGNAD_STORE, else ./mognad-store"}},
    {CLI_POLICY,
     {"policy", 'p', "PATH", "policies, file or folder, repeatable; else MOGNAD_POLICIES, else mognad's own"}},
    {CLI_PLUGINS,
     {"plugins", 0, "DIR", "a further folder of plugins, repeatable; besides MOGNAD_PLUGINS or mognad's own"}},
    {CLI_PROFILE, {"profile", 0, "NAME", "what a profile of the policies includes, sets, weighs and aims at"}},
    {CLI_FORMAT, {"format", 'f', "text|json", "how to print; default text"}},
    {CLI_CLOCK,
     {"as-of", 0, "TIME", "nothing observed later is seen: 2026-11-01 or 2026-11-01T08:00:00Z; default now"}},
    {CLI_KNOWN, {"known-at", 0, "TIME", "only what had been recorded then; default all that is recorded"}},
    {CLI_LANG, {"lang", 0, "en|sv", "language of results; else by LC_ALL, LC_MESSAGES, LANG"}},
    {~0u, {"help", 'h', NULL, "this text"}},
};
#define COMMON (sizeof common_options / sizeof *common_options)
#define MOST_OPTIONS 64

static bool has(const cli_context *cli, const common_option *one)
{
    return one->bit == ~0u || (cli->command->common & one->bit);
}

/* The executable's folder, or NULL. */
static const char *program_folder(mog_arena *arena)
{
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    if (size <= 0) return NULL;
    path[size] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash) return NULL;
    *slash = '\0';
    return mog_arena_format(arena, "%s", path);
}

typedef struct path_list {
    const char **at;
    size_t count, capacity;
} path_list;

static void add_path(cli_context *cli, path_list *list, const char *path)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        const char **grown = mog_take_array(cli->arena, const char *, capacity);
        if (list->count) memcpy(grown, list->at, list->count * sizeof *grown);
        list->at = grown;
        list->capacity = capacity;
    }
    list->at[list->count++] = path;
}

/* Adds what no option names: the environment (colons between), else the first of the standard folders that is there.
 * Returns the places that were looked at, in words. */
static const char *default_paths(cli_context *cli, path_list *list, const char *variable, const char *const *relative)
{
    const char *given = getenv(variable), *sought = "";
    if (given && *given) {
        for (const char *at = given; at;) {
            const char *end = strchr(at, ':');
            size_t size = end ? (size_t)(end - at) : strlen(at);
            if (size) add_path(cli, list, mog_arena_copy(cli->arena, at, size));
            at = end ? end + 1 : NULL;
        }
        return variable;
    }
    const char *base = program_folder(cli->arena);
    for (size_t i = 0; base && relative[i]; i++) {
        char *path = mog_arena_format(cli->arena, "%s/%s", base, relative[i]);
        sought = mog_arena_format(cli->arena, "%s%s%s", sought, *sought ? " and " : "", path);
        if (access(path, F_OK) != 0) continue;
        char *whole = realpath(path, NULL);
        add_path(cli, list, whole ? mog_arena_format(cli->arena, "%s", whole) : path);
        free(whole);
        break;
    }
    return sought;
}

static const char *const policy_folders[] = {"../share/mognad/policies", "../../policies", NULL};
static const char *const plugin_folders[] = {"plugins", "../lib/mognad/plugins", NULL};

static bool is_swedish(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value) return strncmp(value, "sv", 2) == 0;
    }
    return false;
}

static int terminal_columns(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
    return 100;
}

/* The formats that the command knows. */
static const char *formats_of(const cli_context *cli)
{
    return cli->command->formats ? cli->command->formats : "text|json";
}

static bool is_listed(const char *list, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = list; *at; at += strcspn(at, "|"), at += *at == '|')
        if (size && strcspn(at, "|") == size && strncmp(at, word, size) == 0) return true;
    return false;
}

static mog_status take_format(cli_context *cli, const char *value, mog_error *err)
{
    if (!is_listed(formats_of(cli), value))
        return cli_usage(err, cli, "--format takes %s, not `%s`", formats_of(cli), value);
    cli->format = value;
    cli->json = strcmp(value, "json") == 0;
    return MOG_OK;
}

static mog_status take_common(cli_context *cli, path_list *policies, path_list *plugins, unsigned bit,
                              const char *value, mog_error *err)
{
    switch (bit) {
    case CLI_STORE: cli->store = value; return MOG_OK;
    case CLI_POLICY: add_path(cli, policies, value); return MOG_OK;
    case CLI_PLUGINS:
        add_path(cli, plugins, value);
        if (access(value, F_OK) == 0) return MOG_OK;
        mog_fail(err, MOG_INPUT, "there is no such folder of plugins");
        mog_error_place(err, "%s", value);
        return MOG_INPUT;
    case CLI_PROFILE: cli->profile = value; return MOG_OK;
    case CLI_FORMAT: return take_format(cli, value, err);
    case CLI_CLOCK:
        cli->has_clock = mog_time_parse(&cli->clock, mog_text_of(value));
        if (cli->has_clock) return MOG_OK;
        return cli_usage(err, cli, "--as-of takes a time as 2026-11-01 or 2026-11-01T08:00:00+01:00, not `%s`", value);
    case CLI_KNOWN:
        cli->has_known_at = mog_time_parse(&cli->known_at, mog_text_of(value));
        if (cli->has_known_at) return MOG_OK;
        return cli_usage(err, cli, "--known-at takes a time as 2026-11-01 or 2026-11-01T08:00:00+01:00, not `%s`",
                         value);
    case CLI_LANG:
        cli->swedish = strcmp(value, "sv") == 0;
        if (cli->swedish || strcmp(value, "en") == 0) return MOG_OK;
        return cli_usage(err, cli, "--lang takes en or sv, not `%s`", value);
    default: return MOG_NO; /* help */
    }
}

/* All options of the command: own ones first. Returns their number. */
static size_t list_options(const cli_context *cli, const cli_option **all, unsigned *bits)
{
    size_t count = 0;
    for (const cli_option *o = cli->command->options; o && o->name && count < MOST_OPTIONS; o++) {
        bits[count] = 0;
        all[count++] = o;
    }
    for (size_t i = 0; i < COMMON && count < MOST_OPTIONS; i++) {
        if (!has(cli, &common_options[i])) continue;
        bits[count] = common_options[i].bit;
        all[count++] = &common_options[i].option;
    }
    return count;
}

/* getopt has complained silently: says what is wrong in our words. */
static mog_status refuse_option(cli_context *cli, int answer, const char *word, const cli_option **all, size_t count,
                                mog_error *err)
{
    if (answer == ':') return cli_usage(err, cli, "`%s` needs a value", word);
    mog_text names[MOST_OPTIONS];
    for (size_t i = 0; i < count; i++) names[i] = mog_text_of(all[i]->name);
    bool is_long = strncmp(word, "--", 2) == 0;
    size_t size = is_long ? strcspn(word + 2, "=") : 0;
    mog_text asked = {word + (is_long ? 2 : 0), size};
    for (size_t i = 0; is_long && i < count; i++) {
        if (mog_text_equal(names[i], asked)) return cli_usage(err, cli, "--%s takes no value", all[i]->name);
    }
    int near = is_long ? mog_text_nearest(asked, names, count) : -1;
    mog_status status = mog_fail(err, MOG_USAGE, "mognad %s has no option `%s`", cli->command->name, word);
    if (near >= 0) mog_error_hint(err, "did you mean --%s?", all[near]->name);
    else mog_error_hint(err, "mognad %s --help", cli->command->name);
    return status;
}

const char *cli_absolute(mog_arena *arena, const char *path)
{
    char here[PATH_MAX];
    char *whole = realpath(path, NULL);
    const char *out = path;
    if (whole) out = mog_arena_format(arena, "%s", whole);
    else if (*path != '/' && getcwd(here, sizeof here)) out = mog_arena_format(arena, "%s/%s", here, path);
    free(whole);
    return out;
}

bool cli_names_path(const char *value)
{
    static const char *const words[] = {"DIR", "FILE", "PATH"};
    for (size_t i = 0; value && i < sizeof words / sizeof *words; i++)
        if (strncmp(value, words[i], strlen(words[i])) == 0) return true;
    return false;
}

/* The value of an option whose word ends in it; made to hold anywhere if that is asked for, in the word too. */
static const char *value_in(const cli_context *cli, const cli_option *option, char **word, const char *value)
{
    if (!value || !cli->anywhere || !cli_names_path(option->value) || strcmp(value, "-") == 0) return value;
    const char *path = cli_absolute(cli->arena, value);
    size_t before = strlen(*word) - strlen(value);
    *word = mog_arena_format(cli->arena, "%.*s%s", (int)before, *word, path);
    return *word + before;
}

mog_status cli_parse(cli_context *cli, int argc, char **argv, mog_error *err)
{
    mog_status status = MOG_OK;
    path_list policies = {0}, plugins = {0};
    const cli_option *all[MOST_OPTIONS];
    unsigned bits[MOST_OPTIONS];
    size_t count = list_options(cli, all, bits);
    struct option longs[MOST_OPTIONS + 1] = {0};
    char shorts[2 * MOST_OPTIONS + 2] = ":";
    size_t used = 1;
    for (size_t i = 0; i < count; i++) {
        longs[i] = (struct option){all[i]->name, all[i]->value ? required_argument : no_argument, NULL, (int)(256 + i)};
        if (!all[i]->letter) continue;
        shorts[used++] = all[i]->letter;
        if (all[i]->value) shorts[used++] = ':';
    }
    cli->format = "text";
    cli->swedish = is_swedish();
    cli->now = mog_time_now();
    const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
    cli->colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour) && !(term && strcmp(term, "dumb") == 0);
    cli->columns = terminal_columns();

    char **words = mog_take_array(cli->arena, char *, (size_t)argc + 2);
    words[0] = "mognad";
    for (int i = 0; i < argc; i++) words[i + 1] = argv[i];
    opterr = 0;
    optind = 1;
    for (;;) {
        int before = optind;
        int answer = getopt_long(argc + 1, words, shorts, longs, NULL);
        if (answer < 0) break;
        if (answer == '?' || answer == ':') {
            const char *word = optind > before ? words[optind - 1] : words[before];
            return refuse_option(cli, answer, word, all, count, err);
        }
        size_t which = 0;
        if (answer >= 256) which = (size_t)(answer - 256);
        else
            while (all[which]->letter != (char)answer) which++;
        const char *value = value_in(cli, all[which], &words[optind - 1], optarg);
        if (bits[which]) {
            status = take_common(cli, &policies, &plugins, bits[which], value, err);
            if (status) return status;
        } else {
            MOG_PUSH(cli->given, cli->given_count, cli->given_capacity) = (cli_given){all[which], value};
        }
    }
    cli->argc = argc + 1 - optind;
    cli->argv = words + optind;
    cli->words = words + 1;
    if (!cli->has_clock) cli->clock = cli->now;
    const char *store = getenv("MOGNAD_STORE");
    if (!cli->store) cli->store = store && *store ? store : CLI_STORE_DEFAULT;
    cli->policies_sought = "--policy";
    if (!policies.count) cli->policies_sought = default_paths(cli, &policies, "MOGNAD_POLICIES", policy_folders);
    default_paths(cli, &plugins, "MOGNAD_PLUGINS", plugin_folders);
    cli->policies = policies.at;
    cli->policy_count = policies.count;
    cli->plugin_folders = plugins.at;
    cli->plugin_folder_count = plugins.count;
    return status;
}

#define HELP_COLUMNS 80

/* Words on lines of at most HELP_COLUMNS, the text beginning at `indent`. */
static void print_words(mog_text text, size_t indent)
{
    size_t column = indent;
    for (const char *at = text.at, *end = text.at + text.size; at < end;) {
        size_t left = (size_t)(end - at), size = 0;
        while (size < left && !strchr(" \n", at[size])) size++;
        size_t columns = mog_text_columns((mog_text){at, size});
        if (column > indent && column + 1 + columns > HELP_COLUMNS) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        }
        printf("%s%.*s", column > indent ? " " : "", (int)size, at);
        column += columns + (column > indent);
        for (at += size; at < end && strchr(" \n", *at);) at++;
    }
    putchar('\n');
}

/* Paragraphs are wrapped; a line that is indented, or ends in a colon, stands as it is. */
static void print_text(const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        bool whole = size == 0 || *text == ' ' || text[size - 1] == ':';
        while (!whole && text[size] && text[size + 1] && text[size + 1] != '\n' && text[size + 1] != ' ')
            size += 1 + strcspn(text + size + 1, "\n");
        if (whole) printf("%.*s\n", (int)size, text);
        else print_words((mog_text){text, size}, 0);
        text += size + (text[size] == '\n');
    }
}

void cli_help(const cli_context *cli)
{
    const cli_option *all[MOST_OPTIONS];
    unsigned bits[MOST_OPTIONS];
    size_t count = list_options(cli, all, bits);
    const cli_command *c = cli->command;
    printf("%s\n\nusage: mognad %s [OPTION…]%s%s\n", c->summary, c->name, *c->usage ? " " : "", c->usage);
    if (c->text && *c->text) {
        putchar('\n');
        print_text(c->text);
    }
    puts("\noptions:");
    for (size_t i = 0; i < count; i++) {
        char letter[8] = "    ", name[64];
        const char *value = bits[i] == CLI_FORMAT ? formats_of(cli) : all[i]->value;
        if (all[i]->letter) snprintf(letter, sizeof letter, "-%c, ", all[i]->letter);
        snprintf(name, sizeof name, "--%s%s%s", all[i]->name, value ? " " : "", value ? value : "");
        printf("  %s%-21s ", letter, name);
        print_words(mog_text_of(all[i]->help), 28);
    }
}

const char *cli_value(const cli_context *cli, const char *option)
{
    for (size_t i = cli->given_count; i > 0; i--) { /* the last one counts */
        if (strcmp(cli->given[i - 1].option->name, option) == 0) return cli->given[i - 1].value;
    }
    return NULL;
}

bool cli_flag(const cli_context *cli, const char *option)
{
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, option) == 0) return true;
    }
    return false;
}

mog_status cli_usage(mog_error *err, const cli_context *cli, const char *format, ...)
{
    char message[400];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    mog_fail(err, MOG_USAGE, "%s", message);
    mog_error_hint(err, "mognad %s --help", cli->command->name);
    return MOG_USAGE;
}

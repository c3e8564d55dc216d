/* schedule_command.c: the command of a schedule: read as it will be read, with paths that hold wherever it is run. */
#include "cli/schedule.h"
#include "cli/schedule_quote.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *folder_of(mog_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path) return "/";
    return mog_arena_copy(arena, path, (size_t)(slash - path));
}

typedef struct words {
    char **at;
    size_t count;
} words;

static void add_paths(words *out, mog_arena *arena, const char *option, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out->at[out->count++] = mog_arena_format(arena, "%s", option);
        out->at[out->count++] = mog_arena_format(arena, "%s", cli_absolute(arena, paths[i]));
    }
}

/* What the environment says of policies and plugins, which a timer does not have. */
static void add_environment(words *out, const cli_context *inner)
{
    const char *policies = getenv("MOGNAD_POLICIES"), *plugins = getenv("MOGNAD_PLUGINS");
    bool of_environment = strcmp(inner->policies_sought, "MOGNAD_POLICIES") == 0;
    if (policies && *policies && of_environment && inner->command->common & CLI_POLICY)
        add_paths(out, inner->arena, "--policy", inner->policies, inner->policy_count);
    if (plugins && *plugins && inner->command->common & CLI_PLUGINS)
        add_paths(out, inner->arena, "--plugins", inner->plugin_folders, inner->plugin_folder_count);
}

/* The words of the command's name, its options, and then its arguments. */
static void take_words(cli_schedule *out, const cli_context *inner, char **given, size_t named, size_t count)
{
    size_t most = count + 2 * (inner->policy_count + inner->plugin_folder_count), first = count - (size_t)inner->argc;
    words made = {mog_take_array(inner->arena, char *, most + 1), 0};
    for (size_t i = 0; i < named; i++) made.at[made.count++] = given[i];
    add_environment(&made, inner);
    for (size_t i = named; i < count; i++) {
        char *word = inner->words[i - named];
        bool is_path = i >= first && cli_names_path(inner->command->usage) && strcmp(word, "-") != 0;
        made.at[made.count++] = is_path ? mog_arena_format(inner->arena, "%s", cli_absolute(inner->arena, word)) : word;
    }
    made.at[made.count] = NULL;
    out->words = made.at;
    out->word_count = made.count;
}

static void add_writable(cli_schedule *out, const cli_context *inner, const char *option)
{
    const char *path = cli_value(inner, option);
    if (path && strcmp(path, "-") != 0) out->writable[out->writable_count++] = folder_of(inner->arena, path);
}

static mog_status check(const cli_context *cli, const cli_command *command, char **given, size_t count, mog_error *err)
{
    static const char *const attended[] = {"schedule ", "policy repl", "policy lsp"};
    for (size_t i = 0; i < count; i++)
        if (mog_utf8_valid(mog_text_of(given[i])) != strlen(given[i]))
            return cli_usage(err, cli, "a word of the command is not UTF-8");
    if (!command) return cli_usage(err, cli, "there is no command `%s`", given[0]);
    for (size_t i = 0; i < sizeof attended / sizeof *attended; i++)
        if (strncmp(command->name, attended[i], strlen(attended[i])) == 0)
            return cli_usage(err, cli, "`mognad %s` is not for a schedule", command->name);
    return MOG_OK;
}

mog_status cli_schedule_command(cli_schedule *out, cli_context *cli, const char *store, char **given, size_t count,
                                mog_error *err)
{
    int named = 0;
    if (!count || count > INT_MAX)
        return cli_usage(err, cli, "say what is to be run after --, as `-- assess`");
    const cli_command *command = cli_find_command((int)count, given, &named);
    mog_status status = check(cli, command, given, count, err);
    if (status) return status;
    cli_context inner = {.command = command, .arena = cli->arena, .anywhere = true};
    setenv("MOGNAD_STORE", store, 1);
    status = cli_parse(&inner, (int)count - named, given + named, err);
    if (status == MOG_NO) status = cli_usage(err, cli, "--help is not for a schedule");
    if (!status) {
        take_words(out, &inner, given, (size_t)named, count);
        out->store = cli_absolute(cli->arena, inner.store);
        out->collects = strcmp(command->name, "collect") == 0;
        add_writable(out, &inner, "metrics");
        add_writable(out, &inner, "output");
    }
    free(inner.given);
    return status;
}

bool cli_schedule_has_word(const cli_schedule *schedule, const char *word)
{
    for (size_t i = 0; i < schedule->word_count; i++)
        if (strcmp(schedule->words[i], word) == 0) return true;
    return false;
}

const char *cli_schedule_line(mog_arena *arena, const cli_schedule *schedule)
{
    mog_buffer line = {0};
    for (size_t i = 0; i < schedule->word_count; i++) {
        if (i) mog_buffer_add(&line, " ", 1);
        cli_quote_shell(&line, mog_text_of(schedule->words[i]));
    }
    const char *out = mog_arena_format(arena, "%s", line.at ? line.at : "");
    mog_buffer_free(&line);
    return out;
}

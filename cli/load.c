/* load.c: plugins and policies for a command. */
#include "cli/cli.h"

#include "base/file.h"
#include "dsl/diagnostic.h"
#include "dsl/limits.h"
#include "dsl/pool.h"

#include <stdlib.h>
#include <string.h>

mog_status cli_load_host(cli_context *cli, mog_error *err)
{
    if (cli->host) return MOG_OK;
    return mog_host_discover(&cli->host, cli->plugin_folders, cli->plugin_folder_count, err);
}

typedef struct inputs {
    mog_input *at;
    size_t count, capacity;
    mog_pool paths; /* of those that are there */
} inputs;

static void add_input(cli_context *cli, inputs *all, mog_text path, mog_text text)
{
    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? 2 * all->capacity : 64;
        mog_input *grown = mog_take_array(cli->arena, mog_input, capacity);
        if (all->count) memcpy(grown, all->at, all->count * sizeof *grown);
        all->at = grown;
        all->capacity = capacity;
    }
    all->at[all->count++] = (mog_input){path, text};
}

/* The files under a path; one that two paths lead to is read once. */
static mog_status add_path(cli_context *cli, inputs *all, const char *path, mog_error *err)
{
    char **files;
    size_t count;
    mog_status status = mog_file_find(&files, &count, cli->arena, path, ".mog", err);
    if (status) return status;
    if (count == 0) {
        mog_fail(err, MOG_INPUT, "no policy files (*.mog) there");
        mog_error_place(err, "%s", path);
        return MOG_INPUT;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_new;
        mog_pool_add(&all->paths, files[i], strlen(files[i]), &is_new);
        if (!is_new) continue;
        mog_text text;
        if ((status = mog_file_read(&text, cli->arena, files[i], MOG_LIMIT_FILE, err))) return status;
        add_input(cli, all, mog_text_of(files[i]), text);
    }
    return MOG_OK;
}

static mog_status add_paths(cli_context *cli, inputs *all, char **paths, int count, mog_error *err)
{
    mog_status status = MOG_OK;
    for (int i = 0; i < count && !status; i++) status = add_path(cli, all, paths[i], err);
    for (size_t i = 0; count == 0 && i < cli->policy_count && !status; i++)
        status = add_path(cli, all, cli->policies[i], err);
    return status;
}

mog_status cli_no_policies(const cli_context *cli, const char *remedy, mog_error *err)
{
    const char *sought = cli->policies_sought;
    mog_fail(err, MOG_INPUT, "no policies were found%s%s", *sought ? "; looked in " : "", sought);
    mog_error_hint(err, "%s", remedy);
    return MOG_INPUT;
}

mog_status cli_read_policies(const mog_input **out, size_t *out_count, cli_context *cli, char **paths, int count,
                             mog_error *err)
{
    inputs all = {0};
    mog_status status = cli_load_host(cli, err);
    if (status) return status;
    status = add_paths(cli, &all, paths, count, err);
    mog_pool_free(&all.paths);
    if (status) return status;
    if (all.count == 0) return cli_no_policies(cli, "name them with --policy PATH or in MOGNAD_POLICIES", err);
    for (uint32_t i = 0; i < cli->host->count; i++) {
        const mog_host_plugin *plugin = &cli->host->plugins[i];
        if (plugin->refused.size || !plugin->kinds.size) continue;
        char *path = mog_arena_format(cli->arena, "plugin %.*s", (int)plugin->name.size, plugin->name.at);
        add_input(cli, &all, mog_text_of(path), plugin->kinds);
    }
    *out = all.at;
    *out_count = all.count;
    return MOG_OK;
}

static mog_status no_such_profile(const mog_policy *policy, const char *asked, mog_error *err)
{
    mog_text *names = mog_allocate((policy->profile_count + 1) * sizeof *names);
    for (uint32_t p = 0; p < policy->profile_count; p++) names[p] = policy->profiles[p].name;
    int near = mog_text_nearest(mog_text_of(asked), names, policy->profile_count);
    mog_fail(err, MOG_INPUT, "the policies have no profile `%s`", asked);
    if (near >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[near].size, names[near].at);
    else if (policy->profile_count)
        mog_error_hint(err, "the first that they have is `%.*s`", (int)names[0].size, names[0].at);
    else mog_error_hint(err, "they declare none; --policy chooses other policies");
    free(names);
    return MOG_INPUT;
}

mog_status cli_compile(mog_policy **policy, mog_diagnostics **diagnostics, cli_context *cli, char **paths, int count,
                       mog_error *err)
{
    const mog_input *files;
    size_t file_count;
    mog_status status = cli_read_policies(&files, &file_count, cli, paths, count, err);
    if (status) return status;
    mog_compile_options options = {.profile = mog_text_of(cli->profile)};
    mog_compile_with(policy, diagnostics, files, file_count, &cli->host->language, &options);
    if (!*policy || !cli->profile || (*policy)->profile) return MOG_OK;
    status = no_such_profile(*policy, cli->profile, err);
    mog_policy_free(*policy);
    mog_diagnostics_free(*diagnostics);
    *policy = NULL;
    *diagnostics = NULL;
    return status;
}

/* A policy that uses a plugin which was refused is refused itself: say why. */
static void tell_refused(const cli_context *cli)
{
    for (uint32_t i = 0; i < cli->host->count; i++) {
        const mog_host_plugin *plugin = &cli->host->plugins[i];
        if (!plugin->refused.size) continue;
        mog_log_say(MOG_LEVEL_NOTE, "plugin %.*s was refused: %.*s", (int)plugin->name.size, plugin->name.at,
                    (int)plugin->refused.size, plugin->refused.at);
    }
}

mog_status cli_load_policy(cli_context *cli, mog_error *err)
{
    return cli->policy ? MOG_OK : cli_load_policy_at(cli, NULL, 0, err);
}

mog_status cli_refuse_policies(const cli_context *cli, const mog_diagnostics *diagnostics, mog_error *err)
{
    mog_buffer text = {0};
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (mog_diagnostic_is_error(diagnostics->at[i].code))
            mog_diagnostic_render(&text, diagnostics, &diagnostics->at[i], true);
    }
    fflush(stdout);
    fwrite(text.at, 1, text.size, stderr);
    mog_buffer_free(&text);
    tell_refused(cli);
    mog_fail(err, MOG_INPUT, "the policies have %zu error%s", diagnostics->errors, diagnostics->errors == 1 ? "" : "s");
    mog_error_hint(err, "mognad policy check shows warnings too");
    return MOG_INPUT;
}

mog_status cli_load_policy_at(cli_context *cli, char **paths, int count, mog_error *err)
{
    mog_diagnostics *diagnostics = NULL;
    mog_status status = cli_compile(&cli->policy, &diagnostics, cli, paths, count, err);
    if (status) return status;
    if (!cli->policy) status = cli_refuse_policies(cli, diagnostics, err);
    mog_diagnostics_free(diagnostics);
    return status;
}

mog_status cli_analyse(mog_analysis **out, cli_context *cli, char **paths, int count, mog_error *err)
{
    const mog_input *files;
    size_t file_count;
    *out = NULL;
    mog_status status = cli_read_policies(&files, &file_count, cli, paths, count, err);
    if (status) return status;
    mog_analysis *analysis = mog_analyse(files, file_count, &cli->host->language);
    if (analysis->diagnostics->errors) {
        status = cli_refuse_policies(cli, analysis->diagnostics, err);
        mog_analysis_free(analysis);
        return status;
    }
    *out = analysis;
    return MOG_OK;
}

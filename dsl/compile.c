/* compile.c: from files to a policy: parse, check, lower.
 *
 * Three arenas: that of the diagnostics, which their reader keeps; that of the policy, which holds the sources, so that names can be views of
 * them; and that of the compile, with all nodes, which is gone in the end. Files are sorted by path first, so everything that follows
 * comes out the same in whatever order they were named.
 */
#include "dsl/compile.h"
#include "dsl/check.h"
#include "dsl/lower.h"
#include "dsl/parse.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *a, const void *b)
{
    const mog_input *x = a, *y = b;
    int order = mog_text_compare(x->path, y->path);
    return order ? order : mog_text_compare(x->text, y->text);
}

static mog_text copy(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.size ? text.at : "", text.size), text.size};
}

static mog_source *copy_sources(mog_arena *arena, const mog_input *inputs, size_t count)
{
    mog_source *files = mog_take_array(arena, mog_source, count);
    for (size_t i = 0; i < count; i++) {
        files[i].path = copy(arena, inputs[i].path);
        files[i].text = copy(arena, inputs[i].text);
        files[i].digest = mog_blake2b(files[i].text.at, files[i].text.size);
    }
    return files;
}

/* Sorted; a file that is named twice counts once. */
static mog_input *sort_inputs(mog_arena *arena, const mog_input *inputs, size_t *count)
{
    mog_input *sorted = mog_take_array(arena, mog_input, *count);
    if (*count == 0) return sorted;
    memcpy(sorted, inputs, *count * sizeof *sorted);
    qsort(sorted, *count, sizeof *sorted, by_path);
    size_t kept = 1;
    for (size_t i = 1; i < *count; i++) {
        if (by_path(&sorted[kept - 1], &sorted[i]) != 0) sorted[kept++] = sorted[i];
    }
    *count = kept;
    return sorted;
}

static mog_module **parse_all(mog_arena *arena, mog_diagnostics *diagnostics, const mog_source *files, uint32_t count)
{
    mog_module **modules = mog_take_array(arena, mog_module *, count);
    for (uint32_t i = 0; i < count; i++) {
        mog_parse parse = {.arena = arena, .diagnostics = diagnostics, .file = i, .text = files[i].text};
        parse.module = mog_take(arena, mog_module);
        mog_parse_file(&parse);
        modules[i] = parse.module;
    }
    return modules;
}

/* What the checker gathered becomes the policy's. */
static mog_policy *begin_policy(mog_arena *arena, mog_check *check, const mog_source *files, uint32_t count)
{
    mog_policy *policy = mog_take(arena, mog_policy);
    policy->arena = arena;
    policy->files = files;
    policy->file_count = count;
    policy->kinds = (const mog_kind *const *)check->kinds;
    policy->kind_count = check->kind_count;
    mog_control *controls = mog_take_array(arena, mog_control, check->control_count);
    if (check->control_count) memcpy(controls, check->controls, check->control_count * sizeof *controls);
    policy->controls = controls;
    policy->control_count = (uint32_t)check->control_count;
    mog_theme *themes = mog_take_array(arena, mog_theme, check->theme_count);
    if (check->theme_count) memcpy(themes, check->themes, check->theme_count * sizeof *themes);
    policy->themes = themes;
    policy->theme_count = (uint32_t)check->theme_count;
    return policy;
}

void mog_compile(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count,
                 const mog_plugins *plugins)
{
    static const mog_plugins none = {0};
    mog_arena *arena = mog_arena_new(), *policy_arena = mog_arena_new();
    mog_diagnostics *all = mog_diagnostics_new();
    const mog_input *sorted = sort_inputs(arena, inputs, &count);
    const mog_source *files = copy_sources(policy_arena, sorted, count);
    uint32_t file_count = (uint32_t)count;
    all->files = copy_sources(all->arena, sorted, count);
    all->file_count = file_count;

    mog_check check = {.arena = arena,
                       .policy_arena = policy_arena,
                       .diagnostics = all,
                       .plugins = plugins ? plugins : &none,
                       .files = files,
                       .modules = parse_all(arena, all, files, file_count),
                       .module_count = file_count};
    mog_check_all(&check);
    mog_policy *policy = NULL;
    if (all->errors == 0) {
        mog_lower lower = {.arena = policy_arena, .plugins = check.plugins, .diagnostics = all};
        policy = begin_policy(policy_arena, &check, files, file_count);
        mog_lower_rules(&lower, policy, check.rules, check.rule_count);
        mog_lower_free(&lower);
        if (all->errors) policy = NULL; /* a limit */
    }
    mog_check_free(&check);
    if (!policy) mog_arena_free(policy_arena);
    mog_arena_free(arena);
    *out = policy;
    *diagnostics = all;
}

/* compile.c: from files to a policy: parse and check (analysis.c), then lower.
 *
 * Three arenas: that of the diagnostics, which their reader keeps; that of the policy, which holds the sources, so that names can be views of
 * them; and that of the analysis, with all nodes, which is gone in the end.
 */
#include "dsl/compile.h"
#include "dsl/analysis.h"
#include "dsl/check.h"
#include "dsl/lower.h"

#include <string.h>

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
    mog_gate *gates = mog_take_array(arena, mog_gate, check->gate_count);
    if (check->gate_count) memcpy(gates, check->gates, check->gate_count * sizeof *gates);
    policy->gates = gates;
    policy->gate_count = (uint32_t)check->gate_count;
    mog_profile *profiles = mog_take_array(arena, mog_profile, check->profile_count);
    if (check->profile_count) memcpy(profiles, check->profiles, check->profile_count * sizeof *profiles);
    policy->profiles = profiles;
    policy->profile_count = (uint32_t)check->profile_count;
    mog_group *groups = mog_take_array(arena, mog_group, check->group_count);
    if (check->group_count) memcpy(groups, check->groups, check->group_count * sizeof *groups);
    policy->groups = groups;
    policy->group_count = (uint32_t)check->group_count;
    policy->profile = check->chosen.size ? mog_policy_profile(policy, check->chosen) : NULL;
    return policy;
}

typedef struct alone {
    mog_checked_rule rule;
    mog_node *node; /* NULL: none, or it is faulty */
} alone;

static mog_source *add_file(mog_arena *arena, const mog_source *files, uint32_t count, mog_text text)
{
    mog_source *more = mog_take_array(arena, mog_source, count + 1);
    if (count) memcpy(more, files, count * sizeof *more);
    more[count].path = MOG_TEXT(MOG_EXPRESSION_PATH);
    more[count].text = (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
    more[count].digest = mog_blake2b(text.at, text.size);
    return more;
}

/* Parses and checks an expression after all else. */
static void analyse_alone(alone *out, mog_arena *kept, mog_analysis *analysis, mog_text text, mog_text subject_type)
{
    mog_diagnostics *all = analysis->diagnostics;
    uint32_t file = analysis->file_count++;
    all->files = add_file(all->arena, all->files, file, text);
    all->file_count = analysis->file_count;
    analysis->files = add_file(kept, analysis->files, file, text);
    analysis->check->files = analysis->files;
    mog_parse parse = {
        .arena = analysis->arena, .diagnostics = all, .file = file, .text = analysis->files[file].text, .alone = true};
    mog_parse_file(&parse);
    if (all->errors || !parse.expression) return;
    if (mog_check_alone(analysis->check, &out->rule, parse.expression, file, subject_type))
        out->node = parse.expression;
}

/* The analysis is freed; its diagnostics are handed over. */
static void finish(mog_policy **out, mog_diagnostics **diagnostics, mog_arena *policy_arena, mog_analysis *analysis,
                   const alone *expression)
{
    mog_diagnostics *all = analysis->diagnostics;
    mog_check *check = analysis->check;
    mog_policy *policy = NULL;
    if (all->errors == 0) {
        mog_lower lower = {.arena = policy_arena, .plugins = check->plugins, .diagnostics = all};
        if (expression && expression->node) {
            lower.alone = &expression->rule;
            lower.expression = expression->node;
        }
        policy = begin_policy(policy_arena, check, analysis->files, analysis->file_count);
        mog_lower_rules(&lower, policy, check->rules, check->rule_count);
        mog_lower_tests(policy, check);
        mog_lower_free(&lower);
        if (all->errors) policy = NULL; /* a limit */
    }
    analysis->diagnostics = NULL;
    mog_analysis_free(analysis);
    if (!policy) mog_arena_free(policy_arena);
    *out = policy;
    *diagnostics = all;
}

void mog_compile(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count,
                 const mog_plugins *plugins)
{
    static const mog_compile_options none = {0};
    mog_compile_with(out, diagnostics, inputs, count, plugins, &none);
}

void mog_compile_with(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count,
                      const mog_plugins *plugins, const mog_compile_options *options)
{
    mog_arena *policy_arena = mog_arena_new();
    mog_analysis *analysis = mog_analyse_keeping(policy_arena, inputs, count, plugins, options->profile);
    finish(out, diagnostics, policy_arena, analysis, NULL);
}

void mog_compile_expression(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count,
                            const mog_plugins *plugins, mog_text expression, mog_text subject_type)
{
    mog_arena *policy_arena = mog_arena_new();
    mog_analysis *analysis = mog_analyse_keeping(policy_arena, inputs, count, plugins, (mog_text){0});
    alone one = {0};
    analyse_alone(&one, policy_arena, analysis, expression, subject_type);
    finish(out, diagnostics, policy_arena, analysis, &one);
}

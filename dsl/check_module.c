/* check_module.c: modules, what they see of each other, and parameters. */
#include "dsl/check.h"

#include <stdlib.h>

/* ---- modules */

static void name_modules(mog_check *check)
{
    check->named_modules = mog_take_array(check->arena, mog_module *, check->module_count);
    for (uint32_t m = 0; m < check->module_count; m++) {
        mog_module *module = check->modules[m];
        module->index = m;
        mog_text name = module->name.text;
        if (!name.size) continue;
        bool is_new;
        uint32_t at = mog_pool_add(&check->module_names, name.at, name.size, &is_new);
        if (is_new) {
            check->named_modules[at] = module;
            continue;
        }
        mog_text path = check->files[check->named_modules[at]->file].path;
        mog_report(check->diagnostics, MOG_E0115, module->name.span, "a module `%.*s` is declared in %.*s already",
                   MOG_SHOW(name), MOG_SHOW(path));
    }
}

static mog_module *find_module(const mog_check *check, mog_text name)
{
    int64_t at = mog_pool_find(&check->module_names, name.at, name.size);
    return at < 0 ? NULL : check->named_modules[at];
}

/* The file of a plugin's kinds is named so by who hands it in; it is seen by those that use the plugin. */
static mog_text plugin_of_file(const mog_check *check, const mog_module *module)
{
    mog_text path = check->files[module->file].path, prefix = MOG_TEXT("plugin ");
    if (!mog_text_starts(path, prefix)) return (mog_text){0};
    return (mog_text){path.at + prefix.size, path.size - prefix.size};
}

static void unknown_module(mog_check *check, const mog_use *use)
{
    mog_text *names = mog_take_array(check->arena, mog_text, check->module_names.count);
    for (size_t i = 0; i < check->module_names.count; i++) names[i] = check->module_names.entries[i].key;
    char near[256];
    mog_nearest(check, near, sizeof near, use->name.text, names, check->module_names.count);
    mog_report(check->diagnostics, MOG_E0111, use->name.span, "no file declares a module `%.*s`%s",
               MOG_SHOW(use->name.text), near);
}

bool mog_check_has_plugin(const mog_check *check, mog_text plugin)
{
    for (size_t i = 0; i < check->plugins->name_count; i++) {
        if (mog_text_equal(check->plugins->names[i], plugin)) return true;
    }
    return false;
}

bool mog_check_uses_plugin(const mog_module *module, mog_text plugin)
{
    for (const mog_use *use = module->uses; use; use = use->next) {
        if (use->plugin && mog_text_equal(use->name.text, plugin)) return true;
    }
    return false;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* What the module names in `use`, and the kinds of the plugins that it uses. Each once. */
static void keep_seen(mog_module *module, uint32_t *sees, uint32_t count)
{
    if (count) qsort(sees, count, sizeof *sees, by_number);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || sees[i] != sees[i - 1]) sees[module->sees_count++] = sees[i];
    module->sees = sees;
}

static void resolve_uses(mog_check *check, mog_module *module, const uint32_t *plugin_files, uint32_t plugin_count)
{
    uint32_t count = 0, seen = 0;
    for (const mog_use *use = module->uses; use; use = use->next) count++;
    uint32_t *sees = mog_take_array(check->arena, uint32_t, count + plugin_count);
    for (const mog_use *use = module->uses; use; use = use->next) {
        if (!use->name.text.size) continue;
        if (use->plugin) {
            if (mog_check_has_plugin(check, use->name.text)) continue;
            char near[256];
            mog_nearest(check, near, sizeof near, use->name.text, check->plugins->names, check->plugins->name_count);
            mog_report(check->diagnostics, MOG_E0119, use->name.span, "there is no plugin `%.*s`%s",
                       MOG_SHOW(use->name.text), near);
            continue;
        }
        const mog_module *other = find_module(check, use->name.text);
        if (other) sees[seen++] = other->index;
        else unknown_module(check, use);
    }
    for (uint32_t i = 0; i < plugin_count; i++) {
        const mog_module *file = check->modules[plugin_files[i]];
        if (mog_check_uses_plugin(module, plugin_of_file(check, file))) sees[seen++] = file->index;
    }
    keep_seen(module, sees, seen);
}

void mog_check_modules(mog_check *check)
{
    uint32_t count = 0, *plugin_files = mog_take_array(check->arena, uint32_t, check->module_count);
    name_modules(check);
    for (uint32_t m = 0; m < check->module_count; m++)
        if (plugin_of_file(check, check->modules[m]).size) plugin_files[count++] = m;
    for (uint32_t m = 0; m < check->module_count; m++) resolve_uses(check, check->modules[m], plugin_files, count);
}

bool mog_check_sees(const mog_check *check, const mog_module *module, const mog_module *other)
{
    (void)check;
    uint32_t index = other->index;
    return module == other ||
           (module->sees_count && bsearch(&index, module->sees, module->sees_count, sizeof index, by_number));
}

/* ---- parameters */

static bool check_value(mog_check *check, mog_param *param)
{
    mog_node *value = param->value;
    const mog_node *inner = value;
    while (inner->tag == MOG_NODE_NEGATE) inner = inner->a;
    bool negative;
    if (inner->tag == MOG_NODE_BAD) return false;
    if (inner->tag == MOG_NODE_NAME || !mog_literal(inner, &negative)) {
        mog_report(check->diagnostics, MOG_E0122, value->span,
                   "the value of a parameter is written out: a number, a text, a time, a duration, true or false");
        return false;
    }
    return mog_check_scalar(check, value, NULL);
}

typedef struct numbered {
    uint32_t number; /* of the name */
    mog_param_entry entry;
} numbered;

static void add_params(mog_check *check, mog_module *module, numbered *all, size_t *count)
{
    mog_pool own = {0};
    check->module = module;
    for (mog_param *param = module->params; param; param = param->next) {
        mog_text name = param->name.text;
        bool is_new;
        mog_pool_add(&own, name.at, name.size, &is_new);
        if (is_new) {
            uint32_t number = mog_pool_add(&check->param_names, name.at, name.size, NULL);
            all[(*count)++] = (numbered){number, {param, module}};
        } else {
            param->used = true; /* one message is enough */
            mog_report(check->diagnostics, MOG_E0115, param->name.span, "the module has a parameter `%.*s` already",
                       MOG_SHOW(name));
        }
        check_value(check, param);
        mog_check_plain(check, param->help.text, "an explanation");
        mog_check_plain(check, param->help.swedish, "an explanation");
    }
    mog_pool_free(&own);
}

void mog_check_params(mog_check *check)
{
    size_t count = 0, added = 0;
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_param *param = check->modules[m]->params; param; param = param->next) count++;
    }
    numbered *all = mog_take_array(check->arena, numbered, count);
    for (uint32_t m = 0; m < check->module_count; m++) add_params(check, check->modules[m], all, &added);

    /* Grouped by name: those of a name lie together, in the order of files. */
    size_t names = check->param_names.count;
    check->params = mog_take_array(check->arena, mog_param_entry *, names);
    check->param_counts = mog_take_array(check->arena, uint32_t, names);
    for (size_t i = 0; i < added; i++) check->param_counts[all[i].number]++;
    mog_param_entry *entries = mog_take_array(check->arena, mog_param_entry, added);
    for (size_t n = 0; n < names; n++) {
        check->params[n] = entries;
        entries += check->param_counts[n];
        check->param_counts[n] = 0;
    }
    for (size_t i = 0; i < added; i++) {
        uint32_t n = all[i].number;
        check->params[n][check->param_counts[n]++] = all[i].entry;
    }
}

bool mog_check_is_lost(const mog_check *check, mog_text name)
{
    for (uint32_t m = 0; m < check->module_count; m++)
        for (const mog_lost *lost = check->modules[m]->lost; lost; lost = lost->next)
            if (mog_text_equal(lost->name, name)) return true;
    return false;
}

void mog_check_unused(mog_check *check)
{
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_param *param = check->modules[m]->params; param; param = param->next) {
            if (param->used) continue;
            mog_report(check->diagnostics, MOG_W0203, param->name.span, "no rule uses the parameter `%.*s`",
                       MOG_SHOW(param->name.text));
        }
        for (const mog_let_node *let = check->modules[m]->lets; let; let = let->next) {
            if (let->used || let->body->tag == MOG_NODE_BAD) continue;
            mog_report(check->diagnostics, MOG_W0203, let->name.span, "no rule uses the definition `%.*s`",
                       MOG_SHOW(let->name.text));
        }
    }
}

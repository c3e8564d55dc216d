/* check_call.c: calls of the language's own functions and of those of plugins. */
#include "dsl/check.h"

#include <string.h>

const mog_built_in mog_built_ins[] = {
    [MOG_BUILT_IN_AGE] = {"age", MOG_TYPE_TIME, MOG_TYPE_DURATION},
    [MOG_BUILT_IN_LOWER] = {"lower", MOG_TYPE_TEXT, MOG_TYPE_TEXT},
    [MOG_BUILT_IN_LENGTH] = {"length", MOG_TYPE_TEXT, MOG_TYPE_INTEGER},
};

#define BUILT_IN_COUNT (sizeof mog_built_ins / sizeof *mog_built_ins)

bool mog_check_is_built_in(mog_text name)
{
    for (size_t i = 0; i < BUILT_IN_COUNT; i++) {
        if (mog_text_equal(mog_text_of(mog_built_ins[i].name), name)) return true;
    }
    return false;
}

/* ---- signatures */

static bool read_word(mog_text *signature, mog_type_tag *out, char *end)
{
    size_t size = 0;
    while (size < signature->size && !strchr("(,)", signature->at[size])) size++;
    if (size == signature->size) return false;
    mog_text word = {signature->at, size};
    *end = signature->at[size];
    signature->at += size + 1;
    signature->size -= size + 1;
    if (mog_text_equal(word, MOG_TEXT("_Bool"))) word = MOG_TEXT("bool"); /* what <stdbool.h> makes of it */
    for (unsigned tag = MOG_TYPE_BOOL; tag <= MOG_TYPE_DURATION; tag++) {
        if (!mog_text_equal(word, mog_text_of(mog_type_word((mog_type_tag)tag)))) continue;
        *out = (mog_type_tag)tag;
        return true;
    }
    return false;
}

bool mog_signature_read(mog_function_use *out, const mog_plugin_function *function)
{
    mog_text rest = function->signature;
    char end;
    *out = (mog_function_use){.plugin = function->plugin, .name = function->name};
    if (!read_word(&rest, &out->result, &end) || end != '(') return false;
    if (mog_text_equal(rest, MOG_TEXT(")"))) return true;
    do {
        if (out->argument_count == sizeof out->arguments / sizeof *out->arguments) return false;
        if (!read_word(&rest, &out->arguments[out->argument_count++], &end)) return false;
    } while (end == ',');
    return end == ')' && rest.size == 0;
}

/* ---- arguments */

static bool check_argument(mog_check *check, mog_node *node, mog_type_tag tag, mog_text function)
{
    mog_type type = {.tag = tag};
    if (!mog_check_scalar(check, node, NULL)) return false;
    mog_type_tag given = node->type.tag;
    if (given == tag || (tag == MOG_TYPE_NUMBER && given == MOG_TYPE_INTEGER)) return true;
    if (tag == MOG_TYPE_TEXT && (given == MOG_TYPE_REFERENCE || given == MOG_TYPE_ENUM || given == MOG_TYPE_CONTROL))
        return true;
    char words[MOG_TYPE_WORDS], other[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0120, node->span, "%.*s takes %s here, and this is %s", MOG_SHOW(function),
               mog_type_words(words, &type), mog_type_words(other, &node->type));
    return false;
}

static bool check_arguments(mog_check *check, const mog_node *node, const mog_type_tag *types, uint32_t count,
                            mog_text name)
{
    bool fine = true;
    for (uint32_t i = 0; i < node->item_count; i++) {
        if (i < count) fine &= check_argument(check, node->items[i], types[i], name);
        else fine &= mog_check_scalar(check, node->items[i], NULL);
    }
    if (node->item_count == count) return fine;
    mog_report(check->diagnostics, MOG_E0120, node->span, "%.*s takes %u argument%s, and here are %u", MOG_SHOW(name),
               count, count == 1 ? "" : "s", node->item_count);
    return false;
}

static bool check_built_in(mog_check *check, mog_node *node)
{
    mog_text names[BUILT_IN_COUNT + 256];
    for (size_t i = 0; i < BUILT_IN_COUNT; i++) {
        names[i] = mog_text_of(mog_built_ins[i].name);
        if (!mog_text_equal(names[i], node->name)) continue;
        node->built_in = true;
        node->function = (uint32_t)i;
        node->type = (mog_type){.tag = mog_built_ins[i].result};
        return check_arguments(check, node, &mog_built_ins[i].argument, 1, node->name);
    }
    if (mog_node_is_subject_call(check, node)) {
        if (!mog_check_subject(check, node)) return false;
        mog_text source = mog_check_source(check, node);
        mog_report(check->diagnostics, MOG_E0114, node->span,
                   "a subject is no single value; write %.*s.id, %.*s.name or another of its fields", MOG_SHOW(source),
                   MOG_SHOW(source));
        return false;
    }
    if (mog_check_is_lost(check, node->name)) return false;
    char near[256];
    size_t count = BUILT_IN_COUNT + mog_check_let_names(check, names + BUILT_IN_COUNT, 256);
    mog_report(check->diagnostics, MOG_E0119, node->name_span, "there is no function `%.*s`%s", MOG_SHOW(node->name),
               mog_nearest(check, near, sizeof near, node->name, names, count));
    return false;
}

/* ---- plugins */

static const mog_plugin_function *find_function(mog_check *check, const mog_node *node, uint32_t *index)
{
    const mog_plugins *plugins = check->plugins;
    mog_text *names = mog_take_array(check->arena, mog_text, plugins->count);
    size_t count = 0;
    for (size_t i = 0; i < plugins->count; i++) {
        if (!mog_text_equal(plugins->functions[i].plugin, node->a->name)) continue;
        names[count++] = plugins->functions[i].name;
        if (!mog_text_equal(plugins->functions[i].name, node->name)) continue;
        *index = (uint32_t)i;
        return &plugins->functions[i];
    }
    char near[256];
    mog_report(check->diagnostics, MOG_E0119, node->name_span, "plugin %.*s has no function `%.*s`%s",
               MOG_SHOW(node->a->name), MOG_SHOW(node->name),
               mog_nearest(check, near, sizeof near, node->name, names, count));
    return NULL;
}

static bool find_plugin(mog_check *check, const mog_node *name)
{
    if (mog_check_uses_plugin(check->module, name->name))
        return mog_check_has_plugin(check, name->name); /* else `use` was reported */
    if (mog_check_has_plugin(check, name->name)) {
        mog_report(check->diagnostics, MOG_E0125, name->span, "the functions of plugin %.*s need `use plugin %.*s`",
                   MOG_SHOW(name->name), MOG_SHOW(name->name));
        return false;
    }
    char near[256];
    mog_report(check->diagnostics, MOG_E0119, name->span, "there is no plugin `%.*s`%s", MOG_SHOW(name->name),
               mog_nearest(check, near, sizeof near, name->name, check->plugins->names, check->plugins->name_count));
    return false;
}

static bool check_plugin_call(mog_check *check, mog_node *node)
{
    if (node->a->tag == MOG_NODE_BAD) return false;
    if (node->a->tag != MOG_NODE_NAME) {
        mog_report(check->diagnostics, MOG_E0119, node->span,
                   "only the functions of a plugin are called with a dot, as PLUGIN.function(…)");
        return false;
    }
    if (!find_plugin(check, node->a)) return false;
    const mog_plugin_function *function = find_function(check, node, &node->function);
    if (!function) return false;
    mog_function_use use;
    if (!mog_signature_read(&use, function)) {
        mog_report(check->diagnostics, MOG_E0119, node->name_span, "%.*s has a signature that cannot be read: %.*s",
                   MOG_SHOW(node->name), MOG_SHOW(function->signature));
        return false;
    }
    node->type = (mog_type){.tag = use.result};
    return check_arguments(check, node, use.arguments, use.argument_count, node->name);
}

bool mog_check_call(mog_check *check, mog_node *node)
{
    if (node->a) return check_plugin_call(check, node);
    bool is_let;
    bool fine = mog_check_let_call(check, node, &is_let);
    return is_let ? fine : check_built_in(check, node);
}

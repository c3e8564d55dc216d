/* check_setting.c: what profiles `set`: values in place of those of parameters, checked for every profile, put in place for the chosen one.
 *
 * Rules are checked after that, so all that follows from a value, as a level that is out of range, is found where it is used.
 */
#include "dsl/check.h"

static const char *words_of(char out[MOG_TYPE_WORDS], const mog_node *value)
{
    return mog_type_words(out, &value->type);
}

/* ---- the parameter */

static void unknown(mog_check *check, const mog_name *name)
{
    enum { CANDIDATES = 1000 };
    size_t count = check->param_names.count < CANDIDATES ? check->param_names.count : CANDIDATES;
    mog_text *names = mog_take_array(check->arena, mog_text, count);
    for (size_t i = 0; i < count; i++) names[i] = check->param_names.entries[i].key;
    char near[256];
    mog_report(check->diagnostics, MOG_E0110, name->span, "there is no parameter `%.*s` to set%s", MOG_SHOW(name->text),
               mog_nearest(check, near, sizeof near, name->text, names, count));
}

/* As a rule of the module would find it. To be set is no use of it, so a parameter that only profiles name is told of as unused. */
static mog_param *find_param(mog_check *check, const mog_name *name)
{
    int64_t number = mog_pool_find(&check->param_names, name->text.at, name->text.size);
    if (number < 0) {
        unknown(check, name);
        return NULL;
    }
    uint32_t count = check->param_counts[number];
    bool *used = mog_take_array(check->arena, bool, count);
    for (uint32_t i = 0; i < count; i++) used[i] = check->params[number][i].param->used;
    mog_node node = {.tag = MOG_NODE_NAME, .span = name->span, .name = name->text, .name_span = name->span};
    mog_found found = mog_check_resolve(check, &node, NULL);
    for (uint32_t i = 0; i < count; i++) check->params[number][i].param->used = used[i];
    if (found == MOG_FOUND_FAULT) return NULL;
    if (found == MOG_FOUND && node.binding == MOG_BINDING_PARAM) return node.param;
    unknown(check, name);
    return NULL;
}

/* ---- the value */

static mog_node *innermost(mog_node *value)
{
    while (value->tag == MOG_NODE_NEGATE) value = value->a;
    return value;
}

static bool is_written_out(mog_check *check, mog_node *value)
{
    const mog_node *inner = innermost(value);
    bool negative;
    if (inner->tag == MOG_NODE_BAD) return false;
    if (inner->tag != MOG_NODE_NAME && mog_literal(inner, &negative)) return mog_check_scalar(check, value, NULL);
    mog_report(check->diagnostics, MOG_E0122, value->span,
               "what a profile sets is written out: a number, a text, a time, a duration, true or false");
    return false;
}

/* A whole number in place of one with decimals, and a number in place of a percentage, are read as the parameter is. */
static void read_alike(mog_node *value, mog_node *instead_of)
{
    mog_node *inner = innermost(value), *model = innermost(instead_of);
    if (inner->tag == MOG_NODE_INTEGER) {
        inner->tag = MOG_NODE_NUMBER;
        inner->number = (double)inner->integer;
    }
    inner->flag |= model->flag;
    for (mog_node *node = value;; node = node->a) {
        node->type.tag = MOG_TYPE_NUMBER;
        node->percent |= instead_of->percent;
        if (node == inner) return;
    }
}

static bool fits(mog_check *check, const mog_name *name, mog_node *value, mog_node *instead_of)
{
    mog_type_tag is = value->type.tag, was = instead_of->type.tag;
    if (was == MOG_TYPE_NUMBER && (is == MOG_TYPE_INTEGER || is == MOG_TYPE_NUMBER)) read_alike(value, instead_of);
    else if (is != was) {
        char a[MOG_TYPE_WORDS], b[MOG_TYPE_WORDS];
        mog_report(check->diagnostics, MOG_E0114, value->span, "the parameter `%.*s` is %s, and this is %s",
                   MOG_SHOW(name->text), words_of(a, instead_of), words_of(b, value));
        return false;
    }
    return true;
}

/* ---- settings */

/* Settings of one profile. */
typedef struct setting {
    mog_param *param;
    mog_node *value;
} setting;

static void check_settings(mog_check *check, const mog_profile_node *profile, bool chosen)
{
    mog_pool set = {0}; /* parameters: pointers */
    uint32_t count = 0;
    for (const mog_profile_item *item = profile->items; item; item = item->next) count += item->tag == MOG_PROFILE_SET;
    setting *settings = mog_take_array(check->arena, setting, count);
    count = 0;
    for (const mog_profile_item *item = profile->items; item; item = item->next) {
        if (item->tag != MOG_PROFILE_SET) continue;
        mog_param *param = find_param(check, &item->name);
        bool is_new = true;
        if (param) mog_pool_add(&set, &param, sizeof param, &is_new);
        if (!is_new)
            mog_report(check->diagnostics, MOG_E0115, item->name.span, "the profile sets `%.*s` already",
                       MOG_SHOW(item->name.text));
        bool fine = is_written_out(check, item->value);
        if (!param || !is_new || !fine || !param->value->typed) continue;
        if (fits(check, &item->name, item->value, param->value)) settings[count++] = (setting){param, item->value};
    }
    mog_pool_free(&set);
    for (uint32_t i = 0; i < count && chosen; i++) settings[i].param->value = settings[i].value;
}

void mog_check_settings(mog_check *check)
{
    const mog_profile_node *chosen = NULL; /* is last, since the others are held against the parameters' own values */
    mog_module *owner = NULL;
    for (uint32_t m = 0; m < check->module_count; m++) {
        check->module = check->modules[m];
        for (const mog_profile_node *profile = check->module->profiles; profile; profile = profile->next) {
            bool is_chosen = !chosen && check->chosen.size && mog_text_equal(profile->name.text, check->chosen);
            if (is_chosen) {
                chosen = profile;
                owner = check->module;
            } else {
                check_settings(check, profile, false);
            }
        }
    }
    if (!chosen) return;
    check->module = owner;
    check_settings(check, chosen, true);
}

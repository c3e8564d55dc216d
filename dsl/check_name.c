/* check_name.c: what a bare name stands for, and literals whose meaning comes from what stands beside them.
 *
 * Nearest first: the variable of a quantifier, the subject of the rule, a value of the enum that is meant, a parameter, a kind.
 */
#include "dsl/check.h"

#include <stdio.h>

/* ---- finding */

void mog_check_unseen(mog_check *check, const mog_node *name, const char *what, const mog_module *owner)
{
    mog_text module = owner->name.text, path = check->files[owner->file].path, plugin = MOG_TEXT("plugin ");
    if (module.size)
        mog_report(check->diagnostics, MOG_E0125, name->span, "%s `%.*s` belongs to the module %.*s; write `use %.*s`",
                   what, MOG_SHOW(name->name), MOG_SHOW(module), MOG_SHOW(module));
    else if (mog_text_starts(path, plugin))
        mog_report(check->diagnostics, MOG_E0125, name->span, "%s `%.*s` belongs to a plugin; write `use %.*s`", what,
                   MOG_SHOW(name->name), MOG_SHOW(path));
    else
        mog_report(
            check->diagnostics, MOG_E0125, name->span,
            "%s `%.*s` is declared in %.*s, which has no name; begin that file with `module NAME` and write `use NAME`",
            what, MOG_SHOW(name->name), MOG_SHOW(path));
}

/* The parameter that a module declares, of those of one name; NULL: it declares none. */
static const mog_param_entry *param_of(const mog_check *check, int64_t number, uint32_t module)
{
    const mog_param_entry *entries = check->params[number];
    uint32_t low = 0, high = check->param_counts[number];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entries[middle].module->index == module) return &entries[middle];
        if (entries[middle].module->index < module) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* The parameter of a name that the module sees: its own, or that of a module it uses. *unseen: the owner of one that it does not see. */
static mog_found find_param(mog_check *check, mog_node *name, const mog_module **unseen)
{
    int64_t number = mog_pool_find(&check->param_names, name->name.at, name->name.size);
    if (number < 0) return MOG_FOUND_NOTHING;
    const mog_module *module = check->module;
    const mog_param_entry *found = param_of(check, number, module->index);
    bool own = found != NULL;
    for (uint32_t i = 0; i < module->sees_count && !own; i++) {
        const mog_param_entry *entry = param_of(check, number, module->sees[i]);
        if (!entry) continue;
        if (found) {
            mog_report(check->diagnostics, MOG_E0115, name->span,
                       "both %.*s and %.*s declare a parameter `%.*s`; rename one of them",
                       MOG_SHOW(found->module->name.text), MOG_SHOW(entry->module->name.text), MOG_SHOW(name->name));
            return MOG_FOUND_FAULT;
        }
        found = entry;
    }
    if (!found) {
        *unseen = check->params[number][0].module;
        return MOG_FOUND_NOTHING;
    }
    found->param->used = true;
    name->binding = MOG_BINDING_PARAM;
    name->param = found->param;
    return MOG_FOUND;
}

static mog_found find_kind(mog_check *check, mog_node *name)
{
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(check, name->name, &owner);
    if (!kind) return MOG_FOUND_NOTHING;
    if (!kind->is_register && !mog_check_sees(check, check->module, owner)) {
        mog_check_unseen(check, name, "kind", owner);
        return MOG_FOUND_FAULT;
    }
    if (check->let) {
        mog_report(check->diagnostics, MOG_E0122, name->span,
                   "a definition sees only what it is given; declare a parameter `x: %.*s` and give it the kind where "
                   "the definition is used",
                   MOG_SHOW(name->name));
        return MOG_FOUND_FAULT;
    }
    const mog_checked_rule *rule = check->rule;
    if (rule && rule->subject_type.size && !mog_kind_is_about(kind, rule->subject_type)) {
        mog_buffer about = {0};
        for (uint32_t i = 0; i < kind->about_count; i++)
            mog_buffer_format(&about, "%s%.*s", i ? ", " : "", MOG_SHOW(kind->about[i]));
        mog_report(check->diagnostics, MOG_E0123, name->span, "kind %.*s is about %s; this rule is for %.*s",
                   MOG_SHOW(kind->name), about.at ? about.at : "", MOG_SHOW(rule->subject_type));
        mog_buffer_free(&about);
        return MOG_FOUND_FAULT;
    }
    name->binding = MOG_BINDING_KIND;
    name->kind = kind;
    return MOG_FOUND;
}

static bool is_subject(const mog_check *check, mog_text name)
{
    if (!check->rule) return false;
    const mog_clause *clause = check->rule->clauses[MOG_CLAUSE_FOR];
    return clause && clause->variable.text.size && mog_text_equal(clause->variable.text, name);
}

mog_found mog_check_resolve(mog_check *check, mog_node *name, const mog_type *want)
{
    for (const mog_scope *scope = check->scope; scope; scope = scope->outer) {
        if (!mog_text_equal(scope->binder->name, name->name)) continue;
        name->binding = MOG_BINDING_VARIABLE;
        name->binder = scope->binder;
        return MOG_FOUND;
    }
    mog_let_param *argument = mog_check_argument(check, name->name);
    if (argument) {
        argument->used = true;
        name->binding = argument->subject_type.size ? MOG_BINDING_SUBJECT : MOG_BINDING_ARGUMENT;
        name->argument = argument;
        name->kind = argument->kind;
        return MOG_FOUND;
    }
    if (mog_check_is_each(check, name->name)) {
        name->binding = MOG_BINDING_CONTROL;
        name->integer = (int64_t)check->each->control.id;
        name->unrolled = true;
        return MOG_FOUND;
    }
    if (is_subject(check, name->name)) {
        name->binding = MOG_BINDING_SUBJECT;
        name->kind = check->rule->subject_register;
        return MOG_FOUND;
    }
    if (want && want->tag == MOG_TYPE_ENUM) {
        int value = mog_enum_find(want->values, name->name);
        if (value >= 0) {
            name->binding = MOG_BINDING_ENUM;
            name->slot = (uint32_t)value;
            return MOG_FOUND;
        }
    }
    const mog_module *unseen = NULL;
    mog_found found = find_param(check, name, &unseen);
    if (found != MOG_FOUND_NOTHING) return found;
    found = find_kind(check, name);
    if (found != MOG_FOUND_NOTHING) return found;
    if (check->rule && mog_text_equal(check->rule->subject_type, name->name)) { /* a type without a register */
        name->binding = MOG_BINDING_SUBJECT;
        return MOG_FOUND;
    }
    if (unseen) {
        mog_check_unseen(check, name, "parameter", unseen);
        return MOG_FOUND_FAULT;
    }
    return MOG_FOUND_NOTHING;
}

/* ---- reporting what is not there */

static void add_names(mog_check *check, mog_text *names, size_t *count, size_t limit)
{
    for (const mog_scope *scope = check->scope; scope && *count < limit; scope = scope->outer)
        names[(*count)++] = scope->binder->name;
    for (const mog_let_param *p = check->let ? check->let->params : NULL; p && *count < limit; p = p->next)
        names[(*count)++] = p->name.text;
    if (check->each && *count < limit) names[(*count)++] = check->each->node->variable.text;
    const mog_clause *subject = check->rule ? check->rule->clauses[MOG_CLAUSE_FOR] : NULL;
    if (subject && subject->variable.text.size && *count < limit) names[(*count)++] = subject->variable.text;
    for (const mog_param *p = check->module->params; p && *count < limit; p = p->next) names[(*count)++] = p->name.text;
    for (uint32_t i = 0; i < check->module->sees_count; i++) {
        const mog_param *p = check->modules[check->module->sees[i]]->params;
        for (; p && *count < limit; p = p->next) names[(*count)++] = p->name.text;
    }
    for (uint32_t i = 0; i < check->kind_count && *count < limit; i++) names[(*count)++] = check->kinds[i]->name;
}

void mog_check_no_value(mog_check *check, mog_span span, mog_text value, const mog_enum *values)
{
    char near[256], words[MOG_TYPE_WORDS];
    mog_type type = {.tag = MOG_TYPE_ENUM, .values = values};
    mog_nearest(check, near, sizeof near, value, values->names, values->count);
    if (!near[0]) snprintf(near, sizeof near, "; it must be %s", mog_type_words(words, &type));
    mog_report(check->diagnostics, MOG_E0118, span, "`%.*s` is not a value of this enum%s", MOG_SHOW(value), near);
}

void mog_check_unknown(mog_check *check, const mog_node *name, const mog_type *want)
{
    if (want && want->tag == MOG_TYPE_ENUM) {
        mog_check_no_value(check, name->span, name->name, want->values);
        return;
    }
    if (mog_check_is_lost(check, name->name)) return;
    mog_text names[512];
    size_t count = 0;
    char near[256] = "";
    if (check->diagnostics->errors < MOG_LIMIT_DIAGNOSTICS) {
        add_names(check, names, &count, sizeof names / sizeof *names);
        mog_nearest(check, near, sizeof near, name->name, names, count);
    }
    mog_report(check->diagnostics, MOG_E0110, name->span, "nothing here has the name `%.*s`%s", MOG_SHOW(name->name),
               near);
}

/* ---- meaning by context */

static mog_text literal_text(const mog_node *text)
{
    return text->item_count ? text->items[0]->name : (mog_text){"", 0};
}

static bool mean_control(mog_check *check, mog_node *node, mog_text number)
{
    mog_control_id id;
    if (!mog_control_id_parse(&id, number)) {
        mog_report(check->diagnostics, MOG_E0126, node->span,
                   "`%.*s` is not the number of a control, such as 5.1 or 8.13: one to four parts from 1 to 65535",
                   MOG_SHOW(number));
        return false;
    }
    node->binding = MOG_BINDING_CONTROL;
    node->integer = (int64_t)id;
    return true;
}

static bool mean_reference(mog_check *check, const mog_node *node, mog_text text, mog_text subject_type)
{
    if (text.size > subject_type.size + 1 && mog_text_starts(text, subject_type) && text.at[subject_type.size] == ':')
        return true;
    mog_report(check->diagnostics, MOG_E0114, node->span,
               "a reference to %.*s is written with its type; write \"%.*s:NAME\"", MOG_SHOW(subject_type),
               MOG_SHOW(subject_type));
    return false;
}

bool mog_check_meaning(mog_check *check, mog_node *node, const mog_node *literal, const mog_type *want, bool *handled)
{
    *handled = false;
    if (!want) return true;
    bool text = literal->tag == MOG_NODE_TEXT;
    bool number = literal->tag == MOG_NODE_INTEGER || (literal->tag == MOG_NODE_NUMBER && !literal->flag);
    if (want->tag == MOG_TYPE_ENUM && text) {
        *handled = true;
        int value = mog_enum_find(want->values, literal_text(literal));
        if (value < 0) {
            mog_check_no_value(check, node->span, literal_text(literal), want->values);
            return false;
        }
        node->binding = MOG_BINDING_ENUM;
        node->slot = (uint32_t)value;
        node->type = *want;
        return true;
    }
    if (want->tag == MOG_TYPE_CONTROL && (text || number)) {
        *handled = true;
        node->type = *want;
        return mean_control(check, node, text ? literal_text(literal) : literal->name);
    }
    if (want->tag == MOG_TYPE_REFERENCE && text) {
        *handled = true;
        node->type = (mog_type){.tag = MOG_TYPE_TEXT};
        return mean_reference(check, node, literal_text(literal), want->subject_type);
    }
    return true;
}

bool mog_check_takes_meaning(mog_check *check, mog_node *node)
{
    switch (node->tag) {
    case MOG_NODE_INTEGER: return true;
    case MOG_NODE_NUMBER: return !node->flag;
    case MOG_NODE_TEXT:
        return node->item_count == 0 || (node->item_count == 1 && node->items[0]->tag == MOG_NODE_PIECE);
    case MOG_NODE_NAME:
        for (const mog_scope *scope = check->scope; scope; scope = scope->outer) {
            if (mog_text_equal(scope->binder->name, node->name)) return false;
        }
        return !mog_check_argument(check, node->name) && !mog_check_is_each(check, node->name) &&
               !is_subject(check, node->name);
    default: return false;
    }
}

/* ---- a name as a value */

static bool param_value(mog_check *check, mog_node *node, const mog_type *want)
{
    const mog_node *value = node->param->value;
    if (!value->typed) return false;
    bool negative, handled;
    const mog_node *literal = mog_literal(value, &negative);
    if (literal && !negative) {
        bool fine = mog_check_meaning(check, node, literal, want, &handled);
        if (handled) return fine;
    }
    node->type = value->type;
    node->percent = value->percent;
    return true;
}

static bool variable_value(mog_check *check, mog_node *node)
{
    const mog_node *list = node->binder->a;
    if (!list->typed) return false;
    if (list->type.tag == MOG_TYPE_SET) {
        node->type = mog_type_of_element(&list->type);
        return true;
    }
    mog_report(check->diagnostics, MOG_E0114, node->span,
               "`%.*s` has several fields and is no single value; write %.*s.FIELD", MOG_SHOW(node->name),
               MOG_SHOW(node->name));
    return false;
}

static bool argument_value(mog_check *check, mog_node *node)
{
    const mog_let_param *param = node->argument;
    node->type = param->value;
    if (param->value.tag != MOG_TYPE_COUNT) return true;
    if (param->kind)
        mog_report(check->diagnostics, MOG_E0114, node->span,
                   "`%.*s` has several fields and is no single value; write %.*s.FIELD", MOG_SHOW(node->name),
                   MOG_SHOW(node->name));
    return false;
}

bool mog_check_name(mog_check *check, mog_node *node, const mog_type *want)
{
    switch (mog_check_resolve(check, node, want)) {
    case MOG_FOUND_FAULT: return false;
    case MOG_FOUND_NOTHING: mog_check_unknown(check, node, want); return false;
    case MOG_FOUND: break;
    }
    switch (node->binding) {
    case MOG_BINDING_ENUM: node->type = *want; return true;
    case MOG_BINDING_PARAM: return param_value(check, node, want);
    case MOG_BINDING_VARIABLE: return variable_value(check, node);
    case MOG_BINDING_ARGUMENT: return argument_value(check, node);
    case MOG_BINDING_CONTROL: node->type = (mog_type){.tag = MOG_TYPE_CONTROL}; return true;
    case MOG_BINDING_KIND:
        if (want && want->tag == MOG_TYPE_ENUM) {
            mog_check_no_value(check, node->span, node->name, want->values);
        } else if (node->kind->many) {
            mog_report(
                check->diagnostics, MOG_E0114, node->span,
                "kind %.*s has many elements and is no single value; write `any x in %.*s has …` or `count(x in %.*s)`",
                MOG_SHOW(node->name), MOG_SHOW(node->name), MOG_SHOW(node->name));
        } else {
            mog_report(check->diagnostics, MOG_E0114, node->span,
                       "kind %.*s has several fields and is no single value; write %.*s.FIELD, or `%.*s is known`",
                       MOG_SHOW(node->name), MOG_SHOW(node->name), MOG_SHOW(node->name));
        }
        return false;
    default:
        mog_report(check->diagnostics, MOG_E0114, node->span,
                   "a subject is no single value; write %.*s.id, %.*s.name or another of its fields",
                   MOG_SHOW(node->name), MOG_SHOW(node->name));
        return false;
    }
}

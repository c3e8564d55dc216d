/* check_expression.c: an expression that stands in no rule: it sees all modules and plugins, and may be over a subject, or over none. */
#include "dsl/check.h"

#include <stdlib.h>

/* ---- where it stands */

static mog_module *make_module(mog_check *check, uint32_t file)
{
    mog_module *module = mog_take(check->arena, mog_module);
    uint32_t *all = mog_take_array(check->arena, uint32_t, check->module_count);
    for (uint32_t i = 0; i < check->module_count; i++) all[i] = i;
    module->file = file;
    module->index = UINT32_MAX;
    module->sees = all;
    module->sees_count = check->module_count;
    for (size_t i = 0; i < check->plugins->name_count; i++) {
        mog_use *use = mog_take(check->arena, mog_use);
        use->name.text = check->plugins->names[i];
        use->plugin = true;
        MOG_PREPEND(module->uses, use);
    }
    return module;
}

/* What most rules for the type call their subject, so that what is copied from them means the same; else its first letter. */
static mog_text variable_for(const mog_check *check, mog_text subject_type)
{
    mog_text best = {subject_type.at, subject_type.size ? 1 : 0};
    mog_pool names = {0};
    size_t *counts = NULL, count = 0, capacity = 0, most = 0;
    for (size_t r = 0; r < check->rule_count; r++) {
        const mog_clause *clause = check->rules[r].clauses[MOG_CLAUSE_FOR];
        if (!clause || !clause->variable.text.size || !mog_text_equal(check->rules[r].subject_type, subject_type))
            continue;
        mog_text name = clause->variable.text;
        uint32_t number = mog_pool_add(&names, name.at, name.size, NULL);
        if (number == count) MOG_PUSH(counts, count, capacity) = 0;
        if (++counts[number] <= most) continue;
        most = counts[number];
        best = name;
    }
    mog_pool_free(&names);
    free(counts);
    return best;
}

static mog_checked_rule make_rule(mog_check *check, mog_node *expression, uint32_t file, mog_text subject_type)
{
    mog_rule_node *node = mog_take(check->arena, mog_rule_node);
    mog_clause *subject = mog_take(check->arena, mog_clause);
    mog_checked_rule rule = {
        .module = make_module(check, file), .node = node, .id = MOG_TEXT("expression"), .level = 1, .weight = 1};
    node->span = node->whole = expression->span;
    if (subject_type.size == 0) return rule;
    subject->tag = MOG_CLAUSE_FOR;
    subject->name.text = subject_type;
    subject->variable.text = variable_for(check, subject_type);
    rule.clauses[MOG_CLAUSE_FOR] = subject;
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(check, subject_type, &owner);
    rule.subject_type = subject_type;
    rule.subject_register = kind && kind->is_register ? kind : NULL;
    return rule;
}

/* ---- what it is */

/* Evidence is about subjects: where there is none, nothing can be read. */
static bool reads_nothing(mog_check *check, const mog_node *node)
{
    if (!node) return true;
    bool subject = node->tag == MOG_NODE_CALL && !node->let && node->type.subject_type.size; /* unit("unit:hr") */
    if (node->binding == MOG_BINDING_KIND || node->binding == MOG_BINDING_SUBJECT || subject) {
        mog_report(check->diagnostics, MOG_E0122, node->span,
                   "evidence is about a subject, and none is chosen; name one, as in --subject system:hr");
        return false;
    }
    bool fine = reads_nothing(check, node->a) && reads_nothing(check, node->b) && reads_nothing(check, node->c) &&
                reads_nothing(check, node->d);
    for (uint32_t i = 0; i < node->item_count && fine; i++) fine = reads_nothing(check, node->items[i]);
    return fine;
}

/* A kind by its name alone means its record, or its elements; the subject by its name means its register. */
static bool is_kind(mog_check *check, mog_node *node)
{
    if (node->tag != MOG_NODE_NAME || mog_check_resolve(check, node, NULL) != MOG_FOUND) return false;
    if (node->binding == MOG_BINDING_SUBJECT && node->kind) node->binding = MOG_BINDING_KIND;
    if (node->binding != MOG_BINDING_KIND) return false;
    node->type = (mog_type){.tag = MOG_TYPE_LIST, .row = &node->kind->row};
    node->typed = true;
    return true;
}

bool mog_check_alone(mog_check *check, mog_checked_rule *rule, mog_node *expression, uint32_t file,
                     mog_text subject_type)
{
    if (subject_type.size && !mog_check_is_subject_type(check, subject_type)) {
        char near[256];
        mog_report(
            check->diagnostics, MOG_E0113, (mog_span){file, 0, 0}, "no kind is about subjects of the type `%.*s`%s",
            MOG_SHOW(subject_type),
            mog_nearest(check, near, sizeof near, subject_type, check->subject_types, check->subject_type_count));
        return false;
    }
    *rule = make_rule(check, expression, file, subject_type);
    check->rule = rule;
    check->module = rule->module;
    size_t errors = check->diagnostics->errors;
    bool kind = is_kind(check, expression);
    bool fine = check->diagnostics->errors == errors && (kind || mog_check_expr(check, expression, NULL));
    if (fine && subject_type.size == 0) fine = reads_nothing(check, expression);
    check->rule = NULL;
    return fine && expression->typed;
}

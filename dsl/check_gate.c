/* check_gate.c: gates. A step is checked as a rule that has no control: its gate says which subjects it is for. */
#include "dsl/check.h"

#include <stdlib.h>

#define T(text) (int)(text).size, (text).at

static mog_clause *make_clause(mog_check *check, mog_clause_tag tag, mog_span span, mog_node *value, mog_clause *next)
{
    mog_clause *clause = mog_take(check->arena, mog_clause);
    *clause = (mog_clause){.tag = tag, .span = span, .value = value, .next = next};
    return clause;
}

/* The step as a rule: what stands in its head, and in its gate's, becomes clauses. */
static mog_rule_node *make_rule(mog_check *check, const mog_gate_node *gate, const mog_step_node *step)
{
    mog_rule_node *rule = mog_take(check->arena, mog_rule_node);
    mog_clause *clauses = step->clauses;
    const mog_text_pair *title = &step->title;
    if (title->swedish)
        clauses = make_clause(check, MOG_CLAUSE_TITLE_SV, title->swedish->span, title->swedish, clauses);
    if (title->text) clauses = make_clause(check, MOG_CLAUSE_TITLE, title->text->span, title->text, clauses);
    clauses = make_clause(check, MOG_CLAUSE_FOR, gate->subject_type.span, NULL, clauses);
    clauses->name = gate->subject_type;
    clauses->variable = gate->variable;
    *rule = (mog_rule_node){.span = step->name.span, .whole = step->span, .name = step->name, .clauses = clauses};
    return rule;
}

/* Each knows the next one, as rules do. */
static mog_rule_node *make_rules(mog_check *check, const mog_gate_node *gate)
{
    mog_rule_node *first = NULL, **end = &first;
    for (const mog_step_node *step = gate->steps; step; step = step->next) {
        *end = make_rule(check, gate, step);
        end = &(*end)->next;
    }
    return first;
}

static bool is_new_gate(mog_check *check, mog_pool *names, const mog_gate_node *node)
{
    bool is_new;
    mog_pool_add(names, node->name.text.at, node->name.text.size, &is_new);
    if (!is_new)
        mog_report(check->diagnostics, MOG_E0115, node->name.span, "a gate `%.*s` is declared already",
                   MOG_SHOW(node->name.text));
    return is_new;
}

/* Where the type of subject is unknown it is said once, and the steps are known by their names alone. */
static bool is_for_something(mog_check *check, const mog_gate_node *node)
{
    mog_text type = node->subject_type.text;
    if (mog_check_is_subject_type(check, type)) return true;
    if (mog_check_is_lost(check, type)) return false;
    char near[256];
    mog_report(check->diagnostics, MOG_E0113, node->subject_type.span, "no kind is about subjects of the type `%.*s`%s",
               MOG_SHOW(type),
               mog_nearest(check, near, sizeof near, type, check->subject_types, check->subject_type_count));
    return false;
}

static void add_steps(mog_check *check, mog_module *module, const mog_gate_node *node)
{
    bool is_for_one = is_for_something(check, node);
    uint32_t number = 0;
    for (mog_rule_node *step = make_rules(check, node); step; step = step->next) {
        mog_text gate = node->name.text, name = step->name.text;
        mog_text id = mog_text_of(mog_arena_format(check->policy_arena, "%.*s/%.*s", T(gate), T(name)));
        mog_checked_rule rule = {.module = module, .node = step, .id = id, .gate = node, .step = number++};
        if (is_for_one) mog_check_clauses(check, &rule);
        else mog_check_name_only(check, &rule);
    }
    if (number == 0)
        mog_report(check->diagnostics, MOG_E0116, node->name.span,
                   "gate `%.*s` has no step; write `step NAME require …`", MOG_SHOW(node->name.text));
}

static void add_gate(mog_check *check, mog_module *module, const mog_gate_node *node)
{
    mog_gate gate = {.name = node->name.text, .subject_type = node->subject_type.text, .span = node->name.span};
    gate.title = mog_check_plain(check, node->title.text, "a gate's title");
    gate.title_sv = mog_check_plain(check, node->title.swedish, "a gate's title");
    if (node->title.text && !node->title.swedish && module->bilingual)
        mog_report(check->diagnostics, MOG_W0204, node->title.text->span,
                   "a title without its Swedish form, which others of this file have; write `sv \"…\"` after it");
    add_steps(check, module, node);
    for (const mog_step_node *step = node->steps; step; step = step->next) gate.count++;
    MOG_PUSH(check->gates, check->gate_count, check->gate_capacity) = gate;
}

static bool speaks_swedish(const mog_module *module)
{
    for (const mog_gate_node *gate = module->gates; gate; gate = gate->next) {
        if (gate->title.swedish) return true;
        for (const mog_step_node *step = gate->steps; step; step = step->next)
            if (step->title.swedish) return true;
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    const mog_gate *x = a, *y = b;
    return mog_text_compare(x->name, y->name);
}

void mog_check_gates(mog_check *check)
{
    mog_pool names = {0};
    for (uint32_t m = 0; m < check->module_count; m++) {
        mog_module *module = check->module = check->modules[m];
        module->bilingual |= speaks_swedish(module);
        for (const mog_gate_node *node = module->gates; node; node = node->next)
            if (is_new_gate(check, &names, node)) add_gate(check, module, node);
    }
    mog_pool_free(&names);
    if (check->gate_count) qsort(check->gates, check->gate_count, sizeof *check->gates, by_name);
    /* Steps come first among the rules, in the order of their gates. */
    uint32_t first = 0;
    for (size_t g = 0; g < check->gate_count; g++) {
        check->gates[g].first = first;
        first += check->gates[g].count;
    }
}

/* check_rule.c: the clauses of a rule. */
#include "dsl/check.h"

#include <string.h>

static const char *const clause_words[MOG_CLAUSE_COUNT] = {
    [MOG_CLAUSE_TITLE] = "title",   [MOG_CLAUSE_TITLE_SV] = "title sv",   [MOG_CLAUSE_LEVEL] = "level",
    [MOG_CLAUSE_WEIGHT] = "weight", [MOG_CLAUSE_MUST] = "must",           [MOG_CLAUSE_FOR] = "for",
    [MOG_CLAUSE_FRESH] = "fresh",   [MOG_CLAUSE_REQUIRE] = "require",     [MOG_CLAUSE_MEASURE] = "measure",
    [MOG_CLAUSE_TARGET] = "target", [MOG_CLAUSE_FINDING] = "finding",     [MOG_CLAUSE_FINDING_SV] = "finding sv",
    [MOG_CLAUSE_ACTION] = "action", [MOG_CLAUSE_ACTION_SV] = "action sv",
};

/* ---- sorting out */

static void sort_out(mog_check *check, mog_checked_rule *rule)
{
    mog_pool spoken = {0}; /* names of `finding for` */
    for (mog_clause *clause = rule->node->clauses; clause; clause = clause->next) {
        bool again;
        if (clause->name.text.size && clause->tag != MOG_CLAUSE_FOR) {
            mog_text name = clause->name.text;
            char *key = mog_arena_format(check->arena, "%d %.*s", (int)clause->tag, MOG_SHOW(name));
            bool is_new;
            mog_pool_add(&spoken, key, strlen(key), &is_new);
            again = !is_new;
        } else {
            again = rule->clauses[clause->tag] != NULL;
            if (!again) rule->clauses[clause->tag] = clause;
        }
        if (again)
            mog_report(check->diagnostics, MOG_E0116, clause->span,
                       "the rule has this `%s` already; each clause is given once", clause_words[clause->tag]);
    }
    mog_pool_free(&spoken);
}

/* A fault of syntax lies between this rule's name and the next one's: what seems to be missing may be behind it. */
static bool is_broken(const mog_check *check, const mog_rule_node *rule)
{
    mog_span from = rule->name.span;
    uint32_t to = rule->next ? rule->next->name.span.start : UINT32_MAX;
    for (size_t i = 0; i < check->diagnostics->count; i++) {
        const mog_diagnostic *one = &check->diagnostics->at[i];
        if (one->span.file == from.file && one->span.start >= from.start && one->span.start < to &&
            mog_diagnostic_is_error(one->code) && one->code != MOG_E0116)
            return true;
    }
    return false;
}

/* All that is missing in one message, as it is one place. */
static void need_clauses(mog_check *check, const mog_checked_rule *rule)
{
    mog_clause *const *has = rule->clauses;
    const mog_clause *require = has[MOG_CLAUSE_REQUIRE], *measure = has[MOG_CLAUSE_MEASURE],
                     *target = has[MOG_CLAUSE_TARGET];
    const struct {
        bool missing;
        const char *what;
    } needed[] = {
        {!rule->gate && !has[MOG_CLAUSE_TITLE], "`title` (a sentence that states what holds when the rule is met)"},
        {!rule->gate && !has[MOG_CLAUSE_LEVEL], "`level` (1 to 5)"},
        {!has[MOG_CLAUSE_FOR], "`for` (the type of subject)"},
        {!require && !measure && !target,
         rule->gate ? "condition (`require`)" : "condition (`require`, or `measure` and `target`)"},
    };
    mog_buffer missing = {0};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (needed[i].missing) mog_buffer_format(&missing, "%s no %s", missing.size ? "," : "", needed[i].what);
    }
    if (missing.size && !is_broken(check, rule->node))
        mog_report(check->diagnostics, MOG_E0116, rule->node->name.span, "%s `%.*s` has%s",
                   rule->gate ? "step" : "rule", MOG_SHOW(rule->node->name.text), missing.at);
    mog_buffer_free(&missing);
    if (require && measure)
        mog_report(check->diagnostics, MOG_E0116, measure->span,
                   "the rule has both `require` and `measure`; leave out one of them");
    else if (measure && !target) mog_report(check->diagnostics, MOG_E0116, measure->span, "`measure` needs a `target`");
    else if (target && !measure) mog_report(check->diagnostics, MOG_E0116, target->span, "`target` needs a `measure`");
}

/* ---- texts */

/* `c`, `c.title`: of the control that `for each control` stands at. */
static bool is_of_control(const mog_check *check, const mog_node *node)
{
    while (node->tag == MOG_NODE_FIELD) node = node->a;
    return node->tag == MOG_NODE_NAME && mog_check_is_each(check, node->name);
}

/* Texts of a rule are built once, for all subjects: they may hold parameters only. */
static mog_text fixed_text(mog_check *check, const mog_clause *clause, bool swedish)
{
    if (!clause || !clause->value || clause->value->tag != MOG_NODE_TEXT) return (mog_text){0};
    mog_buffer text = {0};
    check->swedish = swedish;
    for (uint32_t i = 0; i < clause->value->item_count; i++) {
        mog_node *item = clause->value->items[i];
        if (item->tag == MOG_NODE_PIECE) {
            mog_buffer_add_text(&text, item->name);
            continue;
        }
        if (item->tag == MOG_NODE_BAD) continue;
        bool of_control = is_of_control(check, item);
        if (item->tag == MOG_NODE_NAME && !of_control) {
            mog_found found = mog_check_resolve(check, item, NULL);
            if (found == MOG_FOUND_FAULT) continue;
            if (found == MOG_FOUND_NOTHING) {
                mog_check_unknown(check, item, NULL);
                continue;
            }
        }
        if (!of_control && (item->tag != MOG_NODE_NAME || item->binding != MOG_BINDING_PARAM)) {
            mog_report(check->diagnostics, MOG_E0122, item->span,
                       "the %s is the same for all subjects and may hold parameters only; findings may hold values",
                       clause_words[clause->tag]);
            continue;
        }
        if (!mog_check_expr(check, item, NULL)) continue;
        mog_value value;
        mog_literal_value(&value, item, item->type.tag);
        mog_value_format(&text, &value, &item->type, item->percent, swedish);
    }
    check->swedish = false;
    mog_text result = {mog_arena_copy(check->policy_arena, text.at ? text.at : "", text.size), text.size};
    mog_buffer_free(&text);
    return result;
}

static bool have_swedish(const mog_rule_node *rules)
{
    for (const mog_rule_node *rule = rules; rule; rule = rule->next) {
        for (const mog_clause *clause = rule->clauses; clause; clause = clause->next) {
            if (clause->tag == MOG_CLAUSE_TITLE_SV) return true;
        }
    }
    return false;
}

static bool speaks_swedish(const mog_module *module)
{
    for (const mog_control_node *control = module->controls; control; control = control->next) {
        if (have_swedish(control->rules)) return true;
    }
    for (const mog_each_node *each = module->eaches; each; each = each->next) {
        if (have_swedish(each->rules)) return true;
    }
    return false;
}

static const mog_clause *first_of(const mog_checked_rule *rule, mog_clause_tag tag)
{
    const mog_clause *clause = rule->node->clauses;
    while (clause && clause->tag != tag) clause = clause->next;
    return clause;
}

/* Findings and actions in Swedish alone, and, in a file that has titles in both languages, a title in English alone. */
static void check_languages(mog_check *check, const mog_checked_rule *rule)
{
    static const mog_clause_tag pairs[][2] = {{MOG_CLAUSE_FINDING, MOG_CLAUSE_FINDING_SV},
                                              {MOG_CLAUSE_ACTION, MOG_CLAUSE_ACTION_SV}};
    const mog_clause *title = rule->clauses[MOG_CLAUSE_TITLE];
    if (title && !rule->clauses[MOG_CLAUSE_TITLE_SV] && rule->module->bilingual)
        mog_report(check->diagnostics, MOG_W0204, title->span,
                   "a title without its Swedish form, which other rules of this file have; write `%s`",
                   rule->gate ? "sv \"…\"" : "title sv");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const mog_clause *swedish = first_of(rule, pairs[i][1]);
        if (swedish && !first_of(rule, pairs[i][0]))
            mog_report(check->diagnostics, MOG_W0204, swedish->span, "the Swedish `%s` has no English form beside it",
                       clause_words[pairs[i][0]]);
    }
}

/* ---- fixed values: level, weight, fresh */

static const mog_node *fixed_value(mog_check *check, mog_clause *clause, const mog_type *type, bool *negative)
{
    if (!clause || !clause->value) return NULL;
    if (clause->value->tag == MOG_NODE_BAD) return NULL;
    char words[MOG_TYPE_WORDS];
    if (!mog_check_scalar(check, clause->value, NULL)) return NULL;
    const mog_node *literal = mog_literal(clause->value, negative);
    if (literal && literal->type.tag == type->tag) return literal;
    mog_report(check->diagnostics, MOG_E0114, clause->value->span, "`%s` takes %s, written out or as a parameter",
               clause_words[clause->tag], mog_type_words(words, type));
    return NULL;
}

static uint32_t fixed_integer(mog_check *check, mog_clause *clause, uint32_t otherwise, uint32_t most)
{
    static const mog_type type = {.tag = MOG_TYPE_INTEGER};
    bool negative;
    const mog_node *literal = fixed_value(check, clause, &type, &negative);
    if (!literal) return otherwise;
    if (!negative && literal->integer >= 1 && literal->integer <= most) return (uint32_t)literal->integer;
    mog_report(check->diagnostics, MOG_E0117, clause->value->span, "`%s` is 1 to %u", clause_words[clause->tag], most);
    return otherwise;
}

static void check_fresh(mog_check *check, mog_checked_rule *rule)
{
    static const mog_type type = {.tag = MOG_TYPE_DURATION};
    mog_clause *clause = rule->clauses[MOG_CLAUSE_FRESH];
    bool negative;
    const mog_node *literal = fixed_value(check, clause, &type, &negative);
    if (!literal) return;
    rule->has_fresh = true;
    rule->fresh = literal->duration;
    if (negative || mog_duration_compare(literal->duration, (mog_duration){0}) <= 0)
        mog_report(check->diagnostics, MOG_E0117, clause->value->span, "`fresh` is longer than no time at all");
}

/* ---- subject */

static void check_subject(mog_check *check, mog_checked_rule *rule)
{
    const mog_clause *clause = rule->clauses[MOG_CLAUSE_FOR];
    if (!clause) return;
    mog_text type = clause->name.text;
    if (mog_check_is_subject_type(check, type)) {
        mog_module *owner;
        const mog_kind *kind = mog_check_find_kind(check, type, &owner);
        rule->subject_type = type;
        rule->subject_register = kind && kind->is_register ? kind : NULL;
        return;
    }
    if (mog_check_is_lost(check, type)) return;
    char near[256];
    mog_report(check->diagnostics, MOG_E0113, clause->name.span, "no kind is about subjects of the type `%.*s`%s",
               MOG_SHOW(type),
               mog_nearest(check, near, sizeof near, type, check->subject_types, check->subject_type_count));
}

/* ---- expressions */

static void check_number(mog_check *check, mog_clause *clause)
{
    if (!clause || !clause->value || !mog_check_scalar(check, clause->value, NULL)) return;
    if (mog_type_is_numeric(&clause->value->type)) return;
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, clause->value->span, "`%s` is a number, and this is %s",
               clause_words[clause->tag], mog_type_words(words, &clause->value->type));
    clause->value->typed = false;
}

static void check_target(mog_check *check, const mog_clause *clause)
{
    if (!clause || !clause->value || !clause->value->typed) return;
    bool negative;
    const mog_node *literal = mog_literal(clause->value, &negative);
    if (!literal) return;
    double target = literal->tag == MOG_NODE_INTEGER ? (double)literal->integer : literal->number;
    if (negative || target <= 0)
        mog_report(check->diagnostics, MOG_W0202, clause->value->span,
                   "a target that is not more than 0 always gives the verdict `error`");
}

static void check_bool(mog_check *check, mog_clause *clause, const char *what)
{
    if (!clause || !clause->value) return;
    if (mog_check_condition(check, clause->value, what)) mog_check_constant(check, clause->value);
}

static void check_expressions(mog_check *check, mog_checked_rule *rule)
{
    check_bool(check, rule->clauses[MOG_CLAUSE_FOR], "what follows `where`");
    check_bool(check, rule->clauses[MOG_CLAUSE_REQUIRE], "what follows `require`");
    check_number(check, rule->clauses[MOG_CLAUSE_MEASURE]);
    check_number(check, rule->clauses[MOG_CLAUSE_TARGET]);
    check_target(check, rule->clauses[MOG_CLAUSE_TARGET]);
    mog_check_everys(check); /* before the findings, which decide nothing */
    for (mog_clause *clause = rule->node->clauses; clause; clause = clause->next) {
        check->swedish = clause->tag == MOG_CLAUSE_FINDING_SV;
        if (clause->tag == MOG_CLAUSE_FINDING || check->swedish) mog_check_finding(check, clause);
    }
}

static mog_text id_of(mog_check *check, mog_control_id control, const mog_rule_node *node)
{
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, control);
    mog_text name = node->name.text;
    return mog_text_of(mog_arena_format(check->policy_arena, "%s/%.*s", number, (int)name.size, name.at));
}

/* The number of the rule's name is its own in `rules`. */
static bool is_new_rule(mog_check *check, mog_text id, const mog_rule_node *node)
{
    bool is_new;
    if (check->rule_count == MOG_LIMIT_RULES) {
        mog_report(check->diagnostics, MOG_E0104, node->span, "more than %d rules", MOG_LIMIT_RULES);
        return false;
    }
    mog_pool_add(&check->rule_ids, id.at, id.size, &is_new);
    if (!is_new)
        mog_report(check->diagnostics, MOG_E0115, node->name.span, "a rule %.*s is declared already", MOG_SHOW(id));
    return is_new;
}

void mog_check_name_only(mog_check *check, mog_checked_rule *rule)
{
    if (!is_new_rule(check, rule->id, rule->node)) return;
    const mog_clause *clause = rule->node->clauses;
    while (clause && clause->tag != MOG_CLAUSE_FOR) clause = clause->next;
    if (clause && mog_check_is_subject_type(check, clause->name.text)) rule->subject_type = clause->name.text;
    MOG_PUSH(check->rules, check->rule_count, check->rule_capacity) = *rule;
}

void mog_check_name_rule(mog_check *check, mog_module *module, mog_control_id control, mog_rule_node *node)
{
    mog_checked_rule rule = {.module = module, .node = node, .control = control, .id = id_of(check, control, node)};
    mog_check_name_only(check, &rule);
}

void mog_check_clauses(mog_check *check, mog_checked_rule *rule)
{
    if (!is_new_rule(check, rule->id, rule->node)) return;
    check->rule = rule;
    check->rule_uses = 0;
    sort_out(check, rule);
    need_clauses(check, rule);
    check_subject(check, rule);
    rule->level = fixed_integer(check, rule->clauses[MOG_CLAUSE_LEVEL], 1, 5);
    rule->weight = fixed_integer(check, rule->clauses[MOG_CLAUSE_WEIGHT], 1, 100);
    check_fresh(check, rule);
    rule->title = fixed_text(check, rule->clauses[MOG_CLAUSE_TITLE], false);
    if (rule->gate && !rule->title.size) rule->title = rule->node->name.text; /* a step may do without */
    rule->title_sv = fixed_text(check, rule->clauses[MOG_CLAUSE_TITLE_SV], true);
    rule->action = fixed_text(check, rule->clauses[MOG_CLAUSE_ACTION], false);
    rule->action_sv = fixed_text(check, rule->clauses[MOG_CLAUSE_ACTION_SV], true);
    check_languages(check, rule);
    check_expressions(check, rule);
    check->rule = NULL;
    check->swedish = false;
    MOG_PUSH(check->rules, check->rule_count, check->rule_capacity) = *rule;
}

void mog_check_rule(mog_check *check, mog_module *module, mog_control_id control, mog_rule_node *node)
{
    mog_checked_rule rule = {.module = module, .node = node, .control = control, .id = id_of(check, control, node)};
    mog_check_clauses(check, &rule);
}

void mog_check_rules(mog_check *check)
{
    for (uint32_t m = 0; m < check->module_count; m++) {
        mog_module *module = check->module = check->modules[m];
        module->bilingual = speaks_swedish(module);
        for (mog_control_node *node = module->controls; node; node = node->next) {
            mog_control *control = mog_check_control(check, &node->number);
            if (!control) continue;
            mog_text title = mog_check_plain(check, node->title.text, "a control's title");
            mog_text title_sv = mog_check_plain(check, node->title.swedish, "a control's title");
            if (!control->title.size) control->title = title;
            if (!control->title_sv.size) control->title_sv = title_sv;
            mog_control_id id = control->id; /* the array may move */
            for (mog_rule_node *rule = node->rules; rule; rule = rule->next) mog_check_rule(check, module, id, rule);
        }
    }
}

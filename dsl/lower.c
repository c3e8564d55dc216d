/* lower.c: the blocks of each rule, and the tables of the policy. */
#include "dsl/lower.h"

#include <stdlib.h>
#include <string.h>

/* ---- blocks */

static void open_block(mog_lower *lower)
{
    lower->count = lower->span_count = lower->percent_count = 0;
    lower->next = lower->high = 0;
}

static mog_code close_block(mog_lower *lower, mog_register result, bool percent)
{
    mog_emit(lower, MOG_OP_END, 0, result, 0, 0, NULL);
    if (lower->high > MOG_LIMIT_REGISTERS)
        mog_report(lower->diagnostics, MOG_E0104, lower->rule->node->span,
                   "an expression of rule %.*s needs more than %d registers; divide the rule",
                   MOG_SHOW(lower->rule->id), MOG_LIMIT_REGISTERS);
    mog_instruction *at = mog_take_array(lower->arena, mog_instruction, lower->count);
    mog_span *spans = mog_take_array(lower->arena, mog_span, lower->count);
    memcpy(at, lower->code, lower->count * sizeof *at);
    bool *percents = mog_take_array(lower->arena, bool, lower->count);
    memcpy(spans, lower->spans, lower->count * sizeof *spans);
    memcpy(percents, lower->percents, lower->count * sizeof *percents);
    return (mog_code){.at = at,
                      .spans = spans,
                      .percents = percents,
                      .count = (uint32_t)lower->count,
                      .registers = lower->high,
                      .percent = percent};
}

/* NUMBER: whole numbers are made numbers, which `measure` and `target` are. */
static mog_code expression(mog_lower *lower, const mog_node *node, mog_type_tag tag, uint64_t *reads)
{
    open_block(lower);
    lower->reads = reads;
    lower->reaches = reads == lower->condition_reads ? &lower->condition_reaches : &lower->where_reaches;
    mog_register result = mog_take_register(lower);
    mog_lower_as(lower, node, tag, result);
    lower->reads = NULL;
    lower->reaches = NULL;
    return close_block(lower, result, node->percent);
}

static mog_code findings(mog_lower *lower, mog_clause_tag tag)
{
    bool any = false;
    for (const mog_clause *clause = lower->rule->node->clauses; clause; clause = clause->next)
        any |= clause->tag == tag;
    if (!any) return (mog_code){0};
    open_block(lower);
    mog_register result = mog_take_register(lower);
    mog_emit_bool(lower, result, false);
    mog_lower_findings(lower, tag);
    return close_block(lower, result, false);
}

/* ---- rules */

/* Kinds in `mark`; of those in `but_not` none. */
static uint32_t list_reads(mog_lower *lower, const mog_read **out, const mog_policy *policy, const uint64_t *mark,
                           const uint64_t *but_not)
{
    uint32_t count = 0;
    mog_read *reads = NULL;
    for (int pass = 0; pass < 2; pass++) {
        count = 0;
        for (uint32_t k = 0; k < policy->kind_count; k++) {
            if (mark[k] != lower->rule_number || (but_not && but_not[k] == lower->rule_number)) continue;
            if (reads) {
                const mog_kind *kind = policy->kinds[k];
                mog_duration fresh = kind->has_fresh ? kind->fresh : (mog_duration){0};
                bool rules_own = !but_not && lower->rule->has_fresh && kind != lower->rule->subject_register;
                if (rules_own) fresh = lower->rule->fresh;
                reads[count] = (mog_read){.kind = k, .threshold = mog_lower_threshold(lower, fresh)};
            }
            count++;
        }
        if (pass == 0) reads = mog_take_array(lower->arena, mog_read, count);
    }
    *out = reads;
    return count;
}

static uint32_t list_reaches(mog_lower *lower, const mog_reach **out, mog_reaches *list)
{
    mog_reach *reaches = mog_take_array(lower->arena, mog_reach, list->count);
    if (list->count) memcpy(reaches, list->at, list->count * sizeof *reaches);
    *out = reaches;
    uint32_t count = (uint32_t)list->count;
    list->count = 0;
    return count;
}

/* What the condition and the target read is known before their thresholds are chosen. */
static void mark_reads(mog_lower *lower, const mog_node *node)
{
    if (!node) return;
    bool name = node->tag == MOG_NODE_NAME && node->binding == MOG_BINDING_KIND;
    bool other = node->tag == MOG_NODE_OF || (node->subject && !mog_is_own_subject(node->subject));
    bool field =
        node->tag == MOG_NODE_FIELD && !other && node->binding != MOG_BINDING_VARIABLE && node->access != MOG_ACCESS_ID;
    if (other) mog_mark_reaches(lower, node);
    if ((name || field) && node->kind && !(field && node->slot == UINT32_MAX))
        lower->condition_reads[node->kind->index] = lower->rule_number;
    if (node->tag == MOG_NODE_FIELD) {
        if (node->subject) mark_reads(lower, node->subject); /* unit(s.owner): what it takes is read, too */
        return;
    }
    if (node->let) {
        mog_let_param *param = node->let->params;
        for (uint32_t i = 0; i < node->item_count; i++, param = param->next) param->given = node->items[i];
        mark_reads(lower, node->let->body);
    }
    mark_reads(lower, node->a);
    mark_reads(lower, node->b);
    mark_reads(lower, node->c);
    for (uint32_t i = 0; i < node->item_count; i++) mark_reads(lower, node->items[i]);
}

static mog_text copy_text(mog_lower *lower, mog_text text)
{
    return (mog_text){mog_arena_copy(lower->arena, text.at ? text.at : "", text.size), text.size};
}

static void lower_rule(mog_lower *lower, mog_rule *out, const mog_policy *policy, const mog_checked_rule *rule)
{
    const mog_clause *require = rule->clauses[MOG_CLAUSE_REQUIRE], *measure = rule->clauses[MOG_CLAUSE_MEASURE];
    const mog_clause *target = rule->clauses[MOG_CLAUSE_TARGET], *subject = rule->clauses[MOG_CLAUSE_FOR];
    const mog_node *condition = (require ? require : measure)->value;
    lower->rule = rule;
    lower->rule_number++;
    *out = (mog_rule){.id = rule->id,
                      .name = rule->node->name.text,
                      .module = copy_text(lower, rule->module->name.text),
                      .control = rule->control,
                      .title = rule->title,
                      .title_sv = rule->title_sv,
                      .action = rule->action,
                      .action_sv = rule->action_sv,
                      .level = rule->level,
                      .weight = rule->weight,
                      .must = rule->clauses[MOG_CLAUSE_MUST] != NULL,
                      .measures = measure != NULL,
                      .subject_type = rule->subject_type,
                      .span = rule->node->span,
                      .condition_span = condition->span};
    out->always_known = mog_always_known(condition) && (!target || mog_always_known(target->value)) &&
                        (!subject->value || mog_always_known(subject->value));
    mark_reads(lower, condition);
    if (target) mark_reads(lower, target->value);
    out->condition = expression(lower, condition, measure ? MOG_TYPE_NUMBER : MOG_TYPE_BOOL, lower->condition_reads);
    if (target) {
        out->target = expression(lower, target->value, MOG_TYPE_NUMBER, lower->condition_reads);
        out->target_span = target->value->span;
    }
    if (subject->value) {
        out->where = expression(lower, subject->value, MOG_TYPE_BOOL, lower->where_reads);
        out->where_span = subject->value->span;
    }
    out->findings = findings(lower, MOG_CLAUSE_FINDING);
    out->findings_sv = findings(lower, MOG_CLAUSE_FINDING_SV);
    out->read_count = list_reads(lower, &out->reads, policy, lower->condition_reads, NULL);
    out->where_read_count = list_reads(lower, &out->where_reads, policy, lower->where_reads, lower->condition_reads);
    out->reach_count = list_reaches(lower, &out->reaches, &lower->condition_reaches);
    out->where_reach_count = list_reaches(lower, &out->where_reaches, &lower->where_reaches);
}

/* An expression that stands in no rule. */
static const mog_expression *lower_alone(mog_lower *lower, const mog_policy *policy)
{
    const mog_node *node = lower->expression;
    const mog_clause *subject = lower->alone->clauses[MOG_CLAUSE_FOR];
    mog_expression *out = mog_take(lower->arena, mog_expression);
    lower->rule = lower->alone;
    lower->rule_number++;
    *out = (mog_expression){.rule = {.id = lower->alone->id,
                                     .name = lower->alone->id,
                                     .module = MOG_TEXT(""),
                                     .title = lower->alone->id,
                                     .level = 1,
                                     .weight = 1,
                                     .subject_type = copy_text(lower, lower->alone->subject_type),
                                     .span = node->span,
                                     .condition_span = node->span},
                            .type = node->type,
                            .percent = node->percent,
                            .variable = copy_text(lower, subject ? subject->variable.text : MOG_TEXT(""))};
    if (node->binding == MOG_BINDING_KIND && node->tag == MOG_NODE_NAME) out->kind = node->kind;
    else if (node->tag == MOG_NODE_FIELD) out->elements = mog_list_kind(node);
    mark_reads(lower, node);
    open_block(lower);
    lower->reads = lower->condition_reads;
    lower->reaches = &lower->condition_reaches;
    mog_register result = mog_take_register(lower);
    if (out->kind) mog_lower_kind(lower, out->kind, result);
    else mog_lower_as(lower, node, node->type.tag, result);
    lower->reads = NULL;
    lower->reaches = NULL;
    out->rule.condition = close_block(lower, result, node->percent);
    out->rule.reach_count = list_reaches(lower, &out->rule.reaches, &lower->condition_reaches);
    out->rule.read_count = list_reads(lower, &out->rule.reads, policy, lower->condition_reads, NULL);
    return out;
}

/* ---- the policy */

static void *keep(mog_lower *lower, const void *at, size_t count, size_t size)
{
    void *copy = mog_arena_take_array(lower->arena, size, count);
    if (count) memcpy(copy, at, count * size);
    return copy;
}

#define KEEP(field)                                                                                                    \
    (policy->field##s = keep(lower, lower->field##s, lower->field##_count, sizeof *lower->field##s),                   \
     policy->field##_count = (uint32_t)lower->field##_count)

void mog_lower_rules(mog_lower *lower, mog_policy *policy, const mog_checked_rule *rules, size_t count)
{
    lower->condition_reads = mog_allocate(policy->kind_count * sizeof(uint64_t) + 1);
    lower->where_reads = mog_allocate(policy->kind_count * sizeof(uint64_t) + 1);
    memset(lower->condition_reads, 0, policy->kind_count * sizeof(uint64_t));
    memset(lower->where_reads, 0, policy->kind_count * sizeof(uint64_t));
    lower->condition_kinds = mog_allocate(policy->kind_count * sizeof(uint64_t) + 1);
    memset(lower->condition_kinds, 0, policy->kind_count * sizeof(uint64_t));
    mog_lower_threshold(lower, (mog_duration){0}); /* number 0: never stale */
    mog_rule *lowered = mog_take_array(lower->arena, mog_rule, count);
    for (size_t i = 0; i < count; i++) lower_rule(lower, &lowered[i], policy, &rules[i]);
    if (lower->alone) policy->expression = lower_alone(lower, policy);
    policy->rules = lowered;
    policy->rule_count = (uint32_t)count;
    KEEP(constant);
    KEEP(threshold);
    KEEP(format);
    KEEP(function);
    KEEP(relation);
    policy->reaches_others = lower->reaches_others;
    policy->reached = keep(lower, lower->reached, lower->reached_count, sizeof *lower->reached);
    policy->reached_count = (uint32_t)lower->reached_count;
    policy->regexes = keep(lower, lower->regexes, lower->regex_count, sizeof *lower->regexes);
    policy->regex_count = (uint32_t)lower->regex_count;
}

void mog_lower_free(mog_lower *lower)
{
    mog_pool *pools[] = {&lower->constant_pool, &lower->threshold_pool, &lower->regex_pool,   &lower->format_pool,
                         &lower->function_pool, &lower->reached_pool,   &lower->relation_pool};
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) mog_pool_free(pools[i]);
    free(lower->constants);
    free(lower->thresholds);
    free(lower->regexes);
    free(lower->formats);
    free(lower->functions);
    free(lower->reached);
    free(lower->relations);
    free(lower->condition_kinds);
    free(lower->condition_reaches.at);
    free(lower->where_reaches.at);
    free(lower->condition_reads);
    free(lower->where_reads);
    free(lower->code);
    free(lower->spans);
    free(lower->percents);
}

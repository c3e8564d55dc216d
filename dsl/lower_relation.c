/* lower_relation.c: other subjects: the ones that references name, lists of them, and their records. */
#include "dsl/lower.h"

/* ---- subjects */

bool mog_is_own_subject(const mog_node *subject)
{
    while (subject->argument) subject = subject->argument->given;
    return subject->binding == MOG_BINDING_SUBJECT;
}

/* The text that `unit(E)` takes may be written out: "unit:hr". */
mog_register mog_lower_subject(mog_lower *lower, const mog_node *subject)
{
    if (subject->argument) return subject->argument->variable;
    if (subject->binding == MOG_BINDING_SUBJECT) return MOG_REGISTER_OWN;
    if (subject->binding == MOG_BINDING_VARIABLE) return *subject->binder->variable;
    mog_register taken = mog_take_register(lower);
    lower->reaches_others = true;
    mog_lower_expr(lower, subject->items[0], taken);
    mog_emit(lower, MOG_OP_SUBJECT, taken, taken, 0, 0, subject);
    return taken;
}

/* ---- records */

static uint32_t number_of(mog_lower *lower, const mog_kind *kind)
{
    bool is_new;
    uint32_t at = mog_pool_add(&lower->reached_pool, &kind->index, sizeof kind->index, &is_new);
    if (is_new) MOG_PUSH(lower->reached, lower->reached_count, lower->reached_capacity) = kind->index;
    return at;
}

/* The rule's own freshness holds for what its condition reads; not for registers. */
static uint32_t threshold_of(mog_lower *lower, const mog_kind *kind)
{
    bool rules_own =
        lower->rule->has_fresh && !kind->is_register && lower->condition_kinds[kind->index] == lower->rule_number;
    if (rules_own) return mog_lower_threshold(lower, lower->rule->fresh);
    return mog_lower_threshold(lower, kind->has_fresh ? kind->fresh : (mog_duration){0});
}

static void note(mog_lower *lower, mog_text subject_type, const mog_kind *kind)
{
    mog_reaches *list = lower->reaches;
    for (size_t i = 0; list && i < list->count; i++)
        if (list->at[i].kind == kind->index && mog_text_equal(list->at[i].subject_type, subject_type)) return;
    if (!list) return;
    mog_text type = {mog_arena_copy(lower->arena, subject_type.at, subject_type.size), subject_type.size};
    MOG_PUSH(list->at, list->count, list->capacity) = (mog_reach){
        .subject_type = type,
        .reached = number_of(lower, kind),
        .kind = kind->index,
        .threshold = threshold_of(lower, kind),
    };
}

void mog_lower_kind_of(mog_lower *lower, const mog_node *field, mog_register dst)
{
    const mog_node *subject = field->subject;
    const mog_kind *kind = field->kind;
    mog_register of = mog_lower_subject(lower, subject);
    if (of == MOG_REGISTER_OWN) {
        mog_lower_kind(lower, kind, dst);
        return;
    }
    note(lower, subject->type.subject_type, kind);
    mog_emit(lower, kind->many ? MOG_OP_LIST_OF : MOG_OP_RECORD_OF, dst, of, number_of(lower, kind),
             threshold_of(lower, kind), field->access == MOG_ACCESS_RECORDS ? field : NULL);
}

/* What a `let` is given may be the rule's own subject, which has instructions of its own. */
void mog_lower_name_of(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_label end = MOG_LABEL_AHEAD;
    bool own = mog_is_own_subject(node->subject);
    mog_register of = own ? MOG_REGISTER_OWN : mog_lower_subject(lower, node->subject);
    if (node->access == MOG_ACCESS_NAME && node->slot != UINT32_MAX) {
        if (own) {
            mog_lower_kind(lower, node->kind, dst);
        } else {
            note(lower, node->subject->type.subject_type, node->kind);
            mog_emit(lower, MOG_OP_RECORD_OF, dst, of, number_of(lower, node->kind), threshold_of(lower, node->kind),
                     NULL);
        }
        mog_emit(lower, MOG_OP_ROW, dst, dst, 0, 0, NULL);
        mog_emit(lower, MOG_OP_LOAD_TEXT, dst, dst, node->slot, 0, node);
        mog_emit_jump(lower, MOG_OP_JUMP_KNOWN, dst, &end);
    }
    bool id = node->access == MOG_ACCESS_ID;
    if (own) mog_emit(lower, id ? MOG_OP_SUBJECT_ID : MOG_OP_SUBJECT_TAIL, dst, 0, 0, 0, node);
    else mog_emit(lower, id ? MOG_OP_ID_OF : MOG_OP_TAIL_OF, dst, of, 0, 0, node);
    mog_label_here(lower, &end);
}

/* ---- relations */

static bool is_reference(const mog_type *type, mog_text to)
{
    bool reference =
        type->tag == MOG_TYPE_REFERENCE || (type->tag == MOG_TYPE_SET && type->element == MOG_TYPE_REFERENCE);
    return reference && mog_text_equal(type->subject_type, to);
}

static uint32_t slots_of(mog_lower *lower, const uint32_t **out, const mog_kind *kind, mog_text to, bool parts)
{
    uint32_t count = 0, *slots = mog_take_array(lower->arena, uint32_t, kind ? kind->row.count : 0);
    for (uint32_t i = 0; kind && i < kind->row.count; i++) {
        if (!is_reference(&kind->row.fields[i].type, to)) continue;
        if (parts && !mog_text_equal(kind->row.fields[i].path, MOG_TEXT("part_of"))) continue;
        slots[count++] = i;
    }
    *out = slots;
    return count;
}

static uint32_t relation_of(mog_lower *lower, const mog_node *node)
{
    mog_text of = node->a->type.subject_type, to = node->type.subject_type;
    mog_buffer key = {0};
    bool is_new;
    mog_buffer_format(&key, "%d %.*s %.*s", node->flag, MOG_SHOW(of), MOG_SHOW(to));
    uint32_t at = mog_pool_add(&lower->relation_pool, key.at, key.size, &is_new);
    mog_buffer_free(&key);
    if (!is_new) return at;
    mog_relation relation = {.parts = node->flag};
    relation.of = (mog_text){mog_arena_copy(lower->arena, of.at, of.size), of.size};
    relation.to = (mog_text){mog_arena_copy(lower->arena, to.at, to.size), to.size};
    if (!node->flag) relation.forward_count = slots_of(lower, &relation.forward, node->a->kind, to, false);
    relation.backward_count = slots_of(lower, &relation.backward, node->kind, of, node->flag);
    MOG_PUSH(lower->relations, lower->relation_count, lower->relation_capacity) = relation;
    return at;
}

/* What a subject's own register names is unknown where that is. */
void mog_lower_related(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_label end = MOG_LABEL_AHEAD;
    lower->reaches_others = true;
    uint32_t number = relation_of(lower, node);
    const mog_relation relation = lower->relations[number];
    mog_register of = mog_lower_subject(lower, node->a), result = mog_take_register(lower);
    if (of == MOG_REGISTER_OWN) {
        of = mog_take_register(lower);
        mog_emit(lower, MOG_OP_OWN, of, 0, 0, 0, NULL);
        if (relation.forward_count) mog_lower_kind(lower, node->a->kind, result);
    } else if (relation.forward_count) {
        note(lower, node->a->type.subject_type, node->a->kind);
        mog_emit(lower, MOG_OP_RECORD_OF, result, of, number_of(lower, node->a->kind),
                 threshold_of(lower, node->a->kind), NULL);
    }
    if (relation.forward_count) mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, result, &end);
    if (relation.backward_count) note(lower, relation.to, node->kind);
    mog_emit(lower, MOG_OP_RELATED, result, of, number, 0, node);
    mog_label_here(lower, &end);
    mog_emit(lower, MOG_OP_COPY, dst, result, 0, 0, node);
}

/* ---- what a condition reads, before its thresholds are chosen */

void mog_mark_reaches(mog_lower *lower, const mog_node *node)
{
    const mog_node *subject = node->tag == MOG_NODE_OF ? node->a : node->subject;
    if (node->kind && !(node->tag == MOG_NODE_FIELD && mog_is_own_subject(subject)))
        lower->condition_kinds[node->kind->index] = lower->rule_number;
}

/* lower_read.c: records and their fields. */
#include "dsl/lower.h"

/* The rule's own freshness holds for what its condition reads, wherever else the rule reads it too. */
static uint32_t threshold_of(mog_lower *lower, const mog_kind *kind)
{
    bool own = kind == lower->rule->subject_register || !lower->rule->has_fresh ||
               lower->condition_reads[kind->index] != lower->rule_number;
    if (!own) return mog_lower_threshold(lower, lower->rule->fresh);
    return mog_lower_threshold(lower, kind->has_fresh ? kind->fresh : (mog_duration){0});
}

void mog_lower_kind(mog_lower *lower, const mog_kind *kind, mog_register dst)
{
    if (lower->reads) lower->reads[kind->index] = lower->rule_number;
    mog_emit(lower, kind->many ? MOG_OP_LIST : MOG_OP_RECORD, dst, kind->index, threshold_of(lower, kind), 0, NULL);
}

static void load(mog_lower *lower, const mog_node *node, mog_register dst, mog_register row)
{
    const mog_type *type = &node->type;
    mog_opcode op = MOG_OP_LOAD_WORD;
    uint32_t width = 0;
    if (type->tag == MOG_TYPE_LIST) {
        op = MOG_OP_LOAD_LIST;
        width = type->row->size;
    } else if (type->tag == MOG_TYPE_SET) {
        op = MOG_OP_LOAD_SET;
    } else if (mog_class_of(type->tag) == MOG_CLASS_TEXT) {
        op = MOG_OP_LOAD_TEXT;
    } else if (type->tag == MOG_TYPE_DURATION) {
        op = MOG_OP_LOAD_DURATION;
    }
    mog_emit(lower, op, dst, row, node->slot, width, node);
}

static void name_of_subject(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_label end = MOG_LABEL_AHEAD;
    if (node->slot != UINT32_MAX) {
        mog_lower_kind(lower, node->kind, dst);
        mog_emit(lower, MOG_OP_ROW, dst, dst, 0, 0, NULL);
        mog_emit(lower, MOG_OP_LOAD_TEXT, dst, dst, node->slot, 0, node);
        mog_emit_jump(lower, MOG_OP_JUMP_KNOWN, dst, &end);
    }
    mog_emit(lower, MOG_OP_SUBJECT_TAIL, dst, 0, 0, 0, node);
    mog_label_here(lower, &end);
}

void mog_lower_field(mog_lower *lower, const mog_node *node, mog_register dst)
{
    if (node->subject && (node->access == MOG_ACCESS_ID || node->access == MOG_ACCESS_NAME)) {
        mog_lower_name_of(lower, node, dst);
        return;
    }
    if (node->access == MOG_ACCESS_ID) {
        mog_emit(lower, MOG_OP_SUBJECT_ID, dst, 0, 0, 0, node);
        return;
    }
    if (node->access == MOG_ACCESS_NAME) {
        name_of_subject(lower, node, dst);
        return;
    }
    mog_register from = dst;
    bool variable = node->binding == MOG_BINDING_VARIABLE && !node->subject;
    if (node->subject) mog_lower_kind_of(lower, node, dst);
    else if (variable) from = *node->binder->variable;
    else if (node->binding == MOG_BINDING_ARGUMENT) from = node->argument->variable;
    else mog_lower_kind(lower, node->kind, dst);
    if (node->access == MOG_ACCESS_RECORDS) return;
    if (node->access == MOG_ACCESS_ITEM) {
        mog_emit(lower, MOG_OP_ITEM, dst, from, 0, 0, node);
    } else if (node->access == MOG_ACCESS_OBSERVED) {
        mog_emit(lower, MOG_OP_OBSERVED, dst, from, 0, 0, node);
    } else {
        bool row = variable && !node->kind; /* of a list: a row already */
        if (!row) {
            mog_emit(lower, MOG_OP_ROW, dst, from, 0, 0, NULL);
            from = dst;
        }
        load(lower, node, dst, from);
    }
}

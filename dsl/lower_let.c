/* lower_let.c: definitions, written out where they are used. */
#include "dsl/lower.h"

/* Into a register of its own, once, whether or not the body comes to it. */
static mog_register argument(mog_lower *lower, const mog_node *node, const mog_let_param *param)
{
    if (param->subject_type.size) return mog_lower_subject(lower, node);
    if (!param->kind) return mog_lower_operand(lower, node, param->value.tag);
    if (node->binding == MOG_BINDING_VARIABLE) return *node->binder->variable;
    if (node->binding == MOG_BINDING_ARGUMENT) return node->argument->variable;
    mog_register record = mog_take_register(lower);
    if (node->tag == MOG_NODE_FIELD) mog_lower_field(lower, node, record);
    else mog_lower_kind(lower, node->kind, record);
    return record;
}

/* All arguments come first: one of them may use the same definition. No definition is within itself, so its parameters
 * mean one thing at a time. */
void mog_lower_let(mog_lower *lower, const mog_node *call, mog_register dst)
{
    mog_register given[MOG_LIMIT_ARGUMENTS];
    mog_let_param *param = call->let->params;
    for (uint32_t i = 0; i < call->item_count; i++, param = param->next)
        given[i] = argument(lower, call->items[i], param);
    param = call->let->params;
    for (uint32_t i = 0; i < call->item_count; i++, param = param->next) {
        param->given = call->items[i];
        param->variable = given[i];
    }
    mog_register result = mog_take_register(lower);
    mog_lower_expr(lower, call->let->body, result);
    mog_emit(lower, MOG_OP_COPY, dst, result, 0, 0, call);
}

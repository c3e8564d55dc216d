/* check_constant.c: W0202: conditions that come out the same whatever the evidence is.
 *
 * Only what is written out counts. A parameter may be changed, so what depends on one is not constant.
 */
#include "dsl/check.h"

#include <string.h>

typedef enum outcome { OPEN, ALWAYS_FALSE, ALWAYS_TRUE } outcome;

static outcome always(bool truth)
{
    return truth ? ALWAYS_TRUE : ALWAYS_FALSE;
}

static outcome inverted(outcome a)
{
    return a == OPEN ? OPEN : a == ALWAYS_TRUE ? ALWAYS_FALSE : ALWAYS_TRUE;
}

static bool written_out(const mog_node *node)
{
    while (node->tag == MOG_NODE_NEGATE) node = node->a;
    bool negative;
    if (node->binding == MOG_BINDING_ENUM || node->binding == MOG_BINDING_CONTROL)
        return node->tag != MOG_NODE_NAME || !node->param;
    return node->tag != MOG_NODE_NAME && mog_literal(node, &negative);
}

/* -1, 0, 1; both are written out and of types that fit */
static int order_of(const mog_node *a, const mog_node *b)
{
    mog_type type;
    mog_type_join(&type, &a->type, &b->type);
    mog_value x, y;
    mog_literal_value(&x, a, type.tag);
    mog_literal_value(&y, b, type.tag);
    switch (type.tag) {
    case MOG_TYPE_NUMBER: return x.d < y.d ? -1 : x.d > y.d;
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: return mog_text_compare((mog_text){x.text, x.n}, (mog_text){y.text, y.n});
    case MOG_TYPE_DURATION:
        return mog_duration_compare((mog_duration){.ns = x.i, .months = (int32_t)x.n},
                                    (mog_duration){.ns = y.i, .months = (int32_t)y.n});
    default: return x.i < y.i ? -1 : x.i > y.i;
    }
}

static outcome fold(const mog_node *node);

/* `stop` of any decides; else all must be known. */
static outcome fold_items(const mog_node *node, outcome stop)
{
    outcome all = inverted(stop);
    for (uint32_t i = 0; i < node->item_count; i++) {
        outcome one = fold(node->items[i]);
        if (one == stop) return stop;
        if (one == OPEN) all = OPEN;
    }
    return all;
}

static outcome fold_comparison(const mog_node *node)
{
    if (!written_out(node->a) || !written_out(node->b)) return OPEN;
    int order = order_of(node->a, node->b);
    switch (node->tag) {
    case MOG_NODE_EQ: return always(order == 0);
    case MOG_NODE_NE: return always(order != 0);
    case MOG_NODE_LT: return always(order < 0);
    case MOG_NODE_LE: return always(order <= 0);
    case MOG_NODE_GT: return always(order > 0);
    default: return always(order >= 0);
    }
}

static outcome fold(const mog_node *node)
{
    switch (node->tag) {
    case MOG_NODE_BOOL: return always(node->integer != 0);
    case MOG_NODE_NOT: return inverted(fold(node->a));
    case MOG_NODE_AND: return fold_items(node, ALWAYS_FALSE);
    case MOG_NODE_OR: return fold_items(node, ALWAYS_TRUE);
    case MOG_NODE_IMPLIES: {
        outcome a = fold(node->a), b = fold(node->b);
        if (a == ALWAYS_FALSE || b == ALWAYS_TRUE) return ALWAYS_TRUE;
        return a == ALWAYS_TRUE ? b : OPEN;
    }
    case MOG_NODE_EQ:
    case MOG_NODE_NE:
    case MOG_NODE_LT:
    case MOG_NODE_LE:
    case MOG_NODE_GT:
    case MOG_NODE_GE: return fold_comparison(node);
    case MOG_NODE_IN_RANGE: /* nothing lies in 5..3 */
        return written_out(node->b) && written_out(node->c) && order_of(node->b, node->c) > 0 ? ALWAYS_FALSE : OPEN;
    case MOG_NODE_IS_KNOWN:
        return node->a->type.tag != MOG_TYPE_COUNT && written_out(node->a) ? always(!node->flag) : OPEN;
    default: return OPEN;
    }
}

/* Reports the largest parts that are constant. */
void mog_check_constant(mog_check *check, const mog_node *condition)
{
    if (!condition || !condition->typed) return;
    outcome found = condition->type.tag == MOG_TYPE_BOOL ? fold(condition) : OPEN;
    if (found != OPEN) {
        mog_report(check->diagnostics, MOG_W0202, condition->span, "this is always %s",
                   found == ALWAYS_TRUE ? "true" : "false");
        return;
    }
    switch (condition->tag) {
    case MOG_NODE_AND:
    case MOG_NODE_OR:
        for (uint32_t i = 0; i < condition->item_count; i++) mog_check_constant(check, condition->items[i]);
        break;
    case MOG_NODE_NOT: mog_check_constant(check, condition->a); break;
    case MOG_NODE_IMPLIES:
        mog_check_constant(check, condition->a);
        mog_check_constant(check, condition->b);
        break;
    default:
        if (!mog_node_is_binder(condition)) break;
        mog_check_constant(check, condition->b);
        if (mog_node_is_quantifier(condition) || condition->tag == MOG_NODE_SHARE)
            mog_check_constant(check, condition->c);
    }
}

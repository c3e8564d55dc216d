/* check_constant.c: W0202: conditions that come out the same whatever the evidence is.
 *
 * Only what is written out counts. A parameter may be changed, and a rule of `for each control` is written once for all, so
 * what depends on those is not constant; but it can be decided.
 */
#include "dsl/check.h"

#include <string.h>

static mog_outcome always(bool truth)
{
    return truth ? MOG_ALWAYS_TRUE : MOG_ALWAYS_FALSE;
}

static mog_outcome inverted(mog_outcome a)
{
    return a == MOG_OPEN ? MOG_OPEN : a == MOG_ALWAYS_TRUE ? MOG_ALWAYS_FALSE : MOG_ALWAYS_TRUE;
}

static bool written_out(const mog_node *node, bool deciding)
{
    bool negative;
    if (deciding)
        return node->binding == MOG_BINDING_ENUM || node->binding == MOG_BINDING_CONTROL ||
               mog_literal(node, &negative);
    while (node->tag == MOG_NODE_NEGATE) node = node->a;
    if (node->unrolled) return false;
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

static mog_outcome fold(const mog_node *node, bool deciding);

/* `stop` of any decides; else all must be known. */
static mog_outcome fold_items(const mog_node *node, mog_outcome stop, bool deciding)
{
    mog_outcome all = inverted(stop);
    for (uint32_t i = 0; i < node->item_count; i++) {
        mog_outcome one = fold(node->items[i], deciding);
        if (one == stop) return stop;
        if (one == MOG_OPEN) all = MOG_OPEN;
    }
    return all;
}

static mog_outcome fold_comparison(const mog_node *node, bool deciding)
{
    if (!written_out(node->a, deciding) || !written_out(node->b, deciding)) return MOG_OPEN;
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

/* `a in { … }` */
static mog_outcome fold_members(const mog_node *node, bool deciding)
{
    if (!written_out(node->a, deciding)) return MOG_OPEN;
    for (uint32_t i = 0; i < node->item_count; i++) {
        if (!written_out(node->items[i], deciding)) return MOG_OPEN;
    }
    for (uint32_t i = 0; i < node->item_count; i++) {
        if (order_of(node->a, node->items[i]) == 0) return MOG_ALWAYS_TRUE;
    }
    return MOG_ALWAYS_FALSE;
}

static mog_outcome fold_text(const mog_node *node, bool deciding)
{
    if (!mog_type_is_textual(&node->a->type) || !written_out(node->a, deciding) || !written_out(node->b, deciding))
        return MOG_OPEN;
    mog_value x, y;
    mog_literal_value(&x, node->a, MOG_TYPE_TEXT);
    mog_literal_value(&y, node->b, MOG_TYPE_TEXT);
    mog_text a = {x.text, x.n}, b = {y.text, y.n};
    if (node->tag == MOG_NODE_STARTS) return always(mog_text_starts(a, b));
    if (node->tag == MOG_NODE_ENDS) return always(mog_text_ends(a, b));
    return always(b.size == 0 || (a.size && memmem(a.at, a.size, b.at, b.size)));
}

static mog_outcome fold(const mog_node *node, bool deciding)
{
    switch (node->tag) {
    case MOG_NODE_NAME:
        return deciding && node->param && node->param->value->tag == MOG_NODE_BOOL
                   ? always(node->param->value->integer != 0)
                   : MOG_OPEN;
    case MOG_NODE_IN_ITEMS: return fold_members(node, deciding);
    case MOG_NODE_CONTAINS:
    case MOG_NODE_STARTS:
    case MOG_NODE_ENDS: return fold_text(node, deciding);
    case MOG_NODE_BOOL: return always(node->integer != 0);
    case MOG_NODE_NOT: return inverted(fold(node->a, deciding));
    case MOG_NODE_AND: return fold_items(node, MOG_ALWAYS_FALSE, deciding);
    case MOG_NODE_OR: return fold_items(node, MOG_ALWAYS_TRUE, deciding);
    case MOG_NODE_IMPLIES: {
        mog_outcome a = fold(node->a, deciding), b = fold(node->b, deciding);
        if (a == MOG_ALWAYS_FALSE || b == MOG_ALWAYS_TRUE) return MOG_ALWAYS_TRUE;
        return a == MOG_ALWAYS_TRUE ? b : MOG_OPEN;
    }
    case MOG_NODE_EQ:
    case MOG_NODE_NE:
    case MOG_NODE_LT:
    case MOG_NODE_LE:
    case MOG_NODE_GT:
    case MOG_NODE_GE: return fold_comparison(node, deciding);
    case MOG_NODE_IN_RANGE: /* nothing lies in 5..3 */
        return written_out(node->b, deciding) && written_out(node->c, deciding) && order_of(node->b, node->c) > 0
                   ? MOG_ALWAYS_FALSE
                   : MOG_OPEN;
    case MOG_NODE_IS_KNOWN:
        return node->a->type.tag != MOG_TYPE_COUNT && written_out(node->a, deciding) ? always(!node->flag) : MOG_OPEN;
    default: return MOG_OPEN;
    }
}

/* Reports the largest parts that are constant. */
void mog_check_constant(mog_check *check, const mog_node *condition)
{
    if (!condition || !condition->typed) return;
    mog_outcome found = condition->type.tag == MOG_TYPE_BOOL ? fold(condition, false) : MOG_OPEN;
    if (found != MOG_OPEN) {
        mog_report(check->diagnostics, MOG_W0202, condition->span, "this is always %s",
                   found == MOG_ALWAYS_TRUE ? "true" : "false");
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

mog_outcome mog_check_decide(const mog_node *condition)
{
    return fold(condition, true);
}

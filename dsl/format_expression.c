/* format_expression.c: where an expression may break.
 *
 * Before the operators that join conditions or reckon, before `where` and `has`, after the commas of lists. A comparison is
 * not broken at its operator: its sides are.
 */
#include "dsl/layout.h"
#include "parser.h"

#define CLAUSE_OFFSET 2 /* of `where`, `has`, `for`, `otherwise` from the beginning of what they belong to */

static uint32_t first_of(const mog_layout *layout, const mog_node *node)
{
    return mog_layout_at(layout, node->span.start);
}

static uint32_t last_of(const mog_layout *layout, const mog_node *node)
{
    return mog_layout_end(layout, node->span.end);
}

static uint32_t group_of(mog_layout *layout, const mog_node *node)
{
    return mog_layout_group_new(layout, first_of(layout, node), last_of(layout, node));
}

/* ---- lists */

static void lay_list(mog_layout *layout, const mog_node *node, uint32_t open)
{
    uint32_t close = last_of(layout, node);
    if (node->item_count == 0) return;
    uint32_t group = mog_layout_group_new(layout, open + 1, close - 1);
    for (uint32_t i = 0; i < node->item_count; i++) {
        if (i > 0) mog_layout_fill(layout, mog_layout_after(layout, node->items[i - 1]) + 1, group);
        mog_layout_expression(layout, node->items[i]);
    }
}

static void lay_call(mog_layout *layout, const mog_node *node)
{
    if (node->a) mog_layout_expression(layout, node->a);
    uint32_t open = mog_layout_end(layout, node->name_span.end) + 1;
    layout->pieces[open].gap = 0;
    lay_list(layout, node, open);
}

static void lay_members(mog_layout *layout, const mog_node *node)
{
    mog_layout_expression(layout, node->a);
    lay_list(layout, node, mog_layout_after(layout, node->a) + 1);
}

/* ---- operators */

static void lay_joined(mog_layout *layout, const mog_node *node)
{
    uint32_t group = group_of(layout, node);
    for (uint32_t i = 0; i < node->item_count; i++) {
        if (i > 0) mog_layout_break(layout, mog_layout_after(layout, node->items[i - 1]), group, 0);
        mog_layout_expression(layout, node->items[i]);
    }
}

static void lay_broken(mog_layout *layout, const mog_node *node, uint32_t offset)
{
    uint32_t group = group_of(layout, node);
    mog_layout_break(layout, mog_layout_after(layout, node->a), group, offset);
    mog_layout_expression(layout, node->a);
    mog_layout_expression(layout, node->b);
}

static void lay_whole(mog_layout *layout, const mog_node *node)
{
    const mog_node *parts[] = {node->a, node->b, node->c, node->d};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i]) mog_layout_expression(layout, parts[i]);
    }
}

static void lay_negative(mog_layout *layout, const mog_node *node)
{
    layout->pieces[first_of(layout, node) + 1].gap = 0;
    mog_layout_expression(layout, node->a);
}

/* ---- quantifiers and aggregates */

/* `… in L where C has P` from `first` to `last`: breaks before `has`, and before `where` if that is not enough. */
static void lay_has(mog_layout *layout, const mog_node *node, uint32_t first, uint32_t last)
{
    uint32_t where = mog_layout_after(layout, node->a);
    uint32_t has = node->b ? mog_layout_after(layout, node->b) : where;
    if (node->c) {
        uint32_t group = mog_layout_group_new(layout, first, last);
        mog_layout_break(layout, has, group, CLAUSE_OFFSET);
        last = has - 1;
    }
    if (node->b) {
        uint32_t group = mog_layout_group_new(layout, first, last);
        mog_layout_break(layout, where, group, CLAUSE_OFFSET);
    }
    lay_whole(layout, node);
}

/* `E for X in L where C`: breaks before `where`, and before `for` if that is not enough. */
static void lay_for(mog_layout *layout, const mog_node *node, uint32_t first, uint32_t last)
{
    if (node->b) {
        uint32_t group = mog_layout_group_new(layout, first, last), where = mog_layout_after(layout, node->a);
        mog_layout_break(layout, where, group, CLAUSE_OFFSET);
        last = where - 1;
    }
    uint32_t group = mog_layout_group_new(layout, first, last);
    mog_layout_break(layout, mog_layout_after(layout, node->c), group, CLAUSE_OFFSET);
    lay_whole(layout, node);
}

static void lay_aggregate(mog_layout *layout, const mog_node *node)
{
    uint32_t open = first_of(layout, node) + 1, close = last_of(layout, node);
    layout->pieces[open].gap = 0;
    if (node->name.size == 0) return; /* `count(list)` */
    if (node->tag == MOG_NODE_COUNT || node->tag == MOG_NODE_SHARE) lay_has(layout, node, open + 1, close - 1);
    else lay_for(layout, node, open + 1, close - 1);
}

void mog_layout_expression(mog_layout *layout, const mog_node *node)
{
    switch (node->tag) {
    case MOG_NODE_TEXT: return; /* as it is written */
    case MOG_NODE_CALL: lay_call(layout, node); return;
    case MOG_NODE_IN_ITEMS: lay_members(layout, node); return;
    case MOG_NODE_NEGATE: lay_negative(layout, node); return;
    case MOG_NODE_AND:
    case MOG_NODE_OR: lay_joined(layout, node); return;
    case MOG_NODE_IMPLIES:
    case MOG_NODE_ADD:
    case MOG_NODE_SUBTRACT:
    case MOG_NODE_MULTIPLY:
    case MOG_NODE_DIVIDE: lay_broken(layout, node, 0); return;
    case MOG_NODE_OTHERWISE: lay_broken(layout, node, CLAUSE_OFFSET); return;
    case MOG_NODE_EVERY:
    case MOG_NODE_ANY:
    case MOG_NODE_NO:
    case MOG_NODE_AT_LEAST: lay_has(layout, node, first_of(layout, node), last_of(layout, node)); return;
    case MOG_NODE_COUNT:
    case MOG_NODE_SHARE:
    case MOG_NODE_SUM:
    case MOG_NODE_MIN:
    case MOG_NODE_MAX:
    case MOG_NODE_AVERAGE:
    case MOG_NODE_LATEST:
    case MOG_NODE_EARLIEST: lay_aggregate(layout, node); return;
    default: lay_whole(layout, node); return;
    }
}

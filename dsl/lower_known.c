/* lower_known.c: rules that are decided whatever evidence there is, and whatever is lacking. */
#include "dsl/lower.h"

static bool are_known(const mog_node *node)
{
    if (node->a && !mog_always_known(node->a)) return false;
    if (node->b && !mog_always_known(node->b)) return false;
    for (uint32_t i = 0; i < node->item_count; i++)
        if (!mog_always_known(node->items[i])) return false;
    return true;
}

bool mog_always_known(const mog_node *node)
{
    if (mog_never_unknown(node)) return true;
    switch (node->tag) {
    case MOG_NODE_OTHERWISE: return mog_always_known(node->b);
    case MOG_NODE_NOT:
    case MOG_NODE_NEGATE:
    case MOG_NODE_AND:
    case MOG_NODE_OR:
    case MOG_NODE_IMPLIES:
    case MOG_NODE_EQ:
    case MOG_NODE_NE:
    case MOG_NODE_LT:
    case MOG_NODE_LE:
    case MOG_NODE_GT:
    case MOG_NODE_GE:
    case MOG_NODE_ADD:
    case MOG_NODE_SUBTRACT:
    case MOG_NODE_MULTIPLY:
    case MOG_NODE_DIVIDE: return are_known(node);
    default: return false;
    }
}

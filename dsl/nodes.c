/* nodes.c: building the nodes of expressions. */
#include "dsl/parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of what is too deep, and of all that holds it: nobody reports it again. */
#define TOO_DEEP UINT32_MAX

static uint32_t deeper(uint32_t depth, const mog_node *child)
{
    return child && child->depth > depth ? child->depth : depth;
}

void mog_node_settle(mog_parse *parse, mog_node *node)
{
    if (node->depth == TOO_DEEP) return;
    uint32_t depth = 0;
    depth = deeper(depth, node->a);
    depth = deeper(depth, node->b);
    depth = deeper(depth, node->c);
    depth = deeper(depth, node->d);
    for (uint32_t i = 0; i < node->item_count; i++) depth = deeper(depth, node->items[i]);
    if (depth < MOG_LIMIT_NESTING) {
        node->depth = depth + 1;
        return;
    }
    if (depth != TOO_DEEP) {
        mog_report(parse->diagnostics, MOG_E0104, node->span,
                   "an expression nested more than %d deep; take parts of it into rules or parameters of their own",
                   MOG_LIMIT_NESTING);
    }
    *node = (mog_node){.tag = MOG_NODE_BAD, .span = node->span, .depth = TOO_DEEP};
}

mog_node *mog_node_new(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node *b)
{
    mog_node *node = mog_take(parse->arena, mog_node);
    node->tag = tag;
    node->span = span;
    node->a = a;
    node->b = b;
    mog_node_settle(parse, node);
    return node;
}

/* Room for one more; capacities are powers of two, so an array that is full has such a count. */
static void *grow(mog_parse *parse, void *at, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity) return at;
    *capacity = *capacity ? *capacity * 2 : 4;
    void *wider = mog_arena_take_array(parse->arena, size, *capacity);
    if (count) memcpy(wider, at, count * size);
    return wider;
}

void mog_node_list_add(mog_parse *parse, mog_node_list *list, mog_node *node)
{
    list->at = grow(parse, list->at, list->count, &list->capacity, sizeof(mog_node *));
    list->at[list->count++] = node;
}

void mog_name_list_add(mog_parse *parse, mog_name_list *list, mog_name name)
{
    list->at = grow(parse, list->at, list->count, &list->capacity, sizeof(mog_name));
    list->at[list->count++] = name;
}

void mog_pattern_list_add(mog_parse *parse, mog_pattern_list *list, mog_pattern pattern)
{
    list->at = grow(parse, list->at, list->count, &list->capacity, sizeof(mog_pattern));
    list->at[list->count++] = pattern;
}

void mog_token_keep(mog_parse *parse, int kind, mog_span span)
{
    if (!parse->keep_tokens || span.start == span.end) return; /* made up, or the end */
    parse->tokens = grow(parse, parse->tokens, parse->token_count, &parse->token_capacity, sizeof(mog_token));
    parse->tokens[parse->token_count++] = (mog_token){kind, span};
}

mog_node *mog_node_join(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node *b)
{
    if (a->tag != tag) {
        mog_node *node = mog_node_new(parse, tag, span, NULL, NULL);
        node->items = mog_take_array(parse->arena, mog_node *, 2);
        node->items[0] = a;
        node->items[1] = b;
        node->item_count = 2;
        mog_node_settle(parse, node);
        return node;
    }
    uint32_t count = a->item_count;
    bool full = (count & (count - 1)) == 0;
    uint32_t capacity = full ? count : count + 1;
    a->items = grow(parse, a->items, count, &capacity, sizeof(mog_node *));
    a->items[a->item_count++] = b;
    a->span = span;
    if (b->depth >= a->depth) mog_node_settle(parse, a);
    return a;
}

mog_node *mog_node_named(mog_parse *parse, mog_name name)
{
    mog_node *node = mog_node_new(parse, MOG_NODE_NAME, name.span, NULL, NULL);
    node->name = name.text;
    node->name_span = name.span;
    return node;
}

mog_node *mog_node_field(mog_parse *parse, mog_span span, mog_node *base, mog_name name)
{
    mog_node *node = mog_node_new(parse, MOG_NODE_FIELD, span, base, NULL);
    node->name = name.text;
    node->name_span = name.span;
    return node;
}

mog_node *mog_node_listed(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node_list items)
{
    mog_node *node = mog_node_new(parse, tag, span, a, NULL);
    if (node->tag == MOG_NODE_BAD) return node;
    node->items = items.at;
    node->item_count = items.count;
    mog_node_settle(parse, node);
    return node;
}

mog_node *mog_node_call(mog_parse *parse, mog_span span, mog_node *base, mog_name name, mog_node_list arguments)
{
    mog_node *node = mog_node_listed(parse, MOG_NODE_CALL, span, base, arguments);
    node->name = name.text;
    node->name_span = name.span;
    return node;
}

mog_node *mog_node_binder(mog_parse *parse, mog_node_tag tag, mog_span span, mog_name variable, mog_node *list,
                          mog_node *where, mog_node *body)
{
    mog_node *node = mog_node_new(parse, tag, span, list, where);
    if (node->tag == MOG_NODE_BAD) return node;
    node->name = variable.text;
    node->name_span = variable.span;
    node->c = body;
    mog_node_settle(parse, node);
    return node;
}

mog_node *mog_node_integer(mog_parse *parse, mog_name digits)
{
    mog_node *node = mog_node_new(parse, MOG_NODE_INTEGER, digits.span, NULL, NULL);
    node->name = digits.text;
    for (size_t i = 0; i < digits.text.size; i++) {
        if (__builtin_mul_overflow(node->integer, 10, &node->integer) ||
            __builtin_add_overflow(node->integer, digits.text.at[i] - '0', &node->integer)) {
            mog_report(
                parse->diagnostics, MOG_E0117, digits.span,
                "a whole number larger than 9223372036854775807; write it with a decimal point to have a number");
            node->tag = MOG_NODE_BAD;
            break;
        }
    }
    return node;
}

mog_node *mog_node_number(mog_parse *parse, mog_name written, bool percent)
{
    mog_node *node = mog_node_new(parse, MOG_NODE_NUMBER, written.span, NULL, NULL);
    node->name = written.text;
    node->flag = percent;
    /* The text ends with something that cannot continue a number: a `%`, another character, the end of the copy. */
    node->number = strtod(mog_arena_copy(parse->arena, written.text.at, written.text.size), NULL);
    if (percent) node->number /= 100;
    if (!isfinite(node->number)) {
        mog_report(parse->diagnostics, MOG_E0117, written.span, "a number larger than 1.8e308");
        node->tag = MOG_NODE_BAD;
    }
    return node;
}

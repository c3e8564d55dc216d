/* mention_expr.c: the mentions within an expression. */
#include "dsl/mention_walk.h"

#include <ctype.h>

static const mog_type *type_of(const mog_node *node)
{
    return node->typed && node->type.tag < MOG_TYPE_COUNT ? &node->type : NULL;
}

static mog_mention mention(const mog_node *node, mog_mention_tag tag, const void *of, uint64_t slot)
{
    return (mog_mention){.tag = tag,
                         .span = node->span,
                         .name = node->name,
                         .of = of,
                         .slot = slot,
                         .node = node,
                         .type = type_of(node)};
}

static void tell_variable(const mog_walk *walk, const mog_node *node)
{
    const mog_kind *kind =
        node->binder->a && node->binder->a->binding == MOG_BINDING_KIND ? node->binder->a->kind : NULL;
    mog_mention made = mention(node, MOG_MENTION_VARIABLE, node->binder, 0);
    made.kind = kind;
    mog_walk_tell(walk, made);
}

static void tell_subject(const mog_walk *walk, const mog_node *node)
{
    if (!walk->subject || !mog_text_equal(walk->subject_name, node->name)) {
        mog_walk_kind(walk, &(mog_name){node->name, node->span}); /* by its type */
        return;
    }
    mog_mention made = mention(node, MOG_MENTION_SUBJECT, walk->subject, 0);
    made.kind = node->kind;
    mog_walk_tell(walk, made);
}

/* A parameter keeps being one where its value is an enum's or a control's by what stands beside it. */
static void tell_name(const mog_walk *walk, const mog_node *node)
{
    if (walk->each && mog_text_equal(walk->each->variable.text, node->name) && node->binding != MOG_BINDING_VARIABLE) {
        mog_walk_tell(walk, mention(node, MOG_MENTION_VARIABLE, walk->each, 0));
        return;
    }
    if (node->param) {
        mog_walk_tell(walk, mention(node, MOG_MENTION_PARAM, node->param, 0));
        return;
    }
    switch (node->binding) {
    case MOG_BINDING_SUBJECT: tell_subject(walk, node); break;
    case MOG_BINDING_VARIABLE: tell_variable(walk, node); break;
    case MOG_BINDING_KIND: mog_walk_kind(walk, &(mog_name){node->name, node->span}); break;
    case MOG_BINDING_ARGUMENT: mog_walk_tell(walk, mention(node, MOG_MENTION_VARIABLE, node->argument, 0)); break;
    case MOG_BINDING_ENUM:
        if (node->type.tag == MOG_TYPE_ENUM)
            mog_walk_tell(walk, mention(node, MOG_MENTION_ENUM, node->type.values, node->slot));
        break;
    default: break;
    }
}

/* All after the root: a checked field hangs on its root directly, whatever groups it lies in. */
static void tell_field(const mog_walk *walk, const mog_node *node)
{
    if (!node->typed || !node->a) return;
    bool own = !node->row || (node->access != MOG_ACCESS_FIELD && node->access != MOG_ACCESS_NAME) ||
               node->slot >= node->row->count;
    mog_mention made =
        mention(node, own ? MOG_MENTION_OWN_FIELD : MOG_MENTION_FIELD, own ? NULL : node->row, node->slot);
    made.span.start = node->a->span.end;
    while (made.span.start < node->name_span.start) {
        unsigned char c = (unsigned char)walk->text.at[made.span.start];
        if (isalpha(c) || c == '_') break;
        made.span.start++;
    }
    if (own) made.slot = 0;
    made.kind = node->kind;
    mog_walk_tell(walk, made);
}

static void tell_call(const mog_walk *walk, const mog_node *node)
{
    mog_name name = {node->name, node->name_span};
    if (node->a) {
        const mog_plugins *plugins = walk->check->plugins;
        if (node->a->tag != MOG_NODE_NAME) return;
        mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_PLUGIN, .span = node->a->span, .name = node->a->name});
        if (!node->typed || node->function >= plugins->count) return;
        mog_mention made = mention(node, MOG_MENTION_FUNCTION, &plugins->functions[node->function], 0);
        made.span = name.span;
        mog_walk_tell(walk, made);
    } else if (node->let || node->built_in) {
        mog_mention made = node->let ? mention(node, MOG_MENTION_LET, node->let, 0)
                                     : mention(node, MOG_MENTION_BUILT_IN, &mog_built_ins[node->function], 0);
        made.span = name.span;
        mog_walk_tell(walk, made);
    } else {
        mog_walk_kind(walk, &name); /* unit(s.owner) */
    }
}

static void tell_binder(const mog_walk *walk, const mog_node *node)
{
    mog_mention made = {
        .tag = MOG_MENTION_VARIABLE, .span = node->name_span, .name = node->name, .of = node, .declares = true};
    if (node->a && node->a->binding == MOG_BINDING_KIND) made.kind = node->a->kind;
    mog_walk_tell(walk, made);
}

static void tell_literal(const mog_walk *walk, const mog_node *node)
{
    if (node->binding == MOG_BINDING_CONTROL) {
        mog_mention made = mention(node, MOG_MENTION_CONTROL, NULL, (uint64_t)node->integer);
        mog_walk_tell(walk, made);
    } else if (node->binding == MOG_BINDING_ENUM && node->type.tag == MOG_TYPE_ENUM) {
        mog_walk_tell(walk, mention(node, MOG_MENTION_ENUM, node->type.values, node->slot));
    }
}

void mog_walk_expr(const mog_walk *walk, const mog_node *node)
{
    if (!node || node->tag == MOG_NODE_BAD || node->tag == MOG_NODE_PIECE) return;
    if (type_of(node) && node->tag != MOG_NODE_NAME)
        mog_walk_tell(walk, mention(node, MOG_MENTION_EXPRESSION, NULL, 0));
    switch (node->tag) {
    case MOG_NODE_NAME: tell_name(walk, node); return;
    case MOG_NODE_FIELD: tell_field(walk, node); break;
    case MOG_NODE_CALL:
        tell_call(walk, node);
        for (uint32_t i = 0; i < node->item_count; i++) mog_walk_expr(walk, node->items[i]);
        return; /* what stands before the dot is a plugin */
    case MOG_NODE_INTEGER:
    case MOG_NODE_NUMBER: tell_literal(walk, node); break;
    case MOG_NODE_TEXT: tell_literal(walk, node); break;
    default:
        if (mog_node_is_binder(node)) tell_binder(walk, node);
    }
    mog_walk_expr(walk, node->a);
    mog_walk_expr(walk, node->b);
    mog_walk_expr(walk, node->c);
    mog_walk_expr(walk, node->d);
    for (uint32_t i = 0; i < node->item_count; i++) mog_walk_expr(walk, node->items[i]);
}

/* lower_expr.c: expressions, each into one register. */
#include "dsl/lower.h"

/* ---- classes of values */

mog_class mog_class_of(mog_type_tag tag)
{
    switch (tag) {
    case MOG_TYPE_NUMBER: return MOG_CLASS_NUMBER;
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: return MOG_CLASS_TEXT;
    case MOG_TYPE_DURATION: return MOG_CLASS_DURATION;
    default: return MOG_CLASS_WORD;
    }
}

#define BY_CLASS(name)                                                                                                 \
    {                                                                                                                  \
        MOG_OP_##name##_WORD, MOG_OP_##name##_NUMBER, MOG_OP_##name##_TEXT, MOG_OP_##name##_DURATION                   \
    }
static const mog_opcode equal[] = BY_CLASS(EQ), unequal[] = BY_CLASS(NE), less[] = BY_CLASS(LT),
                        at_most[] = BY_CLASS(LE);

void mog_lower_less(mog_lower *lower, mog_type_tag tag, mog_register dst, mog_register a, mog_register b)
{
    mog_emit(lower, less[mog_class_of(tag)], dst, a, b, 0, NULL);
}

/* ---- operands */

static bool is_constant(const mog_node *node)
{
    bool negative;
    if (node->binding == MOG_BINDING_ENUM || node->binding == MOG_BINDING_CONTROL) return true;
    return mog_literal(node, &negative) != NULL;
}

bool mog_never_unknown(const mog_node *node)
{
    if (node->tag == MOG_NODE_TEXT) {
        for (uint32_t i = 0; i < node->item_count; i++) {
            if (node->items[i]->tag != MOG_NODE_PIECE && !mog_never_unknown(node->items[i])) return false;
        }
        return true;
    }
    return is_constant(node) || node->tag == MOG_NODE_NOW || node->tag == MOG_NODE_IS_KNOWN ||
           (node->tag == MOG_NODE_FIELD && !node->subject &&
            (node->access == MOG_ACCESS_ID || node->access == MOG_ACCESS_NAME));
}

/* -9223372036854775808 cannot be written, so a negated integer constant is one, too. */
static void constant(mog_lower *lower, const mog_node *node, mog_type_tag tag, mog_register dst)
{
    mog_value value;
    mog_literal_value(&value, node, tag);
    mog_emit_constant(lower, dst, &value, tag);
}

void mog_lower_as(mog_lower *lower, const mog_node *node, mog_type_tag tag, mog_register dst)
{
    if (tag != MOG_TYPE_NUMBER || node->type.tag != MOG_TYPE_INTEGER) {
        mog_lower_expr(lower, node, dst);
    } else if (is_constant(node)) {
        constant(lower, node, MOG_TYPE_NUMBER, dst);
    } else {
        mog_lower_expr(lower, node, dst);
        mog_emit(lower, MOG_OP_INTEGER_NUMBER, dst, dst, 0, 0, NULL);
    }
}

mog_register mog_lower_operand(mog_lower *lower, const mog_node *node, mog_type_tag tag)
{
    bool in_place = node->tag == MOG_NODE_NAME && !(tag == MOG_TYPE_NUMBER && node->type.tag == MOG_TYPE_INTEGER);
    if (in_place && node->binding == MOG_BINDING_VARIABLE) return *node->binder->variable;
    if (in_place && node->binding == MOG_BINDING_ARGUMENT) return node->argument->variable;
    mog_register taken = mog_take_register(lower);
    mog_lower_as(lower, node, tag, taken);
    return taken;
}

/* ---- logic */

static void logic(mog_lower *lower, const mog_node *node, mog_register dst)
{
    bool and = node->tag == MOG_NODE_AND;
    mog_label end = MOG_LABEL_AHEAD;
    mog_lower_expr(lower, node->items[0], dst);
    mog_register next = mog_take_register(lower);
    for (uint32_t i = 1; i < node->item_count; i++) {
        mog_emit_jump(lower, and? MOG_OP_JUMP_FALSE : MOG_OP_JUMP_TRUE, dst, &end);
        mog_lower_expr(lower, node->items[i], next);
        mog_emit(lower, and? MOG_OP_AND : MOG_OP_OR, dst, dst, next, 0, NULL);
    }
    mog_label_here(lower, &end);
}

static void implies(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_label end = MOG_LABEL_AHEAD;
    mog_lower_expr(lower, node->a, dst);
    mog_emit(lower, MOG_OP_NOT, dst, dst, 0, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_TRUE, dst, &end);
    mog_register next = mog_take_register(lower);
    mog_lower_expr(lower, node->b, next);
    mog_emit(lower, MOG_OP_OR, dst, dst, next, 0, NULL);
    mog_label_here(lower, &end);
}

/* ---- comparisons */

/* a > b is b < a, but then of two unknown operands b would come first: unless b is always known, it is not (a <= b). */
static void comparison(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_type type;
    mog_type_join(&type, &node->a->type, &node->b->type);
    mog_class class = mog_class_of(type.tag);
    mog_register a = mog_lower_operand(lower, node->a, type.tag), b = mog_lower_operand(lower, node->b, type.tag);
    bool turn = mog_never_unknown(node->b);
    switch (node->tag) {
    case MOG_NODE_EQ: mog_emit(lower, equal[class], dst, a, b, 0, node); break;
    case MOG_NODE_NE: mog_emit(lower, unequal[class], dst, a, b, 0, node); break;
    case MOG_NODE_LT: mog_emit(lower, less[class], dst, a, b, 0, node); break;
    case MOG_NODE_LE: mog_emit(lower, at_most[class], dst, a, b, 0, node); break;
    default:
        if (turn) {
            mog_emit(lower, node->tag == MOG_NODE_GT ? less[class] : at_most[class], dst, b, a, 0, node);
            break;
        }
        mog_emit(lower, node->tag == MOG_NODE_GT ? at_most[class] : less[class], dst, a, b, 0, NULL);
        mog_emit(lower, MOG_OP_NOT, dst, dst, 0, 0, node);
    }
}

/* True when a known member equals; else unknown if one is; else false. */
static void in_items(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_label unknown = MOG_LABEL_AHEAD, end = MOG_LABEL_AHEAD;
    mog_type_tag tag = node->a->type.tag;
    for (uint32_t i = 0; i < node->item_count; i++) {
        mog_type type;
        mog_type_join(&type, &node->a->type, &node->items[i]->type);
        if (type.tag == MOG_TYPE_NUMBER) tag = MOG_TYPE_NUMBER;
    }
    mog_register a = mog_lower_operand(lower, node->a, tag), found = mog_take_register(lower);
    mog_register same = mog_take_register(lower), before = lower->next;
    mog_emit(lower, MOG_OP_COPY, found, a, 0, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, a, &unknown);
    mog_emit_bool(lower, found, node->item_count == 0);
    /* an operator, by which an explanation knows that this is a truth value */
    if (node->item_count == 0) mog_emit(lower, MOG_OP_NOT, found, found, 0, 0, NULL);
    for (uint32_t i = 0; i < node->item_count; i++) {
        mog_register item = mog_lower_operand(lower, node->items[i], tag);
        mog_emit(lower, equal[mog_class_of(tag)], same, a, item, 0, NULL);
        mog_emit(lower, MOG_OP_OR, found, found, same, 0, NULL);
        mog_emit_jump(lower, MOG_OP_JUMP_TRUE, found, &end);
        lower->next = before;
    }
    mog_label_here(lower, &unknown);
    mog_label_here(lower, &end);
    mog_emit(lower, MOG_OP_COPY, dst, found, 0, 0, node);
}

/* Bounds that are unknown make it unknown, even where the other bound is broken. */
static void in_range(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_type_tag tag = node->a->type.tag;
    if (node->b->type.tag == MOG_TYPE_NUMBER || node->c->type.tag == MOG_TYPE_NUMBER) tag = MOG_TYPE_NUMBER;
    mog_register a = mog_lower_operand(lower, node->a, tag), from = mog_lower_operand(lower, node->b, tag);
    mog_register to = mog_lower_operand(lower, node->c, tag);
    mog_register low = mog_take_register(lower), high = mog_take_register(lower);
    mog_class class = mog_class_of(tag);
    mog_emit(lower, at_most[class], low, from, a, 0, NULL);
    mog_emit(lower, at_most[class], high, a, to, 0, NULL);
    mog_emit(lower, MOG_OP_AND, low, low, high, 0, NULL);
    mog_emit(lower, MOG_OP_TAINT, low, from, 0, 0, NULL);
    mog_emit(lower, MOG_OP_TAINT, low, to, 0, 0, NULL);
    mog_label end = MOG_LABEL_AHEAD; /* of several unknown ones the first in the text */
    mog_emit_jump(lower, MOG_OP_JUMP_KNOWN, a, &end);
    mog_emit(lower, MOG_OP_COPY, low, a, 0, 0, NULL);
    mog_label_here(lower, &end);
    mog_emit(lower, MOG_OP_COPY, dst, low, 0, 0, node);
}

/* `first` is the operand that is written first. */
static void member(mog_lower *lower, const mog_node *node, const mog_node *set, const mog_node *value, mog_register dst)
{
    static const mog_opcode has[] = {MOG_OP_SET_HAS_WORD, MOG_OP_SET_HAS_WORD, MOG_OP_SET_HAS_TEXT,
                                     MOG_OP_SET_HAS_DURATION};
    bool set_first = node->tag == MOG_NODE_CONTAINS;
    mog_type_tag tag = set->type.element;
    mog_register s, v;
    if (set_first) {
        s = mog_lower_operand(lower, set, set->type.tag);
        v = mog_lower_operand(lower, value, tag);
    } else {
        v = mog_lower_operand(lower, value, tag);
        s = mog_lower_operand(lower, set, set->type.tag);
    }
    if (!set_first || mog_never_unknown(value)) {
        mog_emit(lower, has[mog_class_of(tag)], dst, v, s, 0, node);
        return;
    }
    mog_label end = MOG_LABEL_AHEAD;
    mog_emit(lower, MOG_OP_COPY, dst, s, 0, 0, node);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, s, &end);
    mog_emit(lower, has[mog_class_of(tag)], dst, v, s, 0, node);
    mog_label_here(lower, &end);
}

/* `now - D <= T and T <= now`, unknown where T or D is. */
static void within(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register t = mog_lower_operand(lower, node->a, MOG_TYPE_TIME);
    mog_register d = mog_lower_operand(lower, node->b, MOG_TYPE_DURATION);
    mog_register now = mog_take_register(lower), since = mog_take_register(lower);
    mog_emit(lower, MOG_OP_NOW, now, 0, 0, 0, NULL);
    mog_emit(lower, MOG_OP_TIME_SUBTRACT, since, now, d, 0, NULL);
    mog_emit(lower, MOG_OP_LE_WORD, now, t, now, 0, NULL);
    mog_emit(lower, MOG_OP_LE_WORD, since, since, t, 0, NULL);
    mog_emit(lower, MOG_OP_AND, now, now, since, 0, NULL);
    if (!mog_never_unknown(node->b)) mog_emit(lower, MOG_OP_TAINT, now, d, 0, 0, NULL);
    mog_emit(lower, MOG_OP_COPY, dst, now, 0, 0, node);
}

static void older(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register t = mog_lower_operand(lower, node->a, MOG_TYPE_TIME);
    mog_register d = mog_lower_operand(lower, node->b, MOG_TYPE_DURATION), now = mog_take_register(lower);
    mog_emit(lower, MOG_OP_NOW, now, 0, 0, 0, NULL);
    mog_emit(lower, MOG_OP_TIME_SUBTRACT, now, now, d, 0, NULL);
    mog_emit(lower, MOG_OP_LT_WORD, dst, t, now, 0, node);
}

static void text_operator(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register a = mog_lower_operand(lower, node->a, MOG_TYPE_TEXT);
    if (node->tag == MOG_NODE_MATCHES) {
        mog_emit(lower, MOG_OP_MATCHES, dst, a, mog_lower_regex(lower, node), 0, node);
        return;
    }
    mog_opcode op = MOG_OP_CONTAINS;
    if (node->tag == MOG_NODE_STARTS) op = MOG_OP_STARTS;
    if (node->tag == MOG_NODE_ENDS) op = MOG_OP_ENDS;
    mog_emit(lower, op, dst, a, mog_lower_operand(lower, node->b, MOG_TYPE_TEXT), 0, node);
}

/* ---- known and unknown */

static void is_known(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register from = dst;
    bool name = node->a->tag == MOG_NODE_NAME;
    if (name && node->a->binding == MOG_BINDING_KIND) mog_lower_kind(lower, node->a->kind, dst);
    else if (name && node->a->binding == MOG_BINDING_VARIABLE) from = *node->a->binder->variable;
    else if (name && node->a->binding == MOG_BINDING_ARGUMENT) from = node->a->argument->variable;
    else if (node->a->tag == MOG_NODE_CALL && node->a->type.subject_type.size) from = mog_lower_subject(lower, node->a);
    else mog_lower_expr(lower, node->a, dst);
    mog_emit(lower, MOG_OP_IS_KNOWN, dst, from, 0, 0, node->flag ? NULL : node);
    if (node->flag) mog_emit(lower, MOG_OP_NOT, dst, dst, 0, 0, node);
}

static void otherwise(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_label end = MOG_LABEL_AHEAD;
    mog_lower_as(lower, node->a, node->type.tag, dst);
    mog_emit_jump(lower, MOG_OP_JUMP_KNOWN, dst, &end);
    mog_lower_as(lower, node->b, node->type.tag, dst);
    mog_label_here(lower, &end);
}

/* ---- arithmetic */

static mog_opcode arithmetic_op(const mog_node *node)
{
    mog_type_tag a = node->a->type.tag, b = node->b->type.tag;
    if (node->type.tag == MOG_TYPE_NUMBER) {
        static const mog_opcode numbers[] = {MOG_OP_ADD_NUMBER, MOG_OP_SUBTRACT_NUMBER, MOG_OP_MULTIPLY_NUMBER,
                                             MOG_OP_DIVIDE_NUMBER};
        return numbers[node->tag - MOG_NODE_ADD];
    }
    if (node->type.tag == MOG_TYPE_INTEGER) {
        static const mog_opcode integers[] = {MOG_OP_ADD_INTEGER, MOG_OP_SUBTRACT_INTEGER, MOG_OP_MULTIPLY_INTEGER};
        return integers[node->tag - MOG_NODE_ADD];
    }
    if (node->type.tag == MOG_TYPE_TIME) return node->tag == MOG_NODE_ADD ? MOG_OP_TIME_ADD : MOG_OP_TIME_SUBTRACT;
    if (a == MOG_TYPE_TIME && b == MOG_TYPE_TIME) return MOG_OP_TIME_DIFFERENCE;
    if (node->tag == MOG_NODE_MULTIPLY) return MOG_OP_MULTIPLY_DURATION;
    return node->tag == MOG_NODE_ADD ? MOG_OP_ADD_DURATION : MOG_OP_SUBTRACT_DURATION;
}

static void arithmetic(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register a = mog_lower_operand(lower, node->a, node->type.tag),
                 b = mog_lower_operand(lower, node->b, node->type.tag);
    mog_opcode op = arithmetic_op(node);
    /* the machine takes the time, and the duration, first */
    bool turned = (op == MOG_OP_TIME_ADD && node->b->type.tag == MOG_TYPE_TIME) ||
                  (op == MOG_OP_MULTIPLY_DURATION && node->b->type.tag == MOG_TYPE_DURATION);
    if (!turned) {
        mog_emit(lower, op, dst, a, b, 0, node);
        return;
    }
    mog_label end = MOG_LABEL_AHEAD;
    mog_register result = mog_take_register(lower);
    mog_emit(lower, MOG_OP_COPY, result, a, 0, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, a, &end);
    mog_emit(lower, op, result, b, a, 0, node);
    mog_label_here(lower, &end);
    mog_emit(lower, MOG_OP_COPY, dst, result, 0, 0, NULL);
}

static void negate(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_opcode op = MOG_OP_NEGATE_INTEGER;
    if (node->type.tag == MOG_TYPE_NUMBER) op = MOG_OP_NEGATE_NUMBER;
    if (node->type.tag == MOG_TYPE_DURATION) op = MOG_OP_NEGATE_DURATION;
    mog_lower_expr(lower, node->a, dst);
    mog_emit(lower, op, dst, dst, 0, 0, node);
}

/* ---- calls and texts */

/* Values of an enum and controls go to functions as text; what is unknown stays so. */
static void as_text(mog_lower *lower, const mog_type *type, mog_register dst)
{
    if (type->tag != MOG_TYPE_ENUM && type->tag != MOG_TYPE_CONTROL) return;
    bool swedish = lower->swedish;
    mog_label end = MOG_LABEL_AHEAD;
    lower->swedish = false;
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, dst, &end);
    mog_emit(lower, MOG_OP_FORMAT, dst, dst, mog_lower_format(lower, type, false), 0, NULL);
    mog_label_here(lower, &end);
    lower->swedish = swedish;
}

static void call_plugin(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_function_use use;
    const mog_plugin_function *function = &lower->plugins->functions[node->function];
    mog_signature_read(&use, function);
    mog_register base = lower->next;
    for (uint32_t i = 0; i < node->item_count; i++) mog_take_register(lower);
    for (uint32_t i = 0; i < node->item_count; i++) {
        mog_lower_as(lower, node->items[i], use.arguments[i], base + i);
        if (use.arguments[i] == MOG_TYPE_TEXT) as_text(lower, &node->items[i]->type, base + i);
    }
    if (node->item_count == 0) base = dst;
    mog_emit(lower, MOG_OP_CALL, dst, mog_lower_function(lower, function), base, node->item_count, node);
}

static void call(mog_lower *lower, const mog_node *node, mog_register dst)
{
    if (node->let) {
        mog_lower_let(lower, node, dst);
        return;
    }
    if (!node->built_in) {
        call_plugin(lower, node, dst);
        return;
    }
    mog_lower_expr(lower, node->items[0], dst);
    switch (node->function) {
    case MOG_BUILT_IN_AGE: {
        mog_register now = mog_take_register(lower);
        mog_emit(lower, MOG_OP_NOW, now, 0, 0, 0, NULL);
        mog_emit(lower, MOG_OP_TIME_DIFFERENCE, dst, now, dst, 0, node);
        break;
    }
    case MOG_BUILT_IN_LOWER: mog_emit(lower, MOG_OP_LOWER, dst, dst, 0, 0, node); break;
    default: mog_emit(lower, MOG_OP_LENGTH, dst, dst, 0, 0, node); break;
    }
}

void mog_lower_text(mog_lower *lower, const mog_node *node, mog_text_use use, mog_register dst)
{
    if (node->item_count == 0) mog_emit_text(lower, dst, MOG_TEXT(""));
    mog_register part = node->item_count > 1 ? mog_take_register(lower) : dst;
    for (uint32_t i = 0; i < node->item_count; i++) {
        const mog_node *item = node->items[i];
        mog_register to = i ? part : dst;
        mog_register before = lower->next;
        if (item->tag == MOG_NODE_PIECE) {
            mog_emit_text(lower, to, item->name);
        } else {
            mog_label end = MOG_LABEL_AHEAD;
            mog_lower_expr(lower, item, to);
            if (use == MOG_TEXT_COMPUTED) mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, to, &end);
            mog_emit(lower, MOG_OP_FORMAT, to, to, mog_lower_format(lower, &item->type, item->percent), 0, NULL);
            if (use == MOG_TEXT_COMPUTED) mog_label_here(lower, &end);
        }
        lower->next = before;
        if (i) mog_emit(lower, MOG_OP_CONCAT, dst, dst, part, 0, NULL);
    }
}

/* ---- all */

static void dispatch(mog_lower *lower, const mog_node *node, mog_register dst)
{
    if (is_constant(node)) {
        constant(lower, node, node->type.tag, dst);
        return;
    }
    switch (node->tag) {
    case MOG_NODE_TEXT: mog_lower_text(lower, node, MOG_TEXT_COMPUTED, dst); break;
    case MOG_NODE_NOW: mog_emit(lower, MOG_OP_NOW, dst, 0, 0, 0, NULL); break;
    case MOG_NODE_NAME: {
        bool given = node->binding == MOG_BINDING_ARGUMENT;
        mog_emit(lower, MOG_OP_COPY, dst, given ? node->argument->variable : *node->binder->variable, 0, 0, node);
        break;
    }
    case MOG_NODE_FIELD: mog_lower_field(lower, node, dst); break;
    case MOG_NODE_CALL: call(lower, node, dst); break;
    case MOG_NODE_NOT:
        mog_lower_expr(lower, node->a, dst);
        mog_emit(lower, MOG_OP_NOT, dst, dst, 0, 0, NULL);
        break;
    case MOG_NODE_AND:
    case MOG_NODE_OR: logic(lower, node, dst); break;
    case MOG_NODE_IMPLIES: implies(lower, node, dst); break;
    case MOG_NODE_EQ:
    case MOG_NODE_NE:
    case MOG_NODE_LT:
    case MOG_NODE_LE:
    case MOG_NODE_GT:
    case MOG_NODE_GE: comparison(lower, node, dst); break;
    case MOG_NODE_ADD:
    case MOG_NODE_SUBTRACT:
    case MOG_NODE_MULTIPLY:
    case MOG_NODE_DIVIDE: arithmetic(lower, node, dst); break;
    case MOG_NODE_NEGATE: negate(lower, node, dst); break;
    case MOG_NODE_IN_ITEMS: in_items(lower, node, dst); break;
    case MOG_NODE_IN_RANGE: in_range(lower, node, dst); break;
    case MOG_NODE_IN_SET: member(lower, node, node->b, node->a, dst); break;
    case MOG_NODE_CONTAINS:
        if (node->a->type.tag == MOG_TYPE_SET) member(lower, node, node->a, node->b, dst);
        else text_operator(lower, node, dst);
        break;
    case MOG_NODE_MATCHES:
    case MOG_NODE_STARTS:
    case MOG_NODE_ENDS: text_operator(lower, node, dst); break;
    case MOG_NODE_WITHIN: within(lower, node, dst); break;
    case MOG_NODE_OLDER: older(lower, node, dst); break;
    case MOG_NODE_IS_KNOWN: is_known(lower, node, dst); break;
    case MOG_NODE_OTHERWISE: otherwise(lower, node, dst); break;
    case MOG_NODE_OF: mog_lower_related(lower, node, dst); break;
    default: mog_lower_binder(lower, node, dst); break;
    }
}

void mog_lower_expr(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register before = lower->next;
    dispatch(lower, node, dst);
    lower->next = before;
}

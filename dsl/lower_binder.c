/* lower_binder.c: quantifiers and aggregates as loops.
 *
 * All have the frame
 *
 *         list
 *         if it is unknown: the result is the list
 *         begin
 *     next: x = the next element, or go to end
 *         where C: go to next if it is false
 *         …
 *         go to next
 *     end:
 *
 * and differ in what they keep from element to element and in what they make of it at the end.
 */
#include "dsl/lower.h"

typedef struct loop {
    mog_register result; /* what the list's unknown goes to */
    mog_register iterator;
    mog_register where; /* C, where there is one */
    mog_label next, end, unknown_list;
} loop;

/* ---- elements */

void mog_lower_list(mog_lower *lower, const mog_node *list, mog_register dst)
{
    if (list->tag == MOG_NODE_NAME) mog_lower_kind(lower, list->kind, dst);
    else mog_lower_expr(lower, list, dst);
}

static mog_opcode next_op(const mog_node *list)
{
    static const mog_opcode of_set[] = {MOG_OP_NEXT_WORD, MOG_OP_NEXT_WORD, MOG_OP_NEXT_TEXT, MOG_OP_NEXT_DURATION};
    if (list->tag == MOG_NODE_OF) return MOG_OP_NEXT_SUBJECT;
    if (mog_list_kind(list)) return MOG_OP_NEXT_RECORD;
    if (list->type.tag == MOG_TYPE_LIST) return MOG_OP_NEXT_ROW;
    return of_set[mog_class_of(list->type.element)];
}

void mog_lower_next(mog_lower *lower, const mog_node *binder, mog_register iterator, mog_label *end)
{
    mog_emit_next(lower, next_op(binder->a), *binder->variable, iterator, end, NULL);
}

/* From the list to the test of C. `result` is a register that was taken. */
static void open_loop(mog_lower *lower, loop *l, const mog_node *node, mog_register result)
{
    *l = (loop){.result = result, .next = MOG_LABEL_AHEAD, .end = MOG_LABEL_AHEAD, .unknown_list = MOG_LABEL_AHEAD};
    l->iterator = mog_take_register(lower);
    mog_lower_list(lower, node->a, l->iterator);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, l->iterator, &l->unknown_list);
    mog_emit(lower, MOG_OP_BEGIN, l->iterator, l->iterator, 0, 0, NULL);
    *node->variable = mog_take_register(lower);
    mog_label_here(lower, &l->next);
    mog_lower_next(lower, node, l->iterator, &l->end);
    if (!node->b) return;
    l->where = mog_take_register(lower);
    mog_lower_expr(lower, node->b, l->where);
    mog_emit_jump(lower, MOG_OP_JUMP_FALSE, l->where, &l->next);
}

/* What follows is run after the last element. */
static void end_loop(mog_lower *lower, loop *l)
{
    mog_emit_jump(lower, MOG_OP_JUMP, 0, &l->next);
    mog_label_here(lower, &l->end);
}

/* Over an unknown list the result is the list. */
static void close_loop(mog_lower *lower, loop *l)
{
    mog_label done = MOG_LABEL_AHEAD;
    mog_emit_jump(lower, MOG_OP_JUMP, 0, &done);
    mog_label_here(lower, &l->unknown_list);
    mog_emit(lower, MOG_OP_COPY, l->result, l->iterator, 0, 0, NULL);
    mog_label_here(lower, &done);
}

/* ---- quantifiers */

/* every: C implies P of all; any and no: C and P of some. They mirror each other: `every` looks for a false one and gathers by
 * `and`, `any` for a true one by `or`. */
static void quantifier(mog_lower *lower, const mog_node *node, mog_register result)
{
    bool every = node->tag == MOG_NODE_EVERY;
    mog_opcode gather = every ? MOG_OP_AND : MOG_OP_OR;
    mog_label unsure = MOG_LABEL_AHEAD, decided = MOG_LABEL_AHEAD;
    loop l;
    mog_emit_bool(lower, result, every);
    open_loop(lower, &l, node, result);
    mog_register body = mog_take_register(lower);
    mog_lower_expr(lower, node->c, body);
    mog_emit_jump(lower, every ? MOG_OP_JUMP_TRUE : MOG_OP_JUMP_FALSE, body, &l.next);
    if (node->b) mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, l.where, &unsure);
    mog_emit(lower, gather, result, result, body, 0, NULL);
    mog_emit_jump(lower, every ? MOG_OP_JUMP_FALSE : MOG_OP_JUMP_TRUE, result, &decided);
    if (node->b) {
        mog_emit_jump(lower, MOG_OP_JUMP, 0, &l.next);
        mog_label_here(lower, &unsure); /* C is unknown and P does not settle it: C's cause */
        mog_emit(lower, gather, result, result, l.where, 0, NULL);
    }
    end_loop(lower, &l);
    close_loop(lower, &l);
    mog_label_here(lower, &decided);
    if (node->tag == MOG_NODE_NO) mog_emit(lower, MOG_OP_NOT, result, result, 0, 0, NULL);
}

/* Counts the true ones, and those that may be; the first unknown is kept as the result should only they reach N. */
static void at_least(mog_lower *lower, const mog_node *node, mog_register result)
{
    mog_register needed = mog_take_register(lower), one = mog_take_register(lower);
    mog_register sure = mog_take_register(lower), possible = mog_take_register(lower);
    mog_register cause = mog_take_register(lower), reached = mog_take_register(lower);
    mog_label unsure_where = MOG_LABEL_AHEAD, unsure_body = MOG_LABEL_AHEAD, decided = MOG_LABEL_AHEAD;
    loop l;
    mog_lower_expr(lower, node->d, needed);
    mog_emit_integer(lower, one, 1);
    mog_emit_integer(lower, sure, 0);
    mog_emit_integer(lower, possible, 0);
    mog_emit_bool(lower, cause, false);
    open_loop(lower, &l, node, result);
    mog_register body = mog_take_register(lower);
    mog_lower_expr(lower, node->c, body);
    mog_emit_jump(lower, MOG_OP_JUMP_FALSE, body, &l.next);
    mog_emit(lower, MOG_OP_ADD_INTEGER, possible, possible, one, 0, NULL);
    if (node->b) mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, l.where, &unsure_where);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, body, &unsure_body);
    mog_emit(lower, MOG_OP_ADD_INTEGER, sure, sure, one, 0, NULL);
    mog_emit(lower, MOG_OP_LE_WORD, result, needed, sure, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_TRUE, result, &decided);
    mog_emit_jump(lower, MOG_OP_JUMP, 0, &l.next);
    if (node->b) {
        mog_label_here(lower, &unsure_where);
        mog_emit(lower, MOG_OP_TAINT, cause, l.where, 0, 0, NULL);
        mog_emit_jump(lower, MOG_OP_JUMP, 0, &l.next);
    }
    mog_label_here(lower, &unsure_body);
    mog_emit(lower, MOG_OP_TAINT, cause, body, 0, 0, NULL);
    end_loop(lower, &l);
    mog_label settled = MOG_LABEL_AHEAD;
    mog_emit(lower, MOG_OP_LE_WORD, result, needed, sure, 0, NULL); /* at least 0 */
    mog_emit_jump(lower, MOG_OP_JUMP_TRUE, result, &settled);
    mog_emit(lower, MOG_OP_LE_WORD, reached, needed, possible, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_FALSE, reached, &settled);
    mog_emit(lower, MOG_OP_COPY, result, cause, 0, 0, NULL);
    mog_label_here(lower, &settled);
    close_loop(lower, &l);
    mog_label_here(lower, &decided);
}

/* ---- aggregates */

/* Elements of which it is not known whether they belong make `taint` unknown; the rest of the body is not run for them. */
static void belongs(mog_lower *lower, const mog_node *node, loop *l, mog_register taint)
{
    if (!node->b) return;
    mog_emit(lower, MOG_OP_TAINT, taint, l->where, 0, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, l->where, &l->next);
}

static mog_register take_taint(mog_lower *lower)
{
    mog_register taint = mog_take_register(lower);
    mog_emit_bool(lower, taint, false);
    return taint;
}

/* The result is `taint` where that is unknown. */
static void settle(mog_lower *lower, mog_register result, mog_register taint)
{
    mog_label clean = MOG_LABEL_AHEAD;
    mog_emit_jump(lower, MOG_OP_JUMP_KNOWN, taint, &clean);
    mog_emit(lower, MOG_OP_COPY, result, taint, 0, 0, NULL);
    mog_label_here(lower, &clean);
}

static void count(mog_lower *lower, const mog_node *node, mog_register result)
{
    loop l;
    mog_register one = mog_take_register(lower), taint = take_taint(lower);
    mog_emit_integer(lower, one, 1);
    mog_emit_integer(lower, result, 0);
    open_loop(lower, &l, node, result);
    belongs(lower, node, &l, taint);
    mog_emit(lower, MOG_OP_ADD_INTEGER, result, result, one, 0, NULL);
    end_loop(lower, &l);
    settle(lower, result, taint);
    close_loop(lower, &l);
}

/* `part` through `all`; of nothing it is unknown. `one` holds 1, and is free afterwards. */
static void divide(mog_lower *lower, const mog_node *node, mog_register result, mog_register part, mog_register all,
                   mog_register one)
{
    mog_label nothing = MOG_LABEL_AHEAD, end = MOG_LABEL_AHEAD;
    mog_emit(lower, MOG_OP_LT_NUMBER, one, all, one, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_TRUE, one, &nothing);
    mog_emit(lower, MOG_OP_DIVIDE_NUMBER, result, part, all, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP, 0, &end);
    mog_label_here(lower, &nothing);
    mog_emit(lower, MOG_OP_NOTHING, result, 0, 0, 0, node);
    mog_label_here(lower, &end);
}

/* Of the elements that belong: those for which P is true, through all. */
static void share(mog_lower *lower, const mog_node *node, mog_register result)
{
    loop l;
    mog_register one = mog_take_register(lower), taint = take_taint(lower);
    mog_register all = mog_take_register(lower), those = mog_take_register(lower);
    static const mog_value nought = {.d = 0, .known = 1}, unit = {.d = 1, .known = 1};
    mog_emit_constant(lower, one, &unit, MOG_TYPE_NUMBER);
    mog_emit_constant(lower, all, &nought, MOG_TYPE_NUMBER);
    mog_emit_constant(lower, those, &nought, MOG_TYPE_NUMBER);
    open_loop(lower, &l, node, result);
    belongs(lower, node, &l, taint);
    mog_register body = mog_take_register(lower);
    mog_lower_expr(lower, node->c, body);
    mog_emit(lower, MOG_OP_TAINT, taint, body, 0, 0, NULL);
    mog_emit(lower, MOG_OP_ADD_NUMBER, all, all, one, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_FALSE, body, &l.next);
    mog_emit(lower, MOG_OP_ADD_NUMBER, those, those, one, 0, NULL);
    end_loop(lower, &l);
    divide(lower, node, result, those, all, one);
    settle(lower, result, taint);
    close_loop(lower, &l);
}

/* The aggregated value of an element that belongs, into a register of its own; elements of which it is unknown are passed over
 * and make `taint` so. */
static mog_register aggregated(mog_lower *lower, const mog_node *node, loop *l, mog_register taint, mog_type_tag tag)
{
    belongs(lower, node, l, taint);
    mog_register value = mog_take_register(lower);
    mog_lower_as(lower, node->c, tag, value);
    mog_emit(lower, MOG_OP_TAINT, taint, value, 0, 0, NULL);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, value, &l->next);
    return value;
}

static mog_opcode add_op(mog_type_tag tag)
{
    switch (tag) {
    case MOG_TYPE_INTEGER: return MOG_OP_ADD_INTEGER;
    case MOG_TYPE_NUMBER: return MOG_OP_ADD_NUMBER;
    default: return MOG_OP_ADD_DURATION;
    }
}

static void sum(mog_lower *lower, const mog_node *node, mog_register result)
{
    static const mog_value nought = {.known = 1}; /* of an integer, a number and a duration alike */
    loop l;
    mog_register taint = take_taint(lower);
    mog_emit_constant(lower, result, &nought, node->type.tag);
    open_loop(lower, &l, node, result);
    mog_register value = aggregated(lower, node, &l, taint, node->type.tag);
    mog_emit(lower, add_op(node->type.tag), result, result, value, 0, NULL);
    end_loop(lower, &l);
    settle(lower, result, taint);
    close_loop(lower, &l);
}

static void average(mog_lower *lower, const mog_node *node, mog_register result)
{
    static const mog_value nought = {.d = 0, .known = 1}, unit = {.d = 1, .known = 1};
    loop l;
    mog_register one = mog_take_register(lower), taint = take_taint(lower);
    mog_register all = mog_take_register(lower), total = mog_take_register(lower);
    mog_emit_constant(lower, one, &unit, MOG_TYPE_NUMBER);
    mog_emit_constant(lower, all, &nought, MOG_TYPE_NUMBER);
    mog_emit_constant(lower, total, &nought, MOG_TYPE_NUMBER);
    open_loop(lower, &l, node, result);
    mog_register value = aggregated(lower, node, &l, taint, MOG_TYPE_NUMBER);
    mog_emit(lower, MOG_OP_ADD_NUMBER, total, total, value, 0, NULL);
    mog_emit(lower, MOG_OP_ADD_NUMBER, all, all, one, 0, NULL);
    end_loop(lower, &l);
    divide(lower, node, result, total, all, one);
    settle(lower, result, taint);
    close_loop(lower, &l);
}

/* The result is unknown until the first value. */
static void extreme(mog_lower *lower, const mog_node *node, mog_register result)
{
    bool greatest = node->tag == MOG_NODE_MAX || node->tag == MOG_NODE_LATEST;
    loop l;
    mog_label take = MOG_LABEL_AHEAD;
    mog_register taint = take_taint(lower), better = mog_take_register(lower);
    mog_emit(lower, MOG_OP_NOTHING, result, 0, 0, 0, node);
    open_loop(lower, &l, node, result);
    mog_register value = aggregated(lower, node, &l, taint, node->type.tag);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, result, &take);
    if (greatest) mog_lower_less(lower, node->type.tag, better, result, value);
    else mog_lower_less(lower, node->type.tag, better, value, result);
    mog_emit_jump(lower, MOG_OP_JUMP_FALSE, better, &l.next);
    mog_label_here(lower, &take);
    mog_emit(lower, MOG_OP_COPY, result, value, 0, 0, NULL);
    end_loop(lower, &l);
    settle(lower, result, taint);
    close_loop(lower, &l);
}

void mog_lower_binder(mog_lower *lower, const mog_node *node, mog_register dst)
{
    mog_register result = mog_take_register(lower);
    switch (node->tag) {
    case MOG_NODE_AT_LEAST: at_least(lower, node, result); break;
    case MOG_NODE_COUNT: count(lower, node, result); break;
    case MOG_NODE_SHARE: share(lower, node, result); break;
    case MOG_NODE_SUM: sum(lower, node, result); break;
    case MOG_NODE_AVERAGE: average(lower, node, result); break;
    case MOG_NODE_MIN:
    case MOG_NODE_MAX:
    case MOG_NODE_LATEST:
    case MOG_NODE_EARLIEST: extreme(lower, node, result); break;
    default: quantifier(lower, node, result); break;
    }
    mog_emit(lower, MOG_OP_COPY, dst, result, 0, 0, node); /* one value to show, not each step to it */
}

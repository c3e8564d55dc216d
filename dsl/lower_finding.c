/* lower_finding.c: what a rule says when it is not met. */
#include "dsl/lower.h"

static void say(mog_lower *lower, const mog_node *text)
{
    mog_register before = lower->next, words = mog_take_register(lower);
    mog_lower_text(lower, text, MOG_TEXT_SAID, words);
    mog_emit(lower, MOG_OP_FINDING, 0, words, 0, 0, NULL);
    lower->next = before;
}

/* Which value of P an element has that decided the verdict. */
static bool decides(const mog_clause *clause)
{
    switch (clause->binder->tag) {
    case MOG_NODE_SHARE: return false;
    case MOG_NODE_NO: return !clause->negated;
    default: return clause->negated;
    }
}

/* `any`, and `no` under `not`, say what is lacking only where no element was enough. */
static bool needs_failure(const mog_clause *clause)
{
    return clause->binder->tag == MOG_NODE_ANY ? !clause->negated
                                               : clause->binder->tag == MOG_NODE_NO && clause->negated;
}

/* Runs through the elements again and speaks for those that decided. */
static void say_for_each(mog_lower *lower, const mog_clause *clause)
{
    const mog_node *binder = clause->binder;
    mog_register before = lower->next;
    mog_register iterator = mog_take_register(lower), test = mog_take_register(lower);
    mog_label next = MOG_LABEL_AHEAD, end = MOG_LABEL_AHEAD, belongs = MOG_LABEL_AHEAD, decided = MOG_LABEL_AHEAD;
    if (needs_failure(clause)) {
        mog_label failed = MOG_LABEL_AHEAD;
        mog_lower_expr(lower, binder, test);
        mog_emit_jump(lower, binder->tag == MOG_NODE_ANY ? MOG_OP_JUMP_FALSE : MOG_OP_JUMP_TRUE, test, &failed);
        mog_emit_jump(lower, MOG_OP_JUMP, 0, &end);
        mog_label_here(lower, &failed);
    }
    mog_lower_list(lower, binder->a, iterator);
    mog_emit_jump(lower, MOG_OP_JUMP_UNKNOWN, iterator, &end);
    mog_emit(lower, MOG_OP_BEGIN, iterator, iterator, 0, 0, NULL);
    *binder->variable = mog_take_register(lower);
    mog_label_here(lower, &next);
    mog_lower_next(lower, binder, iterator, &end);
    if (binder->b) {
        mog_lower_expr(lower, binder->b, test);
        mog_emit_jump(lower, MOG_OP_JUMP_TRUE, test, &belongs);
        mog_emit_jump(lower, MOG_OP_JUMP, 0, &next);
        mog_label_here(lower, &belongs);
    }
    if (mog_node_is_quantifier(binder) || binder->tag == MOG_NODE_SHARE) {
        mog_lower_expr(lower, binder->c, test);
        mog_emit_jump(lower, decides(clause) ? MOG_OP_JUMP_TRUE : MOG_OP_JUMP_FALSE, test, &decided);
        mog_emit_jump(lower, MOG_OP_JUMP, 0, &next);
        mog_label_here(lower, &decided);
    }
    say(lower, clause->value);
    mog_emit_jump(lower, MOG_OP_JUMP, 0, &next);
    mog_label_here(lower, &end);
    lower->next = before;
}

void mog_lower_findings(mog_lower *lower, mog_clause_tag tag)
{
    lower->swedish = tag == MOG_CLAUSE_FINDING_SV;
    for (const mog_clause *clause = lower->rule->node->clauses; clause; clause = clause->next) {
        if (clause->tag != tag) continue;
        if (clause->binder) say_for_each(lower, clause);
        else say(lower, clause->value);
    }
    lower->swedish = false;
}

/* check_finding.c: the texts that findings are, and the quantifier that `finding for NAME` speaks for. */
#include "dsl/check.h"

/* What binds a name in a condition. */
typedef struct search {
    mog_text name;
    mog_node *found;
    bool negated; /* the one found stands under an odd number of `not` */
    bool several; /* more than one binds it */
    bool inside;  /* one that binds it stands inside another's body */
} search;

/* What asks something of each element speaks before what only counts them: `count(a in L) >= 1 and every a in L has …`. */
static bool judges(const mog_node *binder)
{
    return mog_node_is_quantifier(binder) || binder->tag == MOG_NODE_SHARE;
}

static void found(search *s, mog_node *node, bool negated)
{
    if (s->found && judges(s->found) && !judges(node)) return;
    s->several = s->found && judges(s->found) == judges(node);
    s->found = node;
    s->negated = negated;
}

static void look(search *s, mog_node *node, bool negated, bool nested)
{
    if (!node) return;
    if (mog_node_is_binder(node)) {
        if (mog_text_equal(node->name, s->name)) {
            if (nested) s->inside = true;
            else found(s, node, negated);
        }
        look(s, node->b, negated, true);
        look(s, node->c, negated, true);
        return;
    }
    bool turns = node->tag == MOG_NODE_NOT;
    look(s, node->a, negated ^ (turns || node->tag == MOG_NODE_IMPLIES), nested);
    look(s, node->b, negated, nested);
    look(s, node->c, negated, nested);
    for (uint32_t i = 0; i < node->item_count; i++) look(s, node->items[i], negated, nested);
}

static bool find_binder(mog_check *check, mog_clause *clause)
{
    const mog_clause *require = check->rule->clauses[MOG_CLAUSE_REQUIRE],
                     *measure = check->rule->clauses[MOG_CLAUSE_MEASURE];
    search s = {.name = clause->name.text};
    if (require) look(&s, require->value, false, false);
    if (measure) look(&s, measure->value, false, false);
    mog_text name = s.name;
    if (s.several) {
        mog_report(check->diagnostics, MOG_E0124, clause->name.span,
                   "more than one quantifier binds `%.*s`; give them different names", MOG_SHOW(name));
    } else if (s.found) {
        clause->binder = s.found;
        clause->negated = s.negated;
        return true;
    } else if (s.inside) {
        mog_report(
            check->diagnostics, MOG_E0122, clause->name.span,
            "what binds `%.*s` stands inside another quantifier; findings speak for the elements of the outer one",
            MOG_SHOW(name));
    } else {
        mog_report(check->diagnostics, MOG_E0124, clause->name.span,
                   "no quantifier or aggregate of `require` or `measure` binds `%.*s`", MOG_SHOW(name));
    }
    return false;
}

void mog_check_finding(mog_check *check, mog_clause *clause)
{
    if (!clause->value || clause->value->tag != MOG_NODE_TEXT) return;
    if (!clause->name.text.size) {
        mog_check_text(check, clause->value);
        return;
    }
    if (!find_binder(check, clause)) return;
    mog_scope scope = {clause->binder, NULL};
    check->scope = &scope;
    mog_check_text(check, clause->value);
    check->scope = NULL;
}

/* check_binder.c: quantifiers and aggregates: what they go over, and what they give. */
#include "dsl/check.h"

#include <string.h>

/* ---- the list */

/* A many kind, a list field or a set field. */
static bool check_list(mog_check *check, mog_node *list)
{
    if (list->tag == MOG_NODE_BAD) return false;
    if (list->tag == MOG_NODE_NAME) {
        switch (mog_check_resolve(check, list, NULL)) {
        case MOG_FOUND_FAULT: return false;
        case MOG_FOUND_NOTHING: {
            if (mog_check_is_lost(check, list->name)) return false;
            mog_text *names = mog_take_array(check->arena, mog_text, check->kind_count);
            uint32_t count = 0;
            for (uint32_t i = 0; i < check->kind_count; i++) {
                if (check->kinds[i]->many) names[count++] = check->kinds[i]->name;
            }
            char near[256];
            mog_report(check->diagnostics, MOG_E0112, list->span, "there is no kind `%.*s`%s", MOG_SHOW(list->name),
                       mog_nearest(check, near, sizeof near, list->name, names, count));
            return false;
        }
        case MOG_FOUND: break;
        }
        if (list->binding == MOG_BINDING_KIND && list->kind->many) {
            list->type = (mog_type){.tag = MOG_TYPE_LIST, .row = &list->kind->row};
            list->typed = true;
            return true;
        }
        if (list->binding == MOG_BINDING_KIND || list->binding == MOG_BINDING_SUBJECT) {
            mog_report(check->diagnostics, MOG_E0121, list->span,
                       "%.*s has one record, not many; name one of its lists, as in `any x in %.*s.LIST has …`",
                       MOG_SHOW(list->name), MOG_SHOW(list->name));
            return false;
        }
        if (list->binding == MOG_BINDING_VARIABLE && !list->binder->a->typed) return false;
        mog_report(check->diagnostics, MOG_E0121, list->span,
                   "`%.*s` is not a list; a quantifier goes over a `many` kind, a list or a set", MOG_SHOW(list->name));
        return false;
    }
    if (!mog_check_expr(check, list, NULL)) return false;
    if (list->tag == MOG_NODE_OF) return true;
    if (list->tag == MOG_NODE_FIELD && (list->type.tag == MOG_TYPE_LIST || list->type.tag == MOG_TYPE_SET)) return true;
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0121, list->span,
               "this is %s; a quantifier goes over a `many` kind, a list or a set", mog_type_words(words, &list->type));
    list->typed = false;
    return false;
}

/* ---- what lists may be empty: W0201 */

typedef struct list_key {
    const void *kind, *row;
    uint64_t slot;
    uint64_t source; /* of other subjects: a number for the expression as it is written */
} list_key;

static list_key key_of(mog_check *check, const mog_node *list)
{
    list_key key;
    memset(&key, 0, sizeof key);
    key.kind = list->kind;
    if (list->tag == MOG_NODE_FIELD && !mog_list_kind(list)) {
        key.row = list->row;
        key.slot = list->slot + UINT64_C(1);
    }
    if (list->tag == MOG_NODE_OF || list->subject) {
        mog_text source = mog_check_source(check, list);
        key.source = mog_pool_add(&check->guarded, source.at, source.size, NULL) + UINT64_C(1);
    }
    return key;
}

static void note(mog_check *check, mog_node *binder)
{
    list_key key = key_of(check, binder->a);
    if (binder->tag == MOG_NODE_EVERY) MOG_PUSH(check->everys, check->every_count, check->every_capacity) = binder;
    else if (binder->tag == MOG_NODE_ANY || binder->tag == MOG_NODE_AT_LEAST || binder->tag == MOG_NODE_COUNT)
        mog_pool_add(&check->guarded, &key, sizeof key, NULL);
}

void mog_check_everys(mog_check *check)
{
    for (size_t i = 0; i < check->every_count; i++) {
        const mog_node *binder = check->everys[i];
        list_key key = key_of(check, binder->a);
        if (mog_pool_find(&check->guarded, &key, sizeof key) >= 0) continue;
        mog_text list = check->files[binder->a->span.file].text;
        list.at += binder->a->span.start;
        list.size = binder->a->span.end - binder->a->span.start;
        mog_report(
            check->diagnostics, MOG_W0201, binder->a->span,
            "`every` is true where %.*s has no elements; write `count(x in %.*s) >= 1 and …` if there must be some",
            MOG_SHOW(list), MOG_SHOW(list));
    }
    check->every_count = 0;
    mog_pool_clear(&check->guarded);
}

/* ---- quantifiers and aggregates */

/* What an aggregate takes (a set of tags), in words, and what it gives: that of its operand where it says COUNT. */
#define ONE(tag) (1u << MOG_TYPE_##tag)
static const struct {
    const char *word;
    unsigned takes;
    const char *words;
    mog_type_tag gives;
} aggregates[] = {
    [MOG_NODE_SUM] = {"sum", ONE(INTEGER) | ONE(NUMBER) | ONE(DURATION), "numbers or durations", MOG_TYPE_COUNT},
    [MOG_NODE_MIN] = {"min", ONE(INTEGER) | ONE(NUMBER) | ONE(TEXT) | ONE(TIME) | ONE(DURATION),
                      "numbers, texts, times or durations", MOG_TYPE_COUNT},
    [MOG_NODE_MAX] = {"max", ONE(INTEGER) | ONE(NUMBER) | ONE(TEXT) | ONE(TIME) | ONE(DURATION),
                      "numbers, texts, times or durations", MOG_TYPE_COUNT},
    [MOG_NODE_AVERAGE] = {"average", ONE(INTEGER) | ONE(NUMBER), "numbers", MOG_TYPE_NUMBER},
    [MOG_NODE_LATEST] = {"latest", ONE(TIME), "times", MOG_TYPE_TIME},
    [MOG_NODE_EARLIEST] = {"earliest", ONE(TIME), "times", MOG_TYPE_TIME},
};

static bool check_aggregated(mog_check *check, mog_node *node)
{
    if (!mog_check_scalar(check, node->c, NULL)) return false;
    const mog_type *type = &node->c->type;
    if (!(aggregates[node->tag].takes & (1u << type->tag))) {
        char words[MOG_TYPE_WORDS];
        mog_report(check->diagnostics, MOG_E0114, node->c->span, "`%s` is of %s, and this is %s",
                   aggregates[node->tag].word, aggregates[node->tag].words, mog_type_words(words, type));
        return false;
    }
    if (aggregates[node->tag].gives == MOG_TYPE_COUNT) node->type = *type;
    else node->type = (mog_type){.tag = aggregates[node->tag].gives};
    node->percent = node->c->percent;
    return true;
}

static bool check_threshold(mog_check *check, mog_node *node)
{
    if (!mog_check_scalar(check, node, NULL)) return false;
    bool negative;
    const mog_node *literal = mog_literal(node, &negative);
    if (!literal || literal->tag != MOG_NODE_INTEGER) {
        mog_report(check->diagnostics, MOG_E0114, node->span,
                   "`at least` takes a whole number, or a parameter that is one");
        return false;
    }
    if (literal->integer == 0) mog_report(check->diagnostics, MOG_W0202, node->span, "at least 0 is always true");
    if (!negative || literal->integer == 0) return true;
    mog_report(check->diagnostics, MOG_E0117, node->span, "`at least` takes 0 or more");
    return false;
}

static bool check_body(mog_check *check, mog_node *node)
{
    bool fine = !node->b || mog_check_condition(check, node->b, "what follows `where`");
    if (mog_node_is_quantifier(node) || node->tag == MOG_NODE_SHARE)
        return mog_check_condition(check, node->c, "what follows `has`") && fine;
    return (!node->c || check_aggregated(check, node)) && fine;
}

bool mog_check_binder(mog_check *check, mog_node *node)
{
    bool fine = check_list(check, node->a);
    bool named = node->name.size > 0; /* `count(list)` names nothing */
    bool shadows = check->rule && check->rule->clauses[MOG_CLAUSE_FOR] &&
                   mog_text_equal(check->rule->clauses[MOG_CLAUSE_FOR]->variable.text, node->name);
    shadows |= mog_check_argument(check, node->name) != NULL || mog_check_is_each(check, node->name);
    for (const mog_scope *scope = check->scope; scope; scope = scope->outer)
        shadows |= mog_text_equal(scope->binder->name, node->name);
    if (shadows && named)
        mog_report(check->diagnostics, MOG_E0115, node->name_span,
                   "`%.*s` stands for something else around here already; use another name", MOG_SHOW(node->name));
    node->variable = mog_take(check->arena, uint32_t);
    node->type = (mog_type){.tag = MOG_TYPE_BOOL};
    if (node->tag == MOG_NODE_COUNT) node->type.tag = MOG_TYPE_INTEGER;
    if (node->tag == MOG_NODE_SHARE) {
        node->type.tag = MOG_TYPE_NUMBER;
        node->percent = true;
    }
    if (node->d) fine &= check_threshold(check, node->d);
    mog_scope scope = {node, check->scope};
    check->scope = &scope;
    fine &= check_body(check, node);
    check->scope = scope.outer;
    if (node->a->typed) note(check, node);
    return fine && !shadows;
}

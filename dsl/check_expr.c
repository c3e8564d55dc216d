/* check_expr.c: operators: what they take and what they give. */
#include "dsl/check.h"

static const mog_type bool_type = {.tag = MOG_TYPE_BOOL}, number_type = {.tag = MOG_TYPE_NUMBER};
static const mog_type time_type = {.tag = MOG_TYPE_TIME}, text_type = {.tag = MOG_TYPE_TEXT};
static const mog_type duration_type = {.tag = MOG_TYPE_DURATION};

static const char *const operators[] = {
    [MOG_NODE_EQ] = "=",
    [MOG_NODE_NE] = "!=",
    [MOG_NODE_LT] = "<",
    [MOG_NODE_LE] = "<=",
    [MOG_NODE_GT] = ">",
    [MOG_NODE_GE] = ">=",
    [MOG_NODE_ADD] = "+",
    [MOG_NODE_SUBTRACT] = "-",
    [MOG_NODE_MULTIPLY] = "*",
    [MOG_NODE_DIVIDE] = "/",
    [MOG_NODE_MATCHES] = "matches",
    [MOG_NODE_CONTAINS] = "contains",
    [MOG_NODE_STARTS] = "starts with",
    [MOG_NODE_ENDS] = "ends with",
    [MOG_NODE_WITHIN] = "within",
    [MOG_NODE_OLDER] = "older than",
    [MOG_NODE_AND] = "and",
    [MOG_NODE_OR] = "or",
    [MOG_NODE_IMPLIES] = "implies",
    [MOG_NODE_NOT] = "not",
    [MOG_NODE_IN_RANGE] = "in",
    [MOG_NODE_OTHERWISE] = "otherwise",
};

/* ---- operands */

bool mog_check_scalar(mog_check *check, mog_node *node, const mog_type *want)
{
    if (!mog_check_expr(check, node, want)) return false;
    if (node->type.tag != MOG_TYPE_LIST && node->type.tag != MOG_TYPE_SET) return true;
    const char *what = node->type.tag == MOG_TYPE_LIST ? "a list" : "a set";
    mog_report(
        check->diagnostics, MOG_E0114, node->span,
        "this is %s, and a single value is meant; write `any x in … has …`, `count(x in …)` or another quantifier",
        what);
    return false;
}

bool mog_check_condition(mog_check *check, mog_node *node, const char *what)
{
    if (!mog_check_scalar(check, node, NULL)) return false;
    if (node->type.tag == MOG_TYPE_BOOL) return true;
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span, "%s is true or false, and this is %s", what,
               mog_type_words(words, &node->type));
    return false;
}

static bool need(mog_check *check, mog_node *node, const mog_type *type, const mog_node *operation)
{
    if (!mog_check_scalar(check, node, type)) return false;
    if (node->type.tag == type->tag || (mog_type_is_textual(type) && mog_type_is_textual(&node->type))) return true;
    char words[MOG_TYPE_WORDS], wanted[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span, "`%s` takes %s here, and this is %s",
               operators[operation->tag], mog_type_words(wanted, type), mog_type_words(words, &node->type));
    return false;
}

/* Checks two expressions one of which may give the other its meaning. */
static bool check_pair(mog_check *check, mog_node *a, mog_node *b)
{
    bool turned = mog_check_takes_meaning(check, a) && !mog_check_takes_meaning(check, b);
    mog_node *first = turned ? b : a, *second = turned ? a : b;
    if (!mog_check_scalar(check, first, NULL)) {
        /* what its meaning would have come from is not known */
        if (!mog_check_takes_meaning(check, second)) mog_check_scalar(check, second, NULL);
        return false;
    }
    return mog_check_scalar(check, second, &first->type);
}

static bool misfit(mog_check *check, const mog_node *node, const mog_node *a, const mog_node *b)
{
    char left[MOG_TYPE_WORDS], right[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span, "`%s` cannot be between %s and %s", operators[node->tag],
               mog_type_words(left, &a->type), mog_type_words(right, &b->type));
    return false;
}

/* ---- operators */

static bool check_logic(mog_check *check, mog_node *node)
{
    char what[32];
    snprintf(what, sizeof what, "a part of `%s`", operators[node->tag]);
    bool fine = true;
    for (uint32_t i = 0; i < node->item_count; i++) fine &= mog_check_condition(check, node->items[i], what);
    if (node->a) fine &= mog_check_condition(check, node->a, what);
    if (node->b) fine &= mog_check_condition(check, node->b, what);
    node->type = bool_type;
    return fine;
}

static bool check_comparison(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    if (!check_pair(check, node->a, node->b)) return false;
    if (!mog_type_join(NULL, &node->a->type, &node->b->type)) return misfit(check, node, node->a, node->b);
    if (node->tag == MOG_NODE_EQ || node->tag == MOG_NODE_NE || mog_type_is_ordered(&node->a->type)) return true;
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span,
               "`%s` compares numbers, texts, times and durations, and this is %s", operators[node->tag],
               mog_type_words(words, &node->a->type));
    return false;
}

/* left, right, result; for each operator the first that fits */
static const struct {
    mog_node_tag tag;
    mog_type_tag a, b, result;
} arithmetic[] = {
    {MOG_NODE_ADD, MOG_TYPE_TIME, MOG_TYPE_DURATION, MOG_TYPE_TIME},
    {MOG_NODE_ADD, MOG_TYPE_DURATION, MOG_TYPE_TIME, MOG_TYPE_TIME},
    {MOG_NODE_ADD, MOG_TYPE_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
    {MOG_NODE_SUBTRACT, MOG_TYPE_TIME, MOG_TYPE_TIME, MOG_TYPE_DURATION},
    {MOG_NODE_SUBTRACT, MOG_TYPE_TIME, MOG_TYPE_DURATION, MOG_TYPE_TIME},
    {MOG_NODE_SUBTRACT, MOG_TYPE_DURATION, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
    {MOG_NODE_MULTIPLY, MOG_TYPE_DURATION, MOG_TYPE_INTEGER, MOG_TYPE_DURATION},
    {MOG_NODE_MULTIPLY, MOG_TYPE_INTEGER, MOG_TYPE_DURATION, MOG_TYPE_DURATION},
};

static bool check_arithmetic(mog_check *check, mog_node *node)
{
    bool fine = mog_check_scalar(check, node->a, NULL);
    fine &= mog_check_scalar(check, node->b, NULL);
    if (!fine) return false;
    const mog_type *a = &node->a->type, *b = &node->b->type;
    if (mog_type_is_numeric(a) && mog_type_is_numeric(b)) {
        mog_type_join(&node->type, a, b);
        if (node->tag == MOG_NODE_DIVIDE) node->type = number_type;
        bool sum = node->tag == MOG_NODE_ADD || node->tag == MOG_NODE_SUBTRACT;
        node->percent = sum && (node->a->percent || node->b->percent);
        return true;
    }
    for (size_t i = 0; i < sizeof arithmetic / sizeof *arithmetic; i++) {
        if (arithmetic[i].tag != node->tag || arithmetic[i].a != a->tag || arithmetic[i].b != b->tag) continue;
        node->type = (mog_type){.tag = arithmetic[i].result};
        return true;
    }
    if (node->tag == MOG_NODE_ADD && mog_type_is_textual(a) && mog_type_is_textual(b)) {
        mog_report(check->diagnostics, MOG_E0114, node->span, "texts are joined by writing them into one: \"{a}{b}\"");
        return false;
    }
    return misfit(check, node, node->a, node->b);
}

static bool check_negate(mog_check *check, mog_node *node)
{
    if (!mog_check_scalar(check, node->a, NULL)) return false;
    node->type = node->a->type;
    node->percent = node->a->percent;
    if (mog_type_is_numeric(&node->type) || node->type.tag == MOG_TYPE_DURATION) return true;
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span, "a minus stands before numbers and durations, and this is %s",
               mog_type_words(words, &node->type));
    return false;
}

static bool check_member(mog_check *check, mog_node *node, mog_node *set, mog_node *member)
{
    mog_type element = mog_type_of_element(&set->type);
    if (!mog_check_scalar(check, member, &element)) return false;
    if (element.tag == MOG_TYPE_INTEGER ? member->type.tag == MOG_TYPE_INTEGER
                                        : mog_type_join(NULL, &element, &member->type))
        return true;
    char words[MOG_TYPE_WORDS], other[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span, "%s does not hold %s", mog_type_words(words, &set->type),
               mog_type_words(other, &member->type));
    return false;
}

static bool check_contains(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    bool is_attribute;
    bool is_fine = mog_check_each_member(check, node, node->a, node->b, &is_attribute);
    if (is_attribute) return is_fine;
    if (!mog_check_expr(check, node->a, NULL)) {
        if (!mog_check_takes_meaning(check, node->b)) mog_check_scalar(check, node->b, NULL);
        return false;
    }
    if (node->a->type.tag == MOG_TYPE_SET) return check_member(check, node, node->a, node->b);
    if (node->a->type.tag == MOG_TYPE_LIST) {
        mog_report(check->diagnostics, MOG_E0114, node->a->span,
                   "a list has rows of fields; write `any x in … has x.FIELD = …`");
        return false;
    }
    if (mog_type_is_textual(&node->a->type)) return need(check, node->b, &text_type, node);
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->a->span, "`contains` looks into a text or a set, and this is %s",
               mog_type_words(words, &node->a->type));
    return false;
}

static bool check_in_set(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    bool is_attribute;
    bool is_fine = mog_check_each_member(check, node, node->b, node->a, &is_attribute);
    if (is_attribute) return is_fine;
    if (node->b->tag == MOG_NODE_NAME && mog_check_resolve(check, node->b, NULL) == MOG_FOUND &&
        node->b->binding == MOG_BINDING_KIND) {
        mog_report(check->diagnostics, MOG_E0121, node->b->span,
                   "kind %.*s has fields and is no set of values; write `any x in %.*s has x.FIELD = …`",
                   MOG_SHOW(node->b->name), MOG_SHOW(node->b->name));
        return false;
    }
    if (!mog_check_expr(check, node->b, NULL)) {
        if (!mog_check_takes_meaning(check, node->a)) mog_check_scalar(check, node->a, NULL);
        return false;
    }
    if (node->b->type.tag == MOG_TYPE_SET) return check_member(check, node, node->b, node->a);
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0121, node->b->span,
               "`in` takes a set, { a, b } or a range A..B here, and this is %s",
               mog_type_words(words, &node->b->type));
    return false;
}

static bool check_in_items(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    if (node->item_count > MOG_LIMIT_ITEMS) {
        mog_report(check->diagnostics, MOG_E0104, node->span, "more than %d members written out in a set",
                   MOG_LIMIT_ITEMS);
        return false;
    }
    if (!mog_check_scalar(check, node->a, NULL)) {
        for (uint32_t i = 0; i < node->item_count; i++) {
            if (!mog_check_takes_meaning(check, node->items[i])) mog_check_scalar(check, node->items[i], NULL);
        }
        return false;
    }
    bool fine = true;
    for (uint32_t i = 0; i < node->item_count; i++) {
        mog_node *item = node->items[i];
        if (!mog_check_scalar(check, item, &node->a->type)) {
            fine = false;
        } else if (!mog_type_join(NULL, &node->a->type, &item->type)) {
            char left[MOG_TYPE_WORDS], right[MOG_TYPE_WORDS];
            mog_report(check->diagnostics, MOG_E0114, item->span, "%s cannot be equal to %s",
                       mog_type_words(left, &node->a->type), mog_type_words(right, &item->type));
            fine = false;
        }
    }
    return fine;
}

static bool check_in_range(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    bool fine = mog_check_scalar(check, node->a, NULL);
    fine &= mog_check_scalar(check, node->b, NULL);
    fine &= mog_check_scalar(check, node->c, NULL);
    if (!fine) return false;
    if (!mog_type_join(NULL, &node->a->type, &node->b->type)) return misfit(check, node, node->a, node->b);
    if (!mog_type_join(NULL, &node->a->type, &node->c->type)) return misfit(check, node, node->a, node->c);
    if (mog_type_is_ordered(&node->a->type)) return true;
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, node->span,
               "a range is of numbers, texts, times or durations, and this is %s",
               mog_type_words(words, &node->a->type));
    return false;
}

static bool check_text_operator(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    bool fine = need(check, node->a, &text_type, node);
    if (node->tag == MOG_NODE_MATCHES) mog_check_regex(check, node);
    else fine &= need(check, node->b, &text_type, node);
    return fine;
}

static bool check_time_operator(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    bool fine = need(check, node->a, &time_type, node);
    return need(check, node->b, &duration_type, node) && fine;
}

/* Kinds and elements are known or unknown too, though they are no values. */
static bool check_known(mog_check *check, mog_node *node)
{
    node->type = bool_type;
    if (node->a->tag == MOG_NODE_FIELD) return node->a->typed = mog_check_field_or_record(check, node->a);
    if (mog_node_is_subject_call(check, node->a)) return mog_check_subject(check, node->a);
    if (node->a->tag != MOG_NODE_NAME) return mog_check_expr(check, node->a, NULL);
    if (mog_check_resolve(check, node->a, NULL) == MOG_FOUND) {
        bool element = node->a->binding == MOG_BINDING_VARIABLE && node->a->binder->a->type.tag != MOG_TYPE_SET;
        bool given = node->a->binding == MOG_BINDING_ARGUMENT && node->a->kind;
        if (node->a->binding == MOG_BINDING_KIND || element || given) {
            node->a->typed = !element || node->a->binder->a->typed;
            node->a->type = (mog_type){.tag = MOG_TYPE_COUNT}; /* not a value */
            return node->a->typed;
        }
        return mog_check_expr(check, node->a, NULL);
    }
    return mog_check_expr(check, node->a, NULL);
}

static bool check_otherwise(mog_check *check, mog_node *node)
{
    if (!check_pair(check, node->a, node->b)) return false;
    if (!mog_type_join(&node->type, &node->a->type, &node->b->type)) return misfit(check, node, node->a, node->b);
    node->percent = node->a->percent || node->b->percent;
    return true;
}

bool mog_check_text(mog_check *check, mog_node *node)
{
    bool fine = true;
    for (uint32_t i = 0; i < node->item_count; i++) {
        if (node->items[i]->tag == MOG_NODE_PIECE) continue;
        fine &= mog_check_scalar(check, node->items[i], NULL);
    }
    node->type = text_type;
    node->typed = fine;
    return fine;
}

/* ---- all */

static bool literal(mog_check *check, mog_node *node, mog_type_tag tag, const mog_type *want)
{
    bool handled;
    bool fine = mog_check_meaning(check, node, node, want, &handled);
    if (handled) return fine;
    node->type = (mog_type){.tag = tag};
    node->percent = node->tag == MOG_NODE_NUMBER && node->flag;
    if (node->tag != MOG_NODE_NUMBER) return true;
    size_t dots = 0;
    for (size_t i = 0; i < node->name.size; i++) dots += node->name.at[i] == '.';
    if (dots < 2) return true;
    mog_report(check->diagnostics, MOG_E0114, node->span,
               "%.*s is the number of a control, and what stands beside it is none", MOG_SHOW(node->name));
    return false;
}

static bool dispatch(mog_check *check, mog_node *node, const mog_type *want)
{
    switch (node->tag) {
    case MOG_NODE_BAD:
    case MOG_NODE_PIECE: return false;
    case MOG_NODE_BOOL: return literal(check, node, MOG_TYPE_BOOL, NULL);
    case MOG_NODE_INTEGER: return literal(check, node, MOG_TYPE_INTEGER, want);
    case MOG_NODE_NUMBER: return literal(check, node, MOG_TYPE_NUMBER, want);
    case MOG_NODE_TIME:
    case MOG_NODE_NOW: return literal(check, node, MOG_TYPE_TIME, NULL);
    case MOG_NODE_DURATION: return literal(check, node, MOG_TYPE_DURATION, NULL);
    case MOG_NODE_TEXT:
        if (mog_check_takes_meaning(check, node)) return literal(check, node, MOG_TYPE_TEXT, want);
        return mog_check_text(check, node);
    case MOG_NODE_NAME: return mog_check_name(check, node, want);
    case MOG_NODE_FIELD: return mog_check_field(check, node);
    case MOG_NODE_CALL: return mog_check_call(check, node);
    case MOG_NODE_NOT:
    case MOG_NODE_AND:
    case MOG_NODE_OR:
    case MOG_NODE_IMPLIES: return check_logic(check, node);
    case MOG_NODE_NEGATE: return check_negate(check, node);
    case MOG_NODE_EQ:
    case MOG_NODE_NE:
    case MOG_NODE_LT:
    case MOG_NODE_LE:
    case MOG_NODE_GT:
    case MOG_NODE_GE: return check_comparison(check, node);
    case MOG_NODE_ADD:
    case MOG_NODE_SUBTRACT:
    case MOG_NODE_MULTIPLY:
    case MOG_NODE_DIVIDE: return check_arithmetic(check, node);
    case MOG_NODE_IN_ITEMS: return check_in_items(check, node);
    case MOG_NODE_IN_RANGE: return check_in_range(check, node);
    case MOG_NODE_IN_SET: return check_in_set(check, node);
    case MOG_NODE_CONTAINS: return check_contains(check, node);
    case MOG_NODE_MATCHES:
    case MOG_NODE_STARTS:
    case MOG_NODE_ENDS: return check_text_operator(check, node);
    case MOG_NODE_WITHIN:
    case MOG_NODE_OLDER: return check_time_operator(check, node);
    case MOG_NODE_IS_KNOWN: return check_known(check, node);
    case MOG_NODE_OTHERWISE: return check_otherwise(check, node);
    case MOG_NODE_OF: return mog_check_subjects(check, node);
    default: return mog_check_binder(check, node);
    }
}

bool mog_check_expr(mog_check *check, mog_node *node, const mog_type *want)
{
    node->typed = dispatch(check, node, want);
    return node->typed;
}

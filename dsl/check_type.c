/* check_type.c: which types fit together, and how they are told in messages. */
#include "dsl/check.h"

#include <stdio.h>

const char *mog_type_words(char out[MOG_TYPE_WORDS], const mog_type *type)
{
    static const char *const words[MOG_TYPE_COUNT] = {
        [MOG_TYPE_BOOL] = "true or false", [MOG_TYPE_INTEGER] = "a whole number",
        [MOG_TYPE_NUMBER] = "a number",    [MOG_TYPE_TEXT] = "a text",
        [MOG_TYPE_TIME] = "a time",        [MOG_TYPE_DURATION] = "a duration",
        [MOG_TYPE_CONTROL] = "a control",  [MOG_TYPE_LIST] = "a list",
    };
    if (type->tag == MOG_TYPE_ENUM) {
        snprintf(out, MOG_TYPE_WORDS, "a value of an enum");
        size_t used = 0;
        char all[MOG_TYPE_WORDS];
        for (uint32_t i = 0; i < type->values->count; i++) {
            mog_text name = type->values->names[i];
            if (used + name.size + 20 > sizeof all) return out;
            used += (size_t)snprintf(all + used, sizeof all - used, "%s%.*s", i ? ", " : "", MOG_SHOW(name));
        }
        snprintf(out, MOG_TYPE_WORDS, "one of %.80s", all);
    } else if (type->tag == MOG_TYPE_REFERENCE) {
        int size = type->subject_type.size > 40 ? 40 : (int)type->subject_type.size;
        snprintf(out, MOG_TYPE_WORDS, "a reference to %.*s", size, type->subject_type.at);
    } else if (type->tag == MOG_TYPE_SET) {
        snprintf(out, MOG_TYPE_WORDS, "a set of %s", mog_type_word(type->element));
    } else {
        snprintf(out, MOG_TYPE_WORDS, "%s", words[type->tag]);
    }
    return out;
}

bool mog_type_is_numeric(const mog_type *type)
{
    return type->tag == MOG_TYPE_INTEGER || type->tag == MOG_TYPE_NUMBER;
}

bool mog_type_is_textual(const mog_type *type)
{
    return type->tag == MOG_TYPE_TEXT || type->tag == MOG_TYPE_REFERENCE;
}

bool mog_type_is_ordered(const mog_type *type)
{
    return mog_type_is_numeric(type) || type->tag == MOG_TYPE_TEXT || type->tag == MOG_TYPE_TIME ||
           type->tag == MOG_TYPE_DURATION;
}

static bool join(mog_type *out, const mog_type *a, const mog_type *b)
{
    *out = *a;
    if (mog_type_is_numeric(a) && mog_type_is_numeric(b)) {
        if (b->tag == MOG_TYPE_NUMBER) *out = *b;
        return true;
    }
    if (a->tag == b->tag) return mog_type_equal(a, b);
    out->tag = MOG_TYPE_TEXT;
    return mog_type_is_textual(a) && mog_type_is_textual(b);
}

bool mog_type_join(mog_type *out, const mog_type *a, const mog_type *b)
{
    mog_type joined = {0};
    bool fits = join(&joined, a, b);
    if (fits && out) *out = joined;
    return fits;
}

mog_type mog_type_of_element(const mog_type *set)
{
    return (mog_type){.tag = set->element, .values = set->values, .subject_type = set->subject_type};
}

const mog_node *mog_literal(const mog_node *node, bool *negative)
{
    *negative = false;
    for (;;) {
        switch (node->tag) {
        case MOG_NODE_NAME:
            if (node->binding != MOG_BINDING_PARAM) return NULL;
            node = node->param->value;
            break;
        case MOG_NODE_NEGATE:
            *negative = !*negative;
            node = node->a;
            break;
        case MOG_NODE_TEXT:
            if (node->item_count > 1) return NULL;
            return node->item_count == 0 || node->items[0]->tag == MOG_NODE_PIECE ? node : NULL;
        case MOG_NODE_BOOL:
        case MOG_NODE_INTEGER:
        case MOG_NODE_NUMBER:
        case MOG_NODE_TIME:
        case MOG_NODE_DURATION: return node;
        default: return NULL;
        }
    }
}

void mog_literal_value(mog_value *out, const mog_node *node, mog_type_tag tag)
{
    *out = (mog_value){.known = 1};
    if (node->binding == MOG_BINDING_ENUM || node->binding == MOG_BINDING_CONTROL) {
        out->i = node->binding == MOG_BINDING_ENUM ? (int64_t)node->slot : node->integer;
        return;
    }
    bool negative;
    const mog_node *literal = mog_literal(node, &negative);
    switch (literal->tag) {
    case MOG_NODE_NUMBER: out->d = negative ? -literal->number + 0.0 : literal->number; break;
    case MOG_NODE_TEXT: {
        mog_text text = literal->item_count ? literal->items[0]->name : MOG_TEXT("");
        out->text = text.at;
        out->n = (uint32_t)text.size;
        break;
    }
    case MOG_NODE_DURATION:
        out->i = negative ? -literal->duration.ns : literal->duration.ns;
        out->n = (uint32_t)(negative ? -literal->duration.months : literal->duration.months);
        break;
    default: /* bool, integer, time */
        if (tag == MOG_TYPE_NUMBER) out->d = negative ? -(double)literal->integer + 0.0 : (double)literal->integer;
        else out->i = negative ? -literal->integer : literal->integer;
    }
}

const char *mog_nearest(mog_check *check, char *out, size_t size, mog_text text, const mog_text *candidates,
                        size_t count)
{
    out[0] = 0;
    if (check->diagnostics->errors >= MOG_LIMIT_DIAGNOSTICS) return out; /* it would not be kept */
    int at = mog_text_nearest(text, candidates, count);
    if (at >= 0) snprintf(out, size, "; did you mean `%.*s`?", MOG_SHOW(candidates[at]));
    return out;
}

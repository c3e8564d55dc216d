/* check_relation.c: other subjects: `unit(s.owner)`, `parts of s`, `suppliers of s`. What is read of them is in check_field.c. */
#include "dsl/check.h"

mog_text mog_check_source(const mog_check *check, const mog_node *node)
{
    mog_text text = check->files[node->span.file].text;
    return (mog_text){text.at + node->span.start, node->span.end - node->span.start};
}

/* The register of a type of subject; NULL: it has none. */
static const mog_kind *register_of(const mog_check *check, mog_text type)
{
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(check, type, &owner);
    return kind && kind->is_register ? kind : NULL;
}

const mog_kind *mog_list_kind(const mog_node *list)
{
    bool records = list->tag == MOG_NODE_FIELD && list->access == MOG_ACCESS_RECORDS;
    return records || list->tag == MOG_NODE_NAME ? list->kind : NULL;
}

bool mog_node_is_subject_call(const mog_check *check, const mog_node *node)
{
    return node->tag == MOG_NODE_CALL && !node->a && !node->let && mog_check_is_subject_type(check, node->name);
}

/* ---- one subject */

static bool is_subject_of(mog_check *check, mog_node *node, mog_text type)
{
    node->type = (mog_type){.tag = MOG_TYPE_COUNT, .subject_type = type};
    node->kind = register_of(check, type);
    return node->typed = true;
}

/* `unit(E)`: E is a reference to a unit, or a text that names one. */
static bool check_call(mog_check *check, mog_node *node)
{
    mog_type reference = {.tag = MOG_TYPE_REFERENCE, .subject_type = node->name};
    if (node->item_count != 1) {
        mog_report(check->diagnostics, MOG_E0120, node->span,
                   "%.*s(…) takes one argument, a reference to %.*s such as s.owner, and here are %u",
                   MOG_SHOW(node->name), MOG_SHOW(node->name), node->item_count);
        return false;
    }
    mog_node *argument = node->items[0];
    bool negative, is_literal;
    if (!mog_check_scalar(check, argument, &reference)) return false;
    is_literal = argument->type.tag == MOG_TYPE_TEXT && mog_literal(argument, &negative) != NULL;
    if (is_literal || mog_type_equal(&argument->type, &reference)) return is_subject_of(check, node, node->name);
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0120, argument->span, "%.*s(…) takes a reference to %.*s, and this is %s",
               MOG_SHOW(node->name), MOG_SHOW(node->name), mog_type_words(words, &argument->type));
    return false;
}

static bool no_subject(mog_check *check, const mog_node *node)
{
    if (node->typed && node->type.tag == MOG_TYPE_REFERENCE) {
        mog_text source = mog_check_source(check, node);
        mog_report(check->diagnostics, MOG_E0114, node->span,
                   "this names a subject and is not one itself; write %.*s(%.*s)", MOG_SHOW(node->type.subject_type),
                   MOG_SHOW(source));
    } else {
        mog_report(check->diagnostics, MOG_E0114, node->span,
                   "this is not a subject; the subject of the rule is one, and what a reference names, as in "
                   "unit(s.owner)");
    }
    return false;
}

static bool check_name(mog_check *check, mog_node *node)
{
    switch (mog_check_resolve(check, node, NULL)) {
    case MOG_FOUND_FAULT: return false;
    case MOG_FOUND_NOTHING: mog_check_unknown(check, node, NULL); return false;
    case MOG_FOUND: break;
    }
    bool own_register = node->binding == MOG_BINDING_KIND && node->kind->is_register && check->rule &&
                        mog_text_equal(node->kind->name, check->rule->subject_type);
    if (own_register) node->binding = MOG_BINDING_SUBJECT;
    if (node->binding == MOG_BINDING_SUBJECT) {
        mog_text type = node->argument ? node->argument->subject_type : check->rule->subject_type;
        if (!type.size) return false; /* there is no such type, and it was said */
        return is_subject_of(check, node, type);
    }
    if (node->binding != MOG_BINDING_VARIABLE) return no_subject(check, node);
    const mog_node *list = node->binder->a;
    if (!list->typed) return false;
    return list->tag == MOG_NODE_OF ? is_subject_of(check, node, list->type.subject_type) : no_subject(check, node);
}

bool mog_check_subject(mog_check *check, mog_node *node)
{
    if (node->tag == MOG_NODE_BAD) return false;
    if (node->tag == MOG_NODE_NAME) return check_name(check, node);
    if (mog_node_is_subject_call(check, node)) return check_call(check, node);
    if (!mog_check_expr(check, node, NULL)) return false;
    return no_subject(check, node);
}

/* ---- lists of subjects */

/* A type by its name, or by that and an s. */
static mog_text find_type(const mog_check *check, mog_text name)
{
    if (mog_check_is_subject_type(check, name)) return name;
    mog_text shorter = {name.at, name.size - 1};
    if (name.size > 1 && name.at[name.size - 1] == 's' && mog_check_is_subject_type(check, shorter)) return shorter;
    return (mog_text){0};
}

static bool names_type(const mog_type *type, mog_text subject_type)
{
    bool reference =
        type->tag == MOG_TYPE_REFERENCE || (type->tag == MOG_TYPE_SET && type->element == MOG_TYPE_REFERENCE);
    return reference && mog_text_equal(type->subject_type, subject_type);
}

static bool has_field_of(const mog_kind *kind, mog_text subject_type)
{
    for (uint32_t i = 0; kind && i < kind->row.count; i++)
        if (names_type(&kind->row.fields[i].type, subject_type)) return true;
    return false;
}

static bool has_part_of(const mog_kind *kind)
{
    int slot = kind ? mog_row_find(&kind->row, MOG_TEXT("part_of")) : -1;
    return slot >= 0 && kind->row.fields[slot].type.tag == MOG_TYPE_REFERENCE &&
           mog_text_equal(kind->row.fields[slot].type.subject_type, kind->name);
}

static void unknown_type(mog_check *check, const mog_node *node)
{
    char near[256];
    mog_text *names = mog_take_array(check->arena, mog_text, check->subject_type_count + 1u);
    for (uint32_t i = 0; i < check->subject_type_count; i++) names[i] = check->subject_types[i];
    names[check->subject_type_count] = MOG_TEXT("parts");
    mog_report(check->diagnostics, MOG_E0113, node->name_span,
               "`of` stands between a type of subject, or `parts`, and a subject; there is no type `%.*s`%s",
               MOG_SHOW(node->name),
               mog_nearest(check, near, sizeof near, node->name, names, check->subject_type_count + 1u));
}

static bool list_of(mog_node *node, mog_text type, const mog_kind *kind)
{
    node->type = (mog_type){.tag = MOG_TYPE_LIST, .subject_type = type, .row = kind ? &kind->row : NULL};
    node->kind = kind;
    return true;
}

bool mog_check_subjects(mog_check *check, mog_node *node)
{
    mog_text parts = MOG_TEXT("parts"), to = find_type(check, node->name);
    bool is_parts = mog_text_equal(node->name, parts);
    if (!is_parts && !to.size) unknown_type(check, node);
    if (!mog_check_subject(check, node->a) || (!is_parts && !to.size)) return false;
    mog_text from = node->a->type.subject_type;
    if (is_parts && (has_part_of(node->a->kind) || !to.size)) {
        node->flag = true;
        if (has_part_of(node->a->kind)) return list_of(node, from, node->a->kind);
        mog_report(check->diagnostics, MOG_E0107, node->span,
                   "no %.*s is part of another: their register has no field `part_of %.*s`", MOG_SHOW(from),
                   MOG_SHOW(from));
        return false;
    }
    const mog_kind *kind = register_of(check, to);
    if (has_field_of(node->a->kind, to) || has_field_of(kind, from)) return list_of(node, to, kind);
    mog_report(check->diagnostics, MOG_E0107, node->span,
               "nothing relates %.*s to %.*s: the register of neither has a field that names the other", MOG_SHOW(to),
               MOG_SHOW(from));
    return false;
}

/* check_field.c: `s.class.availability`: whose field, which slot.
 *
 * A chain of dots is one path from a name. Groups are part of a field's path, so the longest path that names a field is what is read.
 */
#include "dsl/check.h"

#include <stdio.h>
#include <string.h>

/* The chain, and what stands at its root. */
typedef struct chain {
    mog_node *node; /* the whole */
    mog_node *root;
    mog_text path;      /* all after the root, with dots */
    mog_span path_span; /* of that */
    const char *owner;  /* "kind account", for messages */
    const mog_row *row; /* NULL: has no fields */
} chain;

static void gather(mog_check *check, chain *c, mog_node *node)
{
    size_t size = 0;
    mog_node *at = node;
    for (; at->tag == MOG_NODE_FIELD; at = at->a) size += at->name.size + 1;
    c->node = node;
    c->root = at;
    char *path = mog_arena_take(check->arena, size + 1);
    c->path = (mog_text){path, size - 1};
    c->path_span = node->name_span;
    for (at = node; at->tag == MOG_NODE_FIELD; at = at->a) {
        size -= at->name.size + 1;
        memcpy(path + size, at->name.at, at->name.size);
        path[size + at->name.size] = '.';
        c->path_span.start = at->name_span.start;
    }
    path[c->path.size] = 0;
}

/* ---- roots */

static bool root_kind(mog_check *check, chain *c)
{
    mog_node *root = c->root;
    const mog_kind *kind = root->kind;
    if (kind->many) {
        mog_report(check->diagnostics, MOG_E0121, c->node->span,
                   "kind %.*s has many elements; write `any x in %.*s has x.%.*s` or another quantifier",
                   MOG_SHOW(kind->name), MOG_SHOW(kind->name), MOG_SHOW(c->path));
        return false;
    }
    if (kind->is_register && check->rule && mog_text_equal(kind->name, check->rule->subject_type))
        root->binding = MOG_BINDING_SUBJECT; /* the register of the rule's own type is the subject */
    c->row = &kind->row;
    c->owner = mog_arena_format(check->arena, "kind %.*s", MOG_SHOW(kind->name));
    return true;
}

static bool root_variable(mog_check *check, chain *c)
{
    const mog_node *list = c->root->binder->a;
    if (!list->typed) return false;
    if (list->tag == MOG_NODE_NAME) { /* a many kind */
        c->row = &list->kind->row;
        c->root->kind = list->kind;
        c->owner = mog_arena_format(check->arena, "kind %.*s", MOG_SHOW(list->kind->name));
        return true;
    }
    if (list->type.tag == MOG_TYPE_SET) {
        mog_report(check->diagnostics, MOG_E0107, c->node->span, "`%.*s` is a single value of a set and has no fields",
                   MOG_SHOW(c->root->name));
        return false;
    }
    c->row = list->type.row;
    c->root->row = list->type.row;
    c->owner = mog_arena_format(check->arena, "the list %.*s", MOG_SHOW(list->name));
    return true;
}

static bool resolve_root(mog_check *check, chain *c)
{
    if (c->root->tag == MOG_NODE_BAD) return false;
    if (c->root->tag == MOG_NODE_CALL && !c->root->a && mog_check_is_subject_type(check, c->root->name)) {
        mog_report(check->diagnostics, MOG_E0122, c->node->span,
                   "fields of another subject cannot be read in this version of the language; a reference such as "
                   "s.owner can be compared and shown");
        return false;
    }
    if (c->root->tag != MOG_NODE_NAME) {
        if (mog_check_expr(check, c->root, NULL))
            mog_report(check->diagnostics, MOG_E0114, c->node->span,
                       "this has no fields; a kind, a subject and the variable of a quantifier have");
        return false;
    }
    switch (mog_check_resolve(check, c->root, NULL)) {
    case MOG_FOUND_FAULT: return false;
    case MOG_FOUND_NOTHING: mog_check_unknown(check, c->root, NULL); return false;
    case MOG_FOUND: break;
    }
    switch (c->root->binding) {
    case MOG_BINDING_KIND: return root_kind(check, c);
    case MOG_BINDING_VARIABLE: return root_variable(check, c);
    case MOG_BINDING_SUBJECT:
        if (!check->rule->subject_type.size) return false; /* there is no such type, and it was said */
        c->row = c->root->kind ? &c->root->kind->row : NULL;
        c->owner = mog_arena_format(check->arena, "subject type %.*s", MOG_SHOW(check->rule->subject_type));
        return true;
    default:
        mog_report(check->diagnostics, MOG_E0114, c->node->span,
                   "the parameter `%.*s` is a single value and has no fields", MOG_SHOW(c->root->name));
        return false;
    }
}

/* ---- fields */

/* `item`, `observed`, `id`, `name`, where no field has the name. */
static bool built_in(const chain *c)
{
    static const mog_type text = {.tag = MOG_TYPE_TEXT}, time = {.tag = MOG_TYPE_TIME};
    mog_node *node = c->node;
    const mog_kind *kind = c->root->kind;
    bool subject = c->root->binding == MOG_BINDING_SUBJECT;
    bool element = c->root->binding == MOG_BINDING_VARIABLE && kind;
    if (mog_text_equal(c->path, MOG_TEXT("observed")) && kind) {
        node->access = MOG_ACCESS_OBSERVED;
        node->type = time;
    } else if (mog_text_equal(c->path, MOG_TEXT("id")) && subject) {
        node->access = MOG_ACCESS_ID;
        node->type = text;
    } else if (mog_text_equal(c->path, MOG_TEXT("name")) && subject) {
        node->access = MOG_ACCESS_NAME;
        node->slot = UINT32_MAX; /* the register has none */
        node->type = text;
    } else if (element && (mog_text_equal(c->path, MOG_TEXT("item")) || mog_text_equal(c->path, MOG_TEXT("name")))) {
        node->access = MOG_ACCESS_ITEM;
        node->type = text;
    } else {
        return false;
    }
    return true;
}

/* A longer or shorter path than that of a field was written. */
static bool report_part(mog_check *check, const chain *c)
{
    for (uint32_t i = 0; c->row && i < c->row->count; i++) {
        const mog_field *field = &c->row->fields[i];
        const mog_text *longer = &field->path, *shorter = &c->path;
        bool group = longer->size > shorter->size;
        if (!group) longer = &c->path, shorter = &field->path;
        if (longer->size <= shorter->size + 1 || !mog_text_starts(*longer, *shorter) ||
            longer->at[shorter->size] != '.')
            continue;
        if (field->type.tag == MOG_TYPE_COUNT) return true;
        if (group) {
            mog_report(check->diagnostics, MOG_E0114, c->node->span,
                       "%.*s is a group of fields and no single value; write one of them, such as %.*s.%.*s",
                       MOG_SHOW(c->path), MOG_SHOW(c->root->name), MOG_SHOW(field->path));
        } else if (field->type.tag == MOG_TYPE_REFERENCE) {
            mog_report(check->diagnostics, MOG_E0122, c->node->span,
                       "%.*s refers to another subject, whose fields cannot be read in this version of the language",
                       MOG_SHOW(field->path));
        } else if (field->type.tag == MOG_TYPE_LIST) {
            mog_text rest = {c->path.at + field->path.size + 1, c->path.size - field->path.size - 1};
            mog_report(check->diagnostics, MOG_E0121, c->node->span,
                       "%.*s is a list; write `any x in %.*s.%.*s has x.%.*s` or another quantifier",
                       MOG_SHOW(field->path), MOG_SHOW(c->root->name), MOG_SHOW(field->path), MOG_SHOW(rest));
        } else {
            mog_report(check->diagnostics, MOG_E0107, c->node->span, "%.*s is a single value and has no fields",
                       MOG_SHOW(field->path));
        }
        return true;
    }
    return false;
}

static void report_unknown(mog_check *check, const chain *c)
{
    if (report_part(check, c)) return;
    uint32_t count = c->row ? c->row->count : 0;
    if (!c->row) {
        mog_report(check->diagnostics, MOG_E0107, c->node->span,
                   "%s has no register kind, and so no field `%.*s`; id and name can be read", c->owner,
                   MOG_SHOW(c->path));
        return;
    }
    mog_text *paths = mog_take_array(check->arena, mog_text, count);
    for (uint32_t i = 0; i < count; i++) paths[i] = c->row->fields[i].path;
    char near[256];
    mog_report(check->diagnostics, MOG_E0107, c->node->span, "%s has no field `%.*s`%s", c->owner, MOG_SHOW(c->path),
               mog_nearest(check, near, sizeof near, c->path, paths, count));
}

bool mog_check_field(mog_check *check, mog_node *node)
{
    chain c = {0};
    gather(check, &c, node);
    if (!resolve_root(check, &c)) return false;
    int slot = c.row ? mog_row_find(c.row, c.path) : -1;
    node->a = c.root;
    node->binding = c.root->binding;
    node->kind = c.root->kind;
    node->binder = c.root->binder;
    node->row = c.row;
    node->access = MOG_ACCESS_FIELD;
    if (slot < 0) {
        if (built_in(&c)) return true;
        report_unknown(check, &c);
        return false;
    }
    node->slot = (uint32_t)slot;
    node->type = c.row->fields[slot].type;
    if (node->type.tag == MOG_TYPE_COUNT) return false; /* its declaration is faulty */
    if (node->binding == MOG_BINDING_SUBJECT && node->type.tag == MOG_TYPE_TEXT &&
        mog_text_equal(c.path, MOG_TEXT("name")))
        node->access = MOG_ACCESS_NAME;
    return true;
}

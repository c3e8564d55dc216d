/* check_field.c: `s.class.availability`: whose field, which slot.
 *
 * A chain of dots is one path from a name. Groups are part of a field's path, so the longest path that names a field is what is read.
 */
#include "dsl/check.h"

#include <string.h>

/* The chain, and what stands at its root. */
typedef struct chain {
    mog_node *node; /* the whole */
    mog_node *root;
    mog_text path;         /* all after the root, with dots */
    mog_span path_span;    /* of that */
    const char *owner;     /* "kind account", for messages */
    mog_text shown;        /* the root as it is written */
    mog_text subject_type; /* of a root that is a subject */
    const mog_kind *kind;  /* whose fields are read; NULL: a list's */
    const mog_row *row;    /* NULL: has no fields */
} chain;

static void gather(mog_check *check, chain *c, mog_node *node)
{
    size_t size = 0;
    mog_node *at = node;
    for (; at->tag == MOG_NODE_FIELD; at = at->a) size += at->name.size + 1;
    c->node = node;
    c->root = at;
    c->shown = at->tag == MOG_NODE_NAME ? at->name : mog_check_source(check, at);
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
    if (kind->is_register && check->rule && mog_text_equal(kind->name, check->rule->subject_type)) {
        root->binding = MOG_BINDING_SUBJECT; /* the register of the rule's own type is the subject */
        c->subject_type = kind->name;
    }
    c->kind = kind;
    c->row = &kind->row;
    c->owner = mog_arena_format(check->arena, "kind %.*s", MOG_SHOW(kind->name));
    return true;
}

static bool root_subject(mog_check *check, chain *c, mog_text type, const mog_kind *kind)
{
    c->root->type = (mog_type){.tag = MOG_TYPE_COUNT, .subject_type = type};
    c->subject_type = type;
    c->kind = kind;
    c->row = kind ? &kind->row : NULL;
    c->owner = mog_arena_format(check->arena, "subject type %.*s", MOG_SHOW(type));
    return true;
}

static bool root_variable(mog_check *check, chain *c)
{
    const mog_node *list = c->root->binder->a;
    if (!list->typed) return false;
    if (list->tag == MOG_NODE_OF) {
        c->root->kind = list->kind;
        return root_subject(check, c, list->type.subject_type, list->kind);
    }
    if (mog_list_kind(list)) { /* elements of a many kind */
        c->row = &list->kind->row;
        c->kind = c->root->kind = list->kind;
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

/* An element or a record that a `let` is given. */
static bool root_argument(mog_check *check, chain *c)
{
    const mog_let_param *param = c->root->argument;
    if (!param->kind && param->value.tag == MOG_TYPE_COUNT) return false; /* its type is faulty, and it was said */
    if (!param->kind) {
        mog_report(check->diagnostics, MOG_E0107, c->node->span, "`%.*s` is a single value and has no fields",
                   MOG_SHOW(c->root->name));
        return false;
    }
    c->kind = param->kind;
    c->row = &param->kind->row;
    c->owner = mog_arena_format(check->arena, "kind %.*s", MOG_SHOW(param->kind->name));
    return true;
}

static bool resolve_root(mog_check *check, chain *c)
{
    if (c->root->tag == MOG_NODE_BAD) return false;
    if (mog_node_is_subject_call(check, c->root))
        return mog_check_subject(check, c->root) && root_subject(check, c, c->root->name, c->root->kind);
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
    case MOG_BINDING_ARGUMENT: return root_argument(check, c);
    case MOG_BINDING_SUBJECT: {
        mog_text type = c->root->argument ? c->root->argument->subject_type : check->rule->subject_type;
        if (!type.size) return false; /* there is no such type, and it was said */
        return root_subject(check, c, type, c->root->kind);
    }
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
    const mog_kind *kind = c->kind;
    bool subject = c->subject_type.size && (!kind || kind->is_register);
    bool element = kind && kind->many;
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
                       MOG_SHOW(c->path), MOG_SHOW(c->shown), MOG_SHOW(field->path));
        } else if (field->type.tag == MOG_TYPE_REFERENCE) {
            mog_text rest = {c->path.at + field->path.size + 1, c->path.size - field->path.size - 1};
            mog_report(check->diagnostics, MOG_E0122, c->node->span,
                       "%.*s names another subject; to read of that, write %.*s(%.*s.%.*s).%.*s", MOG_SHOW(field->path),
                       MOG_SHOW(field->type.subject_type), MOG_SHOW(c->shown), MOG_SHOW(field->path), MOG_SHOW(rest));
        } else if (field->type.tag == MOG_TYPE_LIST) {
            mog_text rest = {c->path.at + field->path.size + 1, c->path.size - field->path.size - 1};
            mog_report(check->diagnostics, MOG_E0121, c->node->span,
                       "%.*s is a list; write `any x in %.*s.%.*s has x.%.*s` or another quantifier",
                       MOG_SHOW(field->path), MOG_SHOW(c->shown), MOG_SHOW(field->path), MOG_SHOW(rest));
        } else {
            mog_report(check->diagnostics, MOG_E0107, c->node->span, "%.*s is a single value and has no fields",
                       MOG_SHOW(field->path));
        }
        return true;
    }
    return false;
}

/* `KIND` or `KIND.FIELD` of another subject, of a kind whose declaration could not be read. */
static bool is_lost_kind(const mog_check *check, mog_text path)
{
    const char *dot = memchr(path.at, '.', path.size);
    return mog_check_is_lost(check, (mog_text){path.at, dot ? (size_t)(dot - path.at) : path.size});
}

static void report_unknown(mog_check *check, const chain *c)
{
    if (report_part(check, c)) return;
    uint32_t count = c->row ? c->row->count : 0;
    if (!c->row) {
        if (is_lost_kind(check, c->path)) return;
        mog_report(check->diagnostics, MOG_E0107, c->node->span,
                   "%s has no register kind, and so no field `%.*s`; id and name can be read", c->owner,
                   MOG_SHOW(c->path));
        return;
    }
    if (is_lost_kind(check, c->path)) return;
    mog_text *paths = mog_take_array(check->arena, mog_text, count);
    for (uint32_t i = 0; i < count; i++) paths[i] = c->row->fields[i].path;
    char near[256];
    mog_report(check->diagnostics, MOG_E0107, c->node->span, "%s has no field `%.*s`%s", c->owner, MOG_SHOW(c->path),
               mog_nearest(check, near, sizeof near, c->path, paths, count));
}

/* ---- evidence of a subject: `unit(s.owner).training`, `p.supplier_agreement.ends` */

static mog_text first_word(mog_text path)
{
    const char *dot = path.size ? memchr(path.at, '.', path.size) : NULL;
    return (mog_text){path.at, dot ? (size_t)(dot - path.at) : path.size};
}

/* The first word is that of a field of the register, or of a group of them. */
static bool is_of_register(const chain *c, mog_text word)
{
    for (uint32_t i = 0; c->row && i < c->row->count; i++)
        if (mog_text_equal(first_word(c->row->fields[i].path), word)) return true;
    return false;
}

/* A field of the register's goes before a kind of that name. MOG_FOUND_NOTHING: neither a kind nor anything like one. */
static mog_found find_evidence(mog_check *check, chain *c)
{
    mog_text word = first_word(c->path);
    mog_module *owner;
    if (!c->subject_type.size || is_of_register(c, word)) return MOG_FOUND_NOTHING;
    const mog_kind *kind = mog_check_find_kind(check, word, &owner);
    if (!kind) return MOG_FOUND_NOTHING;
    if (!kind->is_register && !mog_check_sees(check, check->module, owner)) {
        mog_check_unseen(check, &(mog_node){.name = word, .span = c->path_span}, "kind", owner);
        return MOG_FOUND_FAULT;
    }
    if (!mog_kind_is_about(kind, c->subject_type)) {
        mog_report(check->diagnostics, MOG_E0123, c->path_span, "kind %.*s is not about %.*s, which %.*s is",
                   MOG_SHOW(word), MOG_SHOW(c->subject_type), MOG_SHOW(c->shown));
        return MOG_FOUND_FAULT;
    }
    bool whole = word.size == c->path.size;
    c->kind = kind;
    c->row = &kind->row;
    c->owner = mog_arena_format(check->arena, "kind %.*s", MOG_SHOW(word));
    c->shown = mog_text_of(mog_arena_format(check->arena, "%.*s.%.*s", MOG_SHOW(c->shown), MOG_SHOW(word)));
    c->path.at += word.size + !whole;
    c->path.size -= word.size + !whole;
    if (whole || !kind->many) return MOG_FOUND;
    mog_report(check->diagnostics, MOG_E0121, c->node->span,
               "kind %.*s has many elements; write `any x in %.*s has x.%.*s` or another quantifier", MOG_SHOW(word),
               MOG_SHOW(c->shown), MOG_SHOW(c->path));
    return MOG_FOUND_FAULT;
}

/* The record of a kind, or the list of its elements. */
static bool whole_kind(mog_check *check, const chain *c, bool record_too)
{
    mog_node *node = c->node;
    node->access = MOG_ACCESS_RECORDS;
    node->type = (mog_type){.tag = c->kind->many ? MOG_TYPE_LIST : MOG_TYPE_COUNT, .row = c->row};
    if (c->kind->many || record_too) return true;
    mog_report(check->diagnostics, MOG_E0114, node->span,
               "kind %.*s has several fields and is no single value; write %.*s.FIELD, or `%.*s is known`",
               MOG_SHOW(c->kind->name), MOG_SHOW(c->shown), MOG_SHOW(c->shown));
    return false;
}

static bool check_field(mog_check *check, mog_node *node, bool record_too)
{
    chain c = {0};
    gather(check, &c, node);
    if (c.root->tag == MOG_NODE_NAME && mog_check_is_each(check, c.root->name))
        return mog_check_each_field(check, node);
    if (!resolve_root(check, &c)) return false;
    mog_found evidence = find_evidence(check, &c);
    if (evidence == MOG_FOUND_FAULT) return false;
    bool own = c.root->binding == MOG_BINDING_SUBJECT && !c.root->argument;
    int slot = c.row ? mog_row_find(c.row, c.path) : -1;
    node->a = c.root;
    node->subject = c.subject_type.size && !own ? c.root : NULL;
    node->binding = evidence == MOG_FOUND && own ? MOG_BINDING_KIND : c.root->binding;
    node->kind = c.kind;
    node->binder = c.root->binder;
    node->argument = c.root->argument;
    node->row = c.row;
    node->access = MOG_ACCESS_FIELD;
    if (evidence == MOG_FOUND && c.path.size == 0) return whole_kind(check, &c, record_too);
    if (slot < 0) {
        if (built_in(&c)) return true;
        report_unknown(check, &c);
        return false;
    }
    node->slot = (uint32_t)slot;
    node->type = c.row->fields[slot].type;
    if (node->type.tag == MOG_TYPE_COUNT) return false; /* its declaration is faulty */
    if (c.subject_type.size && evidence != MOG_FOUND && node->type.tag == MOG_TYPE_TEXT &&
        mog_text_equal(c.path, MOG_TEXT("name")))
        node->access = MOG_ACCESS_NAME;
    return true;
}

bool mog_check_field(mog_check *check, mog_node *node)
{
    return check_field(check, node, false);
}

bool mog_check_field_or_record(mog_check *check, mog_node *node)
{
    return check_field(check, node, true);
}

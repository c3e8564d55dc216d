/* check_let.c: `let`: definitions and their uses.
 *
 * A definition is checked once, where it is declared, after those that it uses; so a circle of them shows before anything
 * is checked twice. Its nodes are shared by all uses: lowering puts the body in place of each call. What that comes to is
 * bounded here, by its size and its depth.
 */
#include "dsl/check.h"

/* ---- names */

static void add_let(mog_check *check, mog_module *module, mog_let_node *let, mog_pool *own)
{
    mog_text name = let->name.text;
    let->module = module;
    for (const mog_let_param *p = let->params; p; p = p->next) let->param_count++;
    bool is_new, is_first;
    mog_pool_add(own, name.at, name.size, &is_new);
    if (!is_new) {
        let->used = true; /* one message is enough */
        mog_report(check->diagnostics, MOG_E0115, let->name.span,
                   "the module has a parameter or a definition `%.*s` already", MOG_SHOW(name));
    } else if (mog_check_is_subject_type(check, name)) {
        let->used = true;
        mog_report(check->diagnostics, MOG_E0115, let->name.span,
                   "%.*s is a type of subject, and %.*s(…) is the subject that a reference names; use another name",
                   MOG_SHOW(name), MOG_SHOW(name));
    } else if (mog_check_is_built_in(name)) {
        let->used = true;
        mog_report(check->diagnostics, MOG_E0115, let->name.span, "the language has a function `%.*s` already",
                   MOG_SHOW(name));
    }
    uint32_t number = mog_pool_add(&check->let_names, name.at, name.size, &is_first);
    mog_let_node **place = &check->lets[number];
    while (*place) place = &(*place)->same_name;
    *place = let;
}

static mog_found find_let(mog_check *check, const mog_node *call, mog_let_node **found, const mog_module **unseen)
{
    int64_t number = mog_pool_find(&check->let_names, call->name.at, call->name.size);
    *found = NULL;
    if (number < 0) return MOG_FOUND_NOTHING;
    for (mog_let_node *let = check->lets[number]; let; let = let->same_name) {
        if (let->module == check->module) {
            *found = let;
            return MOG_FOUND;
        }
        if (!mog_check_sees(check, check->module, let->module)) {
            *unseen = let->module;
        } else if (*found) {
            mog_report(check->diagnostics, MOG_E0115, call->name_span,
                       "both %.*s and %.*s define `%.*s`; rename one of them", MOG_SHOW((*found)->module->name.text),
                       MOG_SHOW(let->module->name.text), MOG_SHOW(call->name));
            return MOG_FOUND_FAULT;
        } else {
            *found = let;
        }
    }
    return *found ? MOG_FOUND : MOG_FOUND_NOTHING;
}

mog_let_param *mog_check_argument(const mog_check *check, mog_text name)
{
    if (!check->let) return NULL;
    for (mog_let_param *param = check->let->params; param; param = param->next) {
        if (mog_text_equal(param->name.text, name)) return param;
    }
    return NULL;
}

uint32_t mog_check_let_names(const mog_check *check, mog_text *names, uint32_t room)
{
    uint32_t count = 0;
    for (size_t n = 0; n < check->let_names.count && count < room; n++) names[count++] = check->lets[n]->name.text;
    return count;
}

/* ---- parameters */

static void unknown_type(mog_check *check, const mog_name *name)
{
    if (mog_check_is_lost(check, name->text)) return;
    size_t room = check->kind_count + check->subject_type_count + MOG_TYPE_CONTROL + 1u, count = 0;
    mog_text *names = mog_take_array(check->arena, mog_text, room);
    for (unsigned tag = 0; tag <= MOG_TYPE_CONTROL; tag++)
        names[count++] = mog_text_of(mog_type_word((mog_type_tag)tag));
    for (uint32_t i = 0; i < check->kind_count; i++) names[count++] = check->kinds[i]->name;
    for (uint32_t i = 0; i < check->subject_type_count; i++) names[count++] = check->subject_types[i];
    char near[256];
    mog_report(check->diagnostics, MOG_E0113, name->span,
               "`%.*s` is neither a type of value nor a kind nor a type of subject%s", MOG_SHOW(name->text),
               mog_nearest(check, near, sizeof near, name->text, names, count));
}

static void check_named_type(mog_check *check, mog_let_param *param)
{
    const mog_name *name = &param->type->names[0];
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(check, name->text, &owner);
    if (mog_check_is_subject_type(check, name->text)) {
        param->subject_type = name->text;
        param->kind = kind && kind->is_register ? kind : NULL;
    } else if (!kind) {
        unknown_type(check, name);
    } else if (!mog_check_sees(check, check->module, owner)) {
        mog_node named = {.name = name->text, .span = name->span};
        mog_check_unseen(check, &named, "kind", owner);
    } else {
        param->kind = kind;
    }
}

static void limit_params(mog_check *check, const mog_let_node *let)
{
    if (let->param_count <= MOG_LIMIT_ARGUMENTS) return;
    mog_let_param *last = let->params;
    for (int i = 1; i < MOG_LIMIT_ARGUMENTS; i++) last = last->next;
    mog_report(check->diagnostics, MOG_E0104, last->next->span, "a definition of more than %d parameters",
               MOG_LIMIT_ARGUMENTS);
    last->next = NULL;
}

static void check_params(mog_check *check, const mog_let_node *let)
{
    limit_params(check, let);
    for (mog_let_param *param = let->params; param; param = param->next) {
        param->value = (mog_type){.tag = MOG_TYPE_COUNT};
        for (const mog_let_param *other = let->params; other != param; other = other->next) {
            if (!mog_text_equal(other->name.text, param->name.text)) continue;
            mog_report(check->diagnostics, MOG_E0115, param->name.span, "the definition has a parameter `%.*s` already",
                       MOG_SHOW(param->name.text));
            break;
        }
        if (param->type->tag == MOG_TYPE_REFERENCE) check_named_type(check, param);
        else if (param->type->tag < MOG_TYPE_ENUM || param->type->tag == MOG_TYPE_CONTROL)
            param->value.tag = param->type->tag;
        else
            mog_report(check->diagnostics, MOG_E0122, param->type->span,
                       "a definition is given single values, elements and records of kinds, and subjects; write a type "
                       "such as bool or integer, a kind or a type of subject");
    }
}

/* ---- the order of definitions */

/* Definitions that are open, the innermost last. */
typedef struct path {
    const struct path *outer;
    mog_let_node *let;
} path;

static void check_let(mog_check *check, mog_let_node *let, const path *outer, uint32_t depth);

static void report_circle(mog_check *check, const mog_node *call, const mog_let_node *let, const path *open)
{
    const mog_let_node *circle[MOG_LIMIT_NESTING + 1];
    size_t count = 0;
    for (const path *p = open; p && count < MOG_LIMIT_NESTING; p = p->outer) {
        circle[count++] = p->let;
        if (p->let == let) break;
    }
    mog_buffer words = {0};
    for (; count; count--) mog_buffer_format(&words, "%.*s uses ", MOG_SHOW(circle[count - 1]->name.text));
    mog_report(check->diagnostics, MOG_E0129, call->span,
               "definitions in a circle: %s%.*s; one of them must do without the next", words.at,
               MOG_SHOW(let->name.text));
    mog_buffer_free(&words);
}

/* Checks what the body uses first. `depth`: of all that is open. */
static void check_used(mog_check *check, mog_node *node, const path *open, uint32_t depth)
{
    if (!node) return;
    check_used(check, node->a, open, depth + 1);
    check_used(check, node->b, open, depth + 1);
    check_used(check, node->c, open, depth + 1);
    for (uint32_t i = 0; i < node->item_count; i++) check_used(check, node->items[i], open, depth + 1);
    if (node->tag != MOG_NODE_CALL || node->a) return;
    mog_let_node *let;
    const mog_module *unseen;
    check->module = open->let->module;
    if (find_let(check, node, &let, &unseen) != MOG_FOUND) return;
    if (let->state == MOG_LET_BEING_CHECKED) report_circle(check, node, let, open);
    else if (let->state == MOG_LET_UNCHECKED) check_let(check, let, open, depth + 1);
}

typedef struct measure {
    uint64_t size;
    uint32_t depth;
} measure;

/* What the body comes to with those that it uses in place of their calls. */
static measure measure_of(const mog_node *node)
{
    measure all = {0};
    if (!node) return all;
    const mog_node *parts[] = {node->a, node->b, node->c, node->d};
    for (size_t i = 0; i < 4 + (size_t)node->item_count; i++) {
        measure part = measure_of(i < 4 ? parts[i] : node->items[i - 4]);
        all.size += part.size;
        if (part.depth > all.depth) all.depth = part.depth;
    }
    if (node->let) {
        all.size += node->let->size;
        if (node->let->depth > all.depth) all.depth = node->let->depth;
    }
    all.size++;
    all.depth++;
    return all;
}

static void check_size(mog_check *check, mog_let_node *let)
{
    measure all = measure_of(let->body);
    let->size = all.size > MOG_LIMIT_RULE_USES ? MOG_LIMIT_RULE_USES + 1 : (uint32_t)all.size;
    let->depth = all.depth;
    if (let->size > MOG_LIMIT_RULE_USES)
        mog_report(check->diagnostics, MOG_E0104, let->name.span,
                   "a definition that comes to more than %d operations with those that it uses; divide it",
                   MOG_LIMIT_RULE_USES);
    else if (let->depth > MOG_LIMIT_NESTING)
        mog_report(check->diagnostics, MOG_E0104, let->name.span,
                   "a definition nested more than %d deep with those that it uses; divide it", MOG_LIMIT_NESTING);
    else return;
    let->body->typed = false;
}

static void check_body(mog_check *check, mog_let_node *let)
{
    check->module = let->module;
    check->let = let;
    check->rule_uses = 0;
    mog_check_scalar(check, let->body, NULL);
    mog_check_everys(check);
    check->let = NULL;
    if (let->body->typed && (let->body->type.tag == MOG_TYPE_LIST || let->body->type.tag == MOG_TYPE_SET))
        let->body->typed = false; /* it was said */
    if (let->body->typed) mog_check_constant(check, let->body);
    check_size(check, let);
    for (const mog_let_param *param = let->params; param; param = param->next) {
        if (!param->used && let->body->typed)
            mog_report(check->diagnostics, MOG_W0203, param->name.span,
                       "the definition does not use its parameter `%.*s`", MOG_SHOW(param->name.text));
    }
}

static void check_let(mog_check *check, mog_let_node *let, const path *outer, uint32_t depth)
{
    path open = {outer, let};
    if (let->body->tag == MOG_NODE_BAD) { /* it was said */
        let->state = MOG_LET_CHECKED;
        return;
    }
    if (depth + let->body->depth > MOG_LIMIT_NESTING) {
        mog_report(check->diagnostics, MOG_E0104, let->name.span,
                   "definitions that use each other more than %d deep; write some of them out", MOG_LIMIT_NESTING);
        return;
    }
    let->state = MOG_LET_BEING_CHECKED;
    check_used(check, let->body, &open, depth);
    check_body(check, let);
    let->state = MOG_LET_CHECKED;
}

void mog_check_lets(mog_check *check)
{
    size_t count = 0;
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_let_node *let = check->modules[m]->lets; let; let = let->next) count++;
    }
    check->lets = mog_take_array(check->arena, mog_let_node *, count);
    for (uint32_t m = 0; m < check->module_count; m++) {
        mog_pool own = {0}; /* names of parameters and definitions */
        const mog_param *param = check->modules[m]->lets ? check->modules[m]->params : NULL;
        for (; param; param = param->next) mog_pool_add(&own, param->name.text.at, param->name.text.size, NULL);
        for (mog_let_node *let = check->modules[m]->lets; let; let = let->next)
            add_let(check, check->modules[m], let, &own);
        mog_pool_free(&own);
    }
    for (uint32_t m = 0; m < check->module_count; m++) {
        check->module = check->modules[m];
        for (const mog_let_node *let = check->modules[m]->lets; let; let = let->next) check_params(check, let);
    }
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (mog_let_node *let = check->modules[m]->lets; let; let = let->next) {
            if (let->state == MOG_LET_UNCHECKED) check_let(check, let, NULL, 0);
        }
    }
}

/* ---- uses */

/* An element, a record or a subject. */
static bool check_given(mog_check *check, mog_node *node, const mog_let_param *param)
{
    const char *what = param->subject_type.size ? "a subject of the type"
                       : param->kind->many      ? "an element of kind"
                                                : "the record of kind";
    mog_text name = param->subject_type.size ? param->subject_type : param->kind->name;
    if (param->subject_type.size) {
        if (!mog_check_subject(check, node)) return false;
        if (mog_text_equal(node->type.subject_type, param->subject_type)) return true;
    } else if (node->tag == MOG_NODE_FIELD) {
        if (!mog_check_field_or_record(check, node)) return false;
        if (node->access == MOG_ACCESS_RECORDS && node->kind == param->kind && !param->kind->many) return true;
    } else if (node->tag == MOG_NODE_NAME) {
        mog_found found = mog_check_resolve(check, node, NULL);
        if (found == MOG_FOUND_FAULT) return false;
        if (found == MOG_FOUND_NOTHING) {
            mog_check_unknown(check, node, NULL);
            return false;
        }
        if (node->binding == MOG_BINDING_VARIABLE) {
            const mog_node *list = node->binder->a;
            if (!list->typed) return false;
            if (mog_list_kind(list)) node->kind = list->kind;
        }
        bool fits = param->kind && node->kind == param->kind && node->binding != MOG_BINDING_SUBJECT;
        if (fits && (!param->kind->many || node->binding != MOG_BINDING_KIND)) return true;
    } else if (!mog_check_expr(check, node, NULL)) {
        return false;
    }
    mog_report(check->diagnostics, MOG_E0120, node->span, "`%.*s` is %s %.*s, and this is something else",
               MOG_SHOW(param->name.text), what, MOG_SHOW(name));
    return false;
}

static bool check_value(mog_check *check, mog_node *node, const mog_let_param *param)
{
    if (!mog_check_scalar(check, node, &param->value)) return false;
    bool whole = param->value.tag != MOG_TYPE_INTEGER || node->type.tag == MOG_TYPE_INTEGER;
    if (whole && mog_type_join(NULL, &param->value, &node->type)) return true;
    char words[MOG_TYPE_WORDS], other[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0120, node->span, "`%.*s` is %s, and this is %s", MOG_SHOW(param->name.text),
               mog_type_words(words, &param->value), mog_type_words(other, &node->type));
    return false;
}

static bool check_arguments(mog_check *check, mog_node *call, const mog_let_node *let)
{
    bool fine = true;
    const mog_let_param *param = let->params;
    for (uint32_t i = 0; i < call->item_count; i++) {
        mog_node *argument = call->items[i];
        if (!param) fine = false;
        else if (param->subject_type.size || param->kind) fine &= check_given(check, argument, param);
        else if (param->value.tag == MOG_TYPE_COUNT) fine = false; /* its type is faulty */
        else fine &= check_value(check, argument, param);
        if (param) param = param->next;
    }
    if (call->item_count == let->param_count) return fine;
    mog_report(check->diagnostics, MOG_E0120, call->span, "%.*s takes %u argument%s, and here are %u",
               MOG_SHOW(let->name.text), let->param_count, let->param_count == 1 ? "" : "s", call->item_count);
    return false;
}

static bool within_limits(mog_check *check, const mog_node *call, const mog_let_node *let)
{
    if (check->let) return true; /* counted where that is used */
    if (check->rule_uses > MOG_LIMIT_RULE_USES || check->uses > MOG_LIMIT_USES) return false; /* it was said */
    check->rule_uses += let->size;
    check->uses += let->size;
    if (check->rule_uses > MOG_LIMIT_RULE_USES)
        mog_report(check->diagnostics, MOG_E0104, call->span,
                   "the definitions that this rule uses come to more than %d operations; divide the rule",
                   MOG_LIMIT_RULE_USES);
    else if (check->uses > MOG_LIMIT_USES)
        mog_report(check->diagnostics, MOG_E0104, call->span,
                   "the definitions that all rules use come to more than %d operations; use fewer, or shorter ones",
                   MOG_LIMIT_USES);
    else return true;
    return false;
}

bool mog_check_let_call(mog_check *check, mog_node *call, bool *handled)
{
    mog_let_node *let;
    const mog_module *unseen = NULL;
    mog_found found = find_let(check, call, &let, &unseen);
    *handled = found != MOG_FOUND_NOTHING || unseen;
    if (found == MOG_FOUND_FAULT) return false;
    if (found == MOG_FOUND_NOTHING) {
        mog_node named = {.name = call->name, .span = call->name_span};
        if (unseen) mog_check_unseen(check, &named, "the definition", unseen);
        return false;
    }
    let->used = true;
    if (!check_arguments(check, call, let)) return false;
    if (let->state != MOG_LET_CHECKED || !let->body->typed) return false; /* it was said */
    call->let = let;
    call->type = let->body->type;
    call->percent = let->body->percent;
    return within_limits(check, call, let);
}

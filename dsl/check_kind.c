/* check_kind.c: the kinds of evidence and the types of subjects that the files declare. */
#include "dsl/check.h"

#include <stdlib.h>
#include <string.h>

/* ---- types of subjects */

static int by_text(const void *a, const void *b)
{
    return mog_text_compare(*(const mog_text *)a, *(const mog_text *)b);
}

static void gather_subject_types(mog_check *check)
{
    size_t count = 0;
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_kind_node *k = check->modules[m]->kinds; k; k = k->next) count += k->about_count;
    }
    check->subject_types = mog_take_array(check->arena, mog_text, count);
    size_t at = 0;
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_kind_node *k = check->modules[m]->kinds; k; k = k->next) {
            for (uint32_t i = 0; i < k->about_count; i++) check->subject_types[at++] = k->about[i].text;
        }
    }
    if (count) qsort(check->subject_types, count, sizeof(mog_text), by_text);
    uint32_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && mog_text_equal(check->subject_types[kept - 1], check->subject_types[i])) continue;
        check->subject_types[kept++] = check->subject_types[i];
    }
    check->subject_type_count = kept;
}

bool mog_check_is_subject_type(const mog_check *check, mog_text name)
{
    return check->subject_type_count &&
           bsearch(&name, check->subject_types, check->subject_type_count, sizeof(mog_text), by_text);
}

/* ---- texts */

mog_text mog_check_plain(mog_check *check, const mog_node *text, const char *what)
{
    if (!text || text->tag != MOG_NODE_TEXT || text->item_count == 0) return (mog_text){0};
    if (text->item_count == 1 && text->items[0]->tag == MOG_NODE_PIECE) {
        mog_text piece = text->items[0]->name;
        return (mog_text){mog_arena_copy(check->policy_arena, piece.at, piece.size), piece.size};
    }
    mog_report(check->diagnostics, MOG_E0122, text->span, "%s cannot hold values; write \\{ for the character {", what);
    return (mog_text){0};
}

/* ---- fields */

/* A row that is being built. */
typedef struct row_builder {
    mog_field *fields;
    size_t count, capacity;
    mog_pool paths; /* of fields and groups */
    bool over;      /* the limit, and it was said */
} row_builder;

static void build_fields(mog_check *check, row_builder *row, const mog_field_node *fields, mog_text prefix,
                         bool personal, uint32_t depth);

static void finish_row(mog_check *check, row_builder *row, mog_row *out)
{
    out->count = (uint32_t)row->count;
    out->words = (out->count + 63) / 64;
    out->size = 8 * (out->words + out->count);
    mog_field *fields = mog_take_array(check->policy_arena, mog_field, row->count);
    if (row->count) memcpy(fields, row->fields, row->count * sizeof *fields);
    out->fields = fields;
    free(row->fields);
    mog_pool_free(&row->paths);
}

static const mog_enum *build_enum(mog_check *check, const mog_type_node *node)
{
    mog_enum *values = mog_take(check->policy_arena, mog_enum);
    mog_text *names = mog_take_array(check->policy_arena, mog_text, node->name_count);
    mog_pool seen = {0};
    for (uint32_t i = 0; i < node->name_count; i++) {
        bool is_new;
        mog_pool_add(&seen, node->names[i].text.at, node->names[i].text.size, &is_new);
        if (is_new) names[values->count++] = node->names[i].text;
        else
            mog_report(check->diagnostics, MOG_E0115, node->names[i].span, "the enum has `%.*s` already",
                       MOG_SHOW(node->names[i].text));
    }
    mog_pool_free(&seen);
    values->names = names;
    if (values->count == 0)
        mog_report(check->diagnostics, MOG_E0127, node->span, "an enum without values; write enum { one, another }");
    if (values->count > MOG_LIMIT_ENUM) {
        mog_report(check->diagnostics, MOG_E0104, node->span, "an enum of more than %d values", MOG_LIMIT_ENUM);
        values->count = MOG_LIMIT_ENUM;
    }
    return values;
}

static void unknown_type(mog_check *check, const mog_type_node *node, mog_text name)
{
    mog_text *names = mog_take_array(check->arena, mog_text, check->subject_type_count + MOG_TYPE_CONTROL + 1u);
    uint32_t count = 0;
    for (unsigned tag = 0; tag <= MOG_TYPE_CONTROL; tag++)
        names[count++] = mog_text_of(mog_type_word((mog_type_tag)tag));
    for (uint32_t i = 0; i < check->subject_type_count; i++) names[count++] = check->subject_types[i];
    char near[256];
    mog_report(check->diagnostics, MOG_E0113, node->span,
               "`%.*s` is neither a type of value nor a type of subject that a kind is about%s", MOG_SHOW(name),
               mog_nearest(check, near, sizeof near, name, names, count));
}

static bool build_type(mog_check *check, mog_type *out, const mog_type_node *node, uint32_t depth)
{
    out->tag = node->tag;
    switch (node->tag) {
    case MOG_TYPE_ENUM: out->values = build_enum(check, node); return out->values->count > 0;
    case MOG_TYPE_REFERENCE:
        out->subject_type = node->names[0].text;
        if (!mog_check_is_subject_type(check, out->subject_type)) {
            unknown_type(check, node, out->subject_type);
            return false;
        }
        return true;
    case MOG_TYPE_SET: {
        mog_type element = {0};
        if (node->element->tag == MOG_TYPE_LIST || node->element->tag == MOG_TYPE_SET) {
            mog_report(check->diagnostics, MOG_E0127, node->element->span,
                       "a set holds single values, such as `set of text`; write list { … } for rows of fields");
            return false;
        }
        bool fine = build_type(check, &element, node->element, depth + 1);
        out->element = element.tag;
        out->values = element.values;
        out->subject_type = element.subject_type;
        return fine;
    }
    case MOG_TYPE_LIST: {
        row_builder rows = {0};
        mog_row *row = mog_take(check->policy_arena, mog_row);
        build_fields(check, &rows, node->fields, (mog_text){0}, false, depth + 1);
        if (!node->fields) mog_report(check->diagnostics, MOG_E0127, node->span, "a list without fields");
        finish_row(check, &rows, row);
        out->row = row;
        return true;
    }
    default: return true;
    }
}

static bool add_path(mog_check *check, row_builder *row, const mog_field_node *node, mog_text path)
{
    bool is_new;
    mog_pool_add(&row->paths, path.at, path.size, &is_new);
    if (!is_new)
        mog_report(check->diagnostics, MOG_E0115, node->name.span, "a field `%.*s` is declared already",
                   MOG_SHOW(path));
    return is_new;
}

static void build_fields(mog_check *check, row_builder *row, const mog_field_node *fields, mog_text prefix,
                         bool personal, uint32_t depth)
{
    for (const mog_field_node *node = fields; node && !row->over; node = node->next) {
        if (!node->type) continue;
        if (depth > MOG_LIMIT_NESTING) {
            mog_report(check->diagnostics, MOG_E0104, node->name.span, "groups and lists nested more than %d deep",
                       MOG_LIMIT_NESTING);
            row->over = true;
            return;
        }
        mog_text path = node->name.text;
        if (prefix.size) {
            char *joined = mog_arena_take(check->policy_arena, prefix.size + path.size + 2);
            memcpy(joined, prefix.at, prefix.size);
            joined[prefix.size] = '.';
            memcpy(joined + prefix.size + 1, path.at, path.size);
            path = (mog_text){joined, prefix.size + 1 + path.size};
        }
        if (!add_path(check, row, node, path)) continue;
        mog_field field = {.path = path, .personal = personal || node->personal};
        field.help = mog_check_plain(check, node->help.text, "an explanation");
        field.help_sv = mog_check_plain(check, node->help.swedish, "an explanation");
        if (node->type->group) {
            if (!node->type->fields)
                mog_report(check->diagnostics, MOG_E0127, node->type->span, "a group without fields");
            build_fields(check, row, node->type->fields, path, field.personal, depth + 1);
            continue;
        }
        if (!build_type(check, &field.type, node->type, depth)) field.type = (mog_type){.tag = MOG_TYPE_COUNT};
        if (row->count == MOG_LIMIT_FIELDS) {
            mog_report(check->diagnostics, MOG_E0104, node->name.span, "more than %d fields", MOG_LIMIT_FIELDS);
            row->over = true;
            return;
        }
        MOG_PUSH(row->fields, row->count, row->capacity) = field;
    }
}

/* ---- kinds */

static void build_about(mog_check *check, mog_kind *kind, const mog_kind_node *node)
{
    mog_text *about = mog_take_array(check->policy_arena, mog_text, node->about_count);
    mog_pool seen = {0};
    for (uint32_t i = 0; i < node->about_count; i++) {
        bool is_new;
        mog_pool_add(&seen, node->about[i].text.at, node->about[i].text.size, &is_new);
        if (is_new) about[kind->about_count++] = node->about[i].text;
        else
            mog_report(check->diagnostics, MOG_E0115, node->about[i].span, "kind %.*s is about %.*s already",
                       MOG_SHOW(kind->name), MOG_SHOW(node->about[i].text));
    }
    mog_pool_free(&seen);
    kind->about = about;
    kind->is_register = mog_kind_is_about(kind, kind->name);
    if (kind->is_register && node->many) {
        mog_report(check->diagnostics, MOG_E0127, node->name.span,
                   "kind %.*s is the register of its type of subject and holds one record for each; leave out `many`",
                   MOG_SHOW(kind->name));
    }
}

static void build_freshness(mog_check *check, mog_kind *kind, const mog_kind_node *node)
{
    kind->has_fresh = node->has_fresh;
    kind->fresh = node->fresh;
    if (node->fresh_times > 1)
        mog_report(check->diagnostics, MOG_E0116, node->name.span, "kind %.*s has `fresh` more than once",
                   MOG_SHOW(kind->name));
    if (node->has_fresh && mog_duration_compare(node->fresh, (mog_duration){0}) <= 0)
        mog_report(check->diagnostics, MOG_E0117, node->name.span,
                   "kind %.*s is fresh for no time at all; leave out `fresh` if its records never go stale",
                   MOG_SHOW(kind->name));
    kind->assurance = MOG_ASSURANCE_MEASURED;
    if (node->assurance_times > 1)
        mog_report(check->diagnostics, MOG_E0116, node->assurance.span, "kind %.*s has `assurance` more than once",
                   MOG_SHOW(kind->name));
    if (!node->assurance.text.size) return;
    int found = mog_assurance_find(node->assurance.text);
    if (found >= 0) {
        kind->assurance = (mog_assurance)found;
        return;
    }
    mog_report(check->diagnostics, MOG_E0127, node->assurance.span,
               "`%.*s` is no assurance; there are stated, documented, measured and tested",
               MOG_SHOW(node->assurance.text));
}

/* ---- declarations of a kind: its versions, and what other modules add */

typedef struct declared {
    mog_kind_node *node;
    mog_module *module;
    uint32_t version;
} declared;

/* By name; of one name the latest version first; then in the order of the text. */
static int by_name(const void *a, const void *b)
{
    const declared *x = a, *y = b;
    int order = mog_text_compare(x->node->name.text, y->node->name.text);
    if (order) return order;
    if (x->version != y->version) return x->version > y->version ? -1 : 1;
    mog_span p = x->node->name.span, q = y->node->name.span;
    if (p.file != q.file) return p.file < q.file ? -1 : 1;
    return p.start < q.start ? -1 : p.start > q.start;
}

typedef struct declarations {
    declared *at;
    size_t count;
} declarations;

static declarations gather(mog_check *check, bool extensions)
{
    declarations all = {0};
    for (int pass = 0; pass < 2; pass++) {
        if (pass) all.at = mog_take_array(check->arena, declared, all.count);
        all.count = 0;
        for (uint32_t m = 0; m < check->module_count; m++) {
            mog_module *module = check->modules[m];
            for (mog_kind_node *k = extensions ? module->extensions : module->kinds; k; k = k->next) {
                if (pass) all.at[all.count] = (declared){k, module, extensions ? 1 : mog_check_version(check, k)};
                all.count++;
            }
        }
    }
    if (all.count) qsort(all.at, all.count, sizeof *all.at, by_name);
    return all;
}

/* Fields that `extend kind` adds, after the kind's own. */
static void extend_kind(mog_check *check, row_builder *row, mog_kind *kind, declarations extensions)
{
    for (size_t i = 0; i < extensions.count; i++) {
        mog_kind_node *node = extensions.at[i].node;
        if (!mog_text_equal(node->name.text, kind->name)) continue;
        node->kind = kind;
        build_fields(check, row, node->fields, (mog_text){0}, false, 1);
    }
}

/* Those of the name, which lie together. */
static declarations extensions_of(declarations all, mog_text name)
{
    size_t low = 0, high = all.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (mog_text_compare(all.at[middle].node->name.text, name) < 0) low = middle + 1;
        else high = middle;
    }
    size_t end = low;
    while (end < all.count && mog_text_equal(all.at[end].node->name.text, name)) end++;
    return (declarations){all.at + low, end - low};
}

static void build_kind(mog_check *check, mog_kind_node *node, const mog_module *module, declarations extensions)
{
    mog_kind *kind = node->kind;
    kind->name = node->name.text;
    kind->module = module->name.text;
    kind->many = node->many;
    kind->title = mog_check_plain(check, node->title.text, "a kind's title");
    kind->title_sv = mog_check_plain(check, node->title.swedish, "a kind's title");
    build_about(check, kind, node);
    build_freshness(check, kind, node);
    row_builder row = {0};
    build_fields(check, &row, node->fields, (mog_text){0}, false, 1);
    if (!node->fields)
        mog_report(check->diagnostics, MOG_E0127, node->name.span, "kind %.*s has no fields", MOG_SHOW(kind->name));
    extend_kind(check, &row, kind, extensions);
    finish_row(check, &row, &kind->row);
}

static void check_extension(mog_check *check, const declared *one)
{
    const mog_kind_node *node = one->node;
    mog_module *owner;
    check->module = one->module;
    if (!mog_check_find_kind(check, node->name.text, &owner)) {
        mog_text *names = mog_take_array(check->arena, mog_text, check->kind_count);
        for (uint32_t i = 0; i < check->kind_count; i++) names[i] = check->kinds[i]->name;
        char near[256];
        mog_report(check->diagnostics, MOG_E0112, node->name.span, "there is no kind `%.*s` to add fields to%s",
                   MOG_SHOW(node->name.text),
                   mog_nearest(check, near, sizeof near, node->name.text, names, check->kind_count));
    } else if (!node->kind->is_register && !mog_check_sees(check, one->module, owner)) {
        mog_node named = {.name = node->name.text, .span = node->name.span};
        mog_check_unseen(check, &named, "kind", owner);
    }
    if (node->fresh_times || node->assurance_times)
        mog_report(check->diagnostics, MOG_E0122, node->fresh_times ? node->fresh_span : node->assurance.span,
                   "an extension only adds fields; how long records are fresh, and their assurance, is said where the "
                   "kind is declared");
    if (!node->fields)
        mog_report(check->diagnostics, MOG_E0127, node->name.span, "an extension of kind %.*s without fields",
                   MOG_SHOW(node->name.text));
}

void mog_check_kinds(mog_check *check)
{
    gather_subject_types(check);
    declarations all = gather(check, false), extensions = gather(check, true);
    check->kinds = mog_take_array(check->policy_arena, mog_kind *, all.count);
    check->kind_modules = mog_take_array(check->arena, mog_module *, all.count);
    const declared *later = NULL; /* the declaration before, of the same kind; of several of one version the first */
    for (size_t i = 0; i < all.count; i++) {
        mog_kind_node *node = all.at[i].node;
        if (later && !mog_text_equal(later->node->name.text, node->name.text)) later = NULL;
        node->kind = mog_take(check->policy_arena, mog_kind);
        if (later) {
            build_kind(check, node, all.at[i].module, (declarations){0});
        } else {
            node->kind->index = check->kind_count;
            check->kind_modules[check->kind_count] = all.at[i].module;
            check->kinds[check->kind_count++] = node->kind;
            build_kind(check, node, all.at[i].module, extensions_of(extensions, node->name.text));
        }
        if (!later || later->version != all.at[i].version) {
            if (later && all.at[i].version) mog_check_growth(check, later->node, node);
            later = &all.at[i];
        } else if (later->version) {
            mog_text path = check->files[later->node->name.span.file].path;
            mog_report(check->diagnostics, MOG_E0115, node->name.span,
                       "a kind `%.*s` is declared in %.*s already; a later version of one says `version 2`",
                       MOG_SHOW(node->name.text), MOG_SHOW(path));
        }
    }
    for (size_t i = 0; i < extensions.count; i++) check_extension(check, &extensions.at[i]);
}

mog_kind *mog_check_find_kind(const mog_check *check, mog_text name, mog_module **module)
{
    uint32_t low = 0, high = check->kind_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = mog_text_compare(name, check->kinds[middle]->name);
        if (order == 0) {
            *module = check->kind_modules[middle];
            return check->kinds[middle];
        }
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

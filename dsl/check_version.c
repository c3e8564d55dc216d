/* check_version.c: kinds that grow: a later version may add fields and values of enums, and nothing else.
 *
 * The store reads what was recorded under an older layout as if it had been written under the newer one, so a field that
 * is gone or means something else would make old evidence say what it never did.
 */
#include "dsl/check.h"

typedef struct growth {
    mog_check *check;
    const mog_kind_node *older, *newer;
} growth;

/* The node that declares a path; NULL: none. */
static const mog_field_node *find_node(const mog_field_node *fields, mog_text path)
{
    for (const mog_field_node *node = fields; node; node = node->next) {
        mog_text name = node->name.text;
        if (mog_text_equal(name, path)) return node;
        if (node->type && node->type->group && path.size > name.size && mog_text_starts(path, name) &&
            path.at[name.size] == '.') {
            mog_text rest = {path.at + name.size + 1, path.size - name.size - 1};
            return find_node(node->type->fields, rest);
        }
    }
    return NULL;
}

/* Said where it was declared: there is no place for it where it is missing. */
static void lost(const growth *g, mog_span span, mog_text list, const mog_field *field)
{
    mog_report(g->check->diagnostics, MOG_E0127, span,
               "a later version of kind %.*s has lost the field `%.*s%s%.*s`; it only adds fields, and a kind without "
               "this one is another kind",
               MOG_SHOW(g->newer->name.text), MOG_SHOW(list), list.size ? "." : "", MOG_SHOW(field->path));
}

static void changed(const growth *g, mog_span span, mog_text list, const mog_field *field, const char *how)
{
    mog_report(g->check->diagnostics, MOG_E0127, span,
               "the field `%.*s%s%.*s` %s in an earlier version of kind %.*s; keep it, and add one of another name",
               MOG_SHOW(list), list.size ? "." : "", MOG_SHOW(field->path), how, MOG_SHOW(g->newer->name.text));
}

static bool keeps_values(const mog_enum *newer, const mog_enum *older)
{
    for (uint32_t i = 0; i < older->count; i++) {
        if (mog_enum_find(newer, older->names[i]) < 0) return false;
    }
    return true;
}

static const char *fault_of(const mog_type *newer, const mog_type *older)
{
    mog_type_tag tag = newer->tag == MOG_TYPE_SET ? newer->element : newer->tag;
    if (newer->tag != older->tag || (newer->tag == MOG_TYPE_SET && newer->element != older->element))
        return "has another type";
    if (tag == MOG_TYPE_ENUM && !keeps_values(newer->values, older->values)) return "has a value more";
    if (tag == MOG_TYPE_REFERENCE && !mog_text_equal(newer->subject_type, older->subject_type))
        return "refers to another type of subject";
    return NULL;
}

/* Where fields are declared: in the newer version, and in the older. */
typedef struct places {
    const mog_field_node *newer, *older;
} places;

static places inside(const mog_field_node *newer, const mog_field_node *older)
{
    return (places){newer && newer->type ? newer->type->fields : NULL,
                    older && older->type ? older->type->fields : NULL};
}

/* `list`: the path of the list whose rows these are; empty: of the kind itself. */
static void compare_rows(const growth *g, const mog_row *newer, const mog_row *older, places at, mog_text list)
{
    for (uint32_t i = 0; i < older->count; i++) {
        const mog_field *was = &older->fields[i];
        if (was->type.tag == MOG_TYPE_COUNT) continue;
        int slot = mog_row_find(newer, was->path);
        const mog_field_node *before = find_node(at.older, was->path);
        if (slot < 0) {
            lost(g, before ? before->name.span : g->older->name.span, list, was);
            continue;
        }
        const mog_type *is = &newer->fields[slot].type;
        const mog_field_node *node = find_node(at.newer, was->path);
        const char *fault = is->tag == MOG_TYPE_COUNT ? NULL : fault_of(is, &was->type);
        if (fault) {
            changed(g, node ? node->name.span : g->newer->name.span, list, was, fault);
        } else if (is->tag == MOG_TYPE_LIST) {
            mog_text path = was->path;
            if (list.size)
                path = mog_text_of(
                    mog_arena_format(g->check->arena, "%.*s.%.*s", (int)list.size, list.at, (int)path.size, path.at));
            compare_rows(g, is->row, was->type.row, inside(node, before), path);
        }
    }
}

void mog_check_growth(mog_check *check, const mog_kind_node *newer, const mog_kind_node *older)
{
    growth g = {check, older, newer};
    if (newer->many != older->many)
        mog_report(check->diagnostics, MOG_E0127, newer->name.span,
                   "an earlier version of kind %.*s is %s `many`; that does not change", MOG_SHOW(newer->name.text),
                   older->many ? "declared" : "not declared");
    for (uint32_t i = 0; i < older->about_count; i++) {
        if (mog_kind_is_about(newer->kind, older->about[i].text)) continue;
        mog_report(check->diagnostics, MOG_E0127, older->about[i].span,
                   "a later version of kind %.*s is not about %.*s any more; it only adds", MOG_SHOW(newer->name.text),
                   MOG_SHOW(older->about[i].text));
    }
    compare_rows(&g, &newer->kind->row, &older->kind->row, (places){newer->fields, older->fields}, (mog_text){0});
}

uint32_t mog_check_version(mog_check *check, const mog_kind_node *node)
{
    mog_text digits = node->version.text;
    uint32_t version = 0;
    if (!digits.size) return 1;
    for (size_t i = 0; i < digits.size && version <= MOG_LIMIT_VERSION; i++)
        version = version * 10 + (uint32_t)(digits.at[i] - '0');
    if (version >= 1 && version <= MOG_LIMIT_VERSION) return version;
    mog_report(check->diagnostics, MOG_E0117, node->version.span, "a version is 1 to %d", MOG_LIMIT_VERSION);
    return 0;
}

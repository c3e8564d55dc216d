/* check_group.c: groups: named controls of a catalogue. */
#include "dsl/check.h"

#include <stdlib.h>

/* A group that is being read. */
typedef struct reading {
    mog_check *check;
    mog_group group;
    mog_sayings included, excluded;
} reading;

/* Of two that are as narrow as each other neither can decide. */
static void contradict(reading *r, mog_control_id id, mog_said *in, const mog_said *out)
{
    if (in->told) return;
    in->told = true;
    uint32_t line, column;
    const mog_source *file = &r->check->files[in->pattern->span.file];
    mog_source_position(file, in->pattern->span.start, &line, &column);
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, id);
    mog_report(r->check->diagnostics, MOG_E0133, out->pattern->span,
               "%s is included (%.*s:%u:%u) and excluded here; leave out one of them, or include more widely", number,
               MOG_SHOW(file->path), line, column);
}

/* The narrower of what includes a control and what excludes it decides, and makes a difference. */
static bool holds(reading *r, mog_control_id id)
{
    mog_said *in = mog_sayings_find(&r->included, id, true);
    mog_said *out = mog_sayings_find(&r->excluded, id, false);
    if (!in || !out) return in != NULL;
    int order = mog_pattern_narrowness(in->pattern) - mog_pattern_narrowness(out->pattern);
    if (order == 0) contradict(r, id, in, out);
    if (order <= 0) out->matters = true;
    return order > 0;
}

static void choose_controls(reading *r, const mog_catalogue_node *catalogue)
{
    mog_control_id *ids;
    uint32_t used = 0;
    size_t count = mog_check_list_controls(r->check, &ids, catalogue);
    mog_control_id *controls = mog_take_array(r->check->policy_arena, mog_control_id, count);
    for (size_t i = 0; i < count; i++)
        if (holds(r, ids[i])) controls[used++] = ids[i];
    r->group.controls = controls;
    r->group.control_count = used;
    mog_sayings_tell_idle(r->check, &r->included, r->group.catalogue);
    mog_sayings_tell_idle(r->check, &r->excluded, r->group.catalogue);
}

static void read_group(mog_check *check, const mog_group_node *node)
{
    reading r = {.check = check, .included.whose = "group", .excluded.whose = "group"};
    r.group = (mog_group){.name = node->name.text, .catalogue = node->catalogue.text, .span = node->name.span};
    r.group.title = mog_check_plain(check, node->title.text, "a group's title");
    r.group.title_sv = mog_check_plain(check, node->title.swedish, "a group's title");
    for (const mog_profile_item *item = node->items; item; item = item->next) {
        if (item->tag == MOG_PROFILE_INCLUDE) mog_sayings_add(check, &r.included, item, 0, "include");
        else mog_sayings_add(check, &r.excluded, item, 0, "exclude");
    }
    const mog_catalogue_node *catalogue = mog_check_find_catalogue(check, &node->catalogue);
    if (catalogue) choose_controls(&r, catalogue);
    if (r.group.control_count == 0 && !mog_check_is_broken(check, node->span))
        mog_report(check->diagnostics, MOG_E0133, node->name.span,
                   "the group `%.*s` holds no control; write `include all`, or which ones", MOG_SHOW(node->name.text));
    mog_sayings_free(&r.included);
    mog_sayings_free(&r.excluded);
    MOG_PUSH(check->groups, check->group_count, check->group_capacity) = r.group;
}

static int by_name(const void *a, const void *b)
{
    const mog_group *x = a, *y = b;
    return mog_text_compare(x->name, y->name);
}

void mog_check_groups(mog_check *check)
{
    mog_pool names = {0};
    for (uint32_t m = 0; m < check->module_count; m++) {
        check->module = check->modules[m];
        for (const mog_group_node *node = check->module->groups; node; node = node->next) {
            bool is_new;
            if (check->group_count == MOG_LIMIT_GROUPS) {
                mog_report(check->diagnostics, MOG_E0104, node->name.span, "more than %d groups", MOG_LIMIT_GROUPS);
                continue;
            }
            mog_pool_add(&names, node->name.text.at, node->name.text.size, &is_new);
            if (!is_new)
                mog_report(check->diagnostics, MOG_E0115, node->name.span, "a group `%.*s` is declared already",
                           MOG_SHOW(node->name.text));
            else read_group(check, node);
        }
    }
    mog_pool_free(&names);
    if (check->group_count) qsort(check->groups, check->group_count, sizeof *check->groups, by_name);
}

/* format_profile.c: profiles and groups of controls. */
#include "dsl/layout.h"
#include "parser.h"

#define ITEM_COLUMN 8 /* of what an item says, from its word */

static void lay_patterns(mog_layout *layout, const mog_profile_item *item)
{
    if (item->pattern_count == 0) return;
    uint32_t first = mog_layout_at(layout, item->patterns[0].span.start);
    uint32_t last = mog_layout_end(layout, item->patterns[item->pattern_count - 1].span.end);
    uint32_t group = mog_layout_group_new(layout, first, last);
    for (uint32_t i = 1; i < item->pattern_count; i++)
        mog_layout_fill(layout, mog_layout_at(layout, item->patterns[i].span.start), group);
}

static void lay_item(mog_layout *layout, const mog_profile_item *item)
{
    uint32_t first = mog_layout_at(layout, item->span.start), last = mog_layout_end(layout, item->span.end);
    mog_layout_line(layout, first, MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
    layout->pieces[first + 1].column = MOG_LAYOUT_INDENT + ITEM_COLUMN;
    uint32_t group = mog_layout_group_new(layout, first + 1, last);
    if (item->tag == MOG_PROFILE_EXCLUDE && item->exclusion.reason) {
        mog_layout_break(layout, mog_layout_at(layout, item->exclusion.reason->span.start) - 1, group, 0);
        mog_layout_break(layout, mog_layout_at(layout, item->exclusion.decider->span.start) - 2, group, 0);
    }
    lay_patterns(layout, item);
    if (item->value) mog_layout_expression(layout, item->value);
}

/* `profile` and `group` alike: NAME TITLE from CATALOGUE { items }. */
static void lay_chosen(mog_layout *layout, mog_span span, const mog_text_pair *title, const mog_name *catalogue,
                       const mog_profile_item *items)
{
    uint32_t first = mog_layout_at(layout, span.start), close = mog_layout_end(layout, span.end);
    uint32_t from = mog_layout_at(layout, catalogue->span.start) - 1;
    mog_layout_block(layout, mog_layout_header(layout, first, title, from), close, 0);
    for (const mog_profile_item *item = items; item; item = item->next) lay_item(layout, item);
}

void mog_layout_profile(mog_layout *layout, const mog_profile_node *profile)
{
    lay_chosen(layout, profile->span, &profile->title, &profile->catalogue, profile->items);
}

void mog_layout_controls(mog_layout *layout, const mog_group_node *group)
{
    lay_chosen(layout, group->span, &group->title, &group->catalogue, group->items);
}

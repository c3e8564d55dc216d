/* format_test.c: tests, and the records that they give. */
#include "dsl/layout.h"
#include "parser.h"

#define HEADER_OFFSET 4

/* ---- records */

static uint32_t opening(const mog_layout *layout, const mog_datum *block)
{
    return mog_layout_at(layout, block->span.start) + (block->name.text.size ? 1 : 0);
}

static uint32_t closing(const mog_layout *layout, const mog_datum *block)
{
    return mog_layout_end(layout, block->span.end);
}

/* Fields without commas between them stand further apart than the words of one. */
static void lay_flat(mog_layout *layout, const mog_datum *block)
{
    uint32_t open = opening(layout, block), close = closing(layout, block);
    if (close == open + 1) layout->pieces[close].gap = 0;
    for (const mog_datum *item = block->items; item; item = item->next) {
        uint32_t at = mog_layout_at(layout, item->span.start);
        if (item != block->items && item->name.text.size && layout->pieces[at - 1].kind != ',')
            layout->pieces[at].gap = 2;
        if (item->tag == MOG_DATUM_BLOCK) lay_flat(layout, item);
        else if (item->tag == MOG_DATUM_LITERAL) mog_layout_expression(layout, item->literal);
    }
}

/* A set of words or literals: as many on a line as there is room for. */
static bool is_plain(const mog_datum *block)
{
    for (const mog_datum *item = block->items; item; item = item->next) {
        if (item->name.text.size || item->tag == MOG_DATUM_BLOCK) return false;
    }
    return true;
}

static void lay_data(mog_layout *layout, const mog_datum *block, uint32_t column);

/* `start`: the column at which the line of the block begins, and `first` its first piece there. */
static void lay_data_line(mog_layout *layout, const mog_datum *block, uint32_t first, uint32_t column)
{
    uint32_t last = closing(layout, block);
    while (layout->pieces[last + 1].kind == ',') last++;
    if (column + mog_layout_width(layout, first, last) > MOG_LAYOUT_COLUMNS) lay_data(layout, block, column);
}

static void lay_data(mog_layout *layout, const mog_datum *block, uint32_t column)
{
    uint32_t open = opening(layout, block), close = closing(layout, block);
    mog_layout_block(layout, open, close, column);
    if (close == open + 1) return;
    bool plain = is_plain(block);
    uint32_t group = plain ? mog_layout_group_new(layout, open + 1, close - 1) : 0;
    for (const mog_datum *item = block->items; item; item = item->next) {
        uint32_t at = mog_layout_at(layout, item->span.start);
        if (plain && at > open + 1) mog_layout_fill(layout, at, group);
        if (plain) continue;
        mog_layout_line(layout, at, column + MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
        if (item->tag == MOG_DATUM_BLOCK) lay_data_line(layout, item, at, column + MOG_LAYOUT_INDENT);
    }
}

/* ---- what is given and expected */

static uint32_t data_start(const mog_layout *layout, const mog_given_node *given)
{
    if (given->data) return opening(layout, given->data);
    return mog_layout_end(layout, given->span.end) + 1;
}

static void lay_options(mog_layout *layout, const mog_given_node *given, uint32_t first, uint32_t group)
{
    uint32_t end = data_start(layout, given);
    for (uint32_t i = first + 2; i < end; i++) {
        int kind = layout->pieces[i].kind;
        if (kind != OBSERVED && kind != FOR && kind != ASSURANCE) continue;
        mog_layout_break(layout, i, group, HEADER_OFFSET);
        i++; /* whatever word is after it belongs to it */
    }
}

static void lay_given(mog_layout *layout, const mog_given_node *given)
{
    uint32_t first = mog_layout_at(layout, given->span.start);
    mog_layout_line(layout, first, MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
    uint32_t group = mog_layout_group_new(layout, first, data_start(layout, given) - 1);
    lay_options(layout, given, first, group);
    if (!given->data) return;
    lay_flat(layout, given->data);
    lay_data_line(layout, given->data, first, MOG_LAYOUT_INDENT);
}

/* From `expect` to before the next item; they may be several, if the checker was not asked yet. */
static uint32_t lay_expect(mog_layout *layout, uint32_t first, uint32_t close)
{
    uint32_t last = first + 1, because = 0;
    while (last + 1 < close) {
        int kind = layout->pieces[last + 1].kind;
        if (kind == GIVEN || kind == EXPECT) break;
        last++;
        if (kind == BECAUSE) because = last;
    }
    mog_layout_line(layout, first, MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
    uint32_t group = mog_layout_group_new(layout, first + 1, last);
    if (because) mog_layout_break(layout, because, group, 0);
    return last + 1;
}

static void lay_items(mog_layout *layout, const mog_test_node *test, uint32_t open, uint32_t close)
{
    const mog_given_node *given = test->givens;
    for (uint32_t i = open + 1; i < close;) {
        if (given && mog_layout_at(layout, given->span.start) == i) {
            lay_given(layout, given);
            i = mog_layout_end(layout, given->span.end) + 1;
            given = given->next;
        } else {
            i = lay_expect(layout, i, close);
        }
    }
}

void mog_layout_test(mog_layout *layout, const mog_test_node *test)
{
    uint32_t first = mog_layout_at(layout, test->span.start), close = mog_layout_end(layout, test->span.end);
    uint32_t rule = mog_layout_at(layout, test->rule.span.start), end = mog_layout_end(layout, test->rule.span.end);
    uint32_t open = mog_layout_find(layout, rule, '{');
    uint32_t group = mog_layout_group_new(layout, first, open - 1);
    mog_layout_break(layout, rule - 1, group, HEADER_OFFSET);
    for (uint32_t i = rule + 1; i <= end; i++) layout->pieces[i].gap = 0;
    mog_layout_block(layout, open, close, 0);
    lay_items(layout, test, open, close);
}

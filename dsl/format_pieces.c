/* format_pieces.c: the tokens and comments of a file as pieces, and what is said of them. */
#include "dsl/layout.h"
#include "parser.h"

#include <stdlib.h>

/* ---- from tokens */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The words of `at least`, `180 days`, `matches /…/` may lie far apart, even on two lines. */
static mog_text with_single_blanks(mog_arena *arena, mog_text text, int kind)
{
    switch (kind) {
    case AT_LEAST:
    case OLDER_THAN:
    case STARTS_WITH:
    case ENDS_WITH:
    case IS_KNOWN:
    case IS_UNKNOWN:
    case DURATION:
    case REGEX: break;
    default: return text;
    }
    size_t first = 0, rest;
    while (first < text.size && !is_blank(text.at[first]) && !(kind == REGEX && text.at[first] == '/')) first++;
    for (rest = first; rest < text.size && is_blank(text.at[rest]);) rest++;
    if (rest == first + 1 && text.at[first] == ' ') return text;
    char *single = mog_arena_format(arena, "%.*s %.*s", (int)first, text.at, (int)(text.size - rest), text.at + rest);
    return (mog_text){single, first + 1 + text.size - rest};
}

/* The token that ends the text which begins at token `i`. */
static uint32_t text_end(const mog_parse *parse, uint32_t i)
{
    for (uint32_t open = 0; i + 1 < parse->token_count; i++) {
        open += parse->tokens[i].kind == TEXT_START;
        if (parse->tokens[i].kind == TEXT_END && --open == 0) break;
    }
    return i;
}

static uint32_t lines_between(mog_text text, uint32_t from, uint32_t to)
{
    uint32_t lines = 0;
    for (uint32_t i = from; i < to && lines < 2; i++) lines += text.at[i] == '\n';
    return lines;
}

static void add_remark(mog_layout *layout, mog_text text, uint32_t lines, bool first)
{
    while (text.size && is_blank(text.at[text.size - 1])) text.size--;
    layout->remarks[layout->remark_count++] = (mog_remark){text, lines == 0 && !first, lines > 1};
}

static uint8_t gap_between(int before, int kind)
{
    if (before == '(' || before == '.' || before == DOTS) return 0;
    switch (kind) {
    case ',':
    case ')':
    case '.':
    case ':':
    case DOTS: return 0;
    default: return 1;
    }
}

static void add_piece(mog_layout *layout, mog_text text, uint32_t start, int kind, uint32_t lines, uint32_t remarks)
{
    int before = layout->count ? layout->pieces[layout->count - 1].kind : END;
    layout->pieces[layout->count++] = (mog_piece){
        .text = text,
        .start = start,
        .width = (uint32_t)mog_text_columns(text),
        .remarks = remarks,
        .kind = (int16_t)kind,
        .gap = gap_between(before, kind),
        .apart = lines > 1,
    };
}

void mog_layout_read(mog_layout *layout, mog_arena *arena, const mog_parse *parse)
{
    *layout = (mog_layout){.arena = arena, .module = parse->module};
    layout->pieces = mog_take_array(arena, mog_piece, parse->token_count + 1);
    layout->remarks = mog_take_array(arena, mog_remark, parse->token_count);
    MOG_PUSH(layout->groups, layout->group_count, layout->group_capacity) = (mog_layout_group){0};
    uint32_t end = 0, remarks = 0;
    for (uint32_t i = 0; i < parse->token_count; i++) {
        const mog_token *token = &parse->tokens[i];
        uint32_t start = token->span.start, lines = lines_between(parse->text, end, start);
        if (token->kind == TEXT_START) i = text_end(parse, i);
        end = parse->tokens[i].span.end;
        mog_text text = {parse->text.at + start, end - start};
        if (token->kind == MOG_TOKEN_COMMENT) {
            add_remark(layout, text, lines, layout->count == 0 && layout->remark_count == 0);
            continue;
        }
        add_piece(layout, with_single_blanks(arena, text, token->kind), start, token->kind, lines, remarks);
        remarks = layout->remark_count;
    }
    add_piece(layout, MOG_TEXT(""), UINT32_MAX, END, 0, remarks);
    layout->count--;
    mog_layout_line(layout, layout->count, 0, MOG_BLANK_COMMENTS);
}

void mog_layout_free(mog_layout *layout)
{
    free(layout->groups);
}

bool mog_layout_same(const mog_layout *a, const mog_layout *b)
{
    if (a->count != b->count || a->remark_count != b->remark_count) return false;
    for (uint32_t i = 0; i <= a->count; i++) {
        const mog_piece *x = &a->pieces[i], *y = &b->pieces[i];
        if (x->kind != y->kind || x->remarks != y->remarks || !mog_text_equal(x->text, y->text)) return false;
    }
    for (uint32_t i = 0; i < a->remark_count; i++) {
        const mog_remark *x = &a->remarks[i], *y = &b->remarks[i];
        if (x->trails != y->trails || !mog_text_equal(x->text, y->text)) return false;
    }
    return true;
}

/* ---- finding them */

/* The number of pieces that begin before `offset`. */
static uint32_t count_before(const mog_layout *layout, uint32_t offset)
{
    uint32_t low = 0, high = layout->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (layout->pieces[middle].start < offset) low = middle + 1;
        else high = middle;
    }
    return low;
}

uint32_t mog_layout_at(const mog_layout *layout, uint32_t start)
{
    return count_before(layout, start);
}

uint32_t mog_layout_end(const mog_layout *layout, uint32_t end)
{
    uint32_t before = count_before(layout, end);
    return before ? before - 1 : 0;
}

uint32_t mog_layout_after(const mog_layout *layout, const mog_node *node)
{
    uint32_t i = mog_layout_end(layout, node->span.end) + 1;
    while (i < layout->count && layout->pieces[i].kind == ')') i++;
    return i;
}

uint32_t mog_layout_find(const mog_layout *layout, uint32_t from, int kind)
{
    while (from < layout->count && layout->pieces[from].kind != kind) from++;
    return from;
}

bool mog_layout_remarked(const mog_layout *layout, uint32_t first, uint32_t last)
{
    if (first >= last) return false;
    return layout->pieces[last + 1].remarks != layout->pieces[first + 1].remarks;
}

uint32_t mog_layout_width(const mog_layout *layout, uint32_t first, uint32_t last)
{
    uint32_t width = 0;
    if (mog_layout_remarked(layout, first, last)) return MOG_LAYOUT_WIDE;
    for (uint32_t i = first; i <= last && i < layout->count; i++) {
        width += (i > first ? layout->pieces[i].gap : 0) + layout->pieces[i].width;
        if (width >= MOG_LAYOUT_WIDE) return MOG_LAYOUT_WIDE;
    }
    return width;
}

/* ---- saying how they stand */

void mog_layout_line(mog_layout *layout, uint32_t piece, uint32_t column, mog_blank blank)
{
    mog_piece *one = &layout->pieces[piece];
    one->line = true;
    one->column = (uint16_t)column;
    one->blank = (uint8_t)blank;
}

void mog_layout_column(mog_layout *layout, uint32_t piece, uint32_t column)
{
    layout->pieces[piece].column = (uint16_t)column;
    layout->pieces[piece].gap = 2;
}

uint32_t mog_layout_group_new(mog_layout *layout, uint32_t first, uint32_t last)
{
    uint32_t made = (uint32_t)layout->group_count;
    MOG_PUSH(layout->groups, layout->group_count, layout->group_capacity) = (mog_layout_group){.last = last};
    uint32_t *end = &layout->pieces[first].group;
    while (*end) end = &layout->groups[*end].next;
    *end = made;
    return made;
}

void mog_layout_break(mog_layout *layout, uint32_t piece, uint32_t group, uint32_t offset)
{
    layout->pieces[piece].breaks = group;
    layout->pieces[piece].offset = (uint8_t)offset;
}

void mog_layout_fill(mog_layout *layout, uint32_t piece, uint32_t group)
{
    mog_layout_break(layout, piece, group, 0);
    layout->pieces[piece].fills = true;
}

void mog_layout_block(mog_layout *layout, uint32_t open, uint32_t close, uint32_t column)
{
    if (close == open + 1) layout->pieces[close].gap = 0;
    if (close == open + 1 && !mog_layout_remarked(layout, open, close)) return;
    mog_layout_line(layout, open + 1, column + MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
    mog_layout_line(layout, close, column, MOG_BLANK_COMMENTS);
}

/* format_declaration.c: the declarations of a file, one after the other. */
#include "dsl/layout.h"
#include "parser.h"

#define HEADER_OFFSET 4 /* of the further lines of a header, so that they are not taken for the block's */

static uint32_t text_at(const mog_layout *layout, const mog_node *text)
{
    return mog_layout_at(layout, text->span.start);
}

void mog_layout_title(mog_layout *layout, const mog_text_pair *title, uint32_t group, uint32_t offset)
{
    if (title->text) mog_layout_break(layout, text_at(layout, title->text), group, offset);
    if (title->swedish) mog_layout_break(layout, text_at(layout, title->swedish) - 1, group, offset); /* `sv` */
}

/* Breaks where it must only. */
static void fill_header(mog_layout *layout, uint32_t first, uint32_t last)
{
    for (uint32_t i = first + 1; i <= last; i++) layout->pieces[i].fills = layout->pieces[i].breaks != 0;
}

uint32_t mog_layout_header(mog_layout *layout, uint32_t first, const mog_text_pair *title, uint32_t last)
{
    uint32_t open = mog_layout_find(layout, last ? last : first, '{');
    uint32_t group = mog_layout_group_new(layout, first, open - 1);
    if (title) mog_layout_title(layout, title, group, HEADER_OFFSET);
    if (last) mog_layout_break(layout, last, group, HEADER_OFFSET);
    fill_header(layout, first, open - 1);
    return open;
}

/* ---- definitions on a line */

static void lay_param(mog_layout *layout, const mog_param *param)
{
    uint32_t first = mog_layout_at(layout, param->span.start);
    uint32_t group = mog_layout_group_new(layout, first, mog_layout_end(layout, param->span.end));
    mog_layout_title(layout, &param->help, group, MOG_LAYOUT_INDENT);
    mog_layout_expression(layout, param->value);
}

static void lay_let_params(mog_layout *layout, const mog_let_param *params, uint32_t open, uint32_t close)
{
    uint32_t group = mog_layout_group_new(layout, open + 1, close - 1);
    for (const mog_let_param *param = params; param; param = param->next) {
        if (param != params) mog_layout_fill(layout, mog_layout_at(layout, param->span.start), group);
        mog_layout_type(layout, param->type);
    }
}

static void lay_let(mog_layout *layout, const mog_let_node *let)
{
    uint32_t first = mog_layout_at(layout, let->span.start), open = first + 2;
    uint32_t body = mog_layout_at(layout, let->body->span.start);
    while (layout->pieces[body - 1].kind == '(') body--;
    uint32_t group = mog_layout_group_new(layout, first, mog_layout_end(layout, let->span.end));
    mog_layout_fill(layout, body, group);
    layout->pieces[body].offset = MOG_LAYOUT_INDENT;
    layout->pieces[open].gap = 0;
    if (let->params) lay_let_params(layout, let->params, open, body - 2);
    mog_layout_expression(layout, let->body);
}

/* ---- all of them */

static void lay_declaration(mog_layout *layout, const mog_declaration *one)
{
    switch (one->tag) {
    case MOG_DECLARATION_USE: break;
    case MOG_DECLARATION_PARAM: lay_param(layout, one->node); break;
    case MOG_DECLARATION_LET: lay_let(layout, one->node); break;
    case MOG_DECLARATION_KIND:
    case MOG_DECLARATION_EXTENSION: mog_layout_kind(layout, one->node); break;
    case MOG_DECLARATION_CONTROL: mog_layout_control(layout, one->node); break;
    case MOG_DECLARATION_EACH: mog_layout_each(layout, one->node); break;
    case MOG_DECLARATION_CATALOGUE: mog_layout_catalogue(layout, one->node); break;
    case MOG_DECLARATION_GATE: mog_layout_gate(layout, one->node); break;
    case MOG_DECLARATION_PROFILE: mog_layout_profile(layout, one->node); break;
    case MOG_DECLARATION_GROUP: mog_layout_controls(layout, one->node); break;
    case MOG_DECLARATION_TEST: mog_layout_test(layout, one->node); break;
    }
}

/* Those that are most often on one line each stand together as their author put them together. */
static mog_blank blank_between(const mog_declaration *before, const mog_declaration *one)
{
    bool short_one =
        one->tag == MOG_DECLARATION_USE || one->tag == MOG_DECLARATION_PARAM || one->tag == MOG_DECLARATION_LET;
    return before && before->tag == one->tag && short_one ? MOG_BLANK_KEEP : MOG_BLANK_FORCE;
}

void mog_layout_declarations(mog_layout *layout)
{
    const mog_declaration *before = NULL;
    bool named = layout->count && layout->module->name.text.size;
    if (named) mog_layout_line(layout, 0, 0, MOG_BLANK_KEEP);
    for (const mog_declaration *one = layout->module->declarations; one; one = one->next) {
        mog_blank blank = before || named ? blank_between(before, one) : MOG_BLANK_KEEP;
        mog_layout_line(layout, mog_layout_at(layout, one->span.start), 0, blank);
        lay_declaration(layout, one);
        before = one;
    }
}

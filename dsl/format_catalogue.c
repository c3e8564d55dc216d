/* format_catalogue.c: catalogues: themes, controls and their attributes. */
#include "dsl/layout.h"
#include "parser.h"

/* `name value, value`: a word that stands behind neither a comma nor a name is a name. Commas before all words, which say
 * nothing, stand on a line of their own. */
static void lay_attribute(mog_layout *layout, uint32_t first, uint32_t last, uint32_t column, uint32_t values)
{
    mog_layout_line(layout, first, column, MOG_BLANK_KEEP);
    if (last == first) return;
    mog_layout_column(layout, first + 1, values);
    uint32_t group = mog_layout_group_new(layout, first + 1, last);
    for (uint32_t i = first + 2; i <= last; i++) {
        if (layout->pieces[i].kind != ',') mog_layout_fill(layout, i, group);
    }
}

static uint32_t attribute_end(const mog_layout *layout, uint32_t first, uint32_t close)
{
    uint32_t i = first + 1;
    if (i < close && layout->pieces[first].kind != ',' && layout->pieces[i].kind != ',') i++;
    while (i < close && (layout->pieces[i].kind == ',' || layout->pieces[i - 1].kind == ',')) i++;
    return i - 1;
}

static void lay_attributes(mog_layout *layout, uint32_t open, uint32_t close, uint32_t column)
{
    uint32_t names = 0;
    for (uint32_t i = open + 1; i < close; i = attribute_end(layout, i, close) + 1) {
        if (layout->pieces[i].width > names) names = layout->pieces[i].width;
    }
    for (uint32_t i = open + 1; i < close;) {
        uint32_t last = attribute_end(layout, i, close);
        lay_attribute(layout, i, last, column, column + names + 2);
        i = last + 1;
    }
}

static void lay_control(mog_layout *layout, const mog_control_node *control)
{
    uint32_t first = mog_layout_at(layout, control->span.start), last = mog_layout_end(layout, control->span.end);
    uint32_t column = 2 * MOG_LAYOUT_INDENT;
    mog_layout_line(layout, first, column, MOG_BLANK_KEEP);
    if (layout->pieces[last].kind != '}') {
        mog_layout_title(layout, &control->title, mog_layout_group_new(layout, first, last), 2 * MOG_LAYOUT_INDENT);
        return;
    }
    uint32_t open = mog_layout_header(layout, first, &control->title, 0);
    mog_layout_block(layout, open, last, column);
    lay_attributes(layout, open, last, column + MOG_LAYOUT_INDENT);
}

static void lay_theme(mog_layout *layout, const mog_theme_node *theme)
{
    uint32_t first = mog_layout_at(layout, theme->span.start), close = mog_layout_end(layout, theme->span.end);
    mog_layout_line(layout, first, MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
    mog_layout_block(layout, mog_layout_header(layout, first, &theme->title, 0), close, MOG_LAYOUT_INDENT);
    for (const mog_control_node *control = theme->controls; control; control = control->next)
        lay_control(layout, control);
}

void mog_layout_catalogue(mog_layout *layout, const mog_catalogue_node *catalogue)
{
    uint32_t first = mog_layout_at(layout, catalogue->span.start), close = mog_layout_end(layout, catalogue->span.end);
    mog_layout_block(layout, mog_layout_header(layout, first, &catalogue->title, 0), close, 0);
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next) lay_theme(layout, theme);
}

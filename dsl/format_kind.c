/* format_kind.c: kinds, and other tables of fields.
 *
 * A field is a row: name, type, help, help in Swedish. The columns of a block are as wide as their cells, but for cells so wide
 * that they would push all others aside.
 */
#include "dsl/layout.h"
#include "parser.h"

#include <stdlib.h>

#define WIDEST_NAME 28
#define WIDEST_TYPE 48

typedef struct row {
    uint32_t first, last;         /* pieces, a comma behind it included */
    uint32_t type, help, swedish; /* the pieces that the cells begin with; 0: none */
    const mog_field_node *field;  /* NULL: `fresh` and `assurance` */
    bool broken;                  /* the type stands on several lines */
    uint32_t base;                /* the column of the help */
} row;

typedef struct table {
    row *rows;
    size_t count, capacity;
    uint32_t column;
} table;

/* ---- types */

/* The type whose braces count: T of `set of T`. */
static const mog_type_node *innermost(const mog_type_node *type)
{
    while (type->element) type = type->element;
    return type;
}

static bool has_block(const mog_type_node *type)
{
    return type->tag == MOG_TYPE_ENUM || type->tag == MOG_TYPE_LIST;
}

static uint32_t opening(const mog_layout *layout, const mog_type_node *type)
{
    return mog_layout_at(layout, type->span.start) + (type->group ? 0 : 1);
}

/* Fields without commas between them stand further apart than the words of one. */
void mog_layout_type(mog_layout *layout, const mog_type_node *type)
{
    type = innermost(type);
    if (!has_block(type)) return;
    uint32_t open = opening(layout, type), close = mog_layout_end(layout, type->span.end);
    if (close == open + 1) layout->pieces[close].gap = 0;
    for (const mog_field_node *field = type->fields; field; field = field->next) {
        uint32_t at = mog_layout_at(layout, field->span.start);
        if (field != type->fields && layout->pieces[at - 1].kind != ',') layout->pieces[at].gap = 2;
        mog_layout_type(layout, field->type);
    }
}

/* Several fields with their own help are never on one line. */
static bool is_explained(const mog_type_node *type)
{
    type = innermost(type);
    for (const mog_field_node *field = type->fields; field; field = field->next) {
        if ((field->help.text && (field != type->fields || field->next)) || is_explained(field->type)) return true;
    }
    return false;
}

static void lay_fields(mog_layout *layout, uint32_t open, uint32_t close, uint32_t column,
                       const mog_field_node *fields);

/* As many words on a line as there is room for. */
static void lay_words(mog_layout *layout, uint32_t open, uint32_t close)
{
    uint32_t group = mog_layout_group_new(layout, open + 1, close - 1);
    for (uint32_t i = open + 2; i < close; i++) {
        if (layout->pieces[i].kind != ',') mog_layout_fill(layout, i, group);
    }
}

static void break_type(mog_layout *layout, const mog_type_node *type, uint32_t column)
{
    type = innermost(type);
    uint32_t open = opening(layout, type), close = mog_layout_end(layout, type->span.end);
    mog_layout_block(layout, open, close, column);
    if (close == open + 1) return;
    if (type->tag == MOG_TYPE_ENUM) lay_words(layout, open, close);
    else lay_fields(layout, open, close, column, type->fields);
}

/* ---- rows */

static row field_row(const mog_layout *layout, const mog_field_node *field)
{
    row one = {.field = field};
    one.first = mog_layout_at(layout, field->span.start);
    one.last = mog_layout_end(layout, field->span.end);
    one.type = one.first + 1;
    if (field->help.text) one.help = mog_layout_at(layout, field->help.text->span.start);
    if (field->help.swedish) one.swedish = mog_layout_at(layout, field->help.swedish->span.start) - 1;
    return one;
}

/* Between the fields there are `fresh` and `assurance`, each with one word, and commas. */
static void read_rows(table *rows, const mog_layout *layout, uint32_t open, uint32_t close, const mog_field_node *field)
{
    for (uint32_t i = open + 1; i < close;) {
        row one = {.first = i, .last = i};
        if (field && mog_layout_at(layout, field->span.start) == i) {
            one = field_row(layout, field);
            field = field->next;
        } else if (layout->pieces[i].kind != ',') {
            one.type = one.last = i + 1;
        }
        i = one.last + 1;
        while (i < close && layout->pieces[i].kind == ',') one.last = i++;
        MOG_PUSH(rows->rows, rows->count, rows->capacity) = one;
    }
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t type_width(const mog_layout *layout, const row *one)
{
    return mog_layout_width(layout, one->type, one->help ? one->help - 1 : one->last);
}

/* ---- columns */

static uint32_t place_types(mog_layout *layout, table *rows)
{
    uint32_t names = 0;
    for (size_t i = 0; i < rows->count; i++) {
        uint32_t width = layout->pieces[rows->rows[i].first].width;
        if (rows->rows[i].type && width <= WIDEST_NAME) names = most(names, width);
    }
    uint32_t column = rows->column + names + 2;
    for (size_t i = 0; i < rows->count; i++) {
        row *one = &rows->rows[i];
        if (!one->type) continue;
        const mog_type_node *type = one->field ? one->field->type : NULL;
        uint32_t start = most(column, rows->column + layout->pieces[one->first].width + 2);
        bool fits = start + type_width(layout, one) <= MOG_LAYOUT_COLUMNS && !(type && is_explained(type));
        if (fits || !type || !has_block(innermost(type))) {
            mog_layout_column(layout, one->type, column);
        } else {
            one->broken = true;
            break_type(layout, type, rows->column);
        }
    }
    return column;
}

typedef struct help_widths {
    uint32_t english, swedish, both; /* swedish 0: there is none */
} help_widths;

static help_widths measure_help(const mog_layout *layout, const row *one)
{
    help_widths width = {.english = mog_layout_width(layout, one->help, one->swedish ? one->swedish - 1 : one->last)};
    if (one->swedish) width.swedish = mog_layout_width(layout, one->swedish, one->last);
    width.both = width.english + (one->swedish ? width.swedish + 2 : 0);
    return width;
}

/* How many rows are content with a column to stand at. */
typedef struct tally {
    int change[MOG_LAYOUT_COLUMNS + 2];
    bool asked[MOG_LAYOUT_COLUMNS + 2];
} tally;

/* One that needs `least` at least, and has `width` to put there. */
static void count_in(tally *all, uint32_t least, uint32_t width)
{
    if (least + width > MOG_LAYOUT_COLUMNS) return;
    all->asked[least] = true;
    all->change[least]++;
    all->change[MOG_LAYOUT_COLUMNS - width + 1]--;
}

/* The column that suits most, the first such one or the last; 0: none. */
static uint32_t most_wanted(const tally *all, bool last)
{
    int now = 0, best = 0;
    uint32_t column = 0;
    for (uint32_t i = 0; i <= MOG_LAYOUT_COLUMNS; i++) {
        now += all->change[i];
        if (!all->asked[i] || now < best + (last ? 0 : 1)) continue;
        best = now;
        column = i;
    }
    return column;
}

/* Where most rows stand on one line. */
static uint32_t help_column(const mog_layout *layout, const table *rows, uint32_t types)
{
    tally all = {0};
    uint32_t narrowest = MOG_LAYOUT_WIDE;
    for (size_t i = 0; i < rows->count; i++) {
        const row *one = &rows->rows[i];
        if (!one->help) continue;
        uint32_t width = one->broken ? 0 : type_width(layout, one);
        if (width < narrowest) narrowest = width;
        if (width <= WIDEST_TYPE) count_in(&all, types + width + 2, measure_help(layout, one).both);
    }
    uint32_t column = most_wanted(&all, true);
    return column ? column : types + (narrowest <= WIDEST_TYPE ? narrowest : 0) + 2;
}

/* A help that the type leaves no room for stands on the next line. */
static uint32_t place_helps(mog_layout *layout, table *rows, uint32_t types)
{
    uint32_t column = help_column(layout, rows, types);
    for (size_t i = 0; i < rows->count; i++) {
        row *one = &rows->rows[i];
        if (!one->help) continue;
        uint32_t least = one->broken ? column : types + type_width(layout, one) + 2;
        one->base = most(least, column);
        if (one->base > column && one->base + measure_help(layout, one).both > MOG_LAYOUT_COLUMNS) {
            one->base = column;
            mog_layout_line(layout, one->help, column, MOG_BLANK_NONE);
        } else {
            mog_layout_column(layout, one->help, column);
        }
    }
    return column;
}

static uint32_t swedish_column(const mog_layout *layout, const table *rows)
{
    tally all = {0};
    for (size_t i = 0; i < rows->count; i++) {
        const row *one = &rows->rows[i];
        if (!one->swedish) continue;
        help_widths width = measure_help(layout, one);
        count_in(&all, one->base + width.english + 2, width.swedish);
    }
    return most_wanted(&all, false);
}

static void place_swedish(mog_layout *layout, table *rows, uint32_t helps)
{
    uint32_t column = swedish_column(layout, rows);
    for (size_t i = 0; i < rows->count; i++) {
        const row *one = &rows->rows[i];
        if (!one->swedish) continue;
        help_widths width = measure_help(layout, one);
        uint32_t least = one->base + width.english + 2;
        if (least <= column && column + width.swedish <= MOG_LAYOUT_COLUMNS)
            mog_layout_column(layout, one->swedish, column);
        else if (least + width.swedish > MOG_LAYOUT_COLUMNS)
            mog_layout_line(layout, one->swedish, helps, MOG_BLANK_NONE);
        else layout->pieces[one->swedish].gap = 2;
    }
}

static void lay_fields(mog_layout *layout, uint32_t open, uint32_t close, uint32_t column, const mog_field_node *fields)
{
    table rows = {.column = column + MOG_LAYOUT_INDENT};
    read_rows(&rows, layout, open, close, fields);
    for (size_t i = 0; i < rows.count; i++) mog_layout_line(layout, rows.rows[i].first, rows.column, MOG_BLANK_KEEP);
    uint32_t types = place_types(layout, &rows);
    uint32_t helps = place_helps(layout, &rows, types);
    place_swedish(layout, &rows, helps);
    free(rows.rows);
}

void mog_layout_kind(mog_layout *layout, const mog_kind_node *kind)
{
    uint32_t first = mog_layout_at(layout, kind->span.start), close = mog_layout_end(layout, kind->span.end);
    uint32_t about = kind->about_count ? mog_layout_at(layout, kind->about[0].span.start) - 1 : 0;
    uint32_t open = mog_layout_header(layout, first, &kind->title, about);
    mog_layout_block(layout, open, close, 0);
    for (const mog_field_node *field = kind->fields; field; field = field->next) mog_layout_type(layout, field->type);
    if (close > open + 1) lay_fields(layout, open, close, 0, kind->fields);
}

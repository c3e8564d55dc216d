/* format_print.c: pieces as lines.
 *
 * One pass. A group is on one line if it fits there with all that must follow it on that line; else it breaks, and the groups
 * in it are asked in turn. Looking ahead ends at the line's width, so the time is in proportion to the pieces.
 */
#include "dsl/layout.h"
#include "parser.h"

typedef struct printer {
    mog_layout *layout;
    mog_buffer *out;
    uint32_t column;  /* where the line ends so far */
    uint32_t current; /* the innermost group that is open; 0: none */
    uint32_t indent;  /* of the last piece that had to begin a line */
    bool opened;      /* the last piece was a `{` */
} printer;

/* ---- comments of a piece */

static uint32_t remarks_end(const mog_layout *layout, uint32_t piece)
{
    return piece < layout->count ? layout->pieces[piece + 1].remarks : layout->remark_count;
}

static bool has_remarks(const mog_layout *layout, uint32_t piece)
{
    return layout->pieces[piece].remarks != remarks_end(layout, piece);
}

/* ---- looking ahead */

/* A break that is there already: of a group around all that is asked about. */
static bool is_broken(const mog_layout *layout, const mog_piece *piece)
{
    const mog_layout_group *group = &layout->groups[piece->breaks];
    return piece->breaks && group->open && group->broken;
}

/* Whether pieces `first` to `last` fit on the line whose end is `column`, with what cannot be parted from them. */
static bool fits(const mog_layout *layout, uint32_t first, uint32_t last, uint32_t column)
{
    column += layout->pieces[first].width;
    for (uint32_t i = first + 1; i < layout->count && column <= MOG_LAYOUT_COLUMNS; i++) {
        const mog_piece *piece = &layout->pieces[i];
        if (piece->line || has_remarks(layout, i) || (i > last && is_broken(layout, piece))) break;
        column += piece->gap + piece->width;
    }
    return column <= MOG_LAYOUT_COLUMNS;
}

/* The last piece before the next break of the group that `piece` may break. */
static uint32_t chunk_end(const mog_layout *layout, uint32_t piece)
{
    uint32_t group = layout->pieces[piece].breaks, last = layout->groups[group].last, width = 0;
    uint32_t i = piece;
    while (i < last && layout->pieces[i + 1].breaks != group && width <= MOG_LAYOUT_COLUMNS) {
        i++;
        width += layout->pieces[i].gap + layout->pieces[i].width;
    }
    return i;
}

static bool breaks_before(const printer *p, uint32_t i)
{
    const mog_piece *piece = &p->layout->pieces[i];
    if (!is_broken(p->layout, piece)) return false;
    return !piece->fills || !fits(p->layout, i, chunk_end(p->layout, i), p->column + piece->gap);
}

/* ---- writing */

static void write_blanks(printer *p, uint32_t count)
{
    static const char blanks[] = "                                                                ";
    p->column += count;
    for (; count >= sizeof blanks; count -= (uint32_t)(sizeof blanks - 1))
        mog_buffer_add(p->out, blanks, sizeof blanks - 1);
    mog_buffer_add(p->out, blanks, count);
}

/* A new line, unless this is the first. */
static void write_line(printer *p, uint32_t column, bool apart)
{
    if (p->out->size) mog_buffer_add(p->out, apart ? "\n\n" : "\n", apart ? 2 : 1);
    p->column = 0;
    write_blanks(p, column);
}

/* The comments before a piece; true when there were any, so that a new line must follow. */
static bool write_remarks(printer *p, uint32_t i, uint32_t column, mog_blank blank)
{
    const mog_layout *layout = p->layout;
    const mog_piece *piece = &layout->pieces[i];
    uint32_t end = remarks_end(layout, i);
    bool apart = piece->apart;
    for (uint32_t r = piece->remarks; r < end; r++) apart |= layout->remarks[r].apart;
    for (uint32_t r = piece->remarks; r < end; r++) {
        const mog_remark *remark = &layout->remarks[r];
        if (remark->trails) {
            write_blanks(p, 1);
        } else {
            bool forced = blank == MOG_BLANK_FORCE && !apart;
            write_line(p, column, blank != MOG_BLANK_NONE && !p->opened && (forced || remark->apart));
            p->opened = false;
            apart = true;
        }
        mog_buffer_add_text(p->out, remark->text);
    }
    return end > piece->remarks;
}

static bool is_apart(const printer *p, uint32_t i)
{
    const mog_layout *layout = p->layout;
    const mog_piece *piece = &layout->pieces[i];
    if (p->opened || piece->blank == MOG_BLANK_NONE || piece->blank == MOG_BLANK_COMMENTS) return false;
    if (piece->apart || piece->blank == MOG_BLANK_KEEP) return piece->apart;
    for (uint32_t r = piece->remarks; r < remarks_end(layout, i); r++) {
        if (!layout->remarks[r].trails) return false; /* the blank line is before the comments */
    }
    return true;
}

static void write_line_piece(printer *p, uint32_t i)
{
    const mog_piece *piece = &p->layout->pieces[i];
    uint32_t within = piece->blank == MOG_BLANK_COMMENTS && i < p->layout->count ? MOG_LAYOUT_INDENT : 0;
    write_remarks(p, i, piece->column + within, (mog_blank)piece->blank);
    if (i == p->layout->count) return;
    write_line(p, piece->column, is_apart(p, i));
    p->indent = piece->column;
}

/* Where a line begins that a comment, or a break, makes before the piece. */
static uint32_t broken_column(const printer *p, const mog_piece *piece)
{
    if (piece->breaks) return p->layout->groups[piece->breaks].column + piece->offset;
    if (piece->column) return piece->column;
    if (p->current) return p->layout->groups[p->current].column + MOG_LAYOUT_INDENT;
    return p->indent + 2 * MOG_LAYOUT_INDENT;
}

static void write_place(printer *p, uint32_t i)
{
    const mog_piece *piece = &p->layout->pieces[i];
    uint32_t column = broken_column(p, piece);
    if (write_remarks(p, i, column, MOG_BLANK_NONE) || breaks_before(p, i)) write_line(p, column, false);
    else write_blanks(p, piece->column > p->column + piece->gap ? piece->column - p->column : piece->gap);
}

static void open_groups(printer *p, uint32_t i)
{
    mog_layout *layout = p->layout;
    for (uint32_t g = layout->pieces[i].group; g; g = layout->groups[g].next) {
        mog_layout_group *group = &layout->groups[g];
        bool may = p->current == 0 || layout->groups[p->current].broken;
        group->parent = p->current;
        group->column = p->column;
        group->broken =
            may && (mog_layout_remarked(layout, i, group->last) || !fits(layout, i, group->last, p->column));
        group->open = true;
        p->current = g;
    }
}

static void close_groups(printer *p, uint32_t i)
{
    mog_layout_group *groups = p->layout->groups;
    while (p->current && groups[p->current].last < i) {
        groups[p->current].open = false;
        p->current = groups[p->current].parent;
    }
}

void mog_layout_print(mog_buffer *out, mog_layout *layout)
{
    printer p = {.layout = layout, .out = out};
    for (uint32_t i = 0; i <= layout->count && out->size <= MOG_LIMIT_FILE; i++) {
        const mog_piece *piece = &layout->pieces[i];
        close_groups(&p, i);
        if (piece->line) write_line_piece(&p, i);
        else write_place(&p, i);
        open_groups(&p, i);
        mog_buffer_add_text(out, piece->text);
        p.column += piece->width;
        p.opened = piece->kind == '{';
    }
    if (out->size) mog_buffer_add(out, "\n", 1);
}

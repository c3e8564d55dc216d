/* layout.h: where the formatter may, and must, break lines. Private to dsl/format*.c.
 *
 * format_pieces.c makes pieces of a file's tokens; format_declaration.c and what it calls walk the declarations and say of each
 * piece how it stands; format_print.c writes them. Every piece is written once and in order whatever is said of it, so that a
 * layout can be ugly but never wrong. What is said depends on tokens and comments alone, never on the blanks between them except
 * for blank lines: so what is laid out comes out as it is.
 */
#ifndef MOG_DSL_LAYOUT_H
#define MOG_DSL_LAYOUT_H

#include "dsl/parse.h"

#define MOG_LAYOUT_COLUMNS 120
#define MOG_LAYOUT_INDENT 2
#define MOG_LAYOUT_WIDE 1000 /* a width that fits nowhere; widths are not measured beyond it */

/* What becomes of blank lines before a piece that begins a line. */
typedef enum mog_blank {
    MOG_BLANK_NONE,
    MOG_BLANK_KEEP,    /* several become one */
    MOG_BLANK_FORCE,   /* one, before the comments that belong to it */
    MOG_BLANK_COMMENTS /* only before comments: an end of a block */
} mog_blank;

/* A token, or a text with all that is in it. */
typedef struct mog_piece {
    mog_text text;    /* as it is written: blanks within are single */
    uint32_t start;   /* in the source */
    uint32_t width;   /* columns */
    uint32_t remarks; /* index of the first comment before it; they end where those of the next piece begin */
    uint32_t group;   /* the outermost group that begins with it; 0: none */
    uint32_t breaks;  /* the group that may break before it; 0: none */
    uint16_t column;  /* that of a line that begins with it; else it stands there or further right; 0: none */
    int16_t kind;     /* as in parser.h */
    uint8_t gap;      /* blanks before it on its line */
    uint8_t offset;   /* with `breaks`: its column from that of the group */
    uint8_t blank;    /* mog_blank, with `line` */
    bool line;        /* begins a line */
    bool fills;       /* breaks only where what follows does not fit; else with all breaks of its group */
    bool apart;       /* a blank line was before it */
} mog_piece;

typedef struct mog_remark {
    mog_text text; /* without blanks at its end */
    bool trails;   /* stands behind a token, not on a line of its own */
    bool apart;    /* a blank line was before it */
} mog_remark;

/* Pieces that stand on one line, or break where they may. Groups nest. */
typedef struct mog_layout_group {
    uint32_t last; /* piece */
    uint32_t next; /* group that begins with the same piece, inside this one; 0: none */

    /* while printing */
    uint32_t parent, column;
    bool open, broken;
} mog_layout_group;

typedef struct mog_layout {
    mog_arena *arena;
    const mog_module *module;
    mog_piece *pieces; /* one more than `count`: the end */
    uint32_t count;
    mog_remark *remarks;
    uint32_t remark_count;
    mog_layout_group *groups; /* malloc'd; the first is none */
    size_t group_count, group_capacity;
} mog_layout;

/* ---- format_pieces.c */

void mog_layout_read(mog_layout *layout, mog_arena *arena, const mog_parse *parse);
void mog_layout_free(mog_layout *layout); /* what is not in the arena */
/* The same tokens, and the same comments between them. */
bool mog_layout_same(const mog_layout *a, const mog_layout *b);

uint32_t mog_layout_at(const mog_layout *layout, uint32_t start); /* the piece that begins at that offset */
uint32_t mog_layout_end(const mog_layout *layout, uint32_t end);  /* the piece that ends at that offset */
/* The piece after an expression and the parentheses around it. */
uint32_t mog_layout_after(const mog_layout *layout, const mog_node *node);
uint32_t mog_layout_find(const mog_layout *layout, uint32_t from, int kind); /* the first of that kind, or the end */
/* Comments within, those before the first apart. */
bool mog_layout_remarked(const mog_layout *layout, uint32_t first, uint32_t last);
/* On one line; MOG_LAYOUT_WIDE where that cannot be. */
uint32_t mog_layout_width(const mog_layout *layout, uint32_t first, uint32_t last);

void mog_layout_line(mog_layout *layout, uint32_t piece, uint32_t column, mog_blank blank);
void mog_layout_column(mog_layout *layout, uint32_t piece, uint32_t column); /* two blanks before it at least */
/* Outer groups first. */
uint32_t mog_layout_group_new(mog_layout *layout, uint32_t first, uint32_t last);
void mog_layout_break(mog_layout *layout, uint32_t piece, uint32_t group, uint32_t offset);
void mog_layout_fill(mog_layout *layout, uint32_t piece, uint32_t group);
/* A block whose braces stand at `column` and whose items begin lines of their own. */
void mog_layout_block(mog_layout *layout, uint32_t open, uint32_t close, uint32_t column);

/* ---- the declarations */

void mog_layout_declarations(mog_layout *layout);
void mog_layout_expression(mog_layout *layout, const mog_node *node);
void mog_layout_title(mog_layout *layout, const mog_text_pair *title, uint32_t group,
                      uint32_t offset); /* may break before it */
/* From `first` to the `{` of a block, which it returns; `title` and `last` (0: none) may begin lines. */
uint32_t mog_layout_header(mog_layout *layout, uint32_t first, const mog_text_pair *title, uint32_t last);
void mog_layout_kind(mog_layout *layout, const mog_kind_node *kind);
void mog_layout_type(mog_layout *layout, const mog_type_node *type); /* on one line */
void mog_layout_control(mog_layout *layout, const mog_control_node *control);
void mog_layout_each(mog_layout *layout, const mog_each_node *each);
void mog_layout_catalogue(mog_layout *layout, const mog_catalogue_node *catalogue);
void mog_layout_gate(mog_layout *layout, const mog_gate_node *gate);
void mog_layout_profile(mog_layout *layout, const mog_profile_node *profile);
void mog_layout_controls(mog_layout *layout, const mog_group_node *group); /* of a `group` */
void mog_layout_test(mog_layout *layout, const mog_test_node *test);

/* ---- format_print.c */

/* To an empty buffer. Stops where the text is longer than MOG_LIMIT_FILE. */
void mog_layout_print(mog_buffer *out, mog_layout *layout);

#endif

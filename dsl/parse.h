/* parse.h: between the lexer, the parser and the rest of the front end. Private to dsl/.
 *
 * lexer.l makes tokens of bytes; tokens.c hands them to the parser and knows what is open; parser.y makes declarations of
 * tokens; nodes.c builds their nodes; parse.c runs all of it for one file.
 */
#ifndef MOG_DSL_PARSE_H
#define MOG_DSL_PARSE_H

#include "dsl/ast.h"
#include "dsl/limits.h"

#define MOG_PARSE_TEXTS 16 /* texts within the interpolations of texts */

/* Without files; whoever compiles sets `files`, in `arena`. */
mog_diagnostics *mog_diagnostics_new(void);

/* Adds a diagnostic where it belongs in the order, unless the same was said of the same span. Messages are cut to fit; control
 * characters in them are replaced. */
__attribute__((format(printf, 4, 5))) void mog_report(mog_diagnostics *all, mog_diagnostic_code code, mog_span span,
                                                      const char *format, ...);

/* Growing arrays of the parser; the arena keeps what is outgrown. */
typedef struct mog_node_list {
    mog_node **at;
    uint32_t count, capacity;
} mog_node_list;

typedef struct mog_name_list {
    mog_name *at;
    uint32_t count, capacity;
} mog_name_list;

typedef struct mog_pattern_list {
    mog_pattern *at;
    uint32_t count, capacity;
} mog_pattern_list;

/* A token as it was read, or a comment, for those who work on the text itself. Texts are several: TEXT_START, PIECE,
 * INTERPOLATION … INTERPOLATION_END, TEXT_END. */
typedef struct mog_token {
    int kind; /* as in parser.h, or MOG_TOKEN_COMMENT: from `#` to before the line's end */
    mog_span span;
} mog_token;

#define MOG_TOKEN_COMMENT (-1)

/* The lexer's place within texts: one for each text that is open, the innermost last. */
typedef struct mog_open_text {
    uint32_t start;  /* offset of its `"` */
    uint32_t braces; /* open braces within its interpolation */
} mog_open_text;

typedef struct mog_parse {
    /* set by the caller */
    mog_arena *arena;
    mog_diagnostics *diagnostics;
    mog_module *module; /* NULL: mog_parse_file makes it */
    uint32_t file;
    mog_text text;
    bool keep_tokens;
    bool alone; /* the text is an expression, not a file */

    mog_node *expression; /* with `alone`; NULL: none could be read */

    /* with keep_tokens: all that was read, in the order of the text, comments too; in the arena */
    mog_token *tokens;
    uint32_t token_count, token_capacity;

    /* the lexer's */
    uint32_t offset; /* of the next byte to be lexed */
    mog_open_text texts[MOG_PARSE_TEXTS];
    uint32_t text_count;
    uint32_t
        closing; /* ends still to be made up for texts that a line's end cut off: interpolations at even, texts at odd */
    mog_buffer piece; /* of a text or regular expression that is being lexed */
    uint32_t piece_start;

    /* the token stream's */
    uint8_t open[MOG_LIMIT_NESTING]; /* brackets that are open, the innermost last */
    uint32_t open_count;
    bool began;
    int last_token;
    int declaration;         /* the word that began the last one */
    uint32_t missing_braces; /* `}` to make up before `held` */
    int held_token;          /* 0: none */
    mog_name held;

    /* of errors */
    uint32_t syntax_errors;
    uint32_t silent_to; /* faults of syntax that begin before this offset follow from one that was reported */
    bool recovering;    /* since the last fault of syntax no declaration, field, rule or clause was completed */
    bool stopped;       /* the rest of the file is passed over */
} mog_parse;

/* Parses one file into parse->module. Reports what is wrong. */
void mog_parse_file(mog_parse *parse);

/* ---- nodes.c */

mog_node *mog_node_new(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node *b);
/* Sets the depth after children were set by hand. Deeper than MOG_LIMIT_NESTING: reported once, and the node turns into a
 * MOG_NODE_BAD. */
void mog_node_settle(mog_parse *parse, mog_node *node);
/* `and`, `or` of two operands or more: `a and b and c` is one node. */
mog_node *mog_node_join(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node *b);
mog_node *mog_node_named(mog_parse *parse, mog_name name);
mog_node *mog_node_field(mog_parse *parse, mog_span span, mog_node *base, mog_name name);
mog_node *mog_node_call(mog_parse *parse, mog_span span, mog_node *base, mog_name name, mog_node_list arguments);
mog_node *mog_node_listed(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node_list items);
mog_node *mog_node_binder(mog_parse *parse, mog_node_tag tag, mog_span span, mog_name variable, mog_node *list,
                          mog_node *where, mog_node *body);
mog_node *mog_node_integer(mog_parse *parse, mog_name digits);
mog_node *mog_node_number(mog_parse *parse, mog_name written, bool percent);
void mog_node_list_add(mog_parse *parse, mog_node_list *list, mog_node *node);
void mog_name_list_add(mog_parse *parse, mog_name_list *list, mog_name name);
void mog_pattern_list_add(mog_parse *parse, mog_pattern_list *list, mog_pattern pattern);
void mog_token_keep(mog_parse *parse, int kind, mog_span span); /* where tokens are kept */

/* Lists are built back to front and turned once, so that a file of many declarations takes linear time. */
#define MOG_PREPEND(list, item) ((item)->next = (list), (list) = (item))
#define MOG_REVERSE(list)                                                                                              \
    do {                                                                                                               \
        __typeof__(list) turned_ = NULL;                                                                               \
        while (list) {                                                                                                 \
            __typeof__(list) next_ = (list)->next;                                                                     \
            (list)->next = turned_;                                                                                    \
            turned_ = (list);                                                                                          \
            (list) = next_;                                                                                            \
        }                                                                                                              \
        (list) = turned_;                                                                                              \
    } while (0)

/* ---- tokens.c */

/* To be called at a fault of syntax, with the token that cannot stand where it does, before the parser looks for a
 * place to go on. Where it begins a rule or a declaration on a line of its own, braces before it must be missing: they
 * are made up (`missing_braces`). */
void mog_tokens_recover(mog_parse *parse, int token, mog_span span);
bool mog_tokens_first_on_line(const mog_parse *parse, uint32_t offset);
/* Counts a fault of the file's syntax; false: over the limit, and nothing more is to be said of this file. */
bool mog_tokens_fault(mog_parse *parse, mog_span span);

/* ---- syntax.c */

#define MOG_TOKENS 512 /* more than there are; tokens are numbered as in parser.h */

typedef const char *mog_token_name(int token); /* the token's name in parser.y */

/* Keeps the names of kinds, definitions and parameters whose declarations begin the lines of a span that was passed over, so that they are
 * not said to be unknown wherever they are used. */
void mog_syntax_lose(mog_parse *parse, mog_span span);

/* To be called at a fault of syntax at `span`. False: it only follows from another fault and is not to be reported. */
bool mog_syntax_begin_report(mog_parse *parse, mog_span span);
void mog_syntax_report_braces(mog_parse *parse, mog_span span); /* that are made up before `span` */
/* `can`: the tokens that could stand there; changed. */
void mog_syntax_report(mog_parse *parse, mog_span span, bool can[MOG_TOKENS], mog_token_name *name);

#endif

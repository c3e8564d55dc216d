/* parse.h: between the lexer, the parser and the rest of the front end. Private to dsl/. */
#ifndef MOG_DSL_PARSE_H
#define MOG_DSL_PARSE_H

#include "dsl/ast.h"

#define MOG_PARSE_BRACES 16 /* interpolations within interpolations */

/* Adds a diagnostic. */
__attribute__((format(printf, 4, 5))) void mog_report(mog_diagnostics *all, mog_diagnostic_code code, mog_span span, const char *format, ...);

/* Growing arrays of the parser; the arena keeps what is outgrown. */
typedef struct mog_node_list {
    mog_node **at;
    uint32_t count, capacity;
} mog_node_list;

typedef struct mog_name_list {
    mog_name *at;
    uint32_t count, capacity;
} mog_name_list;

typedef struct mog_parse {
    mog_arena *arena;
    mog_diagnostics *diagnostics;
    mog_module *module;
    uint32_t file;
    mog_text text;
    uint32_t offset;       /* of the next byte to be lexed */
    uint32_t syntax_errors;
    uint32_t braces[MOG_PARSE_BRACES]; /* open braces inside each interpolation */
    uint32_t interpolations;
    uint32_t text_start;
    mog_buffer piece; /* of a text that is being lexed */
} mog_parse;

mog_node *mog_node_new(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node *b);
mog_node *mog_node_join(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a, mog_node *b); /* and, or */
void mog_node_list_add(mog_parse *parse, mog_node_list *list, mog_node *node);
void mog_name_list_add(mog_parse *parse, mog_name_list *list, mog_name name);

/* Parses one file into parse->module. Reports what is wrong. */
void mog_parse_file(mog_parse *parse);

#endif

/* doc.h: policies as a browsable reference in Markdown (CommonMark, with tables and anchors as code forges show them).
 *
 *     index.md            themes and their controls
 *     controls/8.13.md    a control with its rules
 *     kinds.md, kinds/account.md
 *     parameters.md; and where there are any, definitions.md, gates.md, profiles.md, groups.md, tests.md
 *
 * The same policies give the same bytes, wherever they lie.
 */
#ifndef MOG_CLI_DOC_H
#define MOG_CLI_DOC_H

#include "cli/cli.h"
#include "dsl/reference.h"

typedef struct cli_doc {
    cli_context *cli;
    const mog_reference *all;
    const char *folder, *mark; /* the first line of each page */
    mog_buffer page;           /* that is written */
    const char *up;            /* from the page to the index: "" or "../" */
    bool table;                /* in a row of a table, where a bar ends a cell even in code */
    uint32_t pages;            /* that were written */
} cli_doc;

/* ---- doc_text.c: writing */

void cli_doc_begin(cli_doc *doc, const char *up);
mog_status cli_doc_end(cli_doc *doc, const char *path, mog_error *err);
void cli_doc_format(cli_doc *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Text on one line, with what Markdown would take for its own escaped. */
void cli_doc_text(cli_doc *doc, mog_text text);
/* `code`, whatever is in it. */
void cli_doc_code(cli_doc *doc, mog_text text);
/* The text of the policy at a span as a block of code, without the indentation that its lines share. */
void cli_doc_source(cli_doc *doc, mog_span span);
/* The same within a line. */
void cli_doc_inline_source(cli_doc *doc, mog_span span);
/* In the language that is asked for; the other where there is none. */
mog_text cli_doc_choose(const cli_doc *doc, mog_text english, mog_text swedish);
/* The text of a node without interpolation. */
mog_text cli_doc_plain(const cli_doc *doc, const mog_node *text);
mog_text cli_doc_pair(const cli_doc *doc, mog_text_pair pair);
/* "# Title" and, where there is a form in the other language, that in italics below. */
void cli_doc_heading(cli_doc *doc, const char *before, mog_text english, mog_text swedish);
void cli_doc_anchor(cli_doc *doc, mog_text id);
#define CLI_DOC_SAY(doc, english, swedish_text) CLI_SAY((doc)->cli, english, swedish_text)

/* Links: to a rule or step, a kind, a field, a parameter, a definition, a control. */
void cli_doc_link_user(cli_doc *doc, uint32_t user);
void cli_doc_link_kind(cli_doc *doc, uint32_t kind);
void cli_doc_link_field(cli_doc *doc, uint32_t field);
void cli_doc_link_param(cli_doc *doc, uint32_t param);
void cli_doc_link_let(cli_doc *doc, uint32_t let);
void cli_doc_link_control(cli_doc *doc, mog_control_id control);
/* With commas between; a dash for none. */
void cli_doc_link_all(cli_doc *doc, const mog_uses *uses, void (*link)(cli_doc *doc, uint32_t index));
/* "controls/8.13.md", in the arena of the command. */
const char *cli_doc_control_page(const cli_doc *doc, mog_control_id control);

/* ---- pages */

mog_status cli_doc_index(cli_doc *doc, mog_error *err);    /* doc_controls.c */
mog_status cli_doc_controls(cli_doc *doc, mog_error *err); /* doc_controls.c */
void cli_doc_user(cli_doc *doc, uint32_t user);            /* doc_controls.c: a rule or a step under its heading */
mog_status cli_doc_kinds(cli_doc *doc, mog_error *err);    /* doc_kinds.c */
mog_status cli_doc_params(cli_doc *doc, mog_error *err);   /* doc_kinds.c */
mog_status cli_doc_lets(cli_doc *doc, mog_error *err);     /* doc_kinds.c */
mog_status cli_doc_gates(cli_doc *doc, mog_error *err);    /* doc_gates.c */
mog_status cli_doc_profiles(cli_doc *doc, mog_error *err); /* doc_gates.c */
mog_status cli_doc_groups(cli_doc *doc, mog_error *err);   /* doc_gates.c */
mog_status cli_doc_tests(cli_doc *doc, mog_error *err);    /* doc_gates.c */
bool cli_doc_has_gates(const cli_doc *doc);
bool cli_doc_has_profiles(const cli_doc *doc);
bool cli_doc_has_groups(const cli_doc *doc);
bool cli_doc_has_tests(const cli_doc *doc);

#endif

/* page.h: the page of docs/diagnostics on each code, part of the program: what the fault is, and an example of it and of its remedy.
 *
 * The pages are made into C by scripts/embed_pages.py when mognad is built.
 */
#ifndef MOG_DSL_PAGE_H
#define MOG_DSL_PAGE_H

#include "dsl/diagnostic.h"

typedef struct mog_page_example {
    bool right;
    const char *text; /* of a policy file; several of one side belong together */
} mog_page_example;

typedef struct mog_page {
    const char *code, *title, *title_sv;
    const char *text;     /* Markdown: paragraphs, `code` */
    const char *markdown; /* the whole page */
    const mog_page_example *examples;
    size_t example_count;
} mog_page;

extern const mog_page mog_pages[];
extern const size_t mog_page_count;

/* By "E0107"; letters may be small. NULL: there is none. */
const mog_page *mog_page_find(mog_text code);

#endif

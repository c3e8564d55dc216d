/* markdown.h: tables as Markdown (GitHub Flavored Markdown, 4.10) to stdout. */
#ifndef MOG_CLI_MARKDOWN_H
#define MOG_CLI_MARKDOWN_H

#include "base/text.h"

/* The line of heads, and the one under it. */
void cli_markdown_heads(const mog_text *cells, size_t count);
/* A line; what a cell must not hold is escaped, and a line feed becomes a space. */
void cli_markdown_line(const mog_text *cells, size_t count);

#endif

#include "cli/markdown.h"

#include <stdio.h>

void cli_markdown_line(const mog_text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fputs("| ", stdout);
        for (size_t k = 0; k < cells[i].size; k++) {
            char c = cells[i].at[k];
            if (c == '|' || c == '\\') putchar('\\');
            putchar(c == '\n' || c == '\r' ? ' ' : c);
        }
        putchar(' ');
    }
    fputs("|\n", stdout);
}

void cli_markdown_heads(const mog_text *cells, size_t count)
{
    cli_markdown_line(cells, count);
    for (size_t i = 0; i < count; i++) fputs("|---", stdout);
    fputs("|\n", stdout);
}

#include "cli/csv.h"

#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_formula(mog_text text)
{
    return text.size && memchr("=+-@\t\r", text.at[0], 6);
}

static bool needs_quotes(mog_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (strchr(",\"\n\r;\t", text.at[i])) return true;
    return text.size && (text.at[0] == ' ' || text.at[text.size - 1] == ' ');
}

void cli_csv_text(mog_text text)
{
    bool formula = is_formula(text), quotes = needs_quotes(text) || formula;
    if (quotes) putchar('"');
    if (formula) putchar('\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"') putchar('"');
        putchar(text.at[i]);
    }
    if (quotes) putchar('"');
}

void cli_csv_figure(double figure)
{
    json_t *value;
    if (isnan(figure)) return;
    value = mog_json_figure(figure);
    mog_json_write(stdout, value, 0, NULL);
    json_decref(value);
}

void cli_csv_line(const mog_text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) putchar(',');
        cli_csv_text(cells[i]);
    }
    putchar('\n');
}

/* csv.h: tables as CSV (RFC 4180, but with a line feed alone at the end of a line) to stdout, for spreadsheets.
 *
 * A spreadsheet takes a cell that begins with = + - @ or a tab for a formula. A text that does is written with an apostrophe in front, which
 * spreadsheets show as nothing (OWASP, CSV Injection). Figures are not texts: they are written as they are.
 */
#ifndef MOG_CLI_CSV_H
#define MOG_CLI_CSV_H

#include "base/text.h"

void cli_csv_text(mog_text text);
void cli_csv_figure(double figure); /* as in JSON, nine decimals at most; nothing for NaN */
/* A line: texts with commas between, and the line feed. */
void cli_csv_line(const mog_text *cells, size_t count);

#endif

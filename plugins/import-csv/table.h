/* table.h: a table as text, row by row: what is called CSV (RFC 4180, and what Excel writes).
 *
 * The separator is semicolon, comma, tab or bar: stated by the caller, by a first line `sep=;`, or found out over the first piece of the
 * file (PIECE of decode.h): of the separators that give the first row more than one cell the one is taken by which most rows have as many.
 * A cell that begins with a quote ends at the next single quote; within it a doubled quote is one, separators are text, and line ends are LF. A row
 * ends with CRLF, LF or CR. Rows without any cell that holds something are passed over.
 *
 * Memory is bounded by the limits below, whatever the file holds: a file that passes one is at fault, with the line, and is not read on.
 */
#ifndef IMPORT_CSV_TABLE_H
#define IMPORT_CSV_TABLE_H

#include "decode.h"

#define LONGEST_CELL ((size_t)1 << 20) /* bytes as UTF-8 */
#define LONGEST_ROW ((size_t)8 << 20)  /* likewise, of all cells */
#define MOST_COLUMNS 4096u
#define NO_SEPARATOR '\n' /* a table of one column */

typedef struct row {
    uint64_t line; /* where it begins, from 1 */
    size_t count;
    const char **cells; /* UTF-8, each ends with NUL; valid until the next row */
} row;

typedef struct table {
    decoder decoder;
    char separator; /* 0 until it is known */
    bool began, faulty;
    bytes text; /* decoded, not yet taken from `at` on */
    size_t at;
    uint64_t line;
    bytes cells;
    size_t starts[MOST_COLUMNS];
    const char *pointers[MOST_COLUMNS];
    uint64_t fault_line; /* 0: the fault is of no line */
    char fault[256];
} table;

/* `separator` 0 and ENCODING_UNKNOWN: to be found out. Large: not for the stack. */
void table_begin(table *t, read_bytes *read, void *context, encoding given, char separator);
void table_end(table *t);

typedef enum table_state { TABLE_ROW, TABLE_OVER, TABLE_FAULT } table_state;
table_state table_next(table *t, row *out);

#endif

/* mapping.h: what a mapping file says: which columns of a table are what of a record. docs/importing.md describes it for people.
 *
 * Read in two steps: the JSON by itself, and the names of columns against the heading of the table.
 */
#ifndef IMPORT_CSV_MAPPING_H
#define IMPORT_CSV_MAPPING_H

#include "convert.h"
#include "table.h"

/* A column by its name; `at` is known once the mapping is bound. */
typedef struct column {
    const char *name;
    size_t at;
} column;

/* "system:{System}": texts and columns in turn. */
typedef struct piece {
    char *text; /* NULL: the column */
    column column;
} piece;

typedef struct pattern {
    piece *pieces;
    size_t count;
    bool stated;
} pattern;

typedef struct target {
    column column;
    const char *to; /* "class.availability" */
    value_form form;
} target;

/* A row to pass over. */
typedef struct condition {
    column column;
    int empty;                      /* 1: it is empty, 0: it is not, -1: not asked */
    const json_t *equals, *differs; /* arrays; NULL: not asked */
} condition;

typedef struct mapping {
    json_t *json; /* owns the texts */
    encoding encoding;
    char separator;
    size_t skipped;        /* rows before the heading */
    const json_t *columns; /* array of names, where the table has no heading */
    const char *kind, *assurance;
    pattern subject, item, source, observed;
    target observed_in; /* a column with a form of its own; no name: the pattern */
    value_form form;    /* what holds for all columns that do not say otherwise */
    const json_t *set;  /* fields that are the same in all rows */
    target *targets;
    size_t target_count;
    condition *conditions;
    size_t condition_count;
    bool census;
} mapping;

/* False: `why` says what is wrong and where, "fields.Admin.type: there is no type `boolean`". Free it in any case. */
bool mapping_read(mapping *m, const char *text, bytes *why);
void mapping_free(mapping *m);

/* Finds the columns in the heading. False: a column is not there, or is there twice. */
bool mapping_bind(mapping *m, const char *const *heading, size_t count, bytes *why);

#endif

/* suggest.h: a mapping to begin with, from the heading of a table and its first rows. */
#ifndef IMPORT_CSV_SUGGEST_H
#define IMPORT_CSV_SUGGEST_H

#include "table.h"

#include <jansson.h>

#define ROWS_LOOKED_AT 1000

/* A new reference; NULL: there is no heading, or the table is at fault. What only people can know stands there in capitals. */
json_t *suggest_mapping(table *t);

#endif

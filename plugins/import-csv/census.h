/* census.h: which items of each subject the rows of a table named, so that a census can be told at the end. */
#ifndef IMPORT_CSV_CENSUS_H
#define IMPORT_CSV_CENSUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define MOST_ITEMS 1000000u           /* in all */
#define MOST_NAMES ((size_t)64 << 20) /* bytes of their names */

typedef struct census {
    json_t *subjects; /* subject -> item -> line */
    size_t items, names;
} census;

/* The line in which the item stood before; 0: it is new. -1: there are too many. */
int64_t census_add(census *c, const char *subject, const char *item, uint64_t line);
void census_free(census *c);

#endif

/* record.h: a row of a table as a record of evidence. */
#ifndef IMPORT_CSV_RECORD_H
#define IMPORT_CSV_RECORD_H

#include "mapping.h"

/* Whether the mapping passes this row over. */
bool row_is_passed_over(const mapping *m, const row *r);

/* A new reference. NULL: the row cannot be read; `why` says the column and the cause, "column `Admin`: `maybe` is neither yes nor no". */
json_t *row_to_record(const mapping *m, const row *r, bytes *why);

/* A census of these items. `subject` empty: the engine knows it. Likewise. */
json_t *census_to_record(const mapping *m, const char *subject, json_t *items, bytes *why);

#endif

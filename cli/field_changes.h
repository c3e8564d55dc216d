/* field_changes.h: what differs between two records' fields, as JSON. */
#ifndef MOG_CLI_FIELD_CHANGES_H
#define MOG_CLI_FIELD_CHANGES_H

#include "cli/cli.h"

/* [{"path": "storage.offline", "old": …, "new": …}], without "old" what was not there before, without "new" what is there no more. In lists and
 * sets what is in both is passed over wherever it stands; rows that begin alike are compared with each other, as "volumes[db].size"; the rest is told as
 * "volumes[]". `before` NULL: all is new. A new reference. */
json_t *cli_field_changes(const json_t *before, const json_t *after);

/* "12.5 → 13", with "–" for what is not there; malloc'd. */
char *cli_change_words(const json_t *change);

#endif

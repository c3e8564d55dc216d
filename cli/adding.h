/* adding.h: what the commands that add evidence share: telling what is refused, and the sum of it all. */
#ifndef MOG_CLI_ADDING_H
#define MOG_CLI_ADDING_H

#include "cli/cli.h"
#include "engine/ingest/ingest.h"

/* How many refused records have been told of. Only the first are told one by one. */
typedef struct cli_refusals {
    uint64_t count;
} cli_refusals;

/* A mog_ingest_refused, `context` a cli_refusals. Goes on, so that all that is wrong with a file is told at once. */
mog_status cli_tell_refused(void *context, const mog_error *cause);

/* "30 more refused", where not all were told of. */
void cli_tell_more_refused(const cli_refusals *refusals);

/* "2 records added, 1 identical, 3 refused". `kept` false: nothing was added, since something was refused. */
void cli_tell_added(const cli_context *cli, const mog_ingest_counts *counts, const cli_refusals *refusals, bool kept);
/* The same as JSON: members of `out`. */
void cli_set_added(json_t *out, const mog_ingest_counts *counts, bool kept);

#endif

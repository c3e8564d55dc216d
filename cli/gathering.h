/* gathering.h: records from processes of plugins, on their way into the store.
 *
 * A collector, or an importer for each of several files, hands over records while no store is open: a process with an open store must not
 * fork. Each record is checked at once and laid down in a spool; when all have come, they go into the store as one batch.
 *
 *     begin -> (source -> run the plugin with cli_gathering_to) … -> add, or walk -> end
 */
#ifndef MOG_CLI_GATHERING_H
#define MOG_CLI_GATHERING_H

#include "cli/adding.h"
#include "cli/spool.h"

/* Whom records come from. */
typedef struct cli_source {
    const char *name; /* of a file or a collector, for messages */
    mog_ingest_defaults defaults;
    uint64_t records; /* so far, the refused ones too */
    uint64_t said;    /* messages */
} cli_source;

typedef struct cli_gathering {
    cli_context *cli;
    cli_spool *spool;
    cli_source *sources;
    size_t source_count, source_capacity;
    mog_ingest *ingest; /* of the last source */
    mog_ingest_counts counts;
    cli_refusals refusals;
    mog_error fault; /* of the spool */
    mog_progress progress;
} cli_gathering;

/* The policies must have been loaded. */
mog_status cli_gathering_begin(cli_gathering *g, cli_context *cli, mog_error *err);
void cli_gathering_end(cli_gathering *g);

/* From now on records come from this one. Its defaults may be set until the first record comes; valid until the next call. */
cli_source *cli_gathering_source(cli_gathering *g, const char *name, const mog_ingest_defaults *defaults);

/* Where a plugin's records and messages are to go. A spool that cannot be written refuses all records; cli_gathering_fault tells. */
mog_collecting cli_gathering_to(cli_gathering *g);
mog_status cli_gathering_fault(const cli_gathering *g, mog_error *err);

/* All that was accepted, in order: the record with what it left out filled in, keys in the order of docs/evidence.md. Return other than MOG_OK
 * to stop. */
typedef mog_status cli_gathered(void *context, const cli_source *source, const json_t *record, mog_error *err);
mog_status cli_gathering_walk(cli_gathering *g, cli_gathered *visit, void *context, mog_error *err);

/* Adds all as one batch; *kept false: nothing, since some were refused (here or before) and not `keep_going`. */
mog_status cli_gathering_add(bool *kept, cli_gathering *g, bool keep_going, mog_error *err);

#endif

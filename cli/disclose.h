/* disclose.h: personal values on their way out of the store: the journal is told first. */
#ifndef MOG_CLI_DISCLOSE_H
#define MOG_CLI_DISCLOSE_H

#include "cli/cli.h"

/* The options of a command that shows personal values on request. */
#define CLI_DISCLOSE_OPTIONS                                                                                           \
    {"personal", 0, NULL,                                                                                              \
     "with personal values; the journal says that they were shown, so the store must be writable"},                    \
    {                                                                                                                  \
        "reason", 0, "TEXT", "why they are shown; kept in the journal"                                                 \
    }

/* --reason without --personal, or too long: MOG_USAGE. */
mog_status cli_check_disclosure(const cli_context *cli, mog_error *err);

/* Notes in the journal what is about to be shown: the command, how many records with personal values, --reason, and `more` (an object;
 * may be NULL; taken over). Nothing may be shown unless it returns MOG_OK. The store is writable and no snapshot of it is open. */
mog_status cli_disclose(cli_context *cli, mog_store *store, uint64_t records, json_t *more, mog_error *err);

#endif

/* change_words.h: a change of the journal for those who read it. */
#ifndef MOG_CLI_CHANGE_WORDS_H
#define MOG_CLI_CHANGE_WORDS_H

#include "cli/cli.h"
#include "engine/store/journal.h"

/* {"number", "recorded", "type", "by", "leaf", "payload"}, and: of a record {"record": {"kind", "subject", "item", "observed"}}, of a kind
 * {"kind": {"name", "version"}}, of another what it notes, as "note". A new reference; NULL on failure. */
mog_status cli_change_json(json_t **out, mog_snapshot *snapshot, const mog_change *change, mog_error *err);

/* "record of backup about system:hr, observed 2026-10-31", made of the same; malloc'd. */
char *cli_change_told(const cli_context *cli, const json_t *change);

#endif

/* history.h: all that was ever recorded of a subject and a kind, as `evidence history` tells it. */
#ifndef MOG_CLI_HISTORY_H
#define MOG_CLI_HISTORY_H

#include "cli/choosing.h"

/* {"subject", "kind", "item", "records": [{"id", "recorded", "by", "observed", …, "before", "changes"}], "erasures": […]}. `chosen` is of
 * this subject and kind; `item` NULL: all of them. A new reference, also on failure where it is not NULL. */
mog_status cli_history_make(json_t **out, cli_context *cli, mog_snapshot *snapshot, const cli_chosen *chosen,
                            const char *subject, const char *kind, const char *item, mog_error *err);
void cli_history_print(cli_context *cli, const json_t *history);

#endif

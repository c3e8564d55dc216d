/* assessing.h: an assessment as the common options ask for it. */
#ifndef MOG_CLI_ASSESSING_H
#define MOG_CLI_ASSESSING_H

#include "cli/cli.h"

/* Of cli->policy, at --as-of and --known-at, of --subject and --rule where the command has them, with progress. The host and the policy are loaded;
 * the store must not be open. `how` has the limits. */
mog_status cli_assess(mog_assessment **out, const cli_context *cli, mog_assess_options how, mog_error *err);

#endif

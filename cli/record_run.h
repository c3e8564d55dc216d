/* record_run.h: an assessment put on record in the journal of the store that it was made of. */
#ifndef MOG_CLI_RECORD_RUN_H
#define MOG_CLI_RECORD_RUN_H

#include "cli/cli.h"
#include "engine/score/score.h"

/* Adds a change RUN_RECORDED (docs/evidence.md) and says its number. */
mog_status cli_record_run(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                          mog_error *err);

#endif

/* record_run.h: an assessment put on record in the journal of the store that it was made of. */
#ifndef MOG_CLI_RECORD_RUN_H
#define MOG_CLI_RECORD_RUN_H

#include "cli/cli.h"
#include "engine/score/score.h"

/* Adds a change RUN_RECORDED (engine/run/run.h) and says its number, or that the run is there already. `rescored`: the number of the run whose
 * evidence it is; 0: none. */
mog_status cli_record_run(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                          uint64_t rescored, mog_error *err);

/* The same for `mognad assess`: of all subjects and rules, as known now, where the store may be written. --record insists, --no-record leaves it. */
mog_status cli_record_assessment(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                                 mog_error *err);

#endif

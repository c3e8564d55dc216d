/* trials.h: what came of the tests of policies, for people and for programs. */
#ifndef MOG_CLI_TRIALS_H
#define MOG_CLI_TRIALS_H

#include "cli/cli.h"
#include "engine/assess/trial.h"

/* Each failed test with what was expected, what came out and the values that decided; `all`: each passed one on a line too. cli->policy is
 * the policy of the tests. */
mog_status cli_trials_text(cli_context *cli, const mog_trials *trials, bool all, mog_error *err);
/* The rules with outcomes that no test reaches. */
void cli_trials_coverage(cli_context *cli, const mog_trials *trials);
mog_status cli_trials_json(cli_context *cli, const mog_trials *trials, mog_error *err);
/* As JUnit's Ant task writes it, which build services read: a suite a file. */
void cli_trials_junit(cli_context *cli, const mog_trials *trials);

/* What was expected, and what came out, each on one line. */
char *cli_trial_expected(const cli_context *cli, const mog_trial *trial);
char *cli_trial_got(const cli_context *cli, const mog_trial *trial);

extern const char *const cli_reached_words[MOG_REACHED_KINDS]; /* by bit */

#endif

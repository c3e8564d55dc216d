/* causes.h: why a result is another one, in words, as `diff` and `trend` tell it. Texts are from the arena of the command. */
#ifndef MOG_CLI_CAUSES_H
#define MOG_CLI_CAUSES_H

#include "cli/cli.h"
#include "engine/run/diff.h"

const char *cli_cause_words(const cli_context *cli, mog_cause cause); /* "the evidence changed" */
/* The same with the records, the parameter or the definition behind it. */
const char *cli_change_why(const cli_context *cli, const mog_result_change *change);

#endif

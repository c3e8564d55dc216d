/* idle.h: what of the policies makes no difference on a store, for `policy check --against-store`. */
#ifndef MOG_CLI_IDLE_H
#define MOG_CLI_IDLE_H

#include "cli/cli.h"
#include "engine/assess/against.h"

/* A new reference, with all that is to be told. `least`: how many subjects must agree before something is told of. */
json_t *cli_idle(const mog_against *against, uint32_t least);
/* The same for people. */
void cli_idle_print(const cli_context *cli, const json_t *idle);
/* How many things are told of. */
size_t cli_idle_count(const json_t *idle);

#endif

/* numbers.h: figures in options. */
#ifndef MOG_CLI_NUMBERS_H
#define MOG_CLI_NUMBERS_H

#include "cli/cli.h"

/* Both leave *out as it is where the option was not given; MOG_USAGE where its value is none. */
mog_status cli_read_number(uint32_t *out, const cli_context *cli, const char *option, uint32_t most, mog_error *err);
mog_status cli_read_percent(double *out, const cli_context *cli, const char *option, mog_error *err);

#endif

/* output.h: --output FILE: a file that is there whole or not at all. */
#ifndef MOG_CLI_OUTPUT_H
#define MOG_CLI_OUTPUT_H

#include "cli/cli.h"

typedef struct cli_output {
    FILE *stream;
    const char *path; /* NULL: standard output */
    const char
        *draft; /* what is renamed to `path` in the end; NULL: `path` itself is written, being a device or a pipe */
} cli_output;

/* `path` NULL or "-": standard output. A new file has mode 0600, since evidence is not for everybody. */
mog_status cli_output_open(cli_output *out, cli_context *cli, const char *path, mog_error *err);
/* `status` not MOG_OK: what was written is taken away. Returns it, or what else failed. */
mog_status cli_output_close(cli_output *out, mog_status status, mog_error *err);

#endif

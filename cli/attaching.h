/* attaching.h: files that are to be attached to records. */
#ifndef MOG_CLI_ATTACHING_H
#define MOG_CLI_ATTACHING_H

#include "cli/cli.h"

typedef struct cli_file {
    const char *path;
    mog_text name, bytes; /* in the context's arena */
} cli_file;

/* Reads files before any store is opened. MOG_INPUT, with the path as the place: it is none, too large (told before it is read), or has a
 * name that no attachment can have. */
mog_status cli_read_attachments(cli_file **out, cli_context *cli, char *const *paths, size_t count, mog_error *err);

typedef struct cli_attached {
    uint64_t attached, identical; /* identical: it was attached already */
} cli_attached;

mog_status cli_attach(cli_attached *counts, mog_batch *batch, uint64_t record, const cli_file *files, size_t count,
                      mog_error *err);
/* "2 files attached, 1 already" */
void cli_tell_attached(const cli_context *cli, const cli_attached *counts);

#endif

/* saving.h: attachments as files, never over an existing one. */
#ifndef MOG_CLI_SAVING_H
#define MOG_CLI_SAVING_H

#include "cli/cli.h"

/* A folder to save in, made where it is absent; close *fd. `path` is borrowed until then. */
typedef struct cli_folder {
    const char *path;
    int fd;
} cli_folder;
mog_status cli_folder_open(cli_folder *out, const char *path, mog_error *err);

/* A new file, mode 0600, whole or not at all. MOG_INPUT: there is one of that name. `name` has no slash. */
mog_status cli_folder_write(const cli_folder *folder, const char *name, mog_text bytes, mog_error *err);
bool cli_folder_has(const cli_folder *folder, const char *name);

/* All that is attached to a record, by name; of several with one name those after the first have the number of their change in front. MOG_INPUT, and
 * nothing is written: one of the files is there. What was written is said on stderr. */
mog_status cli_save_attachments(cli_context *cli, mog_snapshot *snapshot, uint64_t record, const char *path,
                                mog_error *err);

#endif

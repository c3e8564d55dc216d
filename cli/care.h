/* care.h: what the commands that take care of a store share: files to write to and read from, sizes for people, progress. */
#ifndef MOG_CLI_CARE_H
#define MOG_CLI_CARE_H

#include "cli/cli.h"
#include "engine/archive/output.h"

/* "12.3 MB" (units of 1000 bytes); in Swedish with a decimal comma. */
#define CLI_SIZE_TEXT 32
void cli_size(char out[CLI_SIZE_TEXT], const cli_context *cli, uint64_t bytes);

/* The file that the command's argument names, or standard output for "-", which is then kept free of other things; MOG_USAGE where that is a
 * terminal. */
mog_status cli_begin_output(mog_output *out, const cli_context *cli, const char *path, mog_error *err);
bool cli_is_standard(const char *path);
/* The file, or standard input for "-". */
mog_status cli_open_input(FILE **out, const char **name, const char *path, mog_error *err);
void cli_close_input(FILE *stream);

/* Says what was done: on standard output, or where that has the result itself, on standard error. */
void cli_tell(const cli_context *cli, bool standard_taken, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* `context` is a mog_progress. */
void cli_show_progress(void *context, uint64_t done, uint64_t total);

void cli_set_digest(json_t *object, const char *key, const mog_digest *digest);
void cli_set_count(json_t *object, const char *key, uint64_t count);

#endif

#include "cli/care.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void cli_size(char out[CLI_SIZE_TEXT], const cli_context *cli, uint64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    size_t unit = 0;
    while (size >= 999.95 && unit + 1 < sizeof units / sizeof *units) size /= 1000, unit++;
    snprintf(out, CLI_SIZE_TEXT, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
    char *point = strchr(out, '.');
    if (point && cli->swedish) *point = ',';
}

bool cli_is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

mog_status cli_begin_output(mog_output *out, const cli_context *cli, const char *path, mog_error *err)
{
    if (!cli_is_standard(path)) return mog_output_begin(out, path, cli_flag(cli, "force"), err);
    if (isatty(STDOUT_FILENO)) return cli_usage(err, cli, "standard output is a terminal: name a file, or a pipe");
    mog_output_begin_pipe(out, STDOUT_FILENO, "(standard output)");
    return MOG_OK;
}

mog_status cli_open_input(FILE **out, const char **name, const char *path, mog_error *err)
{
    struct stat about;
    bool standard = cli_is_standard(path);
    *name = standard ? "(standard input)" : path;
    *out = standard ? stdin : fopen(path, "re");
    if (!*out) {
        mog_fail(err, MOG_INPUT, "cannot open it: %s", strerror(errno));
    } else if (fstat(fileno(*out), &about) == 0 && S_ISDIR(about.st_mode)) {
        mog_fail(err, MOG_INPUT, "it is a folder, not a file");
        cli_close_input(*out);
        *out = NULL;
    } else {
        return MOG_OK;
    }
    mog_error_place(err, "%s", *name);
    return MOG_INPUT;
}

void cli_close_input(FILE *stream)
{
    if (stream && stream != stdin) fclose(stream);
}

void cli_tell(const cli_context *cli, bool standard_taken, const char *format, ...)
{
    char *text = NULL;
    va_list list;
    va_start(list, format);
    int size = vasprintf(&text, format, list);
    va_end(list);
    if (size < 0) mog_out_of_memory();
    if (standard_taken) mog_log_say(MOG_LEVEL_NOTE, "%s", text);
    else cli_print(cli, CLI_PLAIN, "%s\n", text);
    free(text);
}

void cli_show_progress(void *context, uint64_t done, uint64_t total)
{
    mog_progress *progress = context;
    progress->total = total;
    mog_progress_step(progress, done);
}

void cli_set_digest(json_t *object, const char *key, const mog_digest *digest)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(hex, digest);
    mog_json_set(object, key, mog_json_text(mog_text_of(hex)));
}

void cli_set_count(json_t *object, const char *key, uint64_t count)
{
    mog_json_set(object, key, mog_json_made(json_integer((json_int_t)count)));
}

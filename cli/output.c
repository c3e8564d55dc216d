#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static mog_status fail(const char *path, int cause, mog_error *err)
{
    mog_status status = cause == ENOENT || cause == ENOTDIR || cause == EISDIR
                            ? mog_fail(err, MOG_INPUT, "no file can be written there: %s", strerror(cause))
                            : mog_fail_errno(err, cause, "cannot write it");
    mog_error_place(err, "%s", path);
    return status;
}

mog_status cli_output_open(cli_output *out, cli_context *cli, const char *path, mog_error *err)
{
    struct stat about;
    *out = (cli_output){.stream = stdout};
    if (!path || strcmp(path, "-") == 0) return MOG_OK;
    bool is_there = stat(path, &about) == 0;
    if (is_there && S_ISDIR(about.st_mode)) return fail(path, EISDIR, err);
    out->path = path;
    if (is_there && !S_ISREG(about.st_mode)) {
        out->stream = fopen(path, "we");
    } else {
        char *draft = mog_arena_format(cli->arena, "%s.XXXXXX", path);
        int fd = mkstemp(draft);
        out->draft = fd < 0 ? NULL : draft;
        out->stream = fd < 0 ? NULL : fdopen(fd, "w");
    }
    return out->stream ? MOG_OK : fail(path, errno, err);
}

mog_status cli_output_close(cli_output *out, mog_status status, mog_error *err)
{
    if (!out->path || !out->stream) return status; /* standard output is looked at when the program ends */
    bool whole = !status && fflush(out->stream) == 0 && !ferror(out->stream);
    if (whole && out->draft) whole = fsync(fileno(out->stream)) == 0;
    int cause = errno;
    if (fclose(out->stream) && whole) {
        whole = false;
        cause = errno;
    }
    if (whole && out->draft && rename(out->draft, out->path)) {
        whole = false;
        cause = errno;
    }
    if (!whole && out->draft) unlink(out->draft);
    if (!whole && !status) status = fail(out->path, cause, err);
    return status;
}

#include "cli/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct cli_spool {
    FILE *file;
    const char *folder;
    mog_buffer record;
};

typedef struct head {
    uint64_t number;
    uint32_t source, size;
} head;

/* Some file systems have no files without a name: then one that loses it at once. */
static int open_nameless(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)) return fd;
    mog_buffer path = {0};
    mog_buffer_format(&path, "%s/mognad-records-XXXXXX", folder);
    fd = mkostemp(path.at, O_CLOEXEC);
    if (fd >= 0) unlink(path.at);
    mog_buffer_free(&path);
    return fd;
}

static mog_status fail(const cli_spool *spool, mog_error *err)
{
    mog_fail_errno(err, errno, "cannot keep the records until they are added");
    mog_error_place(err, "%s", spool->folder);
    mog_error_hint(err, "they go through a temporary file; TMPDIR names the folder where it is made");
    return MOG_SYSTEM;
}

mog_status cli_spool_new(cli_spool **out, mog_error *err)
{
    const char *folder = getenv("TMPDIR");
    cli_spool *spool = mog_allocate(sizeof *spool);
    *spool = (cli_spool){.folder = folder && *folder ? folder : "/tmp"};
    int fd = open_nameless(spool->folder);
    if (fd >= 0 && (spool->file = fdopen(fd, "w+"))) {
        *out = spool;
        return MOG_OK;
    }
    fail(spool, err);
    if (fd >= 0) close(fd);
    free(spool);
    return MOG_SYSTEM;
}

void cli_spool_free(cli_spool *spool)
{
    if (!spool) return;
    fclose(spool->file);
    mog_buffer_free(&spool->record);
    free(spool);
}

mog_status cli_spool_add(cli_spool *spool, cli_origin origin, mog_text record, mog_error *err)
{
    head h = {origin.number, origin.source, (uint32_t)record.size};
    if (fwrite(&h, sizeof h, 1, spool->file) == 1 &&
        (record.size == 0 || fwrite(record.at, record.size, 1, spool->file) == 1)) {
        return MOG_OK;
    }
    return fail(spool, err);
}

mog_status cli_spool_rewind(cli_spool *spool, mog_error *err)
{
    return fflush(spool->file) == 0 && fseek(spool->file, 0, SEEK_SET) == 0 ? MOG_OK : fail(spool, err);
}

mog_status cli_spool_next(mog_text *out, cli_origin *origin, cli_spool *spool, mog_error *err)
{
    head h;
    char part[8192];
    if (fread(&h, sizeof h, 1, spool->file) != 1) return feof(spool->file) ? MOG_NO : fail(spool, err);
    mog_buffer_clear(&spool->record);
    for (size_t left = h.size; left > 0;) {
        size_t got = fread(part, 1, left < sizeof part ? left : sizeof part, spool->file);
        if (got == 0) return fail(spool, err);
        mog_buffer_add(&spool->record, part, got);
        left -= got;
    }
    *out = (mog_text){spool->record.at, spool->record.size};
    *origin = (cli_origin){h.number, h.source};
    return MOG_OK;
}

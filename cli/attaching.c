#include "cli/attaching.h"

#include "base/file.h"
#include "engine/store/attachment.h"
#include "engine/store/contents.h"

#include <string.h>
#include <sys/stat.h>

static mog_status refuse_name(const char *path, const char *why, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "an attachment cannot be called that: %s", why);
    mog_error_place(err, "%s", path);
    mog_error_hint(err, "rename the file");
    return MOG_INPUT;
}

static mog_status check_size(const char *path, mog_error *err)
{
    struct stat about;
    if (stat(path, &about) || !S_ISREG(about.st_mode) || (uint64_t)about.st_size <= MOG_CONTENT_LIMIT) return MOG_OK;
    mog_fail(err, MOG_INPUT, "it has %lld bytes, more than the %llu MiB that can be attached", (long long)about.st_size,
             (unsigned long long)(MOG_CONTENT_LIMIT >> 20));
    mog_error_place(err, "%s", path);
    mog_error_hint(err, "keep it where documents are kept, and name that place as the source");
    return MOG_INPUT;
}

static mog_status read_one(cli_file *out, cli_context *cli, const char *path, mog_error *err)
{
    const char *slash = strrchr(path, '/'), *why;
    mog_text name = mog_text_of(slash ? slash + 1 : path);
    out->path = path;
    mog_status status = check_size(path, err);
    if (!status) status = mog_file_read(&out->bytes, cli->arena, path, MOG_CONTENT_LIMIT, err);
    if (status) return status;
    out->name = mog_utf8_valid(name) == name.size ? mog_text_nfc(cli->arena, name) : name;
    return mog_attachment_name_fits(out->name, &why) ? MOG_OK : refuse_name(path, why, err);
}

mog_status cli_read_attachments(cli_file **out, cli_context *cli, char *const *paths, size_t count, mog_error *err)
{
    mog_status status = MOG_OK;
    *out = mog_take_array(cli->arena, cli_file, count);
    for (size_t i = 0; i < count && !status; i++) status = read_one(&(*out)[i], cli, paths[i], err);
    return status;
}

mog_status cli_attach(cli_attached *counts, mog_batch *batch, uint64_t record, const cli_file *files, size_t count,
                      mog_error *err)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < count && !status; i++) {
        uint64_t number;
        status = mog_batch_attach(&number, batch, record, files[i].name, files[i].bytes.at, files[i].bytes.size, err);
        if (status) break;
        if (number) counts->attached++;
        else counts->identical++;
    }
    return status;
}

void cli_tell_attached(const cli_context *cli, const cli_attached *counts)
{
    unsigned long long attached = counts->attached, identical = counts->identical;
    cli_print(cli, CLI_PLAIN, "%llu %s", attached,
              attached == 1 ? CLI_SAY(cli, "file attached", "fil bifogad")
                            : CLI_SAY(cli, "files attached", "filer bifogade"));
    if (identical) cli_print(cli, CLI_PLAIN, CLI_SAY(cli, ", %llu already", ", %llu redan"), identical);
    cli_print(cli, CLI_PLAIN, "\n");
}

#include "cli/audit.h"

#include "base/file.h"
#include "engine/audit/issuer.h"
#include "engine/audit/key.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

mog_status cli_verifiers(mog_verifier **out, uint32_t *count, cli_context *cli, mog_error *err)
{
    *count = 0;
    *out = mog_take_array(cli->arena, mog_verifier, cli->given_count);
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, "verifier") != 0) continue;
        mog_status status = mog_verifier_read(&(*out)[*count], mog_text_of(cli->given[i].value), err);
        mog_error_place(err, "--verifier");
        if (status) return status;
        ++*count;
    }
    return MOG_OK;
}

mog_status cli_read_checkpoint(mog_kept_checkpoint *out, mog_text *bytes, cli_context *cli, const char *path,
                               mog_error *err)
{
    mog_text text;
    out->name = path;
    mog_status status = mog_file_read(&text, cli->arena, path, MOG_SIGNED_NOTE_LIMIT, err);
    if (!status) status = mog_checkpoint_read(&out->checkpoint, &out->note, cli->arena, text, err);
    mog_error_place(err, "%s", path);
    if (bytes) *bytes = text;
    return status;
}

mog_status cli_read_key(mog_signer *out, const cli_context *cli, mog_error *err)
{
    const char *path = cli_value(cli, "key");
    if (!path) path = getenv("MOGNAD_KEY");
    if (path && *path) return mog_key_read(out, path, err);
    mog_fail(err, MOG_USAGE, "no key to sign with: neither --key nor MOGNAD_KEY names one");
    mog_error_hint(err, "`mognad store key new FILE` makes one");
    return MOG_USAGE;
}

mog_status cli_make_checkpoint(mog_buffer *out, mog_store *store, const mog_signer *signer, const cli_context *cli,
                               mog_error *err)
{
    bool changed;
    mog_status status = mog_known_key_add(&changed, store, &signer->verifier,
                                          MOG_TEXT("signs a checkpoint for the first time"), cli->now, err);
    if (status) return status;
    if (changed)
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "%s signs for this store for the first time; its journal says so",
                            "%s signerar för första gången för det här lagret; dess journal säger det"),
                    signer->verifier.name);
    return mog_checkpoint_now(out, store, signer, err);
}

mog_status cli_parse_number(uint64_t *out, const cli_context *cli, const char *text, mog_error *err)
{
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || *out == 0 || errno == ERANGE)
        return cli_usage(err, cli, "`%s` is not the number of a record", text);
    return MOG_OK;
}

const char *cli_key_label(cli_context *cli, const mog_verifier *verifier)
{
    const uint8_t *id = verifier->id;
    return mog_arena_format(cli->arena, "%s+%02x%02x%02x%02x", verifier->name, id[0], id[1], id[2], id[3]);
}

mog_status cli_write_new(const char *path, mog_text text, const char *hint, mog_error *err)
{
    FILE *file = fopen(path, "wxe");
    if (!file && errno == EEXIST) {
        mog_fail(err, MOG_INPUT, "there is something by this name already");
        mog_error_hint(err, "%s", hint);
    } else if (!file) {
        mog_fail_errno(err, errno, "cannot write it");
    } else {
        bool written =
            fwrite(text.at, 1, text.size, file) == text.size && fflush(file) == 0 && fsync(fileno(file)) == 0;
        int cause = errno;
        if (!written) mog_fail_errno(err, cause, "cannot write it");
        fclose(file);
        if (written) return MOG_OK;
        unlink(path);
    }
    mog_error_place(err, "%s", path);
    return err->status;
}

#include "cli/disclose.h"

#include "engine/store/journal.h"

#include <string.h>

mog_status cli_check_disclosure(const cli_context *cli, mog_error *err)
{
    const char *reason = cli_value(cli, "reason");
    if (!reason) return MOG_OK;
    if (!cli_flag(cli, "personal")) return cli_usage(err, cli, "--reason belongs with --personal");
    if (strlen(reason) > MOG_REASON_LIMIT || mog_utf8_valid(mog_text_of(reason)) != strlen(reason))
        return cli_usage(err, cli, "the reason is longer than %d bytes, or not UTF-8", MOG_REASON_LIMIT);
    return MOG_OK;
}

mog_status cli_disclose(cli_context *cli, mog_store *store, uint64_t records, json_t *more, mog_error *err)
{
    mog_batch *batch = NULL;
    const char *reason = cli_value(cli, "reason");
    json_t *note = mog_json_object();
    mog_json_set(note, "what", mog_json_text(mog_text_of(cli->command->name)));
    mog_json_set(note, "records", mog_json_made(json_integer((json_int_t)records)));
    if (reason) mog_json_set(note, "reason", mog_json_text(mog_text_of(reason)));
    if (more && json_object_update(note, more)) mog_out_of_memory();
    json_decref(more);
    mog_status status = cli_begin_batch(&batch, store, cli, err);
    if (!status) status = mog_batch_note(NULL, batch, MOG_CHANGE_DISCLOSED, 0, note, err);
    if (!status) {
        status = mog_batch_commit(batch, err);
        batch = NULL;
    }
    mog_batch_abort(batch);
    json_decref(note);
    return status;
}

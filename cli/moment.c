/* moment.c: the two times of evidence on the command line: when it was so, and when it was recorded. */
#include "cli/cli.h"

mog_moment cli_moment(const cli_context *cli)
{
    return (mog_moment){.clock = cli->clock, .known_at = cli->known_at, .has_known_at = cli->has_known_at};
}

mog_status cli_begin_snapshot(mog_snapshot **out, mog_store *store, const cli_context *cli, mog_error *err)
{
    uint64_t until = MOG_UNTIL_NOW;
    *out = NULL;
    mog_status status = cli->has_known_at ? mog_store_known_at(&until, store, cli->known_at, err) : MOG_OK;
    return status ? status : mog_snapshot_begin(out, store, until, err);
}

mog_status cli_open_snapshot(mog_store **store, mog_snapshot **snapshot, const cli_context *cli, mog_error *err)
{
    *snapshot = NULL;
    mog_status status = mog_store_open(store, cli->store, false, err);
    return status ? status : cli_begin_snapshot(snapshot, *store, cli, err);
}

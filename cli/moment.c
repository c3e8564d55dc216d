/* moment.c: the two times of evidence on the command line: when it was so, and when it was recorded. */
#include "cli/cli.h"

mog_moment cli_moment(const cli_context *cli)
{
    return (mog_moment){.clock = cli->clock, .known_at = cli->known_at, .has_known_at = cli->has_known_at};
}

mog_status cli_open_snapshot(mog_store **store, mog_snapshot **snapshot, const cli_context *cli, mog_error *err)
{
    uint64_t until = MOG_UNTIL_NOW;
    *snapshot = NULL;
    mog_status status = mog_store_open(store, cli->store, false, err);
    if (!status && cli->has_known_at) status = mog_store_known_at(&until, *store, cli->known_at, err);
    return status ? status : mog_snapshot_begin(snapshot, *store, until, err);
}

#include "cli/assessing.h"

static void on_progress(void *context, uint64_t done, uint64_t total)
{
    mog_progress *progress = context;
    progress->total = total;
    mog_progress_step(progress, done);
}

mog_status cli_assess(mog_assessment **out, const cli_context *cli, mog_assess_options how, mog_error *err)
{
    mog_progress progress;
    how.clock = cli->clock;
    how.known_at = cli->known_at;
    how.has_known_at = cli->has_known_at;
    how.subject = mog_text_nfc(cli->arena, mog_text_of(cli_value(cli, "subject")));
    how.rule = mog_text_of(cli_value(cli, "rule"));
    how.progress = on_progress;
    how.progress_context = &progress;
    mog_progress_begin(&progress, CLI_SAY(cli, "assessing subject", "bedömer objekt"), 0);
    mog_status status = mog_assess(out, cli->store, cli->policy, cli->host, &how, err);
    mog_progress_end(&progress);
    return status;
}

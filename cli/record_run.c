#include "cli/record_run.h"

#include "engine/report/naming.h"
#include "engine/run/run.h"

static mog_run_making making_of(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores)
{
    const char *subject = cli_value(cli, "subject"), *rule = cli_value(cli, "rule");
    return (mog_run_making){
        .assessment = assessment,
        .scores = scores,
        .host = cli->host,
        .profile = mog_text_of(cli->profile ? cli->profile : ""),
        .subject = mog_text_of(subject ? subject : ""),
        .rule = mog_text_of(rule ? rule : ""),
    };
}

mog_status cli_record_run(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                          uint64_t rescored, mog_error *err)
{
    mog_store *store = NULL;
    mog_batch *batch;
    uint64_t number;
    bool already = false;
    mog_run_making making = making_of(cli, assessment, scores);
    making.rescored = rescored;
    static const char *const kinds[] = {"requirement_group"};
    mog_namings namings = {0};
    mog_status status = mog_namings_read(&namings, cli->store, assessment, kinds, 1, err);
    making.named = mog_requirement_groups(&making.named_count, cli->arena, &namings);
    if (!status) status = mog_store_open(&store, cli->store, true, err);
    if (!status) status = cli_begin_batch(&batch, store, cli, err);
    if (!status) {
        status = mog_run_record(&number, &already, batch, &making, err);
        if (status || already) mog_batch_abort(batch);
        else status = mog_batch_commit(batch, err);
    }
    mog_store_close(store);
    mog_namings_free(&namings);
    if (!status)
        mog_log_say(MOG_LEVEL_NOTE,
                    already
                        ? CLI_SAY(cli, "the run was on record already, as change %llu",
                                  "körningen var redan antecknad, som ändring %llu")
                        : CLI_SAY(cli, "the run is recorded as change %llu", "körningen är antecknad som ändring %llu"),
                    (unsigned long long)number);
    return status;
}

mog_status cli_record_assessment(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                                 mog_error *err)
{
    if (!cli_flag(cli, "record")) {
        if (!assessment->whole || cli->has_known_at || cli_flag(cli, "no-record")) return MOG_OK;
        if (!mog_store_may_be_written(cli->store)) {
            mog_log_say(MOG_LEVEL_NOTE, "%s",
                        CLI_SAY(cli, "the run is not put on record: the store can only be read",
                                "körningen antecknas inte: lagret kan bara läsas"));
            return MOG_OK;
        }
    }
    return cli_record_run(cli, assessment, scores, 0, err);
}

#include "cli/record_run.h"

#include "base/version.h"
#include "engine/report/report.h"
#include "engine/store/journal.h"

#include <stdlib.h>
#include <string.h>

static json_t *hex_of(const mog_digest *digest)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(hex, digest);
    return mog_json_made(json_string(hex));
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(mog_digest));
}

/* Of all files, wherever they lie. */
static mog_digest policies_of(const mog_policy *policy)
{
    mog_digest *files = mog_allocate((policy->file_count + (size_t)1) * sizeof *files);
    for (uint32_t f = 0; f < policy->file_count; f++) files[f] = policy->files[f].digest;
    qsort(files, policy->file_count, sizeof *files, by_bytes);
    mog_digest all = mog_blake2b(files, policy->file_count * sizeof *files);
    free(files);
    return all;
}

/* Of what `assess --format json` writes into a pipe. */
static mog_status report_of(mog_digest *out, const mog_assessment *assessment, const mog_scores *scores, mog_error *err)
{
    FILE *stream = mog_digest_stream(out);
    mog_status status = mog_report_json(stream, assessment, scores, false, err);
    fclose(stream);
    return status;
}

static json_t *note_of(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                       const mog_digest *report)
{
    const mog_group_score *all = &scores->all;
    mog_digest policies = policies_of(assessment->policy);
    json_t *note = mog_json_object();
    mog_json_set(note, "run", hex_of(&assessment->run));
    mog_json_set(note, "program", mog_json_made(json_string("mognad " MOG_VERSION)));
    mog_json_set(note, "clock", mog_json_time(assessment->clock));
    mog_json_set(note, "changes", mog_json_made(json_integer((json_int_t)assessment->journal_number)));
    mog_json_set(note, "root", hex_of(&assessment->journal_head));
    mog_json_set(note, "policies", hex_of(&policies));
    mog_json_set(note, "profile", mog_json_string_or_null(cli->profile));
    mog_json_set(note, "subject", mog_json_string_or_null(cli_value(cli, "subject")));
    mog_json_set(note, "rule", mog_json_string_or_null(cli_value(cli, "rule")));
    mog_json_set(note, "results", mog_json_made(json_integer((json_int_t)assessment->result_count)));
    mog_json_set(note, "strict", mog_json_figure(all->compliance.strict));
    mog_json_set(note, "known", mog_json_figure(all->compliance.known));
    mog_json_set(note, "coverage", mog_json_figure(all->compliance.coverage));
    mog_json_set(note, "level", all->level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(all->level)));
    mog_json_set(note, "report", hex_of(report));
    return note;
}

mog_status cli_record_run(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                          mog_error *err)
{
    mog_digest report;
    mog_store *store = NULL;
    mog_batch *batch;
    uint64_t number;
    mog_status status = report_of(&report, assessment, scores, err);
    if (!status) status = mog_store_open(&store, cli->store, true, err);
    if (!status) status = cli_begin_batch(&batch, store, cli, err);
    if (!status) {
        json_t *note = note_of(cli, assessment, scores, &report);
        status = mog_batch_note(&number, batch, MOG_CHANGE_RUN_RECORDED, 0, note, err);
        json_decref(note);
        if (status) mog_batch_abort(batch);
        else status = mog_batch_commit(batch, err);
    }
    mog_store_close(store);
    if (!status) {
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "the run is recorded as change %llu", "körningen är antecknad som ändring %llu"),
                    (unsigned long long)number);
    }
    return status;
}

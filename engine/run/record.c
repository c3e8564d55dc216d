/* record.c: putting a run on record. */
#include "engine/run/reach.h"
#include "engine/run/resume.h"
#include "engine/run/state.h"

#include "base/version.h"
#include "engine/report/report.h"
#include "engine/store/batch.h"

#include <stdlib.h>
#include <string.h>

#define MOST_KEPT 4

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
static mog_status digest_report(mog_digest *out, const mog_run_making *making, mog_error *err)
{
    FILE *stream = mog_digest_stream(out);
    mog_status status = mog_report_json(stream, making->assessment, making->scores, false, err);
    fclose(stream);
    return status;
}

/* ---- what is kept */

typedef mog_status write_part(FILE *stream, const mog_run_making *making, mog_error *err);

static mog_status write_policies(FILE *stream, const mog_run_making *making, mog_error *err)
{
    const mog_policy *policy = making->assessment->policy;
    json_t *list = mog_json_array();
    for (uint32_t f = 0; f < policy->file_count; f++) {
        json_t *one = mog_json_object();
        mog_json_set(one, "path", mog_json_text(policy->files[f].path));
        mog_json_set(one, "text", mog_json_text(policy->files[f].text));
        mog_json_append(list, one);
    }
    mog_status status = mog_json_write(stream, list, 0, err);
    json_decref(list);
    return status;
}

static mog_status write_results(FILE *stream, const mog_run_making *making, mog_error *err)
{
    const mog_assessment *assessment = making->assessment;
    mog_status status = MOG_OK;
    for (size_t i = 0; i < assessment->result_count && !status; i++) {
        const mog_result *result = &assessment->results[i];
        json_t *one = mog_report_result(assessment, result);
        mog_json_set(one, "loss", mog_json_figure((double)mog_score_loss(assessment, result) / (double)MOG_LOSS_ONE));
        status = mog_json_write(stream, one, 0, err);
        json_decref(one);
        fputc('\n', stream);
    }
    return status;
}

static mog_status write_state(FILE *stream, const mog_run_making *making, mog_error *err)
{
    (void)err;
    mog_state_write(stream, making->assessment);
    return MOG_OK;
}

/* Themes and controls stand in the report. */
static mog_status groups_of(json_t *out, const mog_run_making *making, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    uint32_t count;
    const mog_text *all = mog_score_groupings(&count, arena, making->assessment->policy);
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        mog_grouping *grouping;
        if (mog_text_equal(all[i], MOG_TEXT("theme")) || mog_text_equal(all[i], MOG_TEXT("control"))) continue;
        status = mog_score_by(&grouping, making->assessment, making->scores, all[i], making->named, making->named_count,
                              err);
        if (status) break;
        json_t *list = mog_json_array();
        for (uint32_t g = 0; g < grouping->count; g++)
            mog_json_append(list, mog_report_group(&grouping->at[g], grouping->model));
        mog_json_set(out, mog_arena_format(arena, "%.*s", (int)all[i].size, all[i].at), list);
        mog_grouping_free(grouping);
    }
    mog_arena_free(arena);
    return status;
}

static mog_status write_scores(FILE *stream, const mog_run_making *making, mog_error *err)
{
    json_t *scores = mog_report_scores(making->assessment, making->scores), *groups = mog_json_object();
    mog_status status = groups_of(groups, making, err);
    mog_json_set(scores, "groups", groups);
    if (!status) status = mog_json_write(stream, scores, 0, err);
    json_decref(scores);
    return status;
}

static mog_status keep(mog_kept *out, mog_batch *batch, const char *name, write_part *write,
                       const mog_run_making *making, mog_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);
    if (!stream) mog_out_of_memory();
    mog_status status = write(stream, making, err);
    if (fclose(stream)) mog_out_of_memory();
    if (!status) status = mog_batch_keep(out, batch, mog_text_of(name), bytes, size, err);
    free(bytes);
    return status;
}

/* ---- the note */

static json_t *plugins_of(const mog_run_making *making)
{
    const mog_policy *policy = making->assessment->policy;
    json_t *list = mog_json_array();
    for (uint32_t p = 0; making->host && p < making->host->count; p++) {
        const mog_host_plugin *plugin = &making->host->plugins[p];
        char version[32];
        bool used = false;
        for (uint32_t f = 0; f < policy->function_count; f++)
            used |= mog_text_equal(policy->functions[f].plugin, plugin->name);
        if (!used || plugin->refused.size) continue;
        json_t *one = mog_json_object();
        snprintf(version, sizeof version, "%u.%u", plugin->version_major, plugin->version_minor);
        mog_json_set(one, "name", mog_json_text(plugin->name));
        mog_json_set(one, "version", mog_json_made(json_string(version)));
        mog_json_set(one, "digest", hex_of(&plugin->digest));
        mog_json_append(list, one);
    }
    return list;
}

static json_t *number_or_null(uint64_t number)
{
    return number ? mog_json_made(json_integer((json_int_t)number)) : json_null();
}

static json_t *note_of(const mog_run_making *making, const mog_digest *report, uint64_t previous,
                       const mog_kept kept[MOST_KEPT])
{
    const mog_assessment *assessment = making->assessment;
    const mog_group_score *all = &making->scores->all;
    mog_digest policies = policies_of(assessment->policy);
    json_t *note = mog_json_object();
    mog_json_set(note, "run", hex_of(&assessment->run));
    mog_json_set(note, "program", mog_json_made(json_string("mognad " MOG_VERSION)));
    mog_json_set(note, "clock", mog_json_time(assessment->clock));
    mog_json_set(note, "changes", mog_json_made(json_integer((json_int_t)assessment->journal_number)));
    mog_json_set(note, "root", hex_of(&assessment->journal_head));
    mog_json_set(note, "policies", hex_of(&policies));
    mog_json_set(note, "plugins", plugins_of(making));
    mog_json_set(note, "profile", mog_json_text_or_null(making->profile));
    mog_json_set(note, "subject", mog_json_text_or_null(making->subject));
    mog_json_set(note, "rule", mog_json_text_or_null(making->rule));
    mog_json_set(note, "model", mog_json_made(json_string(mog_model_word(making->scores->model))));
    mog_json_set(note, "results", mog_json_made(json_integer((json_int_t)assessment->result_count)));
    mog_json_set(note, "strict", mog_json_figure(all->compliance.strict));
    mog_json_set(note, "known", mog_json_figure(all->compliance.known));
    mog_json_set(note, "coverage", mog_json_figure(all->compliance.coverage));
    mog_json_set(note, "level", all->level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(all->level)));
    mog_json_set(note, "degraded", mog_json_made(json_boolean(assessment->degraded)));
    mog_digest yardstick = mog_run_yardstick(assessment->policy, making->host);
    mog_json_set(note, "yardstick", hex_of(&yardstick));
    mog_json_set(note, "report", hex_of(report));
    mog_json_set(note, "rescored", number_or_null(making->rescored));
    mog_json_set(note, "previous", mog_json_made(json_integer((json_int_t)previous)));
    mog_json_set(note, "kept", mog_kept_to_json(kept, MOST_KEPT));
    return note;
}

/* The run of the same inputs and the same report; and the last one there is. */
static mog_status find_same(uint64_t *same, uint64_t *last, mog_batch *batch, const mog_run_making *making,
                            const mog_digest *report, mog_error *err)
{
    mog_run_reach reach = {batch->writing.txn, batch->store, batch->end.edge.size};
    mog_arena *arena = mog_arena_new();
    char id[2 * MOG_DIGEST_SIZE + 1], bytes[2 * MOG_DIGEST_SIZE + 1];
    mog_status status = MOG_OK;
    mog_digest_hex(id, &making->assessment->run);
    mog_digest_hex(bytes, report);
    *same = *last = 0;
    for (uint64_t number = reach.last; number && !*same;) {
        mog_run run;
        status = mog_run_up_to(&run, arena, &reach, number, err);
        if (status || !run.number) break;
        if (!*last) *last = run.number;
        bool equal = mog_text_equal(run.id, mog_text_of(id)) && mog_text_equal(run.report, mog_text_of(bytes));
        if (equal && run.rescored == making->rescored && run.kept_count) *same = run.number;
        number = run.previous;
        mog_arena_reset(arena);
    }
    mog_arena_free(arena);
    return status;
}

mog_status mog_run_record(uint64_t *number, bool *already, mog_batch *batch, const mog_run_making *making,
                          mog_error *err)
{
    mog_digest report;
    mog_kept kept[MOST_KEPT];
    uint64_t previous;
    mog_status status = digest_report(&report, making, err);
    if (!status) status = find_same(number, &previous, batch, making, &report, err);
    *already = !status && *number;
    if (status || *already) return status;
    if (!status) status = keep(&kept[0], batch, "policies", write_policies, making, err);
    if (!status) status = keep(&kept[1], batch, "results", write_results, making, err);
    if (!status) status = keep(&kept[2], batch, "scores", write_scores, making, err);
    if (!status) status = keep(&kept[3], batch, "state", write_state, making, err);
    if (status) return status;
    json_t *note = note_of(making, &report, previous, kept);
    status = mog_batch_note(number, batch, MOG_CHANGE_RUN_RECORDED, 0, note, err);
    json_decref(note);
    return status;
}

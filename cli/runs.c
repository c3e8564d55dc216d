#include "cli/runs.h"

#include "base/version.h"
#include "dsl/diagnostic.h"
#include "engine/report/report.h"

#include <math.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at

mog_status cli_take_run(mog_run *out, const mog_input **policies, size_t *policy_count, cli_context *cli,
                        const char *name, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_status status = cli_open_snapshot(&store, &snapshot, cli, err);
    if (!status) status = mog_run_find(out, cli->arena, snapshot, mog_text_of(name), err);
    if (!status && policies) status = mog_run_policies(policies, policy_count, cli->arena, snapshot, out, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

mog_status cli_take_runs(const mog_run **out, size_t *count, cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_status status = cli_open_snapshot(&store, &snapshot, cli, err);
    if (!status) status = mog_run_list(out, count, cli->arena, snapshot, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

/* ---- making one again */

static mog_status compile(mog_policy **out, cli_context *cli, const mog_run *run, const mog_input *policies,
                          size_t count, mog_error *err)
{
    mog_diagnostics *diagnostics = NULL;
    mog_compile_options options = {.profile = run->profile};
    mog_status status = cli_load_host(cli, err);
    if (status) return status;
    mog_compile_with(out, &diagnostics, policies, count, &cli->host->language, &options);
    if (!*out) status = cli_refuse_policies(cli, diagnostics, err);
    if (status)
        mog_error_hint(err, "they are those of run %llu, and need the plugins of its day",
                       (unsigned long long)run->number);
    mog_diagnostics_free(diagnostics);
    return status;
}

static mog_status digest_report(mog_digest *out, const mog_assessment *assessment, const mog_scores *scores,
                                mog_error *err)
{
    FILE *stream = mog_digest_stream(out);
    mog_status status = mog_report_json(stream, assessment, scores, false, err);
    fclose(stream);
    return status;
}

static bool is_hex_of(mog_text hex, const mog_digest *digest)
{
    char made[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(made, digest);
    return mog_text_equal(hex, mog_text_of(made));
}

mog_status cli_remake_run(cli_remade *out, cli_context *cli, const mog_run *run, const mog_input *policies,
                          size_t policy_count, mog_assess_options limits, mog_error *err)
{
    mog_digest report;
    mog_assess_options how = limits;
    how.clock = run->clock;
    how.until = run->changes ? run->changes : MOG_UNTIL_START;
    how.subject = run->subject;
    how.rule = run->rule;
    *out = (cli_remade){0};
    mog_status status = compile(&out->policy, cli, run, policies, policy_count, err);
    if (!status) status = mog_assess(&out->assessment, cli->store, out->policy, cli->host, &how, err);
    if (status) return status;
    mog_score(&out->scores, out->assessment);
    status = digest_report(&report, out->assessment, out->scores, err);
    out->same_id = is_hex_of(run->id, &out->assessment->run);
    out->same_report = is_hex_of(run->report, &report);
    return status;
}

void cli_remade_free(cli_remade *remade)
{
    mog_scores_free(remade->scores);
    mog_assessment_free(remade->assessment);
    mog_policy_free(remade->policy);
}

const char *cli_remade_differs(const cli_context *cli, const mog_run *run, const cli_remade *remade)
{
    const char *said = "";
    if (!mog_text_equal(run->program, MOG_TEXT("mognad " MOG_VERSION)))
        said = mog_arena_format(
            cli->arena, CLI_SAY(cli, "it was made by %.*s, and this is %s\n", "den gjordes av %.*s, och detta är %s\n"),
            T(run->program), "mognad " MOG_VERSION);
    if (!is_hex_of(run->root, &remade->assessment->journal_head))
        said = mog_arena_format(cli->arena, "%s%s\n", said,
                                CLI_SAY(cli, "the journal that it saw is not the one that is here",
                                        "journalen som den såg är inte den som finns här"));
    else if (!remade->same_id && !*said)
        said = mog_arena_format(cli->arena, "%s%s\n", said,
                                CLI_SAY(cli, "its policies use plugins, and these are not the ones of its day",
                                        "dess regler använder insticksmoduler, och dessa är inte de som fanns då"));
    return said;
}

/* ---- telling */

json_t *cli_run_to_json(const mog_run *run)
{
    json_t *out = mog_json_object(), *kept = mog_json_array();
    mog_json_set(out, "number", mog_json_made(json_integer((json_int_t)run->number)));
    mog_json_set(out, "recorded", mog_json_time(run->recorded));
    mog_json_set(out, "by", mog_json_text(run->by));
    mog_json_set(out, "run", mog_json_text(run->id));
    mog_json_set(out, "program", mog_json_text(run->program));
    mog_json_set(out, "clock", mog_json_time(run->clock));
    mog_json_set(out, "changes", mog_json_made(json_integer((json_int_t)run->changes)));
    mog_json_set(out, "root", mog_json_text(run->root));
    mog_json_set(out, "policies", mog_json_text(run->policies));
    mog_json_set(out, "profile", mog_json_text_or_null(run->profile));
    mog_json_set(out, "subject", mog_json_text_or_null(run->subject));
    mog_json_set(out, "rule", mog_json_text_or_null(run->rule));
    mog_json_set(out, "model", mog_json_text(run->model));
    mog_json_set(out, "results", mog_json_made(json_integer((json_int_t)run->results)));
    mog_json_set(out, "strict", mog_json_figure(run->strict));
    mog_json_set(out, "known", mog_json_figure(run->known));
    mog_json_set(out, "coverage", mog_json_figure(run->coverage));
    mog_json_set(out, "level", run->level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(run->level)));
    mog_json_set(out, "degraded", mog_json_made(json_boolean(run->degraded)));
    mog_json_set(out, "report", mog_json_text(run->report));
    mog_json_set(out, "rescored", run->rescored ? mog_json_made(json_integer((json_int_t)run->rescored)) : json_null());
    for (uint32_t i = 0; i < run->kept_count; i++) mog_json_append(kept, mog_json_text(run->kept[i].name));
    mog_json_set(out, "kept", kept);
    return out;
}

const char *cli_run_words(const cli_context *cli, const mog_run *run)
{
    char clock[MOG_TIME_TEXT];
    mog_time_format_short(clock, run->clock);
    return mog_arena_format(cli->arena, CLI_SAY(cli, "run %llu as of %s", "körning %llu per %s"),
                            (unsigned long long)run->number, clock);
}

const char *cli_level(const cli_context *cli, int level)
{
    return level == MOG_NO_MATURITY ? "–" : mog_arena_format(cli->arena, "%d", level);
}

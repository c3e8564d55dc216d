/* mognad export: results, scores and an index of the evidence, for other programs: CSV for spreadsheets, JSON Lines for the rest. */
#include "cli/assessing.h"
#include "cli/csv.h"
#include "cli/numbers.h"
#include "cli/report.h"
#include "cli/runs.h"
#include "engine/report/naming.h"
#include "engine/store/journal.h"

#include <string.h>

/* What is written: objects, one a line, or their columns as CSV. */
typedef struct writer {
    cli_context *cli;
    const char *const *columns; /* paths, as "compliance.strict"; ends with NULL */
    bool csv, begun;
    mog_error *err;
} writer;

/* ---- writing (docs/export.md says what each column is) */

static const char *const result_columns[] = {
    "run",     "clock",       "rule",   "control",  "level",    "weight",          "subject",        "owner",
    "verdict", "achievement", "reason", "findings", "evidence", "excepted.record", "excepted.until", NULL};
static const char *const score_columns[] = {"run",
                                            "clock",
                                            "by",
                                            "id",
                                            "title",
                                            "title_sv",
                                            "compliance.strict",
                                            "compliance.known",
                                            "compliance.coverage",
                                            "maturity.level",
                                            "maturity.mean",
                                            "maturity.floor",
                                            "maturity.gap",
                                            "maturity.severity",
                                            "maturity.model",
                                            "possible.strict",
                                            "possible.level",
                                            "excepted",
                                            "controls",
                                            "inherited",
                                            "distribution",
                                            NULL};
static const char *const evidence_columns[] = {"id",       "kind",   "subject",   "item",   "observed",
                                               "recorded", "source", "assurance", "census", "retracted",
                                               "by",       "digest", NULL};

static const json_t *at_path(const json_t *object, const char *path)
{
    const char *dot = strchr(path, '.');
    if (!dot) return json_object_get(object, path);
    char first[32];
    snprintf(first, sizeof first, "%.*s", (int)(dot - path), path);
    return json_object_get(json_object_get(object, first), dot + 1);
}

static void add_scalar(mog_buffer *out, const json_t *value)
{
    if (json_is_string(value)) mog_buffer_add(out, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value)) mog_buffer_format(out, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value)) mog_buffer_format(out, "%s", json_is_true(value) ? "true" : "false");
}

/* Figures are written as they are; texts as spreadsheets can take them; lists as texts with semicolons between. */
static void write_cell(const json_t *value)
{
    mog_buffer text = {0};
    if (json_is_real(value)) {
        cli_csv_figure(json_real_value(value));
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (i) mog_buffer_add(&text, "; ", 2);
        add_scalar(&text, json_array_get(value, i));
    }
    if (!json_is_array(value)) add_scalar(&text, value);
    if (json_is_integer(value)) fwrite(text.at, 1, text.size, stdout);
    else cli_csv_text((mog_text){text.at, text.size});
    mog_buffer_free(&text);
}

/* Takes the object over. */
static mog_status write_object(writer *w, json_t *object)
{
    mog_status status = MOG_OK;
    if (!w->csv) {
        status = mog_json_write(stdout, object, 0, w->err);
        putchar('\n');
    } else {
        for (size_t c = 0; !w->begun && w->columns[c]; c++) printf("%s%s", c ? "," : "", w->columns[c]);
        if (!w->begun) putchar('\n');
        for (size_t c = 0; w->columns[c]; c++) {
            if (c) putchar(',');
            write_cell(at_path(object, w->columns[c]));
        }
        putchar('\n');
    }
    w->begun = true;
    json_decref(object);
    return status;
}

static void end_writing(const writer *w)
{
    for (size_t c = 0; w->csv && !w->begun && w->columns[c]; c++) printf("%s%s", c ? "," : "", w->columns[c]);
    if (w->csv && !w->begun) putchar('\n');
}

/* The run and the clock in front, so that files of several runs can be put together. */
static json_t *begin_object(const mog_assessment *assessment)
{
    char run[2 * MOG_DIGEST_SIZE + 1];
    json_t *out = mog_json_object();
    mog_digest_hex(run, &assessment->run);
    mog_json_set(out, "run", mog_json_made(json_string(run)));
    mog_json_set(out, "clock", mog_json_time(assessment->clock));
    return out;
}

static void add_all(json_t *out, json_t *more)
{
    const char *key;
    json_t *value;
    json_object_foreach(more, key, value) mog_json_set(out, key, json_incref(value));
    json_decref(more);
}

/* ---- results */

static mog_status write_results(writer *w, const mog_assessment *assessment)
{
    mog_status status = MOG_OK;
    for (size_t i = 0; i < assessment->result_count && !status; i++) {
        const mog_result *result = &assessment->results[i];
        json_t *out = begin_object(assessment);
        add_all(out, mog_report_result(assessment, result));
        mog_json_set(out, "owner", mog_json_text_or_null(assessment->subjects[result->subject].owner));
        status = write_object(w, out);
    }
    return status;
}

/* ---- scores */

static mog_status write_group(writer *w, const mog_assessment *assessment, const char *by, const mog_grouped *group,
                              mog_model model)
{
    json_t *out = begin_object(assessment);
    mog_json_set(out, "by", mog_json_made(json_string(by)));
    add_all(out, mog_report_group(group, model));
    return write_object(w, out);
}

static mog_status write_scores(writer *w, const mog_assessment *assessment, const mog_scores *scores)
{
    static const char *const kinds[] = {"requirement_group"};
    mog_arena *arena = w->cli->arena;
    mog_namings namings;
    uint32_t count, named_count;
    mog_grouped all = {
        .id = MOG_TEXT("all"), .title = MOG_TEXT("All"), .title_sv = MOG_TEXT("Alla"), .score = scores->all};
    mog_status status = mog_namings_read(&namings, w->cli->store, assessment, kinds, 1, w->err);
    const mog_named_controls *named = mog_requirement_groups(&named_count, arena, &namings);
    const mog_text *groupings = mog_score_groupings(&count, arena, assessment->policy);
    if (!status) status = write_group(w, assessment, "all", &all, scores->model);
    for (uint32_t i = 0; i < count && !status; i++) {
        mog_grouping *grouping;
        status = mog_score_by(&grouping, assessment, scores, groupings[i], named, named_count, w->err);
        const char *by = mog_arena_format(arena, "%.*s", (int)groupings[i].size, groupings[i].at);
        for (uint32_t g = 0; !status && g < grouping->count; g++)
            status = write_group(w, assessment, by, &grouping->at[g], grouping->model);
        if (!status) mog_grouping_free(grouping);
    }
    mog_namings_free(&namings);
    return status;
}

/* ---- the index of the evidence */

typedef struct indexing {
    writer *w;
    mog_snapshot *snapshot;
} indexing;

static mog_status write_record(void *context, const mog_record *record, mog_error *err)
{
    indexing *x = context;
    mog_change change;
    mog_text kind;
    uint64_t retracted = 0;
    bool found;
    char digest[2 * MOG_DIGEST_SIZE + 1];
    mog_status status = mog_snapshot_name(&kind, x->snapshot, record->kind, err);
    if (!status) status = mog_snapshot_retracted(&retracted, x->snapshot, record->id, err);
    if (!status) status = mog_snapshot_change(&change, &found, x->snapshot, record->id, err);
    if (!status && !found)
        status =
            mog_fail(err, MOG_SYSTEM, "the store is damaged: change %llu is missing", (unsigned long long)record->id);
    if (status) return status;
    json_t *out = mog_json_object();
    mog_digest_hex(digest, &change.payload);
    mog_json_set(out, "id", mog_json_made(json_integer((json_int_t)record->id)));
    mog_json_set(out, "kind", mog_json_text(kind));
    mog_json_set(out, "subject", mog_json_text(mog_record_subject(record)));
    mog_json_set(out, "item", mog_json_text_or_null(mog_record_item(record)));
    mog_json_set(out, "observed", mog_json_time(record->observed));
    mog_json_set(out, "recorded", mog_json_time(record->recorded));
    mog_json_set(out, "source", mog_json_text_or_null(mog_record_source(record)));
    mog_json_set(out, "assurance", mog_json_made(json_string(mog_assurance_word((mog_assurance)record->assurance))));
    mog_json_set(out, "census", mog_json_made(json_boolean(record->flags & MOG_RECORD_CENSUS)));
    mog_json_set(out, "retracted", retracted ? mog_json_made(json_integer((json_int_t)retracted)) : json_null());
    mog_json_set(out, "by", mog_json_made(json_string(change.by)));
    mog_json_set(out, "digest", mog_json_made(json_string(digest)));
    return write_object(x->w, out);
}

static mog_status write_evidence(writer *w)
{
    mog_store *store = NULL;
    indexing x = {.w = w};
    mog_status status = cli_open_snapshot(&store, &x.snapshot, w->cli, w->err);
    if (!status) status = mog_snapshot_walk(x.snapshot, 0, 0, write_record, &x, w->err);
    mog_snapshot_end(x.snapshot);
    mog_store_close(store);
    return status;
}

/* ---- the command */

/* Now, or a run on record made again. */
static mog_status assess(cli_remade *out, cli_context *cli, mog_error *err)
{
    const char *name = cli_value(cli, "run");
    const mog_input *policies;
    size_t count;
    mog_run then;
    mog_assess_options limits = {0};
    mog_status status = cli_read_number(&limits.jobs, cli, "jobs", 256, err);
    if (status) return status;
    if (!name) {
        status = cli_load_host(cli, err);
        if (!status) status = cli_load_policy(cli, err);
        if (!status) status = cli_assess(&out->assessment, cli, limits, err);
        if (!status) mog_score(&out->scores, out->assessment);
        return status;
    }
    if (cli->has_clock || cli->has_known_at || cli->profile)
        return cli_usage(err, cli, "--as-of, --known-at and --profile do not go with --run: the run says all of it");
    status = cli_take_run(&then, &policies, &count, cli, name, err);
    if (!status) status = cli_remake_run(out, cli, &then, policies, count, limits, err);
    if (status || out->same_report) return status;
    mog_fail(err, MOG_INPUT, "run %llu cannot be made again as it is on record", (unsigned long long)then.number);
    mog_error_hint(err, "`mognad runs verify %llu` says what differs", (unsigned long long)then.number);
    return MOG_INPUT;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_remade made = {0};
    writer w = {.cli = cli, .csv = strcmp(cli->format, "csv") == 0, .err = err};
    const char *what = cli->argc == 1 ? cli->argv[0] : "";
    mog_status status;
    if (strcmp(what, "evidence") == 0) {
        if (cli_value(cli, "run"))
            return cli_usage(err, cli,
                             "--run is for results and scores; --known-at chooses what evidence had been recorded");
        w.columns = evidence_columns;
        status = write_evidence(&w);
    } else if (strcmp(what, "results") == 0 || strcmp(what, "scores") == 0) {
        w.columns = *what == 'r' ? result_columns : score_columns;
        status = assess(&made, cli, err);
        if (!status)
            status = *what == 'r' ? write_results(&w, made.assessment) : write_scores(&w, made.assessment, made.scores);
    } else {
        return cli_usage(err, cli, "say what: results, scores or evidence");
    }
    if (!status) end_writing(&w);
    cli_remade_free(&made);
    return status;
}

static const cli_option options[] = {
    {"run", 0, "RUN", "results or scores of a run on record, in place of an assessment now"},
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {0},
};

const cli_command cmd_export = {
    .name = "export",
    .usage = "results|scores|evidence",
    .summary = "write results, scores or an index of the evidence for other programs",
    .text =
        "One line each: --format jsonl objects, --format csv a table with a line of heads. The columns are described in\n"
        "docs/export.md. Personal values are in none of them.\n\n"
        "example:\n"
        "  mognad export results --format csv > results.csv\n"
        "  mognad export scores --run last > scores.jsonl",
    .options = options,
    .formats = "jsonl|csv",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

/* mognad trend: figures over the runs on record, as curves, and what moved them. */
#include "cli/causes.h"
#include "cli/csv.h"
#include "cli/numbers.h"
#include "cli/report.h"
#include "cli/runs.h"
#include "engine/report/report.h"
#include "engine/run/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define TOP 5u
#define CURVE 24u /* cells */

/* ---- words */

static const char *name_of(const cli_context *cli, const mog_trend_series *series)
{
    if (!series->id.size) return CLI_SAY(cli, "All", "Alla");
    if (!series->title.size) return mog_arena_format(cli->arena, "%.*s", T(series->id));
    return mog_arena_format(cli->arena, "%.*s %.*s", T(series->id), T(series->title));
}

/* A cell a run, the last ones where there are more than fit: ▁ is 0 %, █ is 100 %; a dot where there is no figure. */
static const char *curve(const cli_context *cli, const mog_trend *trend, const mog_trend_series *series)
{
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    size_t first = trend->run_count > CURVE ? trend->run_count - CURVE : 0;
    mog_buffer text = {0};
    for (size_t r = first; r < trend->run_count; r++) {
        double share = series->points[r].strict;
        int cell = (int)(share * 7 + 0.5);
        mog_buffer_add_text(&text, mog_text_of(series->points[r].is_there ? bars[cell < 0   ? 0
                                                                                 : cell > 7 ? 7
                                                                                            : cell]
                                                                          : "·"));
    }
    const char *made = mog_arena_format(cli->arena, "%.*s", (int)text.size, text.at ? text.at : "");
    mog_buffer_free(&text);
    return made;
}

static const char *levels(const cli_context *cli, const mog_trend *trend, const mog_trend_series *series)
{
    size_t first = trend->run_count > CURVE ? trend->run_count - CURVE : 0;
    char *text = mog_arena_take(cli->arena, 4 * CURVE + 1), *at = text;
    for (size_t r = first; r < trend->run_count; r++) {
        if (series->points[r].level == MOG_NO_MATURITY) at = stpcpy(at, "·");
        else *at++ = (char)('0' + series->points[r].level);
    }
    *at = '\0';
    return text;
}

static const mog_trend_point *ends(const mog_trend *trend, const mog_trend_series *series, bool last)
{
    for (size_t i = 0; i < trend->run_count; i++) {
        const mog_trend_point *point = &series->points[last ? trend->run_count - 1 - i : i];
        if (point->is_there) return point;
    }
    return NULL;
}

static const char *date_of(const cli_context *cli, const mog_run *run)
{
    char clock[MOG_TIME_TEXT];
    mog_time_format_short(clock, run->clock);
    return mog_arena_format(cli->arena, "%s", clock);
}

/* ---- as text */

static void print_series(cli_context *cli, const mog_trend *trend)
{
    const char *heads[] = {"",
                           CLI_SAY(cli, "first", "först"),
                           CLI_SAY(cli, "strict", "strikt"),
                           CLI_SAY(cli, "last", "sist"),
                           CLI_SAY(cli, "change", "ändring"),
                           CLI_SAY(cli, "maturity", "mognad")};
    cli_table *table = cli_table_new(cli, heads, 6, " r rr ");
    for (size_t s = 0; s < trend->series_count; s++) {
        const mog_trend_series *series = &trend->series[s];
        const mog_trend_point *first = ends(trend, series, false), *last = ends(trend, series, true);
        double change = first && last ? last->strict - first->strict : NAN;
        cli_table_cell(table, s ? CLI_PLAIN : CLI_BOLD, "%s", name_of(cli, series));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, first ? first->strict : NAN));
        cli_table_cell(table, CLI_PLAIN, "%s", curve(cli, trend, series));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, last ? last->strict : NAN));
        if (isnan(change)) cli_table_cell(table, CLI_DIM, "–");
        else cli_table_cell(table, change < 0 ? CLI_RED : CLI_GREEN, "%+.0f", 100 * change);
        cli_table_cell(table, CLI_PLAIN, "%s", levels(cli, trend, series));
    }
    cli_table_print(table);
}

static void print_policy_changes(const cli_context *cli, const mog_trend *trend)
{
    const char *said = "";
    for (size_t r = 1; r < trend->run_count; r++)
        if (!mog_text_equal(trend->runs[r].policies, trend->runs[r - 1].policies))
            said = mog_arena_format(cli->arena, "%s%s%s", said, *said ? ", " : "", date_of(cli, &trend->runs[r]));
    if (!*said) return;
    cli_print(cli, CLI_YELLOW, "%s %s\n",
              CLI_SAY(cli, "Other policies than before, so that figures are not quite comparable, as of:",
                      "Andra regler än förut, så att siffror inte är helt jämförbara, per:"),
              said);
    cli_print_dim(
        cli,
        mog_text_of(CLI_SAY(
            cli,
            "`mognad rescore --record` looks at old evidence under today's policies; `mognad trend --rescored` shows it.",
            "`mognad rescore --record` räknar om äldre underlag med dagens regler; `mognad trend --rescored` visar det.")));
}

static void print_move(cli_context *cli, const mog_trend_move *move)
{
    const mog_control_change *change = &move->change;
    bool worse = change->maturity_after < change->maturity_before || change->strict_after < change->strict_before;
    cli_print(cli, CLI_BOLD, "  %.*s ", T(change->control));
    if (change->maturity_before != change->maturity_after)
        cli_print(cli, worse ? CLI_RED : CLI_GREEN, "%s %s → %s, ", CLI_SAY(cli, "maturity", "mognad"),
                  cli_level(cli, change->maturity_before), cli_level(cli, change->maturity_after));
    cli_print(cli, worse ? CLI_RED : CLI_GREEN, "%s → %s", cli_percent(cli->arena, change->strict_before),
              cli_percent(cli->arena, change->strict_after));
    const char *why = move->result ? cli_change_why(cli, move->result) : cli_cause_words(cli, move->cause);
    const char *text = mog_arena_format(cli->arena, ": %s", why);
    if (move->result)
        text = mog_arena_format(cli->arena, "%s (%.*s %s %.*s", text, T(move->result->rule), CLI_SAY(cli, "on", "på"),
                                T(move->result->subject));
    if (move->result && move->results > 1)
        text = mog_arena_format(cli->arena, CLI_SAY(cli, "%s, and %u like it", "%s, och %u liknande"), text,
                                move->results - 1);
    if (move->result) text = mog_arena_format(cli->arena, "%s)", text);
    cli_print(cli, CLI_PLAIN, "%s\n", text);
}

static void print_steps(cli_context *cli, const mog_trend *trend, uint32_t top)
{
    for (size_t r = 0; r + 1 < trend->run_count; r++) {
        const mog_trend_step *step = &trend->steps[r];
        cli_print(cli, CLI_BOLD, "\n%s → %s", date_of(cli, &trend->runs[r]), date_of(cli, &trend->runs[r + 1]));
        if (!step->same_policies) cli_print(cli, CLI_YELLOW, " · %s", CLI_SAY(cli, "other policies", "andra regler"));
        putchar('\n');
        if (!step->move_count)
            cli_print(cli, CLI_DIM, "  %s\n",
                      CLI_SAY(cli, "no control moved by a point or more", "ingen åtgärd rörde sig en punkt eller mer"));
        for (size_t i = 0; i < step->move_count && i < top; i++) print_move(cli, &step->moves[i]);
        if (step->move_count > top)
            cli_print(cli, CLI_DIM,
                      CLI_SAY(cli, "  … and %zu more controls (--top)\n", "  … och %zu åtgärder till (--top)\n"),
                      step->move_count - top);
    }
}

static void print_text(cli_context *cli, const mog_trend *trend, uint32_t top)
{
    const mog_run *first = &trend->runs[0], *last = &trend->runs[trend->run_count - 1];
    cli_print(cli, CLI_BOLD, "%s", CLI_SAY(cli, "Trend", "Utveckling"));
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, " · runs: %zu, from %s to %s, model %.*s\n\n",
                      " · körningar: %zu, från %s till %s, modell %.*s\n\n"),
              trend->run_count, date_of(cli, first), date_of(cli, last), T(last->model));
    print_series(cli, trend);
    print_policy_changes(cli, trend);
    if (trend->steps) print_steps(cli, trend, top);
}

/* ---- as CSV and JSON */

static void print_csv(const mog_trend *trend)
{
    char clock[MOG_TIME_TEXT];
    printf("id,title,run,clock,policies,strict,known,coverage,level,mean\n");
    for (size_t s = 0; s < trend->series_count; s++) {
        const mog_trend_series *series = &trend->series[s];
        for (size_t r = 0; r < trend->run_count; r++) {
            const mog_trend_point *point = &series->points[r];
            const mog_run *run = &trend->runs[r];
            if (!point->is_there) continue;
            mog_time_format(clock, run->clock);
            cli_csv_text(series->id.size ? series->id : MOG_TEXT("all"));
            putchar(',');
            cli_csv_text(series->title);
            printf(",%llu,%s,%.*s,", (unsigned long long)run->number, clock, T(run->policies));
            const double figures[] = {point->strict, point->known, point->coverage};
            for (size_t f = 0; f < 3; f++) {
                cli_csv_figure(figures[f]);
                putchar(',');
            }
            if (point->level != MOG_NO_MATURITY) printf("%d", point->level);
            putchar(',');
            cli_csv_figure(point->mean);
            putchar('\n');
        }
    }
}

static json_t *level_json(int level)
{
    return level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(level));
}

static json_t *move_json(const mog_trend_move *move)
{
    const mog_control_change *change = &move->change;
    json_t *out = mog_json_object(), *records = mog_json_array();
    mog_json_set(out, "control", mog_json_text(change->control));
    mog_json_set(out, "maturity_before", level_json(change->maturity_before));
    mog_json_set(out, "maturity_after", level_json(change->maturity_after));
    mog_json_set(out, "strict_before", mog_json_figure(change->strict_before));
    mog_json_set(out, "strict_after", mog_json_figure(change->strict_after));
    mog_json_set(out, "cause", mog_json_made(json_string(mog_cause_word(move->cause))));
    mog_json_set(out, "results", mog_json_made(json_integer(move->results)));
    mog_json_set(out, "rule", move->result ? mog_json_text(move->result->rule) : json_null());
    mog_json_set(out, "subject", move->result ? mog_json_text(move->result->subject) : json_null());
    for (uint32_t i = 0; move->result && i < move->result->record_count; i++) {
        const mog_cause_record *record = &move->result->records[i];
        json_t *one = mog_json_object();
        mog_json_set(one, "id", mog_json_made(json_integer((json_int_t)record->id)));
        mog_json_set(one, "kind", mog_json_text(record->kind));
        mog_json_set(one, "item", mog_json_text_or_null(record->item));
        mog_json_set(one, "observed", mog_json_time(record->observed));
        mog_json_set(one, "came", mog_json_made(json_boolean(record->came)));
        mog_json_append(records, one);
    }
    mog_json_set(out, "records", records);
    return out;
}

static mog_status print_json(const mog_trend *trend, mog_error *err)
{
    json_t *out = mog_json_object(), *runs = mog_json_array(), *all = mog_json_array();
    for (size_t r = 0; r < trend->run_count; r++) mog_json_append(runs, cli_run_to_json(&trend->runs[r]));
    for (size_t s = 0; s < trend->series_count; s++) {
        const mog_trend_series *series = &trend->series[s];
        json_t *one = mog_json_object(), *points = mog_json_array();
        mog_json_set(one, "id", mog_json_text_or_null(series->id));
        mog_json_set(one, "title", mog_json_text_or_null(series->title));
        for (size_t r = 0; r < trend->run_count; r++) {
            const mog_trend_point *point = &series->points[r];
            json_t *figures = mog_json_object();
            mog_json_set(figures, "strict", mog_json_figure(point->strict));
            mog_json_set(figures, "known", mog_json_figure(point->known));
            mog_json_set(figures, "coverage", mog_json_figure(point->coverage));
            mog_json_set(figures, "level", level_json(point->level));
            mog_json_set(figures, "mean", mog_json_figure(point->mean));
            mog_json_append(points, figures);
        }
        mog_json_set(one, "points", points);
        mog_json_append(all, one);
    }
    mog_json_set(out, "runs", runs);
    mog_json_set(out, "series", all);
    if (trend->steps) {
        json_t *steps = mog_json_array();
        for (size_t r = 0; r + 1 < trend->run_count; r++) {
            json_t *one = mog_json_object(), *moves = mog_json_array();
            for (size_t i = 0; i < trend->steps[r].move_count; i++)
                mog_json_append(moves, move_json(&trend->steps[r].moves[i]));
            mog_json_set(one, "from", mog_json_time(trend->runs[r].clock));
            mog_json_set(one, "to", mog_json_time(trend->runs[r + 1].clock));
            mog_json_set(one, "same_policies", mog_json_made(json_boolean(trend->steps[r].same_policies)));
            mog_json_set(one, "controls", moves);
            mog_json_append(steps, one);
        }
        mog_json_set(out, "steps", steps);
    }
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- the command */

static mog_status read_choice(mog_trend_choice *out, const cli_context *cli, mog_error *err)
{
    const char *by = cli_value(cli, "by"), *since = cli_value(cli, "since");
    *out = (mog_trend_choice){.profile = mog_text_of(cli->profile ? cli->profile : ""),
                              .by = mog_text_of(by ? by : "theme"),
                              .since = INT64_MIN,
                              .rescored = cli_flag(cli, "rescored"),
                              .why = cli_flag(cli, "why")};
    if (by && strcmp(by, "all") == 0) out->by = (mog_text){0};
    if (since && !mog_time_parse(&out->since, mog_text_of(since)))
        return cli_usage(err, cli, "--since takes a date or a time, as 2026-01-01, not `%s`", since);
    return MOG_OK;
}

static mog_status make(mog_trend **out, cli_context *cli, const mog_trend_choice *choice, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_status status = choice->why ? cli_load_host(cli, err) : MOG_OK;
    if (!status) status = cli_open_snapshot(&store, &snapshot, cli, err);
    if (!status) status = mog_trend_make(out, snapshot, choice, choice->why ? &cli->host->language : NULL, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_trend *trend = NULL;
    mog_trend_choice choice;
    uint32_t top = TOP;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_number(&top, cli, "top", 1000000, err);
    if (!status) status = read_choice(&choice, cli, err);
    if (!status) status = make(&trend, cli, &choice, err);
    if (status) return status;
    if (cli->json) status = print_json(trend, err);
    else if (strcmp(cli->format, "csv") == 0) print_csv(trend);
    else print_text(cli, trend, top);
    mog_trend_free(trend);
    return status;
}

static const cli_option options[] = {
    {"by", 0, "WHAT", "theme (the default), control, all, or what `mognad score --by` takes"},
    {"since", 0, "TIME", "only runs as of this day or later"},
    {"why", 'w', NULL, "tell for each step which controls moved, and what moved them"},
    {"top", 'n', "N", "at most N controls a step; default 5"},
    {"rescored", 0, NULL, "in place of a run the last that looked at its evidence again, with `mognad rescore`"},
    {0},
};

const cli_command cmd_trend = {
    .name = "trend",
    .usage = "",
    .summary = "show figures over the runs on record, and what moved them",
    .text =
        "Runs of all subjects and rules count, by their clocks; of several with one clock the last recorded. A curve\n"
        "has a cell a run, the last 24, from ▁ 0 % to █ 100 % of strict compliance; maturity has a digit a run.\n\n"
        "example:\n"
        "  mognad trend --by control --why --since 2026-01-01",
    .options = options,
    .formats = "text|csv|json",
    .common = CLI_STORE | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

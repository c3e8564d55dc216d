/* mognad diff: what came out otherwise in one run on record than in another, and why. */
#include "cli/causes.h"
#include "cli/numbers.h"
#include "cli/report.h"
#include "cli/runs.h"

#include <math.h>

#define T(text) (int)(text).size, (text).at
#define TOP 20u

/* ---- as text */

static const char *verdict_of(const cli_context *cli, const mog_run_result *result)
{
    if (!result) return "–";
    const char *word = cli_verdict_word(cli, result->verdict);
    if (result->verdict == MOG_VERDICT_PARTLY && !isnan(result->achievement))
        word = mog_arena_format(cli->arena, "%s %s", word, cli_percent(cli->arena, result->achievement));
    return result->excepted ? mog_arena_format(cli->arena, "%s (%s)", word, CLI_SAY(cli, "excepted", "undantag"))
                            : word;
}

static cli_style better_or_worse(double before, double after)
{
    if (isnan(before) || isnan(after) || before == after) return CLI_PLAIN;
    return after > before ? CLI_GREEN : CLI_RED;
}

static void print_head(const cli_context *cli, const mog_run_diff *diff)
{
    cli_print(cli, CLI_BOLD, "%s → %s\n", cli_run_words(cli, &diff->before), cli_run_words(cli, &diff->after));
    cli_print(cli, better_or_worse(diff->before.strict, diff->after.strict), "%s %s → %s",
              CLI_SAY(cli, "strict", "strikt"), cli_percent(cli->arena, diff->before.strict),
              cli_percent(cli->arena, diff->after.strict));
    cli_print(cli, CLI_PLAIN, " · %s %s → %s", CLI_SAY(cli, "coverage", "täckning"),
              cli_percent(cli->arena, diff->before.coverage), cli_percent(cli->arena, diff->after.coverage));
    cli_print(cli, better_or_worse(diff->before.level, diff->after.level), " · %s %s → %s\n",
              CLI_SAY(cli, "level", "nivå"), cli_level(cli, diff->before.level), cli_level(cli, diff->after.level));
    if (!diff->same_policies)
        cli_print(cli, CLI_YELLOW,
                  CLI_SAY(cli, "The policies are not the same; rules that ask for something else: %zu.\n",
                          "Reglerna är inte desamma; antal som kräver något annat: %zu.\n"),
                  diff->rule_count);
    if (diff->before.rescored || diff->after.rescored)
        cli_print(cli, CLI_YELLOW, "%s\n",
                  CLI_SAY(cli, "A run is rescored: old evidence under later policies.",
                          "En körning är omräknad: äldre underlag med senare regler."));
}

static void print_causes(cli_context *cli, const mog_run_diff *diff)
{
    size_t counts[MOG_CAUSE_COUNT] = {0};
    double better[MOG_CAUSE_COUNT] = {0}, worse[MOG_CAUSE_COUNT] = {0};
    const char *heads[] = {CLI_SAY(cli, "why", "varför"), CLI_SAY(cli, "results", "utfall"),
                           CLI_SAY(cli, "better", "bättre"), CLI_SAY(cli, "worse", "sämre")};
    for (size_t i = 0; i < diff->result_count; i++) {
        const mog_result_change *change = &diff->results[i];
        double moved = change->loss_before - change->loss_after;
        counts[change->cause]++;
        better[change->cause] += moved > 0 ? moved : 0;
        worse[change->cause] += moved < 0 ? -moved : 0;
    }
    putchar('\n');
    cli_table *table = cli_table_new(cli, heads, 4, " rrr");
    for (int cause = 0; cause < MOG_CAUSE_COUNT; cause++) {
        if (!counts[cause]) continue;
        cli_table_cell(table, CLI_PLAIN, "%s", cli_cause_words(cli, (mog_cause)cause));
        cli_table_cell(table, CLI_PLAIN, "%zu", counts[cause]);
        cli_table_cell(table, CLI_GREEN, "%s", cli_decimal(cli, better[cause]));
        cli_table_cell(table, CLI_RED, "%s", cli_decimal(cli, worse[cause]));
    }
    cli_table_print(table);
    cli_print_dim(cli,
                  mog_text_of(CLI_SAY(cli, "Better and worse: weight of the results times what they gained or lost.",
                                      "Bättre och sämre: utfallens vikt gånger det de vann eller förlorade.")));
}

static void print_controls(cli_context *cli, const mog_run_diff *diff)
{
    const char *heads[] = {CLI_SAY(cli, "control", "åtgärd"), CLI_SAY(cli, "maturity", "mognad"),
                           CLI_SAY(cli, "strict", "strikt")};
    if (!diff->control_count) return;
    putchar('\n');
    cli_table *table = cli_table_new(cli, heads, 3, "   ");
    for (size_t i = 0; i < diff->control_count; i++) {
        const mog_control_change *one = &diff->controls[i];
        cli_table_cell(table, CLI_BOLD, "%.*s", T(one->control));
        cli_table_cell(table, better_or_worse(one->maturity_before, one->maturity_after), "%s → %s",
                       cli_level(cli, one->maturity_before), cli_level(cli, one->maturity_after));
        cli_table_cell(table, better_or_worse(one->strict_before, one->strict_after), "%s → %s",
                       cli_percent(cli->arena, one->strict_before), cli_percent(cli->arena, one->strict_after));
    }
    cli_table_print(table);
}

static void print_results(cli_context *cli, const mog_run_diff *diff, uint32_t top)
{
    size_t told = diff->result_count < top ? diff->result_count : top;
    putchar('\n');
    for (size_t i = 0; i < told; i++) {
        const mog_result_change *change = &diff->results[i];
        cli_style style = change->loss_after < change->loss_before   ? CLI_GREEN
                          : change->loss_after > change->loss_before ? CLI_RED
                                                                     : CLI_PLAIN;
        cli_print(cli, CLI_BOLD, "%.*s", T(change->rule));
        cli_print(cli, CLI_PLAIN, " %.*s: ", T(change->subject));
        cli_print(cli, style, "%s → %s\n", verdict_of(cli, change->before), verdict_of(cli, change->after));
        cli_print_wrapped(cli, 4, mog_text_of(mog_arena_format(cli->arena, "    %s", cli_change_why(cli, change))));
        if (change->after && change->after->finding_count && change->after->verdict != MOG_VERDICT_MET)
            cli_print_wrapped(cli, 4,
                              mog_text_of(mog_arena_format(cli->arena, "    %.*s", T(change->after->findings[0]))));
    }
    if (diff->result_count > told)
        cli_print(cli, CLI_DIM,
                  CLI_SAY(cli, "… and %zu more (--top %zu shows all)\n", "… och %zu till (--top %zu visar alla)\n"),
                  diff->result_count - told, diff->result_count);
}

/* ---- as JSON */

static json_t *side_json(const mog_run_result *result)
{
    if (!result) return json_null();
    json_t *out = mog_json_object();
    mog_json_set(out, "verdict", mog_json_made(json_string(mog_verdict_word(result->verdict))));
    mog_json_set(out, "achievement", mog_json_figure(result->achievement));
    mog_json_set(out, "excepted", mog_json_made(json_boolean(result->excepted)));
    mog_json_set(out, "reason", mog_json_text_or_null(result->reason));
    return out;
}

static json_t *change_json(const mog_result_change *change)
{
    json_t *out = mog_json_object(), *records = mog_json_array();
    mog_json_set(out, "rule", mog_json_text(change->rule));
    mog_json_set(out, "subject", mog_json_text(change->subject));
    mog_json_set(out, "control", mog_json_text_or_null(change->control));
    mog_json_set(out, "cause", mog_json_made(json_string(mog_cause_word(change->cause))));
    mog_json_set(out, "what", mog_json_text_or_null(change->what));
    mog_json_set(out, "before", side_json(change->before));
    mog_json_set(out, "after", side_json(change->after));
    mog_json_set(out, "gain", mog_json_figure(change->loss_before - change->loss_after));
    for (uint32_t i = 0; i < change->record_count; i++) {
        const mog_cause_record *record = &change->records[i];
        json_t *one = mog_json_object();
        mog_json_set(one, "id", mog_json_made(json_integer((json_int_t)record->id)));
        mog_json_set(one, "kind", mog_json_text(record->kind));
        mog_json_set(one, "subject", mog_json_text(record->subject));
        mog_json_set(one, "item", mog_json_text_or_null(record->item));
        mog_json_set(one, "observed", mog_json_time(record->observed));
        mog_json_set(one, "came", mog_json_made(json_boolean(record->came)));
        mog_json_append(records, one);
    }
    mog_json_set(out, "records", records);
    return out;
}

static json_t *level_json(int level)
{
    return level == MOG_NO_MATURITY ? json_null() : mog_json_made(json_integer(level));
}

static mog_status print_json(const mog_run_diff *diff, mog_error *err)
{
    json_t *out = mog_json_object(), *rules = mog_json_array(), *controls = mog_json_array(),
           *results = mog_json_array();
    static const char *const hows[] = {"added", "gone", "changed", "parameter", "definition", "kind"};
    mog_json_set(out, "before", cli_run_to_json(&diff->before));
    mog_json_set(out, "after", cli_run_to_json(&diff->after));
    for (size_t i = 0; i < diff->rule_count; i++) {
        json_t *one = mog_json_object();
        mog_json_set(one, "rule", mog_json_text(diff->rules[i].rule));
        mog_json_set(one, "how", mog_json_made(json_string(hows[diff->rules[i].how])));
        mog_json_set(one, "what", mog_json_text_or_null(diff->rules[i].what));
        mog_json_append(rules, one);
    }
    for (size_t i = 0; i < diff->control_count; i++) {
        const mog_control_change *change = &diff->controls[i];
        json_t *one = mog_json_object();
        mog_json_set(one, "control", mog_json_text(change->control));
        mog_json_set(one, "maturity_before", level_json(change->maturity_before));
        mog_json_set(one, "maturity_after", level_json(change->maturity_after));
        mog_json_set(one, "strict_before", mog_json_figure(change->strict_before));
        mog_json_set(one, "strict_after", mog_json_figure(change->strict_after));
        mog_json_append(controls, one);
    }
    for (size_t i = 0; i < diff->result_count; i++) mog_json_append(results, change_json(&diff->results[i]));
    mog_json_set(out, "same_policies", mog_json_made(json_boolean(diff->same_policies)));
    mog_json_set(out, "rules", rules);
    mog_json_set(out, "controls", controls);
    mog_json_set(out, "unchanged", mog_json_made(json_integer((json_int_t)diff->unchanged)));
    mog_json_set(out, "results", results);
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- the command */

static mog_status compare(mog_run_diff **out, cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    mog_run runs[2];
    mog_status status = cli_load_host(cli, err);
    if (!status) status = cli_open_snapshot(&store, &snapshot, cli, err);
    for (int i = 0; i < 2 && !status; i++) {
        const char *name = i < cli->argc ? cli->argv[i] : "last";
        if (cli->argc == 0) name = i == 0 ? "last-1" : "last";
        status = mog_run_find(&runs[i], cli->arena, snapshot, mog_text_of(name), err);
    }
    if (!status) status = mog_run_compare(out, snapshot, &runs[0], &runs[1], &cli->host->language, err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_run_diff *diff = NULL;
    uint32_t top = TOP;
    if (cli->argc > 2) return cli_usage(err, cli, "it takes two runs at most");
    mog_status status = cli_read_number(&top, cli, "top", 1000000, err);
    if (!status) status = compare(&diff, cli, err);
    if (!status && cli->json) {
        status = print_json(diff, err);
    } else if (!status) {
        print_head(cli, diff);
        if (!diff->result_count)
            cli_print(cli, CLI_PLAIN, "\n%s\n",
                      CLI_SAY(cli, "No result is another one.", "Inget utfall är ett annat."));
        if (diff->result_count) print_causes(cli, diff);
        print_controls(cli, diff);
        if (diff->result_count) print_results(cli, diff, top);
    }
    mog_run_diff_free(diff);
    return status;
}

static const cli_option options[] = {
    {"top", 'n', "N", "at most N results; default 20"},
    {0},
};

const cli_command cmd_diff = {
    .name = "diff",
    .usage = "[RUN [RUN]]",
    .summary = "show what came out otherwise in one run on record than in another, and why",
    .text =
        "Without runs the last two are compared, with one that run and the last. The most important comes first: by\n"
        "the weight of the result, and by what it gained or lost. Each change has one cause: the first that holds of\n"
        "those that docs/history.md lists.\n\n"
        "example:\n"
        "  mognad diff first last",
    .options = options,
    .common = CLI_STORE | CLI_PLUGINS | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

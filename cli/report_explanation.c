/* One result, explained on a terminal: the rule as it is written, the values in the order they were found, the records behind them. */
#include "cli/report.h"

#include <string.h>

#define T(text) (int)(text).size, (text).at
#define MOST_ROWS 40u
#define MOST_RECORDS 8u
#define MOST_FIELDS 16u /* of a record */

static void heading(const cli_context *cli, const char *english, const char *swedish)
{
    cli_print(cli, CLI_BOLD, "\n%s\n", CLI_SAY(cli, english, swedish));
}

static void print_indented(const cli_context *cli, int indent, mog_text text)
{
    cli_print_wrapped(cli, indent, mog_text_of(mog_arena_format(cli->arena, "%*s%.*s", indent, "", T(text))));
}

/* The policy's own text, with the indentation that its lines share taken off. */
static void print_source(const cli_context *cli, mog_span span)
{
    mog_text file = cli->policy->files[span.file].text;
    size_t line = span.start;
    while (line > 0 && file.at[line - 1] != '\n') line--;
    size_t shared = span.start - line, at = span.start;
    while (at < span.end) {
        const char *newline = memchr(file.at + at, '\n', span.end - at);
        size_t end = newline ? (size_t)(newline - file.at) : span.end;
        /* the layout is the author's as far as the terminal is wide enough */
        cli_print_wrapped(cli, 8, mog_text_of(mog_arena_format(cli->arena, "    %.*s", (int)(end - at), file.at + at)));
        at = end + 1;
        for (size_t skipped = 0; at < span.end && skipped < shared && file.at[at] == ' '; skipped++) at++;
    }
}

static mog_text one_line(const cli_context *cli, mog_span span)
{
    mog_text file = cli->policy->files[span.file].text;
    char *text = mog_arena_take(cli->arena, span.end - span.start + 1);
    size_t size = 0;
    for (uint32_t i = span.start; i < span.end; i++) {
        bool blank = strchr(" \t\r\n", file.at[i]) != NULL;
        if (blank && size > 0 && text[size - 1] == ' ') continue;
        text[size++] = blank ? ' ' : file.at[i];
    }
    return (mog_text){text, size};
}

static bool is_same_span(mog_span a, mog_span b)
{
    return a.file == b.file && a.start == b.start && a.end == b.end;
}

static void add_value(cli_context *cli, cli_table *table, const mog_explained_step *step, int indent)
{
    mog_text value = cli_choose(cli, step->value, step->value_sv), help = cli_choose(cli, step->help, step->help_sv);
    cli_table_cell(table, CLI_PLAIN, "%*s%.*s", indent, "", T(one_line(cli, step->span)));
    cli_table_cell(table, step->unknown ? CLI_YELLOW : CLI_BOLD, "%.*s", T(value));
    if (step->record) cli_table_cell(table, CLI_DIM, "#%llu", (unsigned long long)step->record);
    else cli_table_cell(table, CLI_DIM, "%s", "");
    cli_table_cell(table, CLI_DIM, "%.*s", T(help));
}

/* What loops are at has a line of its own above what was read there. */
static void add_item(cli_table *table, mog_text item)
{
    cli_table_cell(table, CLI_PLAIN, "    %.*s", T(item));
    for (int i = 0; i < 3; i++) cli_table_cell(table, CLI_PLAIN, "%s", "");
}

/* Of the steps from `first` on, at most `most`; those that say what the whole block comes to stand below it. Returns how many it took. */
static uint32_t print_rows(cli_context *cli, mog_span whole, const mog_explained_step *steps, uint32_t count,
                           uint32_t most)
{
    cli_table *table = cli_table_new(cli, NULL, 4, "    ");
    mog_text item = {0};
    uint32_t at = 0, rows = 0;
    for (; at < count && rows < most; at++) {
        const mog_explained_step *step = &steps[at];
        if (step->item.size == 0 && is_same_span(step->span, whole)) continue;
        if (step->item.size && !mog_text_equal(step->item, item)) add_item(table, step->item);
        item = step->item;
        add_value(cli, table, step, item.size ? 6 : 4);
        rows++;
    }
    cli_table_print(table);
    return at;
}

/* Where the element begins that a loop was at last: it decided, since a loop stops there. */
static uint32_t last_element(const mog_explained_step *steps, uint32_t from, uint32_t count)
{
    uint32_t at = count;
    while (at > from && steps[at - 1].item.size == 0) at--;
    while (at > from && mog_text_equal(steps[at - 1].item, steps[count - 1].item)) at--;
    if (at == from) return count;
    mog_text item = steps[at - 1].item;
    while (at > from && mog_text_equal(steps[at - 1].item, item)) at--;
    return at;
}

void cli_report_steps(cli_context *cli, mog_span whole, const mog_explained_step *steps, uint32_t count)
{
    uint32_t taken = print_rows(cli, whole, steps, count, MOST_ROWS);
    uint32_t rest = 0;
    for (uint32_t i = taken; i < count; i++) rest += steps[i].item.size || !is_same_span(steps[i].span, whole);
    if (rest == 0) return;
    cli_print(cli, CLI_DIM,
              CLI_SAY(cli, "    … and %u more values (--format json has all); the last:\n",
                      "    … och %u värden till (--format json har alla); de sista:\n"),
              rest);
    uint32_t last = last_element(steps, taken, count);
    print_rows(cli, whole, steps + last, count - last, MOST_ROWS);
}

static void print_block(cli_context *cli, const char *english, const char *swedish, mog_span span,
                        const mog_explained_step *steps, uint32_t count)
{
    if (span.start >= span.end) return;
    heading(cli, english, swedish);
    print_source(cli, span);
    if (count == 0) return;
    putchar('\n');
    cli_report_steps(cli, span, steps, count);
    const mog_explained_step *outcome = &steps[count - 1];
    if (outcome->item.size || !is_same_span(outcome->span, span)) return; /* it ended before */
    cli_print(cli, outcome->unknown ? CLI_YELLOW : CLI_BOLD, "    → %.*s\n",
              T(cli_choose(cli, outcome->value, outcome->value_sv)));
}

static bool add_chosen(uint64_t chosen[MOST_RECORDS], uint32_t *count, uint64_t record)
{
    if (record == 0 || *count == MOST_RECORDS) return false;
    for (uint32_t k = 0; k < *count; k++)
        if (chosen[k] == record) return false;
    chosen[(*count)++] = record;
    return true;
}

/* The records that decided: those that are stale where the result is unknown; those that left a value unknown; those that are read outside loops; and, since a loop stops where it
 * is decided, the last one that a loop was at. */
static uint32_t choose_records(const mog_explanation *explanation, uint64_t chosen[MOST_RECORDS])
{
    const mog_explained_step *const lists[] = {explanation->target, explanation->condition, explanation->where};
    const uint32_t counts[] = {explanation->target_count, explanation->condition_count, explanation->where_count};
    uint32_t count = 0;
    bool unknown = explanation->result.verdict == MOG_VERDICT_UNKNOWN;
    for (uint32_t i = 0; unknown && i < explanation->record_count; i++) /* what is stale was not read, and is why */
        if (explanation->records[i].stale) add_chosen(chosen, &count, explanation->records[i].id);
    for (int pass = 0; pass < 2; pass++)
        for (int l = 0; l < 3; l++) {
            bool in_loop = false;
            for (uint32_t i = counts[l]; i-- > 0;) {
                const mog_explained_step *step = &lists[l][i];
                if (step->unknown != (pass == 0) || (pass == 1 && step->item.size && in_loop)) continue;
                in_loop |= add_chosen(chosen, &count, step->record) && step->item.size > 0;
            }
        }
    return count;
}

static void print_record(cli_context *cli, const mog_explained_record *record, mog_text own)
{
    bool is_other = !mog_text_equal(record->subject, own);
    char observed[MOG_TIME_TEXT];
    mog_time_format_short(observed, record->observed);
    char *line = mog_arena_format(
        cli->arena, "  #%llu %.*s%s%.*s%s%.*s · %s %s · %s%s%.*s%s", (unsigned long long)record->id, T(record->kind),
        record->item.size ? " " : "", T(record->item), is_other ? " · " : "", is_other ? (int)record->subject.size : 0,
        record->subject.at, CLI_SAY(cli, "observed", "observerad"), observed,
        cli_assurance_word(cli, record->assurance), record->source.size ? CLI_SAY(cli, " · from ", " · från ") : "",
        T(record->source), record->stale ? CLI_SAY(cli, " · stale", " · inaktuell") : "");
    cli_print_wrapped(cli, 4, mog_text_of(line));
    json_t *json = json_loads(record->json, 0, NULL);
    const json_t *census = json_object_get(json, "census");
    uint32_t more = cli_print_fields(cli, census ? census : json_object_get(json, "fields"), MOST_FIELDS);
    json_decref(json);
    if (more == 0) return;
    cli_print(cli, CLI_DIM,
              CLI_SAY(cli, "      … and %u more: mognad evidence show%s %llu\n",
                      "      … och %u till: mognad evidence show%s %llu\n"),
              more, cli_store_option(cli), (unsigned long long)record->id);
}

static void print_records(cli_context *cli, const mog_explanation *explanation)
{
    uint64_t chosen[MOST_RECORDS];
    uint32_t count = choose_records(explanation, chosen), shown = 0;
    for (uint32_t i = 0; i < explanation->record_count; i++) {
        bool is_chosen = false;
        for (uint32_t k = 0; k < count; k++) is_chosen |= chosen[k] == explanation->records[i].id;
        if (!is_chosen) continue;
        if (shown++ == 0) heading(cli, "Records that decided", "Poster som avgjorde");
        print_record(cli, &explanation->records[i], explanation->subject.name);
    }
    uint32_t others = explanation->record_count - shown;
    if (others)
        cli_print(cli, CLI_DIM,
                  CLI_SAY(cli, "%s%u more of the kinds that the rule names (--format json has all)\n",
                          "%s%u till av de slag som regeln nämner (--format json har alla)\n"),
                  shown ? "  " : "\n", others);
}

static void print_findings(const cli_context *cli, const mog_assessed_subject *subject, const mog_result *result)
{
    const char **findings = cli->swedish && result->findings_sv ? result->findings_sv : result->findings;
    const char *reason = cli->swedish && result->reason_sv ? result->reason_sv : result->reason;
    if (reason) print_indented(cli, 2, mog_text_of(reason));
    for (uint32_t i = 0; i < result->finding_count; i++)
        print_indented(cli, 2, mog_text_of(cli_finding(subject, findings[i])));
}

void cli_report_blocks(cli_context *cli, const mog_explanation *explanation)
{
    const mog_rule *rule = explanation->rule;
    if (explanation->where_count)
        print_block(cli, "Applies where", "Gäller där", rule->where_span, explanation->where, explanation->where_count);
    print_block(cli, rule->measures ? "Measures" : "Requires", rule->measures ? "Mäter" : "Kräver",
                rule->condition_span, explanation->condition, explanation->condition_count);
    if (rule->measures)
        print_block(cli, "Target", "Mål", rule->target_span, explanation->target, explanation->target_count);
}

void cli_report_explanation(cli_context *cli, const mog_explanation *explanation)
{
    const mog_rule *rule = explanation->rule;
    const mog_result *result = &explanation->result;
    mog_text title = cli_choose(cli, rule->title, rule->title_sv),
             action = cli_choose(cli, rule->action, rule->action_sv);
    cli_print(cli, CLI_BOLD, "%.*s", T(rule->id));
    if (mog_rule_is_step(rule))
        cli_print(cli, CLI_DIM, "%s", CLI_SAY(cli, "  step of a gate\n", "  steg i en grind\n"));
    else
        cli_print(cli, CLI_DIM, CLI_SAY(cli, "  level %u, weight %u%s\n", "  nivå %u, vikt %u%s\n"), rule->level,
                  rule->weight, rule->must ? CLI_SAY(cli, ", key requirement", ", nyckelkrav") : "");
    cli_print_wrapped(cli, 0, title);
    putchar('\n');
    cli_print_wrapped(cli, 2, mog_text_of(cli_subject(cli, &explanation->subject)));
    cli_print(cli, cli_verdict_style(result->verdict), "%s", cli_verdict_word(cli, result->verdict));
    if (result->achievement != MOG_ACHIEVEMENT_NONE)
        cli_print(cli, CLI_PLAIN, CLI_SAY(cli, ", achievement %s", ", uppnått %s"),
                  cli_percent(cli->arena, (double)result->achievement / (double)MOG_ACHIEVEMENT_ONE));
    if (result->cap < MOG_ACHIEVEMENT_ONE)
        cli_print(cli, CLI_DIM, "%s",
                  CLI_SAY(cli, " (capped by how the evidence was come by)",
                          " (begränsat av hur underlaget har tagits fram)"));
    putchar('\n');
    print_findings(cli, &explanation->subject, result);
    cli_report_blocks(cli, explanation);
    print_records(cli, explanation);
    if (action.size && result->verdict != MOG_VERDICT_MET && result->verdict != MOG_VERDICT_NOT_APPLICABLE) {
        heading(cli, "What to do", "Att göra");
        print_indented(cli, 2, action);
    }
}

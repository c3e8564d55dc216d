/* One result, explained on a terminal: the rule as it is written, the values in the order they were found, the records behind them. */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define MOST_ROWS 40u
#define MOST_RECORDS 8u

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
        cli_print(cli, CLI_DIM, "%s", "    ");
        /* not wrapped: the layout is the author's; what is not printable was refused by the compiler */
        cli_print(cli, CLI_PLAIN, "%.*s\n", (int)(end - at), file.at + at);
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

static void add_record(cli_table *table, uint64_t record)
{
    if (record) cli_table_cell(table, CLI_DIM, "#%llu", (unsigned long long)record);
    else cli_table_cell(table, CLI_DIM, "%s", "");
}

/* What loops are at takes one row with all that was read there; other values take one each. */
static uint32_t add_row(cli_context *cli, cli_table *table, const mog_explained_step *steps, uint32_t count)
{
    const mog_explained_step *step = &steps[0];
    uint64_t record = step->record;
    mog_text source = one_line(cli, step->span);
    if (step->item.size == 0) {
        cli_table_cell(table, CLI_DIM, "    %.*s", T(source));
        cli_table_cell(table, step->unknown ? CLI_YELLOW : CLI_PLAIN, "%.*s", T(step->value));
        add_record(table, record);
        return 1;
    }
    mog_buffer values = {0};
    uint32_t used = 0;
    bool unknown = false;
    for (; used < count && mog_text_equal(steps[used].item, step->item); used++) {
        source = one_line(cli, steps[used].span);
        mog_buffer_format(&values, "%s%.*s %.*s", used ? " · " : "", T(source), T(steps[used].value));
        unknown |= steps[used].unknown;
        if (steps[used].record) record = steps[used].record;
    }
    cli_table_cell(table, CLI_DIM, "      %.*s", T(step->item));
    cli_table_cell(table, unknown ? CLI_YELLOW : CLI_PLAIN, "%s", values.at);
    add_record(table, record);
    mog_buffer_free(&values);
    return used;
}

static void print_steps(cli_context *cli, const mog_explained_step *steps, uint32_t count)
{
    uint32_t rows = 0, at = 0;
    while (at < count && rows < MOST_ROWS) { /* a table for each loop, and for what stands outside */
        cli_table *table = cli_table_new(cli, NULL, 3, "");
        bool in_loop = steps[at].item.size > 0;
        for (; at < count && rows < MOST_ROWS && (steps[at].item.size > 0) == in_loop; rows++)
            at += add_row(cli, table, steps + at, count - at);
        cli_table_print(table);
    }
    if (at == count) return;
    cli_print(cli, CLI_DIM,
              CLI_SAY(cli, "    … and %u more values (--format json has all); the last:\n",
                      "    … och %u värden till (--format json har alla); det sista:\n"),
              count - at);
    cli_table *table = cli_table_new(cli, NULL, 3, "");
    add_row(cli, table, &steps[count - 1], 1);
    cli_table_print(table);
}

static void print_block(cli_context *cli, const char *english, const char *swedish, mog_span span,
                        const mog_explained_step *steps, uint32_t count)
{
    if (span.start >= span.end) return;
    heading(cli, english, swedish);
    print_source(cli, span);
    if (count) putchar('\n');
    print_steps(cli, steps, count);
}

static bool add_chosen(uint64_t chosen[MOST_RECORDS], uint32_t *count, uint64_t record)
{
    if (record == 0 || *count == MOST_RECORDS) return false;
    for (uint32_t k = 0; k < *count; k++)
        if (chosen[k] == record) return false;
    chosen[(*count)++] = record;
    return true;
}

/* The records that decided: those that left a value unknown; those that are read outside loops; and, since a loop stops where it
 * is decided, the last one that a loop was at. */
static uint32_t choose_records(const mog_explanation *explanation, uint64_t chosen[MOST_RECORDS])
{
    const mog_explained_step *const lists[] = {explanation->target, explanation->condition, explanation->where};
    const uint32_t counts[] = {explanation->target_count, explanation->condition_count, explanation->where_count};
    uint32_t count = 0;
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

static void print_record(const cli_context *cli, const mog_explained_record *record)
{
    char observed[MOG_TIME_TEXT];
    mog_buffer json = {0};
    mog_time_format_short(observed, record->observed);
    char *line = mog_arena_format(
        cli->arena, "  #%llu %.*s%s%.*s · %s %s · %s%s%.*s%s", (unsigned long long)record->id, T(record->kind),
        record->item.size ? " " : "", T(record->item), CLI_SAY(cli, "observed", "observerad"), observed,
        mog_assurance_word(record->assurance), record->source.size ? CLI_SAY(cli, " · from ", " · från ") : "",
        T(record->source), record->stale ? CLI_SAY(cli, " · stale", " · inaktuell") : "");
    cli_print_wrapped(cli, 4, mog_text_of(line));
    mog_buffer_add_visible(&json, mog_text_of(record->json));
    cli_print(cli, CLI_DIM, "      %s\n", json.at); /* not wrapped: it is to be copied */
    mog_buffer_free(&json);
}

static void print_records(const cli_context *cli, const mog_explanation *explanation)
{
    uint64_t chosen[MOST_RECORDS];
    uint32_t count = choose_records(explanation, chosen), shown = 0;
    for (uint32_t i = 0; i < explanation->record_count; i++) {
        bool is_chosen = false;
        for (uint32_t k = 0; k < count; k++) is_chosen |= chosen[k] == explanation->records[i].id;
        if (!is_chosen) continue;
        if (shown++ == 0) heading(cli, "Records that decided", "Uppgifter som avgjorde");
        print_record(cli, &explanation->records[i]);
    }
    uint32_t others = explanation->record_count - shown;
    if (others)
        cli_print(cli, CLI_DIM,
                  CLI_SAY(cli, "%s%u more of the kinds that the rule names (--format json has all)\n",
                          "%s%u till av de slag som regeln nämner (--format json har alla)\n"),
                  shown ? "  " : "\n", others);
}

static void print_findings(const cli_context *cli, const mog_result *result)
{
    const char **findings = cli->swedish && result->findings_sv ? result->findings_sv : result->findings;
    const char *reason = cli->swedish && result->reason_sv ? result->reason_sv : result->reason;
    if (reason) print_indented(cli, 2, mog_text_of(reason));
    for (uint32_t i = 0; i < result->finding_count; i++) print_indented(cli, 2, mog_text_of(findings[i]));
}

void cli_report_explanation(cli_context *cli, const mog_explanation *explanation)
{
    const mog_rule *rule = explanation->rule;
    const mog_result *result = &explanation->result;
    mog_text title = cli_choose(cli, rule->title, rule->title_sv),
             action = cli_choose(cli, rule->action, rule->action_sv);
    cli_print(cli, CLI_BOLD, "%.*s", T(rule->id));
    cli_print(cli, CLI_DIM, CLI_SAY(cli, "  level %u, weight %u%s\n", "  nivå %u, vikt %u%s\n"), rule->level,
              rule->weight, rule->must ? CLI_SAY(cli, ", key requirement", ", nyckelkrav") : "");
    cli_print_wrapped(cli, 0, title);
    putchar('\n');
    cli_print_wrapped(cli, 2,
                      mog_text_of(mog_arena_format(cli->arena, "%.*s (%.*s)", T(explanation->subject.name),
                                                   T(explanation->subject.display))));
    cli_print(cli, cli_verdict_style(result->verdict), "%s", cli_verdict_word(cli, result->verdict));
    if (result->achievement != MOG_ACHIEVEMENT_NONE)
        cli_print(cli, CLI_PLAIN, CLI_SAY(cli, ", achievement %s", ", uppnått %s"),
                  cli_percent(cli->arena, (double)result->achievement / (double)MOG_ACHIEVEMENT_ONE));
    if (result->cap < MOG_ACHIEVEMENT_ONE)
        cli_print(
            cli, CLI_DIM, "%s",
            CLI_SAY(cli, " (capped by how the evidence was come by)", " (begränsat av hur underlaget kommit till)"));
    putchar('\n');
    print_findings(cli, result);
    if (explanation->where_count)
        print_block(cli, "Applies where", "Gäller där", rule->where_span, explanation->where, explanation->where_count);
    print_block(cli, rule->measures ? "Measures" : "Requires", rule->measures ? "Mäter" : "Kräver",
                rule->condition_span, explanation->condition, explanation->condition_count);
    if (rule->measures)
        print_block(cli, "Target", "Mål", rule->target_span, explanation->target, explanation->target_count);
    print_records(cli, explanation);
    if (action.size && result->verdict != MOG_VERDICT_MET && result->verdict != MOG_VERDICT_NOT_APPLICABLE) {
        heading(cli, "What to do", "Att göra");
        print_indented(cli, 2, action);
    }
}

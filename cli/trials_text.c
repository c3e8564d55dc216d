#include "cli/trials.h"

#include "cli/report.h"

#define T(text) (int)(text).size, (text).at
#define MOST_SAID 5u /* findings that are shown of a failed test */

const char *const cli_reached_words[MOG_REACHED_KINDS] = {"met", "not met", "unknown", "not applicable"};
static const char *const reached_words_sv[MOG_REACHED_KINDS] = {"uppfyllt", "ej uppfyllt", "okänt", "ej tillämpligt"};

/* ---- one test */

/* With a decimal, unlike figures in reports: it is compared. */
static const char *achieved(const cli_context *cli, double figure)
{
    mog_buffer text = {0};
    mog_value value = {.d = figure, .known = 1};
    mog_value_format(&text, &value, &(mog_type){.tag = MOG_TYPE_NUMBER}, true, cli->swedish);
    char *told = mog_arena_format(cli->arena, CLI_SAY(cli, ", achievement %s", ", uppnått %s"), text.at);
    mog_buffer_free(&text);
    return told;
}

char *cli_trial_expected(const cli_context *cli, const mog_trial *trial)
{
    const mog_policy_test *test = trial->test;
    const char *achievement = test->has_achievement ? achieved(cli, test->achievement) : "";
    const char *because = test->because.size ? mog_arena_format(cli->arena, " because \"%.*s\"", T(test->because)) : "";
    return mog_arena_format(cli->arena, "%.*s%s%s", T(test->verdict), achievement, because);
}

static void add_said(mog_buffer *out, const cli_context *cli, const mog_trial *trial)
{
    const char **said = cli->swedish && trial->findings_sv ? trial->findings_sv : trial->findings;
    for (uint32_t i = 0; i < trial->finding_count && i < MOST_SAID; i++)
        mog_buffer_format(out, "%s%s", i == 0 ? ": " : "; ", said[i] ? said[i] : "");
    if (trial->finding_count > MOST_SAID) mog_buffer_format(out, "; +%u", trial->finding_count - MOST_SAID);
}

char *cli_trial_got(const cli_context *cli, const mog_trial *trial)
{
    const char *reason = cli->swedish && trial->reason_sv ? trial->reason_sv : trial->reason;
    if (trial->outcome == MOG_TRIAL_REFUSED)
        return mog_arena_format(
            cli->arena, CLI_SAY(cli, "evidence that cannot be: %s", "underlag som inte kan finnas: %s"), trial->reason);
    mog_buffer out = {0};
    mog_buffer_format(&out, "%s", mog_verdict_word(trial->verdict));
    bool partly = trial->verdict == MOG_VERDICT_PARTLY || trial->test->has_achievement;
    if (partly && trial->achievement != MOG_ACHIEVEMENT_NONE)
        mog_buffer_format(&out, "%s", achieved(cli, (double)trial->achievement / (double)MOG_ACHIEVEMENT_ONE));
    if (reason) mog_buffer_format(&out, ": %s", reason);
    add_said(&out, cli, trial);
    char *text = mog_arena_copy(cli->arena, out.at, out.size);
    mog_buffer_free(&out);
    return text;
}

static void print_line(const cli_context *cli, const mog_trial *trial)
{
    bool passed = trial->outcome == MOG_TRIAL_PASSED;
    cli_print(cli, passed ? CLI_GREEN : CLI_RED, "%s",
              passed ? CLI_SAY(cli, "ok    ", "ok    ") : CLI_SAY(cli, "FAIL  ", "FEL   "));
    mog_text rule = cli->policy->rules[trial->test->rule].id;
    cli_print_wrapped(cli, 6, mog_text_of(mog_arena_format(cli->arena, "%.*s: %.*s", T(rule), T(trial->test->name))));
}

static void print_side(cli_context *cli, cli_style style, const char *mark, const char *what, const char *text)
{
    mog_buffer line = {0};
    mog_buffer_format(&line, "      %s %s  ", mark, what);
    cli_print(cli, style, "%s", line.at);
    mog_buffer_free(&line);
    cli_print_wrapped(cli, 18, mog_text_of(text));
}

static mog_status print_failed(cli_context *cli, const mog_trial *trial, mog_error *err)
{
    const mog_source *file = &cli->policy->files[trial->test->span.file];
    mog_span span = trial->test->expect_span;
    if (trial->outcome == MOG_TRIAL_REFUSED) span = trial->test->given[trial->refused].span;
    uint32_t line, column;
    mog_source_position(file, span.start, &line, &column);
    cli_print(cli, CLI_DIM, "      %.*s:%u:%u\n", T(file->path), line, column);
    print_side(cli, CLI_GREEN, "-", CLI_SAY(cli, "expected", "väntat  "), cli_trial_expected(cli, trial));
    print_side(cli, CLI_RED, "+", CLI_SAY(cli, "got     ", "fick    "), cli_trial_got(cli, trial));
    if (trial->outcome == MOG_TRIAL_REFUSED) return MOG_OK;
    mog_explanation *explanation;
    mog_status status = mog_trial_explain(&explanation, cli->policy, cli->host, trial->test, err);
    if (status) return status;
    cli_report_blocks(cli, explanation);
    putchar('\n');
    mog_explanation_free(explanation);
    return MOG_OK;
}

/* ---- all of them */

static void print_counts(const cli_context *cli, const mog_trials *trials)
{
    uint32_t failed = trials->count - trials->passed;
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "%u test%s: %u passed, ", "%u test%s: %u godkända, "), trials->count,
              trials->count == 1 ? "" : CLI_SAY(cli, "s", "er"), trials->passed);
    cli_print(cli, failed ? CLI_RED : CLI_PLAIN, CLI_SAY(cli, "%u failed\n", "%u underkända\n"), failed);
    double share = trials->possible ? (double)trials->reached / trials->possible : 1;
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, "coverage: %u of %u rules have a test, %u of %u outcomes are reached (%s)\n",
                      "täckning: %u av %u regler har ett test, %u av %u utfall nås (%s)\n"),
              trials->tested, trials->policy->rule_count, trials->reached, trials->possible,
              cli_percent(cli->arena, share));
}

mog_status cli_trials_text(cli_context *cli, const mog_trials *trials, bool all, mog_error *err)
{
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < trials->count && !status; i++) {
        bool passed = trials->trials[i].outcome == MOG_TRIAL_PASSED;
        if (!passed || all) print_line(cli, &trials->trials[i]);
        if (!passed) status = print_failed(cli, &trials->trials[i], err);
    }
    if (!status) print_counts(cli, trials);
    return status;
}

void cli_trials_coverage(cli_context *cli, const mog_trials *trials)
{
    const char *heads[] = {CLI_SAY(cli, "rule", "regel"), CLI_SAY(cli, "tests", "tester"),
                           CLI_SAY(cli, "not reached", "nås inte")};
    const char *const *words = cli->swedish ? reached_words_sv : cli_reached_words;
    cli_table *table = cli_table_new(cli, heads, 3, " r ");
    putchar('\n');
    for (uint32_t r = 0; r < trials->policy->rule_count; r++) {
        const mog_coverage *coverage = &trials->coverage[r];
        unsigned missing = coverage->possible & ~(unsigned)coverage->reached;
        if (!missing) continue;
        mog_buffer list = {0};
        for (int k = 0; k < MOG_REACHED_KINDS; k++)
            if (missing >> k & 1) mog_buffer_format(&list, "%s%s", list.size ? ", " : "", words[k]);
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(trials->policy->rules[r].id));
        cli_table_cell(table, coverage->tests ? CLI_PLAIN : CLI_YELLOW, "%u", coverage->tests);
        cli_table_cell(table, CLI_PLAIN, "%s", list.at);
        mog_buffer_free(&list);
    }
    cli_table_print(table);
}

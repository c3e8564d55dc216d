/* The report of an assessment on a terminal: what stands, what to do first, what to show, where to go next. */
#include "cli/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define BAR 20        /* cells */
#define NARROW 100    /* columns of a terminal below which bars are half as long */
#define LOUD 3u       /* findings that are told of one rule */
#define SHORT_RUN 12u /* hexadecimal digits of a run's id that are shown */

mog_text cli_choose(const cli_context *cli, mog_text english, mog_text swedish)
{
    if (cli->swedish) return swedish.size ? swedish : english;
    return english.size ? english : swedish;
}

const char *cli_percent(mog_arena *arena, double figure)
{
    return isnan(figure) ? "–" : mog_arena_format(arena, "%.0f %%", 100 * figure);
}

cli_style cli_verdict_style(mog_verdict verdict)
{
    static const cli_style styles[MOG_VERDICT_COUNT] = {CLI_GREEN, CLI_YELLOW, CLI_RED, CLI_YELLOW, CLI_DIM, CLI_RED};
    return styles[verdict];
}

const char *cli_verdict_word(const cli_context *cli, mog_verdict verdict)
{
    if (cli->swedish) return mog_verdict_word_sv(verdict);
    static const char *const words[MOG_VERDICT_COUNT] = {"met",     "partly",         "not met",
                                                         "unknown", "not applicable", "error"};
    return words[verdict];
}

const char *cli_subject(const cli_context *cli, const mog_assessed_subject *subject)
{
    const char *colon = memchr(subject->name.at, ':', subject->name.size);
    size_t before = colon ? (size_t)(colon + 1 - subject->name.at) : 0;
    mog_text short_name = {subject->name.at + before, subject->name.size - before};
    if (subject->display.size == 0 || mog_text_equal(subject->display, short_name))
        return mog_arena_format(cli->arena, "%.*s", T(subject->name));
    return mog_arena_format(cli->arena, "%.*s (%.*s)", T(subject->display), T(subject->name));
}

const char *cli_finding(const mog_assessed_subject *subject, const char *finding)
{
    size_t size = subject->display.size;
    bool named = size && strncmp(finding, subject->display.at, size) == 0 && strncmp(finding + size, ": ", 2) == 0;
    return named ? finding + size + 2 : finding;
}

static cli_style figure_style(double figure)
{
    return isnan(figure) ? CLI_DIM : figure > 0.85 ? CLI_GREEN : figure > 0.5 ? CLI_YELLOW : CLI_RED;
}

/* Full cells: what is shown; half-filled: what is unknown and could be shown; light: what is not met. */
static const char *bar(const cli_context *cli, double shown, double possible)
{
    if (isnan(shown)) return "";
    int cells = cli->columns < NARROW ? BAR / 2 : BAR;
    int full = (int)(shown * cells + 0.5), reach = (int)(possible * cells + 0.5);
    char *text = mog_arena_take(cli->arena, BAR * 4 + 1), *at = text;
    for (int i = 0; i < cells; i++) {
        const char *cell = i < full ? "█" : i < reach ? "▒" : "░";
        memcpy(at, cell, strlen(cell));
        at += strlen(cell);
    }
    return text;
}

const char *cli_decimal(const cli_context *cli, double figure)
{
    if (isnan(figure)) return "–";
    char *text = mog_arena_format(cli->arena, "%.1f", figure);
    char *point = strchr(text, '.');
    if (cli->swedish && point) *point = ',';
    return text;
}

static const char *level(const cli_context *cli, int number)
{
    if (number == MOG_NO_MATURITY) return "–";
    return mog_arena_format(cli->arena, "%d %s", number, mog_level_name(number, cli->swedish));
}

static const char *number(const cli_context *cli, int value)
{
    return value == MOG_NO_MATURITY ? "–" : mog_arena_format(cli->arena, "%d", value);
}

/* "1 subject", "2 subjects"; Swedish has one form. */
static const char *subjects(const cli_context *cli, uint32_t count)
{
    return mog_arena_format(cli->arena, "%u %s", count, CLI_SAY(cli, count == 1 ? "subject" : "subjects", "objekt"));
}

/* What the columns of a table mean. */
static void print_legend(const cli_context *cli, const char *text)
{
    cli_print_dim(cli, mog_text_of(text));
}

static void heading(const cli_context *cli, const char *english, const char *swedish)
{
    cli_print(cli, CLI_BOLD, "\n%s\n", CLI_SAY(cli, english, swedish));
}

/* ---- the head */

/* The organisation that the whole is about, where the store knows exactly one. */
static const mog_assessed_subject *organisation(const mog_assessment *assessment)
{
    const mog_assessed_subject *found = NULL;
    for (uint32_t i = 0; i < assessment->subject_count; i++) {
        if (!mog_text_starts(assessment->subjects[i].name, MOG_TEXT("organisation:"))) continue;
        if (found) return NULL;
        found = &assessment->subjects[i];
    }
    return found;
}

static void print_profile(const cli_context *cli, const mog_profile *profile)
{
    if (!profile) return;
    mog_text title = cli_choose(cli, profile->title, profile->title_sv);
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "profile %.*s", "profil %.*s"), T(profile->name));
    if (title.size) cli_print(cli, CLI_PLAIN, " · %.*s", T(title));
    putchar('\n');
}

static void print_head(const cli_context *cli, const mog_assessment *assessment)
{
    char when[MOG_TIME_TEXT], run[2 * MOG_DIGEST_SIZE + 1];
    const mog_assessed_subject *whole = organisation(assessment);
    mog_time_format_short(when, assessment->clock);
    mog_digest_hex(run, &assessment->run);
    cli_print(cli, CLI_BOLD, "%s", CLI_SAY(cli, "Information security", "Informationssäkerhet"));
    if (whole) {
        mog_buffer name = {0};
        mog_buffer_add_visible(&name, whole->display);
        cli_print(cli, CLI_PLAIN, " · %s", name.at ? name.at : "");
        mog_buffer_free(&name);
    }
    putchar('\n');
    print_profile(cli, assessment->policy->profile);
    cli_print(
        cli, CLI_DIM,
        CLI_SAY(cli, "as of %s · run %.*s · %s · %llu verdicts\n\n", "den %s · körning %.*s · %s · %llu utfall\n\n"),
        when, (int)SHORT_RUN, run, subjects(cli, assessment->subject_count),
        (unsigned long long)assessment->evaluations);
}

/* ---- tables */

static void add_group(cli_context *cli, cli_table *table, const mog_group_score *group, cli_style style)
{
    mog_text title = cli_choose(cli, group->title, group->title_sv);
    cli_table_cell(table, style, "%.*s", T(title));
    cli_table_cell(table, figure_style(group->compliance.strict), "%s",
                   cli_percent(cli->arena, group->compliance.strict));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, group->compliance.known));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, group->compliance.coverage));
    cli_table_cell(table, figure_style(group->compliance.strict), "%s",
                   bar(cli, group->compliance.strict, group->possible_strict));
    cli_table_cell(table, style, "%s", level(cli, group->level));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_decimal(cli, group->mean));
    cli_table_cell(table, CLI_PLAIN, "%s", number(cli, group->floor));
}

#define BAR_COLUMN 4

static void print_themes(cli_context *cli, const mog_scores *scores)
{
    static const char *const en[] = {"Theme", "strict", "known", "coverage", "", "maturity", "mean", "floor"};
    static const char *const sv[] = {"Tema", "strikt", "känt", "täckning", "", "mognad", "medel", "lägst"};
    cli_table *table = cli_table_new(cli, cli->swedish ? sv : en, 8, " rrrL Rr");
    for (uint32_t i = 0; i < scores->theme_count; i++) add_group(cli, table, &scores->themes[i], CLI_PLAIN);
    add_group(cli, table, &scores->all, CLI_BOLD);
    unsigned left_out = cli_table_print(table);
    if (!(left_out >> BAR_COLUMN & 1))
        cli_print(cli, CLI_DIM, "%s",
                  CLI_SAY(cli, "█ shown to be met   ▒ unknown, evidence could show it   ░ not met\n",
                          "█ visat uppfyllt   ▒ okänt, underlag kan visa det   ░ ej uppfyllt\n"));
    print_legend(
        cli,
        CLI_SAY(
            cli,
            "Compliance: strict counts the unknown as not met, known leaves it out, coverage is how much is known.",
            "Efterlevnad: strikt räknar okänt som ej uppfyllt, känt räknar bort det, täckning är hur mycket som är känt."));
    print_legend(cli, mog_arena_format(cli->arena,
                                       CLI_SAY(cli, "Maturity by the model %s: %s", "Mognad enligt modellen %s: %s"),
                                       mog_model_word(scores->model), mog_report_model(scores->model, cli->swedish)));
}

static void print_verdicts(const cli_context *cli, const mog_scores *scores)
{
    putchar('\n');
    for (int v = 0; v < MOG_VERDICT_COUNT; v++) {
        if (v == MOG_VERDICT_ERROR && scores->all.verdicts[v] == 0) continue;
        if (v > 0) fputs(" · ", stdout);
        cli_print(cli, cli_verdict_style((mog_verdict)v), "%s", cli_verdict_word(cli, (mog_verdict)v));
        printf(" %u", scores->all.verdicts[v]);
    }
    putchar('\n');
}

/* Controls by what is missing, so that it is told once. */
static void print_never_collected(const cli_context *cli, const mog_policy *policy, const mog_scores *scores)
{
    const char *said = NULL, *list = "";
    uint32_t count = 0;
    for (uint32_t i = 0; i < scores->control_count; i++) {
        const mog_control_score *one = &scores->controls[i];
        char id[MOG_CONTROL_ID_TEXT];
        if (!one->never_collected) continue;
        mog_control_id_format(id, one->control->id);
        list = mog_arena_format(cli->arena, "%s%s%s", list, count++ ? ", " : "", id);
        said = mog_report_never(cli->arena, policy, one, cli->swedish);
    }
    if (count == 0) return;
    heading(cli, "Never collected", "Aldrig insamlat");
    if (count == 1) cli_print_wrapped(cli, 2, mog_text_of(mog_arena_format(cli->arena, "%s: %s", list, said)));
    else
        cli_print_wrapped(
            cli, 2,
            mog_text_of(mog_arena_format(
                cli->arena,
                CLI_SAY(
                    cli, "%u controls have no subject on record that their rules are for, and count as not shown: %s",
                    "%u säkerhetsåtgärder har inget antecknat objekt som deras regler gäller, och räknas som ej visade: %s"),
                count, list)));
}

static void add_control(cli_context *cli, cli_table *table, const mog_control_score *one)
{
    char id[MOG_CONTROL_ID_TEXT];
    mog_text title = cli_choose(cli, one->control->title, one->control->title_sv);
    char ratings[2 * MOG_LEVELS + 1];
    for (int l = 0; l < MOG_LEVELS; l++) {
        ratings[2 * l] = mog_rating_letter(one->levels[l + 1].rating);
        ratings[2 * l + 1] = l + 1 < MOG_LEVELS ? ' ' : '\0';
    }
    mog_control_id_format(id, one->control->id);
    cli_table_cell(table, CLI_BOLD, "%s", id);
    cli_table_cell(table, figure_style(one->compliance.strict), "%s", cli_percent(cli->arena, one->compliance.strict));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, one->compliance.known));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, one->compliance.coverage));
    cli_table_cell(table, CLI_PLAIN, "%s%s", level(cli, one->maturity), one->cap ? " *" : "");
    cli_table_cell(table, CLI_PLAIN, "%d", one->possible_maturity);
    cli_table_cell(table, CLI_DIM, "%s", ratings);
    cli_table_cell(table, CLI_PLAIN, "%.*s", T(title));
}

/* What holds a control at a level, each on a line. */
static void print_caps(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores)
{
    bool any = false;
    for (uint32_t i = 0; i < scores->control_count; i++) {
        const mog_result *cap = scores->controls[i].cap;
        if (!cap || !scores->controls[i].scored) continue;
        if (!any)
            cli_print_dim(
                cli,
                mog_text_of(CLI_SAY(
                    cli,
                    "* Held at level 1, at 2 by an exception: a key requirement is not met where the class is highest",
                    "* Stannar på nivå 1, med undantag på 2: ett nyckelkrav är ej uppfyllt där klassen är högst")));
        any = true;
        cli_print_wrapped(
            cli, 4,
            mog_text_of(mog_arena_format(cli->arena, "  %.*s: %s", T(assessment->policy->rules[cap->rule].id),
                                         cli_subject(cli, &assessment->subjects[cap->subject]))));
    }
}

#define LEVELS_COLUMN 6

static void print_controls(cli_context *cli, const mog_assessment *assessment, const mog_scores *scores)
{
    static const char *const en[] = {"", "strict", "known", "coverage", "maturity", "possible", "1 2 3 4 5", "Control"};
    static const char *const sv[] = {"",       "strikt", "känt",      "täckning",
                                     "mognad", "möjlig", "1 2 3 4 5", "Säkerhetsåtgärd"};
    heading(cli, "Controls", "Säkerhetsåtgärder");
    cli_table *table = cli_table_new(cli, cli->swedish ? sv : en, 8, " rRr rL ");
    for (uint32_t i = 0; i < scores->control_count; i++)
        if (scores->controls[i].scored) add_control(cli, table, &scores->controls[i]);
    unsigned left_out = cli_table_print(table);
    print_legend(cli, CLI_SAY(cli, "possible: the maturity if all that is unknown were met",
                              "möjlig: mognaden om allt okänt vore uppfyllt"));
    if (!(left_out >> LEVELS_COLUMN & 1))
        print_legend(
            cli,
            CLI_SAY(
                cli, "1 to 5: how far each level is achieved. N not, P partially, L largely, F fully (ISO/IEC 33020)",
                "1 till 5: hur långt varje nivå är nådd. N inte, P delvis, L till stor del, F helt (ISO/IEC 33020)"));
    print_caps(cli, assessment, scores);
}

/* ---- lists of what matters */

static void print_line(const cli_context *cli, int indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void print_line(const cli_context *cli, int indent, const char *format, ...)
{
    va_list list;
    char *line = NULL;
    va_start(list, format);
    if (vasprintf(&line, format, list) < 0) mog_out_of_memory();
    va_end(list);
    char *indented = mog_arena_format(cli->arena, "%*s%s", indent, "", line);
    cli_print_wrapped(cli, indent + 2, mog_text_of(indented));
    free(line);
}

static const char *finding_of(const cli_context *cli, const mog_assessment *assessment, const mog_result *result)
{
    const char **findings = cli->swedish && result->findings_sv ? result->findings_sv : result->findings;
    return result->finding_count ? cli_finding(&assessment->subjects[result->subject], findings[0]) : "";
}

static const char *reason_of(const cli_context *cli, const mog_result *result)
{
    const char *reason = cli->swedish && result->reason_sv ? result->reason_sv : result->reason;
    return reason ? reason : "";
}

/* A rule without findings of its own says its title, which stands above already. */
static bool is_title(const mog_assessment *assessment, const mog_result *result)
{
    mog_text title = assessment->policy->rules[result->rule].title;
    return result->finding_count == 1 && mog_text_equal(mog_text_of(result->findings[0]), title);
}

static const char *partly_of(const cli_context *cli, const mog_result *result)
{
    double achieved = (double)result->achievement / (double)MOG_ACHIEVEMENT_ONE;
    if (result->verdict != MOG_VERDICT_PARTLY) return cli_verdict_word(cli, result->verdict);
    return mog_arena_format(cli->arena, CLI_SAY(cli, "%s of the target", "%s av målet"),
                            cli_percent(cli->arena, achieved));
}

static void print_findings(const cli_context *cli, const mog_assessment *assessment, const mog_priority *priority)
{
    uint32_t shown = priority->count < LOUD ? priority->count : LOUD;
    for (uint32_t i = 0; i < shown; i++) {
        const mog_result *result = priority->results[i];
        const char *subject = cli_subject(cli, &assessment->subjects[result->subject]);
        const char *said = finding_of(cli, assessment, result);
        if (is_title(assessment, result)) said = partly_of(cli, result);
        if (result->excepted) said = cli_excepted(cli, said, result->excepted);
        if (result->finding_count > 1)
            print_line(cli, 4, CLI_SAY(cli, "%s: %s (and %u more)", "%s: %s (och %u till)"), subject, said,
                       result->finding_count - 1);
        else print_line(cli, 4, "%s: %s", subject, said);
    }
    if (priority->count > shown)
        print_line(cli, 4, CLI_SAY(cli, "… and %s more", "… och %s till"), subjects(cli, priority->count - shown));
}

/* One line for each reason, with the subjects it is the reason for. */
static void print_reasons(const cli_context *cli, const mog_assessment *assessment, const mog_priority *priority)
{
    uint32_t left = priority->count, lines = 0;
    uint8_t *told = mog_take_array(cli->arena, uint8_t, priority->count);
    for (uint32_t i = 0; i < priority->count && lines < LOUD; i++) {
        if (told[i]) continue;
        const char *reason = reason_of(cli, priority->results[i]);
        mog_buffer names = {0};
        uint32_t count = 0;
        for (uint32_t k = i; k < priority->count; k++) {
            if (told[k] || strcmp(reason_of(cli, priority->results[k]), reason) != 0) continue;
            const char *name = cli_subject(cli, &assessment->subjects[priority->results[k]->subject]);
            if (count++ < LOUD) mog_buffer_format(&names, "%s%s", count > 1 ? ", " : "", name);
            told[k] = 1;
        }
        left -= count;
        lines++;
        if (count > LOUD) mog_buffer_format(&names, CLI_SAY(cli, " and %u more", " och %u till"), count - LOUD);
        print_line(cli, 4, "%s: %s", names.at, reason);
        mog_buffer_free(&names);
    }
    if (left) print_line(cli, 4, CLI_SAY(cli, "… and %s more", "… och %s till"), subjects(cli, left));
}

static void print_list(const cli_context *cli, const mog_assessment *assessment, const mog_priorities *list,
                       uint32_t top, bool findings)
{
    uint32_t shown = list->count < top ? list->count : top;
    for (uint32_t i = 0; i < shown; i++) {
        const mog_priority *one = &list->at[i];
        const mog_rule *rule = &assessment->policy->rules[one->rule];
        mog_text title = cli_choose(cli, rule->title, rule->title_sv),
                 action = cli_choose(cli, rule->action, rule->action_sv);
        cli_print(cli, CLI_BOLD, "%2u ", i + 1);
        cli_print(cli, CLI_BOLD, "%.*s", T(rule->id));
        cli_print(cli, CLI_DIM, CLI_SAY(cli, "  level %u, %s\n", "  nivå %u, %s\n"), rule->level,
                  subjects(cli, one->count));
        print_line(cli, 3, "%.*s", T(title));
        if (findings) print_findings(cli, assessment, one);
        else print_reasons(cli, assessment, one);
        if (findings && action.size) print_line(cli, 3, "→ %.*s", T(action));
    }
    if (list->count > shown)
        cli_print(cli, CLI_DIM,
                  CLI_SAY(cli, "   … and %u more rules (--top %u shows all)\n",
                          "   … och %u regler till (--top %u visar alla)\n"),
                  list->count - shown, list->count);
}

static void print_concern(const cli_context *cli, const mog_assessment *assessment, const mog_priorities *list,
                          uint32_t top, bool findings, const char *title)
{
    if (list->count == 0) return;
    cli_print(cli, CLI_BOLD, "\n%s\n", title);
    print_list(cli, assessment, list, top, findings);
}

/* ---- where to go next */

/* A name that the shell would take apart stands in quotes. */
static const char *quoted(const cli_context *cli, mog_text word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@+";
    bool needs = word.size == 0;
    mog_buffer text = {0};
    for (size_t i = 0; i < word.size; i++) needs |= memchr(plain, word.at[i], sizeof plain - 1) == NULL;
    if (!needs) return mog_arena_format(cli->arena, "%.*s", T(word));
    mog_buffer_add(&text, "'", 1);
    for (size_t i = 0; i < word.size; i++) {
        if (word.at[i] == '\'') mog_buffer_add(&text, "'\\''", 4);
        else mog_buffer_add(&text, word.at + i, 1);
    }
    mog_buffer_add(&text, "'", 1);
    char *copy = mog_arena_copy(cli->arena, text.at, text.size);
    mog_buffer_free(&text);
    return copy;
}

const char *cli_store_option(const cli_context *cli)
{
    const char *set = getenv("MOGNAD_STORE");
    bool found_anyway = set && *set ? strcmp(set, cli->store) == 0 : strcmp(cli->store, CLI_STORE_DEFAULT) == 0;
    return found_anyway ? "" : mog_arena_format(cli->arena, " --store %s", quoted(cli, mog_text_of(cli->store)));
}

/* On a line of its own that is not wrapped, since it is to be copied. */
static void print_step(const cli_context *cli, const char *what, const char *command)
{
    mog_buffer visible = {0};
    mog_buffer_add_visible(&visible, mog_text_of(command));
    cli_print(cli, CLI_PLAIN, "  %s\n", visible.at);
    cli_print(cli, CLI_DIM, "      %s\n", what);
    mog_buffer_free(&visible);
}

static void print_next(cli_context *cli, const mog_assessment *assessment, const cli_report *how,
                       const mog_priorities *failing, const mog_priorities *missing)
{
    const char *store = cli_store_option(cli), *profile = cli_profile_option(cli);
    const mog_priorities *first = failing->count ? failing : missing;
    heading(cli, "Where to go next", "Gå vidare");
    if (first->count) {
        const mog_result *result = first->at[0].results[0];
        mog_text rule = assessment->policy->rules[result->rule].id,
                 subject = assessment->subjects[result->subject].name;
        print_step(cli, CLI_SAY(cli, "why a verdict is what it is", "varför ett utfall är som det är"),
                   mog_arena_format(cli->arena, "mognad explain%s%s %s %s", store, profile, quoted(cli, rule),
                                    quoted(cli, subject)));
    }
    if (!how->controls)
        print_step(cli, CLI_SAY(cli, "each control by itself", "varje säkerhetsåtgärd för sig"),
                   mog_arena_format(cli->arena, "mognad assess%s%s --controls", store, profile));
    if (assessment->subject_count == 0)
        print_step(cli,
                   CLI_SAY(cli, "begin with a list of what there is: organisation, units, systems",
                           "börja med en förteckning över det som finns: organisation, enheter, system"),
                   "mognad evidence template system");
    if (missing->count)
        print_step(cli, CLI_SAY(cli, "add what is unknown", "lägg till det som är okänt"),
                   mog_arena_format(cli->arena, "mognad evidence add%s FILE.jsonl", store));
    print_step(cli, CLI_SAY(cli, "every result, for programs", "alla resultat, för program"),
               mog_arena_format(cli->arena, "mognad assess%s%s --format json > result.json", store, profile));
}

void cli_report_assessment(cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                           const cli_report *how)
{
    print_head(cli, assessment);
    if (assessment->result_count == 0 && !assessment->whole) {
        cli_print(
            cli, CLI_PLAIN, "%s",
            CLI_SAY(
                cli, "No rule is for a subject that the store knows. `mognad evidence list` shows what it holds.\n",
                "Ingen regel gäller ett objekt som finns i lagret. `mognad evidence list` visar vad det innehåller.\n"));
        cli_report_profile(cli, assessment, scores);
        return;
    }
    print_themes(cli, scores);
    print_verdicts(cli, scores);
    print_never_collected(cli, assessment->policy, scores);
    cli_report_exceptions(cli, assessment, scores);
    cli_report_profile(cli, assessment, scores);
    if (how->controls) print_controls(cli, assessment, scores);
    mog_priorities failing = mog_report_priorities(cli->arena, assessment, MOG_CONCERN_FAILING);
    mog_priorities missing = mog_report_priorities(cli->arena, assessment, MOG_CONCERN_UNKNOWN);
    mog_priorities errors = mog_report_priorities(cli->arena, assessment, MOG_CONCERN_ERROR);
    print_concern(cli, assessment, &failing, how->top, true,
                  CLI_SAY(cli, "What matters most", "Viktigast att åtgärda"));
    print_concern(cli, assessment, &missing, how->top, false,
                  CLI_SAY(cli, "What is unknown: evidence to collect, most valuable first",
                          "Det som är okänt: underlag att samla in, mest värdefullt först"));
    print_concern(
        cli, assessment, &errors, how->top, false,
        CLI_SAY(cli, "Errors: these rules could not be evaluated", "Fel: dessa regler kunde inte utvärderas"));
    print_next(cli, assessment, how, &failing, &missing);
}

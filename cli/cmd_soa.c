/* mognad soa: the statement of applicability. */
#include "cli/assessing.h"
#include "cli/csv.h"
#include "cli/markdown.h"
#include "cli/numbers.h"
#include "cli/report.h"
#include "cli/runs.h"
#include "engine/report/soa.h"

#include <math.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at

/* ---- words */

static const char *day(const cli_context *cli, mog_time time)
{
    char text[MOG_TIME_TEXT];
    mog_time_format_short(text, time);
    return mog_arena_format(cli->arena, "%s", text);
}

static const char *joined(const cli_context *cli, const char *before, const char *more)
{
    return *before ? mog_arena_format(cli->arena, "%s, %s", before, more) : more;
}

static const char *reason_words(const cli_context *cli, const mog_soa_row *row)
{
    const char *said = "";
    for (unsigned bit = 1; bit <= MOG_SOA_OTHER; bit <<= 1) {
        if (!(row->reasons & bit)) continue;
        char *word = mog_arena_format(cli->arena, "%s", mog_soa_reason_word((mog_soa_reason)bit, cli->swedish));
        for (char *at = word; *at; at++)
            if (*at == '_') *at = ' ';
        said = joined(cli, said, word);
    }
    return said;
}

/* Why it is chosen, or left out, in words. */
static const char *justification(const cli_context *cli, const mog_soa_row *row)
{
    const mog_exclusion *why = row->exclusion;
    if (!row->is_in_profile) return CLI_SAY(cli, "the profile does not name it", "profilen nämner den inte");
    if (!why) return reason_words(cli, row);
    const char *said = mog_arena_format(cli->arena, CLI_SAY(cli, "%.*s (%.*s, %s", "%.*s (%.*s, %s"), T(why->reason),
                                        T(why->decider), day(cli, why->decided));
    if (why->has_review)
        said = mog_arena_format(cli->arena,
                                row->applicable ? CLI_SAY(cli, "%s; to be reviewed by %s, and so it counts again",
                                                          "%s; skulle ses över senast %s, och räknas därför igen")
                                                : CLI_SAY(cli, "%s; review by %s", "%s; ses över senast %s"),
                                said, day(cli, why->review));
    return mog_arena_format(cli->arena, "%s)", said);
}

static const char *names(const cli_context *cli, const mog_naming *const *list, uint32_t count, const char *field)
{
    const char *said = "";
    for (uint32_t i = 0; i < count; i++) {
        const char *name = field ? mog_naming_text(list[i], field) : "";
        said = joined(cli, said, *name ? name : mog_arena_format(cli->arena, "%.*s", T(list[i]->item)));
    }
    return said;
}

static const char *state_words(const cli_context *cli, const mog_soa_row *row)
{
    char *word = mog_arena_format(cli->arena, "%s", mog_soa_state_word(row->state, cli->swedish));
    for (char *at = word; *at; at++)
        if (*at == '_') *at = ' ';
    return word;
}

static uint32_t left_of(const mog_soa_row *row)
{
    if (!row->score) return 0;
    return row->score->verdicts[MOG_VERDICT_NOT_MET] + row->score->verdicts[MOG_VERDICT_PARTLY] +
           row->score->verdicts[MOG_VERDICT_UNKNOWN] + row->score->verdicts[MOG_VERDICT_ERROR];
}

/* ---- as text */

static cli_style style_of(const mog_soa_row *row)
{
    static const cli_style styles[] = {CLI_GREEN, CLI_YELLOW, CLI_YELLOW, CLI_RED, CLI_RED, CLI_DIM};
    return styles[row->state];
}

static void print_text(cli_context *cli, const mog_soa *soa, const mog_assessment *assessment)
{
    const mog_profile *profile = assessment->policy->profile;
    const char *heads[] = {"",
                           CLI_SAY(cli, "control", "säkerhetsåtgärd"),
                           CLI_SAY(cli, "applicable", "tillämplig"),
                           CLI_SAY(cli, "why", "motiv"),
                           CLI_SAY(cli, "state", "läge"),
                           CLI_SAY(cli, "level", "nivå"),
                           CLI_SAY(cli, "owner", "ägare"),
                           CLI_SAY(cli, "findings", "brister")};
    cli_print(cli, CLI_BOLD, "%s", CLI_SAY(cli, "Statement of Applicability", "Uttalande om tillämplighet"));
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, " · as of %s · %u of %u controls are applicable",
                      " · per %s · %u av %u säkerhetsåtgärder är tillämpliga"),
              day(cli, assessment->clock), soa->applicable, soa->count);
    if (profile) cli_print(cli, CLI_PLAIN, CLI_SAY(cli, " · profile %.*s", " · profil %.*s"), T(profile->name));
    fputs("\n\n", stdout);
    cli_table *table = cli_table_new(cli, heads, 8, "      Lr");
    for (uint32_t i = 0; i < soa->count; i++) {
        const mog_soa_row *row = &soa->rows[i];
        char id[MOG_CONTROL_ID_TEXT];
        mog_text title = cli_choose(cli, row->control->title, row->control->title_sv);
        mog_control_id_format(id, row->control->id);
        cli_table_cell(table, CLI_BOLD, "%s", id);
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(title));
        cli_table_cell(table, row->applicable ? CLI_PLAIN : CLI_DIM, "%s",
                       row->applicable ? CLI_SAY(cli, "yes", "ja") : CLI_SAY(cli, "no", "nej"));
        cli_table_cell(table, row->risky_exclusion ? CLI_RED : CLI_PLAIN, "%s", justification(cli, row));
        cli_table_cell(table, style_of(row), "%s", state_words(cli, row));
        cli_table_cell(table, CLI_PLAIN, "%s",
                       row->score && row->score->scored ? cli_level(cli, row->score->maturity) : "–");
        cli_table_cell(table, CLI_PLAIN, "%s", names(cli, row->owners, row->owner_count, "role"));
        cli_table_cell(table, CLI_PLAIN, "%u", left_of(row));
    }
    cli_table_print(table);
    for (uint32_t i = 0; i < soa->count; i++) {
        const mog_soa_row *row = &soa->rows[i];
        char id[MOG_CONTROL_ID_TEXT];
        if (!row->risky_exclusion) continue;
        mog_control_id_format(id, row->control->id);
        cli_print(cli, CLI_RED,
                  CLI_SAY(cli, "Warning: %s is left out, and an open risk names it: %s\n",
                          "Varning: %s är bortvald, och en öppen risk nämner den: %s\n"),
                  id, names(cli, row->risks, row->risk_count, "name"));
    }
    cli_print_dim(
        cli,
        mog_text_of(CLI_SAY(
            cli,
            "State: by strict compliance up to the target level. `mognad control show NUMBER` and `mognad assess --rule NUMBER` lead to the findings.",
            "Läge: enligt strikt efterlevnad till och med målnivån. `mognad control show NUMMER` och `mognad assess --rule NUMMER` leder till bristerna.")));
}

/* ---- as CSV and Markdown */

#define COLUMNS 15

static void cells_of(mog_text cells[COLUMNS], const cli_context *cli, const mog_soa_row *row)
{
    char id[MOG_CONTROL_ID_TEXT];
    bool scored = row->score && row->score->scored;
    const mog_exclusion *why = row->exclusion;
    mog_arena *arena = cli->arena;
    mog_control_id_format(id, row->control->id);
    const char *texts[COLUMNS] = {
        mog_arena_format(arena, "%s", id),
        mog_arena_format(arena, "%.*s", T(cli_choose(cli, row->control->title, row->control->title_sv))),
        row->applicable ? CLI_SAY(cli, "yes", "ja") : CLI_SAY(cli, "no", "nej"),
        reason_words(cli, row),
        why ? mog_arena_format(arena, "%.*s", T(why->reason)) : "",
        why ? mog_arena_format(arena, "%.*s", T(why->decider)) : "",
        why ? day(cli, why->decided) : "",
        why && why->has_review ? day(cli, why->review) : "",
        state_words(cli, row),
        scored ? cli_percent(arena, row->score->compliance.strict) : "",
        scored ? cli_level(cli, row->score->maturity) : "",
        names(cli, row->owners, row->owner_count, "role"),
        names(cli, row->risks, row->risk_count, NULL),
        names(cli, row->laws, row->law_count, "name"),
        mog_arena_format(arena, "%u", left_of(row)),
    };
    for (size_t i = 0; i < COLUMNS; i++) cells[i] = mog_text_of(texts[i]);
}

static void heads_of(mog_text heads[COLUMNS], const cli_context *cli)
{
    static const char *const english[COLUMNS] = {
        "control", "title",  "applicable", "reasons", "left out because", "decided by",         "decided", "review",
        "state",   "strict", "level",      "owner",   "open risks",       "legal requirements", "findings"};
    static const char *const swedish[COLUMNS] = {
        "åtgärd", "rubrik", "tillämplig", "motiv", "bortvald för att", "beslutad av",    "beslutad", "ses över",
        "läge",   "strikt", "nivå",       "ägare", "öppna risker",     "rättsliga krav", "brister"};
    for (size_t i = 0; i < COLUMNS; i++) heads[i] = mog_text_of(CLI_SAY(cli, english[i], swedish[i]));
}

static void print_csv(const cli_context *cli, const mog_soa *soa)
{
    mog_text cells[COLUMNS];
    heads_of(cells, cli);
    cli_csv_line(cells, COLUMNS);
    for (uint32_t i = 0; i < soa->count; i++) {
        cells_of(cells, cli, &soa->rows[i]);
        cli_csv_line(cells, COLUMNS);
    }
}

static void print_markdown(const cli_context *cli, const mog_soa *soa, const mog_assessment *assessment)
{
    mog_text cells[COLUMNS];
    printf("# %s\n\n", CLI_SAY(cli, "Statement of Applicability", "Uttalande om tillämplighet"));
    printf(CLI_SAY(cli, "As of %s; %u of %u controls are applicable.\n\n",
                   "Per %s; %u av %u säkerhetsåtgärder är tillämpliga.\n\n"),
           day(cli, assessment->clock), soa->applicable, soa->count);
    heads_of(cells, cli);
    cli_markdown_heads(cells, COLUMNS);
    for (uint32_t i = 0; i < soa->count; i++) {
        cells_of(cells, cli, &soa->rows[i]);
        cli_markdown_line(cells, COLUMNS);
    }
}

/* ---- the command */

static mog_status print(cli_context *cli, const mog_soa *soa, const mog_assessment *assessment, mog_error *err)
{
    mog_status status = MOG_OK;
    if (cli->json) {
        json_t *made = mog_soa_to_json(soa, assessment);
        status = cli_print_json(made, err);
        json_decref(made);
    } else if (strcmp(cli->format, "csv") == 0) {
        print_csv(cli, soa);
    } else if (strcmp(cli->format, "md") == 0) {
        print_markdown(cli, soa, assessment);
    } else {
        print_text(cli, soa, assessment);
    }
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_assessment *assessment = NULL;
    mog_scores *scores = NULL;
    mog_namings namings = {0};
    mog_soa soa = {0};
    mog_assess_options limits = {0};
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_number(&limits.jobs, cli, "jobs", 256, err);
    if (!status) status = cli_load_host(cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = cli_assess(&assessment, cli, limits, err);
    if (!status) mog_score(&scores, assessment);
    if (!status) status = mog_namings_read(&namings, cli->store, assessment, mog_soa_kinds, mog_soa_kind_count, err);
    if (!status) {
        mog_soa_make(&soa, assessment, scores, &namings);
        status = print(cli, &soa, assessment, err);
    }
    mog_soa_free(&soa);
    mog_namings_free(&namings);
    mog_scores_free(scores);
    mog_assessment_free(assessment);
    return status;
}

static const cli_option options[] = {
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {0},
};

const cli_command cmd_soa = {
    .name = "soa",
    .usage = "",
    .summary =
        "write the statement of applicability: each control, whether it applies and why, how far it is implemented",
    .text =
        "A control is left out by `exclude` in the profile, with reason, decider, date and review date; past that date it\n"
        "is applicable again. Why one is chosen comes of the evidence that names it: open risks, legal requirements,\n"
        "actions that a threat analysis led to; and of the profile (docs/soa.md).\n\n"
        "example:\n"
        "  mognad soa --profile baseline --format csv > soa.csv",
    .options = options,
    .formats = "text|csv|json|md",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

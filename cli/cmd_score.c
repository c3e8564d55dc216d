/* mognad score: the figures of an assessment by something: themes, owners, units, groups, attributes, phases. */
#include "cli/assessing.h"
#include "cli/csv.h"
#include "cli/numbers.h"
#include "cli/report.h"
#include "cli/runs.h"
#include "engine/report/naming.h"

#include <math.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at

/* Columns that are there only where they say something. */
#define COLUMN_EXCEPTED 1u
#define COLUMN_INHERITED 2u

typedef struct figures {
    mog_assessment *assessment;
    mog_scores *scores;
    mog_grouping *groups;
    mog_namings namings;
    mog_grouped all;
} figures;

/* ---- what each figure means */

static void print_meanings(const cli_context *cli, mog_model model)
{
    static const char *const english[] = {
        "strict: weight of what is shown to be met / weight of all that applies, over rules up to the target level. What is unknown counts as not met: the headline.",
        "known: the same over what is known alone. Where it is far above strict, it is evidence that is missing.",
        "coverage: how much of the weight is known at all.",
        "level: the maturity of the group. 85 % of its weight must have reached it, and no key control may lie more than a level below: a level is a gate, not an average.",
        "mean: weighted mean of the controls' maturity, for curves; it hides the worst.",
        "floor: the lowest maturity of a control in the group.",
        "gap: levels that are missing to the targets, on an average: below 0.5 negligible, below 1.5 moderate, below 2.5 significant, else serious.",
        "at 0–5: how many controls have that maturity, from 0 incomplete to 5 innovating.",
        "possible (in JSON and CSV): strict and level if every unknown were met: what better evidence alone could reach.",
        "excepted: what approved exceptions in force accept of what strict lacks; it is in none of the other figures.",
        "inherited: controls of a unit that the organisation as a whole answers for, since the unit has no results of its own."};
    static const char *const swedish[] = {
        "strikt: vikten av det som visats uppfyllt / vikten av allt som gäller, för regler upp till målnivån. Okänt räknas som ej uppfyllt: huvudsiffran.",
        "känt: detsamma för enbart det som är känt. Ligger det långt över strikt saknas det underlag.",
        "täckning: hur stor del av vikten som är känd över huvud taget.",
        "nivå: gruppens mognad. 85 % av vikten ska ha nått den, och ingen nyckelåtgärd får ligga mer än en nivå under: en nivå är en grind, inte ett medelvärde.",
        "medel: vägt medelvärde av åtgärdernas mognad, för kurvor; det döljer det sämsta.",
        "lägst: den lägsta mognaden för en åtgärd i gruppen.",
        "gap: nivåer som saknas till målen, i medeltal: under 0,5 försumbart, under 1,5 måttligt, under 2,5 betydande, annars allvarligt.",
        "på 0–5: hur många åtgärder som har den mognaden, från 0 ofullständig till 5 förbättrande.",
        "möjlig (i JSON och CSV): strikt och nivå om allt okänt vore uppfyllt: vad enbart bättre underlag kan nå.",
        "undantag: vad godkända och gällande undantag accepterar av det som strikt saknar; det ingår inte i någon annan siffra.",
        "ärvda: en enhets åtgärder som organisationen som helhet svarar för, då enheten saknar egna utfall."};
    putchar('\n');
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        cli_print_wrapped(cli, 2, mog_text_of(CLI_SAY(cli, english[i], swedish[i])));
    cli_print_wrapped(cli, 2,
                      mog_text_of(mog_arena_format(cli->arena,
                                                   CLI_SAY(cli, "model %s: %s. More in docs/scoring.md.",
                                                           "modell %s: %s. Mer finns i docs/scoring.md."),
                                                   mog_model_word(model), mog_report_model(model, cli->swedish))));
}

/* ---- as text */

/* The title, or the id where there is none; of a control both. What the id is stands in CSV and JSON. */
static const char *label(const cli_context *cli, const mog_grouped *group)
{
    mog_text title = cli_choose(cli, group->title, group->title_sv);
    bool number = group->id.size && group->id.at[0] >= '0' && group->id.at[0] <= '9';
    if (!title.size) return mog_arena_format(cli->arena, "%.*s", T(group->id));
    if (number) return mog_arena_format(cli->arena, "%.*s %.*s", T(group->id), T(title));
    return mog_arena_format(cli->arena, "%.*s", T(title));
}

/* "3·10·2·0·1·0": controls at the levels 0 to 5. */
static const char *distribution(const cli_context *cli, const mog_group_score *score)
{
    const char *text = "";
    for (int level = 0; level <= MOG_LEVELS && score->level != MOG_NO_MATURITY; level++)
        text = mog_arena_format(cli->arena, "%s%s%u", text, level ? "·" : "", score->distribution[level]);
    return text;
}

static cli_style style_of(double figure)
{
    return isnan(figure) ? CLI_DIM : figure > 0.85 ? CLI_GREEN : figure > 0.5 ? CLI_YELLOW : CLI_RED;
}

static void add_row(cli_context *cli, cli_table *table, const mog_grouped *group, cli_style style, unsigned columns)
{
    const mog_group_score *score = &group->score;
    cli_table_cell(table, style, "%s", label(cli, group));
    cli_table_cell(table, style_of(score->compliance.strict), "%s", cli_percent(cli->arena, score->compliance.strict));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, score->compliance.known));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, score->compliance.coverage));
    if (columns & COLUMN_EXCEPTED)
        cli_table_cell(table, CLI_YELLOW, "%s", score->excepted > 0 ? cli_percent(cli->arena, score->excepted) : "");
    cli_table_cell(table, style, "%s", cli_level(cli, score->level));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_decimal(cli, score->mean));
    cli_table_cell(table, CLI_PLAIN, "%s", cli_level(cli, score->floor));
    cli_table_cell(table, CLI_PLAIN, "%s %s", cli_decimal(cli, score->gap), mog_gap_word(score->gap, cli->swedish));
    if (columns & COLUMN_INHERITED)
        cli_table_cell(table, CLI_DIM, "%s",
                       group->inherited ? mog_arena_format(cli->arena, "%u", group->inherited) : "");
    cli_table_cell(table, CLI_DIM, "%s", distribution(cli, score));
}

static unsigned columns_of(const figures *f)
{
    unsigned columns = f->all.score.excepted > 0 ? COLUMN_EXCEPTED : 0;
    for (uint32_t g = 0; g < f->groups->count; g++)
        if (f->groups->at[g].inherited) columns |= COLUMN_INHERITED;
    return columns;
}

static cli_table *begin_table(cli_context *cli, unsigned columns)
{
    const char *heads[12];
    char marks[13];
    size_t count = 0;
    const struct {
        const char *head;
        char mark;
        bool is_there;
    } all[] = {{"", ' ', true},
               {CLI_SAY(cli, "strict", "strikt"), 'r', true},
               {CLI_SAY(cli, "known", "känt"), 'r', true},
               {CLI_SAY(cli, "coverage", "täckning"), 'r', true},
               {CLI_SAY(cli, "excepted", "undantag"), 'r', columns & COLUMN_EXCEPTED},
               {CLI_SAY(cli, "level", "nivå"), 'r', true},
               {CLI_SAY(cli, "mean", "medel"), 'R', true},
               {CLI_SAY(cli, "floor", "lägst"), 'r', true},
               {"gap", ' ', true},
               {CLI_SAY(cli, "inherited", "ärvda"), 'R', columns & COLUMN_INHERITED},
               {CLI_SAY(cli, "at 0–5", "på 0–5"), ' ', true}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!all[i].is_there) continue;
        heads[count] = all[i].head;
        marks[count++] = all[i].mark;
    }
    marks[count < sizeof marks ? count : sizeof marks - 1] = '\0';
    return cli_table_new(cli, heads, count, marks);
}

static void print_text(cli_context *cli, const figures *f)
{
    char clock[MOG_TIME_TEXT];
    unsigned columns = columns_of(f);
    mog_time_format_short(clock, f->assessment->clock);
    cli_print(cli, CLI_BOLD, CLI_SAY(cli, "Scores by %.*s", "Poäng per %.*s"), T(f->groups->by));
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, " · as of %s · model %s", " · per %s · modell %s"), clock,
              mog_model_word(f->scores->model));
    if (cli->profile) cli_print(cli, CLI_PLAIN, CLI_SAY(cli, " · profile %s", " · profil %s"), cli->profile);
    fputs("\n\n", stdout);
    cli_table *table = begin_table(cli, columns);
    for (uint32_t g = 0; g < f->groups->count; g++) add_row(cli, table, &f->groups->at[g], CLI_PLAIN, columns);
    add_row(cli, table, &f->all, CLI_BOLD, columns);
    cli_table_print(table);
    if (!f->groups->count)
        cli_print(cli, CLI_DIM, "%s\n",
                  CLI_SAY(cli, "There is no such group with a figure.", "Det finns ingen sådan grupp med en siffra."));
    if (cli_flag(cli, "explain")) print_meanings(cli, f->scores->model);
    else
        cli_print_dim(cli, mog_text_of(CLI_SAY(cli, "--explain says what each figure means.",
                                               "--explain säger vad varje siffra betyder.")));
}

/* ---- as CSV and JSON */

static void print_row_csv(const mog_grouped *group)
{
    const mog_group_score *score = &group->score;
    const double row[] = {score->compliance.strict,
                          score->compliance.known,
                          score->compliance.coverage,
                          score->excepted,
                          score->possible_strict,
                          score->mean,
                          score->gap};
    cli_csv_text(group->id);
    putchar(',');
    cli_csv_text(group->title);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        putchar(',');
        cli_csv_figure(row[i]);
    }
    putchar(',');
    if (score->level != MOG_NO_MATURITY) printf("%d", score->level);
    putchar(',');
    if (score->floor != MOG_NO_MATURITY) printf("%d", score->floor);
    printf(",%u,%u", score->controls, group->inherited);
    for (int level = 0; level <= MOG_LEVELS; level++) printf(",%u", score->distribution[level]);
    putchar('\n');
}

static void print_csv(const figures *f)
{
    printf(
        "id,title,strict,known,coverage,excepted,possible,mean,gap,level,floor,controls,inherited,at_0,at_1,at_2,at_3,at_4,at_5\n");
    for (uint32_t g = 0; g < f->groups->count; g++) print_row_csv(&f->groups->at[g]);
    print_row_csv(&f->all);
}

static mog_status print_json(const figures *f, mog_error *err)
{
    char run[2 * MOG_DIGEST_SIZE + 1];
    json_t *out = mog_json_object(), *groups = mog_json_array();
    mog_digest_hex(run, &f->assessment->run);
    for (uint32_t g = 0; g < f->groups->count; g++)
        mog_json_append(groups, mog_report_group(&f->groups->at[g], f->scores->model));
    mog_json_set(out, "run", mog_json_made(json_string(run)));
    mog_json_set(out, "clock", mog_json_time(f->assessment->clock));
    mog_json_set(out, "by", mog_json_text(f->groups->by));
    mog_json_set(out, "groups", groups);
    mog_json_set(out, "all", mog_report_group(&f->all, f->scores->model));
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- the command */

static mog_status make(figures *f, cli_context *cli, mog_text by, mog_assess_options limits, mog_error *err)
{
    static const char *const kinds[] = {"requirement_group"};
    const mog_named_controls *named = NULL;
    uint32_t count = 0;
    mog_status status = cli_assess(&f->assessment, cli, limits, err);
    if (status) return status;
    mog_score(&f->scores, f->assessment);
    if (mog_text_equal(by, MOG_TEXT("requirement_group"))) {
        status = mog_namings_read(&f->namings, cli->store, f->assessment, kinds, 1, err);
        named = mog_requirement_groups(&count, cli->arena, &f->namings);
    }
    if (!status) status = mog_score_by(&f->groups, f->assessment, f->scores, by, named, count, err);
    f->all = (mog_grouped){
        .id = MOG_TEXT("all"), .title = MOG_TEXT("All"), .title_sv = MOG_TEXT("Alla"), .score = f->scores->all};
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    figures f = {0};
    mog_assess_options limits = {0};
    const char *by = cli_value(cli, "by");
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_number(&limits.jobs, cli, "jobs", 256, err);
    if (!status) status = cli_load_host(cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = make(&f, cli, mog_text_of(by ? by : "theme"), limits, err);
    if (!status && cli->json) status = print_json(&f, err);
    else if (!status && strcmp(cli->format, "csv") == 0) print_csv(&f);
    else if (!status) print_text(cli, &f);
    mog_grouping_free(f.groups);
    mog_namings_free(&f.namings);
    mog_scores_free(f.scores);
    mog_assessment_free(f.assessment);
    return status;
}

static const cli_option options[] = {
    {"by", 0, "WHAT",
     "theme (the default), control, owner, unit, group, requirement_group, phase, or an attribute of the catalogue: capabilities, concepts, properties, domains, control_type"},
    {"explain", 0, NULL, "say what each figure means"},
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {0},
};

const cli_command cmd_score = {
    .name = "score",
    .usage = "",
    .summary = "show compliance and maturity by theme, owner, unit, group, attribute or phase",
    .text =
        "Every group's figures come from its own subjects and controls, never from the means of others. A unit has the\n"
        "units under it with it, and inherits what the organisation as a whole answers for.\n\n"
        "example:\n"
        "  mognad score --by unit --explain\n"
        "  mognad score --by capabilities --profile baseline --format csv",
    .options = options,
    .formats = "text|csv|json",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

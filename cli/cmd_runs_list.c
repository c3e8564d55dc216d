/* mognad runs list: the assessments on record. */
#include "cli/report.h"
#include "cli/runs.h"

#include <string.h>

#define SHORT_ID 12 /* digits */
#define T(text) (int)(text).size, (text).at

/* What sets a run apart from the one before it, and from a plain one. */
static const char *marks_of(const cli_context *cli, const mog_run *run, const mog_run *before)
{
    const char *said = "";
    const struct {
        bool is_so;
        const char *english, *swedish;
    } marks[] = {
        {before && !mog_text_equal(run->policies, before->policies), "other policies than before",
         "andra regler än förut"},
        {run->rescored != 0, "rescored", "omräknad"},
        {run->subject.size || run->rule.size, "a part", "en del"},
        {run->degraded, "degraded", "med fel"},
        {run->kept_count == 0, "figures only", "enbart siffror"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].is_so)
            said = mog_arena_format(cli->arena, "%s%s%s", said, *said ? ", " : "",
                                    CLI_SAY(cli, marks[i].english, marks[i].swedish));
    return said;
}

static void print_text(cli_context *cli, const mog_run *runs, size_t count)
{
    const char *heads[] = {CLI_SAY(cli, "run", "körning"),    CLI_SAY(cli, "as of", "per"),
                           CLI_SAY(cli, "strict", "strikt"),  CLI_SAY(cli, "coverage", "täckning"),
                           CLI_SAY(cli, "level", "nivå"),     "id",
                           CLI_SAY(cli, "profile", "profil"), ""};
    if (!count) {
        cli_print(cli, CLI_PLAIN, "%s\n",
                  CLI_SAY(cli, "No run is on record. `mognad assess` puts one there.",
                          "Ingen körning är antecknad. `mognad assess` antecknar en."));
        return;
    }
    cli_table *table = cli_table_new(cli, heads, 8, "r rRrL  ");
    for (size_t i = 0; i < count; i++) {
        const mog_run *run = &runs[i];
        char clock[MOG_TIME_TEXT];
        mog_time_format_short(clock, run->clock);
        cli_table_cell(table, CLI_BOLD, "%llu", (unsigned long long)run->number);
        cli_table_cell(table, CLI_PLAIN, "%s", clock);
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, run->strict));
        cli_table_cell(table, CLI_PLAIN, "%s", cli_percent(cli->arena, run->coverage));
        if (run->level == MOG_NO_MATURITY) cli_table_cell(table, CLI_PLAIN, "–");
        else cli_table_cell(table, CLI_PLAIN, "%d", run->level);
        cli_table_cell(table, CLI_DIM, "%.*s", SHORT_ID, run->id.at);
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(run->profile));
        cli_table_cell(table, CLI_YELLOW, "%s", marks_of(cli, run, i ? &runs[i - 1] : NULL));
    }
    cli_table_print(table);
}

static mog_status print_json(const mog_run *runs, size_t count, mog_error *err)
{
    json_t *out = mog_json_array();
    for (size_t i = 0; i < count; i++) mog_json_append(out, cli_run_to_json(&runs[i]));
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    const mog_run *runs;
    size_t count;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_take_runs(&runs, &count, cli, err);
    if (!status && cli->json) status = print_json(runs, count, err);
    else if (!status) print_text(cli, runs, count);
    return status;
}

const cli_command cmd_runs_list = {
    .name = "runs list",
    .usage = "",
    .summary = "list the assessments on record, the earliest first",
    .text = "example:\n"
            "  mognad runs list",
    .common = CLI_STORE | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

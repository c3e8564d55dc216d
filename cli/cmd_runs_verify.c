/* mognad runs verify: makes runs on record again from the store alone, and says whether the same comes out. */
#include "cli/numbers.h"
#include "cli/runs.h"

typedef struct outcome {
    const mog_run *run;
    const char *word;    /* reproduced, differs, not kept */
    const char *differs; /* what is not as it was; may be empty */
    bool same_id, same_report;
} outcome;

static mog_status verify_one(outcome *out, cli_context *cli, const mog_run *run, mog_assess_options limits,
                             mog_error *err)
{
    const mog_input *policies;
    size_t count;
    mog_run again;
    cli_remade remade = {0};
    char number[24];
    *out = (outcome){.run = run, .differs = ""};
    if (!run->kept_count) {
        out->word = "not_kept";
        return MOG_OK;
    }
    snprintf(number, sizeof number, "%llu", (unsigned long long)run->number);
    mog_status status = cli_take_run(&again, &policies, &count, cli, number, err);
    if (!status) status = cli_remake_run(&remade, cli, run, policies, count, limits, err);
    if (!status) {
        out->same_id = remade.same_id;
        out->same_report = remade.same_report;
        out->word = remade.same_report ? "reproduced" : "differs";
        if (!remade.same_report) out->differs = cli_remade_differs(cli, run, &remade);
    }
    cli_remade_free(&remade);
    return status;
}

static const char *words_of(const cli_context *cli, const outcome *one)
{
    if (!one->run->kept_count)
        return CLI_SAY(cli, "cannot be made again: it kept its figures only",
                       "kan inte göras om: den sparade enbart siffror");
    if (one->same_report) return CLI_SAY(cli, "reproduced, to the byte", "återskapad, byte för byte");
    return CLI_SAY(cli, "DIFFERS", "AVVIKER");
}

static void print_text(cli_context *cli, const outcome *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cli_style style = all[i].same_report ? CLI_GREEN : all[i].run->kept_count ? CLI_RED : CLI_YELLOW;
        cli_print(cli, CLI_PLAIN, "%s: ", cli_run_words(cli, all[i].run));
        cli_print(cli, style, "%s\n", words_of(cli, &all[i]));
        if (*all[i].differs) cli_print(cli, CLI_PLAIN, "  %s", all[i].differs);
    }
}

static mog_status print_json(const outcome *all, size_t count, mog_error *err)
{
    json_t *out = mog_json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *one = mog_json_object();
        mog_json_set(one, "number", mog_json_made(json_integer((json_int_t)all[i].run->number)));
        mog_json_set(one, "run", mog_json_text(all[i].run->id));
        mog_json_set(one, "outcome", mog_json_made(json_string(all[i].word)));
        mog_json_set(one, "same_id", mog_json_made(json_boolean(all[i].same_id)));
        mog_json_set(one, "same_report", mog_json_made(json_boolean(all[i].same_report)));
        mog_json_append(out, one);
    }
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* The runs that are named; all where none is. */
static mog_status choose(const mog_run **out, size_t *count, cli_context *cli, mog_error *err)
{
    if (cli->argc == 0) return cli_take_runs(out, count, cli, err);
    mog_run *chosen = mog_take_array(cli->arena, mog_run, (size_t)cli->argc);
    mog_status status = MOG_OK;
    for (int i = 0; i < cli->argc && !status; i++)
        status = cli_take_run(&chosen[i], NULL, NULL, cli, cli->argv[i], err);
    *out = chosen;
    *count = (size_t)cli->argc;
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    const mog_run *runs;
    size_t count = 0;
    bool all_same = true;
    mog_assess_options limits = {0};
    mog_status status = cli_read_number(&limits.jobs, cli, "jobs", 256, err);
    if (!status) status = choose(&runs, &count, cli, err);
    outcome *outcomes = mog_take_array(cli->arena, outcome, count);
    mog_progress progress;
    mog_progress_begin(&progress, CLI_SAY(cli, "making run again", "gör om körning"), count);
    for (size_t i = 0; i < count && !status; i++) {
        status = verify_one(&outcomes[i], cli, &runs[i], limits, err);
        all_same &= !status && (outcomes[i].same_report || !runs[i].kept_count);
        mog_progress_step(&progress, i + 1);
    }
    mog_progress_end(&progress);
    if (status) return status;
    if (cli->json) status = print_json(outcomes, count, err);
    else print_text(cli, outcomes, count);
    return status ? status : all_same ? MOG_OK : MOG_NO;
}

static const cli_option options[] = {
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {0},
};

const cli_command cmd_runs_verify = {
    .name = "runs verify",
    .usage = "[RUN…]",
    .summary = "make runs on record again from the store alone, and hold what comes out against them",
    .text = "The policies, the clock and what was recorded then come from the store; the plugins are those that are\n"
            "there now. Exit status 0: each came out to the byte as it is on record; 1: one did not.\n\n"
            "example:\n"
            "  mognad runs verify last",
    .options = options,
    .common = CLI_STORE | CLI_PLUGINS | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* runs.h: what the commands about runs on record share. */
#ifndef MOG_CLI_RUNS_H
#define MOG_CLI_RUNS_H

#include "cli/cli.h"
#include "engine/run/run.h"

/* Opens the store, finds a run by what people call it, and reads it and its policy files (NULL: not wanted) into cli->arena. The store is closed
 * again, so that an assessment can follow. */
mog_status cli_take_run(mog_run *out, const mog_input **policies, size_t *policy_count, cli_context *cli,
                        const char *name, mog_error *err);
/* All of them. */
mog_status cli_take_runs(const mog_run **out, size_t *count, cli_context *cli, mog_error *err);

/* A run made again: its policies, its profile, its clock and what it saw of the journal, with the plugins that are there now. The assessment borrows
 * *policy. */
typedef struct cli_remade {
    mog_policy *policy;
    mog_assessment *assessment;
    mog_scores *scores;
    bool same_id, same_report;
} cli_remade;
mog_status cli_remake_run(cli_remade *out, cli_context *cli, const mog_run *run, const mog_input *policies,
                          size_t policy_count, mog_assess_options limits, mog_error *err);
void cli_remade_free(cli_remade *remade);
/* What is not as it was then, a sentence a line: the program, plugins. "" where nothing is known. */
const char *cli_remade_differs(const cli_context *cli, const mog_run *run, const cli_remade *remade);

/* A run as an object, and in a few words: "run 17 as of 2026-11-25". */
json_t *cli_run_to_json(const mog_run *run);
const char *cli_level(const cli_context *cli, int level); /* "2"; "–": none */
const char *cli_run_words(const cli_context *cli, const mog_run *run);

#endif

/* report.h: an assessment and an explanation as text for people. */
#ifndef MOG_CLI_REPORT_H
#define MOG_CLI_REPORT_H

#include "cli/cli.h"
#include "engine/report/report.h"

typedef struct cli_report {
    uint32_t top;  /* entries of each list of priorities */
    bool controls; /* with the table of controls */
} cli_report;

void cli_report_assessment(cli_context *cli, const mog_assessment *assessment, const mog_scores *scores,
                           const cli_report *how);
void cli_report_explanation(cli_context *cli, const mog_explanation *explanation);
/* Of an assessment, what the policy's profile makes of it; nothing without one. */
/* What exceptions in force accept; nothing where there are none. */
void cli_report_exceptions(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores);
/* "… (excepted until 2026-12-31)" */
const char *cli_excepted(const cli_context *cli, const char *said, const mog_exception *exception);
void cli_report_profile(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores);
/* Of an explanation, only the rule's conditions and the values that were found. cli->policy is the rule's. */
void cli_report_blocks(cli_context *cli, const mog_explanation *explanation);
/* Values in the order they were found, but for those of the expression that is the `whole` of it. */
void cli_report_steps(cli_context *cli, mog_span whole, const mog_explained_step *steps, uint32_t count);

/* In the language that is asked for; the other where there is none. */
mog_text cli_choose(const cli_context *cli, mog_text english, mog_text swedish);
/* "42 %", or "–" where there is no figure. */
const char *cli_decimal(const cli_context *cli, double figure); /* "2.4", in Swedish "2,4"; "–" where there is none */
const char *cli_percent(mog_arena *arena, double figure);
/* "Payroll (system:payroll)", or "host:web1" where the name says nothing more. */
const char *cli_subject(const cli_context *cli, const mog_assessed_subject *subject);
/* The finding without the subject's name in front, which stands beside it already. */
const char *cli_finding(const mog_assessed_subject *subject, const char *finding);
cli_style cli_verdict_style(mog_verdict verdict);
const char *cli_verdict_word(const cli_context *cli, mog_verdict verdict);

#endif

/* What is accepted for a time: beside the score, never inside it. */
#include "cli/report.h"

void cli_report_exceptions(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores)
{
    size_t count = 0;
    for (size_t i = 0; i < assessment->result_count; i++) count += assessment->results[i].excepted != NULL;
    if (count == 0) return;
    cli_print(cli, CLI_PLAIN,
              count == 1 ? CLI_SAY(cli, "%zu of these is accepted by an exception in force",
                                   "%zu av dessa är godtaget genom ett undantag som gäller")
                         : CLI_SAY(cli, "%zu of these are accepted by exceptions in force",
                                   "%zu av dessa är godtagna genom undantag som gäller"),
              count);
    if (scores->all.excepted > 0)
        cli_print(cli, CLI_PLAIN,
                  CLI_SAY(cli, ": %s of compliance, which the figures leave out",
                          ": %s av efterlevnaden, som inte ingår i siffrorna"),
                  cli_percent(cli->arena, scores->all.excepted));
    cli_print(cli, CLI_PLAIN, "\n");
}

const char *cli_excepted(const cli_context *cli, const char *said, const mog_exception *exception)
{
    char until[MOG_TIME_TEXT];
    mog_time_format_short(until, exception->until);
    return mog_arena_format(cli->arena, CLI_SAY(cli, "%s (excepted until %s)", "%s (undantag till %s)"), said, until);
}

/* What a profile makes of an assessment: its name, the gap to its targets, and the controls that it leaves out, with the reason. */
#include "cli/report.h"

#include <math.h>

#define T(text) (int)(text).size, (text).at

const char *cli_profile_option(const cli_context *cli)
{
    return cli->profile ? mog_arena_format(cli->arena, " --profile %s", cli->profile) : "";
}

/* "8.30, 8.31" and, of the wide, "5.1, 5.2, 5.3 and 34 more". */
#define MOST_NUMBERS 12u

static const char *numbers_of(const cli_context *cli, const mog_profile *profile, const mog_exclusion *exclusion)
{
    mog_buffer numbers = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < profile->control_count; i++) {
        char number[MOG_CONTROL_ID_TEXT];
        if (profile->controls[i].exclusion != exclusion || count++ >= MOST_NUMBERS) continue;
        mog_control_id_format(number, profile->controls[i].control);
        mog_buffer_format(&numbers, "%s%s", numbers.size ? ", " : "", number);
    }
    if (count > MOST_NUMBERS)
        mog_buffer_format(&numbers, CLI_SAY(cli, " and %u more", " och %u till"), count - MOST_NUMBERS);
    const char *text = mog_arena_copy(cli->arena, numbers.at ? numbers.at : "", numbers.size);
    mog_buffer_free(&numbers);
    return text;
}

static void print_exclusion(const cli_context *cli, const mog_profile *profile, const mog_exclusion *exclusion,
                            mog_time clock)
{
    char decided[MOG_TIME_TEXT], review[MOG_TIME_TEXT];
    bool over = mog_exclusion_is_over(exclusion, clock);
    mog_time_format_short(decided, exclusion->decided);
    mog_time_format_short(review, exclusion->review);
    cli_print(cli, over ? CLI_YELLOW : CLI_BOLD, "  %s", numbers_of(cli, profile, exclusion));
    if (over)
        cli_print(cli, CLI_YELLOW,
                  CLI_SAY(cli, "  counts again: the review was due %s", "  räknas igen: skulle ses över senast %s"),
                  review);
    putchar('\n');
    const char *reviewed =
        exclusion->has_review && !over
            ? mog_arena_format(cli->arena, CLI_SAY(cli, ", to be reviewed by %s", ", ses över senast %s"), review)
            : "";
    cli_print_wrapped(
        cli, 6,
        mog_text_of(mog_arena_format(
            cli->arena, CLI_SAY(cli, "    %.*s (decided by %.*s on %s%s)", "    %.*s (beslutat av %.*s den %s%s)"),
            T(exclusion->reason), T(exclusion->decider), decided, reviewed)));
}

void cli_report_profile(const cli_context *cli, const mog_assessment *assessment, const mog_scores *scores)
{
    const mog_profile *profile = assessment->policy->profile;
    if (!profile) return;
    if (!isnan(scores->all.gap)) {
        char *gap = mog_arena_format(cli->arena, "%.1f", scores->all.gap);
        for (char *at = gap; cli->swedish && *at; at++)
            if (*at == '.') *at = ',';
        cli_print(cli, CLI_PLAIN,
                  CLI_SAY(cli, "\nOn an average the controls are %s levels short of the profile's targets.\n",
                          "\nI medeltal saknar säkerhetsåtgärderna %s nivåer till profilens mål.\n"),
                  gap);
    }
    bool any = false;
    for (uint32_t i = 0; i < profile->control_count; i++) {
        const mog_exclusion *exclusion = profile->controls[i].exclusion;
        bool told = !exclusion;
        for (uint32_t k = 0; k < i && !told; k++) told = profile->controls[k].exclusion == exclusion;
        if (told) continue;
        if (!any) cli_print(cli, CLI_BOLD, "\n%s\n", CLI_SAY(cli, "Excluded by the profile", "Undantaget av profilen"));
        any = true;
        print_exclusion(cli, profile, exclusion, assessment->clock);
    }
}

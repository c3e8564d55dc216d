#include "cli/causes.h"

#define T(text) (int)(text).size, (text).at
#define LOUD 2u /* records that are told of one change */

const char *cli_cause_words(const cli_context *cli, mog_cause cause)
{
    static const char *const english[MOG_CAUSE_COUNT] = {"the subject is new",
                                                         "the subject is gone",
                                                         "the rule is new, or counts now",
                                                         "the rule is gone, or counts no more",
                                                         "an exception began",
                                                         "an exception ended",
                                                         "the rule was changed",
                                                         "a parameter was changed",
                                                         "freshness was changed",
                                                         "the evidence changed",
                                                         "the evidence became too old",
                                                         "time passed",
                                                         "the program or a plugin was changed"};
    static const char *const swedish[MOG_CAUSE_COUNT] = {"objektet är nytt",
                                                         "objektet finns inte längre",
                                                         "regeln är ny, eller räknas nu",
                                                         "regeln är borttagen, eller räknas inte längre",
                                                         "ett undantag började gälla",
                                                         "ett undantag upphörde",
                                                         "regeln ändrades",
                                                         "en parameter ändrades",
                                                         "färskheten ändrades",
                                                         "underlaget ändrades",
                                                         "underlaget blev för gammalt",
                                                         "tid har gått",
                                                         "programmet eller en insticksmodul ändrades"};
    return CLI_SAY(cli, english[cause], swedish[cause]);
}

static const char *record_words(const cli_context *cli, const mog_cause_record *record)
{
    char observed[MOG_TIME_TEXT];
    mog_time_format_short(observed, record->observed);
    return mog_arena_format(cli->arena, "%.*s%s%.*s, %s", T(record->kind), record->item.size ? " " : "",
                            T(record->item), observed);
}

const char *cli_change_why(const cli_context *cli, const mog_result_change *change)
{
    const char *said = cli_cause_words(cli, change->cause);
    if (change->what.size) said = mog_arena_format(cli->arena, "%s: %.*s", said, T(change->what));
    uint32_t told = 0, came = 0;
    for (uint32_t i = 0; i < change->record_count; i++) came += change->records[i].came;
    for (uint32_t i = 0; i < change->record_count && told < LOUD; i++) {
        if (came && !change->records[i].came) continue; /* what took its place says it */
        said = mog_arena_format(cli->arena, "%s%s %s", said, told ? ";" : ":", record_words(cli, &change->records[i]));
        told++;
    }
    uint32_t all = came ? came : change->record_count;
    if (all > told)
        said = mog_arena_format(cli->arena, CLI_SAY(cli, "%s; and %u more", "%s; och %u till"), said, all - told);
    return said;
}

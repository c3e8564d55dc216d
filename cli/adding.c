#include "cli/adding.h"

#define MOST_TOLD 20 /* refused records that are told one by one */

mog_status cli_tell_refused(void *context, const mog_error *cause)
{
    cli_refusals *refusals = context;
    if (refusals->count++ >= MOST_TOLD) return MOG_OK;
    mog_log_say(MOG_LEVEL_ERROR, "%s: %s", cause->place, cause->message);
    if (cause->hint[0]) mog_log_say(MOG_LEVEL_NOTE, "%s", cause->hint);
    return MOG_OK;
}

void cli_tell_more_refused(const cli_refusals *refusals)
{
    if (refusals->count <= MOST_TOLD) return;
    mog_log_say(MOG_LEVEL_ERROR, "%llu more refused", (unsigned long long)(refusals->count - MOST_TOLD));
}

void cli_tell_added(const cli_context *cli, const mog_ingest_counts *counts, const cli_refusals *refusals, bool kept)
{
    unsigned long long good = counts->added + counts->identical, added = kept ? counts->added : 0,
                       identical = kept ? counts->identical : 0, refused = counts->refused;
    cli_tell_more_refused(refusals);
    cli_print(cli, CLI_PLAIN, "%llu %s", added,
              added == 1 ? CLI_SAY(cli, "record added", "post tillagd")
                         : CLI_SAY(cli, "records added", "poster tillagda"));
    if (identical) {
        cli_print(cli, CLI_PLAIN, ", %llu %s", identical,
                  CLI_SAY(cli, "identical", identical == 1 ? "fanns redan likadan" : "fanns redan likadana"));
    }
    cli_print(cli, CLI_PLAIN, ", %llu %s\n", refused,
              refused == 1 ? CLI_SAY(cli, "refused", "avvisad") : CLI_SAY(cli, "refused", "avvisade"));
    if (kept || good == 0) return;
    mog_log_say(MOG_LEVEL_NOTE,
                "nothing was added, since something was refused; --keep-going keeps the good ones (%llu)", good);
}

void cli_set_added(json_t *out, const mog_ingest_counts *counts, bool kept)
{
    mog_json_set(out, "added", json_integer(kept ? (json_int_t)counts->added : 0));
    mog_json_set(out, "identical", json_integer(kept ? (json_int_t)counts->identical : 0));
    mog_json_set(out, "refused", json_integer((json_int_t)counts->refused));
}

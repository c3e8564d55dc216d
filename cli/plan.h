/* plan.h: what the commands of the action plan share. */
#ifndef MOG_CLI_PLAN_H
#define MOG_CLI_PLAN_H

#include "cli/cli.h"
#include "engine/plan/plan.h"

typedef struct cli_plan {
    mog_store *store;
    mog_snapshot *snapshot; /* of what had been recorded at --known-at, where the command has it */
    mog_plan plan;          /* as of --as-of */
} cli_plan;

/* The policy is loaded, and nothing is forked while it is open. Close it also on failure; the plan stays, in the
 * arena of the command. */
mog_status cli_plan_open(cli_plan *out, cli_context *cli, bool writable, mog_error *err);
void cli_plan_close(cli_plan *open);

/* The action of this item. MOG_INPUT: there is none, or there are several and --subject does not say which. */
mog_status cli_plan_find(const mog_plan_action **out, const cli_context *cli, const mog_plan *plan, const char *word,
                         mog_error *err);
/* One that is to be decided on. MOG_INPUT: it has ended. */
mog_status cli_plan_find_open(const mog_plan_action **out, const cli_context *cli, const mog_plan *plan,
                              const char *word, mog_error *err);

/* "unit:it" of "it". MOG_INPUT: nothing is known of such a subject, though the policies have a register of its type. */
mog_status cli_plan_name(mog_text *out, cli_context *cli, const cli_plan *open, const char *type, const char *word,
                         mog_error *err);

/* Adds records, all of them or none. The snapshot ends. */
mog_status cli_plan_write(cli_plan *open, cli_context *cli, const mog_text *lines, size_t count, mog_error *err);
/* The record of one action, after what a command has decided on; and tells of it. `more`: another record (at NULL: none). */
mog_status cli_plan_decide(cli_plan *open, cli_context *cli, const mog_plan_action *after, const char *source,
                           mog_text more, mog_error *err);

/* As it is listed and written as JSON: {"action", "subject", "name", …}, a new reference. */
json_t *cli_plan_to_json(const cli_context *cli, const mog_plan_action *action);
const char *cli_plan_state(const cli_context *cli,
                           const mog_plan_action *action); /* "overdue", "accepted until 2027-01-01" */
cli_style cli_plan_style(const cli_context *cli, const mog_plan_action *action);
const char *cli_plan_day(const cli_context *cli, mog_time time);                      /* "" where there is none */
const char *cli_plan_controls(const cli_context *cli, const mog_plan_action *action); /* "8.13, 5.29" */

/* The options of all of them that name an action. */
#define CLI_PLAN_SUBJECT                                                                                               \
    {                                                                                                                  \
        "subject", 0, "TYPE:NAME", "of several actions with that name the one about this subject"                      \
    }

#endif

/* mognad plan sync: findings become actions; those whose rules pass are done. */
#include "cli/assessing.h"
#include "cli/numbers.h"
#include "cli/plan.h"
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define TOP 10u
#define SOURCE "mognad plan sync"
#define MOST_DAYS 36500

/* ---- what is asked for */

/* "30,90,180,365" */
static mog_status read_days(mog_plan_terms *terms, const cli_context *cli, mog_error *err)
{
    const char *given = cli_value(cli, "days"), *at = given;
    for (int priority = 1; given && priority <= MOG_PLAN_PRIORITIES; priority++) {
        char *end;
        long days = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : -1;
        char after = priority < MOG_PLAN_PRIORITIES ? ',' : '\0';
        if (days < 0 || days > MOST_DAYS || *end != after)
            return cli_usage(err, cli,
                             "--days takes a number of days for each of the priorities 1 to 4, as "
                             "30,90,180,365, not `%s`",
                             given);
        terms->days[priority] = (uint32_t)days;
        at = end + 1;
    }
    return MOG_OK;
}

static mog_status read_terms(mog_plan_terms *out, const cli_context *cli, mog_error *err)
{
    *out = (mog_plan_terms){
        .clock = cli->clock, .unknown = cli_flag(cli, "unknown"), .swedish = cli->swedish, .days = MOG_PLAN_DAYS};
    if (!cli_flag(cli, "dry-run") && cli->clock > cli->now)
        return cli_usage(err, cli,
                         "what is recorded must not lie in the future; --dry-run shows what would come of it");
    return read_days(out, cli, err);
}

/* ---- telling */

static const char *step_heading(const cli_context *cli, mog_plan_step step)
{
    static const char *const english[] = {
        "",        "Opened",    "Opened again", "Closed: the rule passes", "Stopped: no rule looks at it any more",
        "Changed", "Seen again"};
    static const char *const swedish[] = {"",
                                          "Öppnade",
                                          "Öppnade på nytt",
                                          "Avslutade: regeln är uppfylld",
                                          "Avbrutna: ingen regel prövar dem längre",
                                          "Ändrade",
                                          "Sedda på nytt"};
    return CLI_SAY(cli, english[step], swedish[step]);
}

static const char *change_words(const cli_context *cli, const mog_plan_change *change)
{
    if (change->step == MOG_PLAN_TO_REOPEN && change->ticked)
        return change->before->status == MOG_PLAN_DONE
                   ? CLI_SAY(cli, " (it was set to done by hand, but its rule does not pass)",
                             " (den sattes till klar för hand, men regeln är inte uppfylld)")
                   : CLI_SAY(
                         cli,
                         " (it was stopped by hand, but its rule does not pass; `mognad plan accept` lets it wait)",
                         " (den avbröts för hand, men regeln är inte uppfylld; `mognad plan accept` låter den vänta)");
    if (change->step == MOG_PLAN_TO_CHANGE && change->after.task != change->before->task)
        return change->after.task == MOG_PLAN_SHOW
                   ? CLI_SAY(cli, " (what it rests on is not known any more)",
                             " (det är inte längre känt hur det står till)")
                   : CLI_SAY(cli, " (it is known now, and it fails)", " (det är känt nu, och det brister)");
    return "";
}

static void print_step(cli_context *cli, const mog_plan_outcome *outcome, mog_plan_step step, uint32_t top)
{
    uint32_t shown = 0;
    if (!outcome->steps[step]) return;
    cli_print(cli, CLI_BOLD, "\n%s (%zu)\n", step_heading(cli, step), outcome->steps[step]);
    cli_table *table = cli_table_new(cli, NULL, 4, "r   ");
    for (size_t i = 0; i < outcome->count && shown < top; i++) {
        const mog_plan_change *change = &outcome->changes[i];
        if (change->step != step) continue;
        cli_table_cell(table, CLI_PLAIN, "  %s",
                       change->after.priority ? mog_arena_format(cli->arena, "%lld", (long long)change->after.priority)
                                              : "–");
        cli_table_cell(table, cli_plan_style(cli, &change->after), "%s",
                       mog_plan_state_of(&change->after, cli->clock) <= MOG_PLAN_IS_OPEN
                           ? cli_plan_day(cli, change->after.due)
                           : cli_plan_state(cli, &change->after));
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(change->after.item));
        cli_table_cell(table, CLI_PLAIN, "%.*s%s", T(change->after.name), change_words(cli, change));
        shown++;
    }
    cli_table_print(table);
    if (shown < outcome->steps[step])
        cli_print(cli, CLI_DIM, CLI_SAY(cli, "  … and %zu more (--top)\n", "  … och %zu till (--top)\n"),
                  outcome->steps[step] - shown);
}

static void print_left(const cli_context *cli, const mog_plan_outcome *outcome)
{
    const char *text = "";
    mog_arena *arena = cli->arena;
    if (outcome->left_unknown)
        text = mog_arena_format(arena,
                                CLI_SAY(cli, "%s%zu results are unknown, and open no action without --unknown. ",
                                        "%s%zu utfall är okända och öppnar ingen åtgärd utan --unknown. "),
                                text, outcome->left_unknown);
    if (outcome->left_own)
        text = mog_arena_format(arena,
                                CLI_SAY(cli, "%s%zu findings are about the plan itself, which does not plan itself. ",
                                        "%s%zu brister gäller planen själv, och blir inga åtgärder i den. "),
                                text, outcome->left_own);
    if (outcome->left_unplaced)
        text = mog_arena_format(
            arena,
            CLI_SAY(cli, "%s%zu findings have no action: the kind `action` is not about their subjects (%.*s). ",
                    "%s%zu brister blir inga åtgärder: slaget `action` gäller inte deras objekt (%.*s). "),
            text, outcome->left_unplaced, T(outcome->unplaced));
    if (outcome->left_broken)
        text = mog_arena_format(arena,
                                CLI_SAY(cli, "%s%zu results ended in errors, and are left as they are. ",
                                        "%s%zu utfall slutade i fel och lämnas som de är. "),
                                text, outcome->left_broken);
    if (!*text) return;
    putchar('\n');
    cli_print_dim(cli, (mog_text){text, strlen(text) - 1});
}

static void print_text(cli_context *cli, const mog_plan_outcome *outcome, uint32_t top)
{
    const size_t *n = outcome->steps;
    char clock[MOG_TIME_TEXT];
    mog_time_format_short(clock, cli->clock);
    cli_print(cli, CLI_BOLD, "%s",
              cli_flag(cli, "dry-run") ? CLI_SAY(cli, "What would become of the plan", "Vad som skulle ske med planen")
                                       : CLI_SAY(cli, "Action plan", "Handlingsplan"));
    cli_print(
        cli, CLI_PLAIN,
        CLI_SAY(cli, " · as of %s · opened %zu, again %zu, closed %zu, stopped %zu, changed %zu, unchanged %zu\n",
                " · per %s · öppnade %zu, på nytt %zu, avslutade %zu, avbrutna %zu, ändrade %zu, oförändrade %zu\n"),
        clock, n[MOG_PLAN_TO_OPEN], n[MOG_PLAN_TO_REOPEN], n[MOG_PLAN_TO_CLOSE], n[MOG_PLAN_TO_STOP],
        n[MOG_PLAN_TO_CHANGE], n[MOG_PLAN_TO_NOTHING] + n[MOG_PLAN_TO_REFRESH]);
    print_step(cli, outcome, MOG_PLAN_TO_REOPEN, top);
    print_step(cli, outcome, MOG_PLAN_TO_OPEN, top);
    print_step(cli, outcome, MOG_PLAN_TO_CLOSE, top);
    print_step(cli, outcome, MOG_PLAN_TO_STOP, top);
    print_step(cli, outcome, MOG_PLAN_TO_CHANGE, top);
    print_left(cli, outcome);
}

static json_t *change_json(const cli_context *cli, const mog_plan_change *change)
{
    json_t *out = mog_json_object(), *action = cli_plan_to_json(cli, &change->after);
    mog_json_set(out, "step", mog_json_text(mog_text_of(mog_plan_step_word(change->step))));
    mog_json_set(out, "ticked", mog_json_made(json_boolean(change->ticked)));
    if (json_object_update(out, action)) mog_out_of_memory();
    json_decref(action);
    return out;
}

static mog_status print_json(const cli_context *cli, const mog_plan_outcome *outcome, mog_error *err)
{
    json_t *out = mog_json_object(), *steps = mog_json_object(), *left = mog_json_object(), *changes = mog_json_array();
    for (int s = 0; s < MOG_PLAN_STEP_COUNT; s++)
        mog_json_set(steps, mog_plan_step_word((mog_plan_step)s),
                     mog_json_made(json_integer((json_int_t)outcome->steps[s])));
    mog_json_set(left, "unknown", mog_json_made(json_integer((json_int_t)outcome->left_unknown)));
    mog_json_set(left, "about_the_plan", mog_json_made(json_integer((json_int_t)outcome->left_own)));
    mog_json_set(left, "subject_type", mog_json_made(json_integer((json_int_t)outcome->left_unplaced)));
    mog_json_set(left, "error", mog_json_made(json_integer((json_int_t)outcome->left_broken)));
    for (size_t i = 0; i < outcome->count; i++) mog_json_append(changes, change_json(cli, &outcome->changes[i]));
    mog_json_set(out, "clock", mog_json_time(cli->clock));
    mog_json_set(out, "profile", mog_json_string_or_null(cli->profile));
    mog_json_set(out, "dry_run", mog_json_made(json_boolean(cli_flag(cli, "dry-run"))));
    mog_json_set(out, "steps", steps);
    mog_json_set(out, "left_out", left);
    mog_json_set(out, "changes", changes);
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- doing it */

static mog_status write_changes(cli_plan *open, cli_context *cli, const mog_plan_outcome *outcome, mog_error *err)
{
    mog_text *lines = mog_take_array(cli->arena, mog_text, outcome->count);
    mog_status status = MOG_OK;
    for (size_t i = 0; i < outcome->count && !status; i++)
        status = mog_plan_line(&lines[i], cli->arena, &open->plan, open->snapshot, &outcome->changes[i].after,
                               MOG_TEXT(SOURCE), cli->clock, err);
    return status ? status : cli_plan_write(open, cli, lines, outcome->count, err);
}

static mog_status sync(cli_context *cli, const mog_assessment *assessment, mog_plan_terms *terms, uint32_t top,
                       mog_error *err)
{
    cli_plan open;
    mog_plan_outcome outcome;
    bool dry = cli_flag(cli, "dry-run");
    mog_status status = cli_plan_open(&open, cli, !dry, err);
    if (!status) status = mog_plan_hold(&outcome, cli->arena, &open.plan, open.snapshot, assessment, terms, err);
    if (!status && !dry) status = write_changes(&open, cli, &outcome, err);
    cli_plan_close(&open);
    if (status) return status;
    if (cli->json) return print_json(cli, &outcome, err);
    print_text(cli, &outcome, top);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_assessment *assessment = NULL;
    mog_assess_options limits = {0};
    mog_plan_terms terms;
    mog_action_kind kind;
    uint32_t top = TOP;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_number(&limits.jobs, cli, "jobs", 256, err);
    if (!status) status = cli_read_number(&top, cli, "top", 100000, err);
    if (!status) status = read_terms(&terms, cli, err);
    if (!status) status = cli_load_host(cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = mog_plan_kind(&kind, cli->policy, err);
    if (!status) status = cli_assess(&assessment, cli, limits, err);
    if (!status) status = sync(cli, assessment, &terms, top, err);
    mog_assessment_free(assessment);
    return status;
}

static const cli_option options[] = {
    {"unknown", 0, NULL, "what is unknown opens actions too: to show evidence"},
    {"days", 0, "N,N,N,N", "days until an action is due, by priority 1 to 4; default 30,90,180,365"},
    {"dry-run", 0, NULL, "show what would become of the plan, and write nothing"},
    {"top", 'n', "N", "at most N actions in each list; default 10"},
    {"jobs", 'j', "N", "worker processes; 0 or not given: one a core"},
    {0},
};

const cli_command cmd_plan_sync = {
    .name = "plan sync",
    .usage = "",
    .summary = "make actions of findings, and end those whose rules pass",
    .text =
        "Assesses, and makes an action of each rule that fails for a subject. An action is closed when its rule passes, opened\n"
        "again when it fails again or was only ticked, and stopped when no rule looks at it any more. What has not\n"
        "changed is not written again (docs/plan.md). Use the same profile every time.\n\n"
        "example:\n"
        "  mognad plan sync --profile baseline --dry-run",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .run = run,
};

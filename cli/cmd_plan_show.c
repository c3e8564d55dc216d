/* mognad plan show: one action: what was found, how it stands now, and all that was ever recorded of it. */
#include "cli/choosing.h"
#include "cli/history.h"
#include "cli/plan.h"
#include "cli/report.h"

#define T(text) (int)(text).size, (text).at

typedef struct showing {
    mog_plan_action action;
    json_t *history, *exception;  /* exception NULL: none has its item */
    mog_explanation *explanation; /* NULL: its rule does not look at it any more, or it has none */
} showing;

/* ---- reading */

/* All records of a kind and item about the action's subject, NULL where there are none. */
static mog_status read_history(json_t **out, cli_context *cli, const cli_plan *open, const mog_plan_action *action,
                               const char *kind, mog_error *err)
{
    cli_choice choice = {0};
    cli_chosen chosen = {0};
    const char *subject = mog_arena_format(cli->arena, "%.*s", T(action->subject)),
               *item = mog_arena_format(cli->arena, "%.*s", T(action->item));
    mog_status status = mog_snapshot_find(&choice.subject, open->snapshot, action->subject, err);
    if (!status) status = mog_snapshot_find(&choice.kind, open->snapshot, mog_text_of(kind), err);
    if (status || !choice.subject || !choice.kind) return status;
    status = cli_choose_records(&chosen, open->snapshot, &choice, err);
    if (!status) status = cli_history_make(out, cli, open->snapshot, &chosen, subject, kind, item, err);
    cli_chosen_free(&chosen);
    if (!status && json_array_size(json_object_get(*out, "records"))) return MOG_OK;
    json_decref(*out);
    *out = NULL;
    return status;
}

static mog_status read(showing *out, cli_context *cli, mog_error *err)
{
    cli_plan open;
    const mog_plan_action *action;
    mog_status status = cli_plan_open(&open, cli, false, err);
    if (!status) status = cli_plan_find(&action, cli, &open.plan, cli->argv[0], err);
    if (!status) out->action = *action;
    if (!status) status = read_history(&out->history, cli, &open, action, "action", err);
    if (!status && action->rule.size) status = read_history(&out->exception, cli, &open, action, "exception", err);
    cli_plan_close(&open);
    return status;
}

/* How its rule comes out now. That there is no such rule or subject any more is no failure. */
static mog_status explain(showing *s, cli_context *cli, mog_error *err)
{
    mog_error unused = MOG_ERROR_NONE;
    if (!s->action.rule.size || !mog_policy_rule(cli->policy, s->action.rule)) return MOG_OK;
    mog_status status = mog_explain(&s->explanation, cli->store, cli->policy, cli->host, s->action.rule,
                                    s->action.subject, cli_moment(cli), &unused);
    if (status == MOG_INPUT) return MOG_OK;
    if (status) *err = unused;
    return status;
}

static const char *explain_command(const cli_context *cli, const mog_plan_action *action)
{
    return mog_arena_format(cli->arena, "mognad explain %.*s '%.*s'%s%s%s", T(action->rule), T(action->subject),
                            cli_store_option(cli), cli_profile_option(cli),
                            cli->has_clock ? mog_arena_format(cli->arena, " --as-of %s", cli_plan_day(cli, cli->clock))
                                           : "");
}

/* ---- for people */

static void line(const cli_context *cli, const char *what, const char *said)
{
    if (*said) cli_print_wrapped(cli, 4, mog_text_of(mog_arena_format(cli->arena, "  %s: %s", what, said)));
}

static const char *text(const cli_context *cli, mog_text of)
{
    return mog_arena_format(cli->arena, "%.*s", T(of));
}

static void print_now(cli_context *cli, const showing *s)
{
    cli_print(cli, CLI_BOLD, "\n%s", CLI_SAY(cli, "The rule now", "Regeln nu"));
    if (!s->explanation) {
        cli_print(cli, CLI_DIM, "  %s\n",
                  CLI_SAY(cli, "it does not look at the subject any more", "den prövar inte objektet längre"));
        return;
    }
    const mog_result *result = &s->explanation->result;
    const char **findings = cli->swedish && result->findings_sv ? result->findings_sv : result->findings;
    const char *reason = cli->swedish && result->reason_sv ? result->reason_sv : result->reason;
    cli_print(cli, cli_verdict_style(result->verdict), "  %s\n", cli_verdict_word(cli, result->verdict));
    cli_print_wrapped(
        cli, 2,
        mog_text_of(mog_arena_format(cli->arena, "  %.*s",
                                     T(cli_choose(cli, s->explanation->rule->title, s->explanation->rule->title_sv)))));
    if (reason) cli_print_wrapped(cli, 4, mog_text_of(mog_arena_format(cli->arena, "    %s", reason)));
    for (uint32_t i = 0; i < result->finding_count; i++)
        cli_print_wrapped(
            cli, 4,
            mog_text_of(mog_arena_format(cli->arena, "    %s", cli_finding(&s->explanation->subject, findings[i]))));
    cli_print(cli, CLI_DIM, "  %s\n", explain_command(cli, &s->action));
}

static void print_text(cli_context *cli, const showing *s)
{
    const mog_plan_action *a = &s->action;
    cli_print(cli, CLI_BOLD, "%.*s", T(a->item));
    cli_print(cli, cli_plan_style(cli, a), "  %s\n", cli_plan_state(cli, a));
    cli_print_wrapped(cli, 2, mog_text_of(mog_arena_format(cli->arena, "  %.*s", T(a->name))));
    putchar('\n');
    line(cli, CLI_SAY(cli, "about", "gäller"), text(cli, a->subject));
    line(cli, CLI_SAY(cli, "controls", "säkerhetsåtgärder"), cli_plan_controls(cli, a));
    if (a->priority)
        line(cli, CLI_SAY(cli, "priority", "prioritet"), mog_arena_format(cli->arena, "%lld", (long long)a->priority));
    line(cli, CLI_SAY(cli, "owner", "ansvarig"), text(cli, a->owner));
    line(cli, CLI_SAY(cli, "opened", "öppnad"), cli_plan_day(cli, a->opened));
    line(cli, CLI_SAY(cli, "due", "klar senast"), cli_plan_day(cli, a->due));
    line(cli, CLI_SAY(cli, "done", "klar"), cli_plan_day(cli, a->done));
    if (a->reopened)
        line(cli, CLI_SAY(cli, "opened again", "öppnad på nytt"),
             mog_arena_format(cli->arena, CLI_SAY(cli, "%lld times", "%lld gånger"), (long long)a->reopened));
    line(cli, CLI_SAY(cli, "found when it was opened", "brist när den öppnades"), text(cli, a->finding));
    if (a->rule.size) print_now(cli, s);
    if (s->exception) {
        cli_print(cli, CLI_BOLD, "\n%s\n", CLI_SAY(cli, "Exception", "Undantag"));
        cli_history_print(cli, s->exception);
    }
    cli_print(cli, CLI_BOLD, "\n%s\n", CLI_SAY(cli, "Records", "Poster"));
    if (s->history) cli_history_print(cli, s->history);
}

static json_t *records_of(const json_t *history)
{
    return history ? json_incref(json_object_get(history, "records")) : mog_json_array();
}

static mog_status print_json(const cli_context *cli, const showing *s, mog_error *err)
{
    json_t *out = cli_plan_to_json(cli, &s->action);
    mog_json_set(out, "explanation",
                 s->explanation ? mog_report_explanation(s->explanation, cli->policy) : json_null());
    mog_json_set(out, "exceptions", records_of(s->exception));
    mog_json_set(out, "records", records_of(s->history));
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    showing s = {0};
    if (cli->argc != 1) return cli_usage(err, cli, "name an action");
    mog_status status = cli_load_host(cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = read(&s, cli, err);
    if (!status) status = explain(&s, cli, err);
    if (!status && cli->json) status = print_json(cli, &s, err);
    else if (!status) print_text(cli, &s);
    mog_explanation_free(s.explanation);
    json_decref(s.exception);
    json_decref(s.history);
    return status;
}

static const cli_option options[] = {CLI_PLAN_SUBJECT, {0}};

const cli_command cmd_plan_show = {
    .name = "plan show",
    .usage = "ACTION",
    .summary = "show an action: what was found, how its rule comes out now, what was recorded of it",
    .text = "The exception that lets it wait is shown too, with its own history.\n\n"
            "example:\n"
            "  mognad plan show 8.13/restore_tested@system:hr",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

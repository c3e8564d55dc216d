#include "cli/plan.h"

#include "cli/choosing.h"
#include "engine/ingest/ingest.h"

#include <string.h>

#define T(text) (int)(text).size, (text).at

/* ---- opening */

mog_status cli_plan_open(cli_plan *out, cli_context *cli, bool writable, mog_error *err)
{
    *out = (cli_plan){0};
    mog_status status = mog_store_open(&out->store, cli->store, writable, err);
    if (!status) status = cli_begin_snapshot(&out->snapshot, out->store, cli, err);
    if (!status) status = mog_plan_read(&out->plan, cli->arena, out->snapshot, cli->policy, cli->clock, err);
    return status;
}

void cli_plan_close(cli_plan *open)
{
    mog_snapshot_end(open->snapshot);
    mog_store_close(open->store);
    open->snapshot = NULL;
    open->store = NULL;
}

/* ---- finding */

static mog_status no_action(const cli_context *cli, const mog_plan *plan, const char *word, mog_error *err)
{
    mog_text *items = mog_take_array(cli->arena, mog_text, plan->count);
    for (size_t i = 0; i < plan->count; i++) items[i] = plan->actions[i].item;
    mog_fail(err, MOG_INPUT, "there is no action `%s`", word);
    int nearest = mog_text_nearest(mog_text_of(word), items, plan->count);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", T(items[nearest]));
    else
        mog_error_hint(err, plan->count ? "`mognad plan list` shows what there is"
                                        : "there are none as yet; `mognad plan sync` makes them of findings");
    return MOG_INPUT;
}

mog_status cli_plan_find(const mog_plan_action **out, const cli_context *cli, const mog_plan *plan, const char *word,
                         mog_error *err)
{
    const char *subject = cli_value(cli, "subject");
    mog_text item = mog_text_of(word);
    *out = NULL;
    if (mog_utf8_valid(item) == item.size) item = mog_text_nfc(cli->arena, item);
    for (size_t i = 0; i < plan->count; i++) {
        const mog_plan_action *one = &plan->actions[i];
        if (!mog_text_equal(one->item, item)) continue;
        if (subject && !mog_text_equal(one->subject, mog_text_of(subject))) continue;
        if (*out) {
            mog_fail(err, MOG_INPUT, "there are several actions `%s`", word);
            mog_error_hint(err, "--subject says which: %.*s, %.*s, …", T((*out)->subject), T(one->subject));
            return MOG_INPUT;
        }
        *out = one;
    }
    return *out ? MOG_OK : no_action(cli, plan, word, err);
}

mog_status cli_plan_find_open(const mog_plan_action **out, const cli_context *cli, const mog_plan *plan,
                              const char *word, mog_error *err)
{
    mog_status status = cli_plan_find(out, cli, plan, word, err);
    if (status || mog_plan_state_of(*out, cli->clock) <= MOG_PLAN_IS_ACCEPTED) return status;
    mog_fail(err, MOG_INPUT, "the action `%s` has ended: it is %s", word, mog_plan_status_word((*out)->status));
    mog_error_hint(err, "`mognad plan sync` opens it again when its rule fails");
    return MOG_INPUT;
}

mog_status cli_plan_name(mog_text *out, cli_context *cli, const cli_plan *open, const char *type, const char *word,
                         mog_error *err)
{
    const char *name = strchr(word, ':') ? word : mog_arena_format(cli->arena, "%s:%s", type, word);
    uint32_t unused;
    size_t size = strlen(type);
    if (strncmp(name, type, size) != 0 || name[size] != ':' || !name[size + 1])
        return cli_usage(err, cli, "`%s` is not a %s", word, type);
    if (mog_utf8_valid(mog_text_of(name)) != strlen(name))
        return cli_usage(err, cli, "the %s is not valid UTF-8", type);
    *out = mog_text_nfc(cli->arena, mog_text_of(name));
    if (!mog_policy_register(cli->policy, mog_text_of(type))) return MOG_OK;
    return cli_choose_subject(&unused, cli, open->snapshot, name, err);
}

/* ---- writing */

mog_status cli_plan_write(cli_plan *open, cli_context *cli, const mog_text *lines, size_t count, mog_error *err)
{
    mog_batch *batch;
    mog_snapshot_end(open->snapshot);
    open->snapshot = NULL;
    if (!count) return MOG_OK;
    mog_status status = cli_begin_batch(&batch, open->store, cli, err);
    if (status) return status;
    mog_ingest *ingest = mog_ingest_new(cli->policy, cli->now, NULL);
    for (size_t i = 0; i < count && !status; i++) status = mog_ingest_line(NULL, ingest, batch, lines[i], err);
    mog_ingest_free(ingest);
    if (!status) return mog_batch_commit(batch, err);
    mog_batch_abort(batch);
    return status;
}

mog_status cli_plan_decide(cli_plan *open, cli_context *cli, const mog_plan_action *after, const char *source,
                           mog_text more, mog_error *err)
{
    mog_text lines[2] = {{0}, more};
    mog_status status =
        mog_plan_line(&lines[0], cli->arena, &open->plan, open->snapshot, after, mog_text_of(source), cli->clock, err);
    if (!status) status = cli_plan_write(open, cli, lines, more.size ? 2 : 1, err);
    if (status) return status;
    if (cli->json) {
        json_t *out = cli_plan_to_json(cli, after);
        status = cli_print_json(out, err);
        json_decref(out);
        return status;
    }
    const char *day = cli_plan_day(cli, after->due);
    cli_print(cli, CLI_BOLD, "%.*s", T(after->item));
    cli_print(cli, cli_plan_style(cli, after), "  %s", cli_plan_state(cli, after));
    if (*day) cli_print(cli, CLI_PLAIN, CLI_SAY(cli, ", due %s", ", klar senast %s"), day);
    if (after->owner.size) cli_print(cli, CLI_PLAIN, CLI_SAY(cli, ", owner %.*s", ", ansvarig %.*s"), T(after->owner));
    putchar('\n');
    return MOG_OK;
}

/* ---- telling */

const char *cli_plan_day(const cli_context *cli, mog_time time)
{
    char text[MOG_TIME_TEXT];
    if (time == MOG_PLAN_NONE) return "";
    mog_time_format_short(text, time);
    return mog_arena_format(cli->arena, "%s", text);
}

const char *cli_plan_controls(const cli_context *cli, const mog_plan_action *action)
{
    const char *said = "";
    char id[MOG_CONTROL_ID_TEXT];
    for (uint32_t i = 0; i < action->control_count; i++) {
        mog_control_id_format(id, action->controls[i]);
        said = mog_arena_format(cli->arena, "%s%s%s", said, *said ? ", " : "", id);
    }
    return said;
}

const char *cli_plan_state(const cli_context *cli, const mog_plan_action *action)
{
    switch (mog_plan_state_of(action, cli->clock)) {
    case MOG_PLAN_IS_OVERDUE: return CLI_SAY(cli, "overdue", "försenad");
    case MOG_PLAN_IS_OPEN:
        return action->status == MOG_PLAN_UNDER_WAY ? CLI_SAY(cli, "under way", "pågår")
                                                    : CLI_SAY(cli, "open", "öppen");
    case MOG_PLAN_IS_ACCEPTED:
        return mog_arena_format(cli->arena, CLI_SAY(cli, "accepted until %s", "accepterad till %s"),
                                cli_plan_day(cli, action->accepted_until));
    case MOG_PLAN_IS_ENDED: return CLI_SAY(cli, "done", "klar");
    case MOG_PLAN_IS_CALLED_OFF: break;
    }
    return CLI_SAY(cli, "stopped", "avbruten");
}

cli_style cli_plan_style(const cli_context *cli, const mog_plan_action *action)
{
    static const cli_style styles[] = {CLI_RED, CLI_PLAIN, CLI_YELLOW, CLI_GREEN, CLI_DIM};
    return styles[mog_plan_state_of(action, cli->clock)];
}

static json_t *time_or_null(mog_time time)
{
    return time == MOG_PLAN_NONE ? json_null() : mog_json_time(time);
}

json_t *cli_plan_to_json(const cli_context *cli, const mog_plan_action *action)
{
    json_t *out = mog_json_object(), *controls = mog_json_array();
    char id[MOG_CONTROL_ID_TEXT];
    for (uint32_t i = 0; i < action->control_count; i++) {
        mog_control_id_format(id, action->controls[i]);
        mog_json_append(controls, mog_json_made(json_string(id)));
    }
    mog_json_set(out, "action", mog_json_text(action->item));
    mog_json_set(out, "subject", mog_json_text(action->subject));
    mog_json_set(out, "name", mog_json_text_or_null(action->name));
    mog_json_set(out, "state", mog_json_text(mog_text_of(mog_plan_state_word(mog_plan_state_of(action, cli->clock)))));
    mog_json_set(out, "status", mog_json_text(mog_text_of(mog_plan_status_word(action->status))));
    mog_json_set(out, "priority", action->priority ? mog_json_made(json_integer(action->priority)) : json_null());
    mog_json_set(out, "owner", mog_json_text_or_null(action->owner));
    mog_json_set(out, "due", time_or_null(action->due));
    mog_json_set(out, "rule", mog_json_text_or_null(action->rule));
    mog_json_set(out, "task",
                 action->rule.size ? mog_json_text(mog_text_of(mog_plan_task_word(action->task))) : json_null());
    mog_json_set(out, "controls", controls);
    mog_json_set(out, "finding", mog_json_text_or_null(action->finding));
    mog_json_set(out, "opened", time_or_null(action->opened));
    mog_json_set(out, "done", time_or_null(action->done));
    mog_json_set(out, "closed", time_or_null(action->closed));
    mog_json_set(out, "reopened", mog_json_made(json_integer(action->reopened)));
    mog_json_set(out, "accepted_until", time_or_null(action->accepted_until));
    return out;
}

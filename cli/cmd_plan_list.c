/* mognad plan list: what is to be done, the most important first. */
#include "cli/csv.h"
#include "cli/markdown.h"
#include "cli/numbers.h"
#include "cli/plan.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define LIMIT 100u /* of the table for people */

/* ---- which */

typedef struct choice {
    bool open, overdue;
    mog_text owner;
    mog_control_id control;
} choice;

static mog_status read_choice(choice *out, cli_context *cli, mog_error *err)
{
    const char *owner = cli_value(cli, "owner"), *control = cli_value(cli, "control");
    *out = (choice){.open = cli_flag(cli, "open"), .overdue = cli_flag(cli, "overdue")};
    if (owner && mog_utf8_valid(mog_text_of(owner)) != strlen(owner))
        return cli_usage(err, cli, "--owner is not valid UTF-8");
    if (owner) {
        const char *name = strchr(owner, ':') ? owner : mog_arena_format(cli->arena, "unit:%s", owner);
        out->owner = mog_text_nfc(cli->arena, mog_text_of(name));
    }
    if (control && !mog_control_id_parse(&out->control, mog_text_of(control)))
        return cli_usage(err, cli, "--control takes the number of a control, as 8.13, not `%s`", control);
    return MOG_OK;
}

static bool names(const mog_plan_action *action, mog_control_id control)
{
    for (uint32_t i = 0; i < action->control_count; i++)
        if (action->controls[i] == control) return true;
    return false;
}

static bool is_chosen(const choice *c, const mog_plan_action *action, mog_time clock)
{
    mog_plan_state state = mog_plan_state_of(action, clock);
    if (c->overdue && state != MOG_PLAN_IS_OVERDUE) return false;
    if (c->open && state > MOG_PLAN_IS_OPEN) return false;
    if (c->owner.size && !mog_text_equal(c->owner, action->owner)) return false;
    return !c->control || names(action, c->control);
}

static int by_importance(const void *a, const void *b, void *clock)
{
    const mog_plan_action *const *x = a, *const *y = b;
    return mog_plan_compare(*x, *y, *(const mog_time *)clock);
}

typedef struct chosen {
    const mog_plan_action **at;
    size_t count;
    size_t states[MOG_PLAN_IS_CALLED_OFF + 1];
} chosen;

static chosen choose(cli_context *cli, const mog_plan *plan, const choice *c)
{
    chosen out = {.at = mog_take_array(cli->arena, const mog_plan_action *, plan->count)};
    for (size_t i = 0; i < plan->count; i++) {
        if (!is_chosen(c, &plan->actions[i], cli->clock)) continue;
        out.at[out.count++] = &plan->actions[i];
        out.states[mog_plan_state_of(&plan->actions[i], cli->clock)]++;
    }
    if (out.count) qsort_r(out.at, out.count, sizeof(const mog_plan_action *), by_importance, &cli->clock);
    return out;
}

/* ---- for people */

static void print_text(cli_context *cli, const chosen *all, uint32_t limit)
{
    const char *heads[] = {CLI_SAY(cli, "prio", "prio"),     CLI_SAY(cli, "due", "senast"),
                           CLI_SAY(cli, "state", "läge"),    CLI_SAY(cli, "owner", "ansvarig"),
                           CLI_SAY(cli, "action", "åtgärd"), CLI_SAY(cli, "what is to be done", "vad som ska göras")};
    size_t shown = limit && limit < all->count ? limit : all->count;
    cli_print(cli, CLI_BOLD, "%s", CLI_SAY(cli, "Action plan", "Handlingsplan"));
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, " · as of %s · overdue %zu, open %zu, accepted %zu, done %zu, stopped %zu\n\n",
                      " · per %s · försenade %zu, öppna %zu, accepterade %zu, klara %zu, avbrutna %zu\n\n"),
              cli_plan_day(cli, cli->clock), all->states[MOG_PLAN_IS_OVERDUE], all->states[MOG_PLAN_IS_OPEN],
              all->states[MOG_PLAN_IS_ACCEPTED], all->states[MOG_PLAN_IS_ENDED], all->states[MOG_PLAN_IS_CALLED_OFF]);
    cli_table *table = cli_table_new(cli, heads, 6, "r   L  ");
    for (size_t i = 0; i < shown; i++) {
        const mog_plan_action *one = all->at[i];
        cli_table_cell(table, CLI_BOLD, "%s",
                       one->priority ? mog_arena_format(cli->arena, "%lld", (long long)one->priority) : "–");
        cli_table_cell(table, CLI_PLAIN, "%s", cli_plan_day(cli, one->due));
        cli_table_cell(table, cli_plan_style(cli, one), "%s", cli_plan_state(cli, one));
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(one->owner));
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(one->item));
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(one->name));
    }
    if (shown) cli_table_print(table);
    else {
        cli_table_print(table);
        cli_print_dim(cli, mog_text_of(CLI_SAY(cli, "There are none. `mognad plan sync` makes actions of findings.",
                                               "Det finns inga. `mognad plan sync` gör åtgärder av brister.")));
    }
    if (shown < all->count)
        cli_print(cli, CLI_DIM,
                  CLI_SAY(cli, "… and %zu more (--limit 0 shows all)\n", "… och %zu till (--limit 0 visar alla)\n"),
                  all->count - shown);
}

/* ---- as CSV, Markdown and JSON */

#define COLUMNS 15

static void cells_of(mog_text cells[COLUMNS], const cli_context *cli, const mog_plan_action *one)
{
    mog_arena *arena = cli->arena;
    const char *priority = one->priority ? mog_arena_format(arena, "%lld", (long long)one->priority) : "";
    const mog_text made[COLUMNS] = {
        mog_text_of(priority),
        mog_text_of(cli_plan_day(cli, one->due)),
        mog_text_of(cli_plan_state(cli, one)),
        one->owner,
        one->item,
        one->subject,
        one->name,
        one->finding,
        one->rule,
        mog_text_of(cli_plan_controls(cli, one)),
        mog_text_of(cli_plan_day(cli, one->opened)),
        mog_text_of(cli_plan_day(cli, one->done)),
        mog_text_of(cli_plan_day(cli, one->accepted_until)),
        mog_text_of(mog_arena_format(arena, "%lld", (long long)one->reopened)),
        mog_text_of(mog_arena_format(arena, "%llu", (unsigned long long)one->record)),
    };
    memcpy(cells, made, sizeof made);
}

static void heads_of(mog_text heads[COLUMNS], const cli_context *cli)
{
    static const char *const english[COLUMNS] = {"priority", "due",  "state",          "owner",    "action",
                                                 "subject",  "name", "finding",        "rule",     "controls",
                                                 "opened",   "done", "accepted until", "reopened", "record"};
    static const char *const swedish[COLUMNS] = {
        "prioritet", "klar senast",       "läge",   "ansvarig", "åtgärd",          "objekt",  "vad", "brist",
        "regel",     "säkerhetsåtgärder", "öppnad", "klar",     "accepterad till", "på nytt", "post"};
    for (size_t i = 0; i < COLUMNS; i++) heads[i] = mog_text_of(CLI_SAY(cli, english[i], swedish[i]));
}

static void print_csv(const cli_context *cli, const chosen *all)
{
    mog_text cells[COLUMNS];
    heads_of(cells, cli);
    cli_csv_line(cells, COLUMNS);
    for (size_t i = 0; i < all->count; i++) {
        cells_of(cells, cli, all->at[i]);
        cli_csv_line(cells, COLUMNS);
    }
}

/* What is read on a page: the first eight columns. */
#define ON_A_PAGE 8

static void print_markdown(const cli_context *cli, const chosen *all)
{
    mog_text cells[COLUMNS];
    printf("# %s\n\n", CLI_SAY(cli, "Action plan", "Handlingsplan"));
    printf(CLI_SAY(cli, "As of %s: overdue %zu, open %zu, accepted %zu.\n\n",
                   "Per %s: försenade %zu, öppna %zu, accepterade %zu.\n\n"),
           cli_plan_day(cli, cli->clock), all->states[MOG_PLAN_IS_OVERDUE], all->states[MOG_PLAN_IS_OPEN],
           all->states[MOG_PLAN_IS_ACCEPTED]);
    heads_of(cells, cli);
    cli_markdown_heads(cells, ON_A_PAGE);
    for (size_t i = 0; i < all->count; i++) {
        cells_of(cells, cli, all->at[i]);
        cli_markdown_line(cells, ON_A_PAGE);
    }
}

static mog_status print_json(const cli_context *cli, const chosen *all, mog_error *err)
{
    json_t *out = mog_json_array();
    for (size_t i = 0; i < all->count; i++) {
        json_t *one = cli_plan_to_json(cli, all->at[i]);
        mog_json_set(one, "record", mog_json_made(json_integer((json_int_t)all->at[i]->record)));
        mog_json_append(out, one);
    }
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- the command */

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_plan open = {0};
    choice c;
    uint32_t limit = LIMIT;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_number(&limit, cli, "limit", 100000000, err);
    if (!status) status = read_choice(&c, cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = cli_plan_open(&open, cli, false, err);
    cli_plan_close(&open);
    if (status) return status;
    chosen all = choose(cli, &open.plan, &c);
    if (cli->json) return print_json(cli, &all, err);
    if (strcmp(cli->format, "csv") == 0) print_csv(cli, &all);
    else if (strcmp(cli->format, "md") == 0) print_markdown(cli, &all);
    else print_text(cli, &all, limit);
    return MOG_OK;
}

static const cli_option options[] = {
    {"open", 0, NULL, "only what is to be done: neither ended nor accepted for a time"},
    {"overdue", 0, NULL, "only what should have been done by now"},
    {"owner", 0, "UNIT", "only what this unit is to do"},
    {"control", 0, "C", "only what strengthens this control, as 8.13"},
    {"limit", 0, "N", "at most N lines of the table; default 100, 0 for all"},
    {0},
};

const cli_command cmd_plan_list = {
    .name = "plan list",
    .usage = "",
    .summary = "list the actions, the most important first",
    .text =
        "By priority, day and owner; what is accepted for a time and what has ended comes last. Actions that people have\n"
        "recorded by hand are listed too.\n\n"
        "example:\n"
        "  mognad plan list --open --owner unit:it --format md > plan.md",
    .options = options,
    .formats = "text|csv|json|md",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

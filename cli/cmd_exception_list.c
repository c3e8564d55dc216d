/* mognad exception list: what is accepted for a time, until when, and what it accepts; with what has expired and what is about to. */
#include "cli/assessing.h"
#include "cli/csv.h"
#include "cli/numbers.h"
#include "cli/report.h"
#include "engine/report/naming.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define SOON 90u /* days */

/* In the order in which they are told: what asks for something first. */
typedef enum state { EXPIRED, ENDS_SOON, NOT_APPROVED, IN_FORCE, NOT_BEGUN, ENDED, STATE_COUNT } state;

typedef struct row {
    const mog_naming *naming;
    state state;
    mog_time until;
    bool has_until;
    uint32_t accepts; /* results */
} row;

typedef struct listing {
    cli_context *cli;
    mog_assessment *assessment;
    mog_namings namings;
    row *rows;
    size_t count;
    mog_time soon;
} listing;

static const char *const words[STATE_COUNT] = {"expired",  "ends_soon", "not_approved",
                                               "in_force", "not_begun", "ended"};

static const char *state_words(const cli_context *cli, state of)
{
    static const char *const english[] = {"expired", "ends soon", "not approved", "in force", "not begun", "ended"};
    static const char *const swedish[] = {"har gått ut", "upphör snart", "ej godkänt",
                                          "gäller",      "ej börjat",    "avslutat"};
    return CLI_SAY(cli, english[of], swedish[of]);
}

/* ---- making */

static state state_of(const listing *l, row *out)
{
    mog_time clock = l->assessment->clock, approved, ended;
    out->has_until = mog_naming_time(&out->until, out->naming, "until");
    if (mog_naming_time(&ended, out->naming, "ended") && ended <= clock) return ENDED;
    if (!mog_naming_time(&approved, out->naming, "approved") || !out->has_until) return NOT_APPROVED;
    if (out->until < clock) return EXPIRED;
    if (approved > clock) return NOT_BEGUN;
    return out->until < l->soon ? ENDS_SOON : IN_FORCE;
}

static int by_urgency(const void *a, const void *b)
{
    const row *x = a, *y = b;
    if (x->state != y->state) return (int)x->state - (int)y->state;
    if (x->until != y->until) return x->until < y->until ? -1 : 1;
    return (x->naming->record > y->naming->record) - (x->naming->record < y->naming->record);
}

static void make(listing *l)
{
    const mog_assessment *assessment = l->assessment;
    l->rows = mog_take_array(l->cli->arena, row, l->namings.count);
    for (size_t i = 0; i < l->namings.count; i++) {
        row *one = &l->rows[l->count++];
        *one = (row){.naming = &l->namings.at[i]};
        one->state = state_of(l, one);
        for (size_t r = 0; r < assessment->result_count; r++) {
            const mog_exception *by = assessment->results[r].excepted;
            one->accepts += by && by->record == one->naming->record;
        }
    }
    if (l->count) qsort(l->rows, l->count, sizeof *l->rows, by_urgency);
}

/* ---- words of a row */

static const char *joined(const cli_context *cli, const json_t *list, const char *before)
{
    const char *said = before;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        said = mog_arena_format(cli->arena, "%s%s%s", said, *said ? ", " : "", one ? one : "");
    }
    return said;
}

static const char *from(const cli_context *cli, const row *one)
{
    const json_t *fields = one->naming->fields;
    return joined(cli, json_object_get(fields, "rules"), joined(cli, json_object_get(fields, "controls"), ""));
}

static const char *whom(const cli_context *cli, const row *one)
{
    const char *patterns = joined(cli, json_object_get(one->naming->fields, "subjects"), "");
    return *patterns ? patterns : mog_arena_format(cli->arena, "%.*s", T(one->naming->subject));
}

static const char *until(const cli_context *cli, const row *one)
{
    char text[MOG_TIME_TEXT];
    if (!one->has_until) return "–";
    mog_time_format_short(text, one->until);
    return mog_arena_format(cli->arena, "%s", text);
}

/* ---- printing */

static void print_text(const listing *l)
{
    cli_context *cli = l->cli;
    static const cli_style styles[STATE_COUNT] = {CLI_RED, CLI_YELLOW, CLI_YELLOW, CLI_GREEN, CLI_PLAIN, CLI_DIM};
    const char *heads[] = {CLI_SAY(cli, "exception", "undantag"), CLI_SAY(cli, "what", "vad"),
                           CLI_SAY(cli, "from", "från"),          CLI_SAY(cli, "for", "för"),
                           CLI_SAY(cli, "until", "till"),         CLI_SAY(cli, "state", "läge"),
                           CLI_SAY(cli, "accepts", "godtar")};
    if (!l->count) {
        cli_print(cli, CLI_PLAIN, "%s\n", CLI_SAY(cli, "No exception is on record.", "Inget undantag är antecknat."));
        return;
    }
    cli_table *table = cli_table_new(cli, heads, 7, "      r");
    for (size_t i = 0; i < l->count; i++) {
        const row *one = &l->rows[i];
        cli_table_cell(table, CLI_BOLD, "%.*s", T(one->naming->item));
        cli_table_cell(table, CLI_PLAIN, "%s", mog_naming_text(one->naming, "name"));
        cli_table_cell(table, CLI_PLAIN, "%s", from(cli, one));
        cli_table_cell(table, CLI_PLAIN, "%s", whom(cli, one));
        cli_table_cell(table, CLI_PLAIN, "%s", until(cli, one));
        cli_table_cell(table, styles[one->state], "%s", state_words(cli, one->state));
        cli_table_cell(table, CLI_PLAIN, "%u", one->accepts);
    }
    cli_table_print(table);
    cli_print_dim(
        cli, mog_text_of(
                 CLI_SAY(cli, "Accepts: results that it marks. They count in the scores as they are (docs/scoring.md).",
                         "Godtar: utfall som det märker. De räknas i poängen som de är (docs/scoring.md).")));
}

static void print_csv(const listing *l)
{
    const cli_context *cli = l->cli;
    printf("item,name,reason,from,for,until,state,accepts,record\n");
    for (size_t i = 0; i < l->count; i++) {
        const row *one = &l->rows[i];
        const mog_text cells[] = {
            one->naming->item,
            mog_text_of(mog_naming_text(one->naming, "name")),
            mog_text_of(mog_naming_text(one->naming, "reason")),
            mog_text_of(from(cli, one)),
            mog_text_of(whom(cli, one)),
            mog_text_of(mog_naming_text(one->naming, "until")),
            mog_text_of(words[one->state]),
            mog_text_of(mog_arena_format(cli->arena, "%u", one->accepts)),
            mog_text_of(mog_arena_format(cli->arena, "%llu", (unsigned long long)one->naming->record))};
        cli_csv_line(cells, sizeof cells / sizeof *cells);
    }
}

static mog_status print_json(const listing *l, mog_error *err)
{
    json_t *out = mog_json_array();
    for (size_t i = 0; i < l->count; i++) {
        const row *one = &l->rows[i];
        json_t *made = mog_json_object();
        mog_json_set(made, "item", mog_json_text_or_null(one->naming->item));
        mog_json_set(made, "subject", mog_json_text(one->naming->subject));
        mog_json_set(made, "record", mog_json_made(json_integer((json_int_t)one->naming->record)));
        mog_json_set(made, "state", mog_json_made(json_string(words[one->state])));
        mog_json_set(made, "until", one->has_until ? mog_json_time(one->until) : json_null());
        mog_json_set(made, "accepts", mog_json_made(json_integer(one->accepts)));
        mog_json_set(made, "fields", json_incref(one->naming->fields));
        mog_json_append(out, made);
    }
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- the command */

static mog_status take(listing *l, mog_assess_options limits, uint32_t days, mog_error *err)
{
    static const char *const kinds[] = {"exception"};
    cli_context *cli = l->cli;
    mog_status status = cli_assess(&l->assessment, cli, limits, err);
    if (!status) status = mog_namings_read(&l->namings, cli->store, l->assessment, kinds, 1, err);
    if (status) return status;
    mog_duration ahead = {.ns = (int64_t)days * MOG_DAY};
    if (!mog_time_add(&l->soon, l->assessment->clock, ahead)) l->soon = INT64_MAX;
    make(l);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    listing l = {.cli = cli};
    mog_assess_options limits = {0};
    uint32_t days = SOON;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_number(&days, cli, "soon", 36500, err);
    if (!status) status = cli_load_host(cli, err);
    if (!status) status = cli_load_policy(cli, err);
    if (!status) status = take(&l, limits, days, err);
    if (!status && cli->json) status = print_json(&l, err);
    else if (!status && strcmp(cli->format, "csv") == 0) print_csv(&l);
    else if (!status) print_text(&l);
    mog_namings_free(&l.namings);
    mog_assessment_free(l.assessment);
    return status;
}

static const cli_option options[] = {
    {"soon", 0, "DAYS", "what ends within so many days ends soon; default 90"},
    {0},
};

const cli_command cmd_exception_list = {
    .name = "exception list",
    .usage = "",
    .summary = "list exceptions: what has expired or ends soon first, and how many results each accepts",
    .text =
        "Exceptions are evidence of the kind `exception`: `mognad evidence template exception` shows how one is written.\n\n"
        "example:\n"
        "  mognad exception list --soon 180",
    .options = options,
    .formats = "text|csv|json",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

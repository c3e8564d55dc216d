/* mognad store log */
#include "cli/change_words.h"
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>

#define MOST_IN_TABLE 1000 /* changes, unless --limit says otherwise */

typedef struct reading {
    cli_context *cli;
    mog_snapshot *snapshot;
    int type;       /* -1: all */
    uint64_t since; /* 0: not given */
    uint64_t limit; /* 0: none */
    uint64_t count; /* of those told */
    bool more;
    cli_table *table; /* NULL: JSON */
} reading;

/* ---- which */

static mog_status read_count(uint64_t *out, const cli_context *cli, const char *option, mog_error *err)
{
    const char *given = cli_value(cli, option);
    char *end;
    if (!given) return MOG_OK;
    errno = 0;
    *out = strtoull(given, &end, 10);
    if (*given >= '0' && *given <= '9' && !*end && !errno) return MOG_OK;
    return cli_usage(err, cli, "--%s takes a number, not `%s`", option, given);
}

static mog_status read_type(int *out, const cli_context *cli, mog_error *err)
{
    const char *word = cli_value(cli, "type");
    *out = -1;
    if (!word) return MOG_OK;
    *out = mog_change_find(mog_text_of(word));
    if (*out >= 0) return MOG_OK;
    mog_buffer words = {0};
#define C(name, number, text, is_note) mog_buffer_format(&words, "%s%s", words.size ? ", " : "", text);
    MOG_CHANGES(C)
#undef C
    cli_usage(err, cli, "there are no changes of type `%s`, but of: %s", word, words.at);
    mog_buffer_free(&words);
    return MOG_USAGE;
}

static mog_status read_change(mog_change *out, bool *wanted, reading *r, uint64_t number, mog_error *err)
{
    bool found;
    mog_status status = mog_snapshot_change(out, &found, r->snapshot, number, err);
    if (!status && !found)
        status = mog_fail(err, MOG_SYSTEM, "the store is damaged: change %llu is missing", (unsigned long long)number);
    *wanted = !status && (r->type < 0 || (int)out->type == r->type);
    return status;
}

/* Without --since the last ones are told, and so they are counted from the end. */
static mog_status find_start(uint64_t *start, reading *r, mog_error *err)
{
    mog_status status = MOG_OK;
    uint64_t left = r->limit;
    *start = r->since ? r->since : 1;
    if (r->since || !r->limit) return MOG_OK;
    for (uint64_t number = mog_snapshot_last(r->snapshot); number && !status; number--) {
        mog_change change;
        bool wanted;
        status = read_change(&change, &wanted, r, number, err);
        if (!wanted) continue;
        if (left == 0) {
            r->more = true;
            break;
        }
        left--;
        *start = number;
    }
    return status;
}

/* ---- telling */

static void print_row(reading *r, const json_t *told)
{
    cli_context *cli = r->cli;
    mog_time recorded = 0;
    char time[MOG_TIME_TEXT];
    char *words = cli_change_told(cli, told);
    mog_time_parse(&recorded, mog_text_of(json_string_value(json_object_get(told, "recorded"))));
    mog_time_format_short(time, recorded);
    cli_table_cell(r->table, CLI_PLAIN, "%lld", (long long)json_integer_value(json_object_get(told, "number")));
    cli_table_cell(r->table, CLI_PLAIN, "%s", time);
    cli_table_cell(r->table, CLI_PLAIN, "%s", json_string_value(json_object_get(told, "by")));
    cli_table_cell(r->table, CLI_PLAIN, "%s", words);
    free(words);
}

static mog_status tell(reading *r, const mog_change *change, mog_error *err)
{
    json_t *told;
    mog_status status = cli_change_json(&told, r->snapshot, change, err);
    if (!status && r->table) {
        print_row(r, told);
    } else if (!status) {
        fputs(r->count ? ",\n" : "\n", stdout);
        status = mog_json_write(stdout, told, 0, err);
    }
    r->count++;
    json_decref(told);
    return status;
}

static mog_status tell_all(reading *r, mog_error *err)
{
    uint64_t start, last = mog_snapshot_last(r->snapshot);
    mog_status status = find_start(&start, r, err);
    for (uint64_t number = start; number && number <= last && !status; number++) {
        mog_change change;
        bool wanted;
        status = read_change(&change, &wanted, r, number, err);
        if (!wanted) continue;
        if (r->limit && r->count == r->limit) {
            r->more = true;
            break;
        }
        status = tell(r, &change, err);
    }
    return status;
}

/* One change a line, so that a journal of any length can be printed. */
static mog_status print(reading *r, mog_error *err)
{
    cli_context *cli = r->cli;
    const char *const heads[] = {CLI_SAY(cli, "change", "ändring"), CLI_SAY(cli, "recorded", "registrerad"),
                                 CLI_SAY(cli, "by", "av"), CLI_SAY(cli, "what", "vad")};
    if (cli->json) putchar('[');
    else r->table = cli_table_new(cli, heads, 4, "r   ");
    mog_status status = tell_all(r, err);
    if (cli->json) puts(r->count ? "\n]" : "]");
    else cli_table_print(r->table);
    if (!status && r->more) {
        mog_log_say(MOG_LEVEL_NOTE,
                    r->since ? CLI_SAY(cli, "there are later ones than these %llu; --limit 0 shows all",
                                       "det finns senare än dessa %llu; --limit 0 visar alla")
                             : CLI_SAY(cli, "there are earlier ones than these %llu; --limit 0 shows all",
                                       "det finns tidigare än dessa %llu; --limit 0 visar alla"),
                    (unsigned long long)r->count);
    }
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    reading r = {.cli = cli, .limit = cli->json ? 0 : MOST_IN_TABLE};
    mog_status status = MOG_OK;
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    if ((status = read_count(&r.since, cli, "since", err))) return status;
    if ((status = read_count(&r.limit, cli, "limit", err))) return status;
    if ((status = read_type(&r.type, cli, err))) return status;
    status = cli_open_snapshot(&store, &r.snapshot, cli, err);
    if (!status) status = print(&r, err);
    mog_snapshot_end(r.snapshot);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"since", 0, "N", "from change N on; else the last ones"},
    {"limit", 'n', "N", "at most N changes, 0 for all; default 1000, all with --format json"},
    {"type", 't', "WORD", "only record, kind, retracted, erased, attached, key, disclosed or run"},
    {0},
};

const cli_command cmd_store_log = {
    .name = "store log",
    .usage = "",
    .summary = "read the journal: who did what, when",
    .text =
        "Every change to the store has a number, in the order in which they were made; a record's number is that of the\n"
        "change that added it. `store verify` proves that none was altered.\n\n"
        "example:\n"
        "  mognad store log --limit 20\n"
        "  mognad store log --type retracted --format json",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_KNOWN | CLI_LANG,
    .run = run,
};

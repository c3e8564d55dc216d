/* mognad evidence list */
#include "cli/choosing.h"
#include "cli/disclose.h"
#include "cli/story.h"
#include "engine/ingest/ingest.h"
#include "engine/store/seal.h"

#include <stdlib.h>

#define MOST_IN_TABLE 1000 /* records, unless --limit says otherwise */

typedef struct listing {
    cli_context *cli;
    mog_snapshot *snapshot;
    cli_choice choice;
    cli_table *table; /* NULL: JSON */
    json_t *array;
    uint64_t count, limit; /* limit 0: none */
    uint64_t sealed;       /* of those, with personal values */
    bool personal, more;
} listing;

static void add_to_table(listing *l, const mog_record *r, const mog_kind *kind, bool retracted)
{
    char observed[MOG_TIME_TEXT];
    mog_text subject = mog_record_subject(r), item = mog_record_item(r), source = mog_record_source(r);
    bool census = r->flags & MOG_RECORD_CENSUS;
    mog_time_format_short(observed, r->observed);
    cli_table_cell(l->table, CLI_PLAIN, "%llu", (unsigned long long)r->id);
    cli_table_cell(l->table, CLI_PLAIN, "%s", observed);
    cli_table_cell(l->table, CLI_PLAIN, "%.*s", (int)kind->name.size, kind->name.at);
    cli_table_cell(l->table, CLI_PLAIN, "%.*s", (int)subject.size, subject.at);
    if (census) cli_table_cell(l->table, CLI_DIM, "%s", CLI_SAY(l->cli, "(census)", "(förteckning)"));
    else cli_table_cell(l->table, CLI_PLAIN, "%.*s", (int)item.size, item.at);
    cli_table_cell(l->table, CLI_PLAIN, "%.*s", (int)source.size, source.at);
    cli_table_cell(l->table, CLI_PLAIN, "%s", cli_assurance_word(l->cli, (mog_assurance)r->assurance));
    cli_table_cell(l->table, CLI_YELLOW, "%s", retracted ? CLI_SAY(l->cli, "retracted", "återtagen") : "");
}

static mog_status add_to_array(listing *l, const mog_record *record, const mog_kind *kind, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    uint64_t id = record->id;
    l->sealed += mog_record_sealed_count(record, kind) > 0;
    mog_status status = mog_snapshot_open_record(&record, l->snapshot, arena, record, kind, l->personal, err);
    if (!status) {
        json_t *json = mog_record_to_json(record, kind, l->personal);
        mog_json_append(l->array, json);
        status = cli_set_retraction(json, l->snapshot, id, err);
    }
    mog_arena_free(arena);
    return status;
}

static mog_status visit(void *context, const mog_record *record, mog_error *err)
{
    listing *l = context;
    const mog_kind *kind;
    uint64_t retracted;
    if (l->choice.has_as_of && record->observed > l->choice.as_of) return MOG_OK;
    if (l->limit && l->count == l->limit) {
        l->more = true;
        return MOG_NO;
    }
    mog_status status = mog_snapshot_layout(&kind, l->snapshot, record->kind, record->version, err);
    if (status) return status;
    l->count++;
    if (!l->table) return add_to_array(l, record, kind, err);
    status = mog_snapshot_retracted(&retracted, l->snapshot, record->id, err);
    if (!status) add_to_table(l, record, kind, retracted != 0);
    return status;
}

/* The journal is told before anything is shown. The snapshot ends. */
static mog_status print_array(listing *l, mog_store *store, mog_error *err)
{
    mog_status status = MOG_OK;
    mog_snapshot_end(l->snapshot);
    l->snapshot = NULL;
    if (l->personal && l->sealed) {
        json_t *which = mog_json_object();
        const char *const filters[] = {"subject", "kind"};
        for (size_t i = 0; i < 2; i++) {
            const char *given = cli_value(l->cli, filters[i]);
            if (given) mog_json_set(which, filters[i], mog_json_text(mog_text_of(given)));
        }
        status = cli_disclose(l->cli, store, l->sealed, which, err);
    }
    return status ? status : cli_print_json(l->array, err);
}

static mog_status print_all(listing *l, mog_store *store, mog_error *err)
{
    mog_status status = cli_choice_read(&l->choice, l->cli, l->snapshot, err);
    if (status) return status;
    l->choice.standing = cli_flag(l->cli, "standing");
    if (l->cli->json) {
        l->array = mog_json_array();
    } else {
        const char *const heads[] = {"id",
                                     CLI_SAY(l->cli, "observed", "observerad"),
                                     CLI_SAY(l->cli, "kind", "slag"),
                                     CLI_SAY(l->cli, "subject", "objekt"),
                                     CLI_SAY(l->cli, "item", "element"),
                                     CLI_SAY(l->cli, "source", "källa"),
                                     CLI_SAY(l->cli, "assurance", "belägg"),
                                     ""};
        l->table = cli_table_new(l->cli, heads, sizeof heads / sizeof *heads, "r    LL ");
    }
    status = (l->choice.standing ? mog_snapshot_walk_standing : mog_snapshot_walk)(l->snapshot, l->choice.subject,
                                                                                   l->choice.kind, visit, l, err);
    if (l->table) cli_table_print(l->table);
    else if (!status) status = print_array(l, store, err);
    json_decref(l->array);
    if (!status && l->more) {
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(l->cli, "there are more than these %llu; --limit 0 shows all",
                            "det finns fler än dessa %llu; --limit 0 visar alla"),
                    (unsigned long long)l->count);
    }
    return status;
}

static mog_status read_limit(uint64_t *out, const cli_context *cli, mog_error *err)
{
    const char *given = cli_value(cli, "limit");
    char *end;
    *out = cli->json ? 0 : MOST_IN_TABLE;
    if (!given) return MOG_OK;
    *out = strtoull(given, &end, 10);
    if (*given < '0' || *given > '9' || *end) return cli_usage(err, cli, "--limit takes a number, not `%s`", given);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    listing l = {.cli = cli, .personal = cli_flag(cli, "personal")};
    mog_status status;
    if (cli->argc > 0)
        return cli_usage(err, cli, "`%s` is one word too many; filter with --subject and --kind", cli->argv[0]);
    if (l.personal && !cli->json)
        return cli_usage(err, cli, "the table shows no fields; --personal belongs with --format json");
    if ((status = cli_check_disclosure(cli, err))) goto done;
    if ((status = read_limit(&l.limit, cli, err))) goto done;
    if ((status = mog_store_open(&store, cli->store, l.personal, err))) goto done;
    if ((status = cli_begin_snapshot(&l.snapshot, store, cli, err))) goto done;
    status = print_all(&l, store, err);
    mog_snapshot_end(l.snapshot);
done:
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"subject", 0, "TYPE:NAME", "only evidence about this subject"},
    {"kind", 0, "KIND", "only evidence of this kind"},
    {"standing", 0, NULL, "without records that are retracted"},
    {"limit", 'n', "N", "at most N records, 0 for all; default 1000, all with --format json"},
    CLI_DISCLOSE_OPTIONS,
    {0},
};

const cli_command cmd_evidence_list = {
    .name = "evidence list",
    .usage = "",
    .summary = "list the records in the store",
    .text =
        "Every record is listed, older ones too: subject by subject, for each kind and item the newest first. Those that\n"
        "are retracted are marked. With --as-of only what was observed by then, with --known-at only what had been recorded\n"
        "by then.\n\n"
        "example:\n"
        "  mognad evidence list --subject system:payroll --kind backup\n"
        "  mognad evidence list --standing --known-at 2026-11-01",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

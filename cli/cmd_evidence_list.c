/* mognad evidence list */
#include "cli/disclose.h"
#include "engine/ingest/ingest.h"
#include "engine/store/seal.h"

#include <stdlib.h>

#define MOST_IN_TABLE 1000 /* records, unless --limit says otherwise */

typedef struct listing {
    cli_context *cli;
    mog_snapshot *snapshot;
    cli_table *table; /* NULL: JSON */
    json_t *array;
    uint64_t count, limit; /* limit 0: none */
    uint64_t sealed;       /* of those, with personal values */
    bool personal, more;
} listing;

static void add_to_table(listing *l, const mog_record *r, const mog_kind *kind)
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
}

static mog_status add_to_array(listing *l, const mog_record *record, const mog_kind *kind, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    l->sealed += mog_record_sealed_count(record, kind) > 0;
    mog_status status = mog_snapshot_open_record(&record, l->snapshot, arena, record, kind, l->personal, err);
    if (!status) mog_json_append(l->array, mog_record_to_json(record, kind, l->personal));
    mog_arena_free(arena);
    return status;
}

static mog_status visit(void *context, const mog_record *record, mog_error *err)
{
    listing *l = context;
    const mog_kind *kind;
    if (l->limit && l->count == l->limit) {
        l->more = true;
        return MOG_NO;
    }
    mog_status status = mog_snapshot_layout(&kind, l->snapshot, record->kind, record->version, err);
    if (status) return status;
    l->count++;
    if (!l->table) return add_to_array(l, record, kind, err);
    add_to_table(l, record, kind);
    return MOG_OK;
}

static mog_status fail_subject(listing *l, const char *wanted, mog_error *err)
{
    mog_subject *subjects;
    size_t count;
    mog_status status = mog_snapshot_subjects(&subjects, &count, l->cli->arena, l->snapshot, err);
    if (status) return status;
    mog_text *names = mog_take_array(l->cli->arena, mog_text, count);
    for (size_t i = 0; i < count; i++) names[i] = subjects[i].name;
    mog_fail(err, MOG_INPUT, "there is no evidence about `%s`", wanted);
    int nearest = mog_text_nearest(mog_text_of(wanted), names, count);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    return MOG_INPUT;
}

/* The numbers of what is asked for; 0: all. */
static mog_status find_filters(uint32_t *subject, uint32_t *kind, listing *l, mog_error *err)
{
    const char *wanted_subject = cli_value(l->cli, "subject"), *wanted_kind = cli_value(l->cli, "kind");
    mog_status status;
    *subject = *kind = 0;
    if (wanted_subject) {
        mog_text name = mog_text_nfc(l->cli->arena, mog_text_of(wanted_subject));
        if ((status = mog_snapshot_find(subject, l->snapshot, name, err))) return status;
        if (*subject == 0) return fail_subject(l, wanted_subject, err);
    }
    if (wanted_kind) {
        if ((status = mog_snapshot_find(kind, l->snapshot, mog_text_of(wanted_kind), err))) return status;
        if (*kind == 0) {
            mog_fail(err, MOG_INPUT, "there is no evidence of kind `%s`", wanted_kind);
            mog_error_hint(err, "`mognad evidence list` without --kind shows which kinds there are");
            return MOG_INPUT;
        }
    }
    return MOG_OK;
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
    uint32_t subject, kind;
    mog_status status = find_filters(&subject, &kind, l, err);
    if (status) return status;
    if (l->cli->json) {
        l->array = mog_json_array();
    } else {
        const char *const heads[] = {"id",
                                     CLI_SAY(l->cli, "observed", "observerad"),
                                     CLI_SAY(l->cli, "kind", "slag"),
                                     CLI_SAY(l->cli, "subject", "objekt"),
                                     CLI_SAY(l->cli, "item", "element"),
                                     CLI_SAY(l->cli, "source", "källa"),
                                     CLI_SAY(l->cli, "assurance", "belägg")};
        l->table = cli_table_new(l->cli, heads, sizeof heads / sizeof *heads, "r    LL");
    }
    status = mog_snapshot_walk(l->snapshot, subject, kind, visit, l, err);
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
    if ((status = mog_snapshot_begin(&l.snapshot, store, 0, err))) goto done;
    status = print_all(&l, store, err);
    mog_snapshot_end(l.snapshot);
done:
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"subject", 0, "TYPE:NAME", "only evidence about this subject"},
    {"kind", 0, "KIND", "only evidence of this kind"},
    {"limit", 'n', "N", "at most N records, 0 for all; default 1000, all with --format json"},
    CLI_DISCLOSE_OPTIONS,
    {0},
};

const cli_command cmd_evidence_list = {
    .name = "evidence list",
    .usage = "",
    .summary = "list the records in the store",
    .text = "Every record is listed, older ones too: subject by subject, for each kind and item the newest first.\n\n"
            "example:\n"
            "  mognad evidence list --subject system:payroll --kind backup",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad evidence show */
#include "cli/choosing.h"
#include "cli/disclose.h"
#include "cli/saving.h"
#include "cli/story.h"
#include "engine/ingest/ingest.h"
#include "engine/store/seal.h"

#include <string.h>

static void tell_withheld(const cli_context *cli, const json_t *withheld)
{
    mog_buffer names = {0};
    for (size_t i = 0; i < json_array_size(withheld); i++) {
        mog_buffer_format(&names, "%s%s", i ? ", " : "", json_string_value(json_array_get(withheld, i)));
    }
    mog_log_say(MOG_LEVEL_NOTE,
                CLI_SAY(cli, "personal fields are withheld: %s; --personal shows them",
                        "fält med personuppgifter är utelämnade: %s; --personal visar dem"),
                names.at ? names.at : "");
    mog_buffer_free(&names);
}

static void print_text(cli_context *cli, const json_t *record)
{
    const char *const heads[] = {CLI_SAY(cli, "field", "fält"), CLI_SAY(cli, "value", "värde")};
    cli_table *table = cli_table_new(cli, heads, 2, "  ");
    const json_t *withheld = json_object_get(record, "withheld"), *erased = json_object_get(record, "erased");
    for (void *at = json_object_iter((json_t *)record); at; at = json_object_iter_next((json_t *)record, at)) {
        const json_t *value = json_object_iter_value(at);
        if (value == withheld || value == erased) continue;
        const char *key = json_object_iter_key(at);
        cli_table_fields(table, strcmp(key, "fields") == 0 ? "" : key, value);
    }
    for (size_t i = 0; i < json_array_size(erased); i++) {
        cli_table_cell(table, CLI_PLAIN, "%s", json_string_value(json_array_get(erased, i)));
        cli_table_cell(table, CLI_DIM, "%s", CLI_SAY(cli, "(erased)", "(raderat)"));
    }
    cli_table_print(table);
    if (withheld) tell_withheld(cli, withheld);
}

/* Who recorded it, and which leaf it is, stand beside when; then what became of it. Takes `record` over. */
static mog_status tell_story(json_t **out, json_t *record, mog_snapshot *snapshot, uint64_t id, mog_error *err)
{
    json_t *told = *out = mog_json_object();
    static const char *const first[] = {"id", "recorded"};
    for (size_t i = 0; i < 2; i++) mog_json_set(told, first[i], json_incref(json_object_get(record, first[i])));
    mog_status status = cli_set_recorder(told, snapshot, id, err);
    mog_json_set(told, "leaf", mog_json_made(json_integer((json_int_t)id - 1)));
    if (json_object_update(told, record)) mog_out_of_memory();
    json_decref(record);
    if (!status) status = cli_set_retraction(told, snapshot, id, err);
    if (!status) status = cli_set_attachments(told, snapshot, id, err);
    return status;
}

/* *out: the record as JSON. *sealed: it has personal values. */
static mog_status read(json_t **out, bool *sealed, cli_context *cli, mog_snapshot *snapshot, uint64_t id,
                       mog_error *err)
{
    const mog_record *record;
    const mog_kind *kind;
    mog_status status = cli_find_record(&record, &kind, cli, snapshot, id, err);
    if (status) return status;
    if (cli->has_clock && record->observed > cli->clock) {
        char observed[MOG_TIME_TEXT];
        mog_time_format_short(observed, record->observed);
        return mog_fail(err, MOG_INPUT, "record %llu was observed %s, later than --as-of", (unsigned long long)id,
                        observed);
    }
    bool personal = cli_flag(cli, "personal");
    *sealed = mog_record_sealed_count(record, kind) > 0;
    status = mog_snapshot_open_record(&record, snapshot, cli->arena, record, kind, personal, err);
    return status ? status : tell_story(out, mog_record_to_json(record, kind, personal), snapshot, id, err);
}

static mog_status print(cli_context *cli, const json_t *record, mog_error *err)
{
    if (cli->json) return cli_print_json(record, err);
    print_text(cli, record);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    json_t *record = NULL;
    bool personal = cli_flag(cli, "personal"), sealed = false;
    const char *folder = cli_value(cli, "save");
    uint64_t id;
    if (cli->argc != 1) return cli_usage(err, cli, "name one record by its number");
    if (cli_read_id(&id, cli, cli->argv[0], err)) return MOG_USAGE;
    mog_status status = cli_check_disclosure(cli, err);
    if (!status) status = mog_store_open(&store, cli->store, personal, err);
    if (!status) status = cli_begin_snapshot(&snapshot, store, cli, err);
    if (!status) status = read(&record, &sealed, cli, snapshot, id, err);
    if (!status && folder) status = cli_save_attachments(cli, snapshot, id, folder, err);
    mog_snapshot_end(snapshot);
    if (!status && personal && sealed) {
        json_t *which = mog_json_object();
        mog_json_set(which, "record", mog_json_made(json_integer((json_int_t)id)));
        status = cli_disclose(cli, store, 1, which, err);
    }
    if (!status) status = print(cli, record, err);
    json_decref(record);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"save", 0, "DIR", "write the files that are attached to it there, none over another"},
    CLI_DISCLOSE_OPTIONS,
    {0},
};

const cli_command cmd_evidence_show = {
    .name = "evidence show",
    .usage = "ID",
    .summary = "show one record",
    .text =
        "With it stands who recorded it and when, which leaf of the journal's tree it is (the first is 0), what is attached\n"
        "to it, and whether it was retracted, by whom and why. Fields that a kind declares as personal are left out, and\n"
        "named, unless --personal is given. Those whose values were erased are named too.\n\n"
        "example:\n"
        "  mognad evidence show 4711 --format json\n"
        "  mognad evidence show 4711 --save ./attachments",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

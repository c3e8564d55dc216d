/* mognad evidence show */
#include "cli/disclose.h"
#include "engine/ingest/ingest.h"
#include "engine/store/seal.h"

#include <errno.h>
#include <stdlib.h>
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

/* *out: the record as JSON. *sealed: it has personal values. */
static mog_status read(json_t **out, bool *sealed, cli_context *cli, mog_snapshot *snapshot, uint64_t id,
                       mog_error *err)
{
    const mog_record *record;
    const mog_kind *kind;
    mog_status status = mog_snapshot_record(&record, snapshot, id, err);
    if (status) return status;
    if (!record) {
        mog_fail(err, MOG_INPUT, "there is no record %llu", (unsigned long long)id);
        mog_error_hint(err, "`mognad evidence list` shows the records there are");
        return MOG_INPUT;
    }
    if ((status = mog_snapshot_layout(&kind, snapshot, record->kind, record->version, err))) return status;
    bool personal = cli_flag(cli, "personal");
    *sealed = mog_record_sealed_count(record, kind) > 0;
    status = mog_snapshot_open_record(&record, snapshot, cli->arena, record, kind, personal, err);
    if (!status) *out = mog_record_to_json(record, kind, personal);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    json_t *record = NULL;
    bool personal = cli_flag(cli, "personal"), sealed = false;
    char *end;
    errno = 0;
    if (cli->argc != 1) return cli_usage(err, cli, "name one record by its number");
    uint64_t id = strtoull(cli->argv[0], &end, 10);
    if (cli->argv[0][0] < '0' || cli->argv[0][0] > '9' || *end || id == 0 || errno == ERANGE) {
        return cli_usage(err, cli, "`%s` is not the number of a record", cli->argv[0]);
    }
    mog_status status = cli_check_disclosure(cli, err);
    if (!status) status = mog_store_open(&store, cli->store, personal, err);
    if (!status) status = mog_snapshot_begin(&snapshot, store, MOG_UNTIL_NOW, err);
    if (!status) status = read(&record, &sealed, cli, snapshot, id, err);
    mog_snapshot_end(snapshot);
    if (!status && personal && sealed) {
        json_t *which = mog_json_object();
        mog_json_set(which, "record", mog_json_made(json_integer((json_int_t)id)));
        status = cli_disclose(cli, store, 1, which, err);
    }
    if (!status && cli->json) status = cli_print_json(record, err);
    else if (!status) print_text(cli, record);
    json_decref(record);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    CLI_DISCLOSE_OPTIONS,
    {0},
};

const cli_command cmd_evidence_show = {
    .name = "evidence show",
    .usage = "ID",
    .summary = "show one record",
    .text = "Fields that a kind declares as personal are left out, and named, unless --personal is given.\n"
            "Those whose values were erased are named too.\n\n"
            "example:\n"
            "  mognad evidence show 4711 --format json",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

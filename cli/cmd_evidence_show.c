/* mognad evidence show */
#include "cli/cli.h"
#include "engine/ingest/ingest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void print_text(cli_context *cli, const json_t *record)
{
    const char *const heads[] = {CLI_SAY(cli, "field", "fält"), CLI_SAY(cli, "value", "värde")};
    cli_table *table = cli_table_new(cli, heads, 2, "  ");
    const json_t *withheld = json_object_get(record, "withheld");
    for (void *at = json_object_iter((json_t *)record); at; at = json_object_iter_next((json_t *)record, at)) {
        const json_t *value = json_object_iter_value(at);
        if (value == withheld) continue;
        const char *key = json_object_iter_key(at);
        cli_table_fields(table, strcmp(key, "fields") == 0 ? "" : key, value);
    }
    cli_table_print(table);
    if (!withheld) return;
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

static mog_status show(cli_context *cli, mog_snapshot *snapshot, uint64_t id, mog_error *err)
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
    if (personal) status = mog_snapshot_open_record(&record, snapshot, cli->arena, record, kind, true, err);
    if (status) return status;
    json_t *json = mog_record_to_json(record, kind, personal);
    if (cli->json) status = cli_print_json(json, err);
    else print_text(cli, json);
    json_decref(json);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_status status;
    mog_store *store = NULL;
    mog_snapshot *snapshot = NULL;
    char *end;
    errno = 0;
    if (cli->argc != 1) return cli_usage(err, cli, "name one record by its number");
    uint64_t id = strtoull(cli->argv[0], &end, 10);
    if (cli->argv[0][0] < '0' || cli->argv[0][0] > '9' || *end || id == 0 || errno == ERANGE) {
        return cli_usage(err, cli, "`%s` is not the number of a record", cli->argv[0]);
    }
    if ((status = mog_store_open(&store, cli->store, false, err))) goto done;
    if ((status = mog_snapshot_begin(&snapshot, store, 0, err))) goto done;
    status = show(cli, snapshot, id, err);
    mog_snapshot_end(snapshot);
done:
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"personal", 0, NULL, "show personal fields too"},
    {0},
};

const cli_command cmd_evidence_show = {
    .name = "evidence show",
    .usage = "ID",
    .summary = "show one record",
    .text = "Fields that a kind declares as personal are left out, and named, unless --personal is given.\n\n"
            "example:\n"
            "  mognad evidence show 4711 --format json",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

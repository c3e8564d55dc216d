/* mognad evidence retract */
#include "cli/choosing.h"

#include "engine/ingest/ingest.h"

/* What stands in a retracted record's place. Copied, since it is told after the snapshot has ended. */
typedef struct retracted {
    uint64_t id, change;
    uint64_t
        stands; /* the newest record of the same subject, kind and item that is not retracted; 0: nothing is known */
    mog_time observed;
    bool as_before; /* it was newer anyhow */
} retracted;

typedef struct looking {
    const mog_record *record;
    retracted *out;
} looking;

/* The walk meets the newest of an item first. */
static mog_status visit(void *context, const mog_record *record, mog_error *err)
{
    looking *l = context;
    const mog_record *gone = l->record;
    (void)err;
    if ((record->flags & MOG_RECORD_CENSUS) != (gone->flags & MOG_RECORD_CENSUS) ||
        !mog_text_equal(mog_record_item(record), mog_record_item(gone)))
        return MOG_OK;
    l->out->stands = record->id;
    l->out->observed = record->observed;
    l->out->as_before =
        record->observed > gone->observed || (record->observed == gone->observed && record->id > gone->id);
    return MOG_NO;
}

static mog_status find_standing(retracted *out, cli_context *cli, mog_snapshot *snapshot, mog_error *err)
{
    const mog_record *record;
    const mog_kind *layout;
    uint32_t subject;
    mog_status status = cli_find_record(&record, &layout, cli, snapshot, out->id, err);
    if (!status) status = mog_snapshot_find(&subject, snapshot, mog_record_subject(record), err);
    if (status) return status;
    looking l = {record, out};
    return mog_snapshot_walk_standing(snapshot, subject, record->kind, visit, &l, err);
}

static mog_status find_all_standing(retracted *all, cli_context *cli, mog_store *store, mog_error *err)
{
    mog_snapshot *snapshot;
    mog_status status = mog_snapshot_begin(&snapshot, store, MOG_UNTIL_NOW, err);
    for (int i = 0; i < cli->argc && !status; i++) status = find_standing(&all[i], cli, snapshot, err);
    mog_snapshot_end(snapshot);
    return status;
}

static mog_status retract_all(retracted *all, cli_context *cli, mog_store *store, mog_error *err)
{
    mog_batch *batch;
    mog_text reason = mog_text_nfc(cli->arena, mog_text_of(cli_value(cli, "reason")));
    mog_status status = cli_begin_batch(&batch, store, cli, err);
    if (status) return status;
    for (int i = 0; i < cli->argc && !status; i++)
        status = mog_batch_retract(&all[i].change, batch, all[i].id, reason, err);
    if (!status) return mog_batch_commit(batch, err);
    mog_batch_abort(batch);
    return status;
}

/* ---- telling */

static mog_status print_json(const cli_context *cli, const retracted *all, mog_error *err)
{
    json_t *array = mog_json_array();
    for (int i = 0; i < cli->argc; i++) {
        json_t *one = mog_json_object(), *stands = json_null();
        if (all[i].stands) {
            stands = mog_json_object();
            mog_json_set(stands, "record", mog_json_made(json_integer((json_int_t)all[i].stands)));
            mog_json_set(stands, "observed", mog_json_time(all[i].observed));
        }
        mog_json_set(one, "record", mog_json_made(json_integer((json_int_t)all[i].id)));
        mog_json_set(one, "change", mog_json_made(json_integer((json_int_t)all[i].change)));
        mog_json_set(one, "stands", stands);
        mog_json_append(array, one);
    }
    mog_status status = cli_print_json(array, err);
    json_decref(array);
    return status;
}

static void print_one(const cli_context *cli, const retracted *r)
{
    char observed[MOG_TIME_TEXT];
    unsigned long long id = r->id, change = r->change, stands = r->stands;
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, "record %llu is retracted (change %llu); ", "post %llu är återtagen (ändring %llu); "), id,
              change);
    if (!stands) {
        cli_print(cli, CLI_PLAIN, "%s\n", CLI_SAY(cli, "nothing is known in its place", "inget är känt i dess ställe"));
        return;
    }
    mog_time_format_short(observed, r->observed);
    cli_print(cli, CLI_PLAIN,
              r->as_before ? CLI_SAY(cli, "record %llu, observed %s, stands as before\n",
                                     "post %llu, observerad %s, gäller som förut\n")
                           : CLI_SAY(cli, "record %llu, observed %s, stands in its place\n",
                                     "post %llu, observerad %s, gäller i dess ställe\n"),
              stands, observed);
}

static mog_status read_ids(retracted *all, const cli_context *cli, mog_error *err)
{
    mog_text reason = mog_text_of(cli_value(cli, "reason"));
    if (cli->argc == 0) return cli_usage(err, cli, "name the records to retract by their numbers");
    if (!reason.size) return cli_usage(err, cli, "say why with --reason TEXT; it is kept in the journal");
    if (mog_utf8_valid(reason) != reason.size) return cli_usage(err, cli, "the reason is not valid UTF-8");
    for (int i = 0; i < cli->argc; i++)
        if (cli_read_id(&all[i].id, cli, cli->argv[i], err)) return MOG_USAGE;
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    retracted *all = mog_take_array(cli->arena, retracted, (size_t)cli->argc);
    mog_status status = read_ids(all, cli, err);
    if (!status) status = mog_store_open(&store, cli->store, true, err);
    if (!status) status = retract_all(all, cli, store, err);
    if (!status) status = find_all_standing(all, cli, store, err);
    if (!status && cli->json) status = print_json(cli, all, err);
    for (int i = 0; i < cli->argc && !status && !cli->json; i++) print_one(cli, &all[i]);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"reason", 0, "TEXT", "why; kept in the journal, so name nobody in it"},
    {0},
};

const cli_command cmd_evidence_retract = {
    .name = "evidence retract",
    .usage = "ID… --reason TEXT",
    .summary = "take back records that should not have been added",
    .text =
        "From now on the records count as never having been recorded: an older one comes to light, or nothing is known. They\n"
        "are kept, and what was assessed before is assessed alike with --known-at. All are retracted, or none. What has\n"
        "changed in the world is not retracted: add what is so now.\n\n"
        "example:\n"
        "  mognad evidence retract 4711 --reason 'was about the test system'",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

/* mognad evidence export */
#include "cli/choosing.h"
#include "cli/disclose.h"
#include "cli/output.h"
#include "cli/saving.h"

#include "base/file.h"
#include "engine/ingest/ingest.h"
#include "engine/store/contents.h"
#include "engine/store/seal.h"

#include <unistd.h>

typedef struct exporting {
    cli_context *cli;
    mog_store *store;
    mog_snapshot *snapshot;
    cli_chosen chosen;
    cli_output output;
    cli_folder folder; /* of attachments; path NULL: they are left out */
    bool personal, with_ids;
    uint64_t withheld;       /* records whose personal values are left out */
    uint64_t files, omitted; /* attachments that came along, and that did not */
} exporting;

/* ---- what goes out is noted first */

static mog_status count_sealed(uint64_t *sealed, exporting *e, mog_error *err)
{
    mog_status status = MOG_OK;
    *sealed = 0;
    for (size_t i = 0; i < e->chosen.count && !status; i++) {
        const mog_record *record;
        const mog_kind *layout;
        status = cli_find_record(&record, &layout, e->cli, e->snapshot, e->chosen.ids[i], err);
        if (!status) *sealed += mog_record_sealed_count(record, layout) > 0;
    }
    return status;
}

/* A note is written in a batch, beside which there can be no snapshot; the next one shows the same. */
static mog_status disclose(exporting *e, mog_error *err)
{
    static const char *const filters[] = {"subject", "kind"};
    uint64_t sealed, until = mog_snapshot_until(e->snapshot);
    mog_status status = count_sealed(&sealed, e, err);
    if (status || !sealed) return status;
    mog_snapshot_end(e->snapshot);
    e->snapshot = NULL;
    json_t *which = mog_json_object();
    for (size_t i = 0; i < 2; i++) {
        const char *given = cli_value(e->cli, filters[i]);
        if (given) mog_json_set(which, filters[i], mog_json_text(mog_text_of(given)));
    }
    status = cli_disclose(e->cli, e->store, sealed, which, err);
    return status ? status : mog_snapshot_begin(&e->snapshot, e->store, until, err);
}

/* ---- attachments */

/* Whether the folder has the file already, from another record or an earlier export. */
static mog_status has_content(bool *out, const exporting *e, mog_arena *arena, const char *name,
                              const mog_digest *content, mog_error *err)
{
    mog_text bytes;
    *out = cli_folder_has(&e->folder, name);
    if (!*out) return MOG_OK;
    const char *path = mog_arena_format(arena, "%s/%s", e->folder.path, name);
    mog_status status = mog_file_read(&bytes, arena, path, MOG_CONTENT_LIMIT, err);
    if (status) return status;
    mog_digest digest = mog_blake2b(bytes.at, bytes.size);
    if (memcmp(&digest, content, sizeof digest) == 0) return MOG_OK;
    mog_fail(err, MOG_INPUT, "there is another file of that name already");
    mog_error_place(err, "%s", path);
    mog_error_hint(err, "name another folder; nothing is written over");
    return MOG_INPUT;
}

static mog_status write_content(exporting *e, mog_arena *arena, const mog_attachment *attachment, const char *name,
                                mog_error *err)
{
    bool has;
    mog_text bytes;
    mog_status status = has_content(&has, e, arena, name, &attachment->content, err);
    if (status || has) return status;
    status = mog_snapshot_content(&bytes, arena, e->snapshot, attachment, err);
    return status ? status : cli_folder_write(&e->folder, name, bytes, err);
}

static mog_status export_attachments(json_t *record, exporting *e, mog_arena *arena, uint64_t id, mog_error *err)
{
    mog_attachment *all;
    size_t count;
    mog_status status = mog_snapshot_attachments(&all, &count, arena, e->snapshot, id, err);
    if (status || !count) return status;
    if (!e->folder.path) {
        e->omitted += count;
        return MOG_OK;
    }
    json_t *array = mog_json_array();
    for (size_t i = 0; i < count && !status; i++) {
        char hex[2 * MOG_DIGEST_SIZE + 1];
        json_t *one = mog_json_object();
        mog_digest_hex(hex, &all[i].content);
        mog_json_set(one, "name", mog_json_text(all[i].name));
        mog_json_set(one, "size", mog_json_made(json_integer((json_int_t)all[i].size)));
        mog_json_set(one, "content", mog_json_made(json_string(hex)));
        mog_json_append(array, one);
        status = write_content(e, arena, &all[i], hex, err);
        e->files++;
    }
    mog_json_set(record, "attachments", array);
    return status;
}

/* ---- records */

static mog_status export_one(exporting *e, mog_arena *arena, uint64_t id, mog_error *err)
{
    static const char *const own[] = {"id", "recorded", "withheld", "erased"}; /* the store's to say */
    const mog_record *record;
    const mog_kind *layout;
    mog_status status = cli_find_record(&record, &layout, e->cli, e->snapshot, id, err);
    if (!status) status = mog_snapshot_open_record(&record, e->snapshot, arena, record, layout, e->personal, err);
    if (status) return status;
    json_t *json = mog_record_to_json(record, layout, e->personal);
    e->withheld += json_object_get(json, "withheld") != NULL;
    for (size_t i = 0; i < sizeof own / sizeof *own && !e->with_ids; i++) json_object_del(json, own[i]);
    status = export_attachments(json, e, arena, id, err);
    if (!status) status = mog_json_write_exact(e->output.stream, json, err);
    if (!status && fputc('\n', e->output.stream) == EOF)
        status = mog_fail(err, MOG_SYSTEM, "the output could not be written in full");
    json_decref(json);
    return status;
}

static mog_status export_all(exporting *e, mog_error *err)
{
    mog_progress progress;
    mog_status status = MOG_OK;
    mog_arena *arena = mog_arena_new();
    mog_progress_begin(&progress, CLI_SAY(e->cli, "exporting records", "exporterar poster"), e->chosen.count);
    if (!e->output.path && isatty(STDOUT_FILENO)) progress.visible = 0;
    for (size_t i = 0; i < e->chosen.count && !status; i++) {
        mog_arena_reset(arena);
        status = export_one(e, arena, e->chosen.ids[i], err);
        mog_progress_step(&progress, i + 1);
    }
    mog_progress_end(&progress);
    mog_arena_free(arena);
    return status;
}

/* On stderr, since the records may be on stdout. */
static void tell(const exporting *e)
{
    const cli_context *cli = e->cli;
    unsigned long long count = e->chosen.count, files = e->files;
    if (files) {
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "exported records: %llu, files attached to them: %llu",
                            "exporterade poster: %llu, bifogade filer: %llu"),
                    count, files);
    } else {
        mog_log_say(MOG_LEVEL_NOTE, CLI_SAY(cli, "exported records: %llu", "exporterade poster: %llu"), count);
    }
    if (e->withheld) {
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "personal fields are left out of %llu of them; --personal brings them along",
                            "fält med personuppgifter är utelämnade i %llu av dem; --personal tar med dem"),
                    (unsigned long long)e->withheld);
    }
    if (e->omitted) {
        mog_log_say(MOG_LEVEL_NOTE,
                    CLI_SAY(cli, "attached files are left out: %llu; --attachments DIR brings them along",
                            "bifogade filer är utelämnade: %llu; --attachments DIR tar med dem"),
                    (unsigned long long)e->omitted);
    }
}

static mog_status choose(exporting *e, mog_error *err)
{
    cli_choice choice;
    mog_status status = cli_choice_read(&choice, e->cli, e->snapshot, err);
    if (status) return status;
    choice.standing = true;
    choice.current = cli_flag(e->cli, "current");
    choice.has_as_of = choice.has_as_of || choice.current;
    return cli_choose_records(&e->chosen, e->snapshot, &choice, err);
}

static mog_status check(const cli_context *cli, mog_error *err)
{
    if (cli->argc > 0)
        return cli_usage(err, cli, "`%s` is one word too many; choose with --subject and --kind", cli->argv[0]);
    if (cli_flag(cli, "personal") && !cli_value(cli, "reason"))
        return cli_usage(err, cli, "say why personal values leave the store with --reason TEXT");
    return cli_check_disclosure(cli, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    exporting e = {.cli = cli, .personal = cli_flag(cli, "personal"), .with_ids = cli_flag(cli, "with-ids")};
    const char *folder = cli_value(cli, "attachments");
    e.folder.fd = -1;
    mog_status status = check(cli, err);
    if (!status) status = mog_store_open(&e.store, cli->store, e.personal, err);
    if (!status) status = cli_begin_snapshot(&e.snapshot, e.store, cli, err);
    if (!status) status = choose(&e, err);
    if (!status && folder) status = cli_folder_open(&e.folder, folder, err);
    if (!status && e.personal) status = disclose(&e, err);
    if (!status) status = cli_output_open(&e.output, cli, cli_value(cli, "output"), err);
    if (!status) status = export_all(&e, err);
    status = cli_output_close(&e.output, status, err);
    if (!status) tell(&e);
    if (e.folder.fd >= 0) close(e.folder.fd);
    cli_chosen_free(&e.chosen);
    mog_snapshot_end(e.snapshot);
    mog_store_close(e.store);
    return status;
}

static const cli_option options[] = {
    {"subject", 0, "TYPE:NAME", "only evidence about this subject"},
    {"kind", 0, "KIND", "only evidence of this kind"},
    {"current", 0, NULL, "only what is current at --as-of; else older records too"},
    {"with-ids", 0, NULL, "with the numbers and times of recording; `evidence add` does not take such lines"},
    {"attachments", 0, "DIR", "write the files that are attached there, and name them in the records"},
    {"output", 'o', "FILE", "write to a file instead of standard output"},
    CLI_DISCLOSE_OPTIONS,
    {0},
};

const cli_command cmd_evidence_export = {
    .name = "evidence export",
    .usage = "",
    .summary = "write records as JSON Lines, as `evidence add` takes them",
    .text =
        "In the order of recording, without those that are retracted. Fields that a kind declares as personal are left out,\n"
        "unless --personal is given with a --reason, which the journal keeps. For a copy of the whole store, with its journal,\n"
        "there are `store backup` and `store export`.\n\n"
        "example:\n"
        "  mognad evidence export --subject system:payroll --output payroll.jsonl\n"
        "  mognad evidence export --current --as-of 2026-11-01 --attachments files | gzip > evidence.jsonl.gz",
    .options = options,
    .common = CLI_STORE | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

/* mognad store check-proof */
#include "cli/audit.h"

#include "base/file.h"
#include "engine/audit/proof.h"
#include "engine/ingest/ingest.h"
#include "engine/store/seal.h"

#include <string.h>

typedef struct checking {
    mog_proof proof;
    const char *why;       /* NULL: it holds */
    const char *signed_by; /* a given key; NULL: none of them */
    const char *same_as;   /* the file of the given checkpoint; NULL: none was given */
    json_t *record;        /* what the record says; NULL: it is not in the proof */
} checking;

/* ---- what the checkpoint in the proof is worth */

static mog_status check_signature(checking *k, cli_context *cli, const mog_verifier *verifiers, uint32_t count)
{
    uint32_t signatures;
    bool *by = mog_take_array(cli->arena, bool, count);
    mog_error cause = MOG_ERROR_NONE;
    if (mog_signed_note_check(by, &signatures, &k->proof.signed_note, verifiers, count, &cause)) {
        k->why = mog_arena_format(cli->arena, "%s", cause.message);
        return MOG_NO;
    }
    for (uint32_t i = 0; i < count && !k->signed_by; i++)
        if (by[i]) k->signed_by = cli_key_label(cli, &verifiers[i]);
    if (count && !k->signed_by) k->why = "the checkpoint in it is signed by none of the given keys";
    return k->why ? MOG_NO : MOG_OK;
}

static mog_status compare_checkpoint(checking *k, cli_context *cli, const char *path, mog_error *err)
{
    mog_kept_checkpoint kept;
    const mog_checkpoint *in = &k->proof.checkpoint;
    if (!path) return MOG_OK;
    mog_status status = cli_read_checkpoint(&kept, NULL, cli, path, err);
    if (status) return status;
    if (mog_text_equal(kept.checkpoint.origin, in->origin) && kept.checkpoint.size == in->size &&
        memcmp(&kept.checkpoint.root, &in->root, sizeof in->root) == 0) {
        k->same_as = path;
        return MOG_OK;
    }
    k->why =
        mog_arena_format(cli->arena, "the checkpoint in it, of %llu changes, is another one than %s, of %llu changes",
                         (unsigned long long)in->size, path, (unsigned long long)kept.checkpoint.size);
    return MOG_NO;
}

/* ---- what is proven */

static mog_status describe_record(checking *k, cli_context *cli, mog_error *err)
{
    const mog_record *shown = k->proof.record;
    if (!shown) return MOG_OK;
    mog_status status = mog_record_open(&shown, cli->arena, k->proof.record, k->proof.kind, NULL, NULL, NULL, err);
    if (!status) k->record = mog_record_to_json(shown, k->proof.kind, false);
    return status;
}

static json_t *describe(const checking *k)
{
    const mog_change *change = &k->proof.change;
    char payload[2 * MOG_DIGEST_SIZE + 1];
    json_t *out = mog_json_object(), *checkpoint = mog_json_object();
    mog_digest_hex(payload, &change->payload);
    mog_json_set(out, "holds", mog_json_made(json_boolean(!k->why)));
    if (k->why) {
        mog_json_set(out, "difference", mog_json_text(mog_text_of(k->why)));
        json_decref(checkpoint);
        return out;
    }
    mog_json_set(out, "change", mog_json_made(json_integer((json_int_t)change->number)));
    mog_json_set(out, "type", mog_json_text(mog_text_of(mog_change_word(change->type))));
    mog_json_set(out, "recorded", mog_json_time(change->recorded));
    mog_json_set(out, "by", mog_json_text(mog_text_of(change->by)));
    mog_json_set(out, "payload", mog_json_text(mog_text_of(payload)));
    if (k->record) mog_json_set(out, "record", json_incref(k->record));
    if (k->proof.record) mog_json_set(out, "layout", mog_json_text(k->proof.layout));
    if (k->proof.note.size) mog_json_set(out, "note", mog_json_text(k->proof.note));
    mog_json_set(checkpoint, "store", mog_json_text(k->proof.checkpoint.origin));
    mog_json_set(checkpoint, "changes", mog_json_made(json_integer((json_int_t)k->proof.checkpoint.size)));
    mog_json_set(checkpoint, "signed_by", mog_json_string_or_null(k->signed_by));
    mog_json_set(checkpoint, "same_as", mog_json_string_or_null(k->same_as));
    mog_json_set(out, "checkpoint", checkpoint);
    return out;
}

static void line(cli_table *table, const char *label, const char *value)
{
    cli_table_cell(table, CLI_DIM, "%s", label);
    cli_table_cell(table, CLI_PLAIN, "%s", value);
}

static void print_record(cli_context *cli, const checking *k)
{
    const char *const heads[] = {CLI_SAY(cli, "field", "fält"), CLI_SAY(cli, "value", "värde")};
    putchar('\n');
    cli_table *table = cli_table_new(cli, heads, 2, "  ");
    const char *key;
    json_t *value;
    json_object_foreach(k->record, key, value) cli_table_fields(table, strcmp(key, "fields") == 0 ? "" : key, value);
    cli_table_print(table);
    cli_print(cli, CLI_DIM, "\n%s\n",
              CLI_SAY(cli, "layout, as it was registered:", "utformning, som den registrerades:"));
    cli_print_wrapped(cli, 2, k->proof.layout);
}

static void print_text(cli_context *cli, const checking *k)
{
    const mog_change *change = &k->proof.change;
    char recorded[MOG_TIME_TEXT], payload[2 * MOG_DIGEST_SIZE + 1];
    if (k->why) {
        cli_print(cli, CLI_RED, "%s", CLI_SAY(cli, "The proof does not hold: ", "Beviset håller inte: "));
        cli_print_wrapped(cli, 0, mog_text_of(k->why));
        return;
    }
    cli_print(cli, CLI_GREEN, "%s", CLI_SAY(cli, "The proof holds.\n", "Beviset håller.\n"));
    mog_time_format(recorded, change->recorded);
    mog_digest_hex(payload, &change->payload);
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    line(table, CLI_SAY(cli, "change", "ändring"),
         mog_arena_format(cli->arena, "%llu (%s)", (unsigned long long)change->number, mog_change_word(change->type)));
    line(table, CLI_SAY(cli, "recorded", "registrerad"), recorded);
    line(table, CLI_SAY(cli, "by", "av"), change->by);
    line(table, CLI_SAY(cli, "digest", "kontrollsumma"), payload);
    line(table, CLI_SAY(cli, "store", "lager"),
         mog_arena_copy(cli->arena, k->proof.checkpoint.origin.at, k->proof.checkpoint.origin.size));
    line(table, CLI_SAY(cli, "checkpoint", "kontrollpunkt"),
         mog_arena_format(cli->arena, CLI_SAY(cli, "%llu changes", "%llu ändringar"),
                          (unsigned long long)k->proof.checkpoint.size));
    if (k->signed_by) line(table, CLI_SAY(cli, "signed by", "signerad av"), k->signed_by);
    if (k->same_as) line(table, CLI_SAY(cli, "same as", "samma som"), k->same_as);
    cli_table_print(table);
    if (k->proof.note.size) {
        putchar('\n');
        cli_print_wrapped(cli, 2, k->proof.note);
    }
    if (k->record) print_record(cli, k);
}

/* ---- the command */

static mog_status check(checking *k, cli_context *cli, const mog_verifier *verifiers, uint32_t count, mog_error *err)
{
    mog_text text;
    const char *path = cli->argv[0];
    mog_status status = mog_file_read(&text, cli->arena, path, MOG_PROOF_LIMIT, err);
    if (!status) status = mog_proof_check(&k->proof, cli->arena, text, err);
    if (status == MOG_INPUT) mog_error_place(err, "%s", path);
    if (status == MOG_NO) k->why = k->proof.why;
    if (!status) status = compare_checkpoint(k, cli, cli_value(cli, "checkpoint"), err);
    if (!status) status = check_signature(k, cli, verifiers, count);
    return status ? status : describe_record(k, cli, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    checking k = {.why = NULL};
    mog_verifier *verifiers;
    uint32_t count;
    if (cli->argc != 1) return cli_usage(err, cli, "name one file with a proof");
    mog_status status = cli_verifiers(&verifiers, &count, cli, err);
    if (status) return status;
    if (!count && !cli_value(cli, "checkpoint"))
        return cli_usage(
            err, cli,
            "a proof is worth what its checkpoint is: give the signer's key with --verifier, or the checkpoint that you keep with --checkpoint");
    status = check(&k, cli, verifiers, count, err);
    if (status == MOG_OK || status == MOG_NO) {
        json_t *out = describe(&k);
        if (!cli->json) print_text(cli, &k);
        else if (cli_print_json(out, err)) status = err->status;
        json_decref(out);
    }
    json_decref(k.record);
    return status;
}

static const cli_option options[] = {
    CLI_VERIFIER_OPTION,
    {"checkpoint", 0, "FILE", "the checkpoint that you keep, which the proof must have been made under"},
    {0},
};

const cli_command cmd_store_check_proof = {
    .name = "store check-proof",
    .usage = "FILE",
    .summary = "check a proof, without the store",
    .text = "Says what is proven: which record was in the store, when it was recorded and by whom, and what\n"
            "it says, where the proof has that. Exit status 1: the proof does not hold.\n\n"
            "example:\n"
            "  mognad store check-proof 4711.proof --verifier \"$(cat audit.pub)\"",
    .options = options,
    .common = CLI_FORMAT | CLI_LANG,
    .run = run,
};

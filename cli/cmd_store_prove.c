/* mognad store prove */
#include "cli/audit.h"
#include "engine/audit/proof.h"

/* The checkpoint that is given, or a new one. */
static mog_status find_checkpoint(mog_text *out, cli_context *cli, mog_store *store, const mog_signer *signer,
                                  mog_error *err)
{
    const char *path = cli_value(cli, "checkpoint");
    mog_kept_checkpoint kept;
    mog_buffer made = {0};
    if (path) return cli_read_checkpoint(&kept, out, cli, path, err);
    mog_status status = cli_make_checkpoint(&made, store, signer, cli, err);
    if (!status) *out = (mog_text){mog_arena_copy(cli->arena, made.at, made.size), made.size};
    mog_buffer_free(&made);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    uint64_t number;
    json_t *proof = NULL;
    mog_store *store = NULL;
    mog_signer signer = {{{0}, {0}, {0}}, {0}};
    mog_text checkpoint;
    bool signs = !cli_value(cli, "checkpoint");
    if (cli->argc != 1) return cli_usage(err, cli, "name one record by its number");
    if (!signs && cli_value(cli, "key")) return cli_usage(err, cli, "--checkpoint and --key: give one of them");
    mog_status status = cli_parse_number(&number, cli, cli->argv[0], err);
    if (!status && signs) status = cli_read_key(&signer, cli, err);
    if (!status) status = mog_store_open(&store, cli->store, signs, err);
    if (!status) status = find_checkpoint(&checkpoint, cli, store, &signer, err);
    if (!status) status = mog_proof_make(&proof, store, number, !cli_flag(cli, "without-record"), checkpoint, err);
    mog_store_close(store);
    mog_signer_wipe(&signer);
    if (!status) status = cli_print_json(proof, err);
    json_decref(proof);
    return status;
}

static const cli_option options[] = {
    {"checkpoint", 0, "FILE", "prove it under a checkpoint that was made before"},
    {"key", 0, "FILE", "else under a new one, signed with this key; else MOGNAD_KEY"},
    {"without-record", 0, NULL, "leave out what the record says: only that it was there, and its digest"},
    {0},
};

const cli_command cmd_store_prove = {
    .name = "store prove",
    .usage = "ID",
    .summary = "print a proof that a record is in the store",
    .text = "The proof is JSON that stands by itself: the change that added the record, the record, the way\n"
            "from it to the root of the journal's tree, and a signed checkpoint with that root. Personal\n"
            "values are not in it. Other changes than records are proven by their number, too.\n\n"
            "example:\n"
            "  mognad store prove 4711 --key audit.key >4711.proof",
    .options = options,
    .common = CLI_STORE | CLI_LANG,
    .run = run,
};

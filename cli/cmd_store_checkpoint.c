/* mognad store checkpoint */
#include "cli/audit.h"

static mog_status hand_over(cli_context *cli, mog_text note, mog_error *err)
{
    const char *path = cli_value(cli, "out");
    if (!path) {
        fwrite(note.at, 1, note.size, stdout);
        return MOG_OK;
    }
    mog_status status =
        cli_write_new(path, note, "a checkpoint that is kept is not overwritten; give another name", err);
    if (status) return status;
    mog_kept_checkpoint made;
    if ((status = cli_read_checkpoint(&made, NULL, cli, path, err))) return status;
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, "A checkpoint of %llu changes was written to %s\n",
                      "En kontrollpunkt över %llu ändringar skrevs till %s\n"),
              (unsigned long long)made.checkpoint.size, path);
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_signer signer;
    mog_buffer note = {0};
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = cli_read_key(&signer, cli, err);
    if (status) return status;
    status = mog_store_open(&store, cli->store, true, err);
    if (!status) status = cli_make_checkpoint(&note, store, &signer, cli, err);
    mog_store_close(store);
    mog_signer_wipe(&signer);
    if (!status) status = hand_over(cli, (mog_text){note.at, note.size}, err);
    mog_buffer_free(&note);
    return status;
}

static const cli_option options[] = {
    CLI_KEY_OPTION,
    {"out", 'o', "FILE", "write it to a new file; else it is printed"},
    {0},
};

const cli_command cmd_store_checkpoint = {
    .name = "store checkpoint",
    .usage = "",
    .summary = "sign what the store holds now",
    .text = "A checkpoint says how many changes there are and the root of the tree over them. Keep it\n"
            "where those who can write to the store cannot: with it, `store verify` shows that nothing\n"
            "up to it was altered, and `store prove` that a record was there. It has the form that\n"
            "c2sp.org/tlog-checkpoint lays down. The first time a key signs, the journal says so.\n\n"
            "example:\n"
            "  mognad store checkpoint --key audit.key --out 2026-11.checkpoint",
    .options = options,
    .common = CLI_STORE | CLI_LANG,
    .run = run,
};

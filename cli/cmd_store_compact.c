/* mognad store compact */
#include "cli/care.h"
#include "engine/archive/compact.h"

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_compaction done;
    char before[CLI_SIZE_TEXT], after[CLI_SIZE_TEXT];
    if (cli->argc > 0) return cli_usage(err, cli, "`%s` is one word too many", cli->argv[0]);
    mog_status status = mog_store_compact(&done, cli->store, err);
    if (status) return status;
    if (cli->json) {
        json_t *json = mog_json_object();
        cli_set_count(json, "before", done.before);
        cli_set_count(json, "after", done.after);
        status = cli_print_json(json, err);
        json_decref(json);
        return status;
    }
    cli_size(before, cli, done.before);
    cli_size(after, cli, done.after);
    cli_tell(cli, false, CLI_SAY(cli, "%s before, %s now", "%s förut, %s nu"), before, after);
    return MOG_OK;
}

const cli_command cmd_store_compact = {
    .name = "store compact",
    .usage = "",
    .summary = "write the store's file anew, without the space that has become free",
    .text =
        "What the store holds stays the same, to the byte. Nobody else may have the store open meanwhile; whoever opens it waits. The disk must have room "
        "for a second file.\n\n"
        "example:\n"
        "  mognad store compact --store /srv/mognad",
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

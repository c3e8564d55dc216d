/* mognad store key new */
#include "cli/cli.h"
#include "engine/audit/key.h"

#include <pwd.h>
#include <unistd.h>

/* Who makes it, as the journal calls them. */
static const char *login(void)
{
    const struct passwd *user = getpwuid(geteuid());
    return user && mog_key_name_is_valid(mog_text_of(user->pw_name)) ? user->pw_name : "mognad";
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_verifier made;
    char text[MOG_VERIFIER_TEXT_SIZE];
    if (cli->argc != 1) return cli_usage(err, cli, "name the file that the key is to be written to");
    const char *name = cli_value(cli, "name");
    mog_status status = mog_key_new(&made, mog_text_of(name ? name : login()), cli->argv[0], err);
    if (status) return status;
    mog_verifier_write(text, &made);
    if (cli->json) {
        json_t *out = mog_json_object();
        mog_json_set(out, "file", mog_json_text(mog_text_of(cli->argv[0])));
        mog_json_set(out, "name", mog_json_text(mog_text_of(made.name)));
        mog_json_set(out, "verifier", mog_json_text(mog_text_of(text)));
        status = cli_print_json(out, err);
        json_decref(out);
        return status;
    }
    puts(text);
    mog_log_say(MOG_LEVEL_NOTE,
                CLI_SAY(cli, "whoever has %s can sign; the line above is for those who check what it signs",
                        "den som har %s kan signera; raden ovan är för dem som kontrollerar vad den signerar"),
                cli->argv[0]);
    return MOG_OK;
}

static const cli_option options[] = {
    {"name", 0, "NAME", "whose key it is, for example mognad.example/audit; default your login name"},
    {0},
};

const cli_command cmd_store_key_new = {
    .name = "store key new",
    .usage = "FILE",
    .summary = "make a key for signing checkpoints",
    .text = "FILE is made, for its owner alone, and never overwritten. What is printed is the key for\n"
            "checking signatures (--verifier): give it to those who will check, by a way that they trust.\n\n"
            "example:\n"
            "  mognad store key new --name mognad.example/audit audit.key >audit.pub",
    .options = options,
    .common = CLI_FORMAT | CLI_LANG,
    .run = run,
};

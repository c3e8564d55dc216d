/* mognad policy eval: the type and the value of an expression, and why. */
#include "cli/tryout.h"

static const cli_option options[] = {
    {"subject", 0, "NAME", "over this subject of the store (system:hr); without it no evidence can be read"},
    {0},
};

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_tryout tryout;
    mog_status status;
    const char *subject = cli_value(cli, "subject");
    if (cli->argc != 1) return cli_usage(err, cli, "it takes one expression; put it in quotation marks of the shell");
    if ((status = cli_tryout_begin(&tryout, cli, err))) return status;
    if (subject && (status = cli_tryout_subject(&tryout, subject, err))) return status;
    mog_text expression = mog_text_of(cli->argv[0]);
    return cli->json ? cli_tryout_json(&tryout, expression, err) : cli_tryout_text(&tryout, expression, err);
}

const cli_command cmd_policy_eval = {
    .name = "policy eval",
    .usage = "EXPR",
    .summary = "show the type and the value of an expression, and why",
    .text =
        "The expression is one of the rule language, as it stands after `require` or within a finding. It sees all that the\n"
        "policies declare. With --subject it is evaluated over that subject's evidence; the subject goes by its type and by\n"
        "the letter that the rules use. A kind by its name alone shows its record, or all its elements.\n"
        "Exit status 3 when the expression has errors, 1 when evaluating it fails.\n\n"
        "example:\n"
        "  mognad policy eval '2026-01-31 + 1 month'\n"
        "  mognad policy eval --subject system:hr 'every a in account where a.admin has a.mfa'\n",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .run = run,
};

/* mognad explain: why a verdict is what it is. */
#include "cli/report.h"

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_explanation *explanation = NULL;
    mog_status status;
    if (cli->argc != 2)
        return cli_usage(err, cli, "it takes a rule and a subject, as in `8.13/restore_tested system:hr`");
    mog_text rule = mog_text_of(cli->argv[0]), subject = mog_text_of(cli->argv[1]);
    if (mog_utf8_valid(subject) != subject.size) return cli_usage(err, cli, "the subject is not valid UTF-8");
    if ((status = cli_load_host(cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    subject = mog_text_nfc(cli->arena, subject);
    status = mog_explain(&explanation, cli->store, cli->policy, cli->host, rule, subject, cli_moment(cli), err);
    if (status) return status;
    if (cli->json) {
        json_t *object = mog_report_explanation(explanation, cli->policy);
        status = cli_print_json(object, err);
        json_decref(object);
    } else {
        cli_report_explanation(cli, explanation);
    }
    mog_explanation_free(explanation);
    return status;
}

const cli_command cmd_explain = {
    .name = "explain",
    .usage = "RULE SUBJECT",
    .summary = "show the values and records that decided a verdict",
    .text =
        "Evaluates one rule on one subject again and shows each value in the order it was found, the records behind them,\n"
        "and what to do.\n\n"
        "example:\n"
        "  mognad explain 8.13/restore_tested system:hr",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

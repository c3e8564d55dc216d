/* tryout.h: expressions tried out over a subject of the store: what `policy eval` and `policy repl` share. */
#ifndef MOG_CLI_TRYOUT_H
#define MOG_CLI_TRYOUT_H

#include "cli/cli.h"
#include "engine/assess/evaluate.h"

typedef struct cli_tryout {
    cli_context *cli;
    const mog_input *inputs; /* the policies */
    size_t input_count;
    mog_text subject; /* "system:hr"; empty: none */
} cli_tryout;

/* Reads the policies and sees to it that they compile: cli->policy. */
mog_status cli_tryout_begin(cli_tryout *out, cli_context *cli, mog_error *err);
/* The name of a subject: in NFC, with a type that the policies know. */
mog_status cli_tryout_subject(cli_tryout *tryout, const char *name, mog_error *err);

/* Type, value and why, as text. MOG_INPUT, with `err` not filled: the expression has errors, which are on stderr. MOG_NO: evaluating it failed. */
mog_status cli_tryout_text(const cli_tryout *tryout, mog_text expression, mog_error *err);
mog_status cli_tryout_json(const cli_tryout *tryout, mog_text expression, mog_error *err);
mog_status cli_tryout_type(const cli_tryout *tryout, mog_text expression);

#endif

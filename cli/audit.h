/* audit.h: what the commands that check signatures share. */
#ifndef MOG_CLI_AUDIT_H
#define MOG_CLI_AUDIT_H

#include "cli/cli.h"
#include "engine/audit/verify.h"

/* The keys given with --verifier, from cli->arena. MOG_INPUT: one is none. */
mog_status cli_verifiers(mog_verifier **out, uint32_t *count, cli_context *cli, mog_error *err);

/* Reads a checkpoint from a file into cli->arena; its signatures are not checked. `bytes` may be NULL. */
mog_status cli_read_checkpoint(mog_kept_checkpoint *out, mog_text *bytes, cli_context *cli, const char *path,
                               mog_error *err);

/* The signing key named by --key, or by MOGNAD_KEY. MOG_USAGE: by neither. The caller wipes it. */
mog_status cli_read_key(mog_signer *out, const cli_context *cli, mog_error *err);

/* Signs the store as it is now. The first time that a key signs for a store the journal says so, and so does a note. */
mog_status cli_make_checkpoint(mog_buffer *out, mog_store *store, const mog_signer *signer, const cli_context *cli,
                               mog_error *err);

/* The number of a record, or of another change. */
mog_status cli_parse_number(uint64_t *out, const cli_context *cli, const char *text, mog_error *err);

/* "NAME+1a2b3c4d" */
const char *cli_key_label(cli_context *cli, const mog_verifier *verifier);

/* Writes a new file; MOG_INPUT when there is something by the name already. */
mog_status cli_write_new(const char *path, mog_text text, const char *hint, mog_error *err);

#define CLI_VERIFIER_OPTION                                                                                            \
    {                                                                                                                  \
        "verifier", 0, "VKEY", "a key whose signatures count, as `mognad store key new` prints it; repeatable"         \
    }
#define CLI_KEY_OPTION                                                                                                 \
    {                                                                                                                  \
        "key", 0, "FILE", "the key to sign with; else MOGNAD_KEY"                                                      \
    }

#endif

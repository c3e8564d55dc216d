/* spool.h: records that wait, in a temporary file that has no name.
 *
 * Records come from processes of plugins, and a process with an open store must not fork; so they are laid down here first, in memory that
 * does not grow with their number. The file is in TMPDIR (else /tmp) and gone when the program ends, however it ends.
 *
 *     new -> add … -> rewind -> next … -> free
 */
#ifndef MOG_CLI_SPOOL_H
#define MOG_CLI_SPOOL_H

#include "base/error.h"
#include "base/text.h"

typedef struct cli_spool cli_spool;

mog_status cli_spool_new(cli_spool **out, mog_error *err);
void cli_spool_free(cli_spool *spool); /* NULL is allowed */

/* Where a record comes from: comes back with it. */
typedef struct cli_origin {
    uint64_t number; /* among those of its source, from 1 */
    uint32_t source;
} cli_origin;

/* MOG_SYSTEM: it cannot be written, as where the disk is full. */
mog_status cli_spool_add(cli_spool *spool, cli_origin origin, mog_text record, mog_error *err);

/* From now on it is read, from the first record. */
mog_status cli_spool_rewind(cli_spool *spool, mog_error *err);
/* The next record, borrowed until the next call; a NUL follows it. MOG_NO: there is none (`err` is not filled). */
mog_status cli_spool_next(mog_text *out, cli_origin *origin, cli_spool *spool, mog_error *err);

#endif

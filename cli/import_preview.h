/* import_preview.h: what an import would add, for people and for programs. */
#ifndef MOG_CLI_IMPORT_PREVIEW_H
#define MOG_CLI_IMPORT_PREVIEW_H

#include "cli/gathering.h"

/* The first records as they would be added, and how many of each kind. `g` has taken all of them. */
mog_status cli_preview_print(cli_gathering *g, mog_error *err);
/* The same as members of `out`: "records", "kinds". */
mog_status cli_preview_set(json_t *out, cli_gathering *g, mog_error *err);
/* All of them as lines that `evidence add` takes. */
mog_status cli_preview_lines(cli_gathering *g, mog_error *err);

#endif

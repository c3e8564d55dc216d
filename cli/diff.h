/* diff.h: what differs between two texts, line by line. */
#ifndef MOG_CLI_DIFF_H
#define MOG_CLI_DIFF_H

#include "base/text.h"

/* Adds a unified diff with three lines around each change, as patch(1) reads it; nothing where the texts are the same. The fewest
 * changes are found unless they are very many; then all between the first and the last is one change. */
void cli_diff(mog_buffer *out, const char *path, mog_text before, mog_text after);

#endif

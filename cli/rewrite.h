/* rewrite.h: a file's contents exchanged, whole or not at all. */
#ifndef MOG_CLI_REWRITE_H
#define MOG_CLI_REWRITE_H

#include "base/error.h"
#include "base/text.h"

/* Whoever reads the file meanwhile sees all of the one text or all of the other. Mode and owner stay; a link stays a link. The place
 * of an error is the path. */
mog_status cli_rewrite(const char *path, mog_text text, mog_error *err);

#endif

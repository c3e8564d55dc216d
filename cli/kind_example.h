/* kind_example.h: a record of a kind with an example in every field, as evidence to fill in: JSON, a table, and the mapping of that table. */
#ifndef MOG_CLI_KIND_EXAMPLE_H
#define MOG_CLI_KIND_EXAMPLE_H

#include "cli/kind_words.h"

/* What an example of a type is, as JSON; a new reference. Times are the day of cli->now. */
json_t *cli_type_example(const cli_context *cli, const mog_kind *kind, const mog_type *type);

/* The record, and of a `many` kind the census that names its item; an array of one or two objects; a new reference. `evidence add` takes it. */
json_t *cli_kind_example(const cli_context *cli, const mog_kind *kind);

/* The same as a table with a heading, in the signs that spreadsheets of the language use, and the mapping that reads it (docs/importing.md).
 * Lists of rows have no columns; how many such fields there are is returned. */
uint32_t cli_kind_table(mog_buffer *out, const cli_context *cli, const mog_kind *kind);
json_t *cli_kind_mapping(const cli_context *cli, const mog_kind *kind);

#endif

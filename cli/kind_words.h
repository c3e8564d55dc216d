/* kind_words.h: what people are told of a kind of evidence, in the same words by `kind list`, `kind show`, `evidence template` and `policy doc`. */
#ifndef MOG_CLI_KIND_WORDS_H
#define MOG_CLI_KIND_WORDS_H

#include "cli/report.h"
#include "dsl/reference.h"

/* In the arena of the command. */
const char *cli_kind_about(const cli_context *cli, const mog_kind *kind);   /* "system, host" */
const char *cli_kind_records(const cli_context *cli, const mog_kind *kind); /* "one record for each subject" */
const char *cli_kind_fresh(const cli_context *cli, const mog_kind *kind);   /* "30 days", "ever" */
const char *cli_type_words(const cli_context *cli, const mog_type *type);   /* "enum { a, b }" */
/* What a field means, and that it is personal. */
const char *cli_field_words(const cli_context *cli, const mog_field *field);

/* The kinds of the policies in force, with who reads them; the analysis is freed after the reference. */
mog_status cli_read_kinds(mog_analysis **analysis, mog_reference **all, cli_context *cli, mog_error *err);
/* MOG_INPUT: there is none of this name. */
mog_status cli_find_kind(const mog_used_kind **out, const cli_context *cli, const mog_reference *all, const char *name,
                         mog_error *err);

/* With its fields and who reads them; a new reference. */
json_t *cli_kind_to_json(const cli_context *cli, const mog_reference *all, const mog_used_kind *used);

#endif

/* choosing.h: which records a command is about, and in which order. */
#ifndef MOG_CLI_CHOOSING_H
#define MOG_CLI_CHOOSING_H

#include "cli/cli.h"

typedef struct cli_choice {
    uint32_t subject, kind; /* in the store's numbers; 0: all */
    bool has_as_of;
    mog_time as_of; /* observed not after it */
    bool standing;  /* without those that are retracted */
    bool current;   /* of these, those that are current at as_of (docs/language.md) */
} cli_choice;

/* --as-of, where it was given, and --subject and --kind, where they were. MOG_INPUT: there is no evidence of that name. */
mog_status cli_choice_read(cli_choice *out, cli_context *cli, mog_snapshot *snapshot, mog_error *err);
mog_status cli_choose_subject(uint32_t *out, cli_context *cli, mog_snapshot *snapshot, const char *wanted,
                              mog_error *err);
mog_status cli_choose_kind(uint32_t *out, const cli_context *cli, mog_snapshot *snapshot, const char *wanted,
                           mog_error *err);

/* Numbers of records, ascending: in the order of recording. malloc'd; zero-initialise. */
typedef struct cli_chosen {
    uint64_t *ids;
    size_t count, capacity;
} cli_chosen;

mog_status cli_choose_records(cli_chosen *out, mog_snapshot *snapshot, const cli_choice *choice, mog_error *err);
void cli_chosen_free(cli_chosen *chosen);

/* A record's number as a word of the command line; MOG_USAGE. */
mog_status cli_read_id(uint64_t *out, const cli_context *cli, const char *word, mog_error *err);
/* A record with the layout it was written under. MOG_INPUT: there is none of this number, or it is not seen. */
mog_status cli_find_record(const mog_record **record_view, const mog_kind **layout, const cli_context *cli,
                           mog_snapshot *snapshot, uint64_t id, mog_error *err);

#endif

/* cli.h: what the commands of `mognad` share: options, policies, plugins, output.
 *
 * Each command is one file, cli/cmd_NAME.c, with one entry in the table of main.c. A command returns its exit status (base/error.h) and
 * reports failures by cli_fail. Results go to stdout, everything else to stderr.
 */
#ifndef MOG_CLI_CLI_H
#define MOG_CLI_CLI_H

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "dsl/analysis.h"
#include "dsl/compile.h"
#include "engine/assess/assess.h"
#include "engine/host/host.h"
#include "engine/store/store.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct cli_option {
    const char *name;  /* "as-of"; the end of the list has NULL */
    char letter;       /* 0: none */
    const char *value; /* "TIME"; NULL: a flag */
    const char *help;
} cli_option;

typedef struct cli_context cli_context;

/* A command's own option as it was given; value NULL: a flag. */
typedef struct cli_given {
    const cli_option *option;
    const char *value;
} cli_given;

typedef struct cli_command {
    const char *name;          /* "evidence add" */
    const char *usage;         /* "[FILE…]" */
    const char *summary;       /* one line */
    const char *text;          /* more, ends with an example; may hold several lines */
    const cli_option *options; /* of its own, beside the common ones it asks for */
    unsigned common;           /* CLI_STORE | … */
    const char *formats;       /* of --format, with bars between, "text" first; NULL: "text|json" */
    mog_status (*run)(cli_context *cli, mog_error *err);
} cli_command;

/* Common options, in `common`. --help is everywhere. */
#define CLI_STORE_DEFAULT "mognad-store"
enum {
    CLI_STORE = 1,   /* --store DIR, else MOGNAD_STORE, else ./mognad-store */
    CLI_POLICY = 2,  /* --policy PATH (repeatable), else MOGNAD_POLICIES (colons), else installed or source policies/ */
    CLI_PLUGINS = 4, /* --plugins DIR (repeatable), then MOGNAD_PLUGINS (colons), else installed or built plugins */
    CLI_FORMAT = 8,  /* --format text|json */
    CLI_CLOCK = 16,  /* --as-of TIME */
    CLI_LANG = 32,   /* --lang en|sv, else LC_ALL, LC_MESSAGES, LANG */
    CLI_PROFILE = 64, /* --profile NAME */
    CLI_KNOWN = 128,  /* --known-at TIME */
};

struct cli_context {
    const cli_command *command;
    mog_arena *arena; /* lives as long as the command runs */
    int argc;         /* what is left after the options */
    char **argv;
    char **words;  /* all of them, options first */
    bool anywhere; /* set before they are read: paths in options are made absolute, in the words too */
    /* common options */
    const char *store;
    const char *profile;        /* NULL: none */
    const char *format;         /* the word of --format */
    bool json, swedish, colour; /* colour: stdout is a terminal, TERM is not dumb, NO_COLOR is not set */
    bool has_clock, has_known_at;
    mog_time known_at;                       /* --known-at */
    mog_time clock;                          /* --as-of, else the system's, read once */
    mog_time now;                            /* the system's, read once */
    int columns;                             /* of the terminal; 100 where stdout is none */
    const char **policies, **plugin_folders; /* paths in force */
    size_t policy_count, plugin_folder_count;
    const char *policies_sought; /* where policies were looked for, in words */
    cli_given *given;
    size_t given_count, given_capacity;
    /* filled in on demand, freed by main */
    mog_host *host;
    mog_policy *policy;
};

/* A command's own options. NULL: not given. */
const char *cli_value(const cli_context *cli, const char *option);
bool cli_flag(const cli_context *cli, const char *option);

/* A usage error: MOG_USAGE, with "mognad COMMAND --help" as the hint. */
mog_status cli_usage(mog_error *err, const cli_context *cli, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Fills in the common options from argv (without the command's words) and the environment. MOG_NO: help was asked for. */
mog_status cli_parse(cli_context *cli, int argc, char **argv, mog_error *err);
void cli_help(const cli_context *cli);
/* What a link or a path from here leads to, as a path from the root; also where nothing is. */
const char *cli_absolute(mog_arena *arena, const char *path);
bool cli_names_path(const char *value); /* "FILE…": a value or an argument of that name is a path */
/* Both times of --as-of and --known-at. */
mog_moment cli_moment(const cli_context *cli);
/* What the store holds at --known-at. */
mog_status cli_begin_snapshot(mog_snapshot **out, mog_store *store, const cli_context *cli, mog_error *err);
/* Opens the store for reading, and what it holds at --known-at. The snapshot ends before the store. */
mog_status cli_open_snapshot(mog_store **store, mog_snapshot **snapshot, const cli_context *cli, mog_error *err);
/* All commands, ends with NULL. */
extern const cli_command *const cli_commands[];
/* The command named by the first words, up to three; *words says how many. NULL: there is none. */
const cli_command *cli_find_command(int argc, char **argv, int *words);

/* mog_batch_begin at cli->now. Another writer is waited for, and when that takes long it is told. */
mog_status cli_begin_batch(mog_batch **out, mog_store *store, const cli_context *cli, mog_error *err);

/* Finds the plugins; compiles the policies with the kinds of the plugins. Diagnostics are printed to stderr; an error among them: MOG_INPUT. */
mog_status cli_load_host(cli_context *cli, mog_error *err);
mog_status cli_load_policy(cli_context *cli, mog_error *err);
/* Of these paths instead of those in force, if `count` > 0. */
mog_status cli_load_policy_at(cli_context *cli, char **paths, int count, mog_error *err);
/* Prints the errors and says how many there are. Returns MOG_INPUT. */
/* There are none where they were looked for. */
mog_status cli_no_policies(const cli_context *cli, const char *remedy, mog_error *err);
mog_status cli_refuse_policies(const cli_context *cli, const mog_diagnostics *diagnostics, mog_error *err);
/* The texts of the policies, and the kinds of the plugins, in cli->arena. The paths come from `paths` if `count` > 0. */
mog_status cli_read_policies(const mog_input **out, size_t *out_count, cli_context *cli, char **paths, int count,
                             mog_error *err);
/* The same without printing: for `policy check`. MOG_INPUT too where there is no profile of the name that was asked for. `diagnostics` is set, *policy may be NULL. The paths come from `paths` if `count` > 0. */
mog_status cli_compile(mog_policy **policy, mog_diagnostics **diagnostics, cli_context *cli, char **paths, int count,
                       mog_error *err);

/* Policies without errors with all of their text, for those who speak of it; freed with mog_analysis_free, before the host. */
mog_status cli_analyse(mog_analysis **out, cli_context *cli, char **paths, int count, mog_error *err);

/* Prints a table: columns are as wide as their widest cell. `marks` has a sign for each column: ' ' left, 'r' right (figures), 'L' and 'R'
 * the same for columns that are left out where a terminal is too narrow. What still is too wide is wrapped within its column. Cells are
 * UTF-8. `heads` NULL: without a line of heads. Escape sequences come only from `style`. */
typedef enum cli_style { CLI_PLAIN, CLI_BOLD, CLI_DIM, CLI_GREEN, CLI_YELLOW, CLI_RED } cli_style;
typedef struct cli_table cli_table;
cli_table *cli_table_new(cli_context *cli, const char *const *heads, size_t columns, const char *marks);
void cli_table_cell(cli_table *table, cli_style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
unsigned cli_table_print(cli_table *table); /* and frees it; bit n: column n was left out */
void cli_print(const cli_context *cli, cli_style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Wraps a paragraph to the terminal with an indent for the lines after the first. */
void cli_print_wrapped(const cli_context *cli, int indent, mog_text text);

/* The same, dim: what explains a table. */
void cli_print_dim(const cli_context *cli, mog_text text);
/* " --store DIR" where a command needs it to find the same store, else "". */
const char *cli_store_option(const cli_context *cli);
const char *cli_profile_option(const cli_context *cli); /* " --profile NAME", or "" */
/* Adds a row (path, value) for each value of a record's part to a table of two columns. */
void cli_table_fields(cli_table *table, const char *path, const json_t *value);
/* The same as indented lines, at most `most`; returns how many more there are. */
uint32_t cli_print_fields(cli_context *cli, const json_t *value, uint32_t most);
/* How evidence was come by, for people. */
const char *cli_assurance_word(const cli_context *cli, mog_assurance assurance);

/* JSON to stdout with a newline: indented on a terminal, on one line in a pipe. */
mog_status cli_print_json(const json_t *value, mog_error *err);

/* English or Swedish. */
#define CLI_SAY(cli, english, swedish_text) ((cli)->swedish ? (swedish_text) : (english))

/* The commands. */
#define C(command) extern const cli_command command;
#include "cli/commands.def"
#undef C

#endif

/* mognad policy repl: a prompt for expressions. */
#include "cli/prompt.h"
#include "cli/tryout.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at

static const cli_option options[] = {
    {"subject", 0, "NAME", "over this subject of the store (system:hr); `:subject` chooses another"},
    {0},
};

/* What may be done with the rest of a line that began with the command's word. MOG_NO: enough; other failures were told. */
typedef mog_status command_run(cli_tryout *tryout, const char *rest);

static void tell(const mog_error *err)
{
    fflush(stdout);
    if (err->status == MOG_OK) return;
    mog_log_say(MOG_LEVEL_ERROR, "%s", err->message);
    if (err->hint[0]) mog_log_say(MOG_LEVEL_NOTE, "%s", err->hint);
}

static mog_status show_type(cli_tryout *tryout, const char *rest)
{
    return cli_tryout_type(tryout, mog_text_of(rest));
}

static mog_status show_kinds(cli_tryout *tryout, const char *rest)
{
    (void)rest;
    cli_context *cli = tryout->cli;
    const mog_policy *policy = cli->policy;
    const char *colon = strchr(tryout->subject.at, ':');
    mog_text type = {tryout->subject.at, colon ? (size_t)(colon - tryout->subject.at) : 0};
    cli_table *table = cli_table_new(cli, NULL, 3, "   ");
    for (uint32_t i = 0; i < policy->kind_count; i++) {
        const mog_kind *kind = policy->kinds[i];
        if (type.size && !mog_kind_is_about(kind, type)) continue;
        mog_text title = cli->swedish && kind->title_sv.size ? kind->title_sv : kind->title;
        cli_table_cell(table, CLI_BOLD, "%.*s", T(kind->name));
        cli_table_cell(table, CLI_DIM, "%s", kind->many ? CLI_SAY(cli, "many", "flera") : "");
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(title));
    }
    cli_table_print(table);
    return MOG_OK;
}

static mog_status no_such_kind(const mog_policy *policy, mog_text name)
{
    mog_error err = MOG_ERROR_NONE;
    mog_text *names = mog_allocate((policy->kind_count + 1) * sizeof *names);
    for (uint32_t i = 0; i < policy->kind_count; i++) names[i] = policy->kinds[i]->name;
    int near = mog_text_nearest(name, names, policy->kind_count);
    mog_fail(&err, MOG_INPUT, "there is no kind `%.*s`", T(name));
    if (near >= 0) mog_error_hint(&err, "did you mean `%.*s`?", T(names[near]));
    else mog_error_hint(&err, ":kinds lists them");
    free(names);
    tell(&err);
    return MOG_INPUT;
}

static void add_fields(cli_context *cli, cli_table *table, const mog_row *row, int indent)
{
    for (uint32_t i = 0; i < row->count; i++) {
        const mog_field *field = &row->fields[i];
        mog_buffer type = {0};
        mog_type_describe(&type, &field->type);
        mog_text help = cli->swedish && field->help_sv.size ? field->help_sv : field->help;
        cli_table_cell(table, CLI_BOLD, "%*s%.*s", indent, "", T(field->path));
        cli_table_cell(table, CLI_PLAIN, "%s%s", type.at,
                       field->personal ? CLI_SAY(cli, ", personal", ", personuppgift") : "");
        cli_table_cell(table, CLI_DIM, "%.*s", T(help));
        mog_buffer_free(&type);
        if (field->type.tag == MOG_TYPE_LIST) add_fields(cli, table, field->type.row, indent + 2);
    }
}

static mog_status show_fields(cli_tryout *tryout, const char *rest)
{
    cli_context *cli = tryout->cli;
    const mog_kind *kind = mog_policy_kind(cli->policy, mog_text_of(rest));
    if (!kind) return no_such_kind(cli->policy, mog_text_of(rest));
    cli_table *table = cli_table_new(cli, NULL, 3, "   ");
    add_fields(cli, table, &kind->row, 0);
    cli_table_print(table);
    return MOG_OK;
}

static mog_status choose_subject(cli_tryout *tryout, const char *rest)
{
    mog_error err = MOG_ERROR_NONE;
    if (!*rest) {
        tryout->subject = MOG_TEXT("");
        return MOG_OK;
    }
    mog_status status = cli_tryout_subject(tryout, rest, &err);
    tell(&err);
    return status;
}

static mog_status quit(cli_tryout *tryout, const char *rest)
{
    (void)tryout, (void)rest;
    return MOG_NO;
}

static command_run show_help;

static const struct {
    const char *word, *rest, *help, *help_sv;
    command_run *run;
} commands[] = {
    {":type", "EXPR", "the type of an expression", "ett uttrycks typ", show_type},
    {":kinds", "", "the kinds of evidence about the subject", "slagen av underlag om objektet", show_kinds},
    {":fields", "KIND", "the fields of a kind", "ett slags fält", show_fields},
    {":subject", "NAME", "another subject, or none", "ett annat objekt, eller inget", choose_subject},
    {":help", "", "this text", "denna text", show_help},
    {":quit", "", "leave; so does the end of input", "lämna; det gör även slutet på indata", quit},
};
#define COMMANDS (sizeof commands / sizeof *commands)

static mog_status show_help(cli_tryout *tryout, const char *rest)
{
    (void)rest;
    cli_context *cli = tryout->cli;
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    cli_table_cell(table, CLI_BOLD, "%s", "EXPR");
    cli_table_cell(table, CLI_PLAIN, "%s", CLI_SAY(cli, "type, value and why", "typ, värde och varför"));
    for (size_t i = 0; i < COMMANDS; i++) {
        cli_table_cell(table, CLI_BOLD, "%s %s", commands[i].word, commands[i].rest);
        cli_table_cell(table, CLI_PLAIN, "%s", CLI_SAY(cli, commands[i].help, commands[i].help_sv));
    }
    cli_table_print(table);
    return MOG_OK;
}

static mog_status no_such_command(const char *line, size_t size)
{
    mog_error err = MOG_ERROR_NONE;
    mog_text words[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++) words[i] = mog_text_of(commands[i].word);
    int near = mog_text_nearest((mog_text){line, size}, words, COMMANDS);
    mog_fail(&err, MOG_INPUT, "there is no command `%.*s`", (int)size, line);
    if (near >= 0) mog_error_hint(&err, "did you mean `%s`?", commands[near].word);
    else mog_error_hint(&err, ":help lists them");
    tell(&err);
    return MOG_INPUT;
}

static mog_status run_command(cli_tryout *tryout, const char *line)
{
    size_t size = strcspn(line, " \t");
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strlen(commands[i].word) != size || strncmp(commands[i].word, line, size) != 0) continue;
        return commands[i].run(tryout, line + size + strspn(line + size, " \t"));
    }
    return no_such_command(line, size);
}

/* MOG_NO: enough. */
static mog_status run_line(cli_tryout *tryout, char *line, size_t length)
{
    mog_error err = MOG_ERROR_NONE;
    if (strlen(line) != length) {
        mog_fail(&err, MOG_INPUT, "the line holds the character U+0000; it is not text");
        tell(&err);
        return MOG_INPUT;
    }
    line += strspn(line, " \t\r\n");
    for (size_t size = strlen(line); size && strchr(" \t\r\n", line[size - 1]);) line[--size] = '\0';
    if (*line == '\0' || *line == '#') return MOG_OK;
    if (*line == ':') return run_command(tryout, line);
    mog_status status = cli_tryout_text(tryout, mog_text_of(line), &err);
    tell(&err);
    return status == MOG_NO ? MOG_INPUT : status; /* that it failed has been told */
}

static void add_words(cli_prompt *prompt, const mog_policy *policy)
{
    for (size_t i = 0; i < COMMANDS; i++) cli_prompt_word(prompt, mog_text_of(commands[i].word));
    for (uint32_t i = 0; i < policy->kind_count; i++) cli_prompt_word(prompt, policy->kinds[i]->name);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    cli_tryout tryout;
    mog_status status;
    const char *subject = cli_value(cli, "subject");
    if (cli->argc > 0) return cli_usage(err, cli, "unexpected argument `%s`", cli->argv[0]);
    if ((status = cli_tryout_begin(&tryout, cli, err))) return status;
    if (subject && (status = cli_tryout_subject(&tryout, subject, err))) return status;
    cli_prompt *prompt = cli_prompt_new();
    add_words(prompt, cli->policy);
    bool refused = false;
    if (cli_prompt_is_live(prompt))
        cli_print(cli, CLI_DIM, "%s\n", CLI_SAY(cli, ":help lists the commands", ":help visar kommandona"));
    while (status != MOG_NO) {
        size_t length;
        char *line = cli_prompt_read(prompt, tryout.subject, &length);
        if (!line) break;
        status = run_line(&tryout, line, length);
        refused |= status != MOG_OK && status != MOG_NO;
        free(line);
    }
    bool live = cli_prompt_is_live(prompt);
    cli_prompt_free(prompt);
    return refused && !live ? MOG_NO : MOG_OK;
}

const cli_command cmd_policy_repl = {
    .name = "policy repl",
    .usage = "",
    .summary = "try out expressions at a prompt",
    .text =
        "Reads expressions of the rule language, a line each, and shows the type, the value and why, as `policy eval` does. Lines\n"
        "that begin with a colon are commands; :help lists them. Where the input is no terminal, lines are read as they come,\n"
        "and the exit status is 1 when one of them was refused.\n\n"
        "example:\n"
        "  mognad policy repl --subject system:hr\n",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_CLOCK | CLI_LANG,
    .run = run,
};

/* mognad policy check */
#include "cli/cli.h"

#include "cli/idle.h"
#include "cli/numbers.h"
#include "cli/sarif.h"
#include "dsl/diagnostic.h"

#include <string.h>

#define LEAST 5 /* subjects that must agree */

/* ---- text */

/* The message's line with its sort in colour, then the line of the policy as it is. */
static void print_one(const cli_context *cli, const mog_diagnostics *all, const mog_diagnostic *one)
{
    bool error = mog_diagnostic_is_error(one->code);
    char sort[32];
    snprintf(sort, sizeof sort, ": %s %s: ", error ? "error" : "warning", mog_diagnostic_name(one->code));
    mog_buffer text = {0};
    mog_diagnostic_render(&text, all, one, true);
    const char *at = strstr(text.at, sort);
    if (at) {
        int place = (int)(at + 2 - text.at), words = (int)strlen(sort) - 4;
        cli_print(cli, CLI_BOLD, "%.*s", place, text.at);
        cli_print(cli, error ? CLI_RED : CLI_YELLOW, "%.*s", words, at + 2);
        cli_print(cli, CLI_PLAIN, "%s", at + 2 + words);
    } else {
        cli_print(cli, CLI_PLAIN, "%s", text.at);
    }
    mog_buffer_free(&text);
}

static void print_count(const cli_context *cli, const char *before, size_t count, const char *one, const char *several)
{
    cli_print(cli, CLI_PLAIN, "%s%zu %s", before, count, count == 1 ? one : several);
}

/* Without the steps of gates. */
static uint32_t rules_of(const mog_policy *policy)
{
    uint32_t rules = policy->rule_count;
    for (uint32_t g = 0; g < policy->gate_count; g++) rules -= policy->gates[g].count;
    return rules;
}

static void print_text(const cli_context *cli, const mog_policy *policy, const mog_diagnostics *all)
{
    for (size_t i = 0; i < all->count; i++) print_one(cli, all, &all->at[i]);
    size_t told = all->errors + all->warnings;
    if (told > all->count)
        cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "%zu more are not shown\n", "%zu till visas inte\n"), told - all->count);
    print_count(cli, "", all->file_count, CLI_SAY(cli, "file", "fil"), CLI_SAY(cli, "files", "filer"));
    if (policy)
        print_count(cli, ", ", rules_of(policy), CLI_SAY(cli, "rule", "regel"), CLI_SAY(cli, "rules", "regler"));
    if (policy && policy->gate_count)
        print_count(cli, ", ", policy->gate_count, CLI_SAY(cli, "gate", "grind"), CLI_SAY(cli, "gates", "grindar"));
    if (policy && policy->profile_count)
        print_count(cli, ", ", policy->profile_count, CLI_SAY(cli, "profile", "profil"),
                    CLI_SAY(cli, "profiles", "profiler"));
    if (policy && policy->group_count)
        print_count(cli, ", ", policy->group_count, CLI_SAY(cli, "group", "grupp"), CLI_SAY(cli, "groups", "grupper"));
    print_count(cli, ", ", all->errors, CLI_SAY(cli, "error", "fel"), CLI_SAY(cli, "errors", "fel"));
    print_count(cli, ", ", all->warnings, CLI_SAY(cli, "warning", "varning"), CLI_SAY(cli, "warnings", "varningar"));
    cli_print(cli, CLI_PLAIN, "\n");
}

/* ---- JSON */

static json_t *one_to_json(const mog_diagnostics *all, const mog_diagnostic *one)
{
    json_t *out = mog_json_object();
    const mog_source *file = &all->files[one->span.file];
    uint32_t line, column, end_line, end_column;
    mog_source_position(file, one->span.start, &line, &column);
    end_line = line;
    end_column = column;
    if (one->span.end > one->span.start) mog_source_position(file, one->span.end - 1, &end_line, &end_column);
    mog_json_set(out, "code", json_string(mog_diagnostic_name(one->code)));
    mog_json_set(out, "severity", json_string(mog_diagnostic_is_error(one->code) ? "error" : "warning"));
    mog_json_set(out, "file", mog_json_text(file->path));
    mog_json_set(out, "line", json_integer(line));
    mog_json_set(out, "column", json_integer(column));
    mog_json_set(out, "end_line", json_integer(end_line));
    mog_json_set(out, "end_column", json_integer(end_column));
    mog_json_set(out, "message", mog_json_text(one->message));
    return out;
}

static mog_status print_json(const mog_policy *policy, const mog_diagnostics *all, mog_error *err)
{
    json_t *out = mog_json_object(), *list = mog_json_array();
    mog_json_set(out, "files", json_integer(all->file_count));
    mog_json_set(out, "rules", policy ? json_integer(rules_of(policy)) : json_null());
    mog_json_set(out, "errors", json_integer((json_int_t)all->errors));
    mog_json_set(out, "warnings", json_integer((json_int_t)all->warnings));
    for (size_t i = 0; i < all->count; i++) mog_json_append(list, one_to_json(all, &all->at[i]));
    mog_json_set(out, "diagnostics", list);
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

static mog_status print_sarif(const mog_diagnostics *all, mog_error *err)
{
    json_t *out = cli_sarif(all);
    mog_status status = cli_print_json(out, err);
    json_decref(out);
    return status;
}

/* ---- the command */

static void on_progress(void *context, uint64_t done, uint64_t total)
{
    mog_progress *progress = context;
    progress->total = total;
    mog_progress_step(progress, done);
}

/* Holds sound policies against a store. */
static mog_status check_against_store(cli_context *cli, mog_error *err)
{
    uint32_t least = LEAST;
    mog_progress progress;
    mog_against *against = NULL;
    mog_assess_options how = {.clock = cli->clock, .progress = on_progress, .progress_context = &progress};
    if (strcmp(cli->format, "sarif") == 0)
        return cli_usage(err, cli,
                         "--against-store is told of in text or json, since it is not about lines of policies");
    mog_status status = cli_read_number(&least, cli, "least", 1000000, err);
    if (!status) status = cli_load_policy_at(cli, cli->argv, cli->argc, err);
    if (status) return status;
    mog_progress_begin(&progress, CLI_SAY(cli, "running the rules", "kör reglerna"), 0);
    status = mog_against_store(&against, cli->store, cli->policy, cli->host, &how, err);
    mog_progress_end(&progress);
    if (status) return status;
    json_t *idle = cli_idle(against, least);
    mog_against_free(against);
    if (cli->json) status = cli_print_json(idle, err);
    else cli_idle_print(cli, idle);
    if (status == MOG_OK && cli_idle_count(idle) && cli_flag(cli, "strict")) status = MOG_NO;
    json_decref(idle);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    if (cli_flag(cli, "against-store")) return check_against_store(cli, err);
    mog_policy *policy = NULL;
    mog_diagnostics *all = NULL;
    mog_status status = cli_compile(&policy, &all, cli, cli->argv, cli->argc, err);
    if (status) return status;
    if (cli->json) status = print_json(policy, all, err);
    else if (strcmp(cli->format, "sarif") == 0) status = print_sarif(all, err);
    else print_text(cli, policy, all);
    if (status == MOG_OK && all->errors) status = MOG_INPUT;
    if (status == MOG_OK && all->warnings && cli_flag(cli, "strict")) status = MOG_NO;
    mog_policy_free(policy);
    mog_diagnostics_free(all);
    return status;
}

static const cli_option options[] = {
    {"strict", 0, NULL, "warnings count: exit status 1"},
    {"against-store", 0, NULL,
     "run the rules over the store: which of them, and of their conditions, make no difference there"},
    {"least", 0, "N", "with --against-store: how many subjects must agree before it is told (5)"},
    {0},
};

const cli_command cmd_policy_check = {
    .name = "policy check",
    .usage = "[PATH…]",
    .summary = "check policies: syntax, names, types, and what is probably not meant",
    .text =
        "Compiles the policies at the paths (files, or folders with *.mog), or those in force, together with the kinds\n"
        "of the plugins, and tells of all errors and warnings at once. Exit status 3 when there are errors.\n"
        "`mognad policy explain CODE` says more of each sort. --format sarif is SARIF 2.1.0, which code review and build\n"
        "services read.\n"
        "\n"
        "With --against-store the rules are run over a store: told are rules that apply to no subject, come out the same\n"
        "everywhere or are never decided, conditions that no record tells apart, and kinds that nothing feeds or reads.\n"
        "\n"
        "example:\n"
        "  mognad policy check policies\n"
        "  mognad policy check --against-store --store mognad-store --as-of 2026-11-01\n",
    .options = options,
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_LANG,
    .formats = "text|json|sarif",
    .run = run,
};

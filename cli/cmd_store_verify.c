/* mognad store verify */
#include "cli/audit.h"

#include <string.h>
#include <unistd.h>

/* ---- progress, on a terminal */

static void show_progress(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    fprintf(stderr, "\r%3llu %%\033[K", total ? (unsigned long long)((double)done / (double)total * 100) : 0ull);
}

/* ---- the report for people */

static uint64_t figure(const json_t *report, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(report, key));
}

static const char *word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void row(cli_table *table, const char *label, uint64_t value)
{
    cli_table_cell(table, CLI_DIM, "%s", label);
    cli_table_cell(table, CLI_PLAIN, "%llu", (unsigned long long)value);
}

static void print_personal(cli_context *cli, cli_table *table, const json_t *personal)
{
    const struct {
        const char *key, *label;
    } rows[] = {
        {"opened", CLI_SAY(cli, "personal values", "personuppgifter")},
        {"erased", CLI_SAY(cli, "  erased", "  raderade")},
        {"without_key", CLI_SAY(cli, "  whose keys are not here", "  vars nycklar inte finns här")},
        {"withheld", CLI_SAY(cli, "  left out at an import", "  utelämnade vid en import")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows && figure(personal, "values"); i++) {
        if (i == 0 || figure(personal, rows[i].key)) row(table, rows[i].label, figure(personal, rows[i].key));
    }
}

static void print_figures(cli_context *cli, const json_t *report)
{
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    cli_table_cell(table, CLI_DIM, "%s", CLI_SAY(cli, "store", "lager"));
    cli_table_cell(table, CLI_PLAIN, "%s", word(report, "store"));
    row(table, CLI_SAY(cli, "changes", "ändringar"), figure(report, "changes"));
    row(table, CLI_SAY(cli, "records", "poster"), figure(report, "records"));
    row(table, CLI_SAY(cli, "layouts of kinds", "utformningar av slag"), figure(report, "kinds"));
    row(table, CLI_SAY(cli, "notes", "noteringar"), figure(report, "notes"));
    row(table, CLI_SAY(cli, "attached files", "bilagda filer"), figure(report, "contents"));
    print_personal(cli, table, json_object_get(report, "personal"));
    cli_table_print(table);
}

static void print_checkpoints(cli_context *cli, const json_t *report)
{
    const char *const heads[] = {CLI_SAY(cli, "checkpoint", "kontrollpunkt"), CLI_SAY(cli, "changes", "ändringar"),
                                 CLI_SAY(cli, "holds", "stämmer"), CLI_SAY(cli, "signed by", "signerad av")};
    const json_t *all = json_object_get(report, "checkpoints");
    bool from_store = false;
    if (json_array_size(all) == 0) return;
    putchar('\n');
    cli_table *table = cli_table_new(cli, heads, 4, " r  ");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i), *holds = json_object_get(one, "holds");
        bool given = strcmp(word(one, "key"), "given") == 0;
        from_store |= !given;
        cli_table_cell(table, CLI_PLAIN, "%s", word(one, "file"));
        cli_table_cell(table, CLI_PLAIN, "%llu", (unsigned long long)figure(one, "changes"));
        cli_table_cell(table,
                       json_is_true(holds)   ? CLI_GREEN
                       : json_is_null(holds) ? CLI_DIM
                                             : CLI_RED,
                       "%s",
                       json_is_true(holds)   ? CLI_SAY(cli, "yes", "ja")
                       : json_is_null(holds) ? CLI_SAY(cli, "not reached", "hann inte prövas")
                                             : CLI_SAY(cli, "no", "nej"));
        cli_table_cell(table, CLI_PLAIN, "%s%s", word(one, "signed_by"), given ? "" : " *");
    }
    cli_table_print(table);
    if (from_store)
        cli_print_dim(
            cli,
            mog_text_of(CLI_SAY(
                cli,
                "* The key is known only from the store itself, where whoever can write to it could have put it. Give the signer's key with --verifier.",
                "* Nyckeln är känd bara från lagret självt, dit den som kan skriva i det kan ha lagt den. Ange signerarens nyckel med --verifier.")));
}

static void print_difference(cli_context *cli, const json_t *difference)
{
    static const struct {
        const char *key, *english, *swedish;
    } parts[] = {
        {"database", "database", "databas"},
        {"change", "change", "ändring"},
        {"record", "record", "post"},
        {"subject", "subject", "objekt"},
        {"item", "item", "enhet"},
        {"kind", "kind", "slag"},
        {"checkpoint", "checkpoint", "kontrollpunkt"},
    };
    cli_print(cli, CLI_RED, "%s", CLI_SAY(cli, "The store differs: ", "Lagret avviker: "));
    cli_print_wrapped(cli, 0, mog_text_of(word(difference, "what")));
    cli_table *table = cli_table_new(cli, NULL, 2, "  ");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const json_t *value = json_object_get(difference, parts[i].key);
        if (!value) continue;
        cli_table_cell(table, CLI_DIM, "%s", CLI_SAY(cli, parts[i].english, parts[i].swedish));
        if (json_is_string(value)) cli_table_cell(table, CLI_PLAIN, "%s", json_string_value(value));
        else cli_table_cell(table, CLI_PLAIN, "%llu", (unsigned long long)json_integer_value(value));
    }
    cli_table_print(table);
}

static void print_text(cli_context *cli, const json_t *report)
{
    const json_t *difference = json_object_get(report, "difference");
    if (difference) {
        print_difference(cli, difference);
    } else {
        cli_print(cli, CLI_GREEN, "%s", CLI_SAY(cli, "All holds.\n", "Allt stämmer.\n"));
        print_figures(cli, report);
    }
    print_checkpoints(cli, report);
    if (!difference && json_array_size(json_object_get(report, "checkpoints")) == 0)
        cli_print_dim(
            cli,
            mog_text_of(CLI_SAY(
                cli,
                "The store is whole. That nobody has made it anew shows only against a checkpoint that is kept elsewhere (--checkpoint).",
                "Lagret är helt. Att ingen har gjort om det visar sig bara mot en kontrollpunkt som förvaras någon annanstans (--checkpoint).")));
}

/* ---- the command */

static mog_status read_checkpoints(mog_verify_plan *plan, cli_context *cli, mog_error *err)
{
    mog_kept_checkpoint *all = mog_take_array(cli->arena, mog_kept_checkpoint, cli->given_count);
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, "checkpoint") != 0) continue;
        mog_status status = cli_read_checkpoint(&all[plan->checkpoint_count], NULL, cli, cli->given[i].value, err);
        if (status) return status;
        plan->checkpoint_count++;
    }
    plan->checkpoints = all;
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    json_t *report;
    mog_verifier *verifiers;
    mog_verify_plan plan = {.folder = cli->store};
    if (cli->argc > 0)
        return cli_usage(err, cli, "`%s` is one word too many; checkpoints are given with --checkpoint", cli->argv[0]);
    mog_status status = cli_verifiers(&verifiers, &plan.verifier_count, cli, err);
    if (!status) status = read_checkpoints(&plan, cli, err);
    if (status) return status;
    plan.verifiers = verifiers;
    bool terminal = isatty(STDERR_FILENO);
    if (terminal) plan.progress = show_progress;
    status = mog_verify(&report, &plan, err);
    if (terminal) fputs("\r\033[K", stderr);
    if (!report) return status;
    if (!cli->json) print_text(cli, report);
    else if (cli_print_json(report, err)) status = err->status;
    json_decref(report);
    return status;
}

static const cli_option options[] = {
    {"checkpoint", 0, "FILE", "a checkpoint that was kept, to hold the store against; repeatable"},
    CLI_VERIFIER_OPTION,
    {0},
};

const cli_command cmd_store_verify = {
    .name = "store verify",
    .usage = "",
    .summary = "whether the store is what its journal and its checkpoints say",
    .text = "Everything is computed again: each record, note, name, attachment and personal value against\n"
            "the journal, the journal's tree, and the tree against each checkpoint. The first difference\n"
            "is told; then the exit status is 1.\n\n"
            "example:\n"
            "  mognad store verify --checkpoint 2026-11.checkpoint --verifier \"$(cat audit.pub)\"",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

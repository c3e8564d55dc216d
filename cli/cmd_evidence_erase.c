/* mognad evidence erase */
#include "cli/cli.h"
#include "engine/store/erase.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static mog_status read_erasure(mog_erasure *out, cli_context *cli, mog_error *err)
{
    const char *subject = cli_value(cli, "subject"), *reason = cli_value(cli, "reason");
    mog_text *persons = mog_take_array(cli->arena, mog_text, cli->given_count);
    *out = (mog_erasure){.persons = persons, .reason = mog_text_of(reason)};
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, "person") == 0)
            persons[out->person_count++] = mog_text_of(cli->given[i].value);
    }
    if (cli->argc > 0)
        return cli_usage(err, cli, "`%s` is one word too many; name persons with --person", cli->argv[0]);
    if (out->person_count == 0) return cli_usage(err, cli, "say whose values are to be erased with --person NAME");
    if (!cli_flag(cli, "dry-run") && !out->reason.size)
        return cli_usage(err, cli, "say why with --reason TEXT; it is kept in the journal, so name nobody in it");
    if (subject) out->subject = mog_text_nfc(cli->arena, mog_text_of(subject));
    return MOG_OK;
}

/* "3 values in 2 records" */
static const char *counted(const cli_context *cli, const mog_erased *e)
{
    return mog_arena_format(cli->arena, "%llu %s %llu %s", (unsigned long long)e->values,
                            e->values == 1 ? CLI_SAY(cli, "value in", "värde i")
                                           : CLI_SAY(cli, "values in", "värden i"),
                            (unsigned long long)e->records,
                            e->records == 1 ? CLI_SAY(cli, "record", "post") : CLI_SAY(cli, "records", "poster"));
}

/* Nobody gets an erased value back, so whoever sits there is asked. *yes false: do not. */
static mog_status ask(bool *yes, cli_context *cli, const mog_erased *e, mog_error *err)
{
    char answer[16];
    *yes = true;
    if (cli_flag(cli, "yes")) return MOG_OK;
    if (!isatty(STDIN_FILENO))
        return cli_usage(err, cli, "nobody can be asked here; --yes says that the values are to be erased");
    fprintf(stderr, CLI_SAY(cli, "Erase %s for good? [y/N] ", "Radera %s för gott? [j/N] "), counted(cli, e));
    fflush(stderr);
    *yes = fgets(answer, sizeof answer, stdin) && strchr("yYjJ", answer[0]) && answer[0];
    if (!*yes) mog_log_say(MOG_LEVEL_NOTE, "%s", CLI_SAY(cli, "nothing was erased", "inget raderades"));
    return MOG_OK;
}

static mog_status print(cli_context *cli, const mog_erased *e, bool done, mog_error *err)
{
    if (cli->json) {
        json_t *json = mog_json_object();
        mog_json_set(json, "erased", json_boolean(done));
        mog_json_set(json, "persons", mog_json_made(json_integer((json_int_t)e->persons)));
        mog_json_set(json, "values", mog_json_made(json_integer((json_int_t)e->values)));
        mog_json_set(json, "records", mog_json_made(json_integer((json_int_t)e->records)));
        mog_json_set(json, "others", mog_json_made(json_integer((json_int_t)e->others)));
        if (done) mog_json_set(json, "change", mog_json_made(json_integer((json_int_t)e->change)));
        mog_status status = cli_print_json(json, err);
        json_decref(json);
        if (status) return status;
    } else if (!e->persons) {
        cli_print(cli, CLI_PLAIN, "%s\n",
                  CLI_SAY(cli, "nobody of that name has personal values here",
                          "ingen med det namnet har personuppgifter här"));
    } else {
        cli_print(cli, CLI_PLAIN,
                  done ? CLI_SAY(cli, "%s erased, by change %llu\n", "%s raderade, genom ändring %llu\n")
                       : CLI_SAY(cli, "%s would be erased\n", "%s skulle raderas\n"),
                  counted(cli, e), (unsigned long long)e->change);
    }
    if (e->others) {
        mog_log_say(
            MOG_LEVEL_NOTE,
            CLI_SAY(
                cli,
                "the same records have personal values of others: %llu; a text is its own person's unless the evidence says "
                "whose it is (docs/evidence.md)",
                "samma poster har personuppgifter om andra: %llu; en text hör till den den själv nämner om underlaget inte "
                "säger vems den är (docs/evidence.md)"),
            (unsigned long long)e->others);
    }
    if (done) {
        mog_log_say(
            MOG_LEVEL_NOTE, "%s",
            CLI_SAY(cli,
                    "copies of the store that were made with its keys have the values still, and so may names of "
                    "items, sources and attachments (docs/personal-data.md)",
                    "kopior av lagret som tagits med nycklarna har värdena kvar, och det kan även elementnamn, källor "
                    "och bilagor ha (docs/personal-data.md)"));
    }
    return e->persons ? MOG_OK : MOG_NO;
}

static mog_status erase(mog_erased *out, cli_context *cli, mog_store *store, const mog_erasure *erasure, mog_error *err)
{
    mog_batch *batch = NULL;
    mog_status status = cli_begin_batch(&batch, store, cli, err);
    if (!status) status = mog_batch_erase(out, batch, erasure, err);
    if (status || !out->persons) {
        mog_batch_abort(batch);
        return status;
    }
    return mog_batch_commit(batch, err);
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_store *store = NULL;
    mog_erasure erasure;
    mog_erased e;
    bool dry = cli_flag(cli, "dry-run"), yes = false;
    mog_status status = read_erasure(&erasure, cli, err);
    if (!status) status = mog_store_open(&store, cli->store, !dry, err);
    if (!status) status = mog_store_count_erasure(&e, store, &erasure, err);
    if (!status && !dry && e.persons) status = ask(&yes, cli, &e, err);
    if (!status && yes) status = erase(&e, cli, store, &erasure, err);
    if (!status) status = print(cli, &e, yes && e.persons, err);
    mog_store_close(store);
    return status;
}

static const cli_option options[] = {
    {"person", 0, "NAME", "whose values; may be given several times"},
    {"subject", 0, "TYPE:NAME", "only those in evidence about this subject; else about all"},
    {"reason", 0, "TEXT", "why; kept in the journal"},
    {"dry-run", 0, NULL, "only tell how many values there are"},
    {"yes", 'y', NULL, "do not ask"},
    {0},
};

const cli_command cmd_evidence_erase = {
    .name = "evidence erase",
    .usage = "--person NAME… --reason TEXT",
    .summary = "erase a person's values for good",
    .text =
        "Values of fields that a kind declares as personal are stored encrypted, under a key for each person and subject\n"
        "(docs/personal-data.md). The values and the key are taken away; that there was a value stays to be seen, and the\n"
        "journal says when, by whom and why it was erased. The exit status is 1 when nobody of the name is found.\n\n"
        "example:\n"
        "  mognad evidence erase --person 'Anna Andersson' --subject system:payroll --reason 'request 2026-31'",
    .options = options,
    .common = CLI_STORE | CLI_FORMAT | CLI_LANG,
    .run = run,
};

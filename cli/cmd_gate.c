/* mognad gate: whether a subject may pass a gate, and what remains. */
#include "cli/report.h"

#include "engine/assess/gate.h"

#define T(text) (int)(text).size, (text).at

/* ---- the list of gates */

static void print_gates(cli_context *cli)
{
    static const char *const en[] = {"Gate", "for", "steps", "Title"}, *const sv[] = {"Grind", "för", "steg", "Titel"};
    const mog_policy *policy = cli->policy;
    if (policy->gate_count == 0) {
        cli_print(cli, CLI_PLAIN, "%s",
                  CLI_SAY(cli, "The policies declare no gate.\n", "Policyerna innehåller ingen grind.\n"));
        return;
    }
    cli_table *table = cli_table_new(cli, cli->swedish ? sv : en, 4, "  r ");
    for (uint32_t g = 0; g < policy->gate_count; g++) {
        const mog_gate *gate = &policy->gates[g];
        cli_table_cell(table, CLI_BOLD, "%.*s", T(gate->name));
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(gate->subject_type));
        cli_table_cell(table, CLI_PLAIN, "%u", gate->count);
        cli_table_cell(table, CLI_PLAIN, "%.*s", T(cli_choose(cli, gate->title, gate->title_sv)));
    }
    cli_table_print(table);
}

static mog_status list_gates(cli_context *cli, mog_error *err)
{
    mog_status status = MOG_OK;
    if (!cli->json) {
        print_gates(cli);
        return status;
    }
    json_t *list = mog_report_gates(cli->policy);
    status = cli_print_json(list, err);
    json_decref(list);
    return status;
}

/* ---- one gate */

static void print_words(const cli_context *cli, const char *words)
{
    cli_print_wrapped(cli, 6, mog_text_of(mog_arena_format(cli->arena, "      %s", words)));
}

static void print_step(cli_context *cli, const mog_passage *passage, const mog_result *result)
{
    const mog_assessment *assessment = passage->assessment;
    const mog_rule *step = &assessment->policy->rules[result->rule];
    mog_text title = cli_choose(cli, step->title, step->title_sv),
             action = cli_choose(cli, step->action, step->action_sv);
    const char *reason = cli->swedish && result->reason_sv ? result->reason_sv : result->reason;
    const char **findings = cli->swedish && result->findings_sv ? result->findings_sv : result->findings;
    bool met = result->verdict == MOG_VERDICT_MET, titled = !mog_text_equal(step->title, step->name);
    cli_print(cli, CLI_BOLD, "%3u ", result->rule - passage->gate->first + 1);
    cli_print(cli, CLI_BOLD, "%.*s  ", T(step->name));
    cli_print(cli, cli_verdict_style(result->verdict), "%s\n", cli_verdict_word(cli, result->verdict));
    if (titled) cli_print_wrapped(cli, 4, mog_text_of(mog_arena_format(cli->arena, "    %.*s", T(title))));
    if (reason) print_words(cli, reason);
    for (uint32_t i = 0; i < result->finding_count; i++) {
        const char *finding = cli_finding(&assessment->subjects[result->subject], findings[i]);
        if (!mog_text_equal(mog_text_of(findings[i]), title)) print_words(cli, finding);
    }
    if (!met && action.size) print_words(cli, mog_arena_format(cli->arena, "→ %.*s", T(action)));
}

static const char *names_of_remaining(const cli_context *cli, const mog_passage *passage)
{
    const mog_assessment *assessment = passage->assessment;
    mog_buffer names = {0};
    for (size_t i = 0; i < assessment->result_count; i++) {
        const mog_result *result = &assessment->results[i];
        if (result->verdict == MOG_VERDICT_MET) continue;
        mog_text name = assessment->policy->rules[result->rule].name;
        mog_buffer_format(&names, "%s%.*s", names.size ? ", " : "", T(name));
        if (result->verdict == MOG_VERDICT_NOT_MET) continue;
        mog_buffer_format(&names, " (%s)", cli_verdict_word(cli, result->verdict));
    }
    const char *text = mog_arena_copy(cli->arena, names.at ? names.at : "", names.size);
    mog_buffer_free(&names);
    return text;
}

static void print_passage(cli_context *cli, const mog_passage *passage)
{
    const mog_gate *gate = passage->gate;
    const mog_assessment *assessment = passage->assessment;
    mog_text title = cli_choose(cli, gate->title, gate->title_sv);
    char when[MOG_TIME_TEXT], run[2 * MOG_DIGEST_SIZE + 1];
    mog_time_format_short(when, assessment->clock);
    mog_digest_hex(run, &assessment->run);
    cli_print(cli, CLI_BOLD, "%.*s", T(title.size ? title : gate->name));
    cli_print(cli, CLI_PLAIN, " · %s\n", cli_subject(cli, &assessment->subjects[0]));
    cli_print(cli, CLI_DIM, CLI_SAY(cli, "as of %s · run %.12s\n\n", "den %s · körning %.12s\n\n"), when, run);
    for (size_t i = 0; i < assessment->result_count; i++) print_step(cli, passage, &assessment->results[i]);
    if (passage->open) {
        cli_print(cli, CLI_GREEN, "\n%s\n", CLI_SAY(cli, "open: every step is met", "öppen: alla steg är uppfyllda"));
        return;
    }
    cli_print(cli, CLI_RED, "\n%s", CLI_SAY(cli, "shut", "stängd"));
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, ": %u of %u steps to go: ", ": %u av %u steg återstår: "),
              passage->remaining, gate->count);
    cli_print(cli, CLI_PLAIN, "%s\n", names_of_remaining(cli, passage));
    if (assessment->degraded)
        cli_print_wrapped(cli, 0,
                          mog_text_of(CLI_SAY(cli, "A step ended in an error, so nobody knows whether it is met.",
                                              "Ett steg slutade i ett fel, så ingen vet om det är uppfyllt.")));
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_passage passage;
    mog_status status;
    if (cli->argc == 1 || cli->argc > 2)
        return cli_usage(err, cli, "it takes a gate and a subject, as in `production initiative:portal`");
    mog_text subject = mog_text_of(cli->argc ? cli->argv[1] : "");
    if (mog_utf8_valid(subject) != subject.size) return cli_usage(err, cli, "the subject is not valid UTF-8");
    if ((status = cli_load_host(cli, err))) return status;
    if ((status = cli_load_policy(cli, err))) return status;
    if (cli->argc == 0) return list_gates(cli, err);

    subject = mog_text_nfc(cli->arena, subject);
    status = mog_pass_gate(&passage, cli->store, cli->policy, cli->host, mog_text_of(cli->argv[0]), subject, cli_moment(cli),
                           err);
    if (status) return status;
    if (cli->json) {
        json_t *object = mog_report_passage(&passage);
        status = cli_print_json(object, err);
        json_decref(object);
    } else {
        print_passage(cli, &passage);
    }
    if (!status && !passage.open) status = MOG_NO;
    mog_passage_free(&passage);
    return status;
}

const cli_command cmd_gate = {
    .name = "gate",
    .usage = "[GATE SUBJECT]",
    .summary = "say whether a subject may pass a gate, and what remains; without arguments list the gates",
    .text =
        "Runs the steps of the gate over the subject in their order. The gate is open when every step is met; what is\n"
        "unknown, or ended in an error, keeps it shut. Exit status 0: open; 1: shut; 3: no such gate or subject.\n\n"
        "example:\n"
        "  mognad gate production initiative:e-tjansten --as-of 2026-11-25",
    .common = CLI_STORE | CLI_POLICY | CLI_PLUGINS | CLI_PROFILE | CLI_FORMAT | CLI_CLOCK | CLI_KNOWN | CLI_LANG,
    .run = run,
};

#include "cli/tryout.h"

#include "cli/report.h"
#include "dsl/diagnostic.h"

#include <string.h>

#define T(text) (int)(text).size, (text).at

mog_status cli_tryout_begin(cli_tryout *out, cli_context *cli, mog_error *err)
{
    mog_diagnostics *diagnostics = NULL;
    *out = (cli_tryout){.cli = cli, .subject = MOG_TEXT("")};
    mog_status status = cli_read_policies(&out->inputs, &out->input_count, cli, NULL, 0, err);
    if (status) return status;
    mog_compile(&cli->policy, &diagnostics, out->inputs, out->input_count, &cli->host->language);
    if (!cli->policy) status = cli_refuse_policies(cli, diagnostics, err);
    mog_diagnostics_free(diagnostics);
    return status;
}

static mog_text type_of(mog_text subject)
{
    const char *colon = subject.size ? memchr(subject.at, ':', subject.size) : NULL;
    return (mog_text){subject.at, colon ? (size_t)(colon - subject.at) : 0};
}

mog_status cli_tryout_subject(cli_tryout *tryout, const char *name, mog_error *err)
{
    mog_text subject = mog_text_of(name);
    if (mog_utf8_valid(subject) != subject.size) return mog_fail(err, MOG_INPUT, "the subject is not valid UTF-8");
    subject.at = mog_arena_copy(tryout->cli->arena, subject.at, subject.size);
    subject = mog_text_nfc(tryout->cli->arena, subject);
    mog_text type = type_of(subject);
    if (type.size == 0 || type.size + 1 == subject.size) {
        mog_fail(err, MOG_INPUT, "`%.*s` is not the name of a subject", T(subject));
        mog_error_hint(err, "a subject is written TYPE:NAME, as in system:hr");
        return MOG_INPUT;
    }
    if (!mog_policy_has_subject_type(tryout->cli->policy, type)) {
        mog_fail(err, MOG_INPUT, "the policies know no subjects of type `%.*s`", T(type));
        mog_error_hint(err, "a subject is written TYPE:NAME, as in system:hr");
        return MOG_INPUT;
    }
    tryout->subject = subject;
    return MOG_OK;
}

static void print_errors(const mog_diagnostics *diagnostics)
{
    mog_buffer text = {0};
    for (size_t i = 0; i < diagnostics->count; i++)
        if (mog_diagnostic_is_error(diagnostics->at[i].code))
            mog_diagnostic_render(&text, diagnostics, &diagnostics->at[i], true);
    fflush(stdout);
    fwrite(text.at ? text.at : "", 1, text.size, stderr);
    mog_buffer_free(&text);
}

/* Compiles it. *policy NULL: it has errors, which are on stderr. */
static void compile(mog_policy **policy, const cli_tryout *tryout, mog_text expression)
{
    mog_diagnostics *diagnostics = NULL;
    mog_compile_expression(policy, &diagnostics, tryout->inputs, tryout->input_count, &tryout->cli->host->language,
                           expression, type_of(tryout->subject));
    if (!*policy) print_errors(diagnostics);
    mog_diagnostics_free(diagnostics);
}

static mog_status evaluate(mog_evaluation **out, mog_policy **policy, const cli_tryout *tryout, mog_text expression,
                           mog_error *err)
{
    *out = NULL;
    compile(policy, tryout, expression);
    if (!*policy) return MOG_INPUT;
    const char *store = tryout->subject.size ? tryout->cli->store : NULL;
    return mog_evaluate(out, store, *policy, tryout->cli->host, tryout->subject, tryout->cli->clock, err);
}

/* ---- text */

/* Each line by itself, so that what comes from evidence cannot drive the terminal. */
static void print_lines(const cli_context *cli, cli_style style, mog_text text)
{
    for (size_t at = 0; at <= text.size;) {
        const char *newline = at < text.size ? memchr(text.at + at, '\n', text.size - at) : NULL;
        size_t end = newline ? (size_t)(newline - text.at) : text.size;
        mog_buffer safe = {0};
        mog_buffer_clear(&safe);
        mog_buffer_add_visible(&safe, (mog_text){text.at + at, end - at});
        cli_print(cli, style, "%s\n", safe.at);
        mog_buffer_free(&safe);
        at = end + 1;
    }
}

static void print_evaluation(const cli_tryout *tryout, const mog_policy *policy, const mog_evaluation *evaluation)
{
    cli_context *cli = tryout->cli;
    const char *reason = cli->swedish && evaluation->reason_sv ? evaluation->reason_sv : evaluation->reason;
    cli_print(cli, CLI_DIM, "%.*s\n", T(evaluation->type));
    if (evaluation->failed) cli_print(cli, CLI_RED, "%s", CLI_SAY(cli, "error", "fel"));
    else if (evaluation->unknown) cli_print(cli, CLI_YELLOW, "%s", CLI_SAY(cli, "unknown", "okänt"));
    else print_lines(cli, CLI_BOLD, cli_choose(cli, evaluation->value, evaluation->value_sv));
    if (reason) cli_print_wrapped(cli, 2, mog_text_of(mog_arena_format(cli->arena, ": %s", reason)));
    mog_span whole = policy->expression->rule.condition_span;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < evaluation->step_count; i++) {
        mog_span span = evaluation->steps[i].span;
        shown += evaluation->steps[i].item.size || span.start != whole.start || span.end != whole.end;
    }
    if (shown) cli_report_steps(cli, whole, evaluation->steps, evaluation->step_count);
}

mog_status cli_tryout_text(const cli_tryout *tryout, mog_text expression, mog_error *err)
{
    mog_evaluation *evaluation;
    mog_policy *policy;
    mog_status status = evaluate(&evaluation, &policy, tryout, expression, err);
    if (!status) {
        /* what is shown of the steps is the text of this policy's files */
        mog_policy *before = tryout->cli->policy;
        tryout->cli->policy = policy;
        print_evaluation(tryout, policy, evaluation);
        tryout->cli->policy = before;
        if (evaluation->failed) status = MOG_NO;
    }
    mog_evaluation_free(evaluation);
    mog_policy_free(policy);
    return status;
}

mog_status cli_tryout_type(const cli_tryout *tryout, mog_text expression)
{
    mog_policy *policy;
    compile(&policy, tryout, expression);
    if (!policy) return MOG_INPUT;
    mog_buffer text = {0};
    mog_expression_describe(&text, policy->expression);
    cli_print(tryout->cli, CLI_PLAIN, "%s\n", text.at);
    mog_buffer_free(&text);
    mog_policy_free(policy);
    return MOG_OK;
}

/* ---- JSON */

static json_t *step_to_json(const mog_policy *policy, const mog_explained_step *step)
{
    json_t *out = mog_json_object();
    mog_text file = policy->files[step->span.file].text;
    mog_json_set(out, "expression",
                 mog_json_text((mog_text){file.at + step->span.start, step->span.end - step->span.start}));
    mog_json_set(out, "item", step->item.size ? mog_json_text(step->item) : json_null());
    mog_json_set(out, "value", step->unknown ? json_null() : mog_json_text(step->value));
    mog_json_set(out, "record", step->record ? json_integer((json_int_t)step->record) : json_null());
    return out;
}

static json_t *evaluation_to_json(const cli_tryout *tryout, const mog_policy *policy, mog_text expression,
                                  const mog_evaluation *evaluation)
{
    json_t *out = mog_json_object(), *steps = mog_json_array();
    bool none = evaluation->unknown || evaluation->failed;
    mog_json_set(out, "expression", mog_json_text(expression));
    mog_json_set(out, "subject", tryout->subject.size ? mog_json_text(tryout->subject) : json_null());
    mog_json_set(out, "clock", mog_json_time(tryout->cli->clock));
    mog_json_set(out, "type", mog_json_text(evaluation->type));
    mog_json_set(out, "value", none ? json_null() : mog_json_text(evaluation->value));
    mog_json_set(out, "outcome", json_string(evaluation->failed ? "error" : evaluation->unknown ? "unknown" : "known"));
    mog_json_set(out, "reason", evaluation->reason ? json_string(evaluation->reason) : json_null());
    for (uint32_t i = 0; i < evaluation->step_count; i++)
        mog_json_append(steps, step_to_json(policy, &evaluation->steps[i]));
    mog_json_set(out, "steps", steps);
    return out;
}

mog_status cli_tryout_json(const cli_tryout *tryout, mog_text expression, mog_error *err)
{
    mog_evaluation *evaluation;
    mog_policy *policy;
    mog_status status = evaluate(&evaluation, &policy, tryout, expression, err);
    if (!status) {
        json_t *out = evaluation_to_json(tryout, policy, expression, evaluation);
        status = cli_print_json(out, err);
        json_decref(out);
        if (!status && evaluation->failed) status = MOG_NO;
    }
    mog_evaluation_free(evaluation);
    mog_policy_free(policy);
    return status;
}

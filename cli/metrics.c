#include "cli/metrics.h"

#include "cli/output.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct writer {
    FILE *stream;
    const char *labels; /* on every sample: `schedule="weekly",profile="x"`; may be empty */
} writer;

/* ---- labels and samples */

static void add_label(mog_buffer *out, const char *name, mog_text value)
{
    mog_buffer_format(out, "%s%s=\"", out->size ? "," : "", name);
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        if (c == '\n') mog_buffer_format(out, "\\n");
        else if (c == '\\' || c == '"') mog_buffer_format(out, "\\%c", c);
        else mog_buffer_add(out, &c, 1);
    }
    mog_buffer_add(out, "\"", 1);
}

static void begin(const writer *w, const char *name, const char *help)
{
    fprintf(w->stream, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* With one label more where `label` is not NULL. NaN: no sample. */
static void sample(const writer *w, const char *name, const char *label, mog_text value, double figure)
{
    mog_buffer labels = {0};
    if (isnan(figure)) return;
    mog_buffer_format(&labels, "%s", w->labels);
    if (label) add_label(&labels, label, value);
    if (labels.size) fprintf(w->stream, "%s{%s} %.15g\n", name, labels.at, figure);
    else fprintf(w->stream, "%s %.15g\n", name, figure);
    mog_buffer_free(&labels);
}

static void alone(const writer *w, const char *name, const char *help, double figure)
{
    begin(w, name, help);
    sample(w, name, NULL, MOG_TEXT(""), figure);
}

/* ---- figures of groups */

static double rounded(double figure)
{
    return isnan(figure) ? figure : round(figure * 1e9) / 1e9; /* as in JSON */
}

static double strict_of(const mog_group_score *group)
{
    return rounded(group->compliance.strict);
}

static double known_of(const mog_group_score *group)
{
    return rounded(group->compliance.known);
}

static double coverage_of(const mog_group_score *group)
{
    return rounded(group->compliance.coverage);
}

static double level_of(const mog_group_score *group)
{
    return group->level == MOG_NO_MATURITY ? (double)NAN : (double)group->level;
}

static double mean_of(const mog_group_score *group)
{
    return group->level == MOG_NO_MATURITY ? NAN : rounded(group->mean);
}

static double gap_of(const mog_group_score *group)
{
    return rounded(group->gap);
}

static const struct {
    const char *name, *help;
    double (*of)(const mog_group_score *group);
} figures[] = {
    {"mognad_compliance_strict_ratio", "Strict compliance, 0 to 1: what is unknown counts as not met.", strict_of},
    {"mognad_compliance_known_ratio", "Compliance over what is known alone, 0 to 1.", known_of},
    {"mognad_coverage_ratio", "How much of the weight is known at all, 0 to 1.", coverage_of},
    {"mognad_maturity_level", "Maturity level, 0 to 5: a gate, not an average.", level_of},
    {"mognad_maturity_mean", "Weighted mean of the maturity of controls, 0 to 5.", mean_of},
    {"mognad_maturity_gap", "Levels that are missing to the targets, on an average.", gap_of},
};

static void write_groups(const writer *w, const mog_scores *scores)
{
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        begin(w, figures[i].name, figures[i].help);
        sample(w, figures[i].name, NULL, MOG_TEXT(""), figures[i].of(&scores->all));
        for (uint32_t t = 0; t < scores->theme_count; t++)
            if (scores->themes[t].id.size)
                sample(w, figures[i].name, "theme", scores->themes[t].id, figures[i].of(&scores->themes[t]));
    }
}

static void write_results(const writer *w, const mog_scores *scores)
{
    const uint32_t *verdicts = scores->all.verdicts;
    double applicable = 0;
    begin(w, "mognad_results", "Results by verdict.");
    for (int v = 0; v < MOG_VERDICT_COUNT; v++) {
        sample(w, "mognad_results", "verdict", mog_text_of(mog_verdict_word((mog_verdict)v)), verdicts[v]);
        if (v != MOG_VERDICT_NOT_APPLICABLE) applicable += verdicts[v];
    }
    double unknown = verdicts[MOG_VERDICT_UNKNOWN] + (double)verdicts[MOG_VERDICT_ERROR];
    alone(w, "mognad_unknown_ratio", "Share of the applicable results that are unknown or errors, 0 to 1.",
          applicable > 0 ? rounded(unknown / applicable) : NAN);
}

/* ---- the file */

static double seconds(mog_time time)
{
    return (double)time / (double)MOG_SECOND;
}

static void write_all(const writer *w, const cli_context *cli, const cli_metrics *metrics)
{
    if (metrics->assessment) {
        write_groups(w, metrics->scores);
        write_results(w, metrics->scores);
        alone(w, "mognad_run_degraded", "1 where rules ended in errors, so that figures are too low.",
              metrics->assessment->degraded);
        alone(w, "mognad_run_clock_timestamp_seconds", "The moment that is assessed.",
              seconds(metrics->assessment->clock));
    }
    alone(w, "mognad_run_timestamp_seconds", "When the assessment was made.", seconds(cli->now));
    alone(w, "mognad_run_duration_seconds", "How long it took.", seconds(mog_monotonic() - metrics->began));
    alone(w, "mognad_run_exit_status",
          "0 done; 1 under --fail-under; 2 wrong usage; 3 input refused; 4 store or system fault; 5 internal fault.",
          metrics->exit_status);
}

mog_status cli_metrics_write(cli_context *cli, const char *path, const cli_metrics *metrics, mog_error *err)
{
    cli_output out;
    mog_buffer labels = {0};
    const char *schedule = getenv("MOGNAD_SCHEDULE");
    mog_status status = cli_output_open(&out, cli, path, err);
    if (status) return status;
    mog_buffer_format(&labels, "%s", "");
    if (schedule && mog_utf8_valid(mog_text_of(schedule)) == strlen(schedule))
        add_label(&labels, "schedule", mog_text_of(schedule));
    if (cli->profile) add_label(&labels, "profile", mog_text_of(cli->profile));
    write_all(&(writer){out.stream, labels.at}, cli, metrics);
    mog_buffer_free(&labels);
    if (out.draft && fchmod(fileno(out.stream), 0644)) status = mog_fail_errno(err, errno, "cannot make it readable");
    return cli_output_close(&out, status, err);
}

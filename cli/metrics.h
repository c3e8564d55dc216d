/* metrics.h: an assessment as a Prometheus textfile: text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
 *
 * Metrics, all gauges; those of a theme have the label `theme`, the whole has none. A figure that there is none of is left out.
 *     mognad_compliance_strict_ratio, mognad_compliance_known_ratio, mognad_coverage_ratio     0..1 (docs/scoring.md)
 *     mognad_maturity_level, mognad_maturity_mean      0..5         mognad_maturity_gap     levels that are missing to the targets
 *     mognad_results{verdict}      how many came out so             mognad_unknown_ratio    of the applicable ones, by number
 *     mognad_run_degraded          1: there are error verdicts      mognad_run_exit_status  of the program
 *     mognad_run_timestamp_seconds, mognad_run_clock_timestamp_seconds, mognad_run_duration_seconds
 * The labels `schedule` and `profile` are on all of them where there is one, so that several files can stand beside each other. Of a run that failed
 * there are exit status, timestamp and duration alone.
 */
#ifndef MOG_CLI_METRICS_H
#define MOG_CLI_METRICS_H

#include "cli/cli.h"
#include "engine/score/score.h"

typedef struct cli_metrics {
    const mog_assessment *assessment; /* NULL: the run failed */
    const mog_scores *scores;
    int64_t began; /* mog_monotonic */
    int exit_status;
} cli_metrics;

/* Writes the file as a whole or not at all, readable to all: whoever collects it is another account. */
mog_status cli_metrics_write(cli_context *cli, const char *path, const cli_metrics *metrics, mog_error *err);

#endif

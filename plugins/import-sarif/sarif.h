/* sarif.h: the Static Analysis Results Interchange Format 2.1.0 (OASIS). Each run becomes a record of the kind code_analysis.
 *
 * A level that a result does not have comes from where the standard says (3.27.10): `none` for a kind other than `fail`, then the invocation's override of the rule,
 * then the rule's default, then `warning`. A result is suppressed when it has suppressions and none of them is under review or rejected
 * (3.27.23); where a result says nothing of suppressions it is unknown. Of several locations the first counts.
 */
#ifndef SARIF_SARIF_H
#define SARIF_SARIF_H

#include "../import/json.h"

int import_sarif(const mog_import_file *file, mog_emit *emit, mog_log *log);

/* ---- results.c: a run's results, as rows of code_analysis.findings */

typedef struct tool_run {
    import *i;
    const json_t *run, *driver;
    json_t *rules;     /* by id: those of the driver, borrowed values */
    int64_t counts[4]; /* by level: error, warning, note, none */
} tool_run;

/* Adds the row. False: refused. */
bool take_result(tool_run *t, json_t *rows, const json_t *result);

#endif

/* sarif.h: diagnostics in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), for code review and build services. */
#ifndef MOG_CLI_SARIF_H
#define MOG_CLI_SARIF_H

#include "base/json.h"
#include "dsl/diagnostic.h"

/* A new reference. All texts are in English. */
json_t *cli_sarif(const mog_diagnostics *all);

#endif

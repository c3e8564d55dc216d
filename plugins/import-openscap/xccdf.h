/* xccdf.h: results of benchmarks, as XCCDF 1.1 and 1.2 (NIST IR 7275) have them, alone, inside their benchmark, or in a report of the Asset
 * Reporting Format 1.1 (NIST IR 7694). Each TestResult becomes a record of the kind check_run.
 *
 * A result `unknown` ("the tool could not tell") is a row without `result`, counted in `undetermined`; a severity `unknown` is `unrated`. Rules
 * that the profile does not select are counted and have no row. Of several scores the one by urn:xccdf:scoring:default counts, else the first.
 */
#ifndef OPENSCAP_XCCDF_H
#define OPENSCAP_XCCDF_H

#include "../import/import.h"

int import_xccdf(const mog_import_file *file, mog_emit *emit, mog_log *log);

#endif

/* results.h: the XML that cppcheck writes with --xml (version 2 of that format). It becomes a record of the kind code_analysis.
 *
 * Of cppcheck's severities error is the level error; warning, style, performance and portability are the level warning; information and debug are note. Its
 * own word is kept as the category. (What cppcheck itself writes as SARIF differs between its versions in where it draws these lines.) The format holds no time: the record is observed when the user says, or at the
 * import.
 */
#ifndef CPPCHECK_RESULTS_H
#define CPPCHECK_RESULTS_H

#include "../import/import.h"

int import_cppcheck(const mog_import_file *file, mog_emit *emit, mog_log *log);

#endif

/* report.h: the report of Lynis (`report.dat`), lines of key=value and, for lists, key[]=value with parts between `|`.
 *
 * It becomes a record of the kind check_run, with the hardening index as its score of 100, and one of audited_host with what Lynis says of the
 * machine. A report without `finish=true` is refused, since what an audit that was broken off did not find says nothing.
 *
 * Lynis writes its times without a zone: they are taken to be in this machine's.
 */
#ifndef LYNIS_REPORT_H
#define LYNIS_REPORT_H

#include "../import/import.h"

#define REPORT_LIMIT ((size_t)64 << 20) /* bytes of a report */
#define LINE_LIMIT                                                                                                     \
    ((size_t)1 << 20) /* bytes of a line; longer ones are lists of all packages and the like, which are not read */

int import_lynis(const mog_import_file *file, mog_emit *emit, mog_log *log);

#endif

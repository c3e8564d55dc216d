/* retention.h: until when records are kept.
 *
 * Swedish rules count whole calendar years after the year in which a matter ended: accounts "until the end of the seventh year after the end of the calendar
 * year" (bokföringslagen 1999:1078, 7 kap. 2 §), and decisions on disposal of an authority's records (gallringsbeslut by the Swedish National Archives'
 * regulations, RA-FS) are written in the same way.
 */
#ifndef ORGANISATIONAL_RETENTION_H
#define ORGANISATIONAL_RETENTION_H

#include <stdint.h>

/* The first day on which records may be disposed of that belong to the year of `time` (in Sweden) and are kept for `years` whole calendar years after it:
 * 1 January, midnight UTC as a date is written. Kept for 7 years, what is from 2026-03-01 may go 2034-01-01. Unknown for a negative number of years
 * and beyond the year 2261. */
int64_t retention_until(int64_t time, int64_t years);

#endif

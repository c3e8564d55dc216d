/* cvss.h: scores of vulnerabilities by CVSS 3.0, 3.1 and 4.0, as FIRST specifies them: "CVSS v3.0 Specification Document" (2015), "CVSS v3.1 Specification
 * Document" revision 1 (2019), "CVSS v4.0 Specification Document" (2023).
 *
 * A vector names its version: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N". All base
 * metrics must be there, others may be, in any order and each once. Scores are unknown (NAN) for anything else: another version, a metric that is missing,
 * repeated or unheard of, a value that it has not.
 */
#ifndef TECHNOLOGICAL_CVSS_H
#define TECHNOLOGICAL_CVSS_H

/* The base score, 0.0..10.0 with one decimal: how bad the vulnerability is in itself. Other metrics must be well formed and do not change it. */
double cvss_severity(const char *vector);

/* The score with everything that the vector says: whether attacks are known (temporal in 3.x, threat in 4.0) and what the organisation's surroundings
 * make of it (environmental). Without such metrics it is the base score. Supplemental metrics of 4.0 never count. */
double cvss_score(const char *vector);

/* "none", "low", "medium", "high" or "critical": table 14 of 3.1 and table 22 of 4.0 are the same. Unknown (NULL) outside 0..10. */
const char *cvss_rating(double score);

#endif

/* cvss.h: the base score of CVSS 3.1, by the specification of FIRST (CVSS v3.1 Specification Document, revision 1). */
#ifndef TECHNOLOGICAL_CVSS_H
#define TECHNOLOGICAL_CVSS_H

/* The base score, 0.0..10.0, of a vector string such as "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H". Temporal and environmental
 * metrics may stand in it and must be well formed; they do not change the base score. Unknown (NAN) for anything that
 * section 6 does not allow: another version, a metric that is missing, repeated or unheard of. */
double cvss_severity(const char *vector);

/* "none", "low", "medium", "high" or "critical", by section 5. Unknown (NULL) outside 0..10. */
const char *cvss_rating(double score);

#endif

/* share.h: what a share among few people says about all of them.
 *
 * The score interval of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American Statistical Association
 * 22 (1927), 209–212, without continuity correction, at 95 per cent (z = 1.959964): method 3 of R. G. Newcombe, "Two-sided confidence intervals for the
 * single proportion", Statistics in Medicine 17 (1998), 857–872, which compares it with others and recommends it for small numbers.
 *
 * In a unit of five, two who did not report are a share of 60 per cent and say almost nothing; in a unit of five hundred they say much. A rule that asks for
 * the share that is certain compares `share_at_least`, one that must not accuse a small unit by chance compares `share_at_most`.
 */
#ifndef PEOPLE_SHARE_H
#define PEOPLE_SHARE_H

#include <stdint.h>

/* Lower and upper end of the interval, 0..1, for `part` out of `whole`. Unknown (NAN) unless 0 <= part <= whole and whole > 0. */
double share_at_least(int64_t part, int64_t whole);
double share_at_most(int64_t part, int64_t whole);

#endif

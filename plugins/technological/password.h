/* password.h: how well the passwords that a system accepts stand up to guessing.
 *
 * Length decides, not the mixture of characters and not how often passwords are changed: NIST SP 800-63B, sections 5.1.1.2 and 5.2.2 and appendix A, which
 * therefore asks for at least 8 characters, that leaked and common passwords are refused, and that at most 100 attempts in a row may fail. It gives no
 * figure; the figure is that of the edition before it, SP 800-63-2 (2013), appendix A.2.1 and table A.1, the entropy of passwords that people choose:
 *
 *   4 bits for the first character, 2 for each of the next seven, 1.5 for each from the 9th to the 20th, 1 for each after it;
 *   6 bits where leaked and common passwords are refused, one less for every two characters beyond the 8th, 0 from the 20th;
 *   6 bits where capitals and other characters than letters are required (at least three classes).
 *
 * From this is subtracted the logarithm of the attempts that are let through: what is left is how unlikely a guess succeeds before the login is held back, 14
 * bits one chance in 16,384 (SP 800-63-2, level 2), 10 bits one in 1,024 (level 1). History and forced changes count for nothing, as SP 800-63B advises
 * against them. What a stolen file of passwords is worth is not in it: that depends on how they are stored.
 */
#ifndef TECHNOLOGICAL_PASSWORD_H
#define TECHNOLOGICAL_PASSWORD_H

#include <stdint.h>

/* Bits, rounded to hundredths. `length`: the shortest password that is accepted; `classes`: of small letters, capitals, digits and others, how many are
 * required, 0..4; `known_refused`: leaked and common ones are refused; `tries`: attempts before a login is held back, 0: no limit. It is 0 for passwords
 * shorter than 8 characters, without a limit, and with one above 100, which SP 800-63B does not allow. Unknown (NAN) for figures that describe no policy. */
double password_strength(int64_t length, int64_t classes, int known_refused, int64_t tries);

#endif

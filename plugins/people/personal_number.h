/* personal_number.h: Swedish personal identity numbers (personnummer) and coordination numbers (samordningsnummer).
 *
 * A number is the date of birth, a serial of three digits and a check digit: YYYYMMDD-NNNC, or YYMMDD-NNNC with "+" instead
 * of "-" from the year the person turns 100. In a coordination number 60 is added to the day. The check digit is that of
 * Luhn over YYMMDDNNN, weights 2 1 2 1 … (folkbokföringslagen 1991:481, 18 and 18 a §§; Skatteverket, SKV 704 and 707).
 */
#ifndef PEOPLE_PERSONAL_NUMBER_H
#define PEOPLE_PERSONAL_NUMBER_H

/* Whether the whole text is such a number: a date that exists, a serial above 000 and the right check digit. That nobody is
 * older than the calendar or born in the future is not examined: it would take a clock. */
int is_personal_number(const char *text);

/* The text with every such number in it reduced to the year of birth: "19850101-1234" becomes "1985****-****".
 * What looks like one is masked even if its check digit is wrong, for a mistyped number still points out a person; so are
 * interim numbers, whose serial begins with a letter. Only where a space stands between the halves must the check digit be right,
 * since a date followed by a clock time is written so. All else is untouched. Unknown (NULL) when memory runs out. */
const char *mask_personal_number(const char *text);

#endif

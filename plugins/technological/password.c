/* password.c: how well the passwords that a system accepts stand up to guessing. */
#include "password.h"

#include <math.h>

/* SP 800-63B, sections 5.1.1.2 and 5.2.2. */
#define SHORTEST 8
#define MOST_TRIES 100

/* Longer ones cannot be remembered, and the sum stays exact. */
#define LONGEST 1000

/* Of classes: capitals and others than letters, beside small letters. */
#define MIXED 3

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* SP 800-63-2, appendix A.2.1, of at least 8 characters; in halves of a bit. */
static int64_t half_bits(int64_t length, int64_t classes, int known_refused)
{
    int64_t bits = 2 * 4 + 4 * 7 + 3 * (least(length, 20) - 8) + 2 * (length > 20 ? length - 20 : 0);
    if (known_refused && length < 20) bits += 12 - (length - 8);
    if (classes >= MIXED) bits += 12;
    return bits;
}

double password_strength(int64_t length, int64_t classes, int known_refused, int64_t tries)
{
    if (length < 0 || classes < 0 || classes > 4 || tries < 0) return NAN;
    if (length < SHORTEST || tries == 0 || tries > MOST_TRIES) return 0;
    double bits = (double)half_bits(least(length, LONGEST), classes, known_refused) / 2;
    return round((bits - log2((double)tries)) * 100) / 100;
}

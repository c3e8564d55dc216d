/* share.c: what a share among few people says about all of them. */
#include "share.h"

#include <math.h>

/* The normal distribution has 2.5 per cent beyond it. */
#define Z 1.959963984540054

/* `side` is -1 for the lower end and 1 for the upper. */
static double end_of_interval(int64_t part, int64_t whole, int side)
{
    if (part < 0 || whole <= 0 || part > whole) return NAN;
    /* The ends themselves, which binary fractions would miss by a bit. */
    if (side < 0 && part == 0) return 0;
    if (side > 0 && part == whole) return 1;
    double n = (double)whole, p = (double)part / n, z2 = Z * Z;
    double middle = p + z2 / (2 * n), width = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return (middle + side * width) / (1 + z2 / n);
}

double share_at_least(int64_t part, int64_t whole)
{
    return end_of_interval(part, whole, -1);
}

double share_at_most(int64_t part, int64_t whole)
{
    return end_of_interval(part, whole, 1);
}

#include "engine/score/score.h"

#include <math.h>

/* Where a rating ends, in hundredths: N up to 15 %, P up to 50 %, L up to 85 %, F above. */
static const struct {
    int upto;
    mog_rating rating;
} bands[] = {{15, MOG_RATING_N}, {50, MOG_RATING_P}, {85, MOG_RATING_L}};

char mog_rating_letter(mog_rating rating)
{
    return "-NPLF"[rating];
}

double mog_ratio_value(mog_ratio ratio)
{
    if (ratio.den == 0) return NAN;
    /* Whole and part are converted apart: each fits a double exactly or with one rounding, whatever the sums. */
    __int128 den = ratio.den * MOG_ACHIEVEMENT_ONE;
    return (double)(ratio.num / den) + (double)(ratio.num % den) / (double)den;
}

mog_rating mog_ratio_rating(mog_ratio ratio)
{
    if (ratio.den == 0) return MOG_RATING_NONE;
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++)
        if (ratio.num * 100 <= ratio.den * MOG_ACHIEVEMENT_ONE * bands[i].upto) return bands[i].rating;
    return MOG_RATING_F;
}

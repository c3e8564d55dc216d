/* distance.c: how far apart two places are. */
#include "distance.h"

#include <math.h>
#include <stdbool.h>

#define RADIUS_KM 6371.0088
#define RADIANS (3.14159265358979323846 / 180)

/* Written so that NAN is no place. */
static bool is_place(double latitude, double longitude)
{
    return fabs(latitude) <= 90 && fabs(longitude) <= 180;
}

static double half_sine_squared(double degrees)
{
    double s = sin(degrees * RADIANS / 2);
    return s * s;
}

double distance_km(double latitude, double longitude, double other_latitude, double other_longitude)
{
    if (!is_place(latitude, longitude) || !is_place(other_latitude, other_longitude)) return NAN;
    double h = half_sine_squared(other_latitude - latitude) +
               cos(latitude * RADIANS) * cos(other_latitude * RADIANS) * half_sine_squared(other_longitude - longitude);
    /* To the metre: what mathematical libraries make of the last bits does not reach a verdict. */
    return round(2 * RADIUS_KM * asin(sqrt(fmin(h, 1))) * 1000) / 1000;
}

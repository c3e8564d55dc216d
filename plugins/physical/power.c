/* power.c: how long stored power lasts. */
#include "power.h"

#include <math.h>

double ups_runtime_minutes(double capacity_wh, double load_w, double efficiency)
{
    /* Written so that NAN fails every test. */
    if (!(capacity_wh >= 0) || !(load_w > 0) || !(efficiency >= 0 && efficiency <= 1)) return NAN;
    return capacity_wh * efficiency * 60 / load_w;
}

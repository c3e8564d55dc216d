/* plugin.c: functions for the physical measures. */
#include "distance.h"
#include "fire.h"
#include "power.h"

#include <mognad/plugin.h>

MOG_PLUGIN(
    "physical", 1, 1,
    .functions = (const mog_function[]){
        MOG_FUNCTION(ups_runtime_minutes,
                     "Minutes that a UPS carries its load (capacity in Wh, load in W, efficiency 0..1)", number, number,
                     number, number),
        MOG_FUNCTION(distance_km, "Kilometres between two places (latitude, longitude, latitude, longitude in degrees)",
                     number, number, number, number, number),
        MOG_FUNCTION(fire_minutes, "Minutes for which a fire class such as EI 60 holds a fire back", integer, text),
        {0}});

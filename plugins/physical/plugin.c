/* plugin.c: functions for the physical measures. */
#include "power.h"

#include <mognad/plugin.h>

MOG_PLUGIN("physical", 1, 0,
           .functions = (const mog_function[]){
               MOG_FUNCTION(ups_runtime_minutes,
                            "Minutes that a UPS carries its load (capacity in Wh, load in W, efficiency 0..1)", number,
                            number, number, number),
               {0}});

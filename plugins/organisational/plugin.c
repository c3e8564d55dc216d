/* plugin.c: functions for the organisational measures. */
#include "retention.h"
#include "working_days.h"

#include <mognad/plugin.h>

MOG_PLUGIN("organisational", 1, 1,
           .functions = (const mog_function[]){
               MOG_FUNCTION(working_days, "Working days in Sweden after one date up to and including another", integer,
                            time, time),
               MOG_FUNCTION(add_working_days, "The n-th working day in Sweden after a date", time, time, integer),
               MOG_FUNCTION(working_time, "Time between two moments that falls on working days in Sweden", duration,
                            time, time),
               MOG_FUNCTION(retention_until,
                            "First day on which records may go that are kept some whole years after their year", time,
                            time, integer),
               MOG_FUNCTION(is_public_holiday, "Whether a date is a public holiday in Sweden", bool, time),
               {0}});

/* plugin.c: functions for the measures that concern people. */
#include "personal_number.h"

#include <mognad/plugin.h>

MOG_PLUGIN("people", 1, 0,
           .functions = (const mog_function[]){
               MOG_FUNCTION(is_personal_number, "Whether a text is a Swedish personal identity or coordination number",
                            bool, text),
               MOG_FUNCTION(mask_personal_number,
                            "The text with the personal identity numbers in it reduced to the year of birth", text,
                            text),
               {0}});

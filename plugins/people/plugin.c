/* plugin.c: functions for the measures that concern people. */
#include "personal_number.h"
#include "share.h"

#include <mognad/plugin.h>

MOG_PLUGIN(
    "people", 1, 1,
    .functions = (const mog_function[]){
        MOG_FUNCTION(is_personal_number, "Whether a text is a Swedish personal identity or coordination number", bool,
                     text),
        MOG_FUNCTION(mask_personal_number,
                     "The text with the personal identity numbers in it reduced to the year of birth", text, text),
        MOG_FUNCTION(share_at_least, "The least share that a part of a whole proves (Wilson, 95 per cent)", number,
                     integer, integer),
        MOG_FUNCTION(share_at_most, "The greatest share that a part of a whole leaves possible (Wilson, 95 per cent)",
                     number, integer, integer),
        {0}});

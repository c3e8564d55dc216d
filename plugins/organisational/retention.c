/* retention.c: until when records are kept. */
#include "retention.h"
#include "working_days.h"

#include "../days.h"

#include <mognad/plugin.h>

/* Of which 1 January can be written. */
#define LAST_YEAR 2262

int64_t retention_until(int64_t time, int64_t years)
{
    int64_t year = year_of(date_in_sweden(time));
    if (years < 0 || years >= LAST_YEAR - year) return MOG_NO_INTEGER;
    return day_of(year + years + 1, 1, 1) * DAY;
}

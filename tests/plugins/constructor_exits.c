/* Ends the process that loads it. */
#include <mognad/plugin.h>

#include <stdlib.h>

static __attribute__((constructor)) void begin(void)
{
    exit(0);
}

MOG_PLUGIN("constructor_exits", 1, 0);

/* Never comes to an end of loading. */
#include <mognad/plugin.h>

#include <unistd.h>

static __attribute__((constructor)) void begin(void)
{
    for (;;) pause();
}

MOG_PLUGIN("constructor_hangs", 1, 0);

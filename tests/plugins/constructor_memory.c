/* Takes memory without end while it is loaded. */
#include <mognad/plugin.h>

#include <stdlib.h>
#include <string.h>

static __attribute__((constructor)) void begin(void)
{
    for (;;) {
        char *more = malloc((size_t)16 << 20);
        if (!more) abort();
        memset(more, 1, (size_t)16 << 20);
    }
}

MOG_PLUGIN("constructor_memory", 1, 0);

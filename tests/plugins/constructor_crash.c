/* Dies while it is loaded. */
#include <mognad/plugin.h>

#include <signal.h>

static __attribute__((constructor)) void begin(void)
{
    raise(SIGSEGV);
}

MOG_PLUGIN("constructor_crash", 1, 0);

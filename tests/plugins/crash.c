/* A function that dies for some arguments. */
#include <mognad/plugin.h>

#include <signal.h>

static int64_t crash_at(int64_t x)
{
    if (x < 0) raise(SIGSEGV);
    return x;
}

MOG_PLUGIN("crash", 1, 0,
           .functions = (const mog_function[]){MOG_FUNCTION(crash_at, "Dies for a negative number", integer, integer),
                                               {0}});

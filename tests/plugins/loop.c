/* A function that never ends for some arguments. */
#include <mognad/plugin.h>

static int64_t loop_at(int64_t x)
{
    volatile int64_t count = 0;
    while (x < 0) count++;
    return x;
}

MOG_PLUGIN("loop", 1, 0,
           .functions = (const mog_function[]){
               MOG_FUNCTION(loop_at, "Never ends for a negative number", integer, integer), {0}});

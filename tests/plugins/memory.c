/* A function that takes memory without end for some arguments. */
#include <mognad/plugin.h>

#include <stdlib.h>

static int64_t eat_at(int64_t x)
{
    size_t size = (size_t)16 << 20;
    while (x < 0) {
        char *more = malloc(size);
        if (!more) abort();
        *(volatile char *)more = 1; /* address space is what is limited; to fill it would only take time */
    }
    return x;
}

MOG_PLUGIN("memory", 1, 0,
           .functions = (const mog_function[]){
               MOG_FUNCTION(eat_at, "Takes memory without end for a negative number", integer, integer), {0}});

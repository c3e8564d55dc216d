/* A function that takes memory without end for some arguments. */
#include <mognad/plugin.h>

#include <stdlib.h>
#include <string.h>

static int64_t eat_at(int64_t x)
{
    size_t size = (size_t)16 << 20;
    while (x < 0) {
        char *more = malloc(size);
        if (!more) abort();
        memset(more, 1, size);
    }
    return x;
}

MOG_PLUGIN("memory", 1, 0,
           .functions = (const mog_function[]){
               MOG_FUNCTION(eat_at, "Takes memory without end for a negative number", integer, integer), {0}});

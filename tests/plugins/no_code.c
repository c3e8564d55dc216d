/* A function that is not there. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("no_code", 1, 0,
           .functions = (const mog_function[]){
               {"same", "integer(integer)", SAME, "t"}, {"other", "integer(integer)", NULL, "t"}, {0}});

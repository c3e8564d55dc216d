/* A list that goes on for long. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("endless_list", 1, 0,
           .functions = (const mog_function[]){[0 ... 1500] = {"same", "integer(integer)", SAME, "t"}, {0}});

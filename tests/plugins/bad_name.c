/* A name that is no word. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("Bad Name\033[31m", 1, 0, .functions = (const mog_function[]){{"same", "integer(integer)", SAME, "t"}, {0}});

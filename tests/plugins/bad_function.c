/* A function whose name is no word. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("bad_function", 1, 0,
           .functions = (const mog_function[]){{"same-again", "integer(integer)", SAME, "t"}, {0}});

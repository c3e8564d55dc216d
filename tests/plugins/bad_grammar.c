/* A signature without its end. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("bad_grammar", 1, 0, .functions = (const mog_function[]){{"same", "integer(integer", SAME, "t"}, {0}});

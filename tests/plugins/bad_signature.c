/* A type that does not exist. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("bad_signature", 1, 0, .functions = (const mog_function[]){{"same", "integer(float)", SAME, "t"}, {0}});

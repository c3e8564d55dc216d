/* A title that is not UTF-8. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("not_utf8", 1, 0, .functions = (const mog_function[]){{"same", "integer(integer)", SAME, "\xff"}, {0}});

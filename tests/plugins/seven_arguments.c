/* More arguments than there may be. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("seven_arguments", 1, 0,
           .functions = (const mog_function[]){{"same", "integer(bool,bool,bool,bool,bool,bool,bool)", SAME, "t"},
                                               {0}});

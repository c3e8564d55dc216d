/* Two functions of one name. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("same_function", 1, 0,
           .functions = (const mog_function[]){
               {"same", "integer(integer)", SAME, "t"}, {"same", "integer()", SAME, "t"}, {0}});

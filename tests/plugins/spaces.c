/* A signature with spaces and the word that <stdbool.h> makes, and no title. All of this is allowed. */
#include <mognad/plugin.h>

static int64_t same(int64_t x)
{
    return x;
}

#define SAME (mog_any_function) same

MOG_PLUGIN("spaces", 1, 0,
           .functions = (const mog_function[]){{"same", " integer ( integer , _Bool ) ", SAME, NULL}, {0}});

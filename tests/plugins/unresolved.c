/* Needs a symbol that nobody has. */
#include <mognad/plugin.h>

extern int64_t nobody_defines_this(int64_t x);

MOG_PLUGIN("unresolved", 1, 0,
           .functions = (const mog_function[]){MOG_FUNCTION(nobody_defines_this, "t", integer, integer), {0}});

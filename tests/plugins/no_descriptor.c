/* A shared object that is no plugin. */
#include <mognad/plugin.h>

extern MOG_EXPORT const int something_else;
MOG_EXPORT const int something_else = 1;

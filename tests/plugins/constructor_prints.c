/* Prints while it is loaded. */
#include <mognad/plugin.h>

#include <stdio.h>

static __attribute__((constructor)) void begin(void)
{
    printf("hello \033[31mthere\n");
}

MOG_PLUGIN("constructor_prints", 1, 0);

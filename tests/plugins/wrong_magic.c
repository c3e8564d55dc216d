/* A descriptor that begins with something else. What follows must not be read. */
#include <mognad/plugin.h>

extern MOG_EXPORT const mog_plugin mognad_plugin;
MOG_EXPORT const mog_plugin mognad_plugin = {.magic = 0x12345678,
                                             .abi_major = MOG_ABI_MAJOR,
                                             .abi_minor = MOG_ABI_MINOR,
                                             .size = sizeof(mog_plugin),
                                             .function_size = sizeof(mog_function),
                                             .collector_size = sizeof(mog_collector),
                                             .name = "wrong_magic",
                                             .functions = (const mog_function *)16};

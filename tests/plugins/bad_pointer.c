/* A list that lies nowhere. */
#include <mognad/plugin.h>

extern MOG_EXPORT const mog_plugin mognad_plugin;
MOG_EXPORT const mog_plugin mognad_plugin = {.magic = MOG_PLUGIN_MAGIC,
                                             .abi_major = MOG_ABI_MAJOR,
                                             .abi_minor = MOG_ABI_MINOR,
                                             .size = sizeof(mog_plugin),
                                             .function_size = sizeof(mog_function),
                                             .collector_size = sizeof(mog_collector),
                                             .name = "bad_pointer",
                                             .functions = (const mog_function *)16};

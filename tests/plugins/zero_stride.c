/* Entries of no size, by which a list would have no end. */
#include <mognad/plugin.h>

extern MOG_EXPORT const mog_plugin mognad_plugin;
MOG_EXPORT const mog_plugin mognad_plugin = {.magic = MOG_PLUGIN_MAGIC,
                                             .abi_major = MOG_ABI_MAJOR,
                                             .abi_minor = MOG_ABI_MINOR,
                                             .size = sizeof(mog_plugin),
                                             .function_size = 0,
                                             .collector_size = sizeof(mog_collector),
                                             .name = "zero_stride"};

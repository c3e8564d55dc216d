/* Compiled with the plugin.h of ABI 1.0, whose descriptor ended before the importers. What follows it in memory is none of the engine's business. */
#include <mognad/plugin.h>

typedef struct plugin_of_minor_zero {
    uint32_t magic;
    uint16_t abi_major, abi_minor;
    uint32_t size, function_size, collector_size;
    uint16_t version_major, version_minor;
    const char *name;
    const mog_function *functions;
    const mog_collector *collectors;
    const char *kinds;
} plugin_of_minor_zero;

static int64_t same(int64_t x)
{
    return x;
}

static const mog_function functions[] = {MOG_FUNCTION(same, "The same", integer, integer), {0}};

typedef struct mapped {
    plugin_of_minor_zero plugin;
    uintptr_t behind[4];
} mapped;

extern MOG_EXPORT const mapped mognad_plugin;
MOG_EXPORT const mapped mognad_plugin = {.plugin = {.magic = MOG_PLUGIN_MAGIC,
                                                    .abi_major = 1,
                                                    .abi_minor = 0,
                                                    .size = sizeof(plugin_of_minor_zero),
                                                    .function_size = sizeof(mog_function),
                                                    .collector_size = sizeof(mog_collector),
                                                    .version_major = 2,
                                                    .name = "minor_zero",
                                                    .functions = functions},
                                         .behind = {1, 1, 1, 1}};

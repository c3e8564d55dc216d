/* Importers of another size than those of its ABI. */
#include <mognad/plugin.h>

static int nothing(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    (void)file, (void)emit, (void)log;
    return 0;
}

static const mog_importer importers[] = {{"nothing", nothing, NULL, NULL, NULL}, {0}};

extern MOG_EXPORT const mog_plugin mognad_plugin;
MOG_EXPORT const mog_plugin mognad_plugin = {.magic = MOG_PLUGIN_MAGIC,
                                             .abi_major = MOG_ABI_MAJOR,
                                             .abi_minor = MOG_ABI_MINOR,
                                             .size = sizeof(mog_plugin),
                                             .function_size = sizeof(mog_function),
                                             .collector_size = sizeof(mog_collector),
                                             .name = "short_importers",
                                             .importers = importers,
                                             .importer_size = 8};

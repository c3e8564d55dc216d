/* Two importers of one name. */
#include <mognad/plugin.h>

static int nothing(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    (void)file, (void)emit, (void)log;
    return 0;
}

MOG_PLUGIN("same_importer", 1, 0,
           .importers = (const mog_importer[]){
               {"twice", nothing, NULL, NULL, NULL}, {"twice", nothing, NULL, NULL, NULL}, {0}});

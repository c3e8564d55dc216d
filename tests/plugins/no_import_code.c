/* An importer without code. */
#include <mognad/plugin.h>

MOG_PLUGIN("no_import_code", 1, 0, .importers = (const mog_importer[]){{"empty", NULL, "Nothing", ".x", NULL}, {0}});

/* plugin.c: the importer `cppcheck`. */
#include "results.h"

MOG_PLUGIN("import_cppcheck", 1, 0,
           .importers = (const mog_importer[]){{"cppcheck", import_cppcheck,
                                                "What cppcheck found, as XML (cppcheck --xml)", NULL,
                                                "<results version=\"2\">\n<cppcheck version="},
                                               {0}});

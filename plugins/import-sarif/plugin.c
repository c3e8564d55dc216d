/* plugin.c: the importer `sarif`. */
#include "sarif.h"

MOG_PLUGIN("import_sarif", 1, 0,
           .importers = (const mog_importer[]){{"sarif", import_sarif, "What code analysers found, as SARIF 2.1.0",
                                                ".sarif .sarif.json", "sarif-schema-2.1.0\nsarif-2.1.0"},
                                               {0}});

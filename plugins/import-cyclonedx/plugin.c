/* plugin.c: the importer `cyclonedx`. */
#include "bom.h"

MOG_PLUGIN("import_cyclonedx", 1, 0,
           .importers = (const mog_importer[]){{"cyclonedx", import_cyclonedx,
                                                "Bills of materials as CycloneDX 1.4 to 1.6, JSON", ".cdx.json",
                                                "\"bomFormat\": \"CycloneDX\"\n\"bomFormat\":\"CycloneDX\""},
                                               {0}});

/* plugin.c: the importer `lynis`. */
#include "report.h"

MOG_PLUGIN("import_lynis", 1, 0,
           .importers = (const mog_importer[]){{"lynis", import_lynis, "The report of a Lynis audit (lynis-report.dat)",
                                                NULL, "# Lynis Report\nlynis_version="},
                                               {0}});
